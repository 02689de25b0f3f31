"""The gradebook, wherever it is: opened with sentences instead of tracebacks, and changed by one command at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

__all__ = ["gradebook_file", "gradebook_name", "gradebook_of", "only_one"]


@contextmanager
def gradebook_of(directory: CourseDirectory) -> Iterator[Gradebook]:
    """The course's gradebook, open. Where there is none yet, nbgrader makes one.

    Raises:
        CourseProblem: it cannot be reached, is in use, is damaged, or is of another version of nbgrader; also when
            this shows later, within the `with`.
    """
    from nbgrader.api import Gradebook

    try:
        with Gradebook(directory.db_url, directory.course_id) as book:
            yield book
    except (DBAPIError, ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise CourseProblem(f"The gradebook {gradebook_name(directory)} {_trouble(error)}") from error


def gradebook_name(directory: CourseDirectory) -> str:
    """The gradebook as it may be shown: a file's name, or a server's address without the password."""
    try:
        file = gradebook_file(directory)
        return file.name if file else make_url(directory.db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return "at CourseDirectory.db_url"


def gradebook_file(directory: CourseDirectory) -> Path | None:
    """The file in which the gradebook is; None when it is on a database server."""
    url = make_url(directory.db_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(directory.root, url.database)


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let nobody else on this computer write to the course's gradebook, or move work, in the meantime.

    A process that is ended lets go.

    Raises:
        CourseProblem: another command is at work.
    """
    folder = root / ".course"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "grading.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CourseProblem(
            "Another run is grading this course, or changing its gradebook. Wait until it is done, then try again."
        ) from None
    try:
        yield
    finally:
        lock.release()


# ---------------------------------------------------------------------------------------------------------------------


def _trouble(error: Exception) -> str:
    words = str(getattr(error, "orig", None) or error).splitlines()[0][:200]
    if isinstance(error, ModuleNotFoundError):
        return f"needs the Python package {error.name}, which is not installed. Install it, then try again."
    if "locked" in words:
        return "is in use. Close what else writes to it, then try again."
    if "malformed" in words or "not a database" in words:
        return f"is damaged ({words}). Bring back an earlier one with `coaching restore FILE`."
    if "no such column" in words or "no such table" in words:
        return f"was made by another version of nbgrader ({words}). Run `nbgrader db upgrade`, then try again."
    return f"cannot be used ({words}). Mend that, then try again."
