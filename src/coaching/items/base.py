"""What all items share: their words, and the shape of a score.

An *item* is a frozen value that holds only what a learner may see. A *key* is a second frozen value that holds what
only a grader (or a self-study card) may see. ``item.score(value, key)`` brings the two together and is pure.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
"""Ids are lower-case letters, digits and hyphens, so that they are safe in files, pages and tables."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
"""Light Markdown: emphasis, code, links, lists and line breaks."""

State = Literal["not attempted", "not yet", "partly", "there"]

Value = Any
"""An answer as it stands in the answer sheet: plain JSON, of a shape that each kind of item states."""


class Frozen(BaseModel):
    """A value: no field can be changed, and no unknown field is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)


class Note(Frozen):
    """What is said to a person about one choice.

    ``text`` is two or three sentences. ``misconception`` is the code of the idea that leads to this choice, or None.
    ``see`` says where in the lesson to look.
    """

    text: Text
    misconception: Id | None = None
    see: str = ""


class Remark(Frozen):
    """One line of feedback: what it is about, whether that part is there, and why."""

    about: str
    state: Literal["there", "not yet", "open"]
    text: str
    misconception: str | None = None
    see: str = ""


class Score(Frozen):
    """How far an answer reaches. ``fraction`` is in 0..1 and already corrected for guessing; ``rule`` says how."""

    item: str
    fraction: float = Field(ge=0, le=1)
    state: State
    remarks: tuple[Remark, ...] = ()
    rule: str = ""

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The codes of the misconceptions met, each once, in the order of the remarks."""
        return tuple(dict.fromkeys(r.misconception for r in self.remarks if r.misconception))


class Cleaned(Frozen):
    """A stranger's answer after reading: what could be used, and a sentence for each thing that could not."""

    value: Any
    problems: tuple[str, ...] = ()


class Item(Frozen, ABC):
    """One thing that is asked.

    ``objective`` is the id of the objective that the item is evidence for. ``confidence`` asks how sure the learner
    is; it never changes a score. ``hints`` are shown one by one in self-study: a nudge, then the method.
    """

    kind: str
    id: Id
    prompt: Text
    title: str = ""
    objective: str | None = None
    confidence: bool = False
    hints: tuple[Text, ...] = ()
    see: str = ""

    @abstractmethod
    def clean(self, raw: object) -> Cleaned:
        """Read a value of unknown origin. Never raises; what does not fit this item is left out and said."""

    @abstractmethod
    def open_parts(self, value: Value) -> tuple[str, ...]:
        """The labels of the parts that a *clean* value leaves unanswered; empty when all is answered."""

    @abstractmethod
    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        """A clean value in words: (what was asked, what was answered) pairs, for print and screen readers."""

    @abstractmethod
    def guess(self, rng: random.Random) -> Value:
        """A complete answer drawn at random, as somebody would who did not read."""

    @abstractmethod
    def score(self, value: Value, key: Any) -> Score:
        """How far a *clean* value reaches under a key that fits this item. Pure; never raises for a clean value."""

    def is_untouched(self, value: Value) -> bool:
        """Whether nothing at all has been answered."""
        return value is None or value in ({}, [], "")

    def untouched_score(self) -> Score:
        return Score(item=self.id, fraction=0.0, state="not attempted", rule="Nothing has been answered here yet.")

    def payload(self) -> dict[str, Any]:
        """The item as plain JSON for the card: only what a learner may see."""
        return self.model_dump(mode="json")


class Key(Frozen):
    """What only the grader knows about an item."""

    def model_value(self) -> Value | None:
        """An answer that earns everything, or None where the key does not hold one."""
        return None

    def check_fits(self, item: Item) -> Self:
        """Raise ``ValueError`` naming the first place where this key does not fit the item; return self."""
        return self


def state_of(fraction: float) -> State:
    """The state of an attempted answer."""
    if fraction >= 1:
        return "there"
    return "partly" if fraction > 0 else "not yet"


def above_chance(share: float, chance: float) -> float:
    """Credit for a share of right parts (0..1) beyond the share that chance gives, in 0..1."""
    if chance >= 1:
        return 0.0
    return min(1.0, max(0.0, (share - chance) / (1 - chance)))


def require_same(item: Item, what: str, wanted: Iterable[str], given: Iterable[str]) -> None:
    """Raise ``ValueError`` when two sets of ids differ, naming the item and the ids."""
    missing, extra = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    if missing or extra:
        raise ValueError(
            f"Item '{item.id}': {what} do not match. Missing: {missing or 'none'}; unknown: {extra or 'none'}."
        )


def as_mapping(item: Item, raw: object, problems: list[str]) -> dict[str, object]:
    """``raw`` as a mapping with string keys, or an empty one and a sentence."""
    if raw is None:
        return {}
    if isinstance(raw, dict):
        return {str(k)[:64]: v for k, v in raw.items()}
    problems.append(f"The answer to '{item.id}' is not of the expected form and counts as not attempted.")
    return {}


def as_ids(item: Item, raw: object, known: Sequence[str], problems: list[str]) -> list[str]:
    """``raw`` as a list of known ids, each once and in its own order, and a sentence for what was left out."""
    if raw is None:
        return []
    if not isinstance(raw, list | tuple):
        problems.append(f"The answer to '{item.id}' is not of the expected form and counts as not attempted.")
        return []
    kept: list[str] = []
    for entry in raw[:1000]:
        if isinstance(entry, str) and entry in known and entry not in kept:
            kept.append(entry)
        else:
            problems.append(f"One choice in '{item.id}' is not on offer and is left out.")
    return kept
