"""A gradebook on a PostgreSQL server says the same as one in a file. The server is the test's own."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.grading.cohort import Verdict, grade_cohort
from coaching.grading.course import course_directory
from coaching.grading.moment import course_for_a_moment, generate
from coaching.grading.score import Options
from coaching.grading.sendback import send_back

from ..coursecopy import Course, new_course
from ..needs import program
from .demo_assignment import DEMO, GOOD, HALF, write_demo
from .rows import rows

PLACES = "/usr/lib/postgresql/*/bin"
PEOPLE = {"ana": GOOD, "bo": HALF, "eva": None}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database of a server of our own: no network, only a socket in its own folder."""
    initdb = program("initdb", "postgresql", PLACES)
    with tempfile.TemporaryDirectory(prefix="gradebook-", dir="/tmp", ignore_cleanup_errors=True) as name:
        room = Path(name)  # the path of a socket must be short
        as_somebody = _not_as_root(room)
        data = str(room / "data")
        options = ["--auth=trust", "--username=coach", "--encoding=UTF8", "--no-sync", "--locale=C"]
        made = subprocess.run([*as_somebody, str(initdb), *options, data], capture_output=True, text=True, cwd="/")
        assert made.returncode == 0, made.stderr
        quiet = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={room}", "-c", "fsync=off"]
        with open(room / "log", "wb") as log:  # noqa: PTH123
            running = subprocess.Popen(
                [*as_somebody, str(initdb.with_name("postgres")), "-D", data, *quiet],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            )  # fmt: skip
        try:
            _wait_for(initdb.with_name("pg_isready"), room, running)
            yield f"postgresql+psycopg://coach@/postgres?host={room}"
        finally:
            running.send_signal(signal.SIGINT)  # PostgreSQL's word for: end now, and cleanly
            running.wait(30)


def _not_as_root(room: Path) -> list[str]:
    """PostgreSQL refuses to run as root: how to run it as somebody else, who then owns the folder."""
    if os.geteuid() != 0:
        return []
    users = [user for user in ("postgres", "nobody") if any(one.pw_name == user for one in pwd.getpwall())]
    owner = pwd.getpwnam(users[0])
    os.chown(room, owner.pw_uid, owner.pw_gid)
    setpriv = program("setpriv", "util-linux")
    return [str(setpriv), f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"]


def _wait_for(pg_isready: Path, room: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while subprocess.run([str(pg_isready), "--quiet", f"--host={room}"], check=False).returncode:
        assert running.poll() is None and time.monotonic() < until, (room / "log").read_text()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def in_a_file(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The demo assignment, generated, handed in and graded, with nbgrader's own gradebook."""
    room = tmp_path_factory.mktemp("file")
    return _graded(new_course(room / "course", write_demo(room / "source")))


@pytest.fixture(scope="module")
def on_the_server(server: str, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The same with the gradebook on the server, as the coach guide says how."""
    room = tmp_path_factory.mktemp("server")
    course = new_course(room / "course", write_demo(room / "source"))
    (course.root / "gradebook.db").unlink()
    (course.root / "nbgrader_config.json").write_text(json.dumps({"CourseDirectory": {"db_url": server}}))
    return _graded(course)


def _graded(course: Course) -> Course:
    generate(course.root, DEMO)
    for student, answers in PEOPLE.items():
        course.hand_in(DEMO, student, answers)
    cohort = grade_cohort(course.root, DEMO, Options())
    assert [one.verdict for one in cohort.people] == [Verdict.GRADED, Verdict.GRADED, Verdict.REPAIRED]
    return course


def test_the_server_has_every_row_that_the_file_has(in_a_file: Course, on_the_server: Course, server: str) -> None:
    assert course_directory(on_the_server.root).db_url == server
    assert not (on_the_server.root / "gradebook.db").exists()
    on_file, there = rows(f"sqlite:///{in_a_file.root / 'gradebook.db'}"), rows(server)
    assert len(there["grade"]) == 3 * len(PEOPLE)
    assert there == on_file


def test_a_cohort_is_graded_again_to_the_same_rows(on_the_server: Course, server: str) -> None:
    before = rows(server)
    assert len(grade_cohort(on_the_server.root, DEMO, Options(), again=True).people) == len(PEOPLE)
    assert rows(server) == before


def test_nbgrader_itself_gives_the_same_rows_there(on_the_server: Course, server: str) -> None:
    before = rows(server)
    with on_the_server.importable():
        done = on_the_server.nbgrader("autograde", DEMO, "--student", "ana", "--force")
    assert done.returncode == 0
    assert rows(server) == before


def test_pages_to_mail_back_are_made_from_it(on_the_server: Course, tmp_path: Path) -> None:
    sent = send_back(on_the_server.root, DEMO, tmp_path / "pages")
    assert {one.learner: bool(one.page) for one in sent} == dict.fromkeys(PEOPLE, True)


def test_a_look_at_ones_own_answers_never_touches_it(
    on_the_server: Course, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even in JupyterLab, where the course's folder is one in which every course looks for its configuration."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(on_the_server.root))
    with course_for_a_moment(on_the_server.root, DEMO) as moment:
        assert course_directory(moment).db_url == f"sqlite:///{moment / 'gradebook.db'}"
