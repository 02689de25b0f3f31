"""What a test cell of an exercise calls: ``answered`` before handing in, ``grade`` when a coach autogrades.

``grade`` stands between nbgrader's hidden-test markers together with the key, so neither is in a release. Its result is
the last expression of the cell: nbgrader reads its ``repr``, a bare number, as the points; people read its HTML, the
feedback card; reports read its JSON record.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from coaching.answers import Entry
from coaching.cards import Lesson
from coaching.cards.twin import answer_html, score_html
from coaching.cards.words import inline, plain, unmarked
from coaching.items import Item, Key, Score, ShortText
from coaching.items.base import Value

RECORD = "application/vnd.coaching.result+json"
"""The media type of a graded result: one JSON record for each item."""


class StillOpen(Exception):
    """Something is not answered yet. The message names it; no traceback is shown for it."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def answered(here: Lesson, item_id: str) -> None:
    """Complain, when a learner presses Validate, if an item is still open; be silent at any other time.

    Raises ``StillOpen`` with one sentence that names the parts. It knows no key, and tells none.
    """
    if os.environ.get("NBGRADER_EXECUTION") != "validate":
        return
    item = here.items[item_id]
    value = item.clean(here.sheet.get(item_id)).value
    still_open = item.open_parts(value)
    if still_open:
        words = [unmarked(part) for part in still_open[:3]]
        shown = "; ".join(f"“{part[:60]}{'…' if len(part) > 60 else ''}”" for part in words)
        more = f" and {len(still_open) - 3} more" if len(still_open) > 3 else ""
        raise StillOpen(f"Still open in “{item.title or item.id}”: {shown}{more}.")


@dataclass(frozen=True)
class Graded:
    """The result of one item: ``points`` of ``most``, its score, the answer it is about, and what could not be read."""

    item: Item
    value: Value
    score: Score
    most: float
    problems: tuple[str, ...] = ()
    confidence: int | None = None
    attempts: int = 0

    @property
    def points(self) -> float:
        return round(self.most * self.score.fraction, 2)

    def __repr__(self) -> str:
        return f"{self.points:g}"

    def record(self) -> dict[str, Any]:
        """What reports need to know, as plain JSON."""
        return {
            "schema": 1,
            "item": self.item.id,
            "kind": self.item.kind,
            "title": self.item.title or self.item.id,
            "objective": self.item.objective,
            "value": self.value,
            "points": self.points,
            "most": self.most,
            "fraction": self.score.fraction,
            "state": self.score.state,
            "misconceptions": list(self.score.misconceptions),
            "confidence": self.confidence,
            "attempts": self.attempts,
            "problems": list(self.problems),
        }

    def _repr_html_(self) -> str:
        title = inline(self.item.title or self.item.id)
        problems = "".join(f"<p class='ct-problem'>{plain(p)}</p>" for p in self.problems)
        return (
            f"<section class='coaching-feedback' data-qid='{self.item.id}' data-state='{self.score.state}'>"
            f"<p class='ct-title'><strong>{title}</strong> · {self.points:g} of {self.most:g} points</p>{problems}"
            f"<p class='ct-label'>Your answer</p>{answer_html(self.item, self.value)}{score_html(self.score)}</section>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), RECORD: self.record()}


def grade(here: Lesson, item_id: str, *, points: float, key: Key) -> Graded:
    """Score the saved answer to one item against its key.

    ``points`` is the most that can be earned, as in the cell's nbgrader metadata. Whatever a learner's file holds, this
    returns a result; it raises ``KeyError`` or ``ValueError`` only for an author's mistake (no such item, or a key that
    does not fit it).
    """
    item = here.items[item_id]
    if isinstance(item, ShortText):
        raise ValueError(f"Item '{item_id}' is a text: a person grades it, not a test cell.")
    key.check_fits(item)
    reading = here.sheet.read()
    entry = reading.sheet.items.get(item_id, Entry(value=None, attempts=0))
    cleaned = item.clean(entry.value)
    score = item.score(cleaned.value, key)
    problems = (*reading.problems, *cleaned.problems)
    return Graded(item, cleaned.value, score, points, problems, entry.confidence, entry.attempts)
