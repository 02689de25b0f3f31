"""One person's feedback folder, laid out by nbgrader's own converter, but with marks that were read beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from coaching.grading.cells import notebook_at
from coaching.grading.feedback import Page, page_of, render
from coaching.grading.marks import Marks
from coaching.grading.right_answers import Right

__all__ = ["FeedbackPages"]


class FeedbackPages(GenerateFeedback):  # type: ignore[misc]
    """nbgrader's converter for one assignment: it copies side files and sets rights as configured. Each person's folder
    is made in `room`, under their name, and it is for the caller to put it into its place."""

    def __init__(
        self,
        course: CourseDirectory,
        assignment: str,
        room: Path,
        marks: Mapping[tuple[str, str], Marks],
        answers: Mapping[str, Right],
    ) -> None:
        super().__init__(coursedir=course, config=course.config)
        self._assignment, self._room, self._marks, self._answers = assignment, room, marks, answers

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        return str(self.folder(student_id))

    def folder(self, student: str) -> Path:
        """Where this person's folder is made."""
        return self._room / f"new-{student}"

    def make(self, student: str, notebooks: list[Path], more: Mapping[str, str | bytes]) -> list[Page]:
        """Make the page of each of these autograded notebooks, and what `more` there is to be, by file name.

        Raises whatever a broken notebook raises, and `KeyError` for one that the gradebook does not know.
        """
        folder = self.folder(student)
        folder.mkdir()
        pages = [page_of(notebook_at(path), self._marks[student, path.stem], self._answers) for path in notebooks]
        if notebooks:
            self.init_assignment(self._assignment, student)
        made = {f"{path.stem}.html": render(page) for path, page in zip(notebooks, pages, strict=True)}
        for name, content in {**more, **made}.items():
            path = folder / name
            path.unlink(missing_ok=True)  # a learner's file of that name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.set_permissions(self._assignment, student)
        return pages
