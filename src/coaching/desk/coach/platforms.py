"""Points for the gradebooks of Canvas and Moodle, as files that they import.

Both platforms say who is who by keys of their own. With the file that the coach exported from there (`fill_canvas`,
`fill_moodle`), our points go into its rows, matched by e-mail, login or id; who is in one of the two only is named.
Without it (`new_canvas`, `new_moodle`), the ids and e-mail addresses of the roster stand for the keys.

What both do with a file was read in their own importers (Canvas: `gradebook_importer.rb`; Moodle:
`grade/import/csv/classes/load_data.php`), and decides three things here. Canvas takes an empty cell for "delete the
grade", and Moodle for an empty grade, so a cell for which we have no points keeps what it held. Moodle gives a row
without a key to the person of the row above, so nobody without a key is written. Both match a grade by its column's
name, so ours is the assignment's name, every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from coaching.desk.coach.csv_file import NO_GRADE, Cell, begins_like_a_formula, csv_file
from coaching.grading.roster import Person
from coaching.problems import CourseProblem

__all__ = ["Column", "Filled", "fill_canvas", "fill_moodle", "new_canvas", "new_moodle"]


@dataclass(frozen=True)
class Column:
    """The points of one module: the assignment's `name`, the lesson's `title`, the `most` that can be reached, and the
    points by id. Who is not in `points` has none yet.
    """

    name: str
    title: str
    most: float
    points: Mapping[str, float]


@dataclass(frozen=True)
class Filled:
    """A file for a platform. `there` names the rows of its own file that nobody here answers to, `here` the people who
    are not in the file; `notes` are sentences for the coach.
    """

    content: bytes
    people: int
    there: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


POINTS_POSSIBLE: Final = "    Points Possible"
CANVAS: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_KEYS: Final = ("SIS User ID", "SIS Login ID", "Integration ID", "ID")
EXCUSED: Final = "EX"
CANVAS_TRIES: Final = "Student, Test"
"""The person that Canvas makes up for a teacher who wants to see the course as a student."""

MOODLE_ADDRESS: Final = ("email address", "e-mail-adresse", "adresse de courriel", "dirección de correo")
MOODLE_KEYS: Final = (
    *MOODLE_ADDRESS,
    *("id number", "id-nummer", "numéro d’identification", "número de id"),
    *("username", "anmeldename", "nom d’utilisateur", "nombre de usuario"),
)
"""How Moodle heads the columns by which it can tell people, in some of its languages."""

MOODLE_NAMES: Final = (
    *("first name", "last name", "surname", "vorname", "nachname", "prénom", "nom", "nombre", "apellido(s)"),
)


# --- Canvas ----------------------------------------------------------------------------------------------------------


def new_canvas(columns: Sequence[Column], people: Sequence[Person], *, names: bool = False) -> Filled:
    """A gradebook for Canvas that makes its own columns; Canvas asks before it makes one.

    Canvas looks for a person by SIS user id (here the roster's id), then by login (the e-mail address, or the id).
    """
    rows: list[list[Cell]] = [[POINTS_POSSIBLE, None, None, None, None, *(column.most for column in columns)]]
    left = _with_dangerous_keys(people, ("id", "email"))
    for person in people:
        if person.id not in left:
            name = _sortable(person) if names else person.id
            points = (column.points.get(person.id) for column in columns)
            rows.append([name, None, person.id, person.email or person.id, None, *points])
    content = csv_file((*CANVAS, *(column.name for column in columns)), rows)
    return Filled(content, len(rows) - 1, here=tuple(left), notes=_dangerous(left))


def fill_canvas(table: Sequence[Sequence[str]], columns: Sequence[Column], people: Sequence[Person]) -> Filled:
    """Our points in the rows of `table`, a gradebook exported from Canvas (its heading first).

    Written are the columns that say who it is, as they are, and one for each module: the column of that name or title,
    or a new one. Other columns are left out, so that the import changes nothing in them.

    Raises:
        CourseProblem: it is no gradebook of Canvas; or two of its columns could be the same module.
    """
    heading = [cell.strip() for cell in table[0]] if table else []
    if "Section" not in heading or not heading[0].startswith(("Student", "LastName")) or "ID" not in heading:
        raise CourseProblem(
            "This is no gradebook of Canvas: its first row does not begin with Student, ID and go on to Section. "
            "In Canvas, open Grades and choose Export, Export Entire Gradebook."
        )
    about = heading.index("Section") + 1
    places = _places(heading, range(about, len(heading)), columns)
    above = [row for row in table[1:] if not _is_a_person(row)]
    rows = [row for row in table[1:] if _is_a_person(row) and row[0].strip() != CANVAS_TRIES]
    keys = [index for index, name in enumerate(heading[:about]) if name in CANVAS_KEYS]
    matched = _match(rows, keys, people)
    notes = []
    written: list[list[Cell]] = []
    for row in above:
        cells: list[Cell] = [_kept(_at(row, place)) for place in places]
        if "Points Possible" in row[0]:
            for i, (column, place) in enumerate(zip(columns, places, strict=True)):
                theirs = _as_number(_at(row, place))
                if place is None:
                    cells[i] = column.most
                elif theirs is not None and abs(theirs - column.most) > 0.005:
                    notes.append(
                        f"Canvas gives {_said(theirs)} points for {heading[place]}, and here there are "
                        f"{_said(column.most)}. Set it to {_said(column.most)} there, or the shares will be wrong."
                    )
        written.append([*_about(row, about), *cells])
    excused = []
    for row, person in zip(rows, matched.persons, strict=True):
        if any(_at(row, place).upper() == EXCUSED for place in places):
            excused.append(person or row[0])
        written.append([*_about(row, about), *_points(row, places, columns, person, empty=None)])
    if excused:
        notes.append(f"Excused in Canvas, and stays so: {_listed(excused)}.")
    names = _called(heading, columns, places)
    content = csv_file((*heading[:about], *names), written)
    return _filled(content, rows, matched, (*notes, *_new(columns, places, "Canvas")), about)


# --- Moodle ----------------------------------------------------------------------------------------------------------


def new_moodle(columns: Sequence[Column], people: Sequence[Person], *, names: bool = False) -> Filled:
    """Grades for Moodle, by e-mail address and id number; only by the latter where nobody has an address.

    Moodle takes a row whose key is empty for the person of the row above, so who has no address is left out and named.
    """
    mail = any(person.email for person in people)
    dangerous = _with_dangerous_keys(people, ("email", "id") if mail else ("id",))
    left = [person.id for person in people if person.id in dangerous or (mail and not person.email)]
    heading = [*(["Email address"] if mail else []), "ID number", *(["First name", "Last name"] if names else [])]
    rows: list[list[Cell]] = []
    for person in people:
        if person.id not in left:
            about: list[Cell] = [*([person.email] if mail else []), person.id]
            about += [person.first_name, person.last_name] if names else []
            rows.append([*about, *(column.points.get(person.id, NO_GRADE) for column in columns)])
    notes = [*_dangerous(dangerous), *_most(columns)]
    if lacking := [name for name in left if name not in dangerous]:
        notes.insert(0, f"No e-mail address is known of {_listed(lacking)}, so Moodle could not tell who they are.")
    content = csv_file((*heading, *(column.name for column in columns)), rows)
    return Filled(content, len(rows), here=tuple(left), notes=tuple(notes))


def fill_moodle(table: Sequence[Sequence[str]], columns: Sequence[Column], people: Sequence[Person]) -> Filled:
    """Our points in the rows of `table`, grades exported from Moodle as plain text (its heading first).

    Written are one key, names, our points and, where the export says so, when it was made: by it Moodle notices what
    was graded meanwhile. The key is the column by which most people are known. Who has none there is left out: see
    `new_moodle`. So are other grades, since an import would mark each as overridden.

    Raises:
        CourseProblem: no column names people by e-mail address, id number or username; or two columns could be the
            same module.
    """
    heading = [cell.strip() for cell in table[0]] if table else []
    keys = [index for index, name in enumerate(heading) if name.casefold() in MOODLE_KEYS]
    if not keys:
        raise CourseProblem(
            "This is no list of grades from Moodle: no column is called Email address, ID number or Username. "
            "In Moodle, open Grades and choose Export, Plain text file."
        )
    rows = table[1:]
    keys.sort(key=lambda index: heading[index].casefold() not in MOODLE_ADDRESS)
    key = max(keys, key=lambda index: sum(_is_a_key(_at(row, index)) for row in rows))
    lacking = [_first(row, range(len(heading))) for row in rows if not _is_a_key(_at(row, key))]
    rows = [row for row in rows if _is_a_key(_at(row, key))]
    about = [i for i, name in enumerate(heading) if i == key or name.casefold() in MOODLE_NAMES]
    points = [i for i in range(len(heading)) if all(_is_a_grade(_at(row, i)) for row in rows)]
    places = _places(heading, points, columns)
    when = _export_time(rows, len(heading))
    matched = _match(rows, keys, people)
    written = [
        [
            *(_at(row, i) for i in about),
            *_points(row, places, columns, person, empty=NO_GRADE),
            *([_at(row, when)] if when is not None else []),
        ]
        for row, person in zip(rows, matched.persons, strict=True)
    ]
    shown = [*(heading[i] for i in about), *_called(heading, columns, places)]
    shown += [heading[when]] if when is not None else []
    notes = [f"In Moodle, choose “Map from: {heading[key]}”.", *_new(columns, places, "Moodle")]
    notes += _most([column for column, place in zip(columns, places, strict=True) if place is None])
    if lacking:
        notes.append(f"Left out, since Moodle could not tell by {heading[key]} who they are: {_listed(lacking)}.")
    return _filled(csv_file(shown, written), rows, matched, tuple(notes), len(about), [key])


def _is_a_key(text: str) -> bool:
    return bool(text) and not begins_like_a_formula(text)


def _is_a_grade(text: str) -> bool:
    """Whether it is points or their lack. Moodle can export percentages, letters and words of the same item beside."""
    return text in ("", NO_GRADE) or _as_number(text) is not None


def _export_time(rows: Sequence[Sequence[str]], width: int) -> int | None:
    """The column that says when this was exported, in seconds since 1970: the last one, in whatever language."""
    last = width - 1
    values = {_at(row, last) for row in rows}
    return last if values and all(re.fullmatch(r"1\d{9}", value) for value in values) else None


# --- who is who ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Matched:
    """For each row the id of the person, or None; and who was not found."""

    persons: tuple[str | None, ...]
    here: tuple[str, ...]
    notes: tuple[str, ...]


def _match(rows: Sequence[Sequence[str]], keys: Iterable[int], people: Sequence[Person]) -> _Matched:
    """Who each row is: the one person whose id or e-mail address it holds as a key. Capitals do not count.

    A row that could be two people, and two rows that could be one person, stay as they are and are named.
    """
    keys = list(keys)
    known: dict[str, set[str]] = {}
    for person in people:
        for key in filter(None, (person.id, person.email)):
            known.setdefault(key.casefold(), set()).add(person.id)
    found = [set().union(*(known.get(_at(row, key).casefold(), ()) for key in keys if _at(row, key))) for row in rows]
    claims: dict[str, int] = {}
    for one in found:
        for name in one:
            claims[name] = claims.get(name, 0) + 1
    persons = tuple(next(iter(one)) if len(one) == 1 and claims[next(iter(one))] == 1 else None for one in found)
    unclear = sorted({name for one, person in zip(found, persons, strict=True) if person is None for name in one})
    notes = (f"More than one row, or a row of more than one person, fits {_listed(unclear)}: fill these by hand.",)
    missing = tuple(person.id for person in people if person.id not in set(persons))
    return _Matched(persons, missing, notes if unclear else ())


def _filled(
    content: bytes,
    rows: Sequence[Sequence[str]],
    matched: _Matched,
    notes: tuple[str, ...],
    about: int,
    keys: Sequence[int] = (),
) -> Filled:
    there = [
        _first(row, (*keys, *range(about))) for row, person in zip(rows, matched.persons, strict=True) if person is None
    ]
    count = sum(person is not None for person in matched.persons)
    return Filled(content, count, tuple(there), matched.here, (*matched.notes, *notes))


# --- columns and cells -----------------------------------------------------------------------------------------------


def _places(heading: Sequence[str], among: Iterable[int], columns: Sequence[Column]) -> list[int | None]:
    """Where each module's points stand in the file, or None. A column is meant if it is called like the assignment or
    the lesson; else if its name ends so, as in "Exercise 3: Stretch goals and honest scoring (12)". What platforms put
    behind in brackets does not count.

    Raises:
        CourseProblem: two columns could be meant.
    """
    among = set(among)
    titles = {i: _plain(re.sub(r"\s*\([^()]*\)$", "", name)) for i, name in enumerate(heading) if i in among}
    places: list[int | None] = []
    for column in columns:
        names = tuple(filter(None, map(_plain, (column.name, column.title))))
        found = [i for i, title in titles.items() if title in names]
        found = found or [i for i, title in titles.items() if title.endswith(names)]
        if len(found) > 1:
            raise CourseProblem(
                f"Two columns could be {column.name}: “{heading[found[0]]}” and “{heading[found[1]]}”. "
                "Take one of them out of the file."
            )
        places.append(found[0] if found else None)
    return places


def _called(heading: Sequence[str], columns: Sequence[Column], places: Sequence[int | None]) -> list[str]:
    """The heading of each column: as in the file, or the assignment's name for a new one."""
    return [column.name if place is None else heading[place] for column, place in zip(columns, places, strict=True)]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _points(
    row: Sequence[str], places: Sequence[int | None], columns: Sequence[Column], person: str | None, empty: Cell
) -> list[Cell]:
    """Our points; where there are none, or the person is excused, what the cell held before."""
    given = (None if person is None else column.points.get(person) for column in columns)
    return [
        points if points is not None and _at(row, place).upper() != EXCUSED else _kept(_at(row, place)) or empty
        for points, place in zip(given, places, strict=True)
    ]


def _kept(text: str) -> Cell:
    """What a cell held, a number as a number."""
    number = _as_number(text)
    return text if number is None else number


def _about(row: Sequence[str], width: int) -> list[Cell]:
    return [row[i] if i < len(row) else "" for i in range(width)]


def _at(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _first(row: Sequence[str], places: Iterable[int]) -> str:
    """What stands first in these cells, to name the row by."""
    return next(filter(None, (_at(row, place) for place in places)), "a row without a name")


def _as_number(text: str) -> float | None:
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d+([.,]\d+)?", text) else None


def _is_a_person(row: Sequence[str]) -> bool:
    """Whether a row of Canvas is about a person: not the points possible, nor the row that says what is hidden."""
    return bool(row) and bool(row[0].strip()) and "Points Possible" not in row[0]


def _sortable(person: Person) -> str:
    return ", ".join(filter(None, (person.last_name, person.first_name))) or person.id


# --- what the coach is told ------------------------------------------------------------------------------------------


def _with_dangerous_keys(people: Sequence[Person], fields: Sequence[str]) -> list[str]:
    return [one.id for one in people if any(begins_like_a_formula(getattr(one, name)) for name in fields)]


def _dangerous(ids: Sequence[str]) -> tuple[str, ...]:
    if not ids:
        return ()
    return (f"Left out, since their id or e-mail address begins like a formula: {_listed(ids)}. Enter these by hand.",)


def _new(columns: Sequence[Column], places: Sequence[int | None], platform: str) -> tuple[str, ...]:
    new = [column.name for column, place in zip(columns, places, strict=True) if place is None]
    return (f"{platform} has no column yet for {_listed(new)}; its import asks whether to make one.",) if new else ()


def _most(columns: Sequence[Column]) -> tuple[str, ...]:
    """Moodle gives a new grade item 100 points, whatever the file holds."""
    told = ", ".join(f"{_said(column.most)} for {column.name}" for column in columns)
    return (f"Moodle takes 100 as the maximum grade of a new item: set {told}.",) if told else ()


def _listed(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _said(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
