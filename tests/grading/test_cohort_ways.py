"""`coaching grade` beside standard nbgrader, without a wall, with a worker that dies, and as a command."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coaching import cli
from coaching.grading.cohort import Verdict, grade_cohort, only_one
from coaching.grading.handed_in import HandedIn
from coaching.grading.score import CODE, Options, Scored, Scorer
from coaching.problems import CourseProblem
from coaching.terminal import LOOK

from ..coursecopy import Course
from .cohort_batch import FULL_CODE, GOOD_STUDENTS, SMALL, demo_with_code, graded, write_code
from .demo_assignment import DEMO, GOOD, HALF

WRONG = "def double(x):\n    return x + x if x > 0 else 0"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Four people: two with everything right, one half right with code of their own, one with nothing."""
    course = demo_with_code(tmp_path_factory.mktemp("ways"))
    write_code(course.hand_in(DEMO, "ben", HALF), double=WRONG)
    (course.hand_in(DEMO, "cleo", {}) / "code-track.ipynb").unlink()
    return course


@pytest.fixture
def course(template: Course, tmp_path: Path) -> Course:
    shutil.copytree(template.root, tmp_path / "course", symlinks=True)
    return Course((tmp_path / "course").resolve())


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Take bubblewrap away; what is returned brings it back."""
    before = os.environ["PATH"]
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return lambda: monkeypatch.setenv("PATH", before)


Row = tuple[float | None, float | None, bool, str | None, str | None, float | None]


def rows(course: Course) -> dict[tuple[str, str, str], Row]:
    """Every grade and comment of the gradebook, and what they add up to."""
    found: dict[tuple[str, str, str], Row] = {}
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(DEMO):
            for notebook in submission.notebooks:
                comments = {one.name: (one.auto_comment, one.manual_comment) for one in notebook.comments}
                for grade in notebook.grades:
                    auto, manual = comments.pop(grade.name, (None, None))
                    found[submission.student.id, notebook.name, grade.name] = (
                        grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade), auto, manual, grade.score
                    )  # fmt: skip
                for name, (auto, manual) in comments.items():
                    found[submission.student.id, notebook.name, name] = (None, None, False, auto, manual, None)
                about = (
                    submission.score,
                    None,
                    bool(notebook.flagged),
                    str(submission.timestamp),
                    None,
                    notebook.score,
                )
                found[submission.student.id, notebook.name, ""] = about
    return found


def give(course: Course, student: str, notebook: str, cell: str, points: float) -> None:
    """What formgrader does when a reader changes the points of a test."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(cell, notebook, DEMO, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_standard_nbgrader_and_ours_write_the_same_rows_in_either_order(course: Course, tmp_path: Path) -> None:
    """Also over each other, and with a score and comments that a reader gave in between."""
    shutil.rmtree(course.root / "submitted" / "zzz-good")
    write_code(course.hand_in(DEMO, "cleo", {}), total="def total(path):\n    return 0")
    shutil.copytree(course.root, tmp_path / "other")
    other = Course((tmp_path / "other").resolve())
    assert other.autograde(DEMO)["success"]
    graded(course)
    assert rows(course) == rows(other)

    for one in (course, other):
        one.grade_by_hand(DEMO, "demo", "ben", "reflect-1", 3, "Name the day, too.")
        give(one, "cleo", "demo", "kinds", 1)
    assert course.autograde(DEMO)["success"]
    graded(other, again=True)
    assert rows(course) == rows(other)
    (auto, by_hand, *_, comment, score) = rows(course)["ben", "demo", "reflect-1"]
    assert (auto, by_hand, comment, score) == (None, 3, "Name the day, too.", 3)
    assert rows(course)["cleo", "demo", "kinds"][:2] == (0.0, 1)


def test_what_a_reader_gave_survives_grading_again(course: Course) -> None:
    graded(course)
    course.grade_by_hand(DEMO, "demo", "ben", "reflect-1", 2.5, "Go on.")
    give(course, "ben", "code-track", "double-test", 3.5)
    before = rows(course)
    graded(course, again=True)
    after = rows(course)
    for cell in (("ben", "demo", "reflect-1"), ("ben", "code-track", "double-test")):
        assert after[cell][1] == before[cell][1] is not None
        assert after[cell][4] == before[cell][4]
    kept = {key: row[:2] + row[3:] for key, row in before.items()}
    assert {key: row[:2] + row[3:] for key, row in after.items()} == kept


