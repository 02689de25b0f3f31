"""Choose one, and classify: one option for each part, scored together and corrected for guessing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import (
    Cleaned,
    Frozen,
    Id,
    Item,
    Key,
    Note,
    Remark,
    Score,
    Text,
    Value,
    above_chance,
    as_mapping,
    require_same,
    state_of,
)


class Question(Frozen):
    """A stem with its own options: ``options`` maps an id to its words, in the order shown."""

    id: Id
    text: Text
    options: dict[Id, Text] = Field(min_length=2)


class ChoiceKey(Key):
    """``correct`` maps part → option. ``notes`` holds a note for *every* part and option."""

    correct: dict[Id, Id]
    notes: dict[Id, dict[Id, Note]]

    def model_value(self) -> Value:
        return dict(self.correct)

    def check_fits(self, item: Item) -> Self:
        if not isinstance(item, _OneOptionEach):
            raise ValueError(f"Item '{item.id}' is of kind '{item.kind}' and takes no ChoiceKey.")
        parts = item.parts()
        require_same(item, "the parts of the key", parts, self.correct)
        require_same(item, "the parts that have notes", parts, self.notes)
        for part, (_, options) in parts.items():
            require_same(item, f"the notes of '{part}'", options, self.notes[part])
            if self.correct[part] not in options:
                raise ValueError(f"Item '{item.id}': '{part}' has no option '{self.correct[part]}'.")
        return self


class _OneOptionEach(Item):
    """The common part: a value maps part ids to option ids, ``{"q1": "b", ...}``."""

    def parts(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """Part id → (its words, its options)."""
        raise NotImplementedError

    def clean(self, raw: object) -> Cleaned:
        problems: list[str] = []
        parts = self.parts()
        kept: dict[str, str] = {}
        for part, option in as_mapping(self, raw, problems).items():
            if part not in parts:
                problems.append(f"'{self.id}' has no part '{part}'; it is left out.")
            elif not isinstance(option, str) or option not in parts[part][1]:
                problems.append(f"The answer to part '{part}' of '{self.id}' is not on offer and is left out.")
            else:
                kept[part] = option
        return Cleaned(value=kept, problems=tuple(problems))

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return tuple(words for part, (words, _) in self.parts().items() if part not in (value or {}))

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        return tuple(
            (words, options.get((value or {}).get(part, ""), "")) for part, (words, options) in self.parts().items()
        )

    def guess(self, rng: random.Random) -> dict[str, str]:
        return {part: rng.choice(list(options)) for part, (_, options) in self.parts().items()}

    def chance(self) -> float:
        """The share of parts that a random guesser gets right."""
        parts = self.parts()
        return sum(1 / len(options) for _, options in parts.values()) / len(parts)

    def score(self, value: Value, key: ChoiceKey) -> Score:
        """Share of right parts beyond chance. ``value`` is clean; unanswered parts are not right."""
        if self.is_untouched(value):
            return self.untouched_score()
        parts = self.parts()
        right = sum(value.get(part) == key.correct[part] for part in parts)
        fraction = above_chance(right / len(parts), self.chance())
        guessed = f"{self.chance() * len(parts):.1f}".removesuffix(".0")
        rule = (
            f"{right} of {len(parts)} are there. Guessing gives about {guessed}, so credit counts what is above that."
            if len(parts) > 1
            else ""
        )
        remarks = tuple(self._remark(part, value.get(part), key) for part in parts)
        return Score(item=self.id, fraction=fraction, state=state_of(fraction), remarks=remarks, rule=rule)

    def _remark(self, part: str, option: str | None, key: ChoiceKey) -> Remark:
        words, options = self.parts()[part]
        if option is None:
            return Remark(about=words, state="open", text="You left this one open.", see=self.see)
        note = key.notes[part][option]
        right = option == key.correct[part]
        return Remark(
            about=f"{words} → {options[option]}",
            state="there" if right else "not yet",
            text=note.text,
            misconception=None if right else note.misconception,
            see="" if right else (note.see or self.see),
        )


class ChooseOne(_OneOptionEach):
    """One option for each question. In graded work at least five questions stand together (one alone is a coin)."""

    kind: Literal["choose-one"] = "choose-one"
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [q.id for q in self.questions]
        if len(set(ids)) != len(ids):
            raise ValueError(f"Item '{self.id}': two questions have the same id.")
        return self

    def parts(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        return {q.id: (q.text, q.options) for q in self.questions}


class Classify(_OneOptionEach):
    """Put every statement into one of the bins."""

    kind: Literal["classify"] = "classify"
    statements: dict[Id, Text] = Field(min_length=2)
    bins: dict[Id, Text] = Field(min_length=2)

    def parts(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        return {s: (words, self.bins) for s, words in self.statements.items()}
