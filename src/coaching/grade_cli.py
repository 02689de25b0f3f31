"""`coaching grade`: how a cohort's grading looks at a terminal, and as JSON for a program."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from coaching.terminal import COACHES, LOOK, Exercise, columns, counted, screen

if TYPE_CHECKING:
    from coaching.grading.cohort import Cohort, Person
    from coaching.grading.regrade import Preview

__all__ = ["app", "progress_bar"]

app = typer.Typer(rich_markup_mode="rich")


@app.command("grade", rich_help_panel=COACHES)
def grade_command(
    exercise: Exercise,
    person: Annotated[list[str] | None, typer.Option("--person", metavar="ID", help="Only this person.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was graded before.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes score.")] = 2,
    scheduler: Annotated[
        str | None, typer.Option(metavar="tcp://…", help="Score on this Dask cluster instead.", show_default=False)
    ] = None,
    trust_code: Annotated[
        bool, typer.Option("--trust-code", help="Run learners' code without a wall, as you. Read it first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Grade what was handed in and is not graded yet, with the results that nbgrader autograde would give.

    Clicked answers are scored without running anything of a learner's; code runs in a sandbox. A file that cannot be
    graded is set aside with its reason and the rest goes on; then the exit code is 3.
    """
    from coaching.grading.course import without_iri_grammar
    from coaching.places import assignment_name, course_root

    with without_iri_grammar():
        from coaching.grading.cohort import grade_cohort
        from coaching.grading.score import Options

    name = assignment_name(exercise)
    pool = None
    if scheduler:
        from coaching.grading.cluster import cluster_pool

        pool = cluster_pool(scheduler)
    with progress_bar("Grading", quiet=as_json) as progress:
        cohort = grade_cohort(
            course_root(Path.cwd()),
            name,
            Options(trust=trust_code),
            people=person or (),
            again=again,
            workers=workers,
            pool=pool,
            progress=progress,
        )
    if trust_code:
        cohort.notes.append("Code ran without a wall, because you said --trust-code.")
    if as_json:
        typer.echo(json.dumps(asdict(cohort), indent=1, ensure_ascii=False))
    else:
        _show(cohort)
    if cohort.to_look_at:
        raise typer.Exit(LOOK)


@app.command("regrade", rich_help_panel=COACHES)
def regrade_command(
    exercise: Exercise,
    yes: Annotated[bool, typer.Option("--yes", help="Write the new scores without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    trust_code: Annotated[
        bool, typer.Option("--trust-code", help="Run learners' code without a wall, as you. Read it first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; writes only with --yes.")] = False,
) -> None:
    """After you have mended a key: show whose score changes and why, and write the new scores.

    Mend the key in `solutions/` first. Scores and comments that you gave by hand stay.
    """
    from coaching.grading.course import without_iri_grammar
    from coaching.places import assignment_name, course_root

    with without_iri_grammar():
        from coaching.grading.regrade import preview, regrade
        from coaching.grading.score import Options

    root, name, options = course_root(Path.cwd()), assignment_name(exercise), Options(trust=trust_code)
    with progress_bar("Looking", quiet=as_json) as progress:
        seen = preview(root, name, options, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(seen), indent=1, ensure_ascii=False))
    else:
        _show_preview(seen)
    wanted = seen.changes or seen.keys
    if dry_run or not wanted or not (yes or (not as_json and typer.confirm("Write these scores to the gradebook?"))):
        return
    with progress_bar("Grading again", quiet=as_json) as progress:
        cohort = regrade(root, name, options, progress=progress)
    if not as_json:
        screen.print(f"[bold]Written.[/bold] {counted(len(cohort.people), 'submission')} graded again.")
    if cohort.to_look_at:
        for one in cohort.to_look_at:
            screen.print(f"{escape(one.student)}: {one.verdict.value}. {escape(' '.join(one.notes))}", soft_wrap=True)
        raise typer.Exit(LOOK)


def _show_preview(seen: Preview) -> None:
    for item, lines in seen.keys.items():
        screen.print(f"[bold]{escape(item)}[/bold] was changed in the source:")
        for line in lines:
            screen.print(f"  {escape(line)}")
    if seen.changes:
        table = columns("Person", "Item", "Before", "After", "Why")
        for change in seen.changes:
            stays = "" if change.by_hand is None else f" ({change.by_hand:g}, given by hand, stays)"
            before, after = (("–" if p is None else f"{p:g}") for p in (change.before, change.after))
            table.add_row(escape(change.student), escape(change.item), before, after, escape(change.why + stays))
        screen.print(table)
    people = len({change.student for change in seen.changes})
    screen.print(f"\n{counted(len(seen.changes), 'score')} of {people} among {seen.people} people would change.")
    for note in seen.notes:
        screen.print(escape(note), soft_wrap=True)


@contextmanager
def progress_bar(doing: str, *, quiet: bool = False) -> Iterator[Any]:
    """A bar with the time left, on the error stream so that a result can be piped; gives what reports `done, of`.

    Where it has to be `quiet`, because a program reads, each report is one line of JSON on the error stream.
    """
    if quiet:
        yield lambda done, of: print(json.dumps({"done": done, "of": of}), file=sys.stderr, flush=True)
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(elapsed_when_finished=False),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _show(cohort: Cohort) -> None:
    fresh = [one for one in cohort.people if one.verdict.value != "was graded before"]
    before = len(cohort.people) - len(fresh)
    if fresh:
        table = columns("Person", "", "Points", "To read")
        for column in table.columns[2:]:
            column.justify = "right"
        for one in fresh:
            table.add_row(escape(one.student), one.verdict.value, _points(one), str(one.to_read or "–"))
        screen.print(table)
        for one in fresh:
            if one.notes:
                screen.print(f"\n[bold]{escape(one.student)}[/bold]")
                for note in one.notes:
                    screen.print(f"· {escape(note)}", soft_wrap=True)
    counts = Counter(one.verdict.value for one in fresh)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.most_common())
    screen.print(f"\n[bold]{counted(len(fresh), 'submission')}[/bold]{': ' + said if said else ''}.", end=" ")
    screen.print(f"{counted(before, 'other')} graded before." if before else "")
    for note in cohort.notes:
        screen.print(escape(note), soft_wrap=True)
    if any(one.to_read for one in fresh):
        screen.print("Next: read the texts in formgrader (nbgrader's Formgrader in JupyterLab), then give feedback:")
        screen.print(f"coaching feedback {cohort.assignment}")


def _points(one: Person) -> str:
    return "–" if one.points is None or one.most is None else f"{one.points:g} of {one.most:g}"
