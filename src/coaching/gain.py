"""What was learned between two forms of a test, and how well a learner knows what they know. Pure arithmetic.

Gain is told as the share of what was missing before: from 40 to 70 of 100 is half of the way. It says nothing of the
cause: people also learn elsewhere, and get used to the questions (which is why there are two parallel forms).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation, covariance, fmean, stdev, variance

from coaching.okr import Undefined, brier
from coaching.survey.answers import number
from coaching.survey.intervals import Estimate, mean_interval
from coaching.survey.quantiles import t_quantile

__all__ = ["Calibration", "ClassGain", "calibration", "class_gain", "normalised_gain", "ratio_of_means"]

FEW = 10
"""Below this many learners the numbers of a class are a story, not a finding."""


def normalised_gain(before: float, after: float, most: float = 100) -> float:
    """The share of what was missing that was won: ``(after − before) / (most − before)``; negative for a loss.

    Raises Undefined if nothing was missing, and ValueError outside 0 to ``most``.
    Source: Hake (1998), *Interactive-engagement versus traditional methods*.
    """
    _check_result("normalised_gain", before=before, after=after, most=most)
    if before == most:
        raise Undefined("normalised_gain: everything was there before, so there was nothing to win.")
    return (after - before) / (most - before)


def ratio_of_means(above: Sequence[float], below: Sequence[float], level: float = 0.95) -> Estimate:
    """The mean of ``above`` divided by the mean of ``below``, in pairs, with Fieller's interval.

    For one learner the pairs are questions (marks won, marks missing before); for a class they are learners. Where the
    mean below may well be 0, every ratio is possible, and the interval runs from minus to plus infinity.
    Raises Undefined for fewer than two pairs and if the mean below is 0, and ValueError for unequal numbers.
    Source: Fieller (1954), *Some problems in interval estimation*.
    """
    n = len(above)
    if n != len(below):
        raise ValueError(f"ratio_of_means: there are {n} numbers above and {len(below)} below; give them in pairs.")
    if n < 2:
        raise Undefined(f"ratio_of_means: {n} pair(s) show no spread, so nothing can be said about the error.")
    a, b, t = fmean(above), fmean(below), t_quantile((1 + level) / 2, n - 1)
    aa, bb, ab = variance(above) / n, variance(below) / n, covariance(above, below) / n
    if not b:
        raise Undefined("ratio_of_means: the numbers below have the mean 0, and nothing can be divided by it.")
    square = b * b - t * t * bb
    if square <= 1e-12 * b * b:
        return Estimate(a / b, -math.inf, math.inf, n)
    middle = (a * b - t * t * ab) / square
    half = math.sqrt(max(0.0, middle * middle - (a * a - t * t * aa) / square))
    return Estimate(a / b, middle - half, middle + half, n)


@dataclass(frozen=True)
class ClassGain:
    """What a class won between two forms.

    ``course`` is the gain of the class means, ``learners`` the mean of everybody's own gain; the two can differ much,
    so both are told. ``learners`` is None where fewer than two people had anything missing; ``full_before`` people had
    nothing missing and are left out of it. ``d`` is the difference in standard deviations. ``notes`` say what to mind.
    """

    course: Estimate
    learners: Estimate | None
    d: Estimate | None
    full_before: int
    notes: tuple[str, ...]


def class_gain(before: Sequence[float], after: Sequence[float], most: float = 100) -> ClassGain:
    """Compare the results of the same people on two parallel forms, given in the same order.

    ``d`` is the mean difference divided by the mean standard deviation of the two forms, with an approximate interval
    (Borenstein and others, 2009, *Introduction to Meta-Analysis*); None where the results do not vary.
    Raises ValueError for unequal numbers of results or one outside 0 to ``most``, and Undefined as ``ratio_of_means``.
    """
    if len(before) != len(after):
        raise ValueError(f"class_gain: {len(before)} results before and {len(after)} after; give each person's two.")
    pairs = list(zip(before, after, strict=True))
    for b, a in pairs:
        _check_result("class_gain", before=b, after=a, most=most)
    course = ratio_of_means([a - b for b, a in pairs], [most - b for b in before])
    gains = [normalised_gain(b, a, most) for b, a in pairs if b < most]
    notes = ["One group, measured twice: other things happened to these people too."]
    if len(before) < FEW:
        notes.insert(0, f"Only {len(before)} people: read this as a story about them, not as a finding.")
    if len(gains) < len(before):
        notes.append(f"{len(before) - len(gains)} had nothing missing before and have no gain of their own.")
    learners = mean_interval(gains) if len(gains) > 1 else None
    return ClassGain(course, learners, _paired_d(before, after), len(before) - len(gains), tuple(notes))


def _check_result(where: str, *, before: float, after: float, most: float) -> None:
    for what, result in (("before", before), ("after", after)):
        if not 0 <= number(result, f"{where}: the result {what}") <= most:
            raise ValueError(f"{where}: the result {what} is {result}; give one from 0 to {most:g}.")


def _paired_d(before: Sequence[float], after: Sequence[float]) -> Estimate | None:
    n = len(before)
    spread = math.sqrt((variance(before) + variance(after)) / 2)
    if not spread:
        return None
    d = (fmean(after) - fmean(before)) / spread
    r = correlation(before, after) if stdev(before) and stdev(after) else 0.0
    half = t_quantile(0.975, n - 1) * math.sqrt((1 / n + d * d / (2 * n)) * 2 * (1 - r))
    return Estimate(d, d - half, d + half, n)


@dataclass(frozen=True)
class Calibration:
    """How well somebody knew what they knew, over ``n`` answers that had a confidence.

    ``brier`` is 0 at best and .25 for always saying 50 %. It is ``reliability − resolution + uncertainty`` (Murphy
    1973): how far confidence lies from what came true, how well it tells right from not, and how mixed the outcomes
    were. ``over`` is mean confidence less the share that was right: above 0 is overconfident. ``steps`` are
    (confidence, share right, answers) for each confidence that was used.
    """

    n: int
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    over: float
    steps: tuple[tuple[float, float, int], ...]

    @property
    def skill(self) -> float | None:
        """The share of the uncertainty that the confidence explains; None where all answers were right, or none."""
        return 1 - self.brier / self.uncertainty if self.uncertainty else None


def calibration(confidence: Sequence[float], right: Sequence[bool | int]) -> Calibration:
    """Compare how sure somebody was (0 to 1) with whether each answer was right.

    Raises ValueError without answers, for unequal numbers, for a confidence outside 0 to 1, and an outcome that is
    neither right nor not. Sources: Brier (1950); Murphy (1973), *A new vector partition of the probability score*.
    Brier's own score of 1950 adds both classes and is twice this.
    """
    score = float(brier(list(confidence), list(right)))
    n, share = len(right), fmean(map(float, right))
    came: dict[float, list[float]] = defaultdict(list)
    for c, o in zip(confidence, right, strict=True):
        came[float(c)].append(float(o))
    steps = [(said, fmean(outcomes), len(outcomes)) for said, outcomes in sorted(came.items())]
    reliability = math.fsum(k * (said - there) ** 2 for said, there, k in steps) / n
    resolution = math.fsum(k * (there - share) ** 2 for _, there, k in steps) / n
    over = fmean(map(float, confidence)) - share
    return Calibration(n, score, reliability, resolution, share * (1 - share), over, tuple(steps))
