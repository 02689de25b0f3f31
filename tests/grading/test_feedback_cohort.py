"""`coaching feedback` gives what `nbgrader generate_feedback --force` and `release_feedback` give, to all it can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import notebook_hash

from coaching.cli import guarded
from coaching.grading.cohort import grade_cohort
from coaching.grading.feedback_cohort import Fed, Way, feedback_cohort
from coaching.grading.score import Options
from coaching.parcel import MANIFEST

from ..coursecopy import Course, new_course
from .demo_assignment import DEMO, GOOD, HALF, write_demo
from .test_clean_html import Tags

DOUBLE = "def double(x):\n    return 2 * x"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Five people: all right with code, half, nothing, a zip file, and a file that nobody can read."""
    folder = tmp_path_factory.mktemp("feedback")
    course = new_course(folder / "course", write_demo(folder / "source", with_code=True))
    course.generate(DEMO)
    write_code(course.hand_in(DEMO, "ana", GOOD))
    course.hand_in(DEMO, "bo", HALF)
    course.hand_in(DEMO, "cem", {})
    (course.hand_in(DEMO, "dee", HALF) / MANIFEST).write_text("{}")
    (course.hand_in(DEMO, "eli", GOOD) / "demo.ipynb").write_text('{"cells": [')
    grade(course)
    course.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3, "You name <b>what</b> happened.")
    yield course


def write_code(folder: Path) -> None:
    nb = nbformat.read(folder / "code-track.ipynb", as_version=4)
    next(cell for cell in nb.cells if cell.id == "double").source = DOUBLE
    nbformat.write(nb, folder / "code-track.ipynb")


def grade(course: Course, **options: Any) -> None:
    with course.importable():
        grade_cohort(course.root, DEMO, Options(trust=True), workers=1, **options)


def by_name(people: list[Fed]) -> dict[str, Fed]:
    return {one.student: one for one in people}


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below by name, with its rights; folders with theirs."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


def test_the_pages_are_those_that_nbgrader_makes(graded: Course) -> None:
    """The same files with the same bytes and rights, for everybody whose work nbgrader makes pages of."""
    graded.feedback(DEMO)
    pages = graded.root / "feedback"
    stock = tree(pages)
    assert {f"{who}/{DEMO}/{page}.html" for who in ("ana", "bo", "cem", "dee") for page in ("demo", "code-track")} <= {
        *stock
    }
    (pages / "ana" / DEMO / "demo.html").write_text("an earlier page")
    (pages / "ana" / DEMO / "left-over.txt").write_text("of an earlier hand-in")
    feedback_cohort(graded.root, DEMO)
    ours = tree(pages)
    assert ours.pop(f"eli/{DEMO}/demo.html"), "one more, for whose work was set aside"
    assert ours == stock
    assert not list((graded.root / ".course" / "grading").iterdir()), "nothing is left beside"


def test_pages_are_released_to_those_who_submitted_through_the_exchange(graded: Course) -> None:
    made = feedback_cohort(graded.root, DEMO)
    people = by_name(made.people)
    assert {name: one.way for name, one in people.items()} == {
        **dict.fromkeys(("ana", "bo", "cem", "eli"), Way.RELEASED),
        "dee": Way.SEND,
    }
    for student in ("ana", "bo", "cem", "eli"):
        assert released(graded, student) == graded.page(DEMO, "demo", student)
    assert released(graded, "dee") is None
    assert people["ana"].points == 10 and people["ana"].most == 11 and people["ana"].to_read == 0
    assert people["bo"].to_read == 1


def released(course: Course, student: str) -> str | None:
    """The page that a learner with this person's secret finds in the exchange."""
    name = notebook_hash(secret=f"{student}-secret", notebook_id="demo")
    path = course.root / ".course" / "exchange" / "safe-to-stretch" / "feedback" / f"{name}.html"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def test_whose_work_was_set_aside_reads_why_and_how_to_hand_in_again(graded: Course) -> None:
    eli = by_name(feedback_cohort(graded.root, DEMO).people)["eli"]
    assert eli.set_aside and eli.points is None
    page = graded.page(DEMO, "demo", "eli")
    for words in ("Not handed in yet", "demo.ipynb cannot be graded: it is damaged", f"coaching hand-in {DEMO}"):
        assert words in page
    assert "not a score of 0" in page


