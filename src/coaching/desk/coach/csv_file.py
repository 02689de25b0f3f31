"""A table as a CSV file that every spreadsheet, Canvas, Moodle and pandas read alike.

Separated by commas, lines end as RFC 4180 says, the letters are UTF-8. Numbers have a decimal point and stay numbers.
What is missing is an empty cell, never 0. A spreadsheet runs a cell that begins like a formula; what people typed must
not be run, so such a text gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["Cell", "begins_like_a_formula", "csv_file"]

Cell = str | int | float | bool | None

FORMULA: Final = "=+-@\t\r\n＝＋－＠"
"""With the wide forms of the signs, which spreadsheets of some languages read as the narrow ones."""

NO_GRADE: Final = "-"
"""How Moodle writes that there is no grade. Alone it is no formula."""


def csv_file(heading: Sequence[str], rows: Iterable[Sequence[Cell]], *, excel: bool = False) -> bytes:
    """The file. `excel` puts a byte-order mark in front, without which Excel takes UTF-8 for another encoding.

    Raises:
        ValueError: a row has more or fewer cells than the heading; that is our own mistake.
    """
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\r\n").writerow
    write([_written(cell) for cell in heading])
    for row in rows:
        if len(row) != len(heading):
            raise ValueError(f"A row has {len(row)} cells, and there are {len(heading)} columns: {row!r}")
        write([_written(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig" if excel else "utf-8", errors="replace")


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet may run a cell with this text. What cannot be seen in front of it does not stop all."""
    seen = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return (text[:1] in tuple(FORMULA) or seen in tuple(FORMULA)) and text != NO_GRADE


# ---------------------------------------------------------------------------------------------------------------------


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return _number(cell)
    text = cell.replace("\0", "")
    return f"'{text}" if begins_like_a_formula(text) else text


def _number(number: float) -> str:
    """At most six decimals, and none where none are needed; what is no number is missing."""
    if not math.isfinite(number):
        return ""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
