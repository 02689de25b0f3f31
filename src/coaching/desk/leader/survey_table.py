"""A team's survey, as it stands in a table file: one row for each answer sheet.

A column for each sentence of the scale, named by its id or by its words. It may have besides: ``wave``; ``person``, a
code that says who answered without saying the name; ``comment``; and columns to group by, such as ``team`` or ``role``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coaching.problems import CourseProblem
from coaching.survey import Response, Scale, practice_scale
from coaching.tables import CellProblem, Column, NumberReader, Row, Table, plain, quoted, read_table

__all__ = ["NO_WAVE", "Survey", "read_survey"]

NO_WAVE: Final = "this wave"
NOT_SAID: Final = "not said"

_WAVE = Column("wave", ("wave", "round", "survey", "quarter", "when", "welle"))
_PERSON = Column("person", ("person", "code", "person code", "respondent", "id"))
_COMMENT = Column("comment", ("comment", "comments", "remark", "remarks", "free text", "anything else"))
_NAMING: Final = ("name", "email", "mail", "phone", "birth", "ipaddress", "username")


@dataclass(frozen=True)
class Survey:
    """Answer sheets that were read and checked.

    ``waves`` run from the oldest to the newest; ``groupings`` are columns that sheets can be grouped by. ``coded`` says
    that ``Response.person`` is the same for one person in all waves; else it stands for one sheet. ``practice`` says
    that the scale is the course's own. ``notes`` are sentences about what was left alone or had to be supposed.
    """

    scale: Scale
    responses: tuple[Response, ...]
    waves: tuple[str, ...]
    groupings: tuple[str, ...] = ()
    coded: bool = False
    practice: bool = False
    notes: tuple[str, ...] = ()

    def named(self, by: Sequence[str]) -> tuple[str, ...]:
        """The groupings that a person means by these names, each once.

        Raises CourseProblem for one that the table does not have, naming those that it has.
        """
        known = {plain(name): name for name in self.groupings}
        for name in by:
            if plain(name) not in known:
                has = f"it can be grouped by {', '.join(self.groupings)}" if known else "it has none to group by"
                raise CourseProblem(f"The table has no column {quoted(name)}; {has}.")
        return tuple(dict.fromkeys(known[plain(name)] for name in by))


def read_survey(data: bytes, name: str, scale: Scale | None = None) -> Survey:
    """The survey in a table file, CSV or Excel; ``name`` is the file's name, for the sentences.

    Without ``scale``, the columns are those of the course's practice items. Blank answers stay blank, and rows without
    any answer are left out.

    Raises CourseProblem, one sentence that names the cell and the mend, for a file or heading that cannot be read (see
    ``read_table``); an answer that is no whole number of the scale; a row without its wave or code where others have
    one; two sheets of one person in one wave; and a table without a single answer.
    """
    used = scale or practice_scale()
    items = [Column(item.id, (item.id, item.text), needed=True) for item in used.items]
    taken = {item.id for item in used.items}
    extra = [column for column in (_WAVE, _PERSON, _COMMENT) if column.name not in taken]
    table = read_table(data, name, [*items, *extra])
    if table.problems:
        raise CourseProblem(f"{name}: {table.problems[0]}")
    try:
        rows, responses = _responses(table, used)
    except CellProblem as problem:
        raise CourseProblem(f"{name}: {problem}") from None
    if not responses:
        raise CourseProblem(f"{name} has no answers: all cells below the sentences are empty. Save it with its rows.")
    coded = "person" in table.columns
    if coded:
        _check_codes(rows, responses, name)
    waves, said = _ordered(dict.fromkeys(response.wave for response in responses))
    notes = [*table.notes, *said, *_naming(table, len(table.rows) - len(rows))]
    return Survey(used, tuple(responses), waves, tuple(_groupings(table).values()), coded, scale is None, tuple(notes))


# ---------------------------------------------------------------------------------------------------------------------


def _responses(table: Table, scale: Scale) -> tuple[list[Row], list[Response]]:
    """The rows that hold an answer, and each as an answer sheet. Raises CellProblem at the first cell that is wrong."""
    numbers = NumberReader(table, [item.id for item in scale.items])
    groupings = _groupings(table)
    rows, responses = [], []
    for row in table.rows:
        answers = {
            item.id: answer for item in scale.items if (answer := _answer(row, item.id, numbers, scale)) is not None
        }
        comment = row["comment"].text if "comment" in table.columns else ""
        if answers or comment:
            groups = {name: row.cells[place].text or NOT_SAID for place, name in groupings.items()}
            person = _person(row) if "person" in table.columns else f"row {row.number}"
            rows.append(row)
            responses.append(Response(person, _wave(row, table), answers, groups, comment))
    return rows, responses


def _answer(row: Row, item: str, numbers: NumberReader, scale: Scale) -> int | None:
    cell = row[item]
    if isinstance(cell.content, bool):
        raise CellProblem(cell, f"it holds yes or no; write a whole number from {scale.low} to {scale.high}.")
    number = numbers.read(cell)
    if number is None:
        return None
    if number.unit or number.value % 1 or not scale.low <= number.value <= scale.high:
        raise CellProblem(
            cell,
            f"{quoted(cell.text)} is no answer on this scale; write a whole number from {scale.low} to {scale.high}, "
            "or leave the cell empty.",
        )
    return int(number.value)


def _person(row: Row) -> str:
    code = row["person"].text.casefold()
    if row["person"].blank:
        raise CellProblem(
            row["person"], "the code is empty; give every sheet a code, or take the column out if people have none."
        )
    return code


def _wave(row: Row, table: Table) -> str:
    if "wave" not in table.columns:
        return NO_WAVE
    if row["wave"].blank:
        raise CellProblem(row["wave"], "the wave is empty; write when this sheet was filled in, such as 2026-05.")
    return row["wave"].text


def _check_codes(rows: Sequence[Row], responses: Sequence[Response], name: str) -> None:
    """Raise CourseProblem where one code stands on two sheets of a wave."""
    seen: dict[tuple[str, str], tuple[Row, Response]] = {}
    for row, response in zip(rows, responses, strict=True):
        key = response.wave, response.person
        if key in seen:
            first, other = seen[key]
            apart = [grouping for grouping, value in response.groups.items() if other.groups[grouping] != value]
            where = f", with another {apart[0]}" if apart else ""
            raise CourseProblem(
                f"{name}: {row['person'].place}: this code stands in row {first.number} too, in the same wave{where}; "
                "keep one sheet of each person and wave."
            )
        seen[key] = row, response


def _groupings(table: Table) -> dict[int, str]:
    """The columns that sheets can be grouped by, by place: all that the survey does not use otherwise."""
    found: dict[int, str] = {}
    for place in table.unknown:
        heading = table.headings[place]
        if plain(heading) not in {plain(other) for other in found.values()} and not _names_people(heading):
            found[place] = heading
    return found


def _names_people(heading: str) -> bool:
    return any(word in plain(heading) for word in _NAMING)


def _naming(table: Table, empty: int) -> list[str]:
    naming = [table.headings[place] for place in table.unknown if _names_people(table.headings[place])]
    notes = [f"{empty} row(s) hold no answer and were left out."] if empty else []
    if naming:
        notes.append(
            f"The column {quoted(naming[0])} can say who answered. It is not read here: take it out of the file."
        )
    return notes


def _ordered(waves: dict[str, None]) -> tuple[tuple[str, ...], list[str]]:
    """The waves by their year and then by their other numbers, else as they stand in the table; and a note on it."""

    def age(wave: str) -> tuple[int, list[int]]:
        year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", wave)
        rest = wave.replace(year[0], " ", 1) if year else wave
        return int(year[0]) if year else 0, [int(digits) for digits in re.findall(r"\d+", rest)]

    order = tuple(sorted(waves, key=age) if all(re.search(r"\d", wave) for wave in waves) else waves)
    if len(order) < 2:
        return order, []
    return order, [f"The waves were taken in this order: {', '.join(order)}. Rename them if it is another."]
