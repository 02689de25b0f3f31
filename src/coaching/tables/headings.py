"""The row that names the columns, found by what the names mean, and the rows below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Final

from coaching.problems import CourseProblem
from coaching.tables import csv_text, workbook
from coaching.tables.cells import Cell, Content, Unusable, from_text, letter, plain, quoted
from coaching.tables.formats import kind_of
from coaching.tables.workbook import Sheet

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 300
MOST_CELLS: Final = 300_000
_HEAD: Final = 60
"""Rows among which the names of the columns are looked for."""


@dataclass(frozen=True)
class Column:
    """A column that a table may have: its name here, what else it may be called, and whether nothing goes without it.

    Capitals, accents, spaces, signs and what stands in brackets do not matter: "Key result" is "KEY-RESULT (Q3)".
    """

    name: str
    called: tuple[str, ...] = ()
    needed: bool = False

    def spellings(self) -> list[str]:
        return [plain(spelling) for spelling in (self.name, *self.called)]


@dataclass(frozen=True)
class Row:
    """One row below the names: `row["target"]` is its cell in the column that was asked for under this name.

    A column that the table does not have gives a blank cell without a place. `cells` are all of the row, known or not.
    """

    number: int
    cells: tuple[Cell, ...]
    places: Mapping[str, int] = field(repr=False)

    def __getitem__(self, name: str) -> Cell:
        place = self.places.get(name, -1)
        return self.cells[place] if 0 <= place < len(self.cells) else Cell(self.number, max(place, 0), "")


@dataclass(frozen=True)
class Table:
    """A table as it was found.

    `columns` gives the number of each column asked for that is there; `headings` all headings, known or not, in their
    order ("" where there is none); `notes` are sentences about what was left alone, `problems` about rows that could
    not be taken in; `separated` is the separator of a text file, "" for a workbook.
    """

    name: str
    sheet: str
    heading_row: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    separated: str = ""

    @property
    def unknown(self) -> tuple[int, ...]:
        """The columns, counted from 0, that have a heading nobody asked for."""
        known = set(self.columns.values())
        return tuple(i for i, heading in enumerate(self.headings) if heading and i not in known)


def read_table(data: bytes, name: str, columns: Sequence[Column]) -> Table:
    """The first table in a file that names the `columns` that are needed.

    `name` is the file's name, for the sentences. What stands above the row with the names is skipped; a name above
    merged cells counts for the cell below it if that one is empty. Empty rows are skipped, and the row with the names
    where it comes again.

    Raises:
        CourseProblem: the file is of a kind that cannot be read, too large, or damaged (see `formats`, `csv_text` and
            `workbook`); no row names what is needed; two columns have one name; or there is no row below the names.
            One sentence, which names the place and the mend.
    """
    if kind_of(data, name) == "workbook":
        sheets, separated, notes = workbook.sheets_of(data, name), "", []
    else:
        text, guessed = csv_text.decoded(data, name)
        separated, begin = csv_text.separator_of(text, lambda cells: len(_matches(cells, columns)))
        sheets = [Sheet("", False, partial(_text_rows, text[begin:], separated, name))]
        notes = [_GUESSED.format(name=name)] if guessed else []
    sheet, head = _chosen(sheets, columns, name)
    where = f"{name}, sheet {quoted(sheet.name)}" if len(sheets) > 1 else name
    _check_names(head, where)
    _check_width(head, where)
    rows, repeated, problems = _rows(sheet, head, where)
    if not rows and not problems:
        raise CourseProblem(
            f"{where} names columns in row {head.number}, but has nothing below them. Save it with its rows."
        )
    if head.skipped:
        notes.append(f"What stands above row {head.number}, which names the columns, was skipped.")
    notes += [f"Row {number} names the columns again, and was skipped." for number in repeated]
    others = [one.name for one in sheets if one is not sheet and not one.hidden and _has(_head(one, columns), columns)]
    if others:
        notes.append(f"Only the sheet {quoted(sheet.name)} was read; {_listed(others)} would have such a table too.")
    return Table(name, sheet.name, head.number, tuple(head.cells), head.known, rows, tuple(notes), problems, separated)


_GUESSED: Final = (
    "{name} is not saved as UTF-8; its letters were read as those of Windows. "
    "If some look odd, save it as “CSV UTF-8” and bring it again."
)

# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Head:
    """The row that names the columns: its number, its headings, what is known of them, and whether rows above it say
    other things."""

    number: int
    cells: list[str]
    known: Mapping[str, int]
    skipped: bool = False


def _text_rows(text: str, separator: str, name: str) -> Iterator[tuple[int, list[Content]]]:
    for number, cells in csv_text.rows_of(text, separator, name):
        yield number, [from_text(cell) for cell in cells]


def _matches(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Which cell names which column; where two do, the spelling that stands first in its `called` counts."""
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell and len(cell) <= 120:
            bare = plain(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", cell))
            seen.setdefault(plain(cell), place)
            seen.setdefault(bare, place)
    found: dict[str, int] = {}
    for column in columns:
        named = next((seen[one] for one in column.spellings() if one and one in seen), None)
        if named is not None and named not in found.values():
            found[column.name] = named
    return found


def _head(sheet: Sheet, columns: Sequence[Column]) -> _Head:
    """The row among the first ones that names the most columns; of equals, the uppermost."""
    best = _Head(1, [], {})
    above: list[str] = []
    for rows_above, (number, row) in enumerate(islice(sheet.rows(), _HEAD)):
        cells = [_as_heading(content) for content in row[: MOST_COLUMNS + 1]]
        # A heading over merged rows stands in the upper one, and one over merged columns says less than those below it.
        joined = [cell or _named_above(above, place, columns) for place, cell in enumerate(cells)]
        joined += [_named_above(above, place, columns) for place in range(len(cells), len(above))]
        known = _matches(joined, columns)
        if not best.cells or len(known) > len(best.known):
            best = _Head(number, joined, known, skipped=rows_above > (joined[: len(cells)] != cells))
        above = joined
    return best


def _as_heading(content: Content) -> str:
    if isinstance(content, Decimal):
        return f"{content:f}"
    return content if isinstance(content, str) else ""


def _named_above(above: Sequence[str], place: int, columns: Sequence[Column]) -> str:
    heading = above[place] if place < len(above) else ""
    return heading if heading and _matches([heading], columns) else ""


def _has(head: _Head, columns: Sequence[Column]) -> bool:
    return bool(head.known) and all(column.name in head.known for column in columns if column.needed)


def _chosen(sheets: Sequence[Sheet], columns: Sequence[Column], name: str) -> tuple[Sheet, _Head]:
    """The first sheet that is shown and has what is needed. Raises CourseProblem if there is none."""
    heads = [(sheet, _head(sheet, columns)) for sheet in sheets[:50]]
    for sheet, head in heads:
        if not sheet.hidden and _has(head, columns):
            return sheet, head
    for sheet, head in heads:
        if _has(head, columns):
            raise CourseProblem(
                f"{name} has the table only in the hidden sheet {quoted(sheet.name)}, and hidden sheets are not read. "
                "Right-click the tabs at the bottom, choose Unhide, and save."
            )
    if not heads:
        raise CourseProblem(f"{name} has no sheet with rows. Save the table as an ordinary sheet.")
    sheet, head = max(heads, key=lambda one: len(one[1].known))
    where = f"{name}, sheet {quoted(sheet.name)}," if len(sheets) > 1 else name
    there = [cell for cell in head.cells if cell]
    if len(there) == 1 and len(plain(there[0])) > 3 and not head.known:
        raise CourseProblem(
            f"{where} has only one column in row {head.number}: {quoted(there[0])}. The cells must be separated by "
            "semicolon, comma or tab: save the table as “CSV UTF-8” or as .xlsx."
        )
    missing = [column for column in columns if column.needed and column.name not in head.known]
    wanted = " and ".join(f"“{(column.called or (column.name,))[0]}”" for column in missing)
    has = _listed(there[:8]) or "nothing"
    raise CourseProblem(
        f"{where} names no column for {wanted}; row {head.number} has {has}. Write the columns’ names into one row."
    )


def _check_names(head: _Head, where: str) -> None:
    """Raises CourseProblem where two of the columns that are used have one name."""
    for place in head.known.values():
        twins = [number for number, cell in enumerate(head.cells) if cell and plain(cell) == plain(head.cells[place])]
        if len(twins) > 1:
            letters = " and ".join(f"{letter(number)}{head.number}" for number in twins)
            raise CourseProblem(
                f"{where} names two columns {quoted(head.cells[place])}: {letters}. Rename or take out one of them."
            )


def _check_width(head: _Head, where: str) -> None:
    if len(head.cells) > MOST_COLUMNS:
        raise CourseProblem(
            f"{where} has more than {MOST_COLUMNS} columns in row {head.number}. Copy those that matter to a new sheet."
        )


def _rows(sheet: Sheet, head: _Head, where: str) -> tuple[tuple[Row, ...], list[int], tuple[str, ...]]:
    """The rows below the names; the numbers of those that only repeat the names; what is wrong with those left out."""
    rows: list[Row] = []
    repeated: list[int] = []
    problems: list[str] = []
    width = max((place for place, cell in enumerate(head.cells) if cell), default=0) + 1
    seen = 0
    for number, contents in _below(sheet, head.number):
        seen += len(contents)
        if len(rows) >= MOST_ROWS or seen > MOST_CELLS:
            raise CourseProblem(
                f"{where} goes on after row {number:,}: it has more than the {MOST_ROWS:,} rows or {MOST_CELLS:,} "
                "cells that are read. Keep only the rows of your team, and save that."
            )
        if head.known and all(contents[i : i + 1] == [head.cells[i]] for i in head.known.values()):
            repeated.append(number)
        elif not sheet.name and any(content not in (None, "") for content in contents[width:]):
            # A remark beside a table in a workbook is left alone; in a text file, a cell was cut in two.
            problems.append(
                f"Row {number} has {len(contents)} cells, and {width} columns have a name. A text or number that holds "
                "the separator itself, such as 0,7, stands in quotation marks; or save the table as .xlsx."
            )
        else:
            padded = [*contents[:width], *[None] * (width - len(contents))]
            cells = tuple(Cell(number, i, head.cells[i], content) for i, content in enumerate(padded))
            rows.append(Row(number, cells, head.known))
    return tuple(rows), repeated, tuple(problems)


def _below(sheet: Sheet, heading_row: int) -> Iterator[tuple[int, list[Content]]]:
    for number, contents in sheet.rows():
        if number > heading_row and any(_says_something(content) for content in contents):
            yield number, contents


def _says_something(content: Content) -> bool:
    return content not in (None, "") or isinstance(content, Unusable)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names)
