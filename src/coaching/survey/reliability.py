"""Do the items hang together? Reversed items first, because everything after them depends on it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from statistics import StatisticsError, correlation, covariance
from typing import Literal

from coaching.okr import Undefined
from coaching.survey.answers import Answer, check_scale, complete, number, table
from coaching.survey.intervals import Estimate, check_level
from coaching.survey.quantiles import f_quantile


def reverse(value: float, low: float, high: float) -> float:
    """Turn round the answer to a reversed item: ``low + high − value``, so that 2 on a scale of 1 to 7 becomes 6.

    Reverse once, before any mean or coefficient, and keep the raw answers.
    Raises ValueError for an answer outside the scale or a blank, and if low is not below high.
    """
    check_scale(low, high, "reverse")
    answer = number(value, "reverse: the answer")
    if not low <= answer <= high:
        raise ValueError(
            f"reverse: the answer is {value}, outside the scale {low} to {high}; check the scale and reverse once."
        )
    return low + high - value


def cronbach_alpha(
    rows: Sequence[Sequence[Answer]],
    level: float = 0.95,
    missing: Literal["listwise", "pairwise"] = "listwise",
) -> Estimate:
    """Cronbach's alpha with Feldt's interval, for one row a person and one column an item, already reversed.

    ``α = k/(k−1) · (1 − Σ item variances / variance of the total)``. It is at most 1 and can be negative, which is
    shown as it is: look for an item that was not reversed. A high alpha says that items go together; it does not say
    that they measure one thing, or the right thing.

    Blanks: ``listwise`` (our default) leaves out every person with a blank; ``pairwise`` takes each covariance over
    the people who answered both items. The two can differ much, so say which one was used.

    Raises Undefined for fewer than two usable people, or if all totals are equal. Raises ValueError for fewer than two
    items, rows of unequal length, or an unknown policy.
    Sources: Cronbach (1951), *Coefficient alpha and the internal structure of tests*; Feldt, Woodruff and Salih
    (1987), *Statistical inference for coefficient alpha*.
    """
    read = table(rows, "cronbach_alpha", least_items=2)
    check_level(level, "cronbach_alpha")
    if missing not in ("listwise", "pairwise"):
        raise ValueError(f"cronbach_alpha: the policy for blanks is {missing!r}; use 'listwise' or 'pairwise'.")
    people = complete(read) if missing == "listwise" else read
    k, n = len(read[0]), len(people)
    if n < 2:
        raise Undefined(f"cronbach_alpha: {n} of {len(read)} people answered every item; it needs two at least.")
    columns = list(zip(*people, strict=True))
    spread = [[_covariance(one, other) for other in columns] for one in columns]
    total = math.fsum(map(math.fsum, spread))
    if total <= 1e-12 * math.fsum(spread[i][i] for i in range(k)):
        raise Undefined("cronbach_alpha: all people have the same total, so there is no spread to explain.")
    alpha = k / (k - 1) * (1 - math.fsum(spread[i][i] for i in range(k)) / total)
    df = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - alpha) * f_quantile(p, *df) for p in ((1 + level) / 2, (1 - level) / 2))
    return Estimate(alpha, low, high, n)


def item_total(rows: Sequence[Sequence[Answer]]) -> list[float | None]:
    """Each item's correlation with the sum of the *other* items, for people who answered everything.

    A negative one, after reversing, is the sign of a wrong key: the item was reversed though it should not be, or the
    other way round. None stands where an item or the rest of the sum does not vary. Raises ValueError as
    ``cronbach_alpha`` does, and Undefined for fewer than two usable people.
    Source: Nunnally and Bernstein (1994), *Psychometric Theory*, corrected item–total correlation.
    """
    people = complete(table(rows, "item_total", least_items=2))
    if len(people) < 2:
        raise Undefined(f"item_total: {len(people)} people answered every item; it needs two at least.")
    found: list[float | None] = []
    for i in range(len(people[0])):
        try:
            found.append(correlation([row[i] for row in people], [math.fsum(row) - row[i] for row in people]))
        except StatisticsError:
            found.append(None)
    return found


def straight_liners(rows: Sequence[Sequence[Answer]], reversed_items: Collection[int]) -> list[int]:
    """The rows (from 0) of *raw* answers that give one answer at an end of the scale to items of both directions.

    Nobody can hold both "I can speak up" and "I cannot speak up" fully true: such a row was clicked through or the
    direction was overlooked. Ask, do not delete silently. The ends are the lowest and highest answer in the table;
    ``reversed_items`` are the columns (from 0) whose wording is turned round.
    Raises ValueError if there is no item of one of the two directions.
    """
    read = table(rows, "straight_liners", least_items=2)
    turned = set(reversed_items)
    if not turned or not turned < set(range(len(read[0]))):
        raise ValueError("straight_liners: it needs items of both directions; name the columns that are reversed.")
    answers = [a for row in read for a in row if a is not None]
    ends = {min(answers), max(answers)} if answers else set()
    return [r for r, row in enumerate(read) if None not in row and len(set(row)) == 1 and row[0] in ends]


def _covariance(one: Sequence[float | None], other: Sequence[float | None]) -> float:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if len(pairs) < 2:
        raise Undefined("cronbach_alpha: two items were answered together by fewer than two people.")
    return covariance([a for a, _ in pairs], [b for _, b in pairs])
