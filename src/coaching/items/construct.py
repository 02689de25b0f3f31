"""Construct: set several controls so that stated conditions hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from .base import Cleaned, Frozen, Id, Item, Key, Note, Remark, Score, Text, Value, above_chance, as_mapping, state_of

CHANCE_DRAWS = 400


_known_chances: ContextVar[dict[str, float] | None] = ContextVar("_known_chances", default=None)


@contextmanager
def knowing_chances(known: dict[str, float]) -> Iterator[None]:
    """Within this, `known` has the chance of each construct item by its id, and is filled where it does not.

    For whoever scores one exercise for many: its keys are made anew for each learner, and a chance takes milliseconds.
    """
    token = _known_chances.set(known)
    try:
        yield
    finally:
        _known_chances.reset(token)


class Slider(Frozen):
    """A number from ``low`` to ``high`` in steps of ``step``."""

    type: Literal["slider"] = "slider"
    id: Id
    label: Text
    low: float
    high: float
    step: float = Field(gt=0)
    start: float
    unit: str = ""

    @model_validator(mode="after")
    def _start_is_reachable(self) -> Self:
        if not self.low < self.high or self.read(self.start) is None:
            raise ValueError(
                f"Slider '{self.id}': the start {self.start} is not a step between {self.low} and {self.high}."
            )
        return self

    def read(self, raw: object) -> float | None:
        """``raw`` as a value that the slider can have, or None."""
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not self.low <= raw <= self.high:
            return None
        steps = (Decimal(str(raw)) - Decimal(str(self.low))) / Decimal(str(self.step))
        return raw if steps == steps.to_integral_value() else None

    def words(self, value: Any) -> str:
        return f"{value:g} {self.unit}".strip()

    def draw(self, rng: random.Random) -> float:
        low, step = Decimal(str(self.low)), Decimal(str(self.step))
        steps = int((Decimal(str(self.high)) - low) / step)
        return float(low + step * rng.randint(0, steps))


class Menu(Frozen):
    """One of several options."""

    type: Literal["menu"] = "menu"
    id: Id
    label: Text
    options: dict[Id, Text] = Field(min_length=2)
    start: Id

    @model_validator(mode="after")
    def _start_is_an_option(self) -> Self:
        if self.start not in self.options:
            raise ValueError(f"Menu '{self.id}': '{self.start}' is not one of its options.")
        return self

    def read(self, raw: object) -> str | None:
        return raw if isinstance(raw, str) and raw in self.options else None

    def words(self, value: Any) -> str:
        return self.options[value]

    def draw(self, rng: random.Random) -> str:
        return rng.choice(list(self.options))


class Switch(Frozen):
    """On or off."""

    type: Literal["switch"] = "switch"
    id: Id
    label: Text
    start: bool = False

    def read(self, raw: object) -> bool | None:
        return raw if isinstance(raw, bool) else None

    def words(self, value: Any) -> str:
        return "yes" if value else "no"

    def draw(self, rng: random.Random) -> bool:
        return rng.random() < 0.5


Control = Annotated[Slider | Menu | Switch, Field(discriminator="type")]


class Check(Frozen):
    """A condition on the settings. ``holds`` is a pure predicate of the full mapping control id → value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    says: Text
    holds: Callable[[Mapping[str, Any]], bool]
    note: Note
    praise: Text = "This holds."
    weight: float = Field(default=1.0, gt=0)


