"""`coaching log`: one's own predictions, reflections and plans from all lessons, to read, take along, or delete."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from coaching.problems import CourseProblem
from coaching.terminal import LEARNERS, LOOK, columns, counted, screen, shown

if TYPE_CHECKING:
    from coaching.desk.leader.growth_log import Log

__all__ = ["app"]

app = typer.Typer(rich_markup_mode="rich")


@app.command("log", rich_help_panel=LEARNERS)
def log_command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it: .html to print, .md, or .json.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="WORDS", help="Add a note of your own.")] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--delete", metavar="CODE", help="An entry, a lesson, or “all”; asks first.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting.")] = False,
) -> None:
    """Your growth log: what you predicted, thought and planned in all lessons, and what came.

    It stays on this machine. “lesson-03/transfer” is an entry, “lesson-03” all of that lesson, “all” the whole log, and
    “everything” also your answers to cards that the log does not show.
    """
    from coaching.desk.leader.growth_log import add_note, read_log
    from coaching.desk.leader.growth_log_pages import comparison

    here = Path.cwd()
    if note is not None:
        screen.print(f"Kept as {add_note(here, note)}.")
    if codes:
        _delete(here, codes, yes)
        return
    log = read_log(here)
    if out is not None:
        _write(log, out)
    elif note is None:
        table = columns("Code", "Day", "", "Card")
        for entry in log.shown:
            table.add_row(entry.code, escape(entry.day), entry.kind, escape(entry.title))
        if table.rows:
            screen.print(table)
        for sentence in comparison(log):
            screen.print(sentence, soft_wrap=True)
        screen.print(f"{counted(len(log.shown), 'entry', 'entries')}. To read your log: coaching log --out my-log.html")
    for problem in log.problems:
        screen.print(f"· {escape(problem)}", soft_wrap=True)


def _write(log: Log, out: Path) -> None:
    from coaching.desk.leader.my_growth_log import documents
    from coaching.out_file import write_out

    by_ending = {Path(one.name).suffix: one.content for one in documents(log)}
    if out.suffix not in by_ending:
        raise CourseProblem(f"{out.name} should end with {', '.join(by_ending)}: a page, a text, or for a program.")
    content = by_ending[out.suffix]
    write_out(out, content)
    screen.print(f"[bold]Written:[/bold] {escape(shown(out))}", soft_wrap=True)


def _delete(here: Path, codes: list[str], yes: bool) -> None:
    from coaching.desk.leader.forgetting import delete, out_of_reach
    from coaching.desk.leader.growth_log import chosen, home, read_log

    root, place = home(here)
    found = chosen(read_log(here), codes)
    screen.print("[bold]This would be deleted[/bold]")
    for entry in found:
        screen.print(f"· {entry.code}: {escape(entry.title)}", soft_wrap=True)
    if not (yes or sys.stdin.isatty()):
        raise CourseProblem("Nobody is here to ask. To delete these, add --yes.")
    if not (yes or typer.confirm("Delete these? It cannot be taken back")):
        screen.print("Nothing was deleted.")
        return
    done = delete(root, place, found)
    screen.print(f"\n{counted(done.entries, 'entry', 'entries')} deleted.")
    for sentence in (*done.stuck, *out_of_reach(place)):
        screen.print(f"· {escape(sentence)}", soft_wrap=True)
    if done.stuck:
        raise typer.Exit(LOOK)
