"""What authors run: store the outputs of a lesson, and make the exercises from their one source.

A stored output must be the same on every machine and on every day: nothing in it may come from the author's own
folders, answers, clock or JupyterLab. So a lesson is executed in a clean copy of the course without any answers, and
what could differ is taken out, or refused where taking it out would hide a mistake.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import nbformat
import typer
from nbformat import NotebookNode

from coaching import coverage
from coaching.places import ROOT_MARKS, course_root
from coaching.problems import CourseProblem

__all__ = ["executed", "exercises", "refresh", "tidy"]

NOT_COPIED = shutil.ignore_patterns(
    "answers", "workspace", ".*", "__pycache__", "*.egg-info", "gradebook.db*", "submitted", "autograded"
)
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
MADE_UP_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
SECONDS_PER_CELL = 120


def refresh(notebooks: Iterable[Path]) -> list[Path]:
    """Execute each notebook in a clean copy of the course and store its outputs; return those that changed.

    Nothing is written for a notebook that fails, and the notebooks after it are still refreshed.

    Raises:
        CourseProblem: naming every notebook that could not be refreshed, and why.
    """
    changed, problems = [], []
    for notebook in notebooks:
        try:
            text = executed(notebook)
        except CourseProblem as problem:
            problems.append(problem.sentence)
            continue
        if notebook.read_text(encoding="utf-8") != text:
            _write(notebook, text)
            changed.append(notebook)
    if problems:
        raise CourseProblem("\n".join(problems))
    return changed


def executed(notebook: Path) -> str:
    """The text of `notebook` as it is to be stored, executed from top to bottom with no answers given.

    The same source gives the same text, byte for byte.

    Raises:
        CourseProblem: the file is not a notebook; a cell raises, takes too long, writes to stderr, is an empty code
            cell, or shows something that differs between machines (a path, the address of an object).
    """
    notebook = notebook.resolve()
    document = _read(notebook)
    root = course_root(notebook.parent)
    with tempfile.TemporaryDirectory(prefix="coaching-refresh-") as scratch:
        copy = Path(scratch) / "course"
        _copy_course(root, copy)
        here = copy / notebook.parent.relative_to(root)
        here.mkdir(parents=True, exist_ok=True)
        _execute(document, here, notebook.name, _environment(Path(scratch)))
        tidy(document, notebook.name)
        _refuse_places(document, notebook.name, (scratch, os.path.realpath(scratch), str(root), sys.prefix))
    text: str = nbformat.writes(document)  # type: ignore[no-untyped-call]
    return text + "\n"


def tidy(document: NotebookNode, name: str = "the notebook") -> None:
    """Take out of an executed notebook all that would differ between machines or days.

    Left: sources, tags, what is said in metadata, and the outputs in every form but the live widget.
    Gone: widget views and states, learner's answers, clock times, versions. Execution counts run from 1 without a
    gap, and ids that were made up by a tool are made from the cell's content, so that they stay.

    Raises:
        CourseProblem: a code cell is empty, writes to stderr, or shows the address of an object.
    """
    document.metadata.pop("widgets", None)
    if "coaching" in document.metadata:
        document.metadata.coaching.pop("answers", None)
    document.metadata.kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    document.metadata.language_info = {"name": "python"}
    document.nbformat, document.nbformat_minor = 4, 5
    for position, cell in enumerate(document.cells):
        for key in ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code" and not cell.source.strip():
            raise CourseProblem(f"{name}: cell {position + 1} is an empty code cell. Delete it.")
    for count, cell in enumerate((cell for cell in document.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = count
        cell.outputs = [kept for output in cell.outputs if (kept := _tidy_output(output, count, name)) is not None]
    _stable_ids(document)


def exercises(root: Path, only: Iterable[str] = ()) -> list[str]:
    """Make `exercises/NAME` from `solutions/NAME` with nbgrader, for every assignment or for those in `only`.

    The gradebook of the course is not touched. An exercise is replaced whole, so that a file which left the source
    leaves the release too.

    Raises:
        CourseProblem: there is no such source, or nbgrader refuses one; then the exercise stays as it was.
    """
    source = root / "solutions"
    there = sorted(folder.name for folder in source.glob("*") if any(folder.glob("*.ipynb")))
    wanted = sorted(only) or there
    if missing := [name for name in wanted if name not in there]:
        raise CourseProblem(f"There is no solutions/{missing[0]} with a notebook in it. There are: {', '.join(there)}.")
    for name in wanted:
        _generate(root, name)
    return wanted


# ---------------------------------------------------------------------------------------------------------------------


def _read(notebook: Path) -> NotebookNode:
    try:
        document: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise CourseProblem(f"There is no notebook {notebook}. Check the name.") from None
    except Exception as error:
        raise CourseProblem(f"{notebook.name} cannot be read as a notebook ({type(error).__name__}).") from error
    return document


def _copy_course(root: Path, copy: Path) -> None:
    """Copy what a lesson may look at: its folder and the data, but no answers and nobody's work."""
    copy.mkdir()
    for mark in ROOT_MARKS:
        if (root / mark).is_file():
            shutil.copy(root / mark, copy / mark)
    for folder in ("data", "notebooks", "exercises", "solutions"):
        if (root / folder).is_dir():
            shutil.copytree(root / folder, copy / folder, ignore=NOT_COPIED)


