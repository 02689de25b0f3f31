"""May answers be averaged to a team score? Agreement within a team (r_wg), and difference between teams (ICC)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, variance
from typing import Literal, TypeAlias

from coaching.okr import Undefined
from coaching.survey.answers import Answer, check_scale, complete, given, table, within
from coaching.survey.intervals import Estimate, check_level
from coaching.survey.quantiles import f_quantile

Null: TypeAlias = Literal["uniform", "triangular"]

AGREEMENT_WORDS = ((0.9, "very strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"))


def chance_variance(low: int, high: int, null: Null = "uniform") -> float:
    """The variance that answers have if nobody agrees on anything.

    ``uniform``: every one of the A options is equally likely, (A² − 1)/12, which is 2 for five options and 4 for
    seven. ``triangular``: people shy away from the ends (weights 1, 2, … 2, 1), 2.5 for seven options. A smaller
    variance under chance gives a smaller r_wg, so name the one that was used.
    Raises ValueError unless low and high are whole numbers, low below high, or for another name.
    Source: James, Demaree and Wolf (1984), *Estimating within-group interrater reliability with and without response
    bias*.
    """
    check_scale(low, high, "chance_variance")
    if low != int(low) or high != int(high):
        raise ValueError(f"chance_variance: the scale {low} to {high} has no countable options; use whole numbers.")
    options = int(high) - int(low) + 1
    if null == "uniform":
        return (options**2 - 1) / 12
    if null == "triangular":
        weights = [min(i, options + 1 - i) for i in range(1, options + 1)]
        middle = (options + 1) / 2
        return sum(w * (i - middle) ** 2 for i, w in enumerate(weights, 1)) / sum(weights)
    raise ValueError(f"chance_variance: the null is {null!r}; use 'uniform' or 'triangular'.")


def r_wg(answers: Iterable[Answer], low: int, high: int, null: Null = "uniform") -> float:
    """How far the answers of one group to one item agree: ``1 − s²/σ²``, cut off at 0. Blanks are left out.

    s² is the variance with n − 1, σ² is ``chance_variance``. 1 means that all answer alike; 0 means spread as by chance
    or more, as in a team of two camps. Raises Undefined for fewer than two answers, ValueError outside the scale.
    Source: James, Demaree and Wolf (1984).
    """
    return max(0.0, r_star([[a] for a in answers], low, high, null))


def r_wg_j(
    rows: Sequence[Sequence[Answer]],
    low: int,
    high: int,
    null: Null = "uniform",
    missing: Literal["available", "listwise"] = "available",
) -> float:
    """How far one group agrees over J items (one row a person, items already reversed): r_wg(J).

    ``J(1 − q) / (J(1 − q) + q)`` with q the mean item variance over σ², and 0 where q ≥ 1. It grows with the number of
    items alone (see ``spearman_brown``), so report J, or ``r_star``, beside it.

    Blanks: ``available`` (our default) takes each item over those who answered it; ``listwise`` leaves out everybody
    with a blank, which can change a small group beyond recognition. Raises Undefined if an item has fewer than two
    answers, ValueError outside the scale. Source: James, Demaree and Wolf (1984).
    """
    items = len(table(rows, "r_wg_j", least_items=1)[0])
    return spearman_brown(max(0.0, r_star(rows, low, high, null, missing)), items)


def r_star(
    rows: Sequence[Sequence[Answer]],
    low: int,
    high: int,
    null: Null = "uniform",
    missing: Literal["available", "listwise"] = "available",
) -> float:
    """Agreement that does not grow with the number of items: ``1 − mean item variance / σ²``; may be negative.

    A negative value is news (the group is split wider than chance) and is not cut off.
    Raises as ``r_wg_j``. Source: Lindell, Brandt and Whitney (1999), *A revised index of interrater agreement*.
    """
    expected = chance_variance(low, high, null)
    if missing not in ("available", "listwise"):
        raise ValueError(f"agreement: the policy for blanks is {missing!r}; use 'available' or 'listwise'.")
    read: Sequence[Sequence[float | None]] = table(rows, "agreement", least_items=1)
    items = len(read[0])
    people = complete(read) if missing == "listwise" else read
    spreads = []
    for i in range(items):
        answers = [a for row in people if (a := row[i]) is not None]
        within(answers, low, high, f"agreement, item {i + 1}")
        if len(answers) < 2:
            raise Undefined(f"agreement: item {i + 1} has {len(answers)} usable answer(s); agreement needs two.")
        spreads.append(variance(answers))
    return 1 - fmean(spreads) / expected


def agreement_word(r: float) -> str:
    """The usual words for r_wg: none up to .30, then weak, moderate above .50, strong above .70, very strong above .90.

    A reading guide, not a law. Source: LeBreton and Senter (2008), *Answers to 20 questions about interrater
    reliability and interrater agreement*.
    """
    return next((word for limit, word in AGREEMENT_WORDS if r > limit), "none")


def spearman_brown(r: float, times: float) -> float:
    """What a coefficient becomes for ``times`` as many raters or items: ``times·r / (1 + (times − 1)·r)``.

    Six people with an ICC(1) of .20 give .60. Raises ValueError if r is above 1 or ``times`` is not above 0, and
    Undefined where the formula divides by 0. Sources: Spearman (1910), Brown (1910).
    """
    if not r <= 1 or not times > 0:
        raise ValueError(f"spearman_brown: r is {r} and times is {times}; r must be at most 1, times above 0.")
    below = 1 + (times - 1) * r
    if abs(below) < 1e-12:
        raise Undefined(f"spearman_brown: r = {r} has no value for {times} times as many.")
    return times * r / below


@dataclass(frozen=True)
class MeanSquares:
    """A one-way analysis of variance: people within groups.

    ``size`` is the group size that ICC(1) is computed with; ``icc1`` may be negative and is not cut off.
    """

    between: float
    within: float
    groups: int
    people: int
    size: float

    @property
    def icc1(self) -> float:
        return (self.between - self.within) / (self.between + (self.size - 1) * self.within)

    @property
    def icc2(self) -> float:
        return (self.between - self.within) / self.between


def mean_squares(groups: Sequence[Iterable[Answer]], size: Literal["balanced", "mean"] = "balanced") -> MeanSquares:
    """The mean squares between and within groups; each group is the answers (or scores) of its people.

    For groups of unequal size ``balanced`` uses ``k0 = (N − Σn²/N)/(K − 1)``, and ``mean`` the plain mean size, as some
    programs do. Blanks are left out, and so are groups in which nobody answered.

    Raises Undefined for fewer than two groups, if no group has two answers, or if no answer differs from another.
    Source: Bliese (2000), *Within-group agreement, non-independence, and reliability*; for k0, Snedecor and Cochran,
    *Statistical Methods*.
    """
    if size not in ("balanced", "mean"):
        raise ValueError(f"icc: the group size is {size!r}; use 'balanced' or 'mean'.")
    read = [numbers for i, group in enumerate(groups, 1) if (numbers := given(group, f"icc, group {i}"))]
    n, k = sum(map(len, read)), len(read)
    if k < 2:
        raise Undefined(f"icc: {k} group(s) with answers; comparing needs two.")
    if n == k:
        raise Undefined("icc: no group has two answers, so nothing is known about the spread within groups.")
    everybody = fmean(a for group in read for a in group)
    means = [fmean(group) for group in read]
    between = math.fsum(len(g) * (m - everybody) ** 2 for g, m in zip(read, means, strict=True)) / (k - 1)
    inside = math.fsum((a - m) ** 2 for g, m in zip(read, means, strict=True) for a in g) / (n - k)
    if between + inside <= 1e-24:
        raise Undefined("icc: all answers are the same, so there is nothing to divide into within and between.")
    k0 = (n - math.fsum(len(g) ** 2 for g in read) / n) / (k - 1) if size == "balanced" else n / k
    return MeanSquares(between, inside, k, n, k0)


def icc1(
    groups: Sequence[Iterable[Answer]], level: float = 0.95, size: Literal["balanced", "mean"] = "balanced"
) -> Estimate:
    """ICC(1): the share of the spread of single answers that lies between groups; ``n`` is the number of groups.

    ``(MSB − MSW) / (MSB + (k − 1)·MSW)``. May be negative, and is then reported so. In the naming of Shrout and Fleiss
    it is ICC(1,1); their "ICC(2,1)" is something else than ICC(2). The interval is exact for groups of equal size and
    near for others. Raises as ``mean_squares``. Source: Shrout and Fleiss (1979), *Intraclass correlations: uses in
    assessing rater reliability*; Bliese (2000).
    """
    found = mean_squares(groups, size)
    low, high = (1.0 if math.isinf(f) else (f - 1) / (f + found.size - 1) for f in _f_limits(found, level))
    return Estimate(found.icc1, low, high, found.groups)


def icc2(groups: Sequence[Iterable[Answer]], level: float = 0.95) -> Estimate:
    """ICC(2): how reliable the group means are; ``n`` is the number of groups. Shrout and Fleiss call it ICC(1,k).

    ``(MSB − MSW) / MSB``. It rises with the size of groups: .92 for groups of 55 can go with an ICC(1) of .17. Raises
    as ``mean_squares``, and Undefined if all group means are equal. Sources as for ``icc1``.
    """
    found = mean_squares(groups)
    if found.between <= 1e-24:
        raise Undefined("icc2: all groups have the same mean, so there is nothing for the means to tell apart.")
    low, high = (1 - 1 / f for f in _f_limits(found, level))
    return Estimate(found.icc2, low, high, found.groups)


def _f_limits(found: MeanSquares, level: float) -> tuple[float, float]:
    check_level(level, "icc")
    if found.within <= 1e-24:
        return math.inf, math.inf
    f, p = found.between / found.within, (1 + level) / 2
    df = found.groups - 1, found.people - found.groups
    return f / f_quantile(p, *df), f * f_quantile(p, *reversed(df))
