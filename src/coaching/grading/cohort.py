"""Grade a cohort: find what was handed in, score it in several processes, write it with one.

    read (here) -> score (workers, see `score`) -> write (here, see `gradebook_writer`)

Only plain data goes to the workers and comes back. A worker that dies is replaced, what it worked on is tried once more
alone, and if that dies too it is set aside. Running again goes on where a run was stopped.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.grading.cells import one_line
from coaching.grading.course import course_directory, without_iri_grammar
from coaching.grading.gradebook import only_one
from coaching.grading.handed_in import moment_in, read_handed_in
from coaching.grading.pool import LocalPool, Pool
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

    from coaching.grading.score import Options, Scored
    from coaching.grading.snapshot import Snapshot

__all__ = ["Cohort", "Person", "Verdict", "autograded_folder", "grade_cohort", "graded_people", "room_in"]


NAMELESS = "The name of this person's folder cannot be written down. Give the folder another name, and grade again."


class Verdict(StrEnum):
    """What became of one person's submission."""

    GRADED = "graded"
    REPAIRED = "graded, repaired"
    LOOK = "needs a look"
    ASIDE = "set aside"
    DONE = "was graded before"


@dataclass(frozen=True)
class Person:
    """One person's line in the summary. `notes` are sentences; `to_read` counts texts that wait for a reader."""

    student: str
    verdict: Verdict
    points: float | None = None
    most: float | None = None
    to_read: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cohort:
    """What a run did: a line for each person, and what is to be said of the run as a whole."""

    assignment: str
    people: list[Person]
    notes: list[str] = field(default_factory=list)

    @property
    def to_look_at(self) -> list[Person]:
        return [one for one in self.people if one.verdict in (Verdict.LOOK, Verdict.ASIDE)]


def grade_cohort(
    root: Path,
    assignment: str,
    options: Options,
    *,
    people: Iterable[str] = (),
    again: bool = False,
    workers: int = 2,
    pool: Callable[[Snapshot, Options], Pool] | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Cohort:
    """Grade what was handed in for `assignment` and is not graded yet, as `nbgrader autograde` does.

    Args:
        root: the course folder.
        options: how learners' code runs.
        people: only these; everybody if empty.
        again: also what was graded before, as `nbgrader autograde --force`.
        workers: how many processes of this machine score; `pool` makes another kind of pool.
        progress: is told how many are done, of how many.

    Raises:
        CourseProblem: there is nothing to grade, the assignment was never generated, or another run is at work.
    """
    with without_iri_grammar():
        from nbgrader.api import Gradebook

        from coaching.grading.gradebook_writer import GradebookWriter
        from coaching.grading.snapshot import take_snapshot

    course = course_directory(root)
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_one(root))
        room = stack.enter_context(room_in(root))
        chosen = _handed_in(course, assignment, set(people))
        own = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, [])
        with Gradebook(course.db_url, course.course_id) as gradebook:
            snapshot = take_snapshot(gradebook, course, assignment, tuple(own))
        waiting = [one for one, folder in chosen.items() if again or _is_due(course, assignment, one, folder)]
        lines = [Person(student, Verdict.DONE) for student in chosen if student not in waiting]
        for student in [one for one in waiting if not one.isprintable()]:
            waiting.remove(student)
            lines.append(Person(one_line(student), Verdict.ASIDE, notes=(NAMELESS,)))
        if not waiting:
            return Cohort(assignment, lines)
        progress(0, len(waiting))
        # The workers are started before the gradebook is opened: its connection is not theirs.
        start = pool or (lambda snapshot, options: LocalPool(snapshot, options, min(workers, len(waiting))))
        scorers = stack.enter_context(start(snapshot, options))
        gradebook = stack.enter_context(Gradebook(course.db_url, course.course_id))
        writer = GradebookWriter(gradebook, course, snapshot, room)
        read = (read_handed_in(chosen[student], student, course.ignore) for student in waiting)
        for done, (handed_in, scored) in enumerate(scorers.score(read), start=1):
            if isinstance(scored, str):
                lines.append(Person(handed_in.student, Verdict.LOOK, notes=(scored,)))
            else:
                writer.add(scored, handed_in)
                lines.append(_line(scored, snapshot))
            progress(done, len(waiting))
        writer.flush()
    return Cohort(assignment, sorted(lines, key=lambda one: one.student.casefold()))


