"""Score one submission: plain data in, plain data out. No gradebook, no course folder, no kernel.

1. What was handed in is laid back onto the release (`repair`), so only open cells and answers are the learner's.
2. The release's own cells run on this side (`release_cells`): they read the answer sheet and hold the keys.
3. Cells that the learner wrote run in the sandbox, and nowhere else; test cells call them through it.
4. What came out is tidied and read by nbgrader's own rules.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import LimitOutput

from coaching.answers import Sheet
from coaching.grading.answer_sheet import as_text, taken_from, told_of
from coaching.grading.cells import grade_id, is_test, one_line, sound
from coaching.grading.coach_view import for_the_coach
from coaching.grading.handed_in import HandedIn, beside, which_notebooks
from coaching.grading.outputs import no_number_no_points, tidy
from coaching.grading.reflections import place_reflections
from coaching.grading.release_cells import ReleaseCells
from coaching.grading.repair import lay_onto, say
from coaching.grading.sandbox import Gone, Guest, Limits, Sandbox, TookTooLong, open_sandbox
from coaching.grading.snapshot import NotebookPlan, Snapshot, locked_as_in_gradebook
from coaching.items.construct import knowing_chances

__all__ = ["CODE", "NotebookScore", "Options", "Scored", "Scorer", "modules_of", "warm_up"]

CODE = "The code in this notebook waits, and has no score yet."


@dataclass(frozen=True)
class Options:
    """How code runs: behind a wall, or, with `trust`, as the person who grades; and what it may use."""

    trust: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class NotebookScore:
    """One notebook, graded: its cells and outputs as JSON, the points of each cell (None: a person, or a later run,
    gives them), nbgrader's comment for each open cell, and whether its code waits."""

    json: str = field(repr=False)
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    waits: bool = False