def test_one_who_hands_in_again_gets_a_page_of_the_new_work_and_until_then_is_named(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", write_demo(tmp_path / "source"))
    course.generate(DEMO)
    (course.hand_in(DEMO, "eli", GOOD) / "demo.ipynb").write_text("")
    course.hand_in(DEMO, "bo", GOOD)
    grade(course)
    assert by_name(feedback_cohort(course.root, DEMO).people)["eli"].set_aside
    for student in ("eli", "bo"):
        folder = course.hand_in(DEMO, student, GOOD)
        (folder / "timestamp.txt").write_text("2026-11-21 09:00:00.000000 UTC")
    people = by_name(feedback_cohort(course.root, DEMO).people)
    assert people["eli"].way is Way.NONE and "Not graded yet" in people["eli"].notes[0]
    assert people["bo"].way is Way.RELEASED and "newer hand-in" in people["bo"].notes[0]
    grade(course)
    people = by_name(feedback_cohort(course.root, DEMO).people)
    assert not people["eli"].set_aside and people["eli"].points == 7
    assert "At a glance" in course.page(DEMO, "demo", "eli")


def test_a_broken_notebook_is_named_and_the_others_get_their_pages(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", write_demo(tmp_path / "source"))
    course.generate(DEMO)
    for student in ("ana", "bo", "cem"):
        course.hand_in(DEMO, student, GOOD)
    grade(course)
    feedback_cohort(course.root, DEMO, release=False)
    earlier = course.page(DEMO, "demo", "bo")
    broken = course.root / "autograded" / "bo" / DEMO / "demo.ipynb"
    broken.chmod(0o644)
    broken.write_text('{"cells": [')
    (course.root / "feedback" / "cem" / DEMO / "demo.html").unlink()
    made = feedback_cohort(course.root, DEMO, release=False)
    people = by_name(made.people)
    assert people["bo"].way is Way.NONE and f"autograded/bo/{DEMO}" in people["bo"].notes[0]
    assert [one.student for one in made.to_look_at] == ["bo"]
    assert course.page(DEMO, "demo", "bo") == earlier, "what was there stays"
    assert "At a glance" in course.page(DEMO, "demo", "cem")
    assert released(course, "ana") is None, "--no-release"


def test_only_the_people_who_are_named_get_new_pages(graded: Course) -> None:
    feedback_cohort(graded.root, DEMO)
    before = {who: (graded.root / "feedback" / who / DEMO / "demo.html").stat().st_mtime_ns for who in ("ana", "bo")}
    made = feedback_cohort(graded.root, DEMO, people=["ana"])
    assert [one.student for one in made.people] == ["ana"]
    after = {who: (graded.root / "feedback" / who / DEMO / "demo.html").stat().st_mtime_ns for who in ("ana", "bo")}
    assert after["bo"] == before["bo"] and after["ana"] > before["ana"]


def test_code_that_waits_is_shown_as_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_wall(*_: object, **__: object) -> None:
        raise OSError("There is no wall here.")

    monkeypatch.setattr("coaching.grading.score.open_sandbox", no_wall)
    course = new_course(tmp_path / "course", write_demo(tmp_path / "source", with_code=True))
    course.generate(DEMO)
    write_code(course.hand_in(DEMO, "ana", GOOD))
    grade(course)
    feedback_cohort(course.root, DEMO)
    page = course.page(DEMO, "code-track", "ana")
    assert "Waits to be run" in page and "– of 4" in page and "Your code has not been run yet" in page
    for wrong in ("Not attempted", "Everything here is there", "Waits for a reader", "0 of 4"):
        assert wrong not in page
    assert "Waits to be run" not in course.page(DEMO, "demo", "ana")


HOSTILE = "<script>hit()</script><img src=x onerror=hit()><a href='javascript:hit()'>x</a>{{ 7 * 7 }}"


def test_what_stands_in_an_autograded_notebook_cannot_act_on_the_page(graded: Course) -> None:
    path = graded.root / "autograded" / "ana" / DEMO / "demo.ipynb"
    before = path.read_bytes()
    nb = json.loads(before)
    nb["metadata"]["coaching"] |= {"title": HOSTILE, "repairs": [HOSTILE]}
    for cell in nb["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = f"# {HOSTILE}\n\n{HOSTILE}"
        for output in cell.get("outputs", []):
            for form, content in output.get("data", {}).items():
                if form == "text/html":
                    output["data"][form] = [HOSTILE, *content]
                elif isinstance(content, dict):
                    content |= {"title": HOSTILE, "kind": '"><script>hit()</script>', "state": HOSTILE}
    path.chmod(0o644)
    path.write_text(json.dumps(nb))
    try:
        feedback_cohort(graded.root, DEMO, people=["ana"], release=False)
    finally:
        path.write_bytes(before)
    page = Tags(graded.page(DEMO, "demo", "ana"))
    assert not {"script", "img"} & {tag for tag, _ in page.found}
    assert not [given for _, given in page.found if any(name.startswith("on") for name in given)]
    assert not [given for _, given in page.found if "javascript" in given.get("href", "")]
    assert "{{ 7 * 7 }}" in page.words


# --- with answers ---------------------------------------------------------------------------------------------------


def test_right_options_that_were_not_chosen_are_shown_only_when_the_coach_says_so(graded: Course) -> None:
    shown = "Secret note on s2 as learning."
    for with_answers in (False, True, False):
        feedback_cohort(graded.root, DEMO, with_answers=with_answers)
        for student in ("bo", "cem", "dee"):
            assert (shown in graded.page(DEMO, "demo", student)) is with_answers
        assert ("Secret note: fourteen of twenty." in graded.page(DEMO, "demo", "cem")) is with_answers
        assert "What is right here" not in graded.page(DEMO, "demo", "ana"), "nothing is missing there"
    page = graded.page(DEMO, "demo", "bo")
    assert "HIDDEN TESTS" not in page and "ChoiceKey" not in page


def test_a_page_with_answers_says_no_more_than_what_was_missed(graded: Course) -> None:
    feedback_cohort(graded.root, DEMO, with_answers=True)
    page = graded.page(DEMO, "demo", "bo")
    missed = page.split('<details class="missed">', 1)[1].split("</details>", 1)[0]
    for part, right in (("s2", "learning"), ("s4", "committed")):
        assert f"Secret note on {part} as {right}." in missed
    assert "Secret note on s1" not in missed, "this one was there"
    assert missed.count('<span class="choice">') == 2
    for tag in ("span", "strong", "li", "ul"):
        assert missed.count(f"<{tag}") == missed.count(f"</{tag}>"), missed
    for wrong in ("s1 as learning", "s3 as committed", "s5 as aspirational"):
        assert f"Secret note on {wrong}" not in page
    for word in ("HIDDEN", "ChoiceKey", "grade(here", "MARK-OF-THE-RUBRIC", "MODEL-ANSWER"):
        assert word not in page
    feedback_cohort(graded.root, DEMO)


# --- the command ----------------------------------------------------------------------------------------------------


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    from coaching.cli import app

    monkeypatch.chdir(course.root)
    try:
        return guarded(lambda: app(["feedback", *arguments]))
    except SystemExit as left:
        return int(left.code or 0)


def test_the_command_names_zip_senders_and_leaves_with_3_when_somebody_needs_a_look(
    graded: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (graded.root / "course.py").touch()
    (graded.root / "pyproject.toml").touch()
    assert run(graded, monkeypatch, DEMO) == 3
    said = capsys.readouterr().out
    assert f"coaching send-back {DEMO}" in said and "Sent zip files: dee." in said
    assert "not handed in yet" in said
    assert run(graded, monkeypatch, DEMO, "--person", "ana", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["people"][0]["student"] == "ana" and shown["people"][0]["way"] == "released"
    assert run(graded, monkeypatch, DEMO, "--person", "nobody") == 1
    assert "nobody" in capsys.readouterr().err
    assert run(graded, monkeypatch, "04-nowhere") == 1


def test_pages_that_the_exchange_does_not_take_are_made_and_said_to_be(
    graded: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (graded.root / "course.py").touch()
    (graded.root / "pyproject.toml").touch()
    monkeypatch.setenv("COACHING_EXCHANGE", str(graded.root / "not-there"))
    page = graded.root / "feedback" / "bo" / DEMO / "demo.html"
    page.unlink()
    assert run(graded, monkeypatch, DEMO) == 1
    assert "the exchange does not take them" in capsys.readouterr().err
    assert page.is_file()
