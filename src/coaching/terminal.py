"""How a command of `coaching` speaks to the person at the terminal: shared by all commands, whoever they are for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

__all__ = [
    "AUTHORS",
    "COACHES",
    "LEADERS",
    "LEARNERS",
    "LOOK",
    "Exercise",
    "columns",
    "counted",
    "listed",
    "screen",
    "shown",
]

LOOK = 3
"""The exit code of a command that worked, and left some files or people for a look; it has listed them."""

LEARNERS, LEADERS = "If you learn here", "If you lead a team"
COACHES, AUTHORS = "If you coach others", "If you write for the course"

Exercise = Annotated[str, typer.Argument(help="Such as 03-stretch-scoring.", show_default=False)]

screen = Console(highlight=False)


def columns(*headings: str) -> Table:
    """A table without lines."""
    return Table(*headings, box=None, pad_edge=False, header_style="bold")


def shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def counted(number: int, noun: str, many: str | None = None) -> str:
    """A number with its noun, to begin a sentence: "One file", "3 files"; `many` is the plural that takes no s."""
    return f"One {noun}" if number == 1 else f"{number} {many or noun + 's'}"


def listed(titles: Iterable[str], most: int = 6) -> str:
    """Titles in quotation marks; of many, the first ones and how many more there are."""
    titles = list(titles)
    said = ", ".join(f"“{title}”" for title in titles[:most])
    return said + (f" and {len(titles) - most} more" if len(titles) > most else "")
