"""What a report may show so that no colleague can work out what one person answered.

The one we protect from is no stranger: a colleague who knows their own answers, how large every group is and who
belongs where, and who adds and subtracts what reports show. Five rules stand against that, with no switch to turn them
off.

1. **Numbers.** Under ``LEAST`` answers nothing is shown; from ``SPREAD_FROM`` on also how far people agree.
2. **Caps.** A mean near an end of the scale is shown as "5.4 or higher". Without it, five people with a mean of 7.0
   have no secret left, and whoever answered 4 in a team with a mean of 6.4 knows that the other four answered 7.
3. **Words.** Agreement is told in words so wide that nobody can see that all others gave the same answer.
4. **Subtraction.** All shown groups together cut people into pieces. Each piece must hold ``LEAST`` answers, and its
   mean must lie inside the caps, so no sum or difference of what is shown stands for a handful of people. Waves count
   too, where people carry the same code in both, and so does every report that is out already.
5. **Spread.** How far a group agrees is told only while nothing shown cuts the group, and then nothing that cuts it is
   shown any more. The means of two halves and the agreement of the whole can tell that a half is of one mind.

What stays: whoever is in a group is known to be in it, and a mean tells something of everybody. That is what it is for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from coaching.survey.agreement import chance_variance

LEAST = 5
SPREAD_FROM = 10
NEVER_UNDER = 3

People: TypeAlias = frozenset[str]
"""The codes of some people."""


class Told(NamedTuple):
    """One thing that a report has shown, and of whom. ``item`` is "" for comments."""

    wave: str
    what: Literal["mean", "spread", "comments"]
    item: str
    who: People


def check_least(least: int) -> int:
    """The threshold, if it is one: 5 by default. A survey may promise more, and 3 or 4 only where that was promised.

    Raises ValueError under 3, where a colleague could always work out another one's answer.
    """
    if isinstance(least, bool) or not isinstance(least, int) or least < NEVER_UNDER:
        raise ValueError(
            f"The least number of answers to report is {least!r}; it is {LEAST}, and never under {NEVER_UNDER}."
        )
    return least


@lru_cache(maxsize=1024)
def caps(n: int, low: int, high: int) -> tuple[Fraction, Fraction]:
    """The lowest and the highest mean of n answers that is shown as it is, to one decimal.

    Somebody who answered at the very low end may subtract themselves; the other n − 1 must then still be able to lie
    half a step under the top: ``(low + (n − 1)(high − ½)) / n``, and the mirror image below. For seven options that is
    5.4 for five people, 5.9 for ten and 6.4 for sixty. A rule of this course's own making.
    """
    top = Fraction(low + (n - 1) * (Fraction(high) - Fraction(1, 2)), n)
    top = Fraction(math.floor(top * 10), 10)
    return low + high - top, top


def inside_caps(answers: Sequence[float], low: int, high: int) -> bool:
    """Whether the mean of these answers may be known as it is."""
    bottom, top = caps(len(answers), low, high)
    mean = Fraction(sum(answers)) / len(answers)
    return bottom < mean < top


@lru_cache(maxsize=1024)
def safe_limits(limits: tuple[float, ...], n: int, low: int, high: int) -> tuple[float, ...]:
    """Those limits of r_wg that may be told apart for one item of n answers.

    If all others gave one answer and the attacker's lies d steps away, the squared deviations sum to d²(n − 1)/n. The
    nearest other team with that mean, one colleague a step up and one a step down, has 2 more. A limit between the two
    would tell that the others are of one mind, so it is not used. A rule of this course's own making, tried on every
    possible team of ten people (twelve, with five options).
    """
    chance = Fraction(chance_variance(low, high)).limit_denominator(1000)
    alike = [Fraction(d * d * (n - 1), n) for d in range(high - low + 1)]

    def tells(limit: float) -> bool:
        edge = (1 - Fraction(str(limit))) * chance * (n - 1)
        return any(one < edge <= one + 2 for one in alike)

    return tuple(limit for limit in limits if not tells(limit))


def pieces(groups: Iterable[People]) -> list[People]:
    """The people of all groups, sorted into those who are in exactly the same groups."""
    where: defaultdict[str, int] = defaultdict(int)  # of each person the groups, as bits
    for i, group in enumerate(groups):
        for person in group:
            where[person] |= 1 << i
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person, marks in where.items():
        found[marks].add(person)
    return [frozenset(piece) for piece in found.values()]


def related(new: int, shown: Iterable[int], groups: Sequence[People]) -> list[int]:
    """The group ``new`` and all shown groups that it shares people with, directly or through other shown groups."""
    found, left = [new], set(shown) - {new}
    for one in found:
        near = {other for other in left if groups[one] & groups[other]}
        found.extend(sorted(near))
        left -= near
    return found


def choose(
    groups: Sequence[People],
    least: int,
    already: Iterable[int] = (),
    may_be_known: Callable[[int, People], bool] = lambda group, piece: True,
    uncut: Collection[People] = (),
) -> list[int]:
    """Which groups can be shown together: first come, first shown.

    ``already`` are the groups that were shown before and cannot be taken back. ``may_be_known(group, piece)`` says
    whether the mean of these people, as they answered in that group's wave, lies inside the caps. ``uncut`` are shown
    groups that must stay in one piece, because their spread was told.
    """
    shown = list(already)
    for new in range(len(groups)):
        if new in shown or len(groups[new]) < least:
            continue
        together = related(new, shown, groups)
        cut = pieces(groups[i] for i in together)
        if len(cut) == 1 or (
            all(len(piece) >= least for piece in cut)
            and all(may_be_known(i, piece) for piece in cut for i in together if piece <= groups[i])
            and all(group in cut for group in uncut if any(group & piece for piece in cut))
        ):
            shown.append(new)
    return shown


def is_whole(group: int, shown: Iterable[int], groups: Sequence[People]) -> bool:
    """Whether no shown group cuts this one: everybody in it is in exactly the same shown groups."""
    return groups[group] in pieces(groups[i] for i in related(group, shown, groups))
