"""Reading reflections at the desk: the real gradebook, what another reader wrote, and two readers compared."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from coaching.desk.coach.progress import queue
from coaching.desk.coach.read_cohort import read_cohort
from coaching.desk.coach.readers import LATER, Desk, reading_reflections
from coaching.desk.page import Field, Shown
from coaching.grading.backup import backup, restore
from coaching.grading.cohort import grade_cohort
from coaching.grading.course import course_directory
from coaching.grading.feedback_cohort import feedback_cohort
from coaching.grading.forget import delete, find
from coaching.grading.gradebook import only_one
from coaching.grading.readings import (
    ChangedMeanwhile,
    open_text,
    pairs_of,
    readings_of,
    save_points,
    save_second,
    texts,
)
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..browser.esm_page import Theme, mount
from ..coursecopy import Course, new_course
from ..grading.demo_assignment import DEMO, GOOD, write_demo

NASTY = 'We said "yes". <script>alert(1)</script> & **bold** $x^2$\n\nThen <img src=x onerror=alert(2)>'
PEOPLE = {"ana": NASTY, "ben": "Ben tells of a promise.", "cem": "Cem tells of a stretch.", "dia": ""}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three texts that wait, handed in one day after the other, and one person who wrote none."""
    room = tmp_path_factory.mktemp("readers")
    course = new_course(room / "course", write_demo(room / "source"))
    (course.root / "course.py").touch()
    course.generate(DEMO)
    for day, (person, words) in enumerate(PEOPLE.items(), start=10):
        folder = course.hand_in(DEMO, person, {**GOOD, "reflect-1": words})
        (folder / "timestamp.txt").write_text(f"2026-11-{day} 09:00:00.000000 UTC")
    grade_cohort(course.root, DEMO, Options(), workers=1)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Iterator[Course]:
    shutil.copytree(graded.root, tmp_path / "course")
    yield Course(tmp_path / "course")


def pressed(desk: Desk, shown: Shown | None = None, **chosen: Any) -> Shown:
    """What a reader does: fill in the form that is there (names without their number), and press the button."""
    form: dict[str, Any] = {one.name: one.value for one in (shown.form or () if shown else ())}
    for name, value in chosen.items():
        wanted = name.replace("_", "-")
        found = [one for one in form if one == wanted or one.rpartition("-")[0] == wanted]
        assert len(found) == 1, (wanted, sorted(form))
        form[found[0]] = value
    return desk.work(form)


def fields(shown: Shown) -> Mapping[str, Field]:
    """The fields by name, without the number of the showing."""
    assert shown.form is not None
    return {one.name if one.name in ("which", "reader") else one.name.rpartition("-")[0]: one for one in shown.form}


def gave(course: Course, person: str) -> tuple[float | None, bool, str | None]:
    """Points by hand, whether it waits, and the comment, as formgrader and the feedback page read them."""
    with course.gradebook() as book:
        grade = book.find_grade("reflect-1", "demo", DEMO, person)
        comment = book.find_comment("reflect-1", "demo", DEMO, person)
        return grade.manual_score, bool(grade.needs_manual_grade), comment.manual_comment


# --- what waits -------------------------------------------------------------------------------------------------------


def test_the_oldest_text_comes_first_without_names_and_letter_by_letter(course: Course) -> None:
    shown = pressed(Desk(course.root))
    assert shown.says == "3 texts wait."
    assert "handed in 2026-11-10 09:00 UTC" in shown.html
    assert html.escape(NASTY, quote=False).split("\n")[0].replace('"', "&#34;") in shown.html
    assert "<script" not in shown.html
    assert "<img" not in shown.html
    assert not [person for person in PEOPLE if person in shown.html]
    assert "Trainee " in shown.html


def test_a_text_that_nobody_wrote_is_not_read(course: Course) -> None:
    with course.gradebook() as book:
        assert [one.person for one in texts(book)] == ["ana", "ben", "cem"]


def test_the_comments_offered_speak_to_the_level_and_come_from_the_rubric(course: Course) -> None:
    asked = fields(pressed(Desk(course.root)))
    assert [label for _, label in asked["level"].options][1:3] == [
        "0 · nothing of it yet (0 points)",
        "1 · Restates (1 point)",
    ]
    ready = {name: one for name, one in asked.items() if name.startswith("ready")}
    assert {one.label for one in ready.values()} >= {"You are at a case.", "What comes after a case?"}
    for name, one in ready.items():
        assert one.needs is not None
        assert one.needs[0].startswith("level-")
        assert one.needs[1] == name.split("-")[1]


