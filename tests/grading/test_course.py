"""The course's configuration is the one that nbgrader uses, or there is a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coaching.grading.course import course_directory
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course")


def add_setting(course: Course, line: str) -> None:
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")


def test_the_folders_are_the_courses_wherever_one_stands(course: Course) -> None:
    directory = course_directory(course.root)
    assert directory.root == str(course.root)
    assert directory.db_url == f"sqlite:///{course.root / 'gradebook.db'}"
    assert directory.release_directory == "exercises"
    assert directory.config.Exchange.root == str(course.root / ".course" / "exchange")


def test_a_gradebook_elsewhere_is_the_one_that_is_used(course: Course) -> None:
    add_setting(course, "get_config().CourseDirectory.db_url = 'postgresql+psycopg://coach@127.0.0.1/grades'")
    assert course_directory(course.root).db_url == "postgresql+psycopg://coach@127.0.0.1/grades"


def test_the_courses_own_file_wins_over_one_of_the_machine(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "jupyter"
    machine.mkdir()
    (machine / "nbgrader_config.json").write_text(
        '{"CourseDirectory": {"course_id": "other", "db_url": "sqlite:////elsewhere.db"}}'
    )
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(machine))
    directory = course_directory(course.root)
    assert (directory.course_id, directory.db_url) == ("safe-to-stretch", "sqlite:////elsewhere.db")


def test_a_file_that_does_not_work_stops_everything(course: Course) -> None:
    """nbgrader itself would print a warning, and grade into another gradebook."""
    add_setting(course, "raise RuntimeError('half a line')")
    with pytest.raises(CourseProblem, match=r"nbgrader_config\.py does not work \(RuntimeError: half a line\)"):
        course_directory(course.root)
    (course.root / "nbgrader_config.py").unlink()
    with pytest.raises(CourseProblem, match="is missing"):
        course_directory(course.root)


def test_nbgrader_comes_without_the_grammar_that_takes_a_second(course: Course) -> None:
    code = (
        "import sys; from pathlib import Path; from coaching.grading.course import course_directory\n"
        f"course_directory(Path({str(course.root)!r})); print('rfc3987_syntax' in sys.modules)"
    )
    with course.importable():
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
