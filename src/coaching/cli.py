"""The command line, `coaching …`: thin. What a command does lives in the module that it calls.

Exit codes: 0 it worked · 1 it did not, and one sentence says why · 2 the command was typed wrongly · 3 it worked, and
some files or people need a look (they are listed) · 70 a fault of ours, kept in a log.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import webbrowser
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from coaching.faults import kept
from coaching.problems import CourseProblem
from coaching.terminal import AUTHORS, COACHES, LEADERS, LEARNERS, Exercise, columns, counted, listed, screen, shown

__all__ = ["app", "main"]

FAULT = 70

app = typer.Typer(
    name="coaching",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="[bold]Safe to Stretch[/bold]: work with the course from the command line.\n\n"
    "Run a command in the course's folder, for example [cyan]coaching hand-in 03-stretch-scoring[/cyan]. "
    "To open the course, run [cyan]python3 course.py start[/cyan].",
)


def _say_version(wanted: bool) -> None:
    if wanted:
        try:
            screen.print(f"Safe to Stretch {version('safe-to-stretch')}")
        except PackageNotFoundError:
            screen.print("Safe to Stretch, run from its folder")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None: ...


# --- for learners -----------------------------------------------------------------------------------------------------


@app.command("hand-in", rich_help_panel=LEARNERS)
def hand_in_command(
    exercise: Exercise,
    name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="The name or nickname you go by.")] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to put the file.", show_default=False)
    ] = None,
) -> None:
    """Pack your answers to one exercise as a single file, to mail or upload to your coach."""
    from coaching.grading.handin import find_assignment, hand_in
    from coaching.places import course_root

    folder = find_assignment(exercise, Path.cwd())
    learner = _own_name(course_root(folder), name)
    made = hand_in(exercise, learner=learner, to=to)
    screen.print(f"[bold]Packed:[/bold] {escape(shown(made.path))}", soft_wrap=True)
    screen.print(f"{counted(len(made.files), 'file')} of {made.assignment}, handed in as {escape(made.learner)}.")
    for sentence in made.notes:
        screen.print(escape(sentence))
    if made.open:
        screen.print(
            f"\nStill open: {escape(listed(made.open))}.\n"
            "That is fine: send it as it is, or answer these and hand in again. The latest one counts.",
            soft_wrap=True,
        )
    screen.print("\nNow mail this file to your coach, or upload it where they asked you to. Any file name will do.")


@app.command("check", rich_help_panel=LEARNERS)
def check_command(
    exercise: Exercise,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page when it is ready.")] = True,
) -> None:
    """Grade your own answers here and now, for you alone, and open the feedback page."""
    from coaching.grading.check import check

    with screen.status("Starting") as status:
        checked = check(exercise, tell=lambda step: status.update(step))
    table = columns("Part", "State", "Points")
    table.columns[2].justify = "right"
    for title, state, points in checked.parts:
        table.add_row(escape(title), state, points)
    screen.print(table)
    screen.print(f"\n[bold]{checked.points:g} of {checked.most:g} points[/bold] so far.", end=" ")
    if checked.to_read:
        screen.print(f"{counted(checked.to_read, 'text')} of yours to read with the rubric on the page.", end="")
    screen.print(f"\nYour page: {escape(shown(checked.page))}", soft_wrap=True)
    if browser:
        webbrowser.open(checked.page.resolve().as_uri())


@app.command("gain", rich_help_panel=LEARNERS)
def gain_command(
    cohort: Annotated[bool, typer.Option("--cohort", help="For coaches: of all who handed in both.")] = False,
) -> None:
    """How far you came: your questions before module 1 and after module 4, side by side."""
    from coaching.grading.gain_report import cohort_gain, own_gain

    if not cohort:
        for sentence in own_gain(Path.cwd()).sentences():
            screen.print(escape(sentence), soft_wrap=True)
        return
    found = cohort_gain(Path.cwd())
    table = columns("Question", "Before", "After")
    for name, before, after in found.units:
        table.add_row(escape(name.rstrip(":").replace(":", ", ")), f"{before:.0%}", f"{after:.0%}")
    screen.print(table)
    for sentence in found.sentences():
        screen.print(escape(sentence), soft_wrap=True)


@app.command("move", rich_help_panel=LEARNERS)
def move_command(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Pack all your answers into FILE.")] = None,
    into: Annotated[Path | None, typer.Option("--in", metavar="FILE", help="Take answers in from FILE.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="They are yours, though packed under another name.")] = False,
) -> None:
    """Take all your answers to another computer: [cyan]--out FILE[/cyan] there, [cyan]--in FILE[/cyan] here."""
    from coaching.move import move_in, move_out
    from coaching.places import course_root

    root = course_root(Path.cwd())
    if (out is None) == (into is None):
        raise CourseProblem(
            "Say which way: `coaching move --out answers.zip` packs, `coaching move --in answers.zip` takes in."
        )
    if out is not None:
        packed = move_out(root, out)
        screen.print(f"[bold]Packed:[/bold] {escape(shown(packed.path))}, {counted(packed.answers, 'answer')} in all.")
        screen.print("On the other computer, in the course's folder: coaching move --in " + escape(packed.path.name))
    elif into is not None:
        for sentence in move_in(root, into, mine=mine).sentences():
            screen.print(escape(sentence), soft_wrap=True)


# ---------------------------------------------------------------------------------------------------------------------


def _own_name(root: Path, given: str | None) -> str:
    """The learner's name: the one given, or the one known, or asked for. The first one heard is kept.

    Raises:
        CourseProblem: not known, and nobody there to ask.
    """
    from coaching.workspace import me, set_me

    known = me(root)
    if given:
        if known is None:
            with contextlib.suppress(ValueError):
                set_me(root, given)
        return given
    if known:
        return known
    if not sys.stdin.isatty():
        raise CourseProblem("Say who hands in: add --as and the name your coach knows you by, such as --as mira.")
    while True:
        try:
            return set_me(root, typer.prompt("Your name or nickname, as your coach knows you (asked once)"))
        except ValueError as problem:
            screen.print(escape(str(problem)), soft_wrap=True)


def _others() -> None:
    from coaching.authoring import app as author
    from coaching.coach_cli import app as coach
    from coaching.export_cli import app as export
    from coaching.feedback_cli import app as feedback
    from coaching.grade_cli import app as grade
    from coaching.log_cli import app as log
    from coaching.report_cli import app as report
    from coaching.team_cli import app as team

    app.add_typer(log)
    app.add_typer(coach)
    app.add_typer(grade)
    app.add_typer(feedback)
    app.add_typer(export, name="export", rich_help_panel=COACHES)
    app.add_typer(team, name="team", rich_help_panel=LEADERS)
    app.add_typer(report)
    app.add_typer(author, name="author", rich_help_panel=AUTHORS)


_others()


def guarded(run: Callable[[], None]) -> int:
    """Run a command; whatever happens, a person reads one sentence and never a traceback. Returns the exit code."""
    from coaching.answers import NotSaved

    try:
        run()
    except (CourseProblem, NotSaved) as problem:
        return _stop(str(problem), 1)
    except (KeyboardInterrupt, EOFError):
        return _stop("\nStopped. Nothing was left half done.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _stop(kept(error, _asked()), FAULT)
    return 0


def _asked() -> str:
    """What was typed, without what a person wrote in it: that is nobody's business who mends a fault of ours."""
    command, said = typer.main.get_command(app), []
    for word in sys.argv[1:]:
        inner = getattr(command, "commands", {}).get(word)
        if inner is not None:
            command = inner
            said.append(word)
        elif word.startswith("--"):
            said.append(word.partition("=")[0].split()[0])
    return " ".join(said)


def _stop(sentence: str, code: int) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(sentence))
    return code


def main() -> None:
    """What `coaching` runs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no reason to stop
    sys.exit(guarded(app))


if __name__ == "__main__":
    main()
