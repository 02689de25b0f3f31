"""How well the questions of a test do their work: difficulty, discrimination, and how much of a score is luck.

One row a person, one column a question, 1 for right and 0 for not. Until about 50 people have answered, call every
number here provisional. In a test of mastery an easy question is a success of the lesson: low discrimination alone is
no reason to drop it.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, pvariance

from coaching.okr import Undefined
from coaching.survey.answers import table
from coaching.survey.reliability import cronbach_alpha, item_total

__all__ = ["difficulty", "discrimination", "kr20", "kr21", "point_biserial"]


def kr20(marks: Sequence[Sequence[int]]) -> float:
    """Kuder and Richardson's formula 20: ``k/(k−1) · (1 − Σ p(1−p) / σ²)``, both with the population variance.

    That is Cronbach's alpha of marks of 0 and 1. Taking n − 1 for the totals alone makes it too high.
    Raises Undefined for fewer than two people or equal totals, and ValueError for fewer than two questions, rows of
    unequal length, a blank, or a mark that is neither 0 nor 1. (Give 0 for a question that was left open.)
    Source: Kuder and Richardson (1937), *The theory of the estimation of test reliability*.
    """
    _check(marks, "kr20")
    return cronbach_alpha(marks).value


def kr21(marks: Sequence[Sequence[int]]) -> float:
    """Formula 21, for questions that are equally hard: ``k/(k−1) · (1 − M(k−M)/(k σ²))``; never above ``kr20``.

    Raises as ``kr20``. Source: Kuder and Richardson (1937).
    """
    _check(marks, "kr21")
    totals, k = [sum(row) for row in marks], len(marks[0])
    spread, mean = pvariance(totals), fmean(totals)
    if not spread:
        raise Undefined("kr21: all people have the same total, so there is no spread to explain.")
    return k / (k - 1) * (1 - mean * (k - mean) / (k * spread))


def difficulty(marks: Sequence[Sequence[int]]) -> list[float]:
    """Each question's share of right answers, so a high number is an easy question. Raises ValueError as ``kr20``."""
    _check(marks, "difficulty")
    return [fmean(column) for column in zip(*marks, strict=True)]


def discrimination(marks: Sequence[Sequence[int]], share: float = 0.27) -> list[float]:
    """Each question's share of right answers among the best, less that among the weakest: −1 to 1.

    ``share`` of all people, rounded, is a group (at least one person): .27 is the classic choice, .5 suits a small
    class. People with equal totals keep the order of the rows, so a tie at the border is always decided alike. A
    negative value asks for a look at the key. Raises ValueError as ``kr20``, and unless the share is above 0 and at
    most .5.
    Source: Kelley (1939), *The selection of upper and lower groups for the validation of test items*.
    """
    _check(marks, "discrimination")
    if not 0 < share <= 0.5:
        raise ValueError(f"discrimination: the share is {share}; use more than 0 and at most 0.5 of the people.")
    size = max(1, round(share * len(marks)))
    ranked = sorted(marks, key=sum, reverse=True)
    return [best - weakest for best, weakest in zip(difficulty(ranked[:size]), difficulty(ranked[-size:]), strict=True)]


def point_biserial(marks: Sequence[Sequence[int]]) -> list[float | None]:
    """Each question's correlation with the total of the *other* questions; None where one of the two does not vary.

    Raises as ``kr20``.
    """
    _check(marks, "point_biserial")
    return item_total(marks)


def _check(marks: Sequence[Sequence[int]], where: str) -> None:
    for r, row in enumerate(table(marks, where, least_items=2), 1):
        for i, mark in enumerate(row, 1):
            if mark not in (0, 1):
                raise ValueError(f"{where}: row {r}, question {i} is {mark}; give 1 for right and 0 for not or open.")
