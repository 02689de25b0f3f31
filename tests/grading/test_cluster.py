"""The same batch through a real Dask cluster over TCP gives the same gradebook, and nothing that dies there stops it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from coaching.grading.cluster import cluster_pool
from coaching.grading.cohort import Cohort, Verdict, grade_cohort
from coaching.grading.handed_in import HandedIn
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY, Course, new_course
from ..needs import needs_a_wall
from .mixed_cohort import EXERCISE, hand_in_mixed
from .rows import rows

PEOPLE = 6


@pytest.fixture(scope="module")
def two_workers() -> Iterator[LocalCluster]:
    """A scheduler and two worker processes of one thread each; every one listens on this machine alone."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY / "src"), before]))
    try:
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as started:
            yield started
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Exercise 03, generated, and a few hand-ins with code."""
    course = new_course(tmp_path_factory.mktemp("cohort") / "course", REPOSITORY / "solutions" / EXERCISE)
    course.generate(EXERCISE)
    hand_in_mixed(course, PEOPLE)
    return course


@pytest.fixture(scope="module")
def here(handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The cohort, graded by two processes of this machine."""
    needs_a_wall()
    course = copy_of(handed_in, tmp_path_factory.mktemp("here"))
    assert verdicts(grade_cohort(course.root, EXERCISE, Options())) == {Verdict.GRADED}
    return course


@pytest.fixture
def course(handed_in: Course, tmp_path: Path) -> Course:
    """The cohort, not graded yet."""
    return copy_of(handed_in, tmp_path)


def copy_of(course: Course, folder: Path) -> Course:
    return Course(Path(shutil.copytree(course.root, folder / "course")))


def gradebook(course: Course) -> str:
    return f"sqlite:///{course.root / 'gradebook.db'}"


def notebooks(course: Course) -> dict[str, str]:
    """The autograded notebooks, as they lie on the disk."""
    folder = course.root / "autograded"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.ipynb"))}


def verdicts(cohort: Cohort) -> set[Verdict]:
    return {one.verdict for one in cohort.people}


def test_a_cluster_gives_what_this_machine_gives(here: Course, course: Course, two_workers: LocalCluster) -> None:
    """Every row of the gradebook and every graded notebook, with learners' code run behind the workers' own walls."""
    address = two_workers.scheduler_address
    assert address.startswith("tcp://127.0.0.1:")
    assert len({worker.pid for worker in two_workers.workers.values()} - {os.getpid()}) == 2
    command = ["-c", "from coaching.cli import main; main()", "grade", EXERCISE, "--scheduler", address, "--json"]
    with course.importable():
        done = subprocess.run([sys.executable, *command], cwd=course.root, capture_output=True, text=True, timeout=120)
    said = [json.loads(line) for line in done.stderr.splitlines()]  # nothing but the progress
    assert (done.returncode, said[-1]["done"]) == (0, PEOPLE), done.stderr
    assert {one["verdict"] for one in json.loads(done.stdout)["people"]} == {"graded"}
    assert rows(gradebook(course)) == rows(gradebook(here))
    assert notebooks(course) == notebooks(here)
    assert len(notebooks(course)) == 2 * PEOPLE
    written = [json.loads(text) for name, text in notebooks(course).items() if name.endswith("code-track.ipynb")]
    assert all("raise NotImplementedError()" not in json.dumps(nb) for nb in written), "everybody wrote some code"


def test_a_worker_that_is_killed_loses_nothing(here: Course, course: Course, two_workers: LocalCluster) -> None:
    killed: list[int] = []

    def kill_one(done: int, of: int) -> None:
        if done and not killed:
            killed.append(next(iter(two_workers.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    cohort = grade_cohort(
        course.root, EXERCISE, Options(), pool=cluster_pool(two_workers.scheduler_address), progress=kill_one
    )
    assert killed
    assert verdicts(cohort) == {Verdict.GRADED}
    assert rows(gradebook(course)) == rows(gradebook(here))


class Deadly(HandedIn):
    """Ends the process that takes it in: what no submission is known to do, and one day one will."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


@pytest.mark.parametrize("doomed", [False, True], ids=["good work", "and one that ends every worker"])
def test_what_ends_every_worker_is_set_aside_and_the_rest_is_scored(doomed: bool) -> None:
    """Placeholder replaced below."""


def test_nobody_listening_is_one_sentence(course: Course) -> None:
    with pytest.raises(CourseProblem, match=r"^No Dask scheduler answers at tcp://127\.0\.0\.1:9 \(\w+\)\.$"):
        grade_cohort(course.root, EXERCISE, Options(), pool=cluster_pool("tcp://127.0.0.1:9"))


def test_a_scheduler_without_workers_is_one_sentence(course: Course) -> None:
    with (
        LocalCluster(n_workers=0, processes=True, host="127.0.0.1", dashboard_address=None) as empty,
        pytest.raises(CourseProblem, match="has no workers"),
    ):
        grade_cohort(course.root, EXERCISE, Options(), pool=cluster_pool(empty.scheduler_address))


def test_code_runs_on_a_cluster_behind_a_wall_or_not_at_all(course: Course) -> None:
    with pytest.raises(CourseProblem, match="--trust-code"):
        grade_cohort(course.root, EXERCISE, Options(trust=True), pool=cluster_pool("tcp://127.0.0.1:9"))
