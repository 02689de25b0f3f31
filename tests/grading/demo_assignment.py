"""A tiny assignment with one item of three kinds, a reflection and a code cell, made for tests of the grading hooks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coaching.grading.config import PLACEHOLDER

DEMO = "90-demo"

GOOD = {
    "kinds": {"s1": "committed", "s2": "learning", "s3": "aspirational", "s4": "committed", "s5": "learning"},
    "score": {"s": "0,70"},
    "reflect-1": "We called a promise a dream. Nobody dared to say so, and <b>scores</b> went *down*.",
}
HALF = {**GOOD, "kinds": GOOD["kinds"] | {"s2": "aspirational", "s4": "aspirational"}}
"""Two of five goals sorted as a holder of two misconceptions would."""

_OPTIONS = '{"committed": "Committed", "aspirational": "Aspirational", "learning": "Learning"}'

_KINDS = f"""
    here.ask(Classify(id="kinds", title="Sort five goals", prompt="What kind of goal is each?", objective="03.kinds",
        statements={{"s1": "Every patient is called back within two days.", "s2": "Find out why parents stop reading.",
                    "s3": "Halve the waiting time by June.", "s4": "Pay all wages on the 25th.",
                    "s5": "Learn which two habits help new staff."}},
        bins={_OPTIONS}))
"""

_KINDS_TEST = """
    from coaching.grading import answered, grade
    answered(here, "kinds")
    ### BEGIN HIDDEN TESTS
    right = {"s1": "committed", "s2": "learning", "s3": "aspirational", "s4": "committed", "s5": "learning"}
    kinds = ("committed", "aspirational", "learning")
    notes = {
        part: {one: Note(text=f"Secret note on {part} as {one}.", see="#Kinds-of-goals") for one in kinds}
        for part in right
    }
    grade(here, "kinds", points=5, key=ChoiceKey(correct=right, notes=notes))
    ### END HIDDEN TESTS
"""

_SCORE = """
    here.ask(Estimate(id="score", title="Compute one score", prompt="From 20 to 40, now at 34.", objective="03.score",
        fields=[NumberField(id="s", label="Score")]))
"""

_SCORE_TEST = """
    answered(here, "score")
    ### BEGIN HIDDEN TESTS
    grade(here, "score", points=2, key=EstimateKey(correct={"s": Target(value="0.70", within="0.005")},
        notes={"s": Note(text="Secret note: fourteen of twenty.")},
        otherwise={"s": Note(text="Take the way made and divide it by the way to go.", see="#Scores")}))
    ### END HIDDEN TESTS
"""

_DOUBLE = """
    def double(x):
        ### BEGIN SOLUTION
        if isinstance(x, str):
            raise ValueError("a number, please")
        return 2 * x
        ### END SOLUTION
"""

_DOUBLE_TEST = """
    from coaching.grading.code_checks import Example, run_checks
    examples = [Example((4,), 8, "a whole number")]
    run_checks(globals().get("double"), examples)
    ### BEGIN HIDDEN TESTS
    more = [Example((20.75,), 41.5, "a fraction", hidden=True), Example((-3,), -6, "below zero", hidden=True),
            Example(("two",), ValueError, "a word", hidden=True)]
    run_checks(globals().get("double"), examples + more, points=4, item="double-test")
    ### END HIDDEN TESTS
"""

_ROWS = """
    import csv
    def rows(path):
        with open(path, encoding="utf-8") as file:
            return [{name: int(words) for name, words in row.items()} for row in csv.DictReader(file)]
"""

_TOTAL = """
    def total(path):
        ### BEGIN SOLUTION
        return sum(row["b"] for row in rows(path))
        ### END SOLUTION
"""

_TOTAL_TEST = """
    total
    ### BEGIN HIDDEN TESTS
    2 if total("table.csv") == sum(row["b"] for row in rows("table.csv")) else 0
    ### END HIDDEN TESTS
"""


_RUBRIC = """
title = "Rubric"
[[text]]
item = "reflect-1"
title = "Look back"
""" + "".join(
    f"""
[[text.level]]
reads = "{reads}"
is_there = "You are at {reads}."
lifts = ["What comes after {reads}?"]
"""
    for reads in ("terms", "a case", "a reason", "MARK-OF-THE-RUBRIC")
)


def locked(source: str, name: str) -> NotebookNode:
    return _code(source, name, grade=False, solution=False, locked=True)


def graded(source: str, name: str, points: float) -> NotebookNode:
    return _code(source, name, grade=True, solution=False, locked=True, points=points)


def solution(source: str, name: str) -> NotebookNode:
    return _code(source, name, grade=False, solution=True, locked=False)


def reflection(name: str, points: float) -> NotebookNode:
    cell = new_markdown_cell(PLACEHOLDER, id=name)
    cell.metadata["nbgrader"] = _meta(name, grade=True, solution=True, locked=False, points=points)
    return cell


def demo_notebook() -> NotebookNode:
    """Headings, a first cell, two scored items and one reflection."""
    nb = new_notebook()
    nb.metadata["coaching"] = {"lesson": DEMO, "role": "exercise"}
    nb.cells = [
        new_markdown_cell("# Three small questions\n\nClick your answers.", id="title"),
        locked(f'from coaching.cards import lesson\nfrom coaching.items import *\nhere = lesson("{DEMO}")', "start"),
        new_markdown_cell("## 1 · Kinds of goals", id="h1"),
        locked(_KINDS, "kinds-card"),
        graded(_KINDS_TEST, "kinds", 5),
        new_markdown_cell("## 2 · A score", id="h2"),
        locked(_SCORE, "score-card"),
        graded(_SCORE_TEST, "score", 2),
        new_markdown_cell("## 3 · Look back", id="h3"),
        locked('here.ask(ShortText(id="reflect-1", title="Look back", prompt="Which goal?"))', "reflect-card"),
        reflection("reflect-1", 4),
    ]
    return nb


def code_track() -> NotebookNode:
    """Two open code cells and their tests: the first checks calls, the second a table that comes with the exercise."""
    nb = new_notebook()
    nb.metadata["coaching"] = {"lesson": DEMO, "role": "code-track"}
    nb.cells = [
        new_markdown_cell("# Code track", id="title"),
        new_markdown_cell("## Double a number", id="h1"),
        solution(_DOUBLE, "double"),
        graded(_DOUBLE_TEST, "double-test", 4),
        new_markdown_cell("## Add up a column", id="h2"),
        locked(_ROWS, "rows"),
        solution(_TOTAL, "total"),
        graded(_TOTAL_TEST, "total-test", 2),
    ]
    return nb


def write_demo(folder: Path, *, with_code: bool = False) -> Path:
    """Write the source assignment below `folder` and return its own folder."""
    source = folder / DEMO
    (source / "private").mkdir(parents=True)
    (source / "private" / "rubric.toml").write_text(_RUBRIC)
    (source / "private" / "model-answers.json").write_text('{"kinds": "MODEL-ANSWER"}')
    (source / "table.csv").write_text("a,b\n1,2\n")
    nbformat.write(demo_notebook(), source / "demo.ipynb")
    if with_code:
        nbformat.write(code_track(), source / "code-track.ipynb")
    return source


def _code(source: str, name: str, **marks: Any) -> NotebookNode:
    cell = new_code_cell(dedent(source).strip(), id=name)
    cell.metadata["nbgrader"] = _meta(name, **marks)
    return cell


def _meta(name: str, **marks: Any) -> dict[str, Any]:
    return {"grade_id": name, "schema_version": 3, "task": False, **marks}
