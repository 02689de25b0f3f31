"""Make the feedback pages of a cohort as `nbgrader generate_feedback` does, and release them as `release_feedback`.

The marks of all come from the gradebook in a few queries, where nbgrader opens it once for every page. One process does
it all: a page takes a few milliseconds, and starting another process costs as much as a hundred of them. A person's
pages are made beside their place and moved there when all of them are whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.grading.cohort import room_in
from coaching.grading.course import course_directory, without_iri_grammar
from coaching.grading.gradebook import only_one
from coaching.parcel import MANIFEST
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

    from coaching.grading.marks import Marks
    from coaching.grading.right_answers import Right

__all__ = ["Fed", "Feedback", "Way", "feedback_cohort"]

SECRET, TIMESTAMP = "submission_secret.txt", "timestamp.txt"


class Way(StrEnum):
    """How a person's page reaches them."""

    RELEASED = "released"
    MADE = "made, not released"
    SEND = "to send back"
    NONE = "no page"


@dataclass(frozen=True)
class Fed:
    """One person's line in the summary. `notes` are sentences; `to_read` counts texts that wait for a reader.

    `set_aside` is whether what they handed in could not be graded: their page says so, and how to hand in again.
    """

    student: str
    way: Way
    points: float | None = None
    most: float | None = None
    to_read: int = 0
    set_aside: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """What a run did: a line for each person who handed in."""

    assignment: str
    people: list[Fed] = field(default_factory=list)

    @property
    def to_look_at(self) -> list[Fed]:
        return [one for one in self.people if one.way is Way.NONE or one.set_aside]


