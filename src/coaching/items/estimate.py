"""Work out or estimate numbers, each with a unit and a tolerance."""

from __future__ import annotations

import random
import re
from decimal import Decimal, InvalidOperation
from typing import Literal, Self

from pydantic import Field

from .base import Cleaned, Frozen, Id, Item, Key, Note, Remark, Score, Text, Value, as_mapping, require_same, state_of

_TYPED = re.compile(r"^[+\-−]?(\d{1,12}([.,]\d{0,12})?|[.,]\d{1,12})$")
LONGEST_NUMBER = 32


def typed_number(text: object) -> Decimal | None:
    """The number that a person typed, or None.

    Takes a decimal point or a decimal comma, a leading plus or minus, a trailing per cent sign (which is only a
    unit here: ``70 %`` is 70) and blanks around. Thousands separators are not taken: ``1,000`` is one.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    plain = str(text).strip().removesuffix("%").strip()
    if len(plain) > LONGEST_NUMBER or not _TYPED.match(plain):
        return None
    try:
        return Decimal(plain.replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        return None


class NumberField(Frozen):
    """A number to enter. ``low`` and ``high``, if given, bound what can sensibly be entered (and what is guessed)."""

    id: Id
    label: Text
    unit: str = ""
    low: float | None = None
    high: float | None = None


class Target(Frozen):
    """A right value and how far off it may be, inclusive; both as text, so that they are exact."""

    value: str
    within: str = "0"

    def holds(self, number: Decimal) -> bool:
        return abs(number - Decimal(self.value)) <= Decimal(self.within)


class EstimateKey(Key):
    """For each field: the target, a note when it holds, notes for known other values, and a note for all the rest."""

    correct: dict[Id, Target]
    notes: dict[Id, Note]
    known: dict[Id, dict[str, Note]] = {}
    otherwise: dict[Id, Note]

    def model_value(self) -> Value:
        return {field: target.value for field, target in self.correct.items()}

    def check_fits(self, item: Item) -> Self:
        if not isinstance(item, Estimate):
            raise ValueError(f"Item '{item.id}' is of kind '{item.kind}' and takes no EstimateKey.")
        fields = [f.id for f in item.fields]
        for what, given in (("targets", self.correct), ("notes", self.notes), ("'otherwise' notes", self.otherwise)):
            require_same(item, what, fields, given)
        for field, values in self.known.items():
            for value in values:
                if (number := typed_number(value)) is None or self.correct[field].holds(number):
                    raise ValueError(f"Item '{item.id}', field '{field}': '{value}' is no known wrong number.")
        return self


class Estimate(Item):
    """Enter numbers; a value maps field ids to the text as typed, ``{"score": "0,70"}``."""

    kind: Literal["estimate"] = "estimate"
    fields: tuple[NumberField, ...] = Field(min_length=1)

    def clean(self, raw: object) -> Cleaned:
        problems: list[str] = []
        labels = {f.id: f.label for f in self.fields}
        kept: dict[str, str] = {}
        for field, typed in as_mapping(self, raw, problems).items():
            if field not in labels:
                problems.append(f"'{self.id}' has no field '{field}'; it is left out.")
            elif isinstance(typed, str) and not typed.strip():
                continue
            elif typed_number(typed) is None:
                problems.append(f"What stands in '{labels[field]}' is not a number; write it like 0.7 or 0,7.")
            else:
                kept[field] = str(typed).strip()
        return Cleaned(value=kept, problems=tuple(problems))

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return tuple(f.label for f in self.fields if f.id not in (value or {}))

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        return tuple((f.label, f"{v} {f.unit}".strip() if (v := (value or {}).get(f.id)) else "") for f in self.fields)

    def guess(self, rng: random.Random) -> dict[str, str]:
        return {
            f.id: f"{rng.uniform(0 if f.low is None else f.low, 1 if f.high is None else f.high):.2f}"
            for f in self.fields
        }

    def score(self, value: Value, key: EstimateKey) -> Score:
        """The share of fields whose number is within its tolerance."""
        if self.is_untouched(value):
            return self.untouched_score()
        remarks = tuple(self._remark(field, value.get(field.id), key) for field in self.fields)
        right = sum(r.state == "there" for r in remarks)
        fraction = right / len(self.fields)
        rule = f"{right} of {len(self.fields)} numbers are within their tolerance." if len(self.fields) > 1 else ""
        return Score(item=self.id, fraction=fraction, state=state_of(fraction), remarks=remarks, rule=rule)

    def _remark(self, field: NumberField, typed: str | None, key: EstimateKey) -> Remark:
        number = typed_number(typed)
        if number is None:
            return Remark(about=field.label, state="open", text="You left this one open.", see=self.see)
        about = f"{field.label}{'' if field.label.endswith('?') else ':'} {typed} {field.unit}".strip()
        if key.correct[field.id].holds(number):
            return Remark(about=about, state="there", text=key.notes[field.id].text)
        close = (n for v, n in key.known.get(field.id, {}).items() if typed_number(v) == number)
        note = next(close, key.otherwise[field.id])
        return Remark(
            about=about, state="not yet", text=note.text, misconception=note.misconception, see=note.see or self.see
        )
