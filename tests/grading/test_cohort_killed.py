"""A run that is killed at any moment is finished by running again, and nobody can tell it from one that was not."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from coaching.grading import gradebook_writer
from coaching.grading.cohort import grade_cohort
from coaching.grading.gradebook import only_one
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import Course
from .demo_assignment import DEMO, GOOD, HALF
from .rows import rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are copied and killed here")

MOMENTS, PEOPLE = 50, 8


def run_apart(course: Course) -> int:
    """Grade in a process of its own, which leads a group of its own; its number."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.setsid()
            grade_cohort(course.root, DEMO, Options())
            code = 0
        finally:
            os._exit(code)
    return process


def finished(process: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def all_ended(group: int) -> bool:
    """Whether nothing of a process group is left, now or in a moment."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def graded_so_far(course: Course) -> int:
    return len(list((course.root / "autograded").glob("*")))


def wait_for_graded(course: Course, people: int, process: int) -> None:
    """Until so many are graded, or the run has ended; its exit code stays to be asked for."""
    while graded_so_far(course) < people and not os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        time.sleep(0.001)


def everything(course: Course) -> tuple[object, object]:
    """All rows of the gradebook but ids, and all graded files."""
    place = course.root / "autograded"
    files = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return rows(f"sqlite:///{course.root / 'gradebook.db'}"), files


@pytest.fixture
def handed_in(demo_course: Course) -> Course:
    for number in range(PEOPLE):
        demo_course.hand_in(DEMO, f"trainee-{number}", GOOD if number % 2 else HALF)
    with demo_course.gradebook() as book:  # one who was graded and read before, and has handed in again since
        book.update_or_create_student("trainee-0")
    return demo_course


def copy_of(course: Course, place: Path) -> Course:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(course.root, place)
    return Course(place)


def test_a_run_killed_at_fifty_moments_ends_after_one_more_as_an_undisturbed_one(
    handed_in: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradebook_writer, "EVERY", 0.0)  # a transaction for each submission: the most to be cut in two
    undisturbed = copy_of(handed_in, tmp_path / "undisturbed")
    grade_cohort(undisturbed.root, DEMO, Options())  # imports everything, so that each process below has it
    undisturbed = copy_of(handed_in, tmp_path / "undisturbed")
    started = time.monotonic()
    assert finished(run_apart(undisturbed))
    takes = time.monotonic() - started
    expected = everything(undisturbed)
    chance = random.Random(20261122)
    stages: set[int] = set()
    for number in range(MOMENTS):
        course = copy_of(handed_in, tmp_path / "killed")
        process = run_apart(course)
        # Half of the moments lie anywhere in a run; the others wait until some people are graded, since on a machine
        # whose speed changes the clock alone might never meet the middle of a run.
        if number % 2:
            wait_for_graded(course, number // 2 % PEOPLE, process)
            time.sleep(chance.random() * takes / PEOPLE)
        else:
            time.sleep(takes * (number + chance.random()) / MOMENTS)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        assert all_ended(process), f"moment {number}: a worker outlived the run"
        stages.add(graded_so_far(course))
        assert finished(run_apart(course)), f"moment {number}"
        assert everything(course) == expected, f"moment {number}"
        assert not list((course.root / ".course" / "grading").iterdir()), "something half done was left"
    assert len(stages) >= 3, f"the moments were all alike: {stages} folders were there"


def test_a_second_run_at_the_same_time_is_refused_and_changes_nothing(handed_in: Course) -> None:
    with only_one(handed_in.root), pytest.raises(CourseProblem, match="Another run is grading"):
        grade_cohort(handed_in.root, DEMO, Options())
    assert not (handed_in.root / "autograded").exists()


def test_an_undisturbed_second_run_changes_nothing(handed_in: Course) -> None:
    grade_cohort(handed_in.root, DEMO, Options())
    before = everything(handed_in)
    again = grade_cohort(handed_in.root, DEMO, Options())
    assert {one.verdict for one in again.people} == {"was graded before"}
    assert everything(handed_in) == before
