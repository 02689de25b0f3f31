"""How fast a cohort is graded: `nbgrader autograde` as it comes, and `coaching grade`, on the same hand-ins.

    .course/venv/bin/python -m benchmarks.grading [--n 100] [--most 1000]

People hand in exercise 03, each with answers of their own and with code of their own in the code track. Both commands
are run as a coach runs them, in two copies of one course, and timed from start to end; nbgrader has the course's
configuration, and starts and stops its kernels in its own way. Then every row of the two gradebooks is compared, all
columns but the ids, which are random. Ours scores in two processes, with learners' code behind its wall.

Prints seconds, seconds for each, and the most memory that a command and all that it started held at one time (shared
pages counted once). Then the ratio for hand-ins without code, and last of all the ratio for those with code. Leaves
with 1 when rows differ, or when a limit is missed. A short run (`--n 20`) shows less of the ratio: both commands need
seconds to begin.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from tests.coursecopy import REPOSITORY, Course, new_course
from tests.grading.mixed_cohort import EXERCISE, hand_in_mixed
from tests.grading.rows import rows

from coaching.grading.sandbox import why_not

RATIO = 18.0
RATIO_ANSWERS = 40.0
MEMORY = 500.0  # MB
STOCK_KERNEL = "--Execute.shutdown_kernel=graceful"  # nbgrader's own way; the course asks for a quicker one
STOCK = ["-m", "nbgrader", "autograde", EXERCISE, STOCK_KERNEL]
OURS = ["-c", "from coaching.cli import main; main()", "grade", EXERCISE, "--json"]


@dataclass(frozen=True)
class Run:
    """One command on `number` hand-ins: wall-clock seconds, processor seconds (which a busy
    machine changes less), and the most memory in MB."""

    number: int
    seconds: float
    processor: float
    memory: float

    def show(self, who: str, what: str) -> None:
        each = self.seconds / self.number * 1000
        print(
            f"{who:10}{self.number:6} {what:14}{self.seconds:8.1f} s {each:7.0f} ms each "
            f"{self.processor:8.1f} s of a processor {self.memory:6.0f} MB",
            flush=True,
        )


def timed(course: Course, number: int, command: list[str]) -> Run:
    """Run `command` in the course; stop with its words if it does not work."""
    with course.importable(), tempfile.TemporaryFile("w+") as said:
        began, before = time.perf_counter(), _processor()
        running = subprocess.Popen([sys.executable, *command], cwd=course.root, stdout=said, stderr=said, text=True)
        with memory_of(running.pid) as most:
            code = running.wait()
        seconds, processor = time.perf_counter() - began, _processor() - before
        if code:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} left with {code}:\n{said.read()[-3000:]}")
    return Run(number, seconds, processor, most[0])


def _processor() -> float:
    """Processor seconds of everything that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def memory_of(pid: int, every: float = 1.0) -> Iterator[list[float]]:
    """In the list that it gives: the most MB that the process and its descendants held, while this lasts."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(every):
            most[0] = max(most[0], _held(pid) / 1e6)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _held(pid: int) -> int:
    """Bytes; of a page that several processes share, each counts its part."""
    held = 0
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                held += process.memory_full_info().pss
    return held


def compare(prepared: Course, room: Path, number: int, *, code: bool) -> tuple[Run, Run]:
    """Both commands on the same hand-ins. Ends with the first rows that differ, if any do."""
    first = copy_of(prepared, room / "stock")
    hand_in_mixed(first, number, code=code)
    second = copy_of(first, room / "ours")
    ours, stock = timed(second, number, OURS), timed(first, number, STOCK)
    there, here = (rows(f"sqlite:///{course.root / 'gradebook.db'}") for course in (first, second))
    for table, expected in there.items():
        if here[table] != expected:
            differ = [pair for pair in zip(expected, here[table], strict=False) if pair[0] != pair[1]]
            raise SystemExit(f"{len(differ)} rows of {table} differ, such as:\n{differ[:1]}")
    what = "with code" if code else "answers only"
    stock.show("nbgrader", what)
    ours.show("ours", what)
    count = sum(len(table) for table in there.values())
    print(
        f"{'':10}{count} rows of {len(there)} tables are the same; ratio {stock.seconds / ours.seconds:.1f}", flush=True
    )
    for course in (first, second):
        shutil.rmtree(course.root)
    return stock, ours


def copy_of(course: Course, folder: Path) -> Course:
    return Course(Path(shutil.copytree(course.root, folder)).resolve())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=100, help="hand-ins that both grade (100)")
    parser.add_argument("--most", type=int, default=1000, help="hand-ins that ours grades alone (1000; 0: none)")
    options = parser.parse_args()
    if said := why_not():
        raise SystemExit(said)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors; before the start {load:.1f} programs wanted one", flush=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        room = Path(name)
        prepared = new_course(room / "prepared", REPOSITORY / "solutions" / EXERCISE)
        for file in ("course.py", "pyproject.toml"):
            shutil.copy(REPOSITORY / file, prepared.root)
        prepared.generate(EXERCISE)
        used = []
        if options.n > 10:
            used.append(compare(prepared, room, 10, code=True)[1])
        bare = compare(prepared, room, options.n, code=False)
        full = compare(prepared, room, options.n, code=True)
        used += [bare[1], full[1]]
        if options.most:
            course = copy_of(prepared, room / "most")
            hand_in_mixed(course, options.most)
            used.append(timed(course, options.most, OURS))
            used[-1].show("ours", "with code")
    memory = max(run.memory for run in used)
    ratios = [stock.seconds / ours.seconds for stock, ours in (bare, full)]
    print(f"most memory: {memory:.0f} MB, limit {MEMORY:.0f} MB")
    print(f"ratio answers only: {ratios[0]:.1f}, limit {RATIO_ANSWERS:.0f}")
    print(f"limit of the ratio: {RATIO:.0f}")
    print(f"ratio: {ratios[1]:.1f}")
    return int(memory > MEMORY or ratios[0] < RATIO_ANSWERS or ratios[1] < RATIO)


if __name__ == "__main__":
    raise SystemExit(main())
