"""The people of a cohort, from a table that a school's system or a spreadsheet program has saved as CSV.

Such files differ in everything but their meaning: the order and names of columns, what separates them, the encoding.
All of that is recognised. What cannot be meant is listed completely, each with its place, and then nothing is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coaching.grading.handin import folded, learner_id
from coaching.problems import CourseProblem
from coaching.tables.cells import letter, plain
from coaching.tables.csv_text import decoded, rows_of, separator_of

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

__all__ = ["Imported", "Person", "compare", "import_roster", "read_roster"]

LARGEST: Final = 5_000_000
LONGEST_CELL: Final = 128  # what nbgrader's gradebook keeps of a name

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        *("id", "student id", "learner id", "participant id", "user id", "username", "user name", "login"),
        *("id number", "student number", "nickname", "Anmeldename", "Kennung", "Benutzername", "ID-Nummer"),
        *("Matrikelnummer",),
    ),
    "first_name": ("first name", "given name", "forename", "Vorname"),
    "last_name": ("last name", "family name", "surname", "Nachname", "Familienname"),
    "email": ("email", "email address", "e-mail", "mail", "E-Mail-Adresse"),
}
"""How each column may be called; what stands first in a line is taken where a table has two of them."""


@dataclass(frozen=True)
class Person:
    """One person; an empty field is not known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.first_name, self.last_name)))


@dataclass(frozen=True)
class Imported:
    """What the gradebook knows now that it did not know before, by person.

    `changed` has the person as before and as now; `absent` are those in the gradebook whom the file does not name: they
    stay as they are.
    """

    added: list[Person] = field(default_factory=list)
    changed: list[tuple[Person, Person]] = field(default_factory=list)
    unchanged: list[Person] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)


def import_roster(gradebook: Gradebook, file: Path) -> Imported:
    """Put everybody in `file` into the gradebook, in one step; nobody is ever taken out.

    Raises:
        CourseProblem: the file is not there, or something in it cannot be meant (see `read_roster` and `compare`). Then
            nothing has been imported.
    """
    from nbgrader.api import Student

    try:
        if file.stat().st_size > LARGEST:
            raise CourseProblem(f"{file.name} is larger than {LARGEST // 1_000_000} MB, so it is no list of people.")
        people = read_roster(file.read_bytes(), file.name)
    except OSError as error:
        raise CourseProblem(f"{file} cannot be read ({error.strerror or error}). Name the CSV file.") from error
    rows = {student.id: student for student in gradebook.students}
    known = [Person(*(getattr(row, name) or "" for name in HEADINGS)) for row in rows.values()]
    found = compare(people, known, file.name)
    # nbgrader's own methods commit after each person; here everybody comes in, or nobody.
    for person in found.added:
        gradebook.db.add(Student(**{name: getattr(person, name) or None for name in HEADINGS}))
    for _, person in found.changed:
        for name in HEADINGS:
            setattr(rows[person.id], name, getattr(person, name) or None)
    gradebook.db.commit()
    return found


def compare(people: Iterable[Person], known: Iterable[Person], where: str) -> Imported:
    """What importing `people` changes for those who are `known`. A field that is empty in the file changes nothing.

    Raises:
        CourseProblem: an id differs from a known one only in capitals: one folder on many computers.
    """
    present = {person.id: person for person in known}
    spelled = {folded(name): name for name in present}
    found = Imported()
    problems = []
    for person in people:
        before = present.pop(person.id, None)
        other = spelled.get(folded(person.id))
        if before is None and other is not None:
            problems.append(
                f"{where}: {person.id} is called {other} in the gradebook, and on many computers both are one name. "
                f"Write {other}, or choose another id for another person."
            )
        elif before is None:
            found.added.append(person)
        else:
            now = Person(*(getattr(person, name) or getattr(before, name) for name in HEADINGS))
            if now == before:
                found.unchanged.append(now)
            else:
                found.changed.append((before, now))
    if problems:
        raise CourseProblem("\n".join(problems))
    found.absent.extend(present.values())
    return found


