"""How far somebody came: from real answer sheets to plain sentences, for one learner and for a cohort."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from coaching import cli
from coaching.grading.feedback import Mark, Marks, Page, Part, render
from coaching.grading.forms import Unit, two_forms, units
from coaching.grading.gain_report import cohort_gain, compare, own_gain
from coaching.items.reading import read
from coaching.problems import CourseProblem

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("00-pretest", "99-posttest")
pytestmark = pytest.mark.skipif(not (ROOT / "solutions").is_dir(), reason="the learner edition has no solutions")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with both forms, and a workspace in which nothing is answered."""
    (tmp_path / "course.py").touch()
    for form in FORMS:
        shutil.copytree(ROOT / "solutions" / form, tmp_path / "solutions" / form)
        shutil.copytree(ROOT / "exercises" / form, tmp_path / "workspace" / "exercises" / form)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def model(form: str) -> dict[str, Any]:
    text = (ROOT / "solutions" / form / "private" / "model_answers.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def answer(
    folder: Path, form: str, missing: int = 0, sure: int | None = None, rng: random.Random | None = None
) -> None:
    """Put an answer sheet into ``folder``: the model answers, with ``missing`` of the cases for choosing mistaken."""
    sheet = model(form)
    keys = {a.item.id: a for a in read(next((ROOT / "solutions" / form).glob("*.ipynb")))}
    cases = [(card, case) for card in ("people", "goals") for case in sheet["items"][card]["value"]]
    (rng or random.Random(form)).shuffle(cases)
    for card, case in cases[:missing]:
        right = keys[card].key.correct[case]  # type: ignore[union-attr]
        sheet["items"][card]["value"][case] = next(letter for letter in "abc" if letter != right)
    for entry in sheet["items"].values():
        entry["confidence"] = sure
    path = folder / "answers" / f"{form}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sheet), encoding="utf-8")


def own(course: Path, form: str) -> Path:
    return course / "workspace" / "exercises" / form


def test_a_leader_alone_gets_the_gain_with_its_interval_and_the_sureness(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0], missing=12, sure=90)
    answer(own(course, FORMS[1]), FORMS[1], missing=3, sure=90)
    found = own_gain(course)
    assert (found.before, found.after, found.most) == (12, 21, 24)
    assert found.gain is not None and found.gain.value == pytest.approx(9 / 12)
    assert 0.3 < found.gain.low < 0.75 < found.gain.high <= 1.2
    assert found.sure_before is not None and found.sure_before.over == pytest.approx(0.4)
    told = " ".join(found.sentences())
    assert "Before: 12 of 24 there. After: 21 of 24." in told
    assert "0.75, so of all that was missing before, 75 % is there now" in told
    assert "Before, sureness lay 40 points above what was there" in told


def test_when_all_is_there_after_the_interval_still_has_a_width(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0], missing=12)
    answer(own(course, FORMS[1]), FORMS[1])
    gain = own_gain(course).gain
    assert gain is not None and (gain.value, gain.high) == (1, 1)
    assert gain.low == pytest.approx(0.7575, abs=5e-5)


def test_without_confidence_nothing_is_said_of_sureness(course: Path) -> None:
    for form in FORMS:
        answer(own(course, form), form, missing=5)
    assert "ureness" not in " ".join(own_gain(course).sentences())


def test_a_loss_is_told_as_a_loss(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0], missing=6)
    answer(own(course, FORMS[1]), FORMS[1], missing=9)
    assert "−0.50, so less is there than before" in " ".join(own_gain(course).sentences())


def test_who_had_all_before_has_nothing_to_win_and_who_had_nearly_all_cannot_tell_it_from_luck(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0])
    answer(own(course, FORMS[1]), FORMS[1], missing=2)
    assert "nothing to win" in " ".join(own_gain(course).sentences())
    answer(own(course, FORMS[0]), FORMS[0], missing=1, rng=random.Random(5))
    assert "cannot be told from luck" in " ".join(own_gain(course).sentences())


def test_a_form_that_is_hardly_answered_is_not_compared(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0])
    with pytest.raises(
        CourseProblem, match=r"0 of 24 questions after the course. Answer at least half of exercises/99"
    ):
        own_gain(course)