# --- saving -----------------------------------------------------------------------------------------------------------


def test_a_level_and_its_comments_are_in_the_gradebook_and_on_the_feedback_page(course: Course) -> None:
    desk = Desk(course.root)
    first = pressed(desk)
    after = pressed(desk, first, level="2", ready_2_0=True, ready_2_1=True, words="And thank you.")
    assert after.says == "Saved: 2 of 4 points."
    assert gave(course, "ana") == (2.0, False, "You are at a case. What comes after a case? And thank you.")
    assert "handed in 2026-11-11" in after.html, "the next text is shown"
    assert fields(after)["level"].value == ""
    feedback_cohort(course.root, DEMO, people=["ana"], release=False)
    page = course.page(DEMO, "demo", "ana")
    assert "Level 2 of 4 · Describes" in page
    assert "One level on is Explains" in page
    assert "You are at a case. What comes after a case? And thank you." in page


def test_half_a_level_is_half_a_level(course: Course) -> None:
    desk = Desk(course.root)
    pressed(desk, pressed(desk), level="2", half=True)
    assert gave(course, "ana")[0] == 2.5
    with pytest.raises(CourseProblem, match="take out the half"):
        pressed(desk, desk.work({}), level="4", half=True)


def test_comments_of_another_level_that_were_ticked_before_are_not_sent(course: Course) -> None:
    desk = Desk(course.root)
    pressed(desk, pressed(desk), level="3", ready_1_0=True, ready_3_1=True)
    assert gave(course, "ana")[2] == "What comes after a reason?"


def test_without_a_level_nothing_is_saved_and_a_comment_asks_for_one(course: Course) -> None:
    desk = Desk(course.root)
    first = pressed(desk)
    pressed(desk, first)
    assert gave(course, "ana") == (None, True, None)
    with pytest.raises(CourseProblem, match="Choose a level as well"):
        pressed(desk, desk.work({}), words="Good.")
    assert gave(course, "ana") == (None, True, None)


def test_an_old_form_that_is_pressed_again_does_not_grade_the_next_text(course: Course) -> None:
    desk = Desk(course.root)
    first = pressed(desk)
    pressed(desk, first, level="4")
    pressed(desk, first, level="4")
    assert gave(course, "ana")[0] == 4
    assert gave(course, "ben") == (None, True, None)


def test_what_is_left_for_later_waits_and_the_next_one_comes(course: Course) -> None:
    desk = Desk(course.root)
    shown = pressed(desk, pressed(desk), level=LATER)
    assert "handed in 2026-11-11" in shown.html
    for _ in range(2):
        shown = pressed(desk, shown, level=LATER)
    assert "3 to this question you left for later" in shown.html
    assert gave(course, "ana") == (None, True, None)


def test_when_all_are_read_it_says_so(course: Course) -> None:
    desk = Desk(course.root)
    shown = pressed(desk)
    for _ in range(3):
        shown = pressed(desk, shown, level="3")
    assert "No text waits" in shown.html
    assert shown.button == "Look again"


# --- another reader ---------------------------------------------------------------------------------------------------


def test_what_another_reader_wrote_meanwhile_is_never_overwritten_and_is_shown(course: Course) -> None:
    desk = Desk(course.root)
    first = pressed(desk)
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3, "By another <b>reader</b>.")
    again = pressed(desk, first, level="1", words="Mine.")
    assert gave(course, "ana") == (3.0, False, "By another <b>reader</b>.")
    assert "Nothing was saved" in again.says
    assert "By another &lt;b&gt;reader&lt;/b&gt;." in again.html
    assert (fields(again)["level"].value, fields(again)["words"].value) == ("1", "Mine.")
    pressed(desk, again)
    assert gave(course, "ana") == (1.0, False, "Mine."), "on purpose it may be replaced"


@pytest.mark.parametrize("change", [{"score": None, "comment": "Only a comment."}, {"score": 0.0, "comment": None}])
def test_any_change_counts_also_a_comment_alone_or_no_points(course: Course, change: dict[str, Any]) -> None:
    with course.gradebook() as book:
        opened = open_text(course.root, texts(book)[0])
        if change["comment"]:
            book.find_comment("reflect-1", "demo", DEMO, "ana").manual_comment = change["comment"]
        else:
            book.find_grade("reflect-1", "demo", DEMO, "ana").manual_score = change["score"]
        book.db.commit()
    before = gave(course, "ana")
    with pytest.raises(ChangedMeanwhile):
        save_points(course.root, opened, 4, "Mine.")
    assert gave(course, "ana") == before