def _environment(scratch: Path) -> dict[str, str]:
    """The kernel's environment: this machine's, but with no personal IPython settings and no graded run."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NBGRADER_")}
    package = str(Path(__file__).resolve().parents[1])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [package, environment.get("PYTHONPATH")]))
    environment["IPYTHONDIR"] = str(scratch / "ipython")
    environment["PYTHONHASHSEED"] = "0"
    environment["TZ"] = "UTC"
    environment["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    return environment


def _execute(document: NotebookNode, folder: Path, name: str, environment: dict[str, str]) -> None:
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    # Only this interpreter's own kernel: a kernel of the same name in the author's home would run another Python.
    specs = KernelSpecManager(kernel_dirs=[str(Path(sys.prefix) / "share" / "jupyter" / "kernels")])
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    client = NotebookClient(
        document,
        km=manager,
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,
        record_timing=False,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        position = next(
            (
                number
                for number, cell in enumerate(document.cells, start=1)
                if any(output.output_type == "error" for output in cell.get("outputs", []))
            ),
            0,
        )
        raise CourseProblem(f"{name}: cell {position} raises {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise CourseProblem(f"{name}: a cell ran longer than {SECONDS_PER_CELL} s and was stopped.") from error
    except DeadKernelError as error:
        raise CourseProblem(f"{name}: the kernel stopped in the middle of the notebook.") from error


def _tidy_output(output: NotebookNode, count: int, name: str) -> NotebookNode | None:
    """One output as it is stored, or None when nothing of it is worth storing."""
    if output.output_type == "stream":
        if output.name == "stderr":
            raise CourseProblem(f"{name}: code cell {count} writes to stderr: {output.text.strip()[:300]}")
        return output
    if output.output_type == "error":  # wanted by the author: the cell carries the tag raises-exception
        output.traceback = []  # holds paths; the name and the sentence of the error are left
        return output
    if output.output_type == "execute_result":
        output.execution_count = count
    for form in (WIDGET_VIEW, WIDGET_STATE):
        output.data.pop(form, None)
    for form, value in output.data.items():
        if form.startswith("text/") and (found := ADDRESS.search(str(value))):
            raise CourseProblem(
                f"{name}: code cell {count} shows the address of an object ({found.group()}), which is another one at "
                "every run. Give the object a __repr__."
            )
    return output if output.data else None


def _stable_ids(document: NotebookNode) -> None:
    taken = {cell.get("id") for cell in document.cells if not _made_up(cell)}
    for cell in document.cells:
        if not _made_up(cell):
            continue
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        candidates = (f"c-{digest}" + (f"-{n}" if n > 1 else "") for n in range(1, len(document.cells) + 1))
        cell.id = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(cell.id)


def _made_up(cell: NotebookNode) -> bool:
    return not cell.get("id") or MADE_UP_ID.fullmatch(cell["id"]) is not None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _refuse_places(document: NotebookNode, name: str, places: tuple[str, ...]) -> None:
    for cell in document.cells:
        for text in _strings(cell.get("outputs", [])):
            if place := next((place for place in places if place in text), None):
                raise CourseProblem(
                    f"{name}: code cell {cell.execution_count} shows a folder of this machine ({place}). "
                    "Show a path from the course folder on, or none."
                )


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8", newline="\n")
    shutil.copymode(path, draft)
    draft.replace(path)


def _generate(root: Path, name: str) -> None:
    """Generate one exercise beside the present one, and put it in its place only when it came out whole."""
    with tempfile.TemporaryDirectory(prefix=".exercises-", dir=root) as scratch:
        made = Path(scratch).name
        environment = os.environ | {
            "JUPYTER_CONFIG_PATH": "",  # inside JupyterLab it names the open course, which need not be this one
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH")])
            ),
        }
        run = subprocess.run(
            [
                *(sys.executable, "-m", "nbgrader", "generate_assignment", name, "--no-db", "--force"),
                f"--CourseDirectory.release_directory={made}",
                f"--CourseDirectory.db_url=sqlite:///{Path(scratch).as_posix()}/unused.db",
            ],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        fresh = Path(scratch) / name
        if run.returncode != 0 or not any(fresh.glob("*.ipynb")):
            said = [line for line in run.stderr.splitlines() if "ERROR" in line or "Error" in line]
            raise CourseProblem(
                f"nbgrader did not generate {name}: {' '.join(said)[-600:] or run.stderr.strip()[-600:] or 'no reason'}"
            )
        target = root / "exercises" / name
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            target.replace(Path(scratch) / "before")
        fresh.replace(target)


# --- the commands -----------------------------------------------------------------------------------------------------

app = typer.Typer(
    help="For authors: store the outputs of lessons, make the exercises, and see what they cover.", no_args_is_help=True
)


@app.command("refresh")
def refresh_command(
    notebooks: Annotated[list[Path], typer.Argument(help="Lessons to execute.", show_default=False)],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a stored output is stale.")] = False,
) -> None:
    """Execute lessons in a clean copy, and store what they show."""
    if check:
        stale = [notebook for notebook in notebooks if notebook.read_text(encoding="utf-8") != executed(notebook)]
        for notebook in stale:
            typer.echo(f"{notebook}: the stored outputs are stale. Run: coaching author refresh {notebook}")
        raise typer.Exit(1 if stale else 0)
    changed = refresh(notebooks)
    for notebook in notebooks:
        typer.echo(f"{notebook}: {'refreshed' if notebook in changed else 'already fresh'}")


@app.command("exercises")
def exercises_command(
    names: Annotated[list[str] | None, typer.Argument(help="Assignments; all of solutions/ if none is named.")] = None,
) -> None:
    """Make exercises/ from solutions/ with nbgrader, leaving the gradebook alone."""
    for name in exercises(course_root(Path.cwd()), names or ()):
        typer.echo(f"exercises/{name}: made")


app.command("coverage")(coverage.command)


def _main() -> int:
    try:
        app(prog_name="python -m coaching.authoring", standalone_mode=True)
    except CourseProblem as problem:
        typer.echo(problem.sentence, err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
