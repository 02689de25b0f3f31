"""`coaching export …`: what leaves the course as files. Thin: `coaching.desk.coach.handed_files` makes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coaching.answers import write_atomically
from coaching.out_file import other_than
from coaching.problems import CourseProblem
from coaching.terminal import LOOK, counted, screen, shown

if TYPE_CHECKING:
    from coaching.desk.coach.handed_files import Exported

__all__ = ["app"]

FOLDER = Path("hand-over")

app = typer.Typer(
    help="For coaches: marks as tables, for Canvas and Moodle, records and badges. Into the folder hand-over/.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Out = Annotated[Path | None, typer.Option(metavar="PATH", help="Another file or folder.", show_default="in hand-over/")]
Names = Annotated[bool, typer.Option("--names", help="With first and last names; else with ids alone.")]
Excel = Annotated[bool, typer.Option("--excel", help="With a mark in front by which Excel knows the letters.")]
Exercises = Annotated[
    list[str] | None, typer.Argument(metavar="EXERCISE…", help="Only these; all if none is named.", show_default=False)
]
SoFar = Annotated[bool, typer.Option("--so-far", help="Also points that are not final, because texts wait.")]
FromThere = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="What you exported from there: its people and columns.")
]
Person = Annotated[str, typer.Option("--person", metavar="ID", help="Only for this person.", show_default=False)]
Met = Annotated[
    int | None,
    typer.Option(
        "--met",
        metavar="PERCENT",
        min=1,
        max=100,
        help="Of its points, from which an objective is met.",
        show_default="60",
    ),
]


@app.command("items")
def items_command(
    exercises: Exercises = None,
    latest: Annotated[bool, typer.Option("--latest", help="Of the latest hand-in; else of the first.")] = False,
    names: Names = False,
    excel: Excel = False,
    out: Out = None,
) -> None:
    """A table with a row for each person and question.

    Of first hand-ins, which show what was understood unaided; with [cyan]--latest[/cyan] it adds up to the gradebook.
    """
    _make("items", exercises, out, latest=latest, names=names, excel=excel)


@app.command("modules")
def modules_command(exercises: Exercises = None, names: Names = False, excel: Excel = False, out: Out = None) -> None:
    """A table with a row for each person and module."""
    _make("modules", exercises, out, names=names, excel=excel)


@app.command("canvas")
def canvas_command(
    exercises: Exercises = None,
    exported: FromThere = None,
    so_far: SoFar = False,
    names: Names = False,
    out: Out = None,
) -> None:
    """Grades for Canvas, to import under Grades.

    With [cyan]--from[/cyan] and the gradebook that you exported from Canvas, they fit its people and columns. Who is in
    one of the two only is listed; then the exit code is 3.
    """
    _make("canvas", exercises, out, exported=exported, so_far=so_far, names=names)


@app.command("moodle")
def moodle_command(
    exercises: Exercises = None,
    exported: FromThere = None,
    so_far: SoFar = False,
    names: Names = False,
    out: Out = None,
) -> None:
    """Grades for Moodle, to import under Grades as a CSV file.

    With [cyan]--from[/cyan] and the grades that you exported from Moodle as plain text, they fit its people and items.
    Who is in one of the two only is listed; then the exit code is 3.
    """
    _make("moodle", exercises, out, exported=exported, so_far=so_far, names=names)


@app.command("records")
def records_command(exercises: Exercises = None, person: Person = "", met: Met = None, out: Out = None) -> None:
    """A record of completed work for each trainee, by name: one page to print, with the objectives that were met."""
    _make("records", exercises, out or FOLDER / "records", person=person, met=met)


@app.command("badges")
def badges_command(
    issuer: Annotated[str, typer.Option(metavar="NAME", help="Who gives the badges: your school or team.")],
    exercises: Exercises = None,
    person: Person = "",
    met: Met = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your signing key; a missing one is made.", show_default="badge-key.pem"),
    ] = None,
    out: Out = None,
) -> None:
    """Open Badges 3.0, a signed file for each module in which somebody met every objective.

    Needs the extra package of [cyan]pip install "safe-to-stretch\\[badges]"[/cyan].
    """
    _make("badges", exercises, out or FOLDER / "badges", person=person, met=met, issuer=issuer, key=key)


# ---------------------------------------------------------------------------------------------------------------------


def _make(
    what: str,
    exercises: list[str] | None,
    out: Path | None,
    *,
    exported: Path | None = None,
    latest: bool = False,
    names: bool = False,
    excel: bool = False,
    so_far: bool = False,
    person: str = "",
    met: int | None = None,
    issuer: str = "",
    key: Path | None = None,
) -> None:
    """Make the files and say what was made. The exit code is 3 when something is to be looked at."""
    from coaching.desk.coach.completion import MET
    from coaching.desk.coach.handed_files import What, Wish, files_for
    from coaching.places import assignment_name, course_root

    root = course_root(Path.cwd())
    wish = Wish(
        What(what),
        assignments=tuple(assignment_name(name) for name in exercises or ()),
        names=names,
        latest=latest,
        excel=excel,
        so_far=so_far,
        exported=_read(exported) if exported else None,
        person=person,
        share=met / 100 if met else MET,
        issuer=issuer,
        key=key,
    )
    with screen.status("Reading"):
        made = files_for(root, wish)
    single = what not in ("records", "badges")
    target = out or FOLDER
    paths = {one.name: target if single and target.suffix else target / one.name for one in made.files}
    if exported is not None:
        for path in paths.values():
            other_than(exported, path)
    try:
        for one in made.files:
            _folder(paths[one.name].parent)
            write_atomically(paths[one.name], one.content)
    except OSError as error:
        raise CourseProblem(
            f"{error.filename or target} cannot be written ({error.strerror or error}). Choose another with --out."
        ) from error
    if single:
        _say(f"Made: {shown(paths[made.files[0].name])}")
    elif made.files:
        _say(f"Made: {counted(len(made.files), 'file')} in {shown(target)}")
    for sentence in made.told:
        _say(sentence)
    if made.look:
        screen.print("\n[bold]For you to look at[/bold]")
        for sentence in made.look:
            _say(f"· {sentence}")
        raise typer.Exit(LOOK)


def _say(sentence: str) -> None:
    """As it is: in `did:key:…`, what stands between colons is no picture."""
    screen.print(sentence, soft_wrap=True, markup=False, emoji=False)


def _read(file: Path) -> Exported:
    from coaching.desk.coach.handed_files import Exported
    from coaching.tables import bytes_of

    return Exported(file.name, bytes_of(file))


def _folder(folder: Path) -> None:
    """Make it and those above, as far as they are not there, so that git leaves them alone: marks never go into git."""
    if not folder.exists():
        _folder(folder.parent)
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