def test_the_learner_edition_says_that_the_coach_has_the_keys(course: Path) -> None:
    shutil.rmtree(course / "solutions")
    with pytest.raises(CourseProblem, match="your coach has the keys"):
        own_gain(course)


def test_answers_are_found_inside_the_notebook_where_the_file_is_missing(course: Path) -> None:
    answer(own(course, FORMS[0]), FORMS[0], missing=6)
    answer(course, FORMS[1], missing=1)
    notebook = own(course, FORMS[1]) / "posttest.ipynb"
    book = json.loads(notebook.read_text(encoding="utf-8"))
    book["metadata"]["coaching"]["answers"] = json.loads((course / "answers" / f"{FORMS[1]}.json").read_text("utf-8"))
    notebook.write_text(json.dumps(book), encoding="utf-8")
    assert own_gain(course).after == 23


def test_what_a_stranger_put_into_the_sheet_counts_as_open(course: Path) -> None:
    for form in two_forms(course):
        for asked in form.asked:
            for strange in (None, 7, "all", [["a"]], {"": {}}, float("nan"), ["no-such-id"] * 50):
                assert [u.right for u in units(asked, strange)] == [0.0] * len(units(asked, None))


def test_forms_with_other_units_are_not_compared() -> None:
    with pytest.raises(ValueError, match="differ"):
        compare([Unit("a", 1, True)], [Unit("b", 1, True)])


# --- a cohort ---------------------------------------------------------------------------------------------------------


def hand_in(course: Path, people: int, rng: random.Random) -> None:
    for person in range(people):
        for form, missing in zip(FORMS, (rng.randint(6, 12), rng.randint(0, 5)), strict=True):
            folder = course / "submitted" / f"p{person:02}" / form
            answer(folder, form, missing, sure=rng.choice([50, 70, 90]), rng=rng)


def test_a_coach_gets_the_gain_of_the_class_both_ways_with_intervals_and_every_question(course: Path) -> None:
    hand_in(course, 12, random.Random(1))
    shutil.rmtree(course / "submitted" / "p11" / FORMS[1])
    found = cohort_gain(course)
    assert (found.n, found.only_one, len(found.units)) == (11, 1, 24)
    assert found.gain.course.low < found.gain.course.value < found.gain.course.high
    assert found.gain.learners is not None and found.gain.d is not None and found.gain.d.value > 1
    told = " ".join(found.sentences())
    assert "11 people did both forms; 1 did one, and are left out." in told
    assert "(provisional, as fewer than 50 people answered)" in told
    assert "p0" not in told, "no person is named"


def test_a_small_cohort_is_a_story_and_stays_with_the_coach(course: Path) -> None:
    hand_in(course, 4, random.Random(2))
    told = " ".join(cohort_gain(course).sentences())
    assert "Only 4 people" in told and "do not pass it on" in told


def test_one_person_is_no_cohort(course: Path) -> None:
    hand_in(course, 1, random.Random(3))
    with pytest.raises(CourseProblem, match="1 people have handed in both 00-pretest and 99-posttest"):
        cohort_gain(course)


def test_the_command_prints_both(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(course, 6, random.Random(4))
    for form in FORMS:
        answer(own(course, form), form, missing=4)
    for words, wanted in ((["gain"], "Normalised gain: 0.00"), (["gain", "--cohort"], "people, where")):
        monkeypatch.setattr("sys.argv", ["coaching", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code in (0, None)
        assert wanted in capsys.readouterr().out


# --- the feedback page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("about", "asks_to_leave"), [({"form": "before"}, True), ({}, False)])
def test_the_page_asks_to_leave_the_answers_of_a_form_as_they_are(about: dict[str, str], asks_to_leave: bool) -> None:
    part = Part("people", "Seven cases", "not yet", Mark(score=0, maximum=7))
    page = Page(Marks("you", "00-pretest", "pretest"), "Before", False, (part,), (), (), is_form="form" in about)
    html = render(page)
    assert ("Leave your answers as they are" in html) == asks_to_leave
    assert ("change your answers" in html) != asks_to_leave
