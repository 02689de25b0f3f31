"""What coaches run: thin, like all of the command line. `coaching.cli` mounts these beside its own commands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from coaching.problems import CourseProblem
from coaching.terminal import COACHES, LOOK, Exercise, columns, counted, screen, shown

__all__ = ["app"]

app = typer.Typer(rich_markup_mode="rich")


@app.command("collect", rich_help_panel=COACHES)
def collect_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER…", help="Where you saved the files, or single files.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of a table.")] = False,
) -> None:
    """Take in the zip files that learners mailed or uploaded, for nbgrader to grade.

    Your files are only read. The latest of each person counts, earlier ones are kept. A file that cannot be taken in
    stays where it is and is listed with the mend; then the exit code is 3.
    """
    from coaching.grading.collect import Outcome, collect
    from coaching.places import course_root

    root = course_root(Path.cwd())
    taken = [one for folder in folders for one in collect(root, folder)]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in taken], indent=1, ensure_ascii=False))
    else:
        _show_collected(taken)
    if any(one.outcome == Outcome.REFUSED for one in taken):
        raise typer.Exit(LOOK)


@app.command("send-back", rich_help_panel=COACHES)
def send_back_command(
    exercise: Exercise,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to put the pages.")] = Path("to-send-back"),
) -> None:
    """Write one feedback page for each person, to mail back. For work that came as zip files."""
    from coaching.grading.sendback import send_back
    from coaching.places import course_root

    sent = send_back(course_root(Path.cwd()), exercise, to)
    table = columns("Person", "Points", "Page", "Note")
    for one in sent:
        table.add_row(escape(one.learner), one.points, one.page.name if one.page else "–", escape(one.note))
    screen.print(table)
    made = sum(one.page is not None for one in sent)
    screen.print(
        f"\n{counted(made, 'page')} in {escape(shown(to))}. Send each to the person in its name, and only there."
    )
    if made < len(sent):
        raise typer.Exit(LOOK)


@app.command("pack", rich_help_panel=COACHES)
def pack_command(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to put the folder and the zip.")] = Path("dist"),
) -> None:
    """Make the learners' edition: the course without solutions, tests and keys, as a folder and a zip."""
    from coaching.pack import pack
    from coaching.places import course_root

    packed = pack(course_root(Path.cwd()), out)
    table = columns("In it", "Files")
    table.columns[1].justify = "right"
    for name, count in packed.contents.items():
        table.add_row(escape(name), str(count))
    screen.print(table)
    screen.print(f"\n[bold]Folder:[/bold] {escape(shown(packed.folder))}", soft_wrap=True)
    screen.print(f"[bold]Zip:[/bold]    {escape(shown(packed.zip))} ({packed.zip.stat().st_size / 1e6:.1f} MB)")
    screen.print("Learners unpack it and run: python3 course.py start")


# ---------------------------------------------------------------------------------------------------------------------


def _show_collected(taken: list[Any]) -> None:
    from coaching.grading.collect import Outcome

    if not taken:
        raise CourseProblem("There is no zip file there. Save the mailed files in one folder, and collect from it.")
    people = sorted((one for one in taken if one.outcome not in (Outcome.REFUSED, Outcome.FOREIGN)), key=_by_person)
    if people:
        table = columns("Person", "Exercise", "Handed in (UTC)", "", "Note")
        for one in people:
            when = one.handed_in_at[:16].replace("T", " ")
            table.add_row(escape(one.learner), one.assignment, when, one.outcome.value, escape(one.note))
        screen.print(table)
    for outcome, heading in ((Outcome.REFUSED, "Set aside, for you to look at"), (Outcome.FOREIGN, "Left alone")):
        notes = [one.note for one in taken if one.outcome == outcome]
        if notes:
            screen.print(f"{chr(10) if people else ''}[bold]{heading}[/bold]")
            for note in notes:
                screen.print(f"· {escape(note)}", soft_wrap=True)
            people = people or [None]
    fresh = sorted({one.assignment for one in taken if one.outcome in (Outcome.NEW, Outcome.NEWER)})
    for assignment in fresh:
        screen.print(f"\nNext: coaching grade {assignment}")


def _by_person(one: Any) -> tuple[str, str, str]:
    return (one.learner.casefold(), one.assignment, one.handed_in_at)
