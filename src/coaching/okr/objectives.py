"""Several key results, one objective: the mean, the weakest, and the guardrails that gate them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from coaching.okr.numbers import ONE, ZERO, Number, exact
from coaching.okr.scores import GuardrailState, Scored, guardrail, kr_score, milestone_score

KIND = Literal["increase", "decrease", "milestone", "binary", "guardrail"]
"""How a key result is measured."""

GOAL = Literal["committed", "aspirational", "learning"]
"""What was promised: all of it, a reach beyond the known, or the answer to a question."""


@dataclass(frozen=True)
class KeyResult:
    """One key result of any kind.

    *increase*, *decrease*  from ``baseline`` towards ``target``, now at ``actual``
    *milestone*             ``milestones`` with their fractions and those ``reached``; without them, ``actual`` is
                            the agreed fraction between baseline 0 and target 1
    *binary*                ``actual`` is 1 when done, else 0
    *guardrail*             ``target`` is the limit on ``side``; ``checks`` are the readings (default: the actual)

    Raises ValueError at once, with the key result's name, for an unknown kind or goal, a negative weight, a target on
    the wrong side of the baseline, or anything that could not be scored.
    """

    name: str
    kind: KIND = "increase"
    goal: GOAL = "aspirational"
    baseline: Number = 0
    target: Number = 1
    actual: Number = 0
    weight: Number = 1
    milestones: Mapping[str, Number] = field(default_factory=dict)
    reached: tuple[str, ...] = ()
    checks: tuple[Number, ...] = ()
    side: Literal["max", "min"] = "max"

    def __post_init__(self) -> None:
        for what, value, known in (("kind", self.kind, get_args(KIND)), ("goal", self.goal, get_args(GOAL))):
            if value not in known:
                raise ValueError(f"{self._here}: the {what} is {value!r}; use one of {', '.join(known)}.")
        if exact(self.weight, f"{self._here}: the weight") < 0:
            raise ValueError(f"{self._here}: the weight is {self.weight}; use 0 or more.")
        if self.kind in ("increase", "decrease"):
            gain = exact(self.target, f"{self._here}: the target") - exact(self.baseline, f"{self._here}: the baseline")
            if gain < 0 if self.kind == "increase" else gain > 0:
                raise ValueError(
                    f"{self._here}: the target {self.target} lies on the wrong side of the baseline {self.baseline} "
                    f"for kind {self.kind!r}; swap the kind or mend the numbers."
                )
        if self.kind == "binary" and exact(self.actual, f"{self._here}: the actual") not in (ZERO, ONE):
            raise ValueError(f"{self._here}: the actual is {self.actual}; a binary key result has 0 or 1.")
        self.scored()

    @property
    def _here(self) -> str:
        return f"Key result {self.name!r}"

    def scored(self) -> Scored:
        """Give raw and clipped score. A guardrail scores 1 or 0, and its raw is the share of checks inside."""
        try:
            if self.kind == "guardrail":
                state = self.guardrail_state()
                return Scored(state.share_inside, ZERO if state.breached else ONE)
            if self.kind == "milestone" and self.milestones:
                return milestone_score(self.milestones, self.reached)
            return kr_score(self.baseline, self.target, self.actual)
        except ValueError as problem:
            raise ValueError(f"{self._here}: {problem}") from None

    def guardrail_state(self) -> GuardrailState:
        """Read this key result as a guardrail: its target is the limit."""
        return guardrail(self.target, self.checks or (self.actual,), self.side)


@dataclass(frozen=True)
class ObjectiveResult:
    """An objective in four parts that belong together; the mean alone tells least.

    ``weakest`` is the name of the key result with the minimum score (the first, if several tie).
    ``breached`` are the names of guardrails that did not hold: while there is one, the mean is not good news.
    """

    mean: Decimal
    minimum: Decimal
    weakest: str
    breached: tuple[str, ...]


def objective_score(scores: Sequence[Number], weights: Sequence[Number] | None = None) -> Decimal:
    """Give the weighted mean of scores, ``sum(w * s) / sum(w)``; equal weights if none are given.

    Raises ValueError without scores, with a different number of weights, a negative weight, or weights all zero.
    """
    values = [exact(score, f"objective_score: score {place}") for place, score in enumerate(scores, start=1)]
    if not values:
        raise ValueError("objective_score: there are no scores; give at least one.")
    if weights is None:
        return sum(values, ZERO) / len(values)
    loads = [exact(weight, f"objective_score: weight {place}") for place, weight in enumerate(weights, start=1)]
    if len(loads) != len(values):
        raise ValueError(
            f"objective_score: there are {len(values)} scores and {len(loads)} weights; give one weight for each score."
        )
    for place, load in enumerate(loads, start=1):
        if load < 0:
            raise ValueError(f"objective_score: weight {place} is {load}; use 0 or more.")
    if not any(loads):
        raise ValueError("objective_score: all weights are 0; give at least one key result some weight.")
    return sum((w * s for w, s in zip(loads, values, strict=True)), ZERO) / sum(loads, ZERO)


def roll_up(key_results: Iterable[KeyResult]) -> ObjectiveResult:
    """Roll key results up to their objective: mean and minimum of all but the guardrails, and the breached guardrails.

    Raises ValueError if there is nothing but guardrails, or if all weights are zero.
    """
    everything = list(key_results)
    weighed = [kr for kr in everything if kr.kind != "guardrail"]
    if not weighed:
        raise ValueError("roll_up: there is no key result besides guardrails; add one that moves the objective.")
    scores = [kr.scored().score for kr in weighed]
    weakest = min(range(len(scores)), key=scores.__getitem__)
    return ObjectiveResult(
        mean=objective_score(scores, [kr.weight for kr in weighed]),
        minimum=scores[weakest],
        weakest=weighed[weakest].name,
        breached=tuple(kr.name for kr in everything if kr.kind == "guardrail" and kr.guardrail_state().breached),
    )