def read_roster(content: bytes, where: str = "The file") -> list[Person]:
    """The people in a CSV table, in its order.

    The first row names the columns, in any order and in capitals or not; only the id is needed, and columns with other
    names are left alone. Separated by semicolon, comma or tab; UTF-8 (with or without a byte-order mark), UTF-16 with
    one, or Windows-1252. Empty rows are skipped, and a line `sep=;` as Excel writes it. Spaces in an id become "-", as
    they do at the hand-in.

    Raises:
        CourseProblem: one sentence for each thing that cannot be meant, with its row (counted as a spreadsheet does)
            and column, and the mend: no column for the id, a missing, impossible or repeated id, a text that is no
            e-mail address, more cells than columns, an open quotation mark. Or the file is no CSV table at all.
    """
    rows = _rows(content, where)
    heading_row, heading = next(rows, (1, []))
    columns = _columns(heading, f"{where}, row {heading_row}")
    people: list[Person] = []
    first_seen: dict[str, int] = {}
    problems = []
    for number, cells in rows:
        at = f"{where}, row {number}"
        if any(cells[len(heading) :]):
            problems.append(
                f"{at} has {len(cells)} cells, and there are {len(heading)} columns. "
                "Put a text that holds the separator itself in quotation marks."
            )
            continue
        person, wrong = _person(cells, columns, at)
        problems += wrong
        if person is None:
            continue
        if before := first_seen.get(folded(person.id)):
            problems.append(
                f"{at}, {_place(columns, 'id')}: {person.id} stands in row {before} already. Take one of the two out."
            )
        first_seen.setdefault(folded(person.id), number)
        people.append(person)
    if problems:
        raise CourseProblem("\n".join(problems))
    if not people:
        raise CourseProblem(f"{where} names columns, but nobody below them. Save the table with its rows.")
    return people


# ---------------------------------------------------------------------------------------------------------------------


def _rows(content: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number, its cells without spaces around them; the heading comes first."""
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or content[:4] == b"%PDF":
        raise CourseProblem(f"{where} is no CSV file but a workbook or document. Open it and save it as “CSV UTF-8”.")
    text, _ = decoded(content, where)
    separator, begin = separator_of(text, lambda cells: len(_named(cells)))
    return rows_of(text[begin:], separator, where)


def _named(heading: Sequence[str]) -> dict[str, int]:
    """Which column (counted from 0) holds which field."""
    spelled = [plain(cell) for cell in heading]
    found = {}
    for name, spellings in HEADINGS.items():
        for spelling in (name, *spellings):
            if plain(spelling) in spelled:
                found[name] = spelled.index(plain(spelling))
                break
    return found


def _columns(heading: list[str], at: str) -> dict[str, tuple[int, str]]:
    """The number and the heading of each column that is used.

    Raises:
        CourseProblem: there is none for the id, or two have one name.
    """
    found = _named(heading)
    if "id" not in found:
        there = ", ".join(f"“{cell}”" for cell in heading[:8] if cell) or "nothing"
        raise CourseProblem(
            f"{at} names no column for the id; it has {there}. Write the names of the columns into the first row: "
            "id, first name, last name, email."
        )
    for index in found.values():
        twins = [number for number, cell in enumerate(heading) if plain(cell) == plain(heading[index])]
        if len(twins) > 1:
            letters = " and ".join(letter(number) for number in twins)
            raise CourseProblem(f"{at} names two columns “{heading[index]}” ({letters}). Rename one of them.")
    return {name: (index, heading[index]) for name, index in found.items()}


def _person(cells: list[str], columns: Mapping[str, tuple[int, str]], at: str) -> tuple[Person | None, list[str]]:
    """One row as a person, or None, and a sentence for each thing that is wrong with it."""
    texts = {name: cells[index] if index < len(cells) else "" for name, (index, _) in columns.items()}
    problems = []
    for name, text in texts.items():
        if len(text) > LONGEST_CELL or not text.isprintable():
            problems.append(
                f"{at}, {_place(columns, name)}: {text[:30]!r}… is longer than {LONGEST_CELL} letters, or has one that "
                "cannot be shown. Shorten it."
            )
    email = texts.get("email", "")
    if email and not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+", email):
        problems.append(
            f"{at}, {_place(columns, 'email')}: {email[:60]!r} is no e-mail address. Correct it, or leave it empty."
        )
    if not texts["id"]:
        problems.append(f"{at}, {_place(columns, 'id')}: the id is missing. Give this person one, or take the row out.")
    else:
        try:
            texts["id"] = learner_id(texts["id"])
        except CourseProblem as problem:
            problems.append(f"{at}, {_place(columns, 'id')}: {problem.sentence}")
    return (None if problems else Person(**texts)), problems


def _place(columns: Mapping[str, tuple[int, str]], name: str) -> str:
    index, heading = columns[name]
    return f"column {letter(index)} ({heading})"
