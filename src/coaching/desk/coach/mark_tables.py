"""The two tables of marks: a row for each person and item, and a row for each person and module."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from coaching.desk.coach.cohort import CODE_TRACK, Cohort, ItemResult, State
from coaching.desk.coach.csv_file import Cell
from coaching.desk.coach.mark_book import MarkBook
from coaching.desk.coach.modules import Module
from coaching.desk.coach.platforms import Column
from coaching.grading.marks import Mark

__all__ = ["ITEM_COLUMNS", "MODULE_COLUMNS", "Table", "item_table", "module_table", "platform_columns"]

ITEM_COLUMNS: Final[Mapping[str, str]] = {
    "person": "the id in the gradebook",
    "name": "first and last name; only if names were asked for",
    "module": "the exercise, such as 03-stretch-scoring",
    "notebook": "the required notebook, or code-track",
    "item": "the id of the part that was scored",
    "title": "what the part is called",
    "kind": "what kind of question it is; text is read by a person",
    "objective": "which objective of the lesson it asks for",
    "hand_in": "first or latest: which hand-in this row is about",
    "state": "there, partly, not yet, not attempted, read, waits",
    "points": "what was earned; empty while a text waits",
    "most": "what can be earned",
    "share": "points divided by most",
    "by_hand": "yes if a person gave the points; only of the latest hand-in",
    "confidence": "how sure the person was, 0 to 100; empty if not asked or not said",
    "attempts": "how often the answer was saved with a change",
    "misconceptions": "codes of what the answer suggests, with a blank between",
    "answer": "the answer, as JSON; never a text",
}
MODULE_COLUMNS: Final[Mapping[str, str]] = {
    "person": "the id in the gradebook",
    "name": "first and last name; only if names were asked for",
    "module": "the exercise, such as 03-stretch-scoring",
    "title": "what the lesson is called",
    "state": "nothing received, handed in, autograded, waits for my reading, feedback sent, set aside",
    "points": "earned so far in the required notebook, less what lateness cost; empty if nothing is scored",
    "most": "what can be earned there in all",
    "share": "points divided by most; empty while texts wait",
    "waiting": "how many parts wait for a reader",
    "handed_in": "when the hand-in that counts was made, UTC",
    "late_hours": "how many hours after the person's own date",
    "hand_ins": "how many hand-ins there were",
    "code_points": "earned in the optional code track; never part of points",
    "code_most": "what can be earned there",
    "note": "what the coach should know",
}


@dataclass(frozen=True)
class Table:
    """A heading, and rows as wide as it."""

    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def item_table(
    cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], *, latest: bool = False, names: bool = False
) -> Table:
    """A row for each person and item: of the first hand-in, as its keys score it, or of the latest, with the points of
    the gradebook and the texts that a person reads, so that these add up to it.
    """
    found = _latest(cohort, book, modules) if latest else _first(cohort)
    return _table(ITEM_COLUMNS, found, book, names)


def module_table(cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], *, names: bool = False) -> Table:
    """A row for each person and module, also of those from whom nothing came."""
    return _table(MODULE_COLUMNS, _modules(cohort, book, modules), book, names)


def platform_columns(
    cohort: Cohort, modules: Mapping[str, Module], *, so_far: bool = False
) -> tuple[list[Column], list[str]]:
    """The points of each module that counts, for another gradebook, and a sentence for each in which somebody has none.

    Points are final when nothing waits to be read and no newer hand-in waits to be graded; `so_far` takes those that
    are not final too. Modules in which nobody has points are left out.
    """
    columns, told = [], []
    for name in cohort.assignments:
        module = modules.get(name, Module(name, name))
        if module.is_form:
            continue
        work = {one.id: cohort.work[one.id, name] for one in cohort.people}
        points = {
            one: done.points
            for one, done in work.items()
            if done.points is not None and (so_far or done.state in (State.GRADED, State.SENT))
        }
        if points:
            most = max(done.most or 0 for done in work.values())
            columns.append(Column(name, module.title, most, points))
        waiting: dict[str, int] = {}
        for one, done in work.items():
            if one not in points and done.state not in (State.NOTHING, State.NOT_OPENED, State.STARTED):
                waiting[done.state.value] = waiting.get(done.state.value, 0) + 1
        if waiting:
            reasons = ", ".join(f"{why}: {count}" for why, count in waiting.items())
            told.append(f"{name} has no points yet for {sum(waiting.values())} whose work came in ({reasons}).")
    return columns, told


# ---------------------------------------------------------------------------------------------------------------------


def _table(columns: Mapping[str, str], rows: Iterable[Mapping[str, Cell]], book: MarkBook, names: bool) -> Table:
    heading = tuple(name for name in columns if names or name != "name")
    found = []
    for row in rows:
        person = book.people[str(row["person"])]
        cells = {**row, "name": person.name or None}
        found.append(tuple(cells.get(name) for name in heading))
    return Table(heading, tuple(found))


def _first(cohort: Cohort) -> Iterator[dict[str, Cell]]:
    for one in cohort.first:
        yield {**_answered(one), "hand_in": "first", "points": one.points, "most": one.most, "share": one.fraction}


def _latest(cohort: Cohort, book: MarkBook, modules: Mapping[str, Module]) -> Iterator[dict[str, Cell]]:
    results = {(one.person, one.assignment, one.notebook, one.item): one for one in cohort.latest}
    for (person, assignment, notebook), marks in sorted(book.marks.items()):
        work = cohort.work.get((person, assignment))
        if work is None or work.points is None:
            continue  # nothing is scored: the rows that nbgrader keeps for it hold no points
        items = modules[assignment].items if notebook == modules[assignment].notebook else {}
        for name, mark in marks.cells.items():
            result = results.get((person, assignment, notebook, name))
            item = items.get(name)
            known: dict[str, Cell] = (
                _answered(result)
                if result
                else {
                    "person": person,
                    "module": assignment,
                    "notebook": notebook,
                    "item": name,
                    "title": (item.title or name) if item else name,
                    "kind": item.kind if item else None,
                    "objective": (item.objective or None) if item else None,
                    "state": _state(mark),
                }
            )
            yield {
                **known,
                "hand_in": "latest",
                "points": None if mark.waiting else mark.score,
                "most": mark.maximum,
                "share": mark.score / mark.maximum if mark.maximum and not mark.waiting else None,
                "by_hand": mark.by_hand,
            }


def _answered(one: ItemResult) -> dict[str, Cell]:
    return {
        "person": one.person,
        "module": one.assignment,
        "notebook": one.notebook,
        "item": one.item,
        "title": one.title,
        "kind": one.kind,
        "objective": one.objective or None,
        "state": one.state,
        "confidence": one.confidence,
        "attempts": one.attempts,
        "misconceptions": " ".join(one.misconceptions) or None,
        "answer": None if one.value is None else json.dumps(one.value, ensure_ascii=False, sort_keys=True),
    }


def _state(mark: Mark) -> str:
    """Of a part that a person reads. One that was left as it came has 0 points, given by nobody."""
    return "waits" if mark.waiting else "read" if mark.by_hand else "not attempted"


def _modules(cohort: Cohort, book: MarkBook, modules: Mapping[str, Module]) -> Iterator[dict[str, Cell]]:
    for person in cohort.people:
        for name in cohort.assignments:
            work = cohort.work[person.id, name]
            code = book.of(person.id, name, CODE_TRACK)
            tried = code is not None and work.points is not None
            cells = code.cells.values() if code and tried else ()
            yield {
                "person": person.id,
                "module": name,
                "title": modules[name].title,
                "state": work.state.value,
                "points": work.points,
                "most": work.most,
                "share": None if work.points is None or work.waiting or not work.most else work.points / work.most,
                "waiting": len(work.waiting),
                "handed_in": f"{work.handed_in:%Y-%m-%dT%H:%M:%SZ}" if work.handed_in else None,
                "late_hours": round(work.late.total_seconds() / 3600, 2),
                "hand_ins": work.hand_ins,
                "code_points": sum(mark.score for mark in cells if not mark.waiting) if tried else None,
                "code_most": sum(mark.maximum for mark in cells) if tried else None,
                "note": work.note or None,
            }
