"""The one writer: scored submissions become rows of nbgrader's gradebook and folders that formgrader opens.

Rows are written with nbgrader's own classes, many submissions in one transaction, and only then the folders are moved
to their place. So when a run is killed, at whatever moment, a submission whose folder is there is wholly in the
gradebook; any other is graded again, to the same rows.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coaching.grading.deadlines import agreed_dates, keep_agreed
from coaching.grading.handed_in import HandedIn, beside
from coaching.grading.score import NotebookScore, Scored
from coaching.grading.snapshot import Snapshot

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
    from nbgrader.coursedir import CourseDirectory

__all__ = ["GradebookWriter"]

EVERY = 0.5
"""Seconds between transactions: few, and a person who looks sees the work of a moment ago."""


@dataclass(frozen=True)
class _Waiting:
    scored: Scored
    staged: Path | None


class GradebookWriter:
    """Takes scored submissions and writes them; call `flush` at the end.

    `config` is nbgrader's configuration, of which only the plugin for late penalties is used.
    """

    def __init__(self, gradebook: Gradebook, course: CourseDirectory, snapshot: Snapshot, room: Path) -> None:
        self._gradebook, self._course, self._snapshot = gradebook, course, snapshot
        self._room = room
        self._waiting: list[_Waiting] = []
        self._last = time.monotonic()
        self._plugin: Any = None
        self._agreed = agreed_dates(gradebook, snapshot.assignment)

    def add(self, scored: Scored, handed_in: HandedIn) -> None:
        """Stage a submission's folder and rows; write all that is staged if it is time."""
        self._rows(scored, handed_in)
        staged = self._stage(scored, handed_in) if scored.notebooks else None
        self._waiting.append(_Waiting(scored, staged))
        if time.monotonic() - self._last > EVERY:
            self.flush()

    def flush(self) -> None:
        """Commit the rows, then put the folders in their place."""
        self._gradebook.db.commit()
        for one in self._waiting:
            place = Path(
                self._course.format_path(
                    self._course.autograded_directory, one.scored.student, self._snapshot.assignment
                )
            )
            old = self._room / f"old-{one.scored.student}"
            if place.exists():
                place.rename(old)
            if one.staged is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                one.staged.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        self._waiting.clear()
        self._gradebook.db.expunge_all()  # else the rows of the whole cohort stay in memory
        self._last = time.monotonic()

    # --- rows -------------------------------------------------------------------------------------------------------

    def _rows(self, scored: Scored, handed_in: HandedIn) -> None:
        submission = self._submission(scored.student, handed_in.timestamp)
        keep_agreed(submission, self._agreed)
        for notebook in submission.notebooks:
            if notebook.name in scored.notebooks:
                self._grades(notebook, scored.notebooks[notebook.name])
                self._penalty(submission, notebook)
            else:
                self._not_handed_in(notebook)

    def _submission(self, student: str, timestamp: datetime | None) -> SubmittedAssignment:
        """The submission's row, made as nbgrader's `add_submission` makes it, but without a transaction for each."""
        from nbgrader.api import Comment, Grade, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook

        book = self._gradebook
        try:
            submission: SubmittedAssignment = book.find_submission(self._snapshot.assignment, student)
        except MissingEntry:
            pass
        else:
            if timestamp is not None:
                submission.timestamp = timestamp
            return submission
        if book.db.get(Student, student) is None:
            book.db.add(Student(id=student))
        assignment = book.find_assignment(self._snapshot.assignment)
        submission = SubmittedAssignment(assignment_id=assignment.id, student_id=student, timestamp=timestamp)
        for notebook in assignment.notebooks:
            made = SubmittedNotebook(notebook_id=notebook.id)
            submission.notebooks.append(made)
            made.grades = [Grade(cell_id=cell.id) for cell in (*notebook.grade_cells, *notebook.task_cells)]
            made.comments = [Comment(cell_id=cell.id) for cell in (*notebook.solution_cells, *notebook.task_cells)]
        book.db.add(submission)
        book.db.flush()
        return submission

    def _grades(self, notebook: SubmittedNotebook, graded: NotebookScore) -> None:
        """What nbgrader's SaveAutoGrades writes. Scores and comments given by hand are not touched."""
        was_missing = bool(notebook.flagged) and all(grade.auto_score is None for grade in notebook.grades)
        for grade in notebook.grades:
            if grade.cell.name in graded.scores:
                grade.auto_score = graded.scores[grade.cell.name]
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in notebook.comments:
            if comment.cell.name in graded.comments:
                comment.auto_comment = graded.comments[comment.cell.name]
        if was_missing:
            notebook.flagged = False

    def _not_handed_in(self, notebook: SubmittedNotebook) -> None:
        """No score, which is not 0; a flag for the coach, unless nobody has to hand this notebook in."""
        optional = self._snapshot.notebooks[notebook.name].optional
        for grade in notebook.grades:
            grade.auto_score = None
            grade.needs_manual_grade = not optional
        notebook.flagged = not optional
        notebook.late_submission_penalty = None

    def _penalty(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """What nbgrader's AssignLatePenalties writes, by the same plugin."""
        notebook.late_submission_penalty = None
        if submission.timestamp is None or submission.duedate is None or submission.total_seconds_late <= 0:
            return
        if self._plugin is None:
            from nbgrader.preprocessors import AssignLatePenalties

            self._plugin = AssignLatePenalties(parent=self._course)
            self._plugin.init_plugin()
        self._gradebook.db.flush()
        self._gradebook.db.refresh(notebook)  # its score is a sum that the database makes
        penalty = self._plugin.plugin_inst.late_submission_penalty(
            submission.student.id, notebook.score, submission.total_seconds_late
        )
        if penalty is not None:
            notebook.late_submission_penalty = self._plugin._check_late_penalty(notebook, penalty)

    # --- folders ----------------------------------------------------------------------------------------------------

    def _stage(self, scored: Scored, handed_in: HandedIn) -> Path:
        """Lay out the autograded folder, with the files and rights that nbgrader gives it."""
        folder = Path(tempfile.mkdtemp(dir=self._room, prefix="new-"))
        folder.chmod(0o755)
        side = {name: raw for name, raw in handed_in.files.items() if not name.endswith(".ipynb")}
        texts = {name: text.encode() for name, text in scored.sheets.items()}
        texts |= {f"{name}.ipynb": graded.json.encode() for name, graded in scored.notebooks.items()}
        rights = 0o664 if self._course.groupshared else 0o444
        ours = {**self._snapshot.masters, **texts}
        for name, content in beside(side, ours).items():
            path = folder / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                path.chmod(rights)
            except OSError:
                if name in ours:
                    raise
                continue  # a stranger's file name, which cannot be in this place
        if self._course.groupshared:
            for path in (folder, *(one for one in folder.rglob("*") if one.is_dir())):
                os.chmod(path, 0o2775)  # noqa: PTH101
        return folder
