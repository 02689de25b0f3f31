"""What the gradebook says of a whole cohort, in a handful of queries, however many people there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from coaching.grading.deadlines import agreed_dates

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

__all__ = ["Book", "Due", "Row", "read_book"]


@dataclass(frozen=True)
class Due:
    """Until when an assignment is handed in: by everybody, and by those who agreed on another date (all UTC)."""

    everybody: datetime | None = None
    agreed: dict[str, datetime] = field(default_factory=dict)

    def late(self, person: str, handed_in: datetime | None) -> timedelta:
        """How much too late it came; nothing where there is no date, or no time of the hand-in."""
        until = self.everybody and max(self.everybody, self.agreed.get(person, self.everybody))
        return max(handed_in - until, timedelta()) if handed_in and until else timedelta()


@dataclass(frozen=True, slots=True)
class Row:
    """One submitted notebook: its row's id, when it was handed in, and what was scored, waits or can be reached.

    `points` leaves out what waits and any penalty; `scored` says whether any cell has a score at all.
    """

    id: str
    handed_in: datetime | None
    points: float
    penalty: float
    most: float
    waiting: tuple[str, ...]
    scored: bool


@dataclass(frozen=True)
class Book:
    """The gradebook: people as (first name, last name) by id, its assignments with their dates, and submitted
    notebooks by (person, assignment, notebook)."""

    people: dict[str, tuple[str, str]]
    due: dict[str, Due]
    rows: dict[tuple[str, str, str], Row]


def read_book(gradebook: Gradebook, assignments: Collection[str] = ()) -> Book:
    """Read all that the desk needs; of these assignments alone, if any are named."""
    from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, Notebook, Student
    from nbgrader.api import SubmittedAssignment as Work
    from nbgrader.api import SubmittedNotebook as Submitted
    from sqlalchemy import func

    book = gradebook.db
    ours = [Assignment.name.in_(assignments)] if assignments else []
    due = {
        name: Due(_utc(date), {one: _aware(until) for one, until in agreed_dates(gradebook, name).items()})
        for name, date in book.query(Assignment.name, Assignment.duedate).filter(*ours)
    }
    most = dict(book.query(GradeCell.notebook_id, func.sum(GradeCell.max_score)).group_by(GradeCell.notebook_id).all())
    points: dict[str, float] = defaultdict(float)
    scored = set()
    sums = (
        book.query(
            Grade.notebook_id, func.sum(Grade.score), func.count(Grade.auto_score) + func.count(Grade.manual_score)
        )
        .filter(Grade.needs_manual_grade.is_(False))
        .group_by(Grade.notebook_id)
    )
    for notebook, score, numbers in sums:
        points[notebook] = float(score or 0)
        if numbers:
            scored.add(notebook)
    waiting: dict[str, list[str]] = defaultdict(list)
    waits = (
        book.query(Grade.notebook_id, BaseCell.name, Grade.auto_score, Grade.manual_score)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Grade.needs_manual_grade.is_(True))
        .order_by(BaseCell.name)
    )
    for notebook, cell, machine, hand in waits:
        waiting[notebook].append(cell)
        if machine is not None or hand is not None:
            scored.add(notebook)
    columns: list[Any] = [Submitted.id, Submitted.late_submission_penalty, Notebook.id, Notebook.name]
    columns += [Work.student_id, Work.timestamp, Assignment.name]
    found = (
        book.query(*columns)
        .join(Work, Submitted.assignment_id == Work.id)
        .join(Notebook, Notebook.id == Submitted.notebook_id)
        .join(Assignment, Assignment.id == Work.assignment_id)
        .filter(*ours)
    )
    rows = {
        (person, assignment, name): Row(
            id=row,
            handed_in=_utc(at),
            points=round(points[row], 2),
            penalty=float(penalty or 0),
            most=float(most.get(notebook) or 0),
            waiting=tuple(waiting.get(row, ())),
            scored=row in scored,
        )
        for row, penalty, notebook, name, person, at, assignment in found
    }
    names = book.query(Student.id, Student.first_name, Student.last_name)
    people = {one: (first or "", last or "") for one, first, last in names}
    return Book(people, due, rows)


# ---------------------------------------------------------------------------------------------------------------------


def _utc(plain: datetime | None) -> datetime | None:
    return _aware(plain) if plain else None


def _aware(plain: datetime) -> datetime:
    return plain.replace(tzinfo=UTC)
