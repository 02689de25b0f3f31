"""Where things are in a course folder."""

from __future__ import annotations

import re
from pathlib import Path

from coaching.problems import CourseProblem

__all__ = ["ASSIGNMENT", "ROOT_MARKS", "assignment_name", "course_root"]

ROOT_MARKS = ("course.py", "nbgrader_config.py", "pyproject.toml")
ASSIGNMENT = re.compile(r"[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")


def assignment_name(text: str) -> str:
    """The assignment that a person means by `text`: its name, or a path that ends in it, as a shell completes it.

    Raises:
        CourseProblem: when it cannot be the name of one.
    """
    name = text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    if not ASSIGNMENT.fullmatch(name):
        raise CourseProblem(f"{text[:60]!r} is not the name of an exercise. One is called 03-stretch-scoring.")
    return name


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
