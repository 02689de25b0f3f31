"""Files that a command makes where a person said: whole or not at all, and never over what was read."""

from __future__ import annotations

from pathlib import Path

from coaching.answers import write_atomically
from coaching.problems import CourseProblem

__all__ = ["other_than", "write_out"]


def other_than(read: Path, out: Path) -> None:
    """Raise CourseProblem where `out` names the file that is `read`, before anything is worked out."""
    if out.resolve() == read.resolve():
        raise CourseProblem(f"{out} is the file that is read, and would be lost. Choose another name for the new one.")


def write_out(path: Path, content: str | bytes) -> None:
    """Write the file; one that is there is replaced.

    Raises:
        CourseProblem: it cannot be written; what was there stays as it was.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise CourseProblem(f"{path} cannot be written ({error.strerror or error}). Choose another place.") from error
