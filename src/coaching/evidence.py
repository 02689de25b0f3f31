"""The evidence mark: how strong the support for a claim is, said in words and by a shape, never by colour alone.

Six values, from strongest to weakest, in `VALUES`. In a Markdown cell an author writes the mark as text in a span::

    Goals that are hard and specific raise results. <span class="evidence">● supported</span>

It reads well with no style sheet, in print, on a forge and aloud. `mark(value)` writes the same span, `find(text)`
reads every span back, and `problems(notebook)` names each one that is misspelt, so that a test can hold a lesson to it.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Evidence = Literal["supported", "supported with conditions", "contested", "unverified", "dated", "contradicted"]
"""The six values."""

VALUES: tuple[Evidence, ...] = get_args(Evidence)
"""The six values in the order of the legend."""

SHAPES: dict[Evidence, str] = {
    "supported": "●",
    "supported with conditions": "◐",
    "contested": "⇄",
    "unverified": "○",
    "dated": "◷",
    "contradicted": "✕",
}
"""One shape a value; no two can be taken for each other in black and white."""

MEANINGS: dict[Evidence, str] = {
    "supported": "Several good studies, or the source itself, say so.",
    "supported with conditions": "It holds for some goals, people or work, and the text says for which.",
    "contested": "Good studies or serious experts disagree.",
    "unverified": "We found no source that shows it. It may still be true.",
    "dated": "It was right once. The product, the company or the figure has changed since.",
    "contradicted": "The source it names, or better evidence, says otherwise.",
}
"""What each value claims, in one line for the legend and the glossary."""

STYLE = (
    ".evidence{display:inline-block;white-space:nowrap;font-size:.88em;padding:0 .55em;border:1px solid currentColor;"
    "border-radius:1em;line-height:1.5}"
)
"""Optional style sheet. It adds a thin border and no colour, so contrast is that of the text around it."""


def check(value: str) -> Evidence:
    """`value` as one of the six; ValueError, naming all six, for anything else."""
    for known in VALUES:
        if value == known:
            return known
    raise ValueError(f"{value!r} is no evidence mark. The six are: {', '.join(VALUES)}.")


def text(value: str) -> str:
    """Shape and word, for example "◐ supported with conditions"; ValueError for an unknown value."""
    known = check(value)
    return f"{SHAPES[known]} {known}"


def mark(value: str) -> str:
    """The mark as an HTML span, good in cards and in Markdown cells alike; ValueError for an unknown value."""
    return f'<span class="evidence">{text(value)}</span>'


@dataclass(frozen=True)
class Legend:
    """The six marks with their meanings; the last line of a cell shows it."""

    def html(self) -> str:
        """The legend as a definition list with the style it needs."""
        entries = "".join(f"<dt>{mark(v)}</dt><dd>{html.escape(MEANINGS[v])}</dd>" for v in VALUES)
        return (
            f'<div class="evidence-legend"><style>{STYLE}.evidence-legend dt{{margin-top:.5em}}'
            f".evidence-legend dd{{margin:.1em 0 0 1.2em}}</style><dl>{entries}</dl></div>"
        )

    def markdown(self) -> str:
        """The legend as a Markdown table, for the glossary and for print."""
        rows = "\n".join(f"| {text(v)} | {MEANINGS[v]} |" for v in VALUES)
        return f"| mark | what it says |\n|---|---|\n{rows}"

    def __repr__(self) -> str:
        width = max(len(text(v)) for v in VALUES)
        return "\n".join(f"{text(v).ljust(width)}  {MEANINGS[v]}" for v in VALUES)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": repr(self)}


def legend() -> Legend:
    """The legend of the six marks."""
    return Legend()


@dataclass(frozen=True)
class Found:
    """One mark as it stands in a text: what was written, its value when right, what is wrong when not."""

    written: str
    value: Evidence | None
    problem: str | None


_SPAN = re.compile(r"<span\b[^>]*\bclass\s*=\s*(['\"])[^'\"]*\bevidence\b[^'\"]*\1[^>]*>(.*?)</span>", re.S | re.I)


def find(markdown: str) -> tuple[Found, ...]:
    """Every evidence span in a Markdown text, in order; never raises."""
    return tuple(_read(match.group(2)) for match in _SPAN.finditer(markdown))


def _read(written: str) -> Found:
    words = " ".join(html.unescape(written).split())
    for value in VALUES:
        if words == text(value):
            return Found(words, value, None)
    for value in sorted(VALUES, key=len, reverse=True):
        if words.endswith(value):
            return Found(words, None, f"{words!r} has the wrong shape; write {text(value)!r}.")
    return Found(words, None, f"{words!r} is no evidence mark; the six are: {', '.join(map(text, VALUES))}.")


def problems(notebook: str | Path) -> list[str]:
    """One sentence for each misspelt mark in the Markdown cells of a notebook, with the number of the cell (from 0)."""
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    return [
        f"{Path(notebook).name}, cell {index}: {found.problem}"
        for index, cell in enumerate(cells)
        if cell["cell_type"] == "markdown"
        for found in find("".join(cell["source"]))
        if found.problem
    ]
