"""Tables in an Excel workbook. Nothing in it is computed, run or fetched: what its cells showed last is read."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from coaching.problems import CourseProblem
from coaching.tables.cells import Content, Percent, Unusable, from_text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LONGEST_GAP: Final = 1_000
"""Rows below so many empty ones are not looked for: a sheet can say that it ends at row 1,048,576."""

MOST_ELEMENTS: Final = 1_000_000
"""Pieces of XML, two or three for each cell; more than these take seconds to read."""

_NO_RESULT: Final = (
    "it holds a formula whose result is not stored in the file. "
    "Open the file in a spreadsheet and save it, or type the value in its place."
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` begins anew at each call and gives every row that is not empty, with its number."""

    name: str
    hidden: bool
    rows: Callable[[], Iterator[tuple[int, list[Content]]]]


def sheets_of(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook, in their order. `formats.kind_of` has let it pass before.

    Raises:
        CourseProblem: it cannot be read, here or later at some row.
    """
    import openpyxl

    with _quietly(name):
        elements, formulas = _looked_over(data)
        if elements > MOST_ELEMENTS:
            raise CourseProblem(
                f"{name} has far more cells than a team’s table needs; empty cells with a format count too. "
                "Copy the table alone into a new sheet, and save that."
            )
        shown = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        written = shown
        if formulas:  # to tell a formula without a result from an empty cell
            written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return [
            Sheet(title, shown[title].sheet_state != "visible", partial(_rows, shown, written, title, name))
            for title in shown.sheetnames
            if hasattr(shown[title], "iter_rows")  # a sheet that is one chart has no rows
        ]


def _looked_over(data: bytes) -> tuple[int, bool]:
    """About how many elements of XML the workbook has, and whether there are formulas; without reading the XML."""
    elements, formulas = 0, False
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.infolist():
            if part.filename.endswith((".xml", ".rels")):
                xml = packed.read(part)
                elements += xml.count(b"<") - xml.count(b"</")
                formulas = formulas or re.search(rb"<(\w+:)?f[\s/>]", xml) is not None
    return elements, formulas


def _rows(shown: Workbook, written: Workbook, title: str, name: str) -> Iterator[tuple[int, list[Content]]]:
    gap = number = 0
    pairs: Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]
    if written is shown:
        pairs = ((row, ()) for row in _cells(shown, title))
    else:
        pairs = zip_longest(_cells(shown, title), _cells(written, title), fillvalue=())
    while gap <= LONGEST_GAP:
        number += 1
        with _quietly(name):
            pair = next(pairs, None)
            if pair is None:
                return
            row = [_content(cell, formula) for cell, formula in zip_longest(*pair)]
        while row and row[-1] in (None, ""):
            row.pop()
        gap = 0 if row else gap + 1
        if row:
            yield number, row


@contextmanager
def _quietly(name: str) -> Iterator[None]:
    """Whatever is odd in somebody's file comes out of the library as almost any kind of error, and is one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read
            yield
    except CourseProblem:
        raise
    except Exception as error:
        raise CourseProblem(
            f"{name} cannot be read as a workbook: something in it is damaged or not allowed. "
            "Open it in a spreadsheet, copy the table into a new workbook, and save that."
        ) from error


def _cells(book: Workbook, title: str) -> Iterator[tuple[Any, ...]]:
    sheet: Any = book[title]
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    return iter(sheet.iter_rows())


def _content(cell: Any, formula: Any) -> Content:
    value = getattr(cell, "value", None)
    if value is None:
        return Unusable(_NO_RESULT) if getattr(formula, "data_type", "") == "f" else None
    if isinstance(value, str):
        return from_text(value)
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int | float):
        # Fifteen digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there, and 0.30000000000000004 in the file.
        number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
        return Percent(number * 100) if "%" in (cell.number_format or "") else number
    return str(value)  # a time of day or a length of time
