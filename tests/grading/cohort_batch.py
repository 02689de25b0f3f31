"""A batch for `coaching grade`: the demo assignment with its code track, good work first and last, and rows between."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from coaching.grading.cohort import Cohort, Person, Verdict, grade_cohort
from coaching.grading.sandbox import Limits
from coaching.grading.score import Options

from ..coursecopy import Course, new_course
from .demo_assignment import DEMO, GOOD, code_track, write_demo

GOOD_STUDENTS = ("aaa-good", "zzz-good")
SMALL = Limits(cell_seconds=2, submission_seconds=4)
"""Enough for honest code, and short enough to wait for what never ends."""

FULL_CODE = {"double-test": 4.0, "total-test": 2.0}


@dataclass(frozen=True)
class Batch:
    """A graded batch: the course, and what `coaching grade` says of it."""

    course: Course
    cohort: Cohort

    def person(self, student: str) -> Person:
        return next(one for one in self.cohort.people if one.student == student)

    def scores(self, notebook: str, student: str) -> dict[str, float | None]:
        return {name: score for name, (score, _) in self.course.scores(DEMO, notebook, student).items()}

    def check_good_work(self) -> None:
        """Good work beside the rest has all its points, and nothing is said about it."""
        for student in GOOD_STUDENTS:
            scores = self.course.scores(DEMO, "demo", student)
            assert scores == {"kinds": (5.0, False), "score": (2.0, False), "reflect-1": (None, True)}
            assert self.scores("code-track", student) == FULL_CODE
            person = self.person(student)
            assert (person.verdict, person.points, person.most, person.notes) == (Verdict.GRADED, 7.0, 7.0, ())
            assert person.to_read == 1


def demo_with_code(root: Path) -> Course:
    """The demo assignment with its code track, generated, and two good hand-ins."""
    course = new_course(root / "course", write_demo(root / "source", with_code=True))
    course.generate(DEMO)
    for student in GOOD_STUDENTS:
        write_code(course.hand_in(DEMO, student, GOOD))
    return course


def write_code(folder: Path, **cells: str) -> None:
    """Write the open cells of the code track: as the model solution has them, or as given by name."""
    model = {cell.id: cell.source for cell in code_track().cells}
    path = folder / "code-track.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = cells.get(cell.id, model[cell.id])
    nbformat.write(nb, path)


def graded(course: Course, limits: Limits = SMALL, **more: object) -> Batch:
    """Grade what is due, as the command does; the environment has what a coach's has."""
    with course.importable():
        return Batch(course, grade_cohort(course.root, DEMO, Options(limits=limits), **more))  # type: ignore[arg-type]


@contextlib.contextmanager
def environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Environment variables, for as long as a batch takes."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def handed_in_by(course: Course, student: str, make: Callable[[Path], None]) -> Path:
    """Hand in good answers without a code track, and then let `make` change the folder."""
    folder = course.hand_in(DEMO, student, GOOD)
    (folder / "code-track.ipynb").unlink()
    make(folder)
    return folder
