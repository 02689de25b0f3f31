"""What the gradebook says about submitted notebooks, as plain values: for one, or for a whole cohort at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import joinedload

from coaching.grading.deadlines import duration

__all__ = ["Mark", "Marks", "marks_in", "marks_of", "moment"]


@dataclass(frozen=True)
class Mark:
    """What the gradebook says about one cell."""

    score: float
    maximum: float
    waiting: bool = False
    by_hand: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Marks:
    """What the gradebook says about one submitted notebook. `late` and `penalty` are empty when it was in time."""

    who: str
    assignment: str
    notebook: str
    cells: dict[str, Mark] = field(default_factory=dict)
    handed_in: str = ""
    late: str = ""
    penalty: float = 0.0


def marks_of(names: Mapping[str, Any]) -> Marks:
    """The marks of one submitted notebook, from the gradebook that `resources["nbgrader"]` names.

    Raises:
        MissingEntry: nbgrader's; the gradebook does not know this submission.
    """
    with Gradebook(names["db_url"]) as gradebook:
        gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
        return marks_in(gradebook, names["assignment"], names["student"])[names["student"], names["notebook"]]


def marks_in(gradebook: Gradebook, assignment: str, student: str | None = None) -> dict[tuple[str, str], Marks]:
    """The marks of everybody's work on an assignment (or of one student's), by student and notebook.

    Three queries, however many people there are.
    """
    ours = [Assignment.name == assignment, *([SubmittedAssignment.student_id == student] if student else [])]
    book = gradebook.db
    said = book.query(Comment.notebook_id, BaseCell.name, Comment.manual_comment)
    comments = {(notebook, cell): words or "" for notebook, cell, words in _of(said, Comment).filter(*ours)}
    given = book.query(
        *(Grade.notebook_id, BaseCell.name, Grade.score, Grade.max_score),
        *(Grade.needs_manual_grade, Grade.manual_score),
    )
    cells: dict[str, dict[str, Mark]] = defaultdict(dict)
    for notebook, cell, score, most, waits, by_hand in _of(given, Grade).filter(*ours):
        cells[notebook][cell] = Mark(
            score=float(score or 0),
            maximum=float(most),
            waiting=bool(waits),
            by_hand=by_hand is not None,
            comment=comments.get((notebook, cell), ""),
        )
    rows = (
        book.query(SubmittedAssignment, SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty, Notebook.name)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .options(joinedload(SubmittedAssignment.student), joinedload(SubmittedAssignment.assignment))
        .filter(*ours)
    )
    return {
        (submission.student_id, name): _marks(submission, assignment, name, cells[notebook], penalty)
        for submission, notebook, penalty, name in rows
    }


def moment(timestamp: datetime | None) -> str:
    """When something was handed in, as a page says it; empty if nobody knows."""
    return f"{timestamp:%Y-%m-%d, %H:%M} UTC" if timestamp else ""


# ---------------------------------------------------------------------------------------------------------------------


def _of(query: Any, what: Any) -> Any:
    """The query with all that says whose grade or comment it is."""
    return (
        query.join(BaseCell, BaseCell.id == what.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == what.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    )


def _marks(
    submission: SubmittedAssignment, assignment: str, notebook: str, cells: dict[str, Mark], penalty: float | None
) -> Marks:
    student, late = submission.student, submission.total_seconds_late
    return Marks(
        who=" ".join(filter(None, (student.first_name, student.last_name))) or student.id,
        assignment=assignment,
        notebook=notebook,
        cells=cells,
        handed_in=moment(submission.timestamp),
        late=duration(late) if late > 0 else "",
        penalty=float(penalty or 0),
    )
