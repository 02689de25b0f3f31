"""A course in a temporary folder: its own gradebook and exchange, real nbgrader, nothing of the repository touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, PyFileConfigLoader

REPOSITORY = Path(__file__).resolve().parents[1]
HANDED_IN = "2026-11-20 09:00:00.000000 UTC"


@dataclass(frozen=True)
class Course:
    """A course folder and what a coach and a learner do with it."""

    root: Path

    # --- the coach ----------------------------------------------------------------------------------------------

    def config(self) -> Config:
        """The configuration as nbgrader loads it; raises where nbgrader would only print a warning."""
        return PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()

    def api(self) -> NbGraderAPI:
        config = self.config()
        coursedir = CourseDirectory(config=config)
        return NbGraderAPI(coursedir, Authenticator(config=config), config=config)

    def generate(self, assignment: str) -> None:
        succeeded(self.api().generate_assignment(assignment, force=True))

    def release(self, assignment: str) -> None:
        succeeded(self.api().release_assignment(assignment))

    def collect(self, assignment: str) -> None:
        succeeded(self.api().collect(assignment))

    def autograde(self, assignment: str, student: str = "*") -> dict[str, Any]:
        """nbgrader's own result: `success`, and the `log` or `error`."""
        with self.importable():
            result: dict[str, Any] = self.api().autograde(assignment, student, force=True)
        return result

    def feedback(self, assignment: str) -> None:
        succeeded(self.api().generate_feedback(assignment))

    def release_feedback(self, assignment: str) -> None:
        succeeded(self.api().release_feedback(assignment))

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")

    def scores(self, assignment: str, notebook: str, student: str) -> dict[str, tuple[float | None, bool]]:
        """grade id → (automatic score, whether a person must still read it)."""
        with self.gradebook() as gradebook:
            grades = gradebook.find_submission_notebook(notebook, assignment, student).grades
            return {grade.name: (grade.auto_score, bool(grade.needs_manual_grade)) for grade in grades}

    def grade_by_hand(
        self, assignment: str, notebook: str, student: str, cell: str, score: float, comment: str = ""
    ) -> None:
        """What formgrader does when a reader types a score and a comment."""
        with self.gradebook() as gradebook:
            grade = gradebook.find_grade(cell, notebook, assignment, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            gradebook.find_comment(cell, notebook, assignment, student).manual_comment = comment
            gradebook.db.commit()

    def nbgrader(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """The command line, in the course folder unless told otherwise; raises with its words when it fails."""
        with self.importable():
            done = subprocess.run(
                [sys.executable, "-m", "nbgrader", *arguments],
                cwd=cwd or self.root,
                text=True,
                capture_output=True,
                check=False,
                timeout=300,
            )
        assert done.returncode == 0, f"nbgrader {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """The command line, started and not waited for; its exit code is the caller's to judge."""
        with self.importable():
            return subprocess.Popen(
                [sys.executable, "-m", "nbgrader", *arguments],
                cwd=self.root,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )

    # --- the learner --------------------------------------------------------------------------------------------

    def hand_in(self, assignment: str, student: str, answers: dict[str, Any] | None = None) -> Path:
        """Put the released exercise with `answers` (item → value; None: no sheet) where collected work lies."""
        folder = self.root / "submitted" / student / assignment
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(self.root / "exercises" / assignment, folder)
        (folder / "timestamp.txt").write_text(HANDED_IN)
        (folder / "submission_secret.txt").write_text(f"{student}-secret")
        if answers is not None:
            write_answers(folder, assignment, answers)
        return folder

    # --- looking ------------------------------------------------------------------------------------------------

    def autograded(self, assignment: str, notebook: str, student: str) -> NotebookNode:
        return nbformat.read(self.root / "autograded" / student / assignment / f"{notebook}.ipynb", as_version=4)

    def page(self, assignment: str, notebook: str, student: str) -> str:
        return (self.root / "feedback" / student / assignment / f"{notebook}.html").read_text(encoding="utf-8")

    @contextmanager
    def importable(self) -> Iterator[None]:
        """Kernels and commands started here can import the package of this repository."""
        before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY / "src"), before]))
        os.environ.pop("NBGRADER_EXECUTION", None)
        try:
            yield
        finally:
            if before is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = before


def new_course(root: Path, *solutions: Path) -> Course:
    """A course in `root` with the repository's configuration and these source assignments."""
    (root / ".course" / "exchange").mkdir(parents=True)
    (root / ".course" / "exchange").chmod(0o777)
    (root / "workspace" / "exercises").mkdir(parents=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    (root / "solutions").mkdir()
    for source in solutions:
        shutil.copytree(source, root / "solutions" / source.name)
    if (REPOSITORY / "data").is_dir():
        shutil.copytree(REPOSITORY / "data", root / "data")
    course = Course(root.resolve())
    course.config()  # also lets nbgrader find the program with which it makes a gradebook
    (root / "gradebook.db").write_bytes(_empty_gradebook())
    return course


@cache
def _empty_gradebook() -> bytes:
    """Making one takes nbgrader seconds, since it starts a program for it; copying one takes none."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "gradebook.db"
        Gradebook(f"sqlite:///{path}").close()
        return path.read_bytes()


def write_answers(
    folder: Path, lesson: str, answers: Mapping[str, Any], sure: Mapping[str, int | None] = MappingProxyType({})
) -> Path:
    """An answer sheet as the cards write it; `sure` is how sure the learner said to be of an item, in per cent."""
    items = {
        item: {"value": value, "confidence": sure.get(item), "saved_at": "2026-11-20T08:59:00Z", "attempts": 0}
        for item, value in answers.items()
    }
    path = folder / "answers" / f"{lesson}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": 1, "lesson": lesson, "release": "", "items": items}), encoding="utf-8")
    return path


def succeeded(result: dict[str, Any]) -> None:
    assert result["success"], f"{result.get('log', '')}\n{result.get('error', '')}"
