"""Where things are in a course folder."""

from __future__ import annotations

from pathlib import Path

from coaching.problems import CourseProblem

__all__ = ["ROOT_MARKS", "course_root"]

ROOT_MARKS = ("course.py", "nbgrader_config.py", "pyproject.toml")


def course_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a course.

    Raises:
        CourseProblem: when no folder above `start` is one.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if any((folder / mark).is_file() for mark in ROOT_MARKS):
            return folder
    raise CourseProblem(f"{start} is not inside the course. Go to the folder that holds course.py, then try again.")
