"""What stands in one cell, and where the cell stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that its cell shows with a percent sign: 75 for 75 %, which Excel keeps as 0.75."""

    points: Decimal


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that holds something, but nothing that can be used; `why` goes on from its place and a colon."""

    why: str


Content: TypeAlias = str | Decimal | bool | date | Percent | Unusable | None
"""What a cell can hold. A text file has texts only; an empty cell is None or ""."""

BLANK: Final = frozenset(("", "-", "–", "—", "−", "...", "…", "?", "n/a", "na", "n.a.", "k.a.", "none", "null", "tbd"))
"""Texts that people write into a cell to say that nothing is known (capitals and spaces do not count)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its row (from 1, as a spreadsheet counts), its column (from 0), its heading, and its content."""

    row: int
    column: int
    heading: str
    content: Content = None

    @property
    def place(self) -> str:
        """Where a person finds it: ``Row 4, column C “Target”``."""
        named = f" “{shortened(self.heading, 40)}”" if self.heading else ""
        return f"Row {self.row}, column {letter(self.column)}{named}"

    @property
    def blank(self) -> bool:
        """Whether no number is said here: empty, or a text such as "-" or "n/a"."""
        if isinstance(self.content, str):
            return self.content.casefold().replace(" ", "") in BLANK
        return self.content is None

    @property
    def text(self) -> str:
        """The content as a person reads it; "" for an empty cell.

        Raises CellProblem for an error or a formula without a result.
        """
        if self.content is None:
            return ""
        if isinstance(self.content, Unusable):
            raise CellProblem(self, self.content.why)
        if isinstance(self.content, Percent):
            return f"{self.content.points:f} %"
        if isinstance(self.content, bool):
            return "yes" if self.content else "no"
        if isinstance(self.content, Decimal):
            return f"{self.content:f}" if abs(self.content.adjusted()) < 20 else str(self.content)
        if isinstance(self.content, datetime):
            return self.content.date().isoformat()
        return str(self.content)


class CellProblem(ValueError):
    """Something about one cell that a person can mend; the text is one sentence that begins with its place."""

    def __init__(self, cell: Cell, says: str) -> None:
        super().__init__(f"{cell.place}: {says}")
        self.cell = cell


def tidy(text: str) -> str:
    """A text as it was meant: one form of each letter, single spaces, and nothing that is not seen.

    Signs that turn the direction of writing are taken out, as they could turn the page around them; letters that are
    written from right to left, and joined emojis, stay as they are.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    kept = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text if sign not in UNSEEN)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


UNSEEN: Final = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def quoted(text: str, most: int = 40) -> str:
    """A person's text inside a sentence: in quotation marks, not longer than a line, and not turning it around."""
    short = shortened(text, most)
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in short):
        short = f"\u2068{short}\u2069"
    return f"“{short}”"


def letter(column: int) -> str:
    """The name that a spreadsheet gives to the column with this number, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def plain(heading: str) -> str:
    """A heading without capitals, accents, spaces and signs, so that "E-Mail" and "email" are one."""
    letters = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(sign for sign in letters if sign.isalnum())


ERROR: Final = re.compile(
    r"#(DIV/0!?|N/?A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|WERT!|BEZUG!|ZAHL!|NV|VALEUR!|GETTING_DATA)",
    re.IGNORECASE,
)
"""What a spreadsheet shows where a formula went wrong, in English and a few other languages."""


def from_text(text: str) -> Content:
    """The content of a cell that was written as text."""
    text = tidy(text)
    if text.startswith("#") and ERROR.fullmatch(text):
        return Unusable(f"it holds the error {text}. Mend the formula, or type the value in its place.")
    return text
