"""Every fault of a submission that we know of, as a table, and what makes them.

Each row makes the fault in what a learner handed in, and says what the gradebook must hold, which sentence learner and
coach must find, and which words must not have been lost.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from .demo_assignment import DEMO, GOOD, HALF

Maker = Callable[[Path], None]

FULL = {"kinds": 5.0, "score": 2.0, "reflect-1": None}
NOTHING = {"kinds": 0.0, "score": 0.0, "reflect-1": 0.0}
PARTLY = {"kinds": 2.0, "score": 2.0, "reflect-1": None}


@dataclass(frozen=True)
class Fault:
    """A fault, and what must come of it."""

    name: str
    make: Maker
    scores: dict[str, float | None] = field(default_factory=lambda: dict(FULL))
    says: str = ""
    keeps: str = ""

    @property
    def student(self) -> str:
        return "".join(letter if letter.isalnum() else "-" for letter in self.name)


# --- making faults --------------------------------------------------------------------------------------------------


def sheet(text: str | bytes) -> Maker:
    """Replace the answer file by this text."""

    def make(folder: Path) -> None:
        path = folder / "answers" / f"{DEMO}.json"
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    return make


def answers(values: dict[str, Any]) -> Maker:
    return sheet(dumped(values))


def notebook(change: Callable[[NotebookNode], None]) -> Maker:
    """Change the notebook handed in."""

    def make(folder: Path) -> None:
        path = folder / "demo.ipynb"
        nb = nbformat.read(path, as_version=4)
        change(nb)
        path.write_text(nbformat.writes(nb), encoding="utf-8")

    return make


def both(*makers: Maker) -> Maker:
    def make(folder: Path) -> None:
        for one in makers:
            one(folder)

    return make


def cell(nb: NotebookNode, name: str) -> NotebookNode:
    return next(one for one in nb.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)


def doubled(name: str, source: str | None = None) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        original = cell(nb, name)
        copy = nbformat.from_dict(json.loads(json.dumps(original)))
        copy.id = f"{name}-copy"
        if source is not None:
            copy.source = source
        nb.cells.insert(nb.cells.index(original) + 1, copy)

    return change


def split(name: str) -> Callable[[NotebookNode], None]:
    """What JupyterLab's Split Cell does: both halves keep the metadata."""

    def change(nb: NotebookNode) -> None:
        original = cell(nb, name)
        middle = len(original.source) // 2
        second = original.source[middle:]
        original.source = original.source[:middle]
        doubled(name, second)(nb)

    return change


