"""The same batch through a real Dask cluster over TCP gives the same gradebook, and what dies there stops nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from coaching.grading import cluster
from coaching.grading.cluster import cluster_pool
from coaching.grading.cohort import Cohort, Verdict, grade_cohort
from coaching.grading.pool import TWICE
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY, Course, new_course
from ..needs import needs_a_wall
from .demo_assignment import DEMO, GOOD
from .mixed_cohort import EXERCISE, hand_in_mixed
from .rows import rows

PEOPLE = 6


@contextmanager
def a_cluster(workers: int, **more: object) -> Iterator[LocalCluster]:
    """A scheduler and worker processes of one thread each, over TCP; every one listens on this machine alone."""
    here = "127.0.0.1"
    with (
        Course(REPOSITORY).importable(),
        dask.config.set({"distributed.deploy.lost-worker-timeout": "5 minutes"}),  # a busy machine is slow
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=here,
            dashboard_address=f"{here}:0",
            worker_dashboard_address=f"{here}:0",
            **more,
        ) as started,
    ):
        yield started


@pytest.fixture(scope="module")
def two_workers() -> Iterator[LocalCluster]:
    with a_cluster(2) as started:
        yield started


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
        done = subprocess.run([sys.executable, *command], cwd=course.root, capture_output=True, text=True, timeout=300)
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


DEADLY = """
import os
from coaching.grading import cluster, pool
def deadly(scorer, handed_in):
    if handed_in.student == "deadly":
        os._exit(1)
    return pool.score_safely(scorer, handed_in)
cluster.score_safely = deadly
"""
"""No work that we know of ends its worker. One day one will; here its name does."""


def test_what_ends_every_worker_is_set_aside_and_the_rest_is_graded(demo_course: Course, tmp_path: Path) -> None:
    people = ["ana", "bo", "deadly", "eva", "finn"]
    for one in people:
        demo_course.hand_in(DEMO, one, GOOD)
    (tmp_path / "deadly.py").write_text(DEADLY)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        a_cluster(1, preload=[str(tmp_path / "deadly.py")]) as started,
    ):
        cohort = grade_cohort(demo_course.root, DEMO, Options(), pool=cluster_pool(started.scheduler_address))
    assert {one.student: (one.verdict, one.notes) for one in cohort.people} == {
        one: (Verdict.LOOK, (TWICE,)) if one == "deadly" else (Verdict.GRADED, ()) for one in people
    }


def test_nobody_listening_is_one_sentence(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 1)
    with pytest.raises(CourseProblem, match=r"^No Dask scheduler answers at tcp://127\.0\.0\.1:9 \(\w+\)\.$"):
        grade_cohort(course.root, EXERCISE, Options(), pool=cluster_pool("tcp://127.0.0.1:9"))


def test_a_scheduler_without_workers_is_one_sentence(course: Course) -> None:
    with (
        a_cluster(0) as empty,
        pytest.raises(CourseProblem, match="has no workers"),
    ):
        grade_cohort(course.root, EXERCISE, Options(), pool=cluster_pool(empty.scheduler_address))


def test_code_runs_on_a_cluster_behind_a_wall_or_not_at_all(course: Course) -> None:
    with pytest.raises(CourseProblem, match="--trust-code"):
        grade_cohort(course.root, EXERCISE, Options(trust=True), pool=cluster_pool("tcp://127.0.0.1:9"))
