"""The command line, `coaching …`: thin. What a command does lives in the module that it calls.

Exit codes: 0 it worked · 1 it did not, and one sentence says why · 2 the command was typed wrongly · 3 it worked, and
some files or people need a look (they are listed) · 70 a fault of ours, kept in a log.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
import webbrowser
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coaching.problems import CourseProblem

__all__ = ["app", "main"]

LOOK = 3
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
screen = Console(highlight=False)

LEARNERS, COACHES, AUTHORS = "If you learn here", "If you coach others", "If you write for the course"
Exercise = Annotated[str, typer.Argument(help="Such as 03-stretch-scoring.", show_default=False)]


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
    screen.print(f"[bold]Packed:[/bold] {escape(_shown(made.path))}", soft_wrap=True)
    screen.print(f"{_count(len(made.files), 'file')} of {made.assignment}, handed in as {escape(made.learner)}.")
    for sentence in made.notes:
        screen.print(escape(sentence))
    if made.open:
        screen.print(
            f"\nStill open: {escape(_listed(made.open))}.\n"
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
    table = Table("Part", "State", "Points", box=None, pad_edge=False, header_style="bold")
    table.columns[2].justify = "right"
    for title, state, points in checked.parts:
        table.add_row(escape(title), state, points)
    screen.print(table)
    screen.print(f"\n[bold]{checked.points:g} of {checked.most:g} points[/bold] so far.", end=" ")
    if checked.to_read:
        screen.print(f"{_count(checked.to_read, 'text')} of yours to read with the rubric on the page.", end="")
    screen.print(f"\nYour page: {escape(_shown(checked.page))}", soft_wrap=True)
    if browser:
        webbrowser.open(checked.page.resolve().as_uri())


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
        screen.print(f"[bold]Packed:[/bold] {escape(_shown(packed.path))}, {_count(packed.answers, 'answer')} in all.")
        screen.print("On the other computer, in the course's folder: coaching move --in " + escape(packed.path.name))
    elif into is not None:
        for sentence in move_in(root, into, mine=mine).sentences():
            screen.print(escape(sentence), soft_wrap=True)


# --- for coaches ------------------------------------------------------------------------------------------------------


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
    table = Table("Person", "Points", "Page", "Note", box=None, pad_edge=False, header_style="bold")
    for one in sent:
        table.add_row(escape(one.learner), one.points, one.page.name if one.page else "–", escape(one.note))
    screen.print(table)
    made = sum(one.page is not None for one in sent)
    screen.print(
        f"\n{_count(made, 'page')} in {escape(_shown(to))}. Send each to the person in its name, and only there."
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
    table = Table("In it", "Files", box=None, pad_edge=False, header_style="bold")
    table.columns[1].justify = "right"
    for name, count in packed.contents.items():
        table.add_row(escape(name), str(count))
    screen.print(table)
    screen.print(f"\n[bold]Folder:[/bold] {escape(_shown(packed.folder))}", soft_wrap=True)
    screen.print(f"[bold]Zip:[/bold]    {escape(_shown(packed.zip))} ({packed.zip.stat().st_size / 1e6:.1f} MB)")
    screen.print("Learners unpack it and run: python3 course.py start")


# ---------------------------------------------------------------------------------------------------------------------


def _show_collected(taken: list[Any]) -> None:
    from coaching.grading.collect import Outcome

    if not taken:
        raise CourseProblem("There is no zip file there. Save the mailed files in one folder, and collect from it.")
    people = sorted((one for one in taken if one.outcome not in (Outcome.REFUSED, Outcome.FOREIGN)), key=_by_person)
    if people:
        table = Table(
            "Person", "Exercise", "Handed in (UTC)", "", "Note", box=None, pad_edge=False, header_style="bold"
        )
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
        screen.print(f"\nNext: nbgrader autograde {assignment}")


def _by_person(one: Any) -> tuple[str, str, str]:
    return (one.learner.casefold(), one.assignment, one.handed_in_at)


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


def _shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _count(number: int, noun: str) -> str:
    return f"{'one' if number == 1 else number} {noun}{'' if number == 1 else 's'}".capitalize()


def _listed(titles: Iterable[str], most: int = 6) -> str:
    titles = list(titles)
    shown = ", ".join(f"“{title}”" for title in titles[:most])
    return shown + (f" and {len(titles) - most} more" if len(titles) > most else "")


def _author() -> None:
    from coaching.authoring import app as author

    app.add_typer(author, name="author", rich_help_panel=AUTHORS)


_author()


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
        return _stop(f"Something is wrong in the course itself, not in what you did. {_log(error)}", FAULT)
    return 0


def _stop(sentence: str, code: int) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(sentence))
    return code


def _log(error: Exception) -> str:
    """Keep the traceback where it can be sent from; say where."""
    from coaching.places import course_root

    text = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{' '.join(sys.argv[1:])}\n{traceback.format_exc()}\n"
    try:
        folder = course_root(Path.cwd()) / ".course"
        folder.mkdir(exist_ok=True)
        path = folder / "coaching.log"
        with path.open("a", encoding="utf-8") as log:
            log.write(text)
    except (CourseProblem, OSError):
        return f"It said: {type(error).__name__}: {error}"
    return f"What happened is in {_shown(path)}: please send us that file."


def main() -> None:
    """What `coaching` runs."""
    sys.exit(guarded(app))


if __name__ == "__main__":
    main()
