"""`coaching team ritual`: a ritual's sheet, filled in from the command line or from a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from coaching.problems import CourseProblem
from coaching.terminal import columns, screen, shown

__all__ = ["ritual_command"]


def ritual_command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Such as experiment-card.")] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--set", metavar="BLANK=WORDS", help="Fill in a blank; as often as you like.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--from", metavar="FILE.toml", help="Blanks from a file.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write page, text and reminders there.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day, such as 2026-12-01.", show_default="today")
    ] = None,
) -> None:
    """A sheet for your next ritual: to print, as text, and with reminders; without NAME, all there are.

    Without --out the text is shown here. Blanks that you leave open are printed as lines to write on.
    """
    from coaching.desk.leader.our_ritual import make, values_from, written
    from coaching.desk.leader.rituals import RITUALS, ritual_named

    if name is None:
        table = columns("Name", "Minutes", "What it is for")
        for one in RITUALS.values():
            table.add_row(one.name, str(one.minutes), escape(one.use))
        screen.print(table)
        screen.print("\nFor example: coaching team ritual experiment-card --out my-sheets")
        return
    ritual = ritual_named(name)
    made = make(ritual, values_from(ritual, pairs or (), file), _day(start))
    if out is None:
        screen.print(made.text, markup=False, soft_wrap=True, end="")
        blanks = ", ".join(blank.name for blank in ritual.blanks)
        screen.print(f"\nIts blanks: {blanks}. A page to print and reminders: add --out FOLDER.", soft_wrap=True)
    else:
        for path in written(made, out):
            screen.print(f"[bold]Written:[/bold] {escape(shown(path))}", soft_wrap=True)
    for question in made.asks:
        screen.print(f"· {escape(question)}", soft_wrap=True)


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise CourseProblem(f"{(text or '')[:20]!r} is no date. Write it as 2026-12-01.") from None
