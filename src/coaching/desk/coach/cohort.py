"""A cohort as the coach's desk sees it: people, their work on each exercise, and how far they came in each item.

Everything that the desk shows is made from this; `read_cohort` makes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["CODE_TRACK", "Cohort", "ItemResult", "Person", "State", "Work", "shown_names"]

CODE_TRACK = "code-track"
"""The notebook of an assignment that nobody has to hand in; its results are counted apart."""


class State(StrEnum):
    """How far one person's work on one exercise is. The words are shown as they are.

    SENT means that the page with feedback on this very work is made, and released where it came through the exchange.
    A text that waits outweighs it. NOT_OPENED and STARTED are told only of homes on a shared disk.
    """

    NOTHING = "nothing received"
    NOT_OPENED = "not opened"
    STARTED = "started"
    HANDED_IN = "handed in"
    GRADED = "autograded"
    WAITS = "waits for my reading"
    SENT = "feedback sent"
    ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee: the id, and the name (first and last, or the id where the gradebook knows none)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How one person did in one item, as grading recorded it. Points that a coach changed by hand are not in it."""

    person: str
    assignment: str
    notebook: str
    item: str
    kind: str
    title: str
    objective: str
    value: Any
    points: float
    most: float
    fraction: float
    state: str
    misconceptions: tuple[str, ...]
    confidence: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Work:
    """One person's work on one assignment.

    `handed_in` is the hand-in that counts (UTC), `late` how much after their own date it came, `hand_ins` how many
    there were. `points` are those given so far in the required notebooks, less a penalty; `most` is what can be reached
    there in all, so it is the same for everybody. `waiting` names the cells that a person has to read or score, and
    `submissions` (notebook, id) is how formgrader calls each graded notebook. `note` is empty or sentences.
    """

    person: str
    assignment: str
    state: State
    handed_in: datetime | None = None
    late: timedelta = timedelta()
    hand_ins: int = 0
    points: float | None = None
    most: float | None = None
    waiting: tuple[str, ...] = ()
    note: str = ""
    submissions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cohort:
    """A cohort: `work` for each person and assignment, and the results of items.

    `latest` is what grading recorded of the hand-in that counts, `first` the same of each person's first hand-in that
    could be read. An earlier hand-in was scored with the present keys, and without its code track, which would have to
    run.
    """

    root: Path
    assignments: tuple[str, ...]
    people: tuple[Person, ...]
    work: Mapping[tuple[str, str], Work] = field(repr=False)
    first: tuple[ItemResult, ...] = field(repr=False)
    latest: tuple[ItemResult, ...] = field(repr=False)

    def results(self, *, latest: bool = False) -> tuple[ItemResult, ...]:
        """The results of the exercises, without the code track: of first hand-ins, or of the latest."""
        return tuple(one for one in (self.latest if latest else self.first) if one.notebook != CODE_TRACK)


def shown_names(cohort: Cohort, real: bool = False) -> dict[str, str]:
    """What each person is called on a page, by id: "Trainee 07", or the `real` name.

    The numbers stay the same as long as nobody joins, and are not in the order of ids or names.
    """
    if real:
        return {one.id: one.name for one in cohort.people}
    order = sorted(cohort.people, key=lambda one: hashlib.sha256(f"desk {one.id}".encode()).digest())
    width = max(2, len(str(len(order))))
    return {one.id: f"Trainee {number:0{width}}" for number, one in enumerate(order, start=1)}
