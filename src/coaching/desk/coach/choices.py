"""What people chose in one item, part by part, and the idea behind each choice that does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coaching.items import Asked, ChoiceKey, Construct, ConstructKey, Estimate, EstimateKey, OrderKey, SeveralKey
from coaching.items.base import Note
from coaching.items.choices import ChooseOne, Classify
from coaching.items.estimate import typed_number

__all__ = ["Choice", "Part", "parts_of"]

_MOST_NUMBERS = 8
"""So many different typed numbers of a field are told apart; the rest are told together."""


@dataclass(frozen=True)
class Choice:
    """One option of a part: its words, how many chose it, whether it holds, and the code of the idea behind it."""

    words: str
    people: int
    holds: bool
    misconception: str | None = None


@dataclass(frozen=True)
class Part:
    """One part of an item: its words, how many answered it and how many are there, and its choices as they stand in
    the item. `there` tells of each person (None: not answered, or a part that is not right or wrong by itself)."""

    words: str
    answered: int
    right: int | None
    choices: tuple[Choice, ...]
    there: tuple[bool | None, ...] = ()


def parts_of(asked: Asked, values: Sequence[Any]) -> tuple[Part, ...]:
    """The parts of an item over the answers of many people, which may be of any form; what cannot be read is open.

    A classification has its statements, a set of questions its questions, an estimate its numbers, a construction its
    conditions; a choice of several has its options in one part, and an order the neighbours that were swapped.
    """
    item, key = asked.item, asked.key
    clean = [item.clean(value).value for value in values]
    open_ = [item.is_untouched(value) for value in clean]
    given = [value for value, untouched in zip(clean, open_, strict=True) if not untouched]
    if isinstance(key, ChoiceKey) and isinstance(item, ChooseOne | Classify):
        return tuple(_choice(part, words, options, key, clean) for part, (words, options) in item.parts().items())
    if isinstance(key, EstimateKey) and isinstance(item, Estimate):
        return tuple(_number(field.id, field.label, key, clean) for field in item.fields)
    if isinstance(key, SeveralKey):
        choices: dict[str, str] = item.choices()  # type: ignore[attr-defined]
        chosen = Counter(one for value in given for one in value)
        told = [
            Choice(words, chosen[one], one in key.correct, _code(key.note(one), one in key.correct))
            for one, words in choices.items()
        ]
        return (Part("Chosen", len(given), None, tuple(told)),)
    if isinstance(key, OrderKey):
        entries: dict[str, str] = item.entries  # type: ignore[attr-defined]
        places = [{entry: i for i, entry in enumerate(value)} for value in given]
        swapped = [
            Choice(f"{entries[b]} — before — {entries[a]}", sum(p[a] > p[b] for p in places), False, note.misconception)
            for (a, b), note in key.notes.items()
        ]
        return (Part("Neighbours that stand the other way round", len(given), None, tuple(swapped)),)
    if isinstance(key, ConstructKey) and isinstance(item, Construct):
        settings = [item.settings(value) for value in given]
        unmet = [
            Choice(
                f"Not met: {check.says}", sum(not check.holds(one) for one in settings), False, check.note.misconception
            )
            for check in key.checks
        ]
        return (Part("Conditions", len(given), None, tuple(unmet)),)
    return ()


# ---------------------------------------------------------------------------------------------------------------------


def _choice(part: str, words: str, options: Any, key: ChoiceKey, clean: Sequence[Any]) -> Part:
    right = key.correct[part]
    chosen = [(value or {}).get(part) for value in clean]
    counted = Counter(one for one in chosen if one is not None)
    told = [
        Choice(said, counted[option], option == right, _code(key.notes[part][option], option == right))
        for option, said in options.items()
    ]
    there = tuple(None if one is None else one == right for one in chosen)
    return Part(words, sum(counted.values()), counted[right], tuple(told), there)


def _number(field: str, label: str, key: EstimateKey, clean: Sequence[Any]) -> Part:
    typed = [typed_number((value or {}).get(field)) for value in clean]
    target = key.correct[field]
    there = tuple(None if number is None else target.holds(number) for number in typed)
    right = sum(one is True for one in there)
    missed = Counter(
        number for number, holds in zip(typed, there, strict=True) if number is not None and holds is False
    )
    known = {typed_number(value): note for value, note in key.known.get(field, {}).items()}
    told = [Choice(f"within the tolerance of {target.value}", right, True)]
    most = missed.most_common(_MOST_NUMBERS)
    for number, people in sorted(most, key=lambda one: (one[0] not in known, -one[1], one[0])):
        note = known.get(number, key.otherwise[field])
        told.append(Choice(f"{number}", people, False, note.misconception))
    rest = missed.total() - sum(people for _, people in most)
    if rest:
        told.append(Choice("other numbers", rest, False, key.otherwise[field].misconception))
    return Part(label, sum(one is not None for one in there), right, tuple(told), there)


def _code(note: Note, holds: bool) -> str | None:
    return None if holds else note.misconception
