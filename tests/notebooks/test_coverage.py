"""Every idea that the course began with is met where the inventory says, and `docs/coverage.md` tells where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coaching import coverage

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9]*/*.ipynb"))

whole_course = pytest.mark.skipif(not (ROOT / coverage.TABLE).is_file(), reason="the learner edition has no inventory")


@whole_course
def test_every_idea_of_the_modules_that_are_there_is_met_as_expected() -> None:
    gaps = coverage.gaps(ROOT)
    assert not gaps, "\n".join(gaps)


@whole_course
def test_the_table_is_what_the_cells_say() -> None:
    stale = (ROOT / coverage.TABLE).read_text(encoding="utf-8") != coverage.table(ROOT)
    assert not stale, "docs/coverage.md is stale. Run: coaching author coverage"


def covers(path: Path) -> dict[str, Any]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell["metadata"]["covers"] for cell in cells if "covers" in cell["metadata"]}


@pytest.mark.parametrize("source", SOLUTIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_exercise_says_what_its_source_says(source: Path) -> None:
    assert covers(ROOT / "exercises" / source.parent.name / source.name) == covers(source)


# --- the check itself, on a course of two ideas and three cells -------------------------------------------------------

Cells = dict[str, dict[str, Any]]


def notebook(path: Path, cells: Cells) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": [{"id": name, **cell} for name, cell in cells.items()]}), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Callable[[Cells, Cells], list[str]]:
    """Write a course with these cells in its lesson and its exercise; what is missing there."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "inventory.csv").write_text(
        "id,source,idea,kind,modules,expected,flagged,flag_verdict\n"
        "A-1,book,Try small,concept,1,taught assessed,yes,contested\n"
        "A-2,book,Ask early,practice,1 9,practised assessed,no,\n",
        encoding="utf-8",
    )

    def gaps(lesson: Cells, exercise: Cells) -> list[str]:
        notebook(tmp_path / "notebooks" / "00-welcome.ipynb", {})
        notebook(tmp_path / "notebooks" / "01-try.ipynb", lesson)
        notebook(tmp_path / "exercises" / "01-try" / "try.ipynb", exercise)
        return coverage.gaps(tmp_path)

    return gaps


def whole() -> tuple[Cells, Cells]:
    mark = '<span class="evidence">⇄ contested</span>'
    words = {"teaches": ["A-1"], "judges": {"A-1": "contested"}}
    lesson: Cells = {
        "words": {"metadata": {"covers": words}, "source": f"Small tries teach. {mark}"},
        "sort": {"metadata": {"covers": {"practises": ["A-2"]}}, "source": "here.practise(item, key)"},
    }
    graded = {"nbgrader": {"grade": True, "grade_id": "cases"}, "covers": {"assesses": ["A-1"]}}
    return lesson, {"check-cases": {"metadata": graded, "source": "grade(here)"}}


def test_a_course_that_keeps_its_word_has_no_gap_and_what_is_still_to_come_is_said(
    course: Callable[[Cells, Cells], list[str]], tmp_path: Path
) -> None:
    assert course(*whole()) == []
    table = coverage.table(tmp_path)
    assert "| A-1 | Try small | **[1 words](../notebooks/01-try.ipynb)** |" in table
    assert "**[1 cases](../exercises/01-try/try.ipynb)** | contested; ⇄ contested in [1 words]" in table
    assert "| A-2 | Ask early (also module 9, to come) |" in table
    assert "| **module 9, to come** |" in table


@pytest.mark.parametrize(
    ("cell", "key", "value", "said"),
    [
        ("words", "covers", {"judges": {"A-1": "contested"}}, "A-1 (Try small) should be taught"),
        ("cases", "covers", {}, "A-1 (Try small) should be assessed"),
        ("words", "covers", {"teaches": ["A-1"]}, "no cell judges it"),
        ("sort", "covers", {}, "A-2 (Ask early) is met nowhere"),
        ("words", "covers", {"teaches": ["A-1"], "judges": {"A-1": "dated"}}, "no mark “dated” stands there"),
        ("words", "covers", {"teaches": ["A-1", "A-9"]}, "the inventory has no A-9"),
        ("words", "covers", {"practises": ["A-2"]}, "nothing is asked there"),
        ("sort", "covers", {"assesses": ["A-2"]}, "is assessed by a graded cell"),
        ("words", "covers", {"shows": ["A-1"]}, "“shows” is nothing that a cell does"),
    ],
)
def test_a_gap_and_a_claim_that_cannot_be_true_are_named(
    course: Callable[[Cells, Cells], list[str]], cell: str, key: str, value: dict[str, Any], said: str
) -> None:
    lesson, exercise = whole()
    (exercise["check-cases"] if cell == "cases" else lesson[cell])["metadata"][key] = value
    assert any(said in gap for gap in course(lesson, exercise)), course(lesson, exercise)


def test_an_idea_is_not_claimed_by_a_module_that_it_does_not_belong_to(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "inventory.csv").write_text(
        "id,source,idea,kind,modules,expected,flagged,flag_verdict\nA-1,book,Try small,concept,2,taught,no,\n",
        encoding="utf-8",
    )
    lesson, _ = whole()
    notebook(tmp_path / "notebooks" / "01-try.ipynb", {"words": lesson["words"]})
    assert any("A-1 does not belong to module 1" in gap for gap in coverage.gaps(tmp_path))
