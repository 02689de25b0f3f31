"""What leaves the course as files: for a spreadsheet, for another gradebook, or for the trainees themselves.

`files_for` makes them, for the command line and for the page of the desk alike. Only the key of badges is ever written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from coaching.desk.coach.badges import badges_for
from coaching.desk.coach.cohort import Cohort
from coaching.desk.coach.completion import MET, Done, Record, module_done, record_page, safe_names
from coaching.desk.coach.csv_file import csv_file
from coaching.desk.coach.mark_book import MarkBook, read_marks
from coaching.desk.coach.mark_tables import item_table, module_table, platform_columns
from coaching.desk.coach.modules import Module, modules_of
from coaching.desk.coach.platforms import Filled, fill_canvas, fill_moodle, new_canvas, new_moodle
from coaching.desk.coach.read_cohort import read_cohort
from coaching.grading.roster import Person
from coaching.problems import CourseProblem

__all__ = ["Exported", "File", "HandedOver", "What", "Wish", "files_for", "rows_of"]


class What(StrEnum):
    """What can be handed over."""

    ITEMS = "items"
    MODULES = "modules"
    CANVAS = "canvas"
    MOODLE = "moodle"
    RECORDS = "records"
    BADGES = "badges"


@dataclass(frozen=True)
class Exported:
    """A file that a coach exported from another gradebook: its name, and what is in it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Wish:
    """What a coach wants, and how.

    `exported` is a file that they exported from Canvas or Moodle. `share` is that from which an objective is met.
    `person` is the id of one trainee, for a record or badges of them alone.
    """

    what: What
    assignments: tuple[str, ...] = ()
    names: bool = False
    latest: bool = False
    excel: bool = False
    so_far: bool = False
    exported: Exported | None = None
    person: str = ""
    share: float = MET
    issuer: str = ""
    key: Path | None = None


@dataclass(frozen=True)
class File:
    """A file that was made: a name that is safe on every system, without a folder."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True)
class HandedOver:
    """What came of a wish: the files, what the coach should know, and what they should look at."""

    files: tuple[File, ...]
    told: tuple[str, ...] = ()
    look: tuple[str, ...] = ()


def files_for(root: Path, wish: Wish, today: date | None = None) -> HandedOver:
    """Make the files of `wish` from the gradebook of the course in `root`.

    Raises:
        CourseProblem: there is nobody, or nothing is scored; there is no such person; or the exported file is none.
    """
    cohort = read_cohort(root, wish.assignments)
    if wish.person and wish.person not in {one.id for one in cohort.people}:
        raise CourseProblem(f"The gradebook knows nobody called {wish.person[:60]!r}. Ids count, with their capitals.")
    if all(work.points is None for work in cohort.work.values()) and wish.what != What.MODULES:
        raise CourseProblem("Nothing is scored yet, so there is nothing to hand over. Run: coaching grade NAME")
    book, modules = read_marks(cohort), modules_of(root, cohort.assignments)
    if wish.what in (What.ITEMS, What.MODULES):
        return _table(cohort, book, modules, wish)
    if wish.what in (What.CANVAS, What.MOODLE):
        return _for_a_platform(cohort, book, modules, wish)
    records, without = _records(cohort, book, modules, wish, today or datetime.now(UTC).date())
    names = safe_names(one.id for one in cohort.people)
    if wish.what == What.BADGES:
        made = badges_for(records, issuer=wish.issuer, key=wish.key or root / "badge-key.pem")
        badges = tuple(
            File(f"{names[badge.person]}__{badge.module}.json", "application/json", badge.content.encode())
            for badge in made.badges
        )
        return HandedOver(badges, made.told, made.look)
    pages = tuple(
        File(f"{names[one.person.id]}.html", "text/html", record_page(one).encode("utf-8", errors="replace"))
        for one in records
    )
    told = ["Give each record to the person in its name, and to nobody else."] if pages else []
    if without:
        told.append(f"No module is complete yet for {_listed(without)}: no record was made for them.")
    return HandedOver(pages, tuple(told))


# --- making ----------------------------------------------------------------------------------------------------------


def _table(cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], wish: Wish) -> HandedOver:
    if wish.what == What.ITEMS:
        table = item_table(cohort, book, modules, latest=wish.latest, names=wish.names)
    else:
        table = module_table(cohort, book, modules, names=wish.names)
    content = csv_file(table.heading, table.rows, excel=wish.excel)
    return HandedOver((File(f"{wish.what}.csv", "text/csv", content),), (f"{len(table.rows)} rows.",))


def _for_a_platform(cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], wish: Wish) -> HandedOver:
    columns, without = platform_columns(cohort, modules, so_far=wish.so_far)
    people = list(book.people.values())
    canvas = wish.what == What.CANVAS
    if not columns:
        raise CourseProblem("No module has points that are final. Read what waits, or take those given so far.")
    if wish.exported is not None:
        made = (fill_canvas if canvas else fill_moodle)(rows_of(wish.exported), columns, people)
    else:
        made = (new_canvas if canvas else new_moodle)(columns, people, names=wish.names)
    modules_named = "one module" if len(columns) == 1 else f"{len(columns)} modules"
    told = (f"{made.people} people, {modules_named}.", *made.notes)
    return HandedOver((File(f"{wish.what}.csv", "text/csv", made.content),), told, (*_unmatched(made, wish), *without))


def _unmatched(made: Filled, wish: Wish) -> list[str]:
    if wish.exported is None:
        return []
    sentences = []
    if made.there:
        sentences.append(f"In {wish.exported.name} and not here: {_listed(made.there)}. Their rows stay as they were.")
    if made.here:
        sentences.append(f"Here and not in {wish.exported.name}: {_listed(made.here)}. Enter their points by hand.")
    return sentences


def rows_of(exported: Exported) -> list[list[str]]:
    """The rows of a table that a platform exported; none of them changed, empty ones left out."""
    from coaching.tables.csv_text import decoded

    text, _ = decoded(exported.data, exported.name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise CourseProblem(
            f"{exported.name} cannot be read as a table ({error}). Export it anew, and choose it without changing it."
        ) from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _records(
    cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], wish: Wish, today: date
) -> tuple[list[Record], list[str]]:
    """The records, and the ids of those for whom no module is complete."""
    records, without = [], []
    for person in book.people.values():
        if wish.person and person.id != wish.person:
            continue
        record = _record(cohort, book, modules, wish, person, today)
        if record.done or wish.person:
            records.append(record)
        else:
            without.append(person.id)
    return records, without


def _record(
    cohort: Cohort, book: MarkBook, modules: Mapping[str, Module], wish: Wish, person: Person, today: date
) -> Record:
    done: list[Done] = []
    still_open: list[tuple[str, str]] = []
    for module in modules.values():
        if module.is_form:
            continue
        work = cohort.work[person.id, module.name]
        marks = book.of(person.id, module.name, module.notebook) if work.points is not None else None
        found = module_done(module, marks, work.handed_in, wish.share)
        if isinstance(found, Done):
            done.append(found)
        else:
            still_open.append((module.title, found))
    return Record(person, today, tuple(done), tuple(still_open), wish.share)


def _listed(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
