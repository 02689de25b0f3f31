"""Did it work? The page says what the numbers say, what they cannot say, and nobody's name."""

from __future__ import annotations

import json
import random
import shutil
import time
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from coaching.desk.coach.gain_page import did_it_work, gain_html, gain_shown
from coaching.gain import calibration, class_gain
from coaching.grading.gain_report import CohortGain, Part, Sureness, cohort_gain
from coaching.items import ChoiceKey
from coaching.items.reading import read
from coaching.problems import CourseProblem
from coaching.survey.intervals import mean_interval

from ..coursecopy import REPOSITORY

FORMS = ("00-pretest", "99-posttest")
pytestmark = pytest.mark.skipif(not (REPOSITORY / "solutions").is_dir(), reason="the learner edition has no keys")


@pytest.fixture(scope="module")
def keys() -> dict[str, dict[str, Any]]:
    forms = {form: next((REPOSITORY / "solutions" / form).glob("*.ipynb")) for form in FORMS}
    return {form: {asked.item.id: asked for asked in read(path)} for form, path in forms.items()}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "course.py").touch()
    for form in FORMS:
        shutil.copytree(REPOSITORY / "solutions" / form, tmp_path / "solutions" / form)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sheet_of(form: str, keys: dict[str, Any], rng: random.Random, missing: float, sure: int | None) -> dict[str, Any]:
    """The model answers, each choice mistaken with the chance `missing`, given with this confidence."""
    sheet = json.loads((REPOSITORY / "solutions" / form / "private" / "model_answers.json").read_text("utf-8"))
    for name, entry in sheet["items"].items():
        key = keys[name].key
        if isinstance(key, ChoiceKey):
            for part, right in key.correct.items():
                if rng.random() < missing:
                    options = [one for one in key.notes[part] if one != right]
                    entry["value"][part] = rng.choice(options)
        entry["confidence"] = sure
    return dict(sheet)


def hand_in(folder: Path, form: str, sheet: dict[str, Any]) -> None:
    path = folder / "answers" / f"{form}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sheet), encoding="utf-8")


def cohort(course: Path, keys: dict[str, Any], people: int, seed: int = 1) -> None:
    rng = random.Random(seed)
    for i in range(people):
        for form, missing, sure in ((FORMS[0], 0.5, 90), (FORMS[1], 0.15, 80)):
            hand_in(course / "submitted" / f"nadia-{i:04}" / form, form, sheet_of(form, keys[form], rng, missing, sure))


# --- the numbers ------------------------------------------------------------------------------------------------------


def test_the_parts_and_the_sureness_equal_an_own_computation(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 25)
    found = cohort_gain(course)
    assert found.anchors is not None and found.twins is not None and found.sureness is not None
    assert (found.anchors.units, found.twins.units) == (6, 18)
    assert found.anchors.before + found.twins.before == pytest.approx(found.mean_before)
    assert found.anchors.after + found.twins.after == pytest.approx(found.mean_after)
    right = fmean(after for _, _, after in found.units)
    assert found.sureness.after.brier == pytest.approx(right * (0.8 - 1) ** 2 + (1 - right) * 0.8**2, abs=0.03)
    assert found.sureness.n == 25
    assert found.sureness.before.n == 25 * 24
    assert found.sureness.brier_change is not None and found.sureness.brier_change.value < 0


def test_a_second_try_after_the_feedback_does_not_count(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 6)
    before = cohort_gain(course)
    rng = random.Random(2)
    for i in range(6):
        person = f"nadia-{i:04}"
        now = course / "submitted" / person / FORMS[1]
        shutil.move(now, course / "submitted_earlier" / person / FORMS[1] / "2026-11-01 080000")
        hand_in(now, FORMS[1], sheet_of(FORMS[1], keys[FORMS[1]], rng, 0, 100))
    assert cohort_gain(course).mean_after == before.mean_after


