"""Which three misconceptions are most worth ten minutes of a cohort's time, and how to spend them. Pure.

The rule: a person who holds an idea counts once for it, in however many items they met it, and twice if they were at
least 80 % sure in one of them. People who are sure do not look for a reason, so a talk gives them most. Only first
hand-ins count: later ones were made with the feedback in hand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coaching.desk.coach.analysis import ENOUGH, correlation, surely_negative
from coaching.desk.coach.cohort import ItemResult
from coaching.desk.coach.keys import Keys, Misconception

__all__ = [
    "SURE",
    "Doubt",
    "Held",
    "Place",
    "Scene",
    "doubtful_keys",
    "ideas_held",
    "people_in",
    "scene_of",
    "worth",
]

SURE = 80
"""From this confidence on, in per cent, somebody counts as sure."""

ItemName = tuple[str, str]
"""(assignment, item)"""


@dataclass(frozen=True)
class Place:
    """An item in which an idea was met, and by how many people."""

    assignment: str
    item: str
    title: str
    people: int


@dataclass(frozen=True)
class Held:
    """An idea that leads to a wrong choice, as a cohort holds it.

    `people` hold it, each counted once. `asked` of them were asked how sure they were where they chose it, and `sure`
    were at least 80 % sure there. `places` are the items, the one with most people first.
    """

    code: str
    people: int
    sure: int
    asked: int
    places: tuple[Place, ...]

    @property
    def worth(self) -> int:
        """What it is worth to talk about it: people, and once more those who were sure."""
        return self.people + self.sure


@dataclass(frozen=True)
class Scene:
    """What to put on the wall: the choice behind which an idea stood most often, and what its key says of it."""

    title: str
    choice: str
    note: str


@dataclass(frozen=True)
class Doubt:
    """An item whose key should be looked at first: people who did well elsewhere did worse here, beyond luck."""

    assignment: str
    item: str
    title: str
    discrimination: float
    n: int


def people_in(results: Iterable[ItemResult]) -> int:
    """How many people answered anything."""
    return len({one.person for one in results if one.state != "not attempted"})


def ideas_held(results: Iterable[ItemResult], leave_out: Collection[ItemName] = ()) -> tuple[Held, ...]:
    """All ideas that stood behind a choice, those that are most worth a talk first; items in `leave_out` do not count.

    Equal worth: more people first, then more items, then by code.
    """
    met: dict[str, dict[ItemName, set[str]]] = defaultdict(lambda: defaultdict(set))
    surest: dict[str, dict[str, int | None]] = defaultdict(dict)
    titles: dict[ItemName, str] = {}
    for one in results:
        name = (one.assignment, one.item)
        if name in leave_out:
            continue
        titles.setdefault(name, one.title)
        for code in one.misconceptions:
            met[code][name].add(one.person)
            said = (surest[code].get(one.person), one.confidence)
            surest[code][one.person] = max((sure for sure in said if sure is not None), default=None)
    held = []
    for code, items in met.items():
        places = [Place(*name, titles[name], len(people)) for name, people in items.items()]
        sureness = [sure for sure in surest[code].values() if sure is not None]
        held.append(
            Held(
                code,
                len(surest[code]),
                sum(sure >= SURE for sure in sureness),
                len(sureness),
                tuple(sorted(places, key=lambda place: (-place.people, place.assignment, place.item))),
            )
        )
    return tuple(sorted(held, key=lambda one: (-one.worth, -one.people, -len(one.places), one.code)))


def worth(held: Sequence[Held], known: Mapping[str, Misconception], number: int = 3) -> tuple[Held, ...]:
    """The first `number` ideas for which the course has words to open a talk with."""
    return tuple(one for one in held if one.code in known and known[one.code].phrases)[:number]


def scene_of(code: str, place: Place, results: Iterable[ItemResult], keys: Keys) -> Scene:
    """The choice in this item behind which the idea stood most often; of equal ones, the first in the alphabet.

    Where the item is no longer in the course, the scene is its title alone.
    """
    asked = keys.items.get(place.item)
    chosen: Counter[tuple[str, str]] = Counter()
    if asked is not None and asked.key is not None:
        for one in results:
            if (one.assignment, one.item) == (place.assignment, place.item) and code in one.misconceptions:
                score = asked.item.score(asked.item.clean(one.value).value, asked.key)
                chosen.update({(r.about, r.text) for r in score.remarks if r.misconception == code})
    if not chosen:
        return Scene(place.title, "", "")
    (choice, note), _ = min(chosen.items(), key=lambda found: (-found[1], found[0]))
    return Scene(place.title, choice, note)


def doubtful_keys(results: Iterable[ItemResult]) -> tuple[Doubt, ...]:
    """Items whose corrected discrimination is negative, and more so than luck explains.

    That is the correlation of an item with the sum of the other items of its exercise, over people with a result in
    all of them; `surely_negative` says what luck explains. Exercises with fewer than 20 such people have none.
    """
    tables: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    titles: dict[ItemName, str] = {}
    for one in results:
        tables[one.assignment][one.person][one.item] = one.fraction
        titles.setdefault((one.assignment, one.item), one.title)
    found = []
    for assignment, people in sorted(tables.items()):
        items = sorted({item for row in people.values() for item in row})
        rows = [[row[item] for item in items] for row in people.values() if len(row) == len(items)]
        if len(rows) < ENOUGH or len(items) < 2:
            continue
        for place, item in enumerate(items):
            value = correlation([row[place] for row in rows], [math.fsum(row) - row[place] for row in rows])
            if value is not None and surely_negative(value, len(rows)):
                found.append(Doubt(assignment, item, titles[assignment, item], value, len(rows)))
    return tuple(found)
