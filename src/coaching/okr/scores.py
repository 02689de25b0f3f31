"""One key result, one score between 0 and 1."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from coaching.okr.numbers import ONE, ZERO, Number, exact, share


@dataclass(frozen=True)
class Scored:
    """How far a key result came: ``score`` is ``raw`` kept between 0 and 1.

    Keep both. A raw of 1.5 (overshoot) and a raw of -0.33 (a step back) are news that the score alone hides.
    """

    raw: Decimal
    score: Decimal


@dataclass(frozen=True)
class GuardrailState:
    """A limit that must not be crossed: crossed at all? what share of checks lay inside? the worst reading?"""

    breached: bool
    share_inside: Decimal
    worst: Decimal


def kr_score(baseline: Number, target: Number, actual: Number) -> Scored:
    """Score one key result on the straight line from baseline (0) to target (1).

    ``raw = (actual - baseline) / (target - baseline)``. One formula serves numbers that should rise and numbers that
    should fall: from 12 days down to 6, reaching 8 gives (8 - 12) / (6 - 12) = 0.67. The baseline matters: from 50 to
    80, reaching 71 is 0.70 and not 71/80.

    Raises ValueError if target equals baseline, or if a number is missing, NaN or infinite.
    Source: Google, *Set goals with OKRs* (re:Work guide), for the scale from 0 to 1.
    """
    b = exact(baseline, "kr_score: the baseline")
    t = exact(target, "kr_score: the target")
    a = exact(actual, "kr_score: the actual")
    if t == b:
        raise ValueError(f"kr_score: target and baseline are both {b}; set a target that differs from the baseline.")
    return _clipped((a - b) / (t - b))


def milestone_score(fractions: Mapping[str, Number], reached: Collection[str]) -> Scored:
    """Score a key result by milestones: the largest fraction among those reached, 0 if none is.

    ``fractions`` says, before the work starts, how much of the way each milestone is: design .2, pilot .5, launch 1.
    Raises ValueError if there are no milestones, a fraction is outside 0 to 1, none is worth 1 (such a key result
    could never be met), or a reached milestone was never agreed.
    """
    worth = {name: share(f, f"milestone_score: the fraction of {name!r}") for name, f in fractions.items()}
    if max(worth.values(), default=ZERO) != ONE:
        raise ValueError("milestone_score: no milestone is worth 1; say which one completes the key result.")
    for name in reached:
        if name not in worth:
            raise ValueError(f"milestone_score: {name!r} is not an agreed milestone; use one of {', '.join(worth)}.")
    return _clipped(max((worth[name] for name in reached), default=ZERO))


def binary_score(done: bool) -> Scored:
    """Score a yes-or-no key result: 1 if done, else 0. Nearly done is not done."""
    return _clipped(ONE if done else ZERO)


def guardrail(limit: Number, checks: Iterable[Number], side: Literal["max", "min"] = "max") -> GuardrailState:
    """Tell whether a guardrail held at every check.

    ``side="max"`` means that no reading may be above the limit, ``"min"`` that none may be below; a reading on the
    limit is inside. A guardrail is a gate and carries no weight: it must not be averaged away.
    Raises ValueError without checks (nobody looked, so nobody knows) and for any other side.
    """
    edge = exact(limit, "guardrail: the limit")
    readings = [exact(check, f"guardrail: check {place}") for place, check in enumerate(checks, start=1)]
    if side not in ("max", "min"):
        raise ValueError(f"guardrail: the side is {side!r}; use 'max' or 'min'.")
    if not readings:
        raise ValueError("guardrail: there are no checks, so nobody knows whether it held; give at least one reading.")
    inside = [reading <= edge if side == "max" else reading >= edge for reading in readings]
    worst = max(readings) if side == "max" else min(readings)
    return GuardrailState(not all(inside), Decimal(sum(inside)) / len(inside), worst)


def _clipped(raw: Decimal) -> Scored:
    return Scored(raw, min(ONE, max(ZERO, raw)))