def test_who_did_only_one_form_is_counted_and_from_five_on_compared(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 12)
    for i in range(4):
        shutil.rmtree(course / "submitted" / f"nadia-{i:04}" / FORMS[1])
    shutil.rmtree(course / "submitted" / "nadia-0011" / FORMS[0])
    html = gain_html(cohort_gain(course))
    assert "7 people did both forms. 5 did only one, and are left out." in html
    assert "4 did only the form before; too few to say how they stood." in html
    shutil.rmtree(course / "submitted" / "nadia-0004" / FORMS[1])
    assert "5 did only the form before, with a mean of" in gain_html(cohort_gain(course))


def test_nobody_is_named_and_what_cannot_be_shown_is_said(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 12)
    shown = gain_shown(course)
    paper = shown.documents[0].content
    for text in (shown.html, paper):
        assert isinstance(text, str)
        assert "nadia" not in text
        assert "This is one group, measured twice" in text
        assert "Show as table" in text, "the picture has its table"
    assert "Brier score" in shown.html
    assert "Mean of own gains" in shown.html


# --- few people -------------------------------------------------------------------------------------------------------


def made(n: int) -> CohortGain:
    """A cohort of so many, without files."""
    rng = random.Random(n)
    before = [float(rng.randint(5, 14)) for _ in range(n)]
    after = [b + rng.randint(2, 8) for b in before]
    gain = class_gain(before, after, 24)
    one = calibration([0.5, 0.9, 0.9, 0.7], [0, 1, 0, 1])
    sure = Sureness(n, one, one, mean_interval([0.01 * i for i in range(n)]))
    part = Part(6, 3.0, 4.0, gain)
    units = tuple((f"unit{i}:", 0.4, 0.7) for i in range(24))
    return CohortGain(
        n, 0, gain, fmean(before), fmean(after), 0.1, 0.0, units, (0.7, None), part, part, sure, (0, None)
    )


@pytest.mark.parametrize(
    ("n", "says", "silent"),
    [
        (3, ["do not pass it on", "Only 3 people", "provisional", "nothing is told about single questions"], ["KR-20"]),
        (9, ["Only 9 people", "provisional"], ["do not pass it on", "KR-20", "remembering"]),
        (10, ["intervals are wide", "provisional", "nothing is told about single questions"], ["Only 10", "unit3"]),
        (20, ["provisional", "Question by question", "0.70 before and undefined after"], ["intervals are wide"]),
        (50, ["Question by question", "KR-20"], ["provisional", "intervals are wide"]),
    ],
)
def test_the_fewer_people_the_less_is_told(n: int, says: list[str], silent: list[str]) -> None:
    html = gain_html(made(n)).unescape()
    assert not [words for words in says if words not in html]
    assert not [words for words in silent if words in html]


def test_one_person_or_none_is_a_sentence_of_the_page(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 1)
    with pytest.raises(CourseProblem, match="1 people have handed in both"):
        gain_shown(course)
    page = did_it_work()
    page.ask = {"turn": 1, "values": {}}
    page.settled()
    assert "A gain of a group needs two people at least" in page.result["problem"]


def test_no_confidence_and_nothing_missing_are_said_and_break_nothing(course: Path, keys: dict[str, Any]) -> None:
    rng = random.Random(3)
    for i in range(3):
        for form, missing in ((FORMS[0], 0.4 if i else 0.0), (FORMS[1], 0.0)):
            hand_in(course / "submitted" / f"p{i}" / form, form, sheet_of(form, keys[form], rng, missing, None))
    html = gain_html(cohort_gain(course))
    assert "Nobody said how sure they were in both forms" in html.unescape()
    assert "1 had nothing missing before" in html


def test_two_hundred_people_take_less_than_two_seconds(course: Path, keys: dict[str, Any]) -> None:
    cohort(course, keys, 200)
    start = time.perf_counter()
    gain_shown(course)
    assert time.perf_counter() - start < 5, "about 1 s alone; five leave room for a busy machine"
