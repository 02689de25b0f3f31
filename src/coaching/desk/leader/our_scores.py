"""A team's scores: by kind of goal, under four conventions, by objective. Numbers and words, no look.

Nothing here is a verdict on people. A score is judged only by conventions that were made for its kind of goal; where
the table does not say the kind, there is no verdict at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

from coaching.desk.leader.okr_row import OkrRow
from coaching.desk.leader.okr_table import OkrTable
from coaching.okr import (
    CONVENTIONS,
    GOAL,
    Convention,
    GuardrailState,
    ObjectiveResult,
    Scored,
    Undefined,
    Verdict,
    ambition_index,
    brier,
    kr_score,
    roll_up,
    verdict,
    verdicts,
)

__all__ = ["GOALS", "Forecasts", "Group", "Objective", "OneScore", "OurScores", "score_table", "two_decimals"]

GOALS: Final[tuple[GOAL | None, ...]] = ("committed", "aspirational", "learning", None)


@dataclass(frozen=True)
class OneScore:
    """One key result with its score. A guardrail has `guardrail` and no `scored`; the others the other way round.

    `verdicts` is empty for guardrails and where the kind of goal is not known. `ambition` is the index of
    `coaching.okr.ambition_index`, None without a sealed forecast or where it is undefined. `by_first` is the score by
    the target of the first day, None if the target was not moved.
    """

    number: int
    row: OkrRow
    scored: Scored | None
    guardrail: GuardrailState | None
    verdicts: Mapping[Convention, Verdict]
    ambition: Decimal | None
    by_first: Scored | None

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def goal(self) -> GOAL | None:
        return self.row.goal


@dataclass(frozen=True)
class Objective:
    """An objective: mean, minimum and breached guardrails belong together. `result` is None where it has no mean, and
    `why_none` says why."""

    team: str
    quarter: str
    name: str
    scores: tuple[OneScore, ...]
    result: ObjectiveResult | None
    why_none: str = ""

    @property
    def counted(self) -> int:
        """How many key results are in the mean."""
        return sum(one.scored is not None and Decimal(str(one.row.kr.weight)) > 0 for one in self.scores)

    @property
    def guardrails(self) -> int:
        return sum(one.guardrail is not None for one in self.scores)


@dataclass(frozen=True)
class Group:
    """All key results of one kind of goal, guardrails left out.

    `words` counts, for each convention, what it says of the single scores. `of_mean` is what the re:Work guide says of
    the mean of all aspirational ones, for which it was made; None for other kinds.
    """

    goal: GOAL | None
    scores: tuple[OneScore, ...]
    mean: Decimal
    middle: Decimal
    lowest: Decimal
    highest: Decimal
    full: int
    words: Mapping[Convention, Mapping[str, int]]
    fits: Mapping[Convention, bool]
    of_mean: Verdict | None


@dataclass(frozen=True)
class Forecasts:
    """How good the sealed chances were: the Brier score of `n` of them (0 is perfect), the mean chance, and how many
    targets were reached in full."""

    n: int
    brier: Decimal
    mean_chance: Decimal
    reached: int


@dataclass(frozen=True)
class OurScores:
    """All that the page of a team's scores says in numbers."""

    table: OkrTable
    scores: tuple[OneScore, ...]
    objectives: tuple[Objective, ...]
    groups: tuple[Group, ...]
    forecasts: Forecasts | None

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.row.team for one in self.scores if one.row.team))

    @property
    def quarters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.row.quarter for one in self.scores if one.row.quarter))


def score_table(table: OkrTable) -> OurScores:
    """Score every key result of the table, each objective, and each kind of goal."""
    scores = tuple(_one(number, row) for number, row in enumerate(table.rows, start=1))
    by_objective: dict[tuple[str, str, str], list[OneScore]] = {}
    for one in scores:
        by_objective.setdefault((one.row.team, one.row.quarter, one.row.objective), []).append(one)
    return OurScores(
        table,
        scores,
        tuple(_objective(*names, ones) for names, ones in by_objective.items()),
        tuple(group for goal in GOALS if (group := _group(goal, scores))),
        _forecasts(scores),
    )


def two_decimals(number: Decimal) -> str:
    """A score as a person reads it: two decimals, half up, as the course rounds; a true minus sign."""
    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{abs(rounded)}" if rounded >= 0 else f"−{abs(rounded)}"


# ---------------------------------------------------------------------------------------------------------------------


def _one(number: int, row: OkrRow) -> OneScore:
    kr = row.kr
    if kr.kind == "guardrail":
        return OneScore(number, row, None, kr.guardrail_state(), {}, None, None)
    scored = kr.scored()
    judged = verdicts(scored.score, row.goal) if row.goal else {}
    first = row.first_target
    by_first = kr_score(kr.baseline, first, kr.actual) if first is not None and first != kr.baseline else None
    return OneScore(number, row, scored, None, judged, _ambition(row), by_first)


def _ambition(row: OkrRow) -> Decimal | None:
    """By the target of the first day: that is the one the forecast was sealed for."""
    if row.forecast is None or row.kr.kind == "binary":
        return None
    target = row.kr.target if row.first_target is None else row.first_target
    try:
        return ambition_index(row.kr.baseline, target, row.forecast)
    except Undefined:
        return None  # no gain was expected; the questions say so
    except ValueError:
        return None  # the first target was the baseline


def _objective(team: str, quarter: str, name: str, scores: Sequence[OneScore]) -> Objective:
    result, why = None, ""
    if all(one.guardrail for one in scores):
        why = "It has only guardrails, which are no score."
    elif not any(Decimal(str(one.row.kr.weight)) for one in scores if one.scored):
        why = "All its weights are 0, so there is no mean."
    else:
        result = roll_up(one.row.kr for one in scores)
    return Objective(team, quarter, name, tuple(scores), result, why)


def _group(goal: GOAL | None, scores: Iterable[OneScore]) -> Group | None:
    ours = [one for one in scores if one.goal == goal and one.scored]
    values = [one.scored.score for one in ours if one.scored]
    if not values:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    return Group(
        goal,
        tuple(ours),
        mean,
        Decimal(median(values)),
        min(values),
        max(values),
        sum(value == 1 for value in values),
        {one: Counter(score.verdicts[one].word for score in ours) for one in CONVENTIONS} if goal else {},
        {one: ours[0].verdicts[one].fits for one in CONVENTIONS} if goal else {},
        verdict(mean, "rework", "aspirational") if goal == "aspirational" else None,
    )


def _forecasts(scores: Iterable[OneScore]) -> Forecasts | None:
    """Only where a chance was sealed for a target that stayed: a moved target is not the one that was forecast."""
    sealed = [
        (one.row.chance, one.scored.raw >= 1)
        for one in scores
        if one.scored and one.row.chance is not None and one.row.first_target is None
    ]
    if not sealed:
        return None
    chances, reached = [chance for chance, _ in sealed], [there for _, there in sealed]
    return Forecasts(len(sealed), brier(chances, reached), sum(chances, Decimal(0)) / len(chances), sum(reached))
