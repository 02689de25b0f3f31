"""`coaching feedback`: how making and releasing a cohort's pages looks at a terminal, and as JSON for a program."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from coaching.grade_cli import progress_bar
from coaching.terminal import COACHES, LOOK, Exercise, columns, screen

if TYPE_CHECKING:
    from coaching.grading.feedback_cohort import Fed, Feedback

__all__ = ["app"]

app = typer.Typer(rich_markup_mode="rich")


@app.command("feedback", rich_help_panel=COACHES)
def feedback_command(
    exercise: Exercise,
    person: Annotated[list[str] | None, typer.Option("--person", metavar="ID", help="Only this person.")] = None,
    release: Annotated[bool, typer.Option("--release/--no-release", help="Put the pages into the exchange.")] = True,
    with_answers: Annotated[
        bool, typer.Option("--with-answers", help="Show also what is right where something else was chosen.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Make everybody's feedback pages anew, and release them to those who submitted through the exchange.

    Those who sent a zip file are named; their pages are sent with [cyan]coaching send-back[/cyan]. Whose work could
    not be graded gets a page that says so and how to hand in again. If somebody needs a look, the exit code is 3.
    """
    from coaching.grading.feedback_cohort import feedback_cohort
    from coaching.places import assignment_name, course_root

    with progress_bar("Making pages", quiet=as_json) as progress:
        feedback = feedback_cohort(
            course_root(Path.cwd()),
            assignment_name(exercise),
            people=person or (),
            release=release,
            with_answers=with_answers,
            progress=progress,
        )
    if as_json:
        typer.echo(json.dumps(asdict(feedback), indent=1, ensure_ascii=False))
    else:
        _show(feedback)
    if feedback.to_look_at:
        raise typer.Exit(LOOK)


def _show(feedback: Feedback) -> None:
    table = columns("Person", "Page", "Points", "To read")
    for column in table.columns[2:]:
        column.justify = "right"
    for one in feedback.people:
        table.add_row(escape(one.student), _state(one), _points(one), str(one.to_read or "–"))
    screen.print(table)
    for one in feedback.people:
        for note in one.notes:
            screen.print(f"· [bold]{escape(one.student)}[/bold]: {escape(note)}", soft_wrap=True)
    counts = Counter(one.way.value for one in feedback.people)
    said = ", ".join(f"{number} {way}" for way, number in counts.most_common())
    everybody = "One person" if len(feedback.people) == 1 else f"{len(feedback.people)} people"
    screen.print(f"\n[bold]{everybody}:[/bold] {said}.")
    by_mail = [one.student for one in feedback.people if one.way.value == "to send back"]
    if by_mail:
        screen.print(f"Sent zip files: {escape(', '.join(by_mail))}. Their pages, to mail back:", soft_wrap=True)
        screen.print(f"coaching send-back {feedback.assignment}")


def _state(one: Fed) -> str:
    return f"{one.way.value}: not handed in yet" if one.set_aside else one.way.value


def _points(one: Fed) -> str:
    return "–" if one.points is None or one.most is None else f"{one.points:g} of {one.most:g}"
