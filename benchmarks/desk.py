"""How fast the coach's desk opens, and whether its figures are right: 200 trainees × 4 modules, and ten times as many.

    .course/venv/bin/python -m benchmarks.desk [--n 200] [--times 10] [--room FOLDER]

A cohort is made through real hand-ins, grading, reading and feedback (see `tests.desk.made_cohort`), which takes a few
minutes; with `--room` it is kept there, and taken from there the next time. Every figure of the desk is compared with
one that is worked out another way, from the plain answer files.

Then the desk opens in a fresh process, which imports everything, reads the cohort, and shows what the cells of
`notebooks/coach/desk.ipynb` show at once: the median of three, and the most memory. Beside it stand the seconds for
the whole report (every section for every module), and for the notebook itself, from a kernel that is ready to the last
page.
For the second line everybody is there ten times, in the gradebook and in all folders, under names of their own. (Files
are linked, not copied; they are in the system's cache in both cases.) Prints the two lines last, and leaves with 1 when
a figure differs or a limit is missed. A short run is `--n 20`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
from tests.coursecopy import REPOSITORY
from tests.desk.compared import differences
from tests.desk.made_cohort import MODULES, MadeCohort, make_cohort, open_cohort

from coaching.desk.coach.read_cohort import read_cohort

SECONDS, SECONDS_MANY, MEMORY_MANY = 3.0, 15.0, 1000.0  # the last in MB
ROUNDS = 3


SETTLED = """
from ipywidgets.widgets.widget import _instances
from coaching.desk.page import DeskPage
for page in [one for one in _instances.values() if isinstance(one, DeskPage)]:
    page.settled(600)
"""


@dataclass(frozen=True)
class Opened:
    """How long it took to open one desk, in seconds; the most memory in MB; and what a process told of the cohort."""

    seconds: float
    processor: float
    memory: float
    report: float
    kernel: float
    told: dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=200, help="trainees (200)")
    parser.add_argument("--times", type=int, default=10, help="how often everybody is there in the second part (10)")
    parser.add_argument("--room", type=Path, help="a folder in which the cohort is kept, or was before")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors; before the start {os.getloadavg()[0]:.1f} programs wanted one", flush=True)
    with contextlib.ExitStack() as stack:
        room = options.room or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True))
        )
        made = the_cohort(room, options.n)
        wrong = differences(made, read_cohort(made.course.root))
        print("\n".join(wrong[:10]) if wrong else "every figure equals the one worked out another way", flush=True)
        few = openings(room, made.course.root)
        many = openings(room, repeated(made, room / f"times-{options.times}", options.times))
    as_often = {state: count * options.times for state, count in few.told["states"].items()}
    if many.told["states"] != as_often:
        wrong.append(f"{many.told['states']} is not {options.times} times {few.told['states']}")
        print(wrong[-1])
    slow = show(few, SECONDS) + show(many, SECONDS_MANY, MEMORY_MANY)
    return int(bool(wrong) or slow > 0)


def the_cohort(room: Path, number: int) -> MadeCohort:
    """The cohort that was made in `room` before, or a new one."""
    if (room / "deeds.json").is_file():
        made = open_cohort(room)
        if len(made.people) != number:
            raise SystemExit(f"In {room} is a cohort of {len(made.people)}; ask for --n {len(made.people)}.")
        return made
    began = time.perf_counter()
    made = make_cohort(room, number, MODULES)
    print(f"{number} trainees and {len(MODULES)} modules made in {time.perf_counter() - began:.0f} s", flush=True)
    return made


# --- opening ----------------------------------------------------------------------------------------------------------


def openings(room: Path, course: Path) -> Opened:
    """Open the desk of the course in fresh processes. The first time, which compiles, is left out."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "src"), os.environ.get("PYTHONPATH", "")]),
        "PYTHONPYCACHEPREFIX": str(room / "compiled"),  # wherever the packages are, and whoever may write there
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    once = {what: [_once(what, course, environment) for _ in range(ROUNDS + 1)][1:] for what in ("notebook", "report")}
    seconds, processor, _, told = sorted(once["notebook"], key=itemgetter(0))[ROUNDS // 2]
    return Opened(
        seconds=seconds,
        processor=processor,
        memory=max(memory for runs in once.values() for _, _, memory, _ in runs),
        report=statistics.median(run[0] for run in once["report"]),
        kernel=statistics.median(_in_a_kernel(course, environment) for _ in range(ROUNDS)),
        told=told,
    )


def _once(what: str, course: Path, environment: dict[str, str]) -> tuple[float, float, float, dict[str, Any]]:
    """Seconds from the start of the process to its end, those of a processor, MB, and what it told."""
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        command = [sys.executable, "-m", "benchmarks.open_desk", what, str(course)]
        running = subprocess.Popen(command, env=environment, stdout=said, text=True)
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - began
        if status:
            raise SystemExit(f"The desk did not open: the process left with {os.waitstatus_to_exitcode(status)}.")
        said.seek(0)
        return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, json.loads(said.read())


def _in_a_kernel(course: Path, environment: dict[str, str]) -> float:
    """Seconds from a kernel that is ready until every page of the notebook shows what it shows at once."""
    book = nbformat.read(REPOSITORY / "notebooks" / "coach" / "desk.ipynb", as_version=4)
    book.cells.append(new_code_cell(SETTLED))
    client = NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(course)}})
    with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
        began = time.perf_counter()
        for number, cell in enumerate(book.cells):
            client.execute_cell(cell, number)
        return time.perf_counter() - began