class ConstructKey(Key):
    """The conditions, in the order in which they are spoken about; ``model`` is one answer that meets them all."""

    checks: tuple[Check, ...] = Field(min_length=1)
    model: dict[Id, Any] | None = None
    _chance: dict[str, float] = PrivateAttr(default_factory=dict)

    def model_value(self) -> Value | None:
        return self.model

    def check_fits(self, item: Item) -> Self:
        if not isinstance(item, Construct):
            raise ValueError(f"Item '{item.id}' is of kind '{item.kind}' and takes no ConstructKey.")
        start = item.settings({})
        for check in self.checks:
            check.holds(start)  # a predicate that names an unknown control fails here, and not at a learner's answer
        return self

    def share(self, settings: Mapping[str, Any]) -> float:
        """The weighted share of conditions that hold."""
        return sum(c.weight for c in self.checks if c.holds(settings)) / sum(c.weight for c in self.checks)

    def chance(self, item: Construct) -> float:
        """The mean share that random settings reach: over a fixed sample, so the same for everybody."""
        known = _known_chances.get()
        known = self._chance if known is None else known
        if item.id not in known:
            rng = random.Random(item.id)
            shares = [self.share(item.settings(item.guess(rng))) for _ in range(CHANCE_DRAWS)]
            known[item.id] = sum(shares) / len(shares)
        return known[item.id]


class Construct(Item):
    """Set controls so that the conditions in the prompt hold.

    A value maps control ids to settings; controls that are missing stand at their start. ``edits``, if given, is how
    many controls may differ from their start. ``readout`` names a function of ``coaching.cards.readouts`` that shows
    what the settings amount to.
    """

    kind: Literal["construct"] = "construct"
    controls: tuple[Control, ...] = Field(min_length=1)
    edits: int | None = Field(default=None, ge=1)
    readout: str | None = None

    def settings(self, value: Value) -> dict[str, Any]:
        """The full mapping control id → setting."""
        return {c.id: (value or {}).get(c.id, c.start) for c in self.controls}

    def edited(self, value: Value) -> list[str]:
        """Ids of the controls that differ from their start."""
        settings = self.settings(value)
        return [c.id for c in self.controls if settings[c.id] != c.start]

    def clean(self, raw: object) -> Cleaned:
        problems: list[str] = []
        controls = {c.id: c for c in self.controls}
        kept: dict[str, Any] = {}
        for control, setting in as_mapping(self, raw, problems).items():
            if control not in controls:
                problems.append(f"'{self.id}' has no control '{control}'; it is left out.")
            elif (read := controls[control].read(setting)) is None:
                problems.append(f"'{controls[control].label}' cannot be set to this; it stands at its start.")
            else:
                kept[control] = read
        return Cleaned(value=kept, problems=tuple(problems))

    def is_untouched(self, value: Value) -> bool:
        return not self.edited(value)

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return () if self.edited(value) else (self.title or "the settings",)

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        settings = self.settings(value)
        return tuple((c.label, c.words(settings[c.id])) for c in self.controls)

    def guess(self, rng: random.Random) -> dict[str, Any]:
        budget = len(self.controls) if self.edits is None else min(self.edits, len(self.controls))
        touched = rng.sample(self.controls, budget)
        return {c.id: c.draw(rng) for c in touched}

    def score(self, value: Value, key: ConstructKey) -> Score:
        """The weighted share of conditions that hold, beyond the share that random settings reach.

        More edits than allowed earn nothing: the budget is part of the problem.
        """
        if self.is_untouched(value):
            return self.untouched_score()
        settings, edits = self.settings(value), len(self.edited(value))
        remarks = [
            Remark(about=c.says, state="there", text=c.praise)
            if c.holds(settings)
            else Remark(
                about=c.says,
                state="not yet",
                text=c.note.text,
                misconception=c.note.misconception,
                see=c.note.see or self.see,
            )
            for c in key.checks
        ]
        held = sum(r.state == "there" for r in remarks)
        fraction = above_chance(key.share(settings), key.chance(self))
        rule = f"{held} of {len(remarks)} conditions hold. Credit counts what is above random settings."
        if self.edits is not None and edits > self.edits:
            fraction = 0.0
            text = f"{edits} edits were made, and {self.edits} are allowed. Take back what helps least."
            remarks.insert(0, Remark(about="The budget of edits", state="not yet", text=text, see=self.see))
        return Score(item=self.id, fraction=fraction, state=state_of(fraction), remarks=tuple(remarks), rule=rule)
