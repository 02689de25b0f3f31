"""Cohorts put together by hand, without files: for what is computed from a cohort and shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coaching.desk.coach.cohort import Cohort, ItemResult, Person, State, Work

MODULE = "03-stretch-scoring"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def result(person: str, item: str, fraction: float = 1.0, **more: Any) -> ItemResult:
    """One result, of an item that is there unless `fraction` says otherwise."""
    state = "there" if fraction == 1 else "partly" if fraction else "not yet"
    told: dict[str, Any] = {
        "assignment": MODULE,
        "notebook": "stretch-scoring",
        "kind": "choose-one",
        "title": item.capitalize(),
        "objective": "",
        "value": None,
        "points": fraction,
        "most": 1.0,
        "state": state,
        "misconceptions": (),
        "confidence": None,
        "attempts": 0,
    }
    return ItemResult(person=person, item=item, fraction=fraction, **{**told, **more})


def work(person: str, state: State = State.GRADED, **more: Any) -> Work:
    told: dict[str, Any] = {"assignment": MODULE, "handed_in": NOON, "hand_ins": 1}
    if state in (State.NOTHING, State.NOT_OPENED, State.STARTED):
        told |= {"handed_in": None, "hand_ins": 0}
    return Work(person=person, state=state, **{**told, **more})


def cohort(
    works: Sequence[Work] = (),
    first: Sequence[ItemResult] = (),
    latest: Sequence[ItemResult] | None = None,
    root: Path = Path(),
    names: Mapping[str, str] | None = None,
) -> Cohort:
    """A cohort of these works, and of the people of these results."""
    latest = first if latest is None else latest
    people = sorted({one.person for one in (*works, *first, *latest)})
    modules = sorted({one.assignment for one in (*works, *first, *latest)}) or [MODULE]
    everybody = {(one, name): work(one, State.NOTHING, assignment=name) for one in people for name in modules}
    everybody |= {(one.person, one.assignment): one for one in works}
    named = tuple(Person(one, (names or {}).get(one, one)) for one in people)
    return Cohort(root, tuple(modules), named, everybody, tuple(first), tuple(latest))


def marks(table: Sequence[Sequence[float]], times: int = 1) -> list[ItemResult]:
    """The results of a published table: a person a row and an item a column, all of them so many `times`."""
    return [
        result(f"p{copy}-{r:02}", f"q{i}", mark)
        for copy in range(times)
        for r, row in enumerate(table)
        for i, mark in enumerate(row)
    ]


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)