def test_without_bubblewrap_code_waits_and_clicked_items_do_not(
    course: Course, no_bubblewrap: Callable[[], None]
) -> None:
    first = graded(course)
    for student, points in (("aaa-good", 7.0), ("ben", 4.0)):
        person = first.person(student)
        assert (person.verdict, person.points) == (Verdict.LOOK, points)
        assert [note for note in person.notes if CODE in note and "apt install bubblewrap" in note]
        assert set(first.scores("code-track", student).values()) == {None}
    assert first.person("cleo").verdict in (Verdict.GRADED, Verdict.REPAIRED), "nobody's code waits where none is"

    no_bubblewrap()
    second = graded(course)
    assert second.person("cleo").verdict == Verdict.DONE
    assert second.person("aaa-good").verdict == Verdict.GRADED
    assert second.scores("code-track", "aaa-good") == FULL_CODE
    assert second.scores("code-track", "ben") == {"double-test": 2.0, "total-test": 2.0}
    assert {one.verdict for one in graded(course).cohort.people} == {Verdict.DONE}


def test_trusted_code_runs_without_a_wall(course: Course, no_bubblewrap: Callable[[], None]) -> None:
    write_code(course.hand_in(DEMO, "ben", HALF), double="while True: pass")
    with course.importable():
        cohort = grade_cohort(course.root, DEMO, Options(trust=True, limits=SMALL))
    verdicts = {one.student: one.verdict for one in cohort.people}
    assert verdicts["aaa-good"] == verdicts["zzz-good"] == Verdict.GRADED
    assert verdicts["ben"] == Verdict.LOOK, "time is limited here too"
    scores = {name: score for name, (score, _) in course.scores(DEMO, "code-track", "aaa-good").items()}
    assert scores == FULL_CODE


@pytest.mark.parametrize("how", ["a dead worker", "a mistake of ours"])
def test_a_submission_that_breaks_the_grader_is_named_and_the_others_are_graded(
    course: Course, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    for number in range(12):  # more than are on their way at one time
        course.hand_in(DEMO, f"d{number}", GOOD)
    score = Scorer.score

    def breaks(self: Scorer, handed_in: HandedIn) -> Scored:
        if handed_in.student == "ben":
            if how == "a dead worker":
                os._exit(9)
            raise KeyError("nobody thought of this")
        return score(self, handed_in)

    monkeypatch.setattr(Scorer, "score", breaks)
    batch = graded(course)
    assert len(batch.cohort.people) == 16
    person = batch.person("ben")
    assert person.verdict == Verdict.LOOK
    assert "ended the grader twice" in person.notes[0] or "KeyError" in person.notes[0]
    assert all(batch.scores("demo", f"d{number}")["kinds"] == 5.0 for number in range(12))
    batch.check_good_work()
    assert not (course.root / "autograded" / "ben").exists()

    monkeypatch.undo()
    again = graded(course)
    assert [one.student for one in again.cohort.people if one.verdict != Verdict.DONE] == ["ben"]
    assert again.person("ben").points == 4.0


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def command(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["coaching", "grade", DEMO, *arguments])
        with course.importable(), pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        return int(stopped.value.code or 0), out if "--json" in arguments else out + err

    return run


def test_the_command_shows_a_line_for_everybody_and_the_next_step(command: Callable[..., tuple[int, str]]) -> None:
    code, said = command()
    assert code == 0
    for student in (*GOOD_STUDENTS, "ben", "cleo"):
        assert student in said
    assert "7 of 7" in said and "4 of 7" in said
    assert "4 submissions: " in said
    assert f"coaching feedback {DEMO}" in said
    code, said = command()
    assert (code, "4 others graded before" in said) == (0, True)


def test_the_command_gives_json_for_a_program(course: Course, command: Callable[..., tuple[int, str]]) -> None:
    (course.root / "submitted" / "cleo" / DEMO / "demo.ipynb").write_text("{")
    code, said = command("--json")
    assert code == LOOK == 3
    cohort: dict[str, Any] = json.loads(said)
    assert cohort["assignment"] == DEMO
    people = {one["student"]: one for one in cohort["people"]}
    assert people["aaa-good"]["verdict"] == "graded"
    assert people["cleo"]["verdict"] == "set aside"
    assert "it is damaged" in people["cleo"]["notes"][0]


def test_the_command_grades_one_person(course: Course, command: Callable[..., tuple[int, str]]) -> None:
    code, said = command("--person", "ben", "--trust-code")
    assert code == 0
    assert "ben" in said and "aaa-good" not in said
    assert "Code ran without a wall, because you said --trust-code." in said
    assert not (course.root / "autograded" / "aaa-good").exists()
    code, said = command("--person", "nobody")
    assert (code, "Nothing was handed in for 90-demo by nobody" in said) == (1, True)


def test_a_second_run_at_the_same_time_is_refused_kindly(
    course: Course, command: Callable[..., tuple[int, str]]
) -> None:
    with only_one(course.root):
        code, said = command()
        assert (code, "Another run is grading this course" in said) == (1, True)
        with pytest.raises(CourseProblem, match="Wait until it is done"):
            graded(course)
    assert command()[0] == 0