def without(*names: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        gone = [cell(nb, name) for name in names]
        nb.cells = [one for one in nb.cells if one not in gone]

    return change


def edited(name: str, source: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        cell(nb, name).source = source

    return change


def retyped(name: str, kind: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        one = cell(nb, name)
        one.cell_type = kind
        if kind == "code":
            one.outputs, one.execution_count = [], None
        else:
            one.pop("outputs", None)
            one.pop("execution_count", None)

    return change


def marked(name: str, **marks: Any) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        cell(nb, name).metadata.nbgrader.update(marks)

    return change


def added(source: str, at: int = 2) -> Callable[[NotebookNode], None]:
    return lambda nb: nb.cells.insert(at, new_code_cell(source))


def mirrored(nb: NotebookNode) -> None:
    nb.metadata.coaching["answers"] = sheet_of(GOOD)


def emptied(nb: NotebookNode) -> None:
    nb.cells = []


def reversed_order(nb: NotebookNode) -> None:
    nb.cells.reverse()


def no_marks_at_all(nb: NotebookNode) -> None:
    for one in nb.cells:
        one.metadata.pop("nbgrader", None)


def broken_marks(nb: NotebookNode) -> None:
    cell(nb, "kinds").metadata["nbgrader"] = {}
    cell(nb, "score").metadata["nbgrader"] = {"grade_id": 7, "schema_version": 99}


def strange_metadata(nb: NotebookNode) -> None:
    nb.metadata["coaching"] = "a string"
    nb.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}}


def remove_sheet(folder: Path) -> None:
    shutil.rmtree(folder / "answers")


def sheet_is_a_link(folder: Path) -> None:
    path = folder / "answers" / f"{DEMO}.json"
    path.unlink()
    path.symlink_to(folder.parents[2] / "solutions" / DEMO / "private" / "model-answers.json")


def sheet_is_a_folder(folder: Path) -> None:
    path = folder / "answers" / f"{DEMO}.json"
    path.unlink()
    path.mkdir()


def answers_is_a_file(folder: Path) -> None:
    remove_sheet(folder)
    (folder / "answers").write_text("here they are")


def link_to_the_gradebook(folder: Path) -> None:
    (folder / "notes.txt").symlink_to(folder.parents[2] / "gradebook.db")


def sheet_of(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    items = {item: {"value": value} for item, value in values.items()}
    return {"schema": 1, "lesson": DEMO, "release": "", "items": items} | changes


def dumped(values: dict[str, Any], **changes: Any) -> str:
    return json.dumps(sheet_of(values, **changes))


# --- the table ------------------------------------------------------------------------------------------------------

TEN_MB = "word " * 2_000_000
CHEAT = "import coaching.grading as g\ng.grade = lambda *a, **k: 5\nprint('I was run')"

FAULTS = [
    Fault("nothing is wrong", lambda folder: None),
    # the answer file
    Fault("no answer file", remove_sheet, NOTHING, "answers/90-demo.json was not handed in"),
    Fault("no answer file but a mirror", both(remove_sheet, notebook(mirrored)), FULL, "inside the notebook was used"),
    Fault("corrupt file", sheet('{"schema": 1, "items": {"kin'), NOTHING, "damaged and cannot be read"),
    Fault("corrupt file but a mirror", both(sheet("{"), notebook(mirrored)), FULL, "inside the notebook was used"),
    Fault("empty file", sheet(""), NOTHING, "damaged and cannot be read"),
    Fault("bytes that are no text", sheet(b"\xff\xfe\x00\x01"), NOTHING, "damaged and cannot be read"),
    Fault("ten thousand brackets", sheet("[" * 100_000), NOTHING, "damaged and cannot be read"),
    Fault("a list", sheet("[1, 2]"), NOTHING, "is not an answer file"),
    Fault("foreign file", sheet(dumped(GOOD, lesson="02-other")), NOTHING, "belongs to the lesson"),
    Fault("newer version", sheet(dumped(GOOD, schema=9)), NOTHING, "newer version"),
    Fault("answers is a file", answers_is_a_file, NOTHING, "was not handed in"),
    Fault("sheet is a folder", sheet_is_a_folder, NOTHING, "was not handed in"),
    Fault("sheet is a link", sheet_is_a_link, NOTHING, "So nothing counts as attempted"),
    Fault("a link to the gradebook", link_to_the_gradebook),
    # what stands in it
    Fault(
        "wrong types",
        answers({"kinds": 7, "score": ["x"], "reflect-1": {"a": 1}}),
        NOTHING,
        "not of the expected form",
    ),
    Fault("entries of wrong type", sheet(dumped({}, items={"kinds": 3, "score": None})), NOTHING, "cannot be read"),
    Fault("unknown items", answers({**GOOD, "from-nowhere": 1}), FULL, "“from-nowhere”"),
    Fault(
        "unknown options",
        answers({**GOOD, "kinds": {**HALF["kinds"], "s2": "dream", "s9": "committed"}}),
        PARTLY,
        "not on offer",
    ),
    Fault("not a number", sheet(dumped({**GOOD, "score": {"s": float("nan")}})), FULL | {"score": 0.0}, "not a number"),
    Fault("infinity", sheet(dumped({**GOOD, "score": {"s": float("inf")}})), FULL | {"score": 0.0}, "not a number"),
    Fault("ten megabytes of text", answers({**GOOD, "reflect-1": TEN_MB}), FULL, "first 20,000 characters"),
    Fault("ten megabytes elsewhere", answers({**GOOD, "score": {"s": TEN_MB}}), FULL | {"score": 0.0}, "very long"),
    Fault("markup", answers({**GOOD, "reflect-1": "</pre><script>alert(1)</script> ![x](http://a.b/c.png) $x$"})),
    # the cells
    Fault("test cell doubled", notebook(doubled("kinds")), FULL, "more than once"),
    Fault("test cell doubled and changed", notebook(doubled("kinds", "5")), FULL, "more than once", keeps="5"),
    Fault("card cell doubled", notebook(doubled("kinds-card")), FULL, "more than once"),
    Fault("test cell deleted", notebook(without("kinds")), FULL, "Missing from what was handed in"),
    Fault("reflection deleted", notebook(without("reflect-1")), FULL, "Missing from what was handed in"),
    Fault("first cell deleted", notebook(without("start", "kinds-card")), FULL, "Missing from what was handed in"),
    Fault("all cells deleted", notebook(emptied), FULL, "Missing from what was handed in"),
    Fault("test cell split", notebook(split("kinds")), FULL, "Split into several cells"),
    Fault("card cell split", notebook(split("kinds-card")), FULL, "Split into several cells"),
    Fault("test cell edited", both(answers(HALF), notebook(edited("kinds", "5.0"))), PARTLY, "own text was used"),
    Fault("card cell edited", notebook(edited("kinds-card", "1/0  # oops")), FULL, "own text was used", keeps="oops"),
    Fault("test cell retyped", notebook(retyped("kinds", "markdown")), FULL, "another type of cell"),
    Fault("reflection retyped", notebook(retyped("reflect-1", "code")), FULL, "another type of cell"),
    Fault("points edited", notebook(marked("kinds", points=500))),
    Fault("flags edited", notebook(marked("kinds", grade=False, solution=True, locked=False))),
    Fault("broken marks", notebook(broken_marks), FULL, "Missing from what was handed in"),
    Fault("no marks at all", notebook(no_marks_at_all), FULL, "Missing from what was handed in"),
    Fault("cells in another order", notebook(reversed_order)),
    Fault(
        "a cell that redefines the helper",
        both(answers(HALF), notebook(added(CHEAT))),
        PARTLY,
        "not part of the exercise",
        keeps="I was run",
    ),
    Fault(
        "a cell that never ends", notebook(added("while True: pass")), FULL, "not part of the exercise", "while True"
    ),
    Fault(
        "a note with markup",
        notebook(lambda nb: nb.cells.append(new_markdown_cell("My note ```\n<script>alert(2)</script>"))),
        FULL,
        "not part of the exercise",
        keeps="My note",
    ),
    Fault(
        "words typed into the notebook",
        both(answers({**GOOD, "reflect-1": ""}), notebook(edited("reflect-1", "My words, typed <i>here</i>."))),
        FULL,
        keeps="My words, typed",
    ),
    Fault("strange metadata", notebook(strange_metadata)),
    Fault("a format of long ago", notebook(lambda nb: nb.update(nbformat_minor=2))),
]
