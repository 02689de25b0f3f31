"""The items of one exercise over a cohort: how far people came, which items tell people apart, what was chosen.

Pure arithmetic over a `Cohort` and the keys. An open item counts 0: who left it open is not there yet. Somebody whose
result of an item is missing (set aside, or not scored) is left out of what needs all items, and counted.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Literal

from coaching.desk.coach.choices import Part, parts_of
from coaching.desk.coach.cohort import Cohort, ItemResult
from coaching.desk.coach.keys import Keys
from coaching.gain import Calibration, calibration
from coaching.items import Asked
from coaching.okr import Undefined
from coaching.survey.intervals import Estimate
from coaching.survey.reliability import cronbach_alpha

__all__ = [
    "ENOUGH",
    "PROVISIONAL",
    "Held",
    "ItemFigures",
    "ModuleFigures",
    "PartFigures",
    "correlation",
    "module_figures",
    "surely_negative",
]

ENOUGH = 20
"""Under so many people there are counts and sentences, and no statistics."""

PROVISIONAL = 50
"""Under so many people every figure about an item is provisional."""


@dataclass(frozen=True)
class PartFigures:
    """A part of an item, and how it goes with the points of all *other items*; None under `ENOUGH` answers, or where
    one of the two does not vary."""

    part: Part
    discrimination: float | None


@dataclass(frozen=True)
class ItemFigures:
    """One item: `n` people have a result, so many in each `states`; `difficulty` is their mean credit (0 to 1), so a
    high one is an easy item; `discrimination` the correlation with the points of the other items. Both None under
    `ENOUGH` people. `sure` compares how sure people were with how many parts are there."""

    item: str
    title: str
    kind: str
    objective: str
    n: int
    states: Mapping[str, int]
    difficulty: float | None
    discrimination: float | None
    parts: tuple[PartFigures, ...]
    sure: Calibration | None


@dataclass(frozen=True)
class Held:
    """A misconception: its code, how many people chose something that it leads to, and in which items."""

    code: str
    people: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class ModuleFigures:
    """One exercise over the cohort. `reliability` (with Feldt's interval) is KR-20 where every credit is 0 or 1, else
    Cronbach's alpha; None under `ENOUGH` people, or where nothing varies. `left_out` people lack the result of some
    item, so they are not in it."""

    assignment: str
    latest: bool
    n: int
    items: tuple[ItemFigures, ...]
    reliability: Estimate | None
    coefficient: Literal["KR-20", "alpha"]
    left_out: int
    held: tuple[Held, ...]
    sure: Calibration | None


def module_figures(cohort: Cohort, keys: Keys, *, latest: bool = False) -> ModuleFigures:
    """The figures of the exercise that `keys` belong to: of everybody's first hand-in, or of the `latest`.

    Each item counts alike in a person's total, whatever its points.
    """
    by_item: dict[str, dict[str, ItemResult]] = defaultdict(dict)
    for one in cohort.results(latest=latest):
        if one.assignment == keys.assignment:
            by_item[one.item][one.person] = one
    known = [item for item in keys.items if item in by_item]
    order = known + [item for item in by_item if item not in keys.items]
    people = {person for results in by_item.values() for person in results}
    totals = {
        person: math.fsum(by_item[item][person].fraction for item in order)
        for person in sorted(people)
        if all(person in by_item[item] for item in order)
    }
    rows = [[by_item[item][person].fraction for item in order] for person in totals]
    told, said = [], []
    for item in order:
        parts = _parts(keys.items.get(item), by_item[item])
        sure = _said(by_item[item], parts)
        told.append(_item(by_item[item], parts, totals, _calibration(sure)))
        said += sure
    return ModuleFigures(
        assignment=keys.assignment,
        latest=latest,
        n=len(people),
        items=tuple(told),
        reliability=_reliability(rows),
        coefficient="KR-20" if all(mark in (0, 1) for row in rows for mark in row) else "alpha",
        left_out=len(people) - len(totals),
        held=_held(by_item),
        sure=_calibration(said),
    )


def surely_negative(correlation: float, n: int) -> bool:
    """Whether a correlation of `n` people lies below 0 by more than luck explains: the upper limit of its one-sided
    90 % interval is below 0.

    Source: Fisher (1921), *On the "probable error" of a coefficient of correlation deduced from a small sample*.
    """
    if n <= 3 or correlation >= 0:
        return False
    return math.atanh(max(correlation, -0.999999)) + NormalDist().inv_cdf(0.9) / math.sqrt(n - 3) < 0


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's correlation, for marks of 0 and 1 the point-biserial one; None where one of the two is constant."""
    if len(one) < 2:
        return None
    a, b = fmean(one), fmean(other)
    aa = math.fsum((x - a) ** 2 for x in one)
    bb = math.fsum((y - b) ** 2 for y in other)
    if min(aa, bb) < 1e-12 * len(one):
        return None
    return math.fsum((x - a) * (y - b) for x, y in zip(one, other, strict=True)) / math.sqrt(aa * bb)


# ---------------------------------------------------------------------------------------------------------------------


def _item(
    results: Mapping[str, ItemResult], parts: Sequence[Part], totals: Mapping[str, float], sure: Calibration | None
) -> ItemFigures:
    first = next(iter(results.values()))
    rest = {person: totals[person] - one.fraction for person, one in results.items() if person in totals}
    people = {person: place for place, person in enumerate(results)}

    def tells(marks: Sequence[float]) -> float | None:
        if len(rest) < ENOUGH:
            return None
        return correlation([marks[people[person]] for person in rest], list(rest.values()))

    return ItemFigures(
        item=first.item,
        title=first.title,
        kind=first.kind,
        objective=first.objective,
        n=len(results),
        states=dict(Counter(one.state for one in results.values())),
        difficulty=fmean(one.fraction for one in results.values()) if len(results) >= ENOUGH else None,
        discrimination=tells([one.fraction for one in results.values()]),
        parts=tuple(
            PartFigures(part, tells([float(bool(there)) for there in part.there]) if part.there else None)
            for part in parts
        ),
        sure=sure,
    )


def _parts(asked: Asked | None, results: Mapping[str, ItemResult]) -> tuple[Part, ...]:
    return parts_of(asked, [one.value for one in results.values()]) if asked else ()


def _said(results: Mapping[str, ItemResult], parts: Sequence[Part]) -> list[tuple[float, bool]]:
    """How sure people were of what they answered (0 to 1), and whether it is there: part by part, where an item has
    parts that are right or not by themselves; else of the item as a whole."""
    said = []
    single = [part for part in parts if part.there]
    for place, one in enumerate(results.values()):
        if one.confidence is None or one.state == "not attempted":
            continue
        outcomes = [there for part in single if (there := part.there[place]) is not None]
        said += [(one.confidence / 100, there) for there in (outcomes if single else [one.state == "there"])]
    return said


def _calibration(said: Sequence[tuple[float, bool]]) -> Calibration | None:
    return calibration([sure for sure, _ in said], [there for _, there in said]) if said else None


def _reliability(rows: Sequence[Sequence[float]]) -> Estimate | None:
    if len(rows) < ENOUGH or len(rows[0]) < 2:
        return None
    try:
        return cronbach_alpha(rows)
    except Undefined:
        return None


def _held(by_item: Mapping[str, Mapping[str, ItemResult]]) -> tuple[Held, ...]:
    """Misconceptions, the one that most people showed first."""
    people: dict[str, set[str]] = defaultdict(set)
    items: dict[str, dict[str, None]] = defaultdict(dict)
    for item, results in by_item.items():
        for person, one in results.items():
            for code in one.misconceptions:
                people[code].add(person)
                items[code][item] = None
    found = [Held(code, len(who), tuple(items[code])) for code, who in people.items()]
    return tuple(sorted(found, key=lambda one: (-one.people, one.code)))