def feedback_cohort(
    root: Path,
    assignment: str,
    *,
    people: Iterable[str] = (),
    release: bool = True,
    with_answers: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Feedback:
    """Make the feedback pages of everybody who handed in `assignment`, and release them.

    Earlier pages are replaced; those of a person whose autograded work is broken stay as they were.

    Args:
        root: the course folder.
        people: only these; everybody if empty.
        release: also put the pages into the exchange, for those who submitted there.
        with_answers: the pages also show what is right where something else was chosen.
        progress: is told how many people are done, of how many.

    Raises:
        CourseProblem: nobody handed it in, the keys cannot be read, another run is at work, or the exchange refuses
            the pages (which are made then).
    """
    with without_iri_grammar():
        from nbgrader.api import Gradebook

        from coaching.grading.marks import marks_in
        from coaching.grading.right_answers import right_answers

    course = course_directory(root)
    folders = _folders(course, assignment, set(people))
    answers = right_answers(_at(course, course.source_directory, ".", assignment)) if with_answers else {}
    with only_one(root), room_in(root) as room:
        with Gradebook(course.db_url, course.course_id) as gradebook:
            marks = marks_in(gradebook, assignment)
        maker = _Maker(course, assignment, room, marks, answers)
        made = Feedback(assignment)
        for done, (student, folder) in enumerate(folders.items(), start=1):
            made.people.append(maker.feed(student, folder, release=release))
            progress(done, len(folders))
        released = {one.student for one in made.people if one.way is Way.RELEASED}
        if released:
            _release(course, assignment, released)
    return made


class _Maker:
    """Makes the pages of one person after the other and puts them into their places."""

    def __init__(
        self,
        course: CourseDirectory,
        assignment: str,
        room: Path,
        marks: dict[tuple[str, str], Marks],
        answers: dict[str, Right],
    ) -> None:
        from coaching.grading.feedback_pages import FeedbackPages
        from coaching.grading.not_handed_in import is_optional, releases_in

        self._course, self._assignment, self._room, self._marks = course, assignment, room, marks
        self._pages = FeedbackPages(course, assignment, room, marks, answers)
        self._releases = releases_in(_at(course, course.release_directory, ".", assignment))
        self._required = [name for name, release in self._releases.items() if not is_optional(release)]

    def feed(self, student: str, folder: Path, *, release: bool) -> Fed:
        """Make this person's pages. `folder` holds what they handed in."""
        graded = _at(self._course, self._course.autograded_directory, student, self._assignment)
        notebooks = sorted(graded.glob("*.ipynb"))
        notes = []
        try:
            short = self._short_pages(student, folder, {path.stem for path in notebooks})
            if not notebooks and not short:
                return Fed(student, Way.NONE, notes=(f"Not graded yet: coaching grade {self._assignment}",))
            pages = self._pages.make(student, notebooks, short)
            self._put(student)
        except Exception as error:  # whatever it is, it stops the page of one person and of no other
            said = "".join(letter for letter in str(error)[:300] if letter.isprintable())
            why = f"No page could be made of autograded/{student}/{self._assignment} ({type(error).__name__}: {said})."
            again = f"Grade it anew: coaching grade {self._assignment} --person {student} --again"
            return Fed(student, Way.NONE, notes=(why, again))
        way = _way(folder, release=release)
        if short and way is Way.SEND:
            notes.append(f"Send them the page in feedback/{student}/{self._assignment}.")
        if notebooks and _text(folder / TIMESTAMP) != _text(graded / TIMESTAMP):
            notes.append("A newer hand-in is here; this page is about the one before.")
        exercise = [page for page in pages if not page.optional]
        return Fed(
            student,
            way,
            points=round(sum(page.score for page in exercise), 2) if exercise else None,
            most=sum(page.maximum for page in exercise) if exercise else None,
            to_read=sum(page.waiting for page in pages),
            set_aside=bool(short),
            notes=tuple(notes),
        )

    def _short_pages(self, student: str, folder: Path, graded: set[str]) -> dict[str, str | bytes]:
        """A page for each required notebook that was set aside when this hand-in was graded, and nbgrader's two files
        with which a page can be released. Empty if nothing was set aside."""
        from coaching.grading.handed_in import read_handed_in
        from coaching.grading.marks import moment
        from coaching.grading.not_handed_in import not_handed_in, why_not_graded

        missing = [name for name in self._required if name not in graded and (student, name) in self._marks]
        if not missing:
            return {}
        handed_in = read_handed_in(folder, student, self._course.ignore)
        if any(self._marks[student, name].handed_in != moment(handed_in.timestamp) for name in missing):
            return {}  # it came after the last grading
        why = why_not_graded(handed_in, self._releases)
        made: dict[str, str | bytes] = {
            f"{name}.html": not_handed_in(self._releases[name], self._marks[student, name], why.get(name, ""))
            for name in missing
        }
        return made | {name: handed_in.files[name] for name in (SECRET, TIMESTAMP) if name in handed_in.files}

    def _put(self, student: str) -> None:
        place = _at(self._course, self._course.feedback_directory, student, self._assignment)
        place.parent.mkdir(parents=True, exist_ok=True)
        old = self._room / f"old-{student}"
        if place.exists():
            place.rename(old)
        self._pages.folder(student).rename(place)
        shutil.rmtree(old, ignore_errors=True)


# ---------------------------------------------------------------------------------------------------------------------


def _at(course: CourseDirectory, step: str, student: str, assignment: str) -> Path:
    return Path(course.format_path(step, student, assignment))


def _folders(course: CourseDirectory, assignment: str, people: set[str]) -> dict[str, Path]:
    """Where the work of each person lies: as handed in, or where that is gone, as graded."""
    found: dict[str, Path] = {}
    for step in (course.autograded_directory, course.submitted_directory):
        place = _at(course, step, "*", assignment)
        for folder in place.parent.parent.glob(f"*/{place.name}"):
            student = folder.parent.name
            if folder.is_dir() and not student.startswith(".") and (not people or student in people):
                found[student] = folder
    missing = sorted(people - set(found))
    if missing:
        raise CourseProblem(f"Nothing was handed in for {assignment} by {', '.join(missing)}.")
    if not found:
        raise CourseProblem(f"Nobody has handed in {assignment} yet. Check the name, or collect and grade first.")
    return dict(sorted(found.items(), key=lambda one: one[0].casefold()))


def _way(folder: Path, *, release: bool) -> Way:
    """Only who submitted through the exchange knows the secret by which a page is found there."""
    in_exchange = (folder / SECRET).is_file() and (folder / TIMESTAMP).is_file() and not (folder / MANIFEST).is_file()
    return (Way.RELEASED if release else Way.MADE) if in_exchange else Way.SEND


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _release(course: CourseDirectory, assignment: str, people: set[str]) -> None:
    """Have the course's own class put the pages of these people into the exchange."""
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import ExchangeError, ExchangeFactory

    place = _at(course, course.feedback_directory, "*", assignment)
    others = {folder.parent.name for folder in place.parent.parent.glob(f"*/{place.name}")} - people
    course.assignment_id, course.student_id, course.student_id_exclude = assignment, "*", ",".join(sorted(others))
    config = course.config
    release = ExchangeFactory(config=config).ReleaseFeedback(
        coursedir=course, authenticator=Authenticator(config=config), config=config
    )
    try:
        release.start()
    except (ExchangeError, OSError) as error:
        raise CourseProblem(
            f"The pages are made, in {course.feedback_directory}/, but the exchange does not take them: {error}"
        ) from error
