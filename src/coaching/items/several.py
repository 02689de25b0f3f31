"""Choose several options, or pick rows of a table as evidence."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Cleaned, Id, Item, Key, Note, Remark, Score, Text, Value, as_ids, require_same, state_of


class SeveralKey(Key):
    """``correct`` are the ids that belong. ``notes`` speak to each id; ``default`` to ids that have no note."""

    correct: frozenset[Id]
    notes: dict[Id, Note] = {}
    default: Note | None = None

    def model_value(self) -> Value:
        return sorted(self.correct)

    def check_fits(self, item: Item) -> Self:
        if not isinstance(item, _Several):
            raise ValueError(f"Item '{item.id}' is of kind '{item.kind}' and takes no SeveralKey.")
        choices = item.choices()
        if not self.correct or not self.correct < set(choices):
            raise ValueError(f"Item '{item.id}': the key must name some of the options, but not all, and no others.")
        if self.default is None:
            require_same(item, "the notes", choices, self.notes)
        elif unknown := sorted(set(self.notes) - set(choices)):
            raise ValueError(f"Item '{item.id}': notes for unknown options {unknown}.")
        return self

    def note(self, choice: str) -> Note:
        note = self.notes.get(choice, self.default)
        assert note is not None, "check_fits promises a note for every choice"
        return note


class _Several(Item):
    """The common part: a value is a list of ids, ``["a", "c"]``, of which at most ``most`` may be picked."""

    most: int | None = Field(default=None, ge=1)

    def choices(self) -> Mapping[str, str]:
        """Option id → its words."""
        raise NotImplementedError

    def clean(self, raw: object) -> Cleaned:
        problems: list[str] = []
        kept = as_ids(self, raw, list(self.choices()), problems)
        if self.most is not None and len(kept) > self.most:
            problems.append(f"'{self.id}' takes at most {self.most} choices; only the first {self.most} count.")
            kept = kept[: self.most]
        return Cleaned(value=kept, problems=tuple(problems))

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return () if value else (self.title or "your choice",)

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        return tuple(("Chosen", words) for choice, words in self.choices().items() if choice in (value or []))

    def guess(self, rng: random.Random) -> list[str]:
        choices = list(self.choices())
        if self.most is not None:
            return rng.sample(choices, min(self.most, len(choices)))
        picked = [c for c in choices if rng.random() < 0.5]
        return picked or [rng.choice(choices)]

    def score(self, value: Value, key: SeveralKey) -> Score:
        """Share of what belongs that was chosen, less the share of the rest that was chosen too."""
        if self.is_untouched(value):
            return self.untouched_score()
        choices, chosen = self.choices(), set(value)
        hits, extra = len(chosen & key.correct), len(chosen - key.correct)
        rest = len(choices) - len(key.correct)
        fraction = max(0.0, hits / len(key.correct) - extra / rest)
        remarks = [self._remark(c, key) for c in choices if c in chosen]
        if hits < len(key.correct):
            remarks.append(
                Remark(
                    about="What you left out",
                    state="open",
                    text="Something that belongs is not chosen yet.",
                    see=self.see,
                )
            )
        rule = (
            f"Of your {len(chosen)} choices, {hits} belong here. "
            "Each of the others takes back what a lucky guess would have given."
        )
        return Score(item=self.id, fraction=fraction, state=state_of(fraction), remarks=tuple(remarks), rule=rule)

    def _remark(self, choice: str, key: SeveralKey) -> Remark:
        note, right = key.note(choice), choice in key.correct
        return Remark(
            about=self.choices()[choice],
            state="there" if right else "not yet",
            text=note.text,
            misconception=None if right else note.misconception,
            see="" if right else (note.see or self.see),
        )


class ChooseSeveral(_Several):
    """Choose every option that belongs."""

    kind: Literal["choose-several"] = "choose-several"
    options: dict[Id, Text] = Field(min_length=3)

    def choices(self) -> Mapping[str, str]:
        return self.options


class PickEvidence(_Several):
    """Pick the rows of a table that are evidence for (or against) what the prompt says.

    ``rows`` maps a row id to its cells, as many as there are ``columns``; the first cell names the row.
    """

    kind: Literal["pick-evidence"] = "pick-evidence"
    columns: tuple[str, ...] = Field(min_length=1)
    rows: dict[Id, tuple[str, ...]] = Field(min_length=3)

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> Self:
        for row, cells in self.rows.items():
            if len(cells) != len(self.columns):
                raise ValueError(
                    f"Item '{self.id}': row '{row}' has {len(cells)} cells for {len(self.columns)} columns."
                )
        return self

    def choices(self) -> Mapping[str, str]:
        return {row: " · ".join(c for c in cells[:3] if c) for row, cells in self.rows.items()}
