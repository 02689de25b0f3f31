"""The evidence mark says its strength in words and by shape, and a misspelt mark in a lesson is found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coaching import evidence

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(
    path
    for folder in ("notebooks", "solutions", "exercises")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)


def test_there_are_six_marks_each_with_its_own_shape_and_meaning() -> None:
    assert evidence.VALUES == (
        "supported",
        "supported with conditions",
        "contested",
        "unverified",
        "dated",
        "contradicted",
    )
    assert len(set(evidence.SHAPES.values())) == 6
    assert set(evidence.SHAPES) == set(evidence.MEANINGS) == set(evidence.VALUES)


@pytest.mark.parametrize("value", evidence.VALUES)
def test_a_mark_reads_without_colour_and_without_style(value: str) -> None:
    html = evidence.mark(value)
    assert html == f'<span class="evidence">{evidence.text(value)}</span>'
    assert re.sub(r"<[^>]+>", "", html).split(" ", 1)[1] == value


def test_the_style_adds_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9a-f]{3}|rgb|background", evidence.STYLE)


@pytest.mark.parametrize("value", evidence.VALUES)
def test_every_mark_is_read_back(value: str) -> None:
    (found,) = evidence.find(f"Some claim. {evidence.mark(value)} And more.")
    assert (found.value, found.problem) == (value, None)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("● contested", "wrong shape; write '⇄ contested'"),
        ("◐ supported", "wrong shape; write '● supported'"),
        ("supported", "wrong shape; write '● supported'"),
        ("● proven", "is no evidence mark; the six are: ● supported"),
        ("", "is no evidence mark"),
    ],
)
def test_a_misspelt_mark_is_named_with_the_mend(written: str, says: str) -> None:
    (found,) = evidence.find(f"<span title='x' class='evidence small'>{written}</span>")
    assert found.value is None
    assert found.problem and says in found.problem


def test_other_spans_are_left_alone() -> None:
    assert evidence.find('<span class="term">supported</span> and <span>● proven</span>') == ()


def test_an_unknown_value_is_refused_with_all_six() -> None:
    with pytest.raises(ValueError, match=r"'proven' is no evidence mark\. The six are: supported, .* contradicted"):
        evidence.mark("proven")


def test_the_legend_explains_all_six_in_every_form() -> None:
    legend = evidence.legend()
    bundle = legend._repr_mimebundle_()
    for form in (bundle["text/html"], bundle["text/plain"], legend.markdown()):
        for value in evidence.VALUES:
            assert evidence.text(value) in form
            assert evidence.MEANINGS[value] in form


def test_problems_name_notebook_and_cell(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": [evidence.mark("dated")]},
        {"cell_type": "code", "source": ["'<span class=\"evidence\">not looked at</span>'"]},
        {"cell_type": "markdown", "source": ['A claim <span class="evidence">', "● sure</span>"]},
    ]
    lesson = tmp_path / "lesson.ipynb"
    lesson.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (problem,) = evidence.problems(lesson)
    assert problem.startswith("lesson.ipynb, cell 2: '● sure' is no evidence mark")


def test_every_mark_in_the_notebooks_of_the_course_is_spelt_right() -> None:
    found = [problem for lesson in LESSONS for problem in evidence.problems(lesson)]
    assert not found, "\n".join(found)
