"""Hand over: what leaves the course as files, for a spreadsheet, another gradebook, or the trainees themselves.

`files_for` makes them, for the command line and for the page alike; nothing is written here. `hand_over` is the page.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Any, Final

from coaching.desk.coach.badges import badges_for
from coaching.desk.coach.cohort import Cohort, read_cohort
from coaching.desk.coach.completion import MET, Done, Record, module_done, record_page, safe_names
from coaching.desk.coach.csv_file import csv_file
from coaching.desk.coach.mark_book import MarkBook, read_marks
from coaching.desk.coach.mark_tables import ITEM_COLUMNS, MODULE_COLUMNS, item_table, module_table, platform_columns
from coaching.desk.coach.modules import Module, modules_of
from coaching.desk.coach.platforms import Filled, fill_canvas, fill_moodle, new_canvas, new_moodle
from coaching.desk.page import DeskPage, Document, Field, Shown, Upload
from coaching.grading.roster import Person
from coaching.places import course_root
from coaching.problems import CourseProblem

__all__ = ["File", "HandedOver", "What", "Wish", "files_for", "hand_over"]


class What(StrEnum):
    """What can be handed over."""

    ITEMS = "items"
    MODULES = "modules"
    CANVAS = "canvas"
    MOODLE = "moodle"
    RECORDS = "records"
    BADGES = "badges"


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
    exported: Upload | None = None
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
    look = (f"No module is complete yet for {_listed(without)}: no record was made for them.",) if without else ()
    return HandedOver(pages, ("Give each record to the person in its name, and to nobody else.",), look)


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
        made = (fill_canvas if canvas else fill_moodle)(_rows(wish.exported), columns, people)
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


def _rows(exported: Upload) -> list[list[str]]:
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


# --- the page --------------------------------------------------------------------------------------------------------

WORDS: Final[Mapping[str, str]] = {
    What.MODULES: "A table: one row for each person and module",
    What.ITEMS: "A table: one row for each person and question",
    What.CANVAS: "Grades for Canvas",
    What.MOODLE: "Grades for Moodle",
    What.RECORDS: "A record of completed work for each trainee",
}
FIELDS: Final = (
    Field("what", "What do you hand over?", "choice", options=tuple(WORDS.items())),
    Field(
        "latest",
        "Count the latest hand-in instead of the first",
        "yes",
        help="The first shows what was understood unaided; the latest adds up to the gradebook.",
        needs=("what", What.ITEMS),
    ),
    Field(
        "canvas",
        "The gradebook that you exported from Canvas, if you have it",
        "file",
        help="Then the file fits its people and columns. Else Canvas looks for people by id and e-mail address.",
        needs=("what", What.CANVAS),
    ),
    Field(
        "moodle",
        "The grades that you exported from Moodle, if you have them",
        "file",
        help="In Moodle: Grades, Export, Plain text file. Else Moodle looks for people by e-mail address or ID number.",
        needs=("what", What.MOODLE),
    ),
    Field("person", "Only for this id", help="Empty: for everybody, in one zip file.", needs=("what", What.RECORDS)),
    Field("names", "Show names", "yes", help="In tables, and in files for Canvas and Moodle. A record always has one."),
    Field("excel", "For Excel", "yes", help="Tables get a mark in front by which Excel knows their letters."),
)


def hand_over(start: Path | None = None) -> DeskPage | str:
    """The page for the course that this notebook is in; a sentence where there is none."""
    try:
        root = course_root(start or Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    return DeskPage("Hand over", FIELDS, lambda values: _show(root, values), button="Make the file")


def _show(root: Path, values: Mapping[str, Any]) -> Shown:
    what = What(values["what"])
    exported = values.get(what.value) if what in (What.CANVAS, What.MOODLE) else None
    wish = Wish(what, names=values["names"], latest=values["latest"], excel=values["excel"], exported=exported)
    made = files_for(root, replace(wish, person=values["person"] if what == What.RECORDS else ""))
    documents = tuple(Document(one.name, one.media, _content(one)) for one in made.files)
    if len(documents) > 1:
        documents = (Document("records.zip", "application/zip", _zipped(made.files)),)
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in made.told)
    if made.look:
        said += f"<ul class='dk-warn'>{''.join(f'<li>{escape(one)}</li>' for one in made.look)}</ul>"
    count = "One file is" if len(made.files) == 1 else f"{len(made.files)} files are"
    return Shown(said + _columns(what), documents, f"{count} ready.")


def _content(file: File) -> str | bytes:
    return file.content.decode() if file.media == "text/html" else file.content


def _zipped(files: Sequence[File]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(zipfile.ZipInfo(one.name, (1980, 1, 1, 0, 0, 0)), one.content, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _columns(what: What) -> str:
    """What the columns of a table mean."""
    columns = {What.ITEMS: ITEM_COLUMNS, What.MODULES: MODULE_COLUMNS}.get(what, {})
    if not columns:
        return ""
    rows = "".join(f"<tr><th scope='row'>{name}</th><td>{escape(words)}</td></tr>" for name, words in columns.items())
    return (
        "<details><summary>What the columns mean</summary><div class='dk-wide' tabindex='0' role='region' "
        "aria-label='What the columns mean'><table><caption>Columns of the table</caption><thead><tr>"
        f"<th scope='col'>Column</th><th scope='col'>Meaning</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