def test_formgrader_writing_in_the_very_same_moment_is_not_overwritten(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching.grading import readings

    with course.gradebook() as book:
        opened = open_text(course.root, texts(book)[0])
    look = readings._opened
    seen = []

    def late(*arguments: Any) -> Any:
        found = look(*arguments)
        if not seen:
            seen.append(found)
            course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 1, "Just now.")
        return found

    monkeypatch.setattr(readings, "_opened", late)
    with pytest.raises(ChangedMeanwhile, match="Just now"):
        save_points(course.root, opened, 4, "Mine.")
    assert gave(course, "ana") == (1.0, False, "Just now.")


def test_a_text_that_was_graded_anew_with_other_words_is_not_scored_unread(course: Course) -> None:
    with course.gradebook() as book:
        opened = open_text(course.root, texts(book)[0])
    folder = course.hand_in(DEMO, "ana", {**GOOD, "reflect-1": "Quite another text."})
    (folder / "timestamp.txt").write_text("2026-11-19 09:00:00.000000 UTC")
    grade_cohort(course.root, DEMO, Options(), workers=1)
    for save in (lambda: save_points(course.root, opened, 4, ""), lambda: save_second(course.root, opened, 4)):
        with pytest.raises(ChangedMeanwhile):
            save()
    assert gave(course, "ana")[0] is None


def test_while_a_run_is_grading_nothing_is_written(course: Course) -> None:
    with course.gradebook() as book:
        opened = open_text(course.root, texts(book)[0])
    with only_one(course.root), pytest.raises(CourseProblem, match="Another run"):
        save_points(course.root, opened, 4, "")


@pytest.mark.parametrize("points", [-1, 4.5, float("nan")])
def test_points_outside_the_range_are_refused(course: Course, points: float) -> None:
    with course.gradebook() as book:
        opened = open_text(course.root, texts(book)[0])
    for save in (
        lambda: save_points(course.root, opened, points, ""),
        lambda: save_second(course.root, opened, points),
    ):
        with pytest.raises(CourseProblem, match="Give 0 to 4"):
            save()


def test_a_graded_notebook_that_is_broken_stops_nobody_else(course: Course) -> None:
    path = course.root / "autograded" / "ana" / DEMO / "demo.ipynb"
    path.chmod(0o644)
    path.write_text("{")
    shown = pressed(Desk(course.root))
    assert "cannot be read" in shown.html
    assert "handed in 2026-11-11" in shown.html


def test_texts_that_cannot_be_opened_are_not_called_left_for_later(course: Course) -> None:
    for path in course.root.glob(f"autograded/*/{DEMO}/demo.ipynb"):
        path.chmod(0o644)
        path.write_text("{")
    shown = pressed(Desk(course.root))
    assert "cannot be opened" in shown.html
    assert "left for later" not in shown.html


def test_a_text_with_a_newer_one_behind_it_does_not_wait_as_on_the_page_of_everybody(course: Course) -> None:
    folder = course.hand_in(DEMO, "ana", {**GOOD, "reflect-1": "Better words."})
    (folder / "timestamp.txt").write_text("2026-11-20 09:00:00.000000 UTC")
    shown = pressed(Desk(course.root))
    assert shown.says == "2 texts wait." == f"{len(queue(read_cohort(course.root)))} texts wait."
    assert "Ben tells of a promise." in shown.html


# --- two readers ------------------------------------------------------------------------------------------------------


def second(desk: Desk) -> Shown:
    return pressed(desk, pressed(desk), reader="second")


def test_a_second_reader_sees_and_changes_nothing_of_the_first(course: Course) -> None:
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3, "First words.")
    desk = Desk(course.root)
    shown = second(desk)
    assert "First words" not in shown.html
    assert not [name for name in fields(shown) if name.startswith(("ready", "words"))]
    after = pressed(desk, shown, level="2")
    assert after.says == "Kept as a second reading."
    assert gave(course, "ana") == (3.0, False, "First words.")
    with course.gradebook() as book:
        assert pairs_of(book) == [(0.75, 0.5)]
    assert "1 text was read by two: 0 got the same level, 1 lay at most one level apart." in after.html
    assert "no kappa is told" in after.html


def test_after_a_talk_the_points_may_change_and_the_comparison_does_not(course: Course) -> None:
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3)
    desk = Desk(course.root)
    pressed(desk, second(desk), level="1")
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 1)
    with course.gradebook() as book:
        assert pairs_of(book) == [(0.75, 0.25)]


