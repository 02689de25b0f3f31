"""Tables saved as text, whatever separates the cells and whatever the letters are saved in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from coaching.problems import CourseProblem
from coaching.tables.cells import letter, tidy

SEPARATORS: Final = ";,\t|"
_LINES_TO_LOOK_AT: Final = 40


def decoded(data: bytes, name: str) -> tuple[str, bool]:
    """The letters of a text file: UTF-8 (with or without its mark), UTF-16, else Windows-1252; and whether that last
    was only a guess, which matters where a letter is not ASCII.

    Raises:
        CourseProblem: it holds what no text holds; the sentence names the row.
    """
    guessed = False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif half := _utf16_without_mark(data):
        text = data.decode(half, errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            guessed = True
            text = data.decode("cp1252", errors="replace")
    strange = re.search(r"[\0-\x08\x0e-\x1f\ufffd]", text)
    if strange:
        row = len(re.findall(r"\r\n|\r|\n", text[: strange.start()])) + 1
        raise CourseProblem(
            f"{name}, row {row}, holds a sign that no text has, so the letters cannot be read. "
            "Open the file in a spreadsheet and save it as “CSV UTF-8”."
        )
    return text, guessed and not data.isascii()


def _utf16_without_mark(data: bytes) -> str:
    """Most signs of a table are ASCII; in UTF-16 every second byte is then 0."""
    head = data[:2000]
    if len(head) < 8 or len(data) % 2:
        return ""
    if head[1::2].count(0) > 0.4 * len(head[1::2]) and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > 0.4 * len(head[::2]) and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def separator_of(text: str, worth: Callable[[Sequence[str]], int]) -> tuple[str, int]:
    """What separates the cells, and where the table begins (after a line ``sep=;`` as Excel writes it).

    `worth` tells how many columns of a row are known by name. The separator that gives the most to one of the first
    rows is taken; if no name is known, the one that gives the most cells to most rows.
    """
    told = re.match(r"sep=(.)[ \t]*(\r\n|\r|\n)", text)
    if told:
        return told[1], told.end()
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:200_000])[: _LINES_TO_LOOK_AT * 2] if line.strip()]
    lines = lines[:_LINES_TO_LOOK_AT]

    def score(separator: str) -> tuple[int, int]:
        rows = [_split(line, separator) for line in lines]
        return max((worth(row) for row in rows), default=0), sum(len(row) for row in rows)

    return max(SEPARATORS, key=score), 0


def _split(line: str, separator: str) -> list[str]:
    try:
        return [tidy(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def rows_of(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with its number as a spreadsheet counts, and its cells as they were meant.

    Raises:
        CourseProblem: a quotation mark is opened and never closed, or stands where none can; the cell is named.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = lines = 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines = reader.line_num
            clean = [tidy(cell) for cell in cells]
            if any(clean):
                yield number, clean
    except csv.Error as error:
        if "field limit" in str(error):
            raise CourseProblem(
                f"{name}, row {number + 1}, has a cell of more than {csv.field_size_limit():,} signs. Shorten it, or "
                "look for a quotation mark before it that is not closed."
            ) from error
        raise CourseProblem(
            f"{name}, row {number + 1}, column {letter(_open_quote(text, lines, separator))}, cannot be taken apart "
            f"({error}). Look for a quotation mark that is opened and not closed, or that stands inside a text: "
            "write two of them there."
        ) from error


def _open_quote(text: str, lines: int, separator: str) -> int:
    """The column, from 0, of the first cell whose quotation marks do not fit, below so many lines."""
    rest = "".join(islice(io.StringIO(text, newline=""), lines, None))
    no_end = rf"[^{re.escape(separator)}\r\n]"
    cell = re.compile(rf'(?:"(?:[^"]|"")*"|(?!"){no_end}+)?')
    place = column = 0
    while (found := cell.match(rest, place)) and rest[found.end() : found.end() + 1] == separator:
        place, column = found.end() + 1, column + 1
    return column
