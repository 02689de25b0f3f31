"""Cells, in the words of grading: which are tests, which are reflections, and new ones made."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader import utils

__all__ = [
    "code",
    "empty_notebook",
    "grade_id",
    "is_reflection",
    "is_released_as_is",
    "is_test",
    "markdown",
    "node",
    "notebook_at",
    "one_line",
    "result",
    "sound",
    "text",
]


def grade_id(cell: NotebookNode) -> str | None:
    """The nbgrader id of a graded, solution or locked cell, else None. Never raises on foreign metadata."""
    meta = cell.metadata.get("nbgrader")
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    return name if isinstance(name, str) and name else None


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell is a locked test cell, which must give a number."""
    return bool(cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell))


def is_reflection(cell: NotebookNode) -> bool:
    """Whether a cell takes the learner's words and is graded by a person."""
    return bool(cell.cell_type == "markdown" and utils.is_grade(cell) and utils.is_solution(cell))


def is_released_as_is(cell: NotebookNode) -> bool:
    """Whether an open cell still says what the release said."""
    return bool(cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell))


def text(cell: NotebookNode) -> str:
    """The source without the space around it."""
    return str(cell.source).strip()


def sound(words: str) -> str:
    """The words without halves of letters (lone surrogates), which JSON can hold and a file cannot."""
    return words.encode("utf-8", errors="replace").decode()


def one_line(words: str) -> str:
    """A stranger's words, or the name of a stranger's file, for a sentence: nothing in it that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)


# nbformat has no types of its own; here its nodes are made, so that the rest of grading is checked.


def node() -> NotebookNode:
    return NotebookNode()  # type: ignore[no-untyped-call]


def notebook_at(path: Path) -> NotebookNode:
    """Read a notebook of any format in the present one; raises whatever nbformat raises on a broken file."""
    nb: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return nb


def empty_notebook() -> NotebookNode:
    nb: NotebookNode = new_notebook()  # type: ignore[no-untyped-call]
    return nb


def markdown(source: str, name: str) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(source, id=name[:64])  # type: ignore[no-untyped-call]
    return cell


def code(source: str, name: str) -> NotebookNode:
    cell: NotebookNode = new_code_cell(source, id=name[:64])  # type: ignore[no-untyped-call]
    return cell


def result(data: dict[str, Any], count: int | None) -> NotebookNode:
    """An output as the last expression of a cell gives it."""
    output: NotebookNode = new_output("execute_result", data, execution_count=count)  # type: ignore[no-untyped-call]
    return output
