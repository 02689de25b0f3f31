"""Read the items of a notebook of *ours*: what each cell asks, its key where the notebook holds one, and its points.

The cells are run, without widgets or files: ``here.ask(...)``, ``here.practise(...)`` and ``grade(...)`` only record.
So this is for the course's own notebooks (sources, releases and lessons), never for a submission.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .base import Item, Key

_SHOWS = tuple(f"coaching.{part}" for part in ("cards", "explorables", "evidence", "figures", "grading", "welcome"))


@dataclass(frozen=True)
class Asked:
    """One item of a notebook. ``key`` and ``points`` are None where the notebook does not hold them."""

    item: Item
    notebook: Path
    cell: str
    key: Key | None = None
    points: float | None = None
    graded_cell: str | None = None


class _Recorder:
    """Stands for the lesson while reading."""

    def __init__(self) -> None:
        self.asked: dict[str, Asked] = {}
        self.notebook = Path()
        self.cell = ""

    def ask(self, item: Item) -> None:
        self._add(item, None)

    def practise(self, item: Item, key: Key) -> None:
        self._add(item, key.check_fits(item))

    def grade(self, _here: object, item_id: str, *, points: float, key: Key) -> None:
        if item_id not in self.asked:
            raise ValueError(f"{self.notebook.name}, cell '{self.cell}': grades '{item_id}', which no cell asks above.")
        asked = self.asked[item_id]
        self.asked[item_id] = replace(
            asked, key=key.check_fits(asked.item), points=float(points), graded_cell=self.cell
        )

    def _add(self, item: Item, key: Key | None) -> None:
        if item.id in self.asked:
            raise ValueError(f"{self.notebook.name}, cell '{self.cell}': the item '{item.id}' is asked twice.")
        self.asked[item.id] = Asked(item, self.notebook, self.cell, key)


def _nothing(*_: object, **__: object) -> None:
    """Stands for what shows something (figures, explorables, checks): nothing is shown while reading."""


def _without_machinery(source: str, known: dict[str, Callable[..., Any]], namespace: dict[str, Any]) -> ast.Module:
    """Parse a cell, and bind what it imports from the showing half of the course to recorders or to nothing."""
    module = ast.parse(source)
    kept: list[ast.stmt] = []
    for statement in module.body:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(_SHOWS):
            for name in statement.names:
                namespace[name.asname or name.name] = known.get(name.name, _nothing)
        else:
            kept.append(statement)
    module.body = kept
    return module


def read(notebook: Path | str) -> tuple[Asked, ...]:
    """All items of one of our notebooks, in order.

    Raises ``ValueError`` naming notebook and cell when a cell cannot be read, an item is asked twice, or a key does not
    fit its item; ``OSError`` when there is no such file.
    """
    path = Path(notebook)
    recorder = _Recorder()
    recorder.notebook = path
    known: dict[str, Callable[..., Any]] = {"lesson": lambda _id: recorder, "grade": recorder.grade}
    namespace: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        recorder.cell = str(cell.get("id", ""))
        try:
            exec(
                compile(_without_machinery(source, known, namespace), f"{path.name}:{recorder.cell}", "exec"), namespace
            )
        except Exception as error:
            raise ValueError(f"{path.name}, cell '{recorder.cell}': {error}") from error
    return tuple(recorder.asked.values())
