"""What a ritual is: its words, its blanks, and the questions that it asks back. Pure data; nothing is rendered here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coaching.evidence import Evidence

__all__ = ["CHANNEL", "DAYS", "STOP", "Blank", "Claim", "Part", "Ritual", "Values", "clean", "has_number", "rows_of"]

DAYS = (7, 30, 90)
"""After so many days one looks back: soon enough to mend, late enough to see a habit, late enough to see a change."""

STOP = (
    "Harassment, discrimination or threats, a suspected breach of law, danger to life or health: stop. These do not "
    "belong on this sheet or into this meeting. Make sure that people are safe, and use the channel for it."
)

Values = Mapping[str, str]
"""What a person filled in, by the blank's name. A blank that is not there, or empty, is left open."""

NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|half|third|none|nobody|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)

LONGEST = 4_000  # characters; a blank on a page has room for some hundred


@dataclass(frozen=True)
class Blank:
    """One thing to fill in.

    A "rows" blank is a small table: one row a line, with ``|`` between its ``columns``. ``lines`` says how many lines
    (or empty rows) are printed where nothing was filled in, for writing by hand.
    """

    name: str
    label: str
    example: str
    help: str = ""
    kind: Literal["line", "text", "date", "rows"] = "line"
    lines: int = 1
    columns: tuple[str, ...] = ()


CHANNEL = Blank(
    "channel",
    "Our channel for what does not belong here",
    "Person of trust: room 114, phone 2207",
    "A person and a number. It is printed on the sheet.",
)
"""Every sheet ends with it: whoever leads says beforehand where such things go."""


@dataclass(frozen=True)
class Part:
    """Blanks that belong together, under a heading."""

    title: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Claim:
    """Something said about the world, how firm it is, and who says so."""

    text: str
    evidence: Evidence
    source: str = ""


@dataclass(frozen=True)
class Ritual:
    """A printable template.

    ``looks`` says what to look at after 7, 30 and 90 days; ``asks`` gives questions back, about clean values. ``about``
    names the blank by which one such sheet is told from another; "" where there is none. ``pages`` is how many pages it
    takes at most, empty or filled in as in its examples.
    """

    name: str
    title: str
    use: str
    when: str
    not_when: str
    minutes: int
    steps: tuple[str, ...]
    parts: tuple[Part, ...]
    looks: tuple[str, str, str]
    claims: tuple[Claim, ...] = ()
    asks: Callable[[Values], tuple[str, ...]] = lambda _: ()
    about: str = ""
    pages: int = 1

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return (*(blank for part in self.parts for blank in part.blanks), CHANNEL)

    @property
    def example(self) -> dict[str, str]:
        """The sheet as one team might fill it in."""
        return {blank.name: blank.example for blank in self.blanks}

    def topic(self, values: Values) -> str:
        """What this one sheet is about, in a few words: the beginning of the blank ``about``."""
        first = clean(values.get(self.about, "")).split("\n")[0]
        return first if len(first) <= 60 else first[:59].rsplit(" ", 1)[0] + "…"


def clean(raw: object) -> str:
    """What somebody typed, as text that every page and file can hold: no control characters, no half characters."""
    text = raw.isoformat() if isinstance(raw, date) else str("" if raw is None else raw)
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text).strip()[:LONGEST]


def has_number(text: str) -> bool:
    """Whether a number or a day stands in it, in digits or in words."""
    return bool(NUMBER.search(text))


def rows_of(text: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The rows of a "rows" blank: each as long as ``columns``. What is too much stays in the last cell.

    Cells are cut at ``|``, at a tab (as a spreadsheet copies them), or else at a semicolon.
    """
    rows = []
    for line in filter(str.strip, clean(text).split("\n")):
        line = line.strip()
        if len(line) > 1 and line[0] == line[-1] == "|":
            line = line[1:-1]  # as a table in Markdown is written
        mark = next((mark for mark in ("|", "\t", ";") if mark in line), "|")
        cells = [cell.strip() for cell in line.split(mark, len(columns) - 1)]
        rows.append(tuple((cells + [""] * len(columns))[: len(columns)]))
    return tuple(rows)
