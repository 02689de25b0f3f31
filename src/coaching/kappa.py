"""How far two readers agree on levels that have an order, beyond what their habits alone would give. Pure arithmetic.

Two readers who both give mostly 2 agree often, and know no more than that they like 2. Kappa takes that off. It is
weighted: one level apart is nearer than three. It says nothing of who is right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, TypeAlias

from coaching.okr import Undefined
from coaching.survey.intervals import Estimate

__all__ = ["Agreement", "Weights", "agreement", "weighted_kappa"]

Weights: TypeAlias = Literal["linear", "quadratic"]

_APART: dict[str, Callable[[float], float]] = {"linear": abs, "quadratic": lambda gap: gap * gap}

ENOUGH = 20
"""Below this many texts a kappa is so rough that only what was counted is told."""


def weighted_kappa(pairs: Sequence[tuple[float, float]], weights: Weights, level: float = 0.95) -> Estimate:
    """Cohen's weighted kappa of pairs of levels: 1 less how far apart they are ÷ how far apart they would be by habit.

    "By habit" pairs each level of the first reader with each of the second, as often as both gave them. ``linear``
    counts a gap as it is, ``quadratic`` its square. 1 is full agreement, 0 what habit alone gives, and below 0 is less.
    The interval is that of large samples: the value ± z standard errors, kept within −1 and 1. With full agreement the
    standard error is 0, so no limits can be told, and they are those of the scale (−1 to 1).

    Raises Undefined for fewer than two pairs, and where both readers gave one and the same level to everything: then
    habit alone explains all of it. Raises ValueError for a level that is no number.
    Sources: Cohen (1968), *Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
    credit*; for the standard error, Fleiss, Cohen and Everitt (1969), *Large sample standard errors of kappa and
    weighted kappa*.
    """
    n = len(pairs)
    if n < 2:
        raise Undefined(f"weighted_kappa: {n} text(s) read by two; agreement needs two at least.")
    if not all(math.isfinite(value) for pair in pairs for value in pair):
        raise ValueError("weighted_kappa: a level is no number.")
    first, second, both = Counter(x for x, _ in pairs), Counter(y for _, y in pairs), Counter(pairs)
    apart = _APART[weights]
    most = apart(max([*first, *second]) - min([*first, *second]))
    if not most:
        raise Undefined("weighted_kappa: both readers gave the same level to every text, so habit alone explains all.")
    near = {(x, y): 1 - apart(x - y) / most for x in first for y in second}
    mean_of_first = {x: sum(count * near[x, y] for y, count in second.items()) / n for x in first}
    mean_of_second = {y: sum(count * near[x, y] for x, count in first.items()) / n for y in second}
    seen = sum(count * near[pair] for pair, count in both.items()) / n
    habit = sum(count * mean_of_first[x] for x, count in first.items()) / n
    kappa = (seen - habit) / (1 - habit)
    if seen == 1:
        return Estimate(1.0, -1.0, 1.0, n)
    spread = sum(
        count * (near[x, y] - (mean_of_first[x] + mean_of_second[y]) * (1 - kappa)) ** 2
        for (x, y), count in both.items()
    )
    square = (spread / n - (kappa - habit * (1 - kappa)) ** 2) / (n * (1 - habit) ** 2)
    half = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(max(0.0, square))
    return Estimate(kappa, max(-1.0, kappa - half), min(1.0, kappa + half), n)


@dataclass(frozen=True)
class Agreement:
    """Two readers on ``n`` texts: how many got the same level from both, how many lay at most one level apart, kappa.

    The kappas are None with fewer than 20 texts, and where they are undefined. ``sentences`` say all of it.
    """

    n: int
    same: int
    near: int
    linear: Estimate | None
    quadratic: Estimate | None
    sentences: tuple[str, ...]


def agreement(pairs: Sequence[tuple[float, float]], one_level: float = 1) -> Agreement:
    """Compare what two readers gave to the same texts. ``one_level`` is a level's worth on their scale."""
    n = len(pairs)
    same = sum(x == y for x, y in pairs)
    near = sum(abs(x - y) <= one_level for x, y in pairs)
    if not n:
        return Agreement(0, 0, 0, None, None, ("No text has been read by two people yet.",))
    told = [
        f"{n} text{'s were' if n > 1 else ' was'} read by two: {same} got the same level, "
        f"{near} lay at most one level apart."
    ]
    linear = quadratic = None
    if n < ENOUGH:
        told.append(
            f"With fewer than {ENOUGH} texts no kappa is told: it would say more about chance than about the two."
        )
    else:
        try:
            linear, quadratic = weighted_kappa(pairs, "linear"), weighted_kappa(pairs, "quadratic")
        except Undefined:
            told.append(
                "Kappa is undefined here: both gave one and the same level to every text, which habit alone explains."
            )
        else:
            told += [_told("linear", linear), _told("quadratic", quadratic)]
            told.append("Kappa is 1 at best; 0 is what the two would agree on by their habits alone.")
    if near < n:
        told.append("Talk first about the texts that lie more than one level apart, with the anchors in hand.")
    return Agreement(n, same, near, linear, quadratic, tuple(told))


def _told(weights: Weights, found: Estimate) -> str:
    head = f"Weighted kappa, {weights}: {_number(found.value)}"
    if found.value == 1:
        return f"{head}. Full agreement leaves no spread from which an interval could come."
    return f"{head}, 95 % interval {_number(found.low)} to {_number(found.high)}."


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
