"""Put entries in order."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from typing import Literal, Self

from pydantic import Field

from .base import Cleaned, Id, Item, Key, Note, Remark, Score, Text, Value, as_ids, require_same, state_of


class OrderKey(Key):
    """``correct`` is the right order. ``notes`` holds a note for each neighbouring pair of it, said when the
    learner has the two the other way round; ``praise`` is said when all is in order."""

    correct: tuple[Id, ...]
    notes: dict[tuple[Id, Id], Note]
    praise: Text = "Every step stands where the next one can build on it."

    def model_value(self) -> Value:
        return list(self.correct)

    def check_fits(self, item: Item) -> Self:
        if not isinstance(item, Order):
            raise ValueError(f"Item '{item.id}' is of kind '{item.kind}' and takes no OrderKey.")
        require_same(item, "the entries of the key", item.entries, self.correct)
        if len(self.correct) != len(item.entries):
            raise ValueError(f"Item '{item.id}': the key names an entry twice.")
        wanted = set(pairwise(self.correct))
        if set(self.notes) != wanted:
            raise ValueError(f"Item '{item.id}': notes must stand for exactly these pairs: {sorted(wanted)}.")
        return self


class Order(Item):
    """Put all entries in order; a value is the list of entry ids, first to last."""

    kind: Literal["order"] = "order"
    entries: dict[Id, Text] = Field(min_length=3)
    first: str = "First"
    last: str = "Last"

    def clean(self, raw: object) -> Cleaned:
        problems: list[str] = []
        kept = as_ids(self, raw, list(self.entries), problems)
        if kept and len(kept) < len(self.entries):
            problems.append(f"The order in '{self.id}' is not complete; it counts as not attempted.")
            kept = []
        return Cleaned(value=kept, problems=tuple(problems))

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return () if value else (self.title or "the order",)

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        return tuple((f"{place}.", self.entries[entry]) for place, entry in enumerate(value or [], start=1))

    def guess(self, rng: random.Random) -> list[str]:
        return rng.sample(list(self.entries), len(self.entries))

    def score(self, value: Value, key: OrderKey) -> Score:
        """Kendall's tau against the right order, where negative values count as 0 (M. G. Kendall, 1938)."""
        if self.is_untouched(value):
            return self.untouched_score()
        place = {entry: i for i, entry in enumerate(value)}
        pairs = list(combinations(key.correct, 2))
        swapped = sum(place[a] > place[b] for a, b in pairs)
        fraction = max(0.0, 1 - 2 * swapped / len(pairs))
        remarks = [
            Remark(
                about=f"{self.entries[b]} — before — {self.entries[a]}",
                state="not yet",
                text=note.text,
                misconception=note.misconception,
                see=note.see or self.see,
            )
            for (a, b), note in key.notes.items()
            if place[a] > place[b]
        ]
        if not swapped:
            remarks.append(Remark(about="Your order", state="there", text=key.praise))
        rule = (
            f"{len(pairs) - swapped} of {len(pairs)} pairs stand in the right order; a random order has half of them."
        )
        return Score(item=self.id, fraction=fraction, state=state_of(fraction), remarks=tuple(remarks), rule=rule)