@dataclass(frozen=True)
class Scored:
    """One submission, graded: its notebooks, a reason for each that could not be graded, and what was noticed.

    `repairs` are for learner and coach, `faults` name what stands at 0 until a coach has looked.
    """

    student: str
    notebooks: dict[str, NotebookScore] = field(default_factory=dict)
    not_graded: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict, repr=False)
    repairs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Scorer:
    """Scores submissions of one assignment, one after the other, in one process. Close it at the end."""

    def __init__(self, snapshot: Snapshot, options: Options) -> None:
        self._snapshot = snapshot
        self._options = options
        self._room = tempfile.TemporaryDirectory(prefix="coaching-grading-", ignore_cleanup_errors=True)
        self._data = Path(self._room.name) / "data"
        for name, content in snapshot.data.items():
            _write(self._data / name, content)
        self._cells = _release_cells()
        self._chances: dict[int, dict[str, float]] = {id(plan): {} for plan in snapshot.notebooks.values()}
        self._limit_output = LimitOutput()
        self._sandbox: Sandbox | None = None
        self._no_sandbox = ""

    def close(self) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
        self._room.cleanup()

    def score(self, handed_in: HandedIn) -> Scored:
        """Grade one submission. Raises only for a mistake of ours, or of an author's."""
        releases = {name: plan.release for name, plan in self._snapshot.notebooks.items()}
        found, not_graded, repairs = which_notebooks(handed_in, releases)
        repairs += handed_in.notes
        faults: list[str] = []
        sheets: dict[str, str] = {}
        notebooks: dict[str, NotebookScore] = {}
        for name, submitted in found.items():
            plan = self._snapshot.notebooks[name]
            graded, told, wrong = self._notebook(plan, submitted, handed_in, sheets, (*repairs,))
            notebooks[name] = graded
            repairs += told
            faults += wrong
        return Scored(
            handed_in.student,
            notebooks,
            {name: one_line(why) for name, why in not_graded.items()},
            sheets,
            tuple(dict.fromkeys(map(one_line, repairs))),
            tuple(dict.fromkeys(faults)),
        )

    def _notebook(
        self,
        plan: NotebookPlan,
        submitted: NotebookNode,
        handed_in: HandedIn,
        sheets: dict[str, str],
        told_before: tuple[str, ...],
    ) -> tuple[NotebookScore, list[str], list[str]]:
        nb = lay_onto(plan.release, submitted).notebook
        if plan.kernelspec:
            nb.metadata["kernelspec"] = dict(plan.kernelspec)
        locked_as_in_gradebook(nb, plan)
        if not plan.optional:
            say(nb, told_before)
        sheet = self._answers(nb, plan, handed_in, sheets)
        place_reflections(nb, sheet, self._snapshot.rubric)
        waits, stops = self._run(nb, plan, handed_in, sheets)
        tidy(nb)
        told = list(nb.metadata.get("coaching", {}).get("repairs", []))
        faults = [] if waits else [*stops, *no_number_no_points(nb)]
        nb, _ = self._limit_output.preprocess(nb, {})
        scores, comments = _read(nb, waits)
        for_the_coach(nb)
        words = sound(nbformat.versions[4].writes(nb))  # without a validation of what is ours
        return NotebookScore(f"{words}\n", scores, comments, waits), told, faults

    def _answers(self, nb: NotebookNode, plan: NotebookPlan, handed_in: HandedIn, sheets: dict[str, str]) -> Sheet:
        about = nb.metadata.get("coaching", {})
        mirror = about.pop("answers", None)
        if not plan.lesson:
            return Sheet(lesson="")
        name = f"answers/{plan.lesson}.json"
        taken = taken_from(handed_in.files.get(name), handed_in.refused.get(name, ""), plan.lesson, mirror)
        sheets[name] = as_text(taken.sheet)
        if not plan.optional:
            say(nb, told_of(taken, nb))
        return taken.sheet

    # --- running cells ----------------------------------------------------------------------------------------------

    def _run(
        self, nb: NotebookNode, plan: NotebookPlan, handed_in: HandedIn, sheets: dict[str, str]
    ) -> tuple[bool, list[str]]:
        """Run the code cells and put their outputs in. Returns whether there is code that has to wait, and what was
        stopped."""
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        as_released = {grade_id(cell): cell.source for cell in plan.release.cells}
        theirs = [cell for cell in code if _is_open(cell) and cell.source != as_released.get(grade_id(cell))]
        for number, cell in enumerate(code, start=1):
            cell.outputs, cell.execution_count = [], number
        with self._folder(handed_in, sheets) as folder:
            if not theirs:
                # No cell of the notebook is the learner's, so what one run finds out of the keys holds for the next.
                with knowing_chances(self._chances[id(plan)]):
                    self._run_here(code)
                return False, []
            sandbox = self._open_sandbox()
            if sandbox is None:
                say(nb, [f"{CODE} {self._no_sandbox}"])
                return True, []
            try:
                with sandbox.guest() as guest:
                    stops = self._run_with(guest, code, _with_rights(folder, self._snapshot.masters))
            except OSError as error:  # of the sandbox, not of the code in it: the next submission gets a new one
                sandbox.close()
                self._sandbox = None
                say(nb, [f"{CODE} The wall around it broke down ({error}). Grade again."])
                return True, []
        say(nb, stops)
        return False, stops

    def _run_here(self, code: list[NotebookNode]) -> None:
        """No cell of the notebook is the learner's: all of it is the release's own."""
        space = self._cells.new_space()
        for cell in code:
            cell.outputs = _outputs(self._cells.run(cell.source, space), cell.execution_count)

    def _run_with(self, guest: Guest, code: list[NotebookNode], files: dict[str, tuple[bytes, int]]) -> list[str]:
        """Run open cells in the sandbox, tests here, and what else the release has (imports, say) in both places."""
        space = self._cells.new_space()
        told: list[str] = []
        with contextlib.suppress(TookTooLong, Gone):  # then each cell will say so
            guest.files(files)
        for cell in code:
            if _is_open(cell):
                outputs = _stoppable(lambda source=cell.source: guest.run(source))
            elif is_test(cell):
                outputs = _stoppable(lambda source=cell.source: self._test(guest, source, space))
            else:
                outputs = self._cells.run(cell.source, space)
                _stoppable(lambda source=cell.source: guest.run(source))
            cell.outputs = _outputs(outputs, cell.execution_count)
            if guest.stopped and (_is_open(cell) or is_test(cell)):
                told.append(f"The code in “{grade_id(cell)}” was stopped: {guest.stopped}.")
        return told

    def _test(self, guest: Guest, source: str, space: dict[str, Any]) -> list[dict[str, Any]]:
        """Run a test cell here. Names that only the learner's code knows are the learner's, called in the sandbox."""
        guest.new_cell()
        theirs = guest.names(self._cells.names(source) - set(space))
        space.update(theirs)
        try:
            outputs = self._cells.run(source, space)
        finally:
            for name in theirs:
                space.pop(name, None)
        return outputs

    def _open_sandbox(self) -> Sandbox | None:
        if self._sandbox is None and not self._no_sandbox:
            try:
                self._sandbox = open_sandbox(
                    self._data, modules_of(self._snapshot), self._options.limits, trust=self._options.trust
                )
            except OSError as error:
                self._no_sandbox = str(error)
        return self._sandbox

    @contextlib.contextmanager
    def _folder(self, handed_in: HandedIn, sheets: dict[str, str]) -> Iterator[Path]:
        """Work in a fresh folder with what was handed in beside the notebooks, the course's own files laid over it."""
        before, places = Path.cwd(), list(sys.path)
        with tempfile.TemporaryDirectory(dir=self._exercises(), prefix="one-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            side = {path: raw for path, raw in handed_in.files.items() if not path.endswith(".ipynb")}
            ours = {**self._snapshot.masters, **{path: text.encode() for path, text in sheets.items()}}
            for path, content in beside(side, ours).items():
                with contextlib.suppress(OSError):  # a stranger's file names: one that cannot be is left out
                    _write(folder / path, content)
            os.chdir(folder)
            sys.path[:] = filter(os.path.isabs, places)  # nothing is imported from a stranger's folder
            try:
                yield folder
            finally:
                sys.path[:] = places
                os.chdir(before)

    def _exercises(self) -> Path:
        folder = Path(self._room.name) / "exercises"
        folder.mkdir(exist_ok=True)
        return folder


# ---------------------------------------------------------------------------------------------------------------------


@cache
def _release_cells() -> ReleaseCells:
    """One for a process: IPython's displays are global. A copy of a process has it with all its compiled cells."""
    return ReleaseCells()


def warm_up(snapshot: Snapshot, options: Options) -> None:
    """Score the release as nobody has touched it: what is imported and compiled for it is then there for everybody."""
    files = {f"{name}.ipynb": json.dumps(plan.release).encode() for name, plan in snapshot.notebooks.items()}
    with contextlib.closing(Scorer(snapshot, options)) as scorer:
        scorer.score(HandedIn("", files))


def _is_open(cell: NotebookNode) -> bool:
    return bool(utils.is_solution(cell))


def _stoppable(run: Any) -> list[dict[str, Any]]:
    """The outputs of a cell; where the sandbox had to stop it, that."""
    try:
        outputs: list[dict[str, Any]] = run()
    except (TookTooLong, Gone) as stopped:
        name = type(stopped).__name__
        outputs = [{"output_type": "error", "ename": name, "evalue": str(stopped), "traceback": [f"{name}: {stopped}"]}]
    return outputs


def _outputs(outputs: list[dict[str, Any]], count: int) -> list[NotebookNode]:
    made: list[NotebookNode] = []
    for output in outputs:
        if output["output_type"] == "execute_result":
            output["execution_count"] = count
        made.append(nbformat.from_dict(output))  # type: ignore[no-untyped-call]
    return made


def _read(nb: NotebookNode, waits: bool) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """What nbgrader's SaveAutoGrades reads of a notebook: points, and "No response." for an open cell as released."""
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in nb.cells:
        name = grade_id(cell)
        if name is None:
            continue
        if utils.is_grade(cell):
            scores[name] = None if waits and is_test(cell) else utils.determine_grade(cell)[0]
        if utils.is_solution(cell) or utils.is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comments[name] = "No response." if same and not utils.is_task(cell) else None
    return scores, comments


def _with_rights(folder: Path, masters: dict[str, bytes]) -> dict[str, tuple[bytes, int]]:
    """The files beside the notebook, for the sandbox: those of the course cannot be written there."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: (path.read_bytes(), 0o444 if name in masters else 0o644) for name, path in names.items()}


def modules_of(snapshot: Snapshot) -> list[str]:
    """The modules that the release's cells import, so that they can be had ready, in their order of name."""
    return sorted({name for plan in snapshot.notebooks.values() for name in _imports(plan)})


def _imports(plan: NotebookPlan) -> Iterator[str]:
    for source in (*(cell.source for cell in plan.release.cells), *(known.source for known in plan.sources.values())):
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
