"""What coaches run: thin, like all of the command line. `coaching.cli` mounts these beside its own commands."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict, astuple
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from coaching.problems import CourseProblem
from coaching.terminal import COACHES, LOOK, Exercise, columns, counted, screen, shown

if TYPE_CHECKING:
    from coaching.grading.deadlines import Deadlines

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


@app.command("roster", rich_help_panel=COACHES)
def roster_command(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="One row a person; the first row names columns.")],
) -> None:
    """Put the people of a cohort into the gradebook, from a table: id, first name, last name, email.

    Only the id is needed: the name that a person hands in with. Nobody is ever taken out; for that, see
    [cyan]coaching forget[/cyan].
    """
    from coaching.grading.course import course_directory
    from coaching.grading.gradebook import gradebook_of, only_one
    from coaching.grading.roster import import_roster
    from coaching.places import course_root

    root = course_root(Path.cwd())
    with only_one(root), gradebook_of(course_directory(root)) as gradebook:
        found = import_roster(gradebook, file)
    table = columns("Person", "Name", "E-mail", "")
    for one in found.added:
        table.add_row(escape(one.id), escape(one.name), escape(one.email), "added")
    for before, one in found.changed:
        was = ", ".join(old or "empty" for old, new in zip(astuple(before), astuple(one), strict=True) if old != new)
        table.add_row(escape(one.id), escape(one.name), escape(one.email), f"changed; it was {escape(was)}")
    for one in found.absent:
        table.add_row(escape(one.id), escape(one.name), escape(one.email), "not in this file, and stays")
    if table.rows:
        screen.print(table)
    counts = {
        "added": len(found.added),
        "changed": len(found.changed),
        "unchanged": len(found.unchanged),
        "not in it": len(found.absent),
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    screen.print(f"\n[bold]{escape(file.name)}:[/bold] {said}.")


@app.command("due", rich_help_panel=COACHES)
def due_command(
    exercise: Exercise,
    day: Annotated[
        str | None, typer.Argument(metavar="DATE", help="Such as 2026-12-01; “none” takes a date away.")
    ] = None,
    time: Annotated[str | None, typer.Option(metavar="HH:MM", help="If not the end of the day.")] = None,
    zone: Annotated[str | None, typer.Option(help="Such as Europe/Berlin, if not this computer's.")] = None,
    person: Annotated[str | None, typer.Option(metavar="ID", help="A later date for this person alone.")] = None,
) -> None:
    """Say until when an exercise is to be handed in, for everybody or for one person; without DATE, show it.

    A person can be given more time before or after they hand in. Being late costs no points unless you configure
    nbgrader's LateSubmissionPlugin.
    """
    from coaching.grading.course import course_directory
    from coaching.grading.deadlines import agree, deadlines, moment, set_due
    from coaching.grading.gradebook import gradebook_of, only_one
    from coaching.places import assignment_name, course_root

    root, assignment = course_root(Path.cwd()), assignment_name(exercise)
    directory = course_directory(root)
    if not any((root / part / assignment).is_dir() for part in ("solutions", "exercises")):
        raise CourseProblem(f"There is no exercise {assignment} in {root.name}.")
    if day is None and (time or person):
        raise CourseProblem(f"Say which day, such as: coaching due {assignment} 2026-12-01 --time 18:00")
    if day is None:
        with gradebook_of(directory) as gradebook:
            _show_deadlines(assignment, deadlines(gradebook, assignment), zone)
        return
    until = None if day == "none" else moment(day, time, zone)
    with only_one(root), gradebook_of(directory) as gradebook:
        if person:
            agree(gradebook, assignment, person, until)
        else:
            set_due(gradebook, assignment, until)
        _show_deadlines(assignment, deadlines(gradebook, assignment), zone)


@app.command("backup", rich_help_panel=COACHES)
def backup_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A new zip file, or a folder.", show_default="backups/")
    ] = None,
    with_work: Annotated[
        bool, typer.Option("--with-work", help="Also what was handed in, how it was graded, and the feedback.")
    ] = False,
) -> None:
    """Copy the gradebook into one file, with names, scores, comments and dates."""
    from coaching.grading.backup import backup
    from coaching.grading.gradebook import only_one
    from coaching.places import course_root

    root = course_root(Path.cwd())
    # A gradebook can be copied while others write to it; it and the folders of work belong together only at rest.
    with only_one(root) if with_work else nullcontext(), screen.status("Copying"):
        made = backup(root, file, with_work=with_work)
    screen.print(f"[bold]Backup:[/bold] {escape(shown(made.path))}", soft_wrap=True)
    work = f", and {counted(len(made.contents.files) - 1, 'file').lower()} of their work" if with_work else ""
    screen.print(f"{counted(len(made.contents.people), 'person', 'people')} in the gradebook{work}.")
    screen.print("Keep it where only you can read it. To bring it back:")
    screen.print(f"coaching restore {escape(shown(made.path))}", soft_wrap=True)


@app.command("restore", rich_help_panel=COACHES)
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What coaching backup made.")],
) -> None:
    """Make the gradebook what it was in a backup, and the work of people, if that is in it too.

    What is here now is kept in a backup first. A damaged backup changes nothing.
    """
    from coaching.grading.backup import restore
    from coaching.grading.gradebook import only_one
    from coaching.places import course_root

    root = course_root(Path.cwd())
    with only_one(root), screen.status("Bringing it back"):
        done = restore(root, file)
    when = done.contents.made_at[:16].replace("T", " ")
    what = "The gradebook and the work of people are" if done.contents.with_work else "The gradebook is"
    screen.print(f"{what} as of {when} UTC, with {counted(len(done.contents.people), 'person', 'people').lower()}.")
    if done.kept:
        screen.print(f"What was here before is kept: {escape(shown(done.kept))}", soft_wrap=True)


@app.command("forget", rich_help_panel=COACHES)
def forget_command(
    person: Annotated[str, typer.Argument(metavar="ID", help="The name that this person hands in with.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be deleted.")] = False,
) -> None:
    """Delete everything that the course holds of one person, after showing it.

    Work, scores, comments, feedback and released pages go. Backups stay, and you are told which hold the person.
    """
    from coaching.grading.course import course_directory
    from coaching.grading.forget import delete, find
    from coaching.grading.gradebook import only_one
    from coaching.places import course_root

    root = course_root(Path.cwd())
    directory = course_directory(root)
    holding = find(directory, person)
    screen.print(f"[bold]The course holds of {escape(person)}[/bold]")
    for line in (
        *(f"in the gradebook: {what}" for what in holding.in_gradebook),
        *map(shown, holding.paths),
        *(f"lines in {shown(path)}" for path in holding.lines),
    ):
        screen.print(f"· {escape(line)}", soft_wrap=True)
    if not dry_run:
        if not (yes or sys.stdin.isatty()):
            raise CourseProblem(f"Nobody is here to ask. To delete this, run: coaching forget {person} --yes")
        if not (yes or typer.confirm("Delete all of this? It cannot be taken back")):
            screen.print("Nothing was deleted.")
            return
        with only_one(root):  # and what a run has added while somebody was thinking goes too
            stuck = delete(directory, find(directory, person))
        screen.print("\nNot all of it could be deleted." if stuck else "\nAll of this was deleted.")
        for sentence in stuck:
            screen.print(f"· {escape(sentence)}", soft_wrap=True)
    if holding.left:
        screen.print("\n[bold]For you to look at[/bold]")
        for sentence in holding.left:
            screen.print(f"· {escape(sentence)}", soft_wrap=True)
    screen.print("\nWhat you saved elsewhere (mail, downloads, sheets of marks) is not known here.")
    if not dry_run and stuck:
        raise typer.Exit(LOOK)


# ---------------------------------------------------------------------------------------------------------------------


def _show_deadlines(assignment: str, found: Deadlines, zone: str | None) -> None:
    from coaching.grading.deadlines import duration, zone_of

    there = zone_of(zone)

    def said(moment: datetime | None) -> str:
        return f"{moment.astimezone(there):%Y-%m-%d %H:%M %Z}" if moment else "–"

    if found.due is None:
        screen.print(f"{assignment} has no due date, so nothing is late.")
    else:
        utc = f"{found.due:%Y-%m-%d %H:%M} UTC"
        screen.print(
            f"[bold]{assignment}[/bold] is due by {said(found.due)}{'' if said(found.due) == utc else f', {utc}'}."
        )
    if found.agreed:
        table = columns("Person", "Has until", "Handed in")
        for one in found.agreed:
            table.add_row(escape(one.learner), said(one.until), said(one.handed_in))
        screen.print(table)
    if found.late:
        who = ", ".join(f"{one} by {duration(time.total_seconds())}" for one, time in found.late.items())
        screen.print(f"Late: {escape(who)}.")
    if found.penalties:
        screen.print(f"Points were taken off for being late. They are reckoned anew by scoring {assignment} again.")


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
