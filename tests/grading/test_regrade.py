"""After a faulty key was mended: whose score changes, and why, before anything is written; then all of it, once."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from coaching.cli import guarded
from coaching.grading.cohort import grade_cohort
from coaching.grading.regrade import preview, regrade
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import Course
from .demo_assignment import DEMO, GOOD, HALF

FAULTY = GOOD | {"kinds": GOOD["kinds"] | {"s3": "learning"}}
"""What is right once the key says that the third goal is a learning goal."""


def mend_the_key(course: Course) -> None:
    path = course.root / "solutions" / DEMO / "demo.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.source = cell.source.replace('"s3": "aspirational"', '"s3": "learning"')
    nbformat.write(nb, path)


@pytest.fixture
def graded(demo_course: Course) -> Course:
    for student, answers in (("ana", GOOD), ("bo", FAULTY), ("cy", HALF), ("dee", {})):
        demo_course.hand_in(DEMO, student, answers)
    grade_cohort(demo_course.root, DEMO, Options())
    return demo_course


def all_scores(course: Course) -> dict[str, float | None]:
    return {who: course.scores(DEMO, "demo", who)["kinds"][0] for who in ("ana", "bo", "cy", "dee")}


def test_a_preview_names_who_what_and_why_and_writes_nothing(graded: Course) -> None:
    before = all_scores(graded)
    mend_the_key(graded)
    seen = preview(graded.root, DEMO, Options())
    assert {(c.student, c.item) for c in seen.changes} == {("ana", "kinds"), ("bo", "kinds"), ("cy", "kinds")}
    by = {change.student: change for change in seen.changes}
    assert (by["bo"].after, by["bo"].why) == (5.0, "partly → there")
    assert by["ana"].before == 5.0 and by["ana"].after is not None and by["ana"].after < 5
    assert any(line.startswith("+") and '"s3": "learning"' in line for line in seen.keys["kinds"])
    assert all_scores(graded) == before


def test_regrading_writes_what_the_preview_said_and_leaves_what_was_given_by_hand(graded: Course) -> None:
    graded.grade_by_hand(DEMO, "demo", "ana", "reflect-1", 3, "Name the day.")
    mend_the_key(graded)
    said = {change.student: change.after for change in preview(graded.root, DEMO, Options()).changes}
    regrade(graded.root, DEMO, Options())
    assert {who: score for who, score in all_scores(graded).items() if who in said} == said
    with graded.gradebook() as book:
        assert book.find_grade("reflect-1", "demo", DEMO, "ana").manual_score == 3
        assert book.find_comment("reflect-1", "demo", DEMO, "ana").manual_comment == "Name the day."
    assert preview(graded.root, DEMO, Options()).changes == []


def test_a_score_given_by_hand_is_named_as_one_that_stays(graded: Course) -> None:
    with graded.gradebook() as book:
        book.find_grade("kinds", "demo", DEMO, "ana").manual_score = 4.5
        book.db.commit()
    mend_the_key(graded)
    by = {change.student: change.by_hand for change in preview(graded.root, DEMO, Options()).changes}
    assert by["ana"] == 4.5 and by["bo"] is None


def test_nothing_graded_or_a_broken_source_gets_one_sentence(demo_course: Course, graded: Course) -> None:
    path = graded.root / "solutions" / DEMO / "demo.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("### END HIDDEN TESTS", "### END"), encoding="utf-8")
    with pytest.raises(CourseProblem, match="cannot be generated"):
        preview(graded.root, DEMO, Options())


def test_nobody_graded_yet(demo_course: Course) -> None:
    with pytest.raises(CourseProblem, match="Nobody was graded"):
        preview(demo_course.root, DEMO, Options())


def test_the_command_shows_and_asks(
    graded: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching.cli import app

    mend_the_key(graded)
    monkeypatch.chdir(graded.root)
    monkeypatch.setattr("sys.argv", ["coaching", "regrade", DEMO, "--dry-run"])
    assert guarded(lambda: app(standalone_mode=False)) == 0
    said = capsys.readouterr().out
    assert "bo" in said and "partly → there" in said and "would change" in said
    assert all_scores(graded)["bo"] != 5.0
    monkeypatch.setattr("sys.argv", ["coaching", "regrade", DEMO, "--yes"])
    assert guarded(lambda: app(standalone_mode=False)) == 0
    assert all_scores(graded)["bo"] == 5.0
    assert Path(graded.root, "autograded", "bo", DEMO, "demo.ipynb").is_file()