@contextlib.contextmanager
def room_in(root: Path) -> Iterator[Path]:
    """A folder on the disk of the course for what is not in its place yet. What a killed run left there goes."""
    place = root / ".course" / "grading"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _handed_in(course: CourseDirectory, assignment: str, people: set[str]) -> dict[str, Path]:
    """The folders of those who handed in, by name."""
    found: dict[str, Path] = {}
    place = Path(course.format_path(course.submitted_directory, "*", assignment))
    for folder in sorted(place.parent.parent.glob(f"*/{place.name}")):
        student = folder.parent.name
        if folder.is_dir() and not student.startswith(".") and (not people or student in people):
            found[student] = folder
    missing = sorted(people - set(found))
    if missing:
        raise CourseProblem(f"Nothing was handed in for {assignment} by {', '.join(missing)}.")
    if not found:
        raise CourseProblem(
            f"Nothing was handed in for {assignment} yet. Collect first: coaching collect FOLDER, "
            f"or nbgrader collect {assignment}"
        )
    return found


def autograded_folder(course: CourseDirectory, assignment: str, student: str) -> Path:
    """Where a person's graded work lies."""
    return Path(course.format_path(course.autograded_directory, student, assignment))


def graded_people(course: CourseDirectory, assignment: str) -> dict[str, Path]:
    """The folders in which those handed in who were graded, by name."""
    place = Path(course.format_path(course.submitted_directory, "*", assignment))
    folders = sorted(place.parent.parent.glob(f"*/{place.name}"))
    return {one.parent.name: one for one in folders if autograded_folder(course, assignment, one.parent.name).is_dir()}


def _is_due(course: CourseDirectory, assignment: str, student: str, folder: Path) -> bool:
    """Whether it is not graded, or was handed in again since, or holds code that had to wait."""
    place = autograded_folder(course, assignment, student)
    if not place.is_dir():
        return True
    new, old = _stamp(folder), _stamp(place)
    if new is not None and old is not None and new > old:
        return True
    from coaching.grading.score import CODE

    return any(CODE.encode() in path.read_bytes() for path in place.glob("*.ipynb"))


def _stamp(folder: Path) -> datetime | None:
    file = folder / "timestamp.txt"
    try:
        usual = not file.is_symlink() and file.is_file() and file.stat().st_size < 1000
        return moment_in(file.read_bytes()) if usual else None
    except (ValueError, OSError):
        return None


def _line(scored: Scored, snapshot: Snapshot) -> Person:
    """The summary's line. Points are of the required notebooks; texts that a person reads are counted apart."""
    required = {name for name, plan in snapshot.notebooks.items() if not plan.optional}
    graded = {name: one for name, one in scored.notebooks.items() if name in required}
    points = [(p, snapshot.notebooks[n].points[c]) for n, one in graded.items() for c, p in one.scores.items()]
    waits = any(one.waits for one in scored.notebooks.values())
    reasons = tuple(why for name, why in scored.not_graded.items() if name in required or "missing" not in why)
    notes = (*reasons, *(note for note in scored.repairs if note not in reasons), *scored.faults)
    if required - set(graded):
        verdict = Verdict.ASIDE
    elif scored.faults or waits or reasons:
        verdict = Verdict.LOOK
    else:
        verdict = Verdict.REPAIRED if scored.repairs else Verdict.GRADED
    return Person(
        scored.student,
        verdict,
        round(sum(p for p, _ in points if p is not None), 2) if graded else None,
        sum(most for p, most in points if p is not None) if graded else None,
        sum(p is None for p, _ in points),
        tuple(dict.fromkeys(notes)),
    )
