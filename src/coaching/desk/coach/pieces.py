"""Pieces of HTML that the parts of the coach's desk share. Whatever is no `Markup` is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

__all__ = [
    "FEW",
    "Cell",
    "deeper",
    "heading",
    "joined",
    "label",
    "note",
    "paragraph",
    "percent",
    "pointing",
    "table",
    "warning",
]

FEW = 5
"""Under so many people, a page without names can still point at single ones."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its content, and whether it is a number (set to the right)."""

    content: str
    number: bool = True


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after the other; those that are no `Markup` are escaped."""
    return Markup("\n").join(parts)


def heading(words: str, level: int = 3) -> Markup:
    return Markup("<h{0}>{1}</h{0}>").format(level, words)


def deeper(html: Markup) -> Markup:
    """The same, with every heading one level further down: for a page that becomes a section."""
    return Markup(re.sub(r"(</?h)([3-5])\b", lambda found: f"{found[1]}{int(found[2]) + 1}", html))


def paragraph(words: str) -> Markup:
    return Markup("<p>{}</p>").format(words)


def note(words: str) -> Markup:
    """A quiet remark."""
    return Markup('<p class="dk-note">{}</p>').format(words)


def warning(words: str) -> Markup:
    """A remark to notice."""
    return Markup('<div class="dk-warn"><p>{}</p></div>').format(words)


def pointing(people: int, names_shown: bool) -> Markup:
    """What is to be said of a page about so few people that it can point at single ones; else nothing."""
    if people >= FEW or names_shown:
        return Markup("")
    return warning("With fewer than five people this page can point at single ones, even without names. Keep it here.")


def label(assignment: str) -> str:
    """An exercise as people say it: "03 stretch scoring"."""
    return assignment.replace("-", " ")


def percent(share: float | None) -> str:
    """A share in whole per cent; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.0f} %"


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | Cell]]) -> Markup:
    """A table that scrolls alone; the first cell of each row names it. Columns that hold a `Cell` number are right."""
    body = [[one if isinstance(one, Cell) else Cell(one, number=False) for one in row] for row in rows]
    right = [bool(body) and all(row[i].number for row in body) for i in range(len(columns))]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_n(number), name)
        for name, number in zip(columns, right, strict=True)
    )
    lines = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(i, cell) for i, cell in enumerate(row))) for row in body
    )
    return Markup(
        '<div class="dk-wide" tabindex="0" role="region" aria-label="{0}"><table><caption>{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>\n{2}\n</tbody></table></div>"
    ).format(caption, head, lines)


# ---------------------------------------------------------------------------------------------------------------------


def _cell(place: int, cell: Cell) -> Markup:
    if place == 0:
        return Markup('<th scope="row">{}</th>').format(cell.content)
    return Markup("<td{}>{}</td>").format(_n(cell.number), escape(cell.content))


def _n(number: bool) -> Markup:
    return Markup(' class="n"') if number else Markup("")