def show(one: Opened, limit: float, most: float | None = None) -> int:
    """Print the line of a cohort; 1 if a limit is missed, else 0."""
    limits = f"limit {limit:.0f} s" if most is None else f"limits {limit:.0f} s, {most:.0f} MB"
    print(
        f"{one.told['people']:,} x {one.told['modules']}: {one.seconds:.1f} s, {one.memory:.0f} MB ({limits}); "
        f"{one.processor:.1f} s of a processor; report {one.report:.1f} s; notebook in a kernel {one.kernel:.1f} s",
        flush=True,
    )
    return int(one.seconds > limit or (most is not None and one.memory > most))


# --- ten times as many ------------------------------------------------------------------------------------------------


def repeated(made: MadeCohort, folder: Path, times: int) -> Path:
    """A course in which everybody is there so many times: rows of the gradebook, hand-ins, graded work and pages."""
    if (folder / "gradebook.db").is_file():
        return folder.resolve()
    began = time.perf_counter()
    new = folder.with_name(f"{folder.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(made.course.root, new, copy_function=_linked)
    (new / "gradebook.db").unlink()
    shutil.copy(made.course.root / "gradebook.db", new)
    inbound = new / ".course" / "exchange" / "safe-to-stretch" / "inbound"
    for number in range(1, times):
        for step in ("submitted", "submitted_earlier", "autograded", "feedback"):
            for person in made.people:
                if (made.course.root / step / person).is_dir():
                    there = new / step / _other(person, number)
                    shutil.copytree(made.course.root / step / person, there, copy_function=_linked)
        for there in list(inbound.glob("*")):
            person, rest = there.name.split("+", 1)
            if person in made.names:
                shutil.copytree(there, inbound / f"{_other(person, number)}+{rest}", copy_function=_linked)
    with contextlib.closing(sqlite3.connect(new / "gradebook.db")) as book:
        for statement in _rows(times):
            book.execute(statement)
        book.commit()
    new.rename(folder)
    print(f"everybody {times} times in {time.perf_counter() - began:.0f} s", flush=True)
    return folder.resolve()


def _other(person: str, number: int) -> str:
    return f"{person}-{number}"


def _rows(times: int) -> Iterator[str]:
    """SQL that puts everybody into the gradebook again and again."""
    copies = f"(WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < {times - 1}) SELECT k FROM c)"
    person = "student.id || '-' || k"
    tables = {
        "coaching_agreed_dates": ("assignment, student, until", "assignment, student || '-' || k, until"),
        "comment": (
            "id, notebook_id, cell_id, auto_comment, manual_comment",
            "id || '-' || k, notebook_id || '-' || k, cell_id, auto_comment, manual_comment",
        ),
        "grade": (
            "id, notebook_id, cell_id, auto_score, manual_score, extra_credit, needs_manual_grade",
            "id || '-' || k, notebook_id || '-' || k, cell_id, auto_score, manual_score, extra_credit, "
            "needs_manual_grade",
        ),
        "submitted_notebook": (
            "id, assignment_id, notebook_id, flagged, late_submission_penalty",
            "id || '-' || k, assignment_id || '-' || k, notebook_id, flagged, late_submission_penalty",
        ),
        "submitted_assignment": (
            "id, assignment_id, student_id, timestamp, extension",
            "id || '-' || k, assignment_id, student_id || '-' || k, timestamp, extension",
        ),
        "student": ("id, first_name, last_name, email", f"{person}, first_name, last_name, email"),
    }
    if times > 1:
        for table, (columns, values) in tables.items():
            yield f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, {copies}"


def _linked(source: str, target: str) -> object:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copy2(source, target)
    return target


if __name__ == "__main__":
    raise SystemExit(main())
