"""How far a mean or a share of a few people can be off."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from coaching.okr import Undefined
from coaching.survey.answers import Answer, given
from coaching.survey.quantiles import t_quantile


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence interval, and ``n``, the people (or groups) it rests on."""

    value: float
    low: float
    high: float
    n: int

    def kept_within(self, low: float, high: float) -> Estimate:
        """For display only: the interval cut off at the ends of the scale."""
        return Estimate(self.value, max(low, self.low), min(high, self.high), self.n)


def check_level(level: float, where: str) -> None:
    if not 0 < level < 1:
        raise ValueError(f"{where}: the level is {level}; give a share such as 0.95 for 95 %.")


def mean_interval(answers: Iterable[Answer], level: float = 0.95, team_size: int | None = None) -> Estimate:
    """The mean and its t interval: ``mean ± t(n−1) · s/√n``, with s from n − 1. Blanks are left out.

    With ``team_size`` N (everybody who could have answered) the half-width is multiplied by √((N−n)/(N−1)), the
    finite population factor. If all answered it is 0. That removes the error of having asked only some; mood, wording
    and measurement error stay. The limits may lie outside the scale: see ``Estimate.kept_within``.

    Raises Undefined for fewer than two answers, and ValueError if more people answered than the team has, if the
    level is not between 0 and 1, or for an answer that is no number.
    Source: Student [W. S. Gosset] (1908), *The probable error of a mean*; for the factor, Cochran (1977), *Sampling
    Techniques*.
    """
    numbers = given(answers, "mean_interval")
    check_level(level, "mean_interval")
    n = len(numbers)
    if n < 2:
        raise Undefined(f"mean_interval: {n} answer(s) show no spread, so nothing can be said about the error.")
    if team_size is not None and team_size < n:
        raise ValueError(
            f"mean_interval: {n} answered in a team of {team_size}; give the number of all who were asked."
        )
    factor = 1.0 if team_size is None else math.sqrt((team_size - n) / (team_size - 1))
    mean = fmean(numbers)
    half = t_quantile((1 + level) / 2, n - 1) * stdev(numbers) / math.sqrt(n) * factor
    return Estimate(mean, mean - half, mean + half, n)


def share_interval(hits: int, n: int, level: float = 0.95) -> Estimate:
    """The share hits ÷ n with Wilson's interval, which stays between 0 and 1 and holds up for few people.

    Raises Undefined if n is 0, and ValueError unless 0 ≤ hits ≤ n.
    Source: Wilson (1927), *Probable inference, the law of succession, and statistical inference*.
    """
    check_level(level, "share_interval")
    if n == 0 and hits == 0:
        raise Undefined("share_interval: nobody answered, so there is no share.")
    if not 0 <= hits <= n:
        raise ValueError(f"share_interval: {hits} of {n} is no share; give hits between 0 and the number of answers.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Estimate(share, middle - half if hits else 0.0, middle + half if hits < n else 1.0, n)
