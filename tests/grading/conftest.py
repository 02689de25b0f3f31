"""Courses to grade in."""

from pathlib import Path

import pytest

from ..coursecopy import REPOSITORY, Course, new_course
from .demo_assignment import DEMO, write_demo


@pytest.fixture
def course_copy(tmp_path: Path) -> Course:
    """A fresh course with every assignment of the repository: own gradebook, own exchange."""
    sources = sorted((REPOSITORY / "solutions").glob("[0-9]*"))
    return new_course(tmp_path / "course", *sources)


@pytest.fixture
def demo_course(tmp_path: Path) -> Course:
    """A fresh course with the demo assignment alone, generated."""
    course = new_course(tmp_path / "course", write_demo(tmp_path / "source"))
    course.generate(DEMO)
    return course
