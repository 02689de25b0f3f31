"""What we expect of a key result: on the way, before the target is set, and looking back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from coaching.okr.numbers import ONE, ZERO, Number, exact, share

ON_TRACK, AT_RISK = Decimal("0.9"), Decimal("0.7")


class Undefined(ValueError):
    """The number asked for has no meaning here; the message says why."""


@dataclass(frozen=True)
class CheckIn:
    """Where a key result stands on the way: its state, the raw score expected by now, and raw ÷ expected.

    ``ratio`` is None on the first day, when nothing is expected yet.
    """

    state: Literal["on track", "at risk", "off track"]
    expected: Decimal
    ratio: Decimal | None


@dataclass(frozen=True)
class Probability:
    """How likely, judged by a reference class: ``hits`` of ``n`` past cases reached the level.

    ``share`` is hits ÷ n. ``estimate`` is the rule of succession, (hits + 1) ÷ (n + 2), which never claims
    certainty from a few cases.
    """

    hits: int
    n: int
    estimate: Decimal

    @property
    def share(self) -> Decimal:
        """The plain share of past cases that reached the level."""
        return Decimal(self.hits) / self.n


def expected_by_now(raw: Number, elapsed: Number, length: Number) -> CheckIn:
    """Compare progress with a straight line through the cycle: after 6 of 12 weeks, half is expected.

    On track from 0.9 of what is expected, at risk from 0.7, off track below; both limits belong to the better state.
    These limits are this course's teaching default, not a published standard, and few curves are straight.

    Raises ValueError if the length is not above 0, or the elapsed time is negative or beyond the length.
    """
    done = exact(raw, "expected_by_now: the raw score")
    gone = exact(elapsed, "expected_by_now: the elapsed time")
    whole = exact(length, "expected_by_now: the length")
    if whole <= 0:
        raise ValueError(f"expected_by_now: the length is {whole}; use a cycle longer than 0.")
    if not ZERO <= gone <= whole:
        raise ValueError(f"expected_by_now: {gone} elapsed of {whole}; use a time between 0 and {whole}.")
    if done * whole >= ON_TRACK * gone:
        state: Literal["on track", "at risk", "off track"] = "on track"
    elif done * whole >= AT_RISK * gone:
        state = "at risk"
    else:
        state = "off track"
    return CheckIn(state, gone / whole, done * whole / gone if gone else None)


def ambition_index(baseline: Number, target: Number, forecast: Number) -> Decimal:
    """Say how far the target reaches beyond the sealed forecast: ``(t - b) / (f - b) - 1``.

    The sealed forecast f is what we honestly expect to reach if we carry on as now, written down before the target is
    set. 0 means that the target asks for what was expected anyway, 1 for twice that gain, and a negative index is a
    target below our own forecast.
    An index of this course's own making: it makes two equal scores comparable only within one team's honest forecasts.

    Raises Undefined if the forecast is not on the target's side of the baseline (no gain was expected, so there is
    nothing to divide by), and ValueError if target equals baseline or a number is NaN or infinite.
    """
    b = exact(baseline, "ambition_index: the baseline")
    t = exact(target, "ambition_index: the target")
    f = exact(forecast, "ambition_index: the forecast")
    if t == b:
        raise ValueError(
            f"ambition_index: target and baseline are both {b}; set a target that differs from the baseline."
        )
    if (f - b) * (t - b) <= 0:
        raise Undefined(
            f"ambition_index: the forecast {f} expects no gain from {b} towards {t}, so the index is undefined; "
            "talk about what would have to change first."
        )
    return (t - b) / (f - b) - 1


def reference_probability(history_scores: Iterable[Number], at_least: Number) -> Probability:
    """Estimate how likely a level is from similar past key results (a reference class).

    A score of 0.7 says how far we came; this says how often we come at least so far. They are different questions.

    Raises ValueError without history, or if a number is NaN or infinite.
    Source of the rule of succession: Pierre-Simon Laplace (1814), *Essai philosophique sur les probabilités*.
    """
    level = exact(at_least, "reference_probability: the level")
    past = [exact(s, f"reference_probability: past score {i}") for i, s in enumerate(history_scores, start=1)]
    if not past:
        raise ValueError("reference_probability: there are no past scores; collect a few similar key results first.")
    hits = sum(score >= level for score in past)
    return Probability(hits, len(past), Decimal(hits + 1) / (len(past) + 2))


def brier(forecasts: Sequence[Number], outcomes: Sequence[bool | int]) -> Decimal:
    """Give the mean squared gap between probabilities and what happened: 0 is perfect, always saying 0.5 gives 0.25.

    ``outcomes`` are True or 1 for what happened, False or 0 for what did not.
    Raises ValueError without forecasts, with another number of outcomes, a probability outside 0 to 1, or an outcome
    that is neither 0 nor 1. Source: Glenn Brier (1950), *Verification of forecasts expressed in terms of probability*.
    """
    known: dict[float, Decimal] = {}  # a cohort says the same few floats thousands of times
    said = []
    for i, p in enumerate(forecasts, start=1):
        exactly = known.get(p) if isinstance(p, float) else None
        if exactly is None:
            exactly = share(p, f"brier: forecast {i}")
            if isinstance(p, float):
                known[p] = exactly
        said.append(exactly)
    if not said or len(said) != len(outcomes):
        raise ValueError(
            f"brier: there are {len(said)} forecasts and {len(outcomes)} outcomes; give one outcome for each forecast."
        )
    for i, happened in enumerate(outcomes, start=1):
        if happened not in (0, 1):
            raise ValueError(f"brier: outcome {i} is {happened}; use 1 if it happened and 0 if not.")
    alike = Counter(zip(said, map(bool, outcomes), strict=True))
    return sum((k * (p - (ONE if o else ZERO)) ** 2 for (p, o), k in alike.items()), ZERO) / len(said)
