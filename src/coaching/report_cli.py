"""`coaching report`: the coach's desk as one page and a short summary, or as JSON for a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from coaching.problems import CourseProblem
from coaching.terminal import COACHES, LOOK, columns, counted, screen, shown

if TYPE_CHECKING:
    from coaching.desk.coach.cohort import Cohort

__all__ = ["app"]

app = typer.Typer(rich_markup_mode="rich")


@app.command("report", rich_help_panel=COACHES)
def report_command(
    exercises: Annotated[
        list[str] | None, typer.Argument(metavar="EXERCISE…", help="Only these; all if none is named.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Show names in place of “Trainee 07”.")] = False,
    latest: Annotated[bool, typer.Option("--latest", help="Items of the latest hand-ins; else of the first.")] = False,
    homes: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            envvar="COACHING_HOMES",
            help="On a shared disk: where everybody's home is. Then you see who has started.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the page.", show_default="reports/cohort.html")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a summary.")] = False,
) -> None:
    """Write one page about the cohort: where everyone is, what was not understood, and what to do about it.

    Names are hidden unless you say so. If the work of somebody needs a look, it is on the page, and the exit code is 3.
    """
    from coaching.desk.coach.read_cohort import read_cohort
    from coaching.desk.coach.report import needs_a_look, report_data, report_page
    from coaching.places import assignment_name, course_root

    root = course_root(Path.cwd())
    with screen.status("Reading"):
        cohort = read_cohort(root, map(assignment_name, exercises or ()), homes=homes)
        page = report_page(cohort, names=names, latest=latest, gain=not exercises)
    file = _write(out or root / "reports" / "cohort.html", page)
    if as_json:
        data = {"page": str(file), **report_data(cohort, names=names, latest=latest)}
        typer.echo(json.dumps(data, indent=1, ensure_ascii=False))
    else:
        _show(cohort, file)
    if needs_a_look(cohort):
        raise typer.Exit(LOOK)


# ---------------------------------------------------------------------------------------------------------------------


def _write(file: Path, page: str) -> Path:
    from coaching.answers import write_atomically

    try:
        if not file.parent.exists():
            file.parent.mkdir(parents=True)
            (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")  # what people did never goes into git
        write_atomically(file, page)
    except OSError as error:
        raise CourseProblem(
            f"{file} cannot be written ({error.strerror or error}). Choose another with --out."
        ) from error
    return file


def _show(cohort: Cohort, file: Path) -> None:
    from coaching.desk.coach.cohort import State
    from coaching.desk.coach.pieces import FEW, label
    from coaching.desk.coach.progress import SHAPES, counts, queue
    from coaching.desk.coach.report import needs_a_look

    states = [state for state in State if any(counts(cohort, name)[state] for name in cohort.assignments)]
    table = columns("Module", *(f"{SHAPES[state]} {state.value}" for state in states))
    for column in table.columns[1:]:
        column.justify = "right"
    for name in cohort.assignments:
        found = counts(cohort, name)
        table.add_row(escape(label(name)), *(str(found[state] or "–") for state in states))
    screen.print(table)
    people = counted(len(cohort.people), "person", "people")
    screen.print(f"\n[bold]{people}.[/bold] {counted(len(queue(cohort)), 'text')} to read.", end=" ")
    look = needs_a_look(cohort)
    screen.print(f"{counted(len(look), 'person', 'people')} with work that needs a look." if look else "")
    if len(cohort.people) < FEW:
        screen.print("With fewer than five people the page can point at single ones, even without names.")
    screen.print(f"[bold]Page:[/bold] {escape(shown(file))}", soft_wrap=True)
