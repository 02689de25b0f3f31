"""What readers gave to people's texts: the points that count, in the gradebook, and second readings beside it.

nbgrader keeps one score for a cell. Where two have read a text, what each of them gave is kept in a table of our own in
the same database, made with the first of them. Nothing a reader writes here replaces what another wrote since the text
was opened: the row is changed only if it still says what was seen.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import Column, DateTime, Float, MetaData, String, Table, delete, inspect, select

from coaching.grading.course import course_directory
from coaching.grading.gradebook import gradebook_of, only_one
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

__all__ = [
    "READINGS",
    "ChangedMeanwhile",
    "Opened",
    "ReadCell",
    "Reader",
    "forget_readings",
    "open_text",
    "pairs_of",
    "readings_of",
    "save_points",
    "save_second",
    "second_readings",
    "texts",
]

Reader: TypeAlias = Literal["first", "second"]
"""The first reader's points count; the second's are only compared. No reader's name is kept."""

READINGS: Final = Table(
    "coaching_readings",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("notebook", String(128), primary_key=True),
    Column("cell", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("reader", String(16), primary_key=True),
    Column("points", Float, nullable=False),
    Column("handed_in", DateTime),  # which hand-in was read; UTC without saying so, as all moments in a gradebook
    Column("read_at", DateTime, nullable=False),
)


@dataclass(frozen=True)
class ReadCell:
    """A text that a person reads: whose and which, its most points, when it was handed in, and what it has by now.

    `waits` is whether it still waits for the first reader; `points` is None where nobody gave any.
    """

    assignment: str
    notebook: str
    cell: str
    person: str
    most: float
    handed_in: datetime | None
    waits: bool
    points: float | None


@dataclass(frozen=True)
class Opened:
    """A text as a reader sees it: the words as they were handed in, and what the gradebook said at that moment.

    `seen` is what must still hold when the reader saves; it means nothing to others.
    """

    where: ReadCell
    words: str
    points: float | None
    comment: str
    seen: tuple[Any, ...]


class ChangedMeanwhile(CourseProblem):
    """Another reader wrote to this text since it was opened, or it was handed in and graded anew."""


def texts(gradebook: Gradebook, assignment: str = "") -> list[ReadCell]:
    """All texts that somebody wrote and a person reads, oldest hand-in first; empty ones are left out."""
    from nbgrader.api import Assignment, Grade, GradeCell, Notebook, SubmittedAssignment, SubmittedNotebook

    columns: list[Any] = [Assignment.name, Notebook.name, GradeCell.name, SubmittedAssignment.student_id]
    columns += [GradeCell.max_score, SubmittedAssignment.timestamp, Grade.needs_manual_grade, Grade.manual_score]
    rows = (
        gradebook.db.query(*columns)
        .select_from(Grade)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(GradeCell.cell_type == "markdown")
        .filter(Grade.needs_manual_grade | Grade.manual_score.is_not(None))
    )
    if assignment:
        rows = rows.filter(Assignment.name == assignment)
    found = [
        ReadCell(name, notebook, cell, person, float(most), handed_in, bool(waits), points)
        for name, notebook, cell, person, most, handed_in, waits, points in rows
    ]
    return sorted(found, key=lambda one: (one.handed_in or datetime.min, one.assignment, one.cell, one.person))


def open_text(root: Path, where: ReadCell) -> Opened:
    """Open one text.

    Raises:
        CourseProblem: it is no longer there, or the graded notebook cannot be read.
    """
    course = course_directory(root)
    with gradebook_of(course) as gradebook:
        return _opened(gradebook, course, where)


def save_points(root: Path, opened: Opened, points: float, comment: str) -> None:
    """Give a text its points and its comment, as formgrader does when a reader types them.

    Raises:
        ChangedMeanwhile: the gradebook, or the text, is no longer what was opened. Nothing was written.
        CourseProblem: the points are outside 0 to the most; a run is grading; or the gradebook cannot be used.
    """
    from nbgrader.api import Comment, Grade

    where = opened.where
    _refuse_points(points, where.most)
    course = course_directory(root)
    with only_one(root), gradebook_of(course) as gradebook:
        now = _opened(gradebook, course, where)
        if now.seen != opened.seen:
            raise _changed(now)
        grade, note, score, said, waits, _ = opened.seen
        written = (
            gradebook.db.query(Grade)
            .filter(Grade.id == grade, Grade.manual_score.is_not_distinct_from(score))
            .filter(Grade.needs_manual_grade.is_(waits))
            .update({"manual_score": points, "needs_manual_grade": False}, synchronize_session=False)
        )
        if note is not None:
            written += (
                gradebook.db.query(Comment)
                .filter(Comment.id == note, Comment.manual_comment.is_not_distinct_from(said))
                .update({"manual_comment": comment or None}, synchronize_session=False)
            )
        if written != 1 + (note is not None):  # formgrader, which waits for nobody, wrote in this very moment
            gradebook.db.rollback()
            raise _changed(_opened(gradebook, course, where))
        if _key(where) in second_readings(gradebook, where.assignment):
            _remember(gradebook, now.where, "first", points)
        gradebook.db.commit()


def save_second(root: Path, opened: Opened, points: float) -> None:
    """Keep what a second reader gives to a text. The gradebook's points and comments are not touched.

    Raises:
        ChangedMeanwhile: the text is no longer the one that was opened, or somebody else read it a second time.
        CourseProblem: as `save_points`.
    """
    where = opened.where
    _refuse_points(points, where.most)
    course = course_directory(root)
    with only_one(root), gradebook_of(course) as gradebook:
        now = _opened(gradebook, course, where)
        if now.seen[-1] != opened.seen[-1]:
            raise ChangedMeanwhile("Nothing was saved: this text was handed in and graded anew since you opened it.")
        if _key(where) in second_readings(gradebook, where.assignment):
            raise ChangedMeanwhile("Nothing was saved: this text has been read a second time since you opened it.")
        READINGS.create(gradebook.db.connection(), checkfirst=True)
        _remember(gradebook, now.where, "second", points)
        if not now.where.waits and now.points is not None:
            _remember(gradebook, now.where, "first", now.points)
        gradebook.db.commit()


def pairs_of(gradebook: Gradebook, assignment: str = "", cell: str = "") -> list[tuple[float, float]]:
    """What both readers gave, as shares of the most points, for each text that both have read in the same hand-in.

    What both had given before they could talk is compared: a later change of the points changes nothing here. Where
    the first reader used formgrader after the second had read, the points of the gradebook stand for theirs.
    """
    kept = _kept(gradebook)
    found = []
    for text in texts(gradebook, assignment):
        if cell and text.cell != cell:
            continue
        second = kept.get((*_key(text), "second"))
        if second is None or second[1] != text.handed_in:
            continue
        first = kept.get((*_key(text), "first"))
        if first is not None and first[1] == second[1]:
            found.append((first[0] / text.most, second[0] / text.most))
        elif not text.waits and text.points is not None:
            found.append((text.points / text.most, second[0] / text.most))
    return found


def second_readings(gradebook: Gradebook, assignment: str = "") -> set[tuple[str, str, str, str]]:
    """The texts (assignment, notebook, cell, person) that were read a second time, in the hand-in that counts."""
    kept = _kept(gradebook)
    found = ((one, kept.get((*_key(one), "second"))) for one in (texts(gradebook, assignment) if kept else ()))
    return {_key(one) for one, second in found if second is not None and second[1] == one.handed_in}


def readings_of(gradebook: Gradebook, learner: str) -> list[str]:
    """The assignments of which readings of this person's texts are kept."""
    if not _is_there(gradebook):
        return []
    query = select(READINGS.c.assignment).where(READINGS.c.student == learner).distinct()
    return sorted(gradebook.db.scalars(query).all())


def forget_readings(gradebook: Gradebook, learner: str) -> None:
    """Delete what was kept of readings of this person's texts."""
    if _is_there(gradebook):
        gradebook.db.execute(delete(READINGS).where(READINGS.c.student == learner))
        gradebook.db.commit()


# ---------------------------------------------------------------------------------------------------------------------


def _key(text: ReadCell) -> tuple[str, str, str, str]:
    return (text.assignment, text.notebook, text.cell, text.person)


def _opened(gradebook: Gradebook, course: CourseDirectory, where: ReadCell) -> Opened:
    from nbgrader.api import MissingEntry

    try:
        notebook = gradebook.find_submission_notebook(where.notebook, where.assignment, where.person)
        grade = next(one for one in notebook.grades if one.cell.name == where.cell)
    except (MissingEntry, StopIteration):
        raise CourseProblem("This text is no longer in the gradebook. Show the next one.") from None
    note = next((one for one in notebook.comments if one.cell.name == where.cell), None)
    said = None if note is None else note.manual_comment
    words = _words(course, where)
    mark = hashlib.sha256(words.encode()).hexdigest()
    now = ReadCell(
        *_key(where),
        float(grade.cell.max_score),
        notebook.assignment.timestamp,
        bool(grade.needs_manual_grade),
        grade.manual_score,
    )
    seen = (grade.id, note.id if note is not None else None, grade.manual_score, said, now.waits, mark)
    return Opened(now, words, grade.manual_score, said or "", seen)


def _words(course: CourseDirectory, where: ReadCell) -> str:
    """A person's words, letter by letter, out of their graded notebook."""
    path = Path(course.format_path(course.autograded_directory, where.person, where.assignment))
    try:
        cells = json.loads((path / f"{where.notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        cell = next(one for one in cells if one["metadata"].get("nbgrader", {}).get("grade_id") == where.cell)
        source = "".join(cell["source"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration):
        raise CourseProblem(
            f"The graded notebook of this text cannot be read. Grade it anew: coaching grade {where.assignment} --again"
        ) from None
    shown = re.fullmatch(r'<pre class="coaching-words"[^>]*>(.*)</pre>', source, re.DOTALL)
    return html.unescape(shown[1]) if shown else source


def _changed(now: Opened) -> ChangedMeanwhile:
    gave = "no points" if now.points is None else f"{now.points:g} of {now.where.most:g} points"
    said = f" and the comment “{now.comment}”" if now.comment else " and no comment"
    return ChangedMeanwhile(f"Nothing was saved: since you opened this text it was changed. It has {gave}{said} now.")


def _refuse_points(points: float, most: float) -> None:
    if not 0 <= points <= most:
        raise CourseProblem(f"{points:g} points cannot be given here. Give 0 to {most:g}.")


def _remember(gradebook: Gradebook, where: ReadCell, reader: Reader, points: float) -> None:
    """Keep one reading. The first one kept of a hand-in stays, so that a talk between the two changes nothing."""
    mine = _kept(gradebook).get((*_key(where), reader))
    if mine is not None and mine[1] == where.handed_in:
        return
    column = READINGS.c
    place = (column.assignment == where.assignment, column.notebook == where.notebook, column.cell == where.cell)
    gradebook.db.execute(delete(READINGS).where(*place, column.student == where.person, column.reader == reader))
    gradebook.db.execute(
        READINGS.insert().values(
            assignment=where.assignment,
            notebook=where.notebook,
            cell=where.cell,
            student=where.person,
            reader=reader,
            points=points,
            handed_in=where.handed_in,
            read_at=datetime.now(UTC).replace(tzinfo=None),
        )
    )


def _kept(gradebook: Gradebook) -> dict[tuple[str, str, str, str, str], tuple[float, datetime | None]]:
    """All readings that are kept: points and hand-in, by text and reader."""
    return dict(_rows(gradebook))


def _rows(gradebook: Gradebook) -> Iterator[tuple[tuple[str, str, str, str, str], tuple[float, datetime | None]]]:
    if _is_there(gradebook):
        for row in gradebook.db.execute(select(READINGS)):
            key = (row.assignment, row.notebook, row.cell, row.student, row.reader)
            yield key, (row.points, row.handed_in)


def _is_there(gradebook: Gradebook) -> bool:
    """Nobody reads twice in most courses: then their gradebook stays exactly as nbgrader makes it."""
    return bool(inspect(gradebook.db.connection()).has_table(READINGS.name))
