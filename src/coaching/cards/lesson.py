"""The place where a notebook's cards live: one lesson, one answer sheet."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from coaching.answers import SheetFile
from coaching.items import Item, Key

from .card import Card
from .twin import Twin

LARGEST_NOTEBOOK = 20_000_000  # bytes; a course notebook has well under one million


class Lesson:
    """What ``lesson("…")`` gives a notebook: ``ask`` and ``practise`` show cards, and remember what was asked."""

    def __init__(self, lesson_id: str) -> None:
        self.id = lesson_id
        self.sheet = SheetFile(lesson_id, mirror=_mirror_in_notebook())
        self.items: dict[str, Item] = {}

    def __repr__(self) -> str:
        return f"lesson {self.id}"

    def ask(self, item: Item) -> Card | Twin:
        """A card that saves and does not score: graded work, predictions, reflections."""
        return self._card(item, None)

    def practise(self, item: Item, key: Key) -> Card | Twin:
        """A card that answers at once. Raises ``ValueError`` for the author when key and item do not fit."""
        return self._card(item, key.check_fits(item))

    def _card(self, item: Item, key: Key | None) -> Card | Twin:
        """The card; while an exercise is graded, when nobody clicks, its twin."""
        self.items[item.id] = item
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return Twin(item, item.clean(self.sheet.get(item.id)).value)
        return Card(item, self.sheet, key)


def lesson(lesson_id: str) -> Lesson:
    """Open the answer sheet of a lesson, in ``answers/`` beside the notebook."""
    return Lesson(lesson_id)


def _mirror_in_notebook() -> Any:
    """The copy of the answers inside the notebook that this kernel runs for, if there is one.

    Jupyter names the notebook in ``JPY_SESSION_NAME``. It matters when only the ``.ipynb`` travelled.
    """
    path = Path(os.environ.get("JPY_SESSION_NAME", ""))
    try:
        if path.suffix != ".ipynb" or path.stat().st_size > LARGEST_NOTEBOOK:
            return None
        return json.loads(path.read_text(encoding="utf-8"))["metadata"]["coaching"]["answers"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
