"""Reading answers: what is blank, what is outside the scale, and who answered everything."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import TypeAlias

Answer: TypeAlias = int | float | None
"""One answer on a rating scale; ``None`` and NaN are blanks."""


def is_blank(answer: Answer) -> bool:
    return answer is None or (isinstance(answer, float) and math.isnan(answer))


def given(answers: Iterable[Answer], where: str) -> list[float]:
    """The answers that are not blank, as floats. Raises ValueError for what is no finite number, naming its place."""
    return [number(answer, f"{where}: answer {i}") for i, answer in enumerate(answers, 1) if not is_blank(answer)]


def number(answer: object, what: str) -> float:
    """The answer as a float. Raises ValueError for a blank, a text, a yes or no, and an infinite number."""
    if isinstance(answer, bool) or not isinstance(answer, Real):
        raise ValueError(f"{what} is {answer!r}, which is no number; give a number, or leave a blank out.")
    if not math.isfinite(answer):
        raise ValueError(f"{what} is {answer!r}; give a finite number.")
    return float(answer)


def check_scale(low: float, high: float, where: str) -> None:
    """Raise ValueError unless ``low`` and ``high`` are the ends of a scale."""
    if not number(low, f"{where}: the low end") < number(high, f"{where}: the high end"):
        raise ValueError(f"{where}: the scale runs from {low} to {high}; give the low end first, then the high end.")


def within(answers: Iterable[float], low: float, high: float, where: str) -> None:
    """Raise ValueError, naming the first answer that lies outside the scale."""
    check_scale(low, high, where)
    for i, answer in enumerate(answers, 1):
        if not low <= answer <= high:
            raise ValueError(f"{where}: answer {i} is {answer:g}, outside the scale {low:g} to {high:g}; look it up.")


def table(rows: Sequence[Sequence[Answer]], where: str, *, least_items: int) -> list[list[float | None]]:
    """Rows of answers (one row a person, one column an item) as floats and None.

    Raises ValueError for no rows, rows of different length, and fewer than ``least_items`` items.
    """
    read = [
        [None if is_blank(a) else number(a, f"{where}: row {r}, item {i}") for i, a in enumerate(row, 1)]
        for r, row in enumerate(rows, 1)
    ]
    if not read:
        raise ValueError(f"{where}: there are no answers; give one row for each person.")
    width = len(read[0])
    for r, row in enumerate(read, 1):
        if len(row) != width:
            raise ValueError(
                f"{where}: row {r} has {len(row)} answers and row 1 has {width}; give every person the same items."
            )
    if width < least_items:
        raise ValueError(f"{where}: there are {width} items; it needs at least {least_items}.")
    return read


def complete(rows: Iterable[Sequence[float | None]]) -> list[list[float]]:
    """The rows without a blank."""
    return [[a for a in row if a is not None] for row in rows if None not in row]
