"""nbgrader's exchange with three holes closed: a coach's own answers stay here, links are not followed, and pages of
those who sent a zip file do not stop the pages of the others."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseAssignment, ExchangeReleaseFeedback

from coaching.grading.intake import remove_links

__all__ = ["CollectWithoutLinks", "ReleaseFeedbackToSubmitters", "ReleaseWithoutAnswers"]


class ReleaseWithoutAnswers(ExchangeReleaseAssignment):  # type: ignore[misc]
    """Release an assignment, but not the answers that someone gave by opening the exercise in its own folder."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        with _also_ignoring(self.coursedir, "answers"):
            super().do_copy(src, dest, log)


class CollectWithoutLinks(ExchangeCollect):  # type: ignore[misc]
    """Collect a submission, but none of its symbolic links: nbgrader would copy what they point to, as the coach."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        if Path(src).is_symlink():
            self.log.warning("%s is a link to another place and was not collected.", src)
            return
        with TemporaryDirectory() as room:
            copy = Path(room) / "submission"
            shutil.copytree(src, copy, symlinks=True)
            removed = remove_links(copy)
            if removed:
                self.log.warning("Links in %s were not followed: %s", src, ", ".join(removed))
            super().do_copy(str(copy), dest, log)


class ReleaseFeedbackToSubmitters(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Release the pages of those who submitted through the exchange, which alone have its secret.

    nbgrader stops with an error at the first page of anybody else, and the rest of the cohort gets nothing.
    """

    def copy_files(self) -> None:
        pages = Path(self.coursedir.root, self.coursedir.feedback_directory).glob(f"*/{self.coursedir.assignment_id}")
        others = sorted(page.parent.name for page in pages if not (page / "submission_secret.txt").is_file())
        if others:
            self.log.info("Not in the exchange, so send their pages back another way: %s", ", ".join(others))
        before = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [before, *others]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before


@contextmanager
def _also_ignoring(coursedir: Any, pattern: str) -> Iterator[None]:
    before = coursedir.ignore
    coursedir.ignore = [*before, pattern]
    try:
        yield
    finally:
        coursedir.ignore = before