@pytest.mark.parametrize("in_formgrader", [True, False])
def test_the_second_reader_may_come_first(course: Course, in_formgrader: bool) -> None:
    desk = Desk(course.root)
    pressed(desk, second(desk), level="1")
    with course.gradebook() as book:
        assert pairs_of(book) == []
    if in_formgrader:
        course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 2)
    else:
        other = Desk(course.root)
        pressed(other, pressed(other), level="2")
    with course.gradebook() as book:
        assert pairs_of(book) == [(0.5, 0.25)]


def test_a_reading_of_an_earlier_hand_in_is_not_compared(course: Course) -> None:
    desk = Desk(course.root)
    pressed(desk, second(desk), level="1")
    folder = course.hand_in(DEMO, "ana", {**GOOD, "reflect-1": "Quite another text."})
    (folder / "timestamp.txt").write_text("2026-11-19 09:00:00.000000 UTC")
    grade_cohort(course.root, DEMO, Options(), workers=1)
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 2)
    with course.gradebook() as book:
        assert pairs_of(book) == []


def test_a_course_with_one_reader_has_the_gradebook_that_nbgrader_makes(course: Course) -> None:
    desk = Desk(course.root)
    pressed(desk, pressed(desk), level="1")
    assert b"coaching_readings" not in (course.root / "gradebook.db").read_bytes()


def test_whoever_is_forgotten_leaves_no_reading_and_a_backup_brings_readings_back(course: Course) -> None:
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3)
    desk = Desk(course.root)
    pressed(desk, second(desk), level="2")
    made = backup(course.root)
    directory = course_directory(course.root)
    holding = find(directory, "ana")
    assert f"second readings of texts in {DEMO}" in holding.in_gradebook
    assert delete(directory, holding) == []
    with course.gradebook() as book:
        assert readings_of(book, "ana") == []
    assert b"ana" not in (course.root / "gradebook.db").read_bytes()
    restore(course.root, made.path)
    with course.gradebook() as book:
        assert pairs_of(book) == [(0.75, 0.5)]


# --- the page ---------------------------------------------------------------------------------------------------------


def test_in_the_widget_the_form_goes_from_step_to_step(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    page = reading_reflections()
    page.ask = {"turn": 1, "values": {}}
    page.settled()
    assert page.setup["button"] == "Save, and show the next"
    level = next(one["name"] for one in page.setup["fields"] if one["name"].startswith("level"))
    page.ask = {"turn": 2, "values": {level: "3"}}
    page.settled()
    assert gave(course, "ana")[0] == 3
    assert page.typed == {}
    assert level not in {one["name"] for one in page.setup["fields"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_by_keyboard_a_text_is_read_and_answered_and_the_next_one_comes(
    course: Course, browser: Browser, monkeypatch: pytest.MonkeyPatch, theme: Theme
) -> None:
    monkeypatch.chdir(course.root)
    desk = reading_reflections()
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.set_default_timeout(8_000)
    mount(page, desk, theme, settle=desk.settled)
    page.get_by_role("button", name="Show what waits").press("Enter")
    title = page.get_by_role("heading", name="Look back")
    expect(title).to_be_focused()
    expect(page.get_by_text("onerror=alert")).to_be_visible()
    save = page.get_by_role("button", name="Save, and show the next")
    expect(page.get_by_label("What comes after a case?")).to_be_hidden()
    page.get_by_label("Which level does it reach?").select_option("2")
    ready = page.get_by_label("What comes after a case?")
    expect(ready).to_be_visible()
    expect(page.get_by_label("What comes after terms?")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 900
    found = Axe().run(page, options={"rules": {name: {"enabled": False} for name in NOTEBOOK_GIVES}})
    assert found.violations_count == 0, found.generate_report()
    ready.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Thank you.")
    for _ in ("the next question", "who reads", "the button"):
        page.keyboard.press("Tab")
    expect(save).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Saved: 2 of 4 points.")
    expect(title).to_be_focused()
    expect(page.get_by_label("Which level does it reach?")).to_have_value("")
    expect(page.get_by_text("Ben tells of a promise.")).to_be_visible()
    assert gave(course, "ana") == (2.0, False, "What comes after a case? Thank you.")
    page.close()


NOTEBOOK_GIVES = ("region", "page-has-heading-one", "heading-order")


def test_without_a_gradebook_there_is_a_sentence(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course")
    (course.root / "gradebook.db").unlink()
    with pytest.raises(CourseProblem, match=r"There is no gradebook\.db yet"):
        Desk(course.root).work({})
