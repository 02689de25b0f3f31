"""One opening of the coach's desk, in a process of its own: `python -m benchmarks.open_desk notebook|report COURSE`.

`notebook` does what the cells of `notebooks/coach/desk.ipynb` do, and waits until their pages show what they show at
once; `report` reads the cohort and makes every section for every module, as `coaching report` does. Both import all
that they need. Prints one line of JSON: seconds, people, modules, letters of HTML, and how many works are in which
state.
"""

import time

BEGAN = time.perf_counter()

import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from pathlib import Path  # noqa: E402

CELLS = (
    "where_is_everyone",
    "what_was_not_understood",
    "tuesday",
    "did_it_work",
    "reading_reflections",
    "hand_over",
)


def notebook() -> int:
    """The letters that the pages show when the notebook is opened."""
    from coaching.desk.coach import desk

    pages = [getattr(desk, name)() for name in CELLS]
    shown = [page.settled(600) for page in pages]
    return sum(len(one.html) for one in shown if one is not None)


def report() -> int:
    """The letters of the whole report."""
    from coaching.desk.coach.report import report_page
    from coaching.desk.coach.shared import shared_cohort

    return len(report_page(shared_cohort(Path.cwd()), gain=False))


def main() -> None:
    what, course = sys.argv[1:]
    os.chdir(course)
    letters = {"notebook": notebook, "report": report}[what]()
    seconds = time.perf_counter() - BEGAN
    from coaching.desk.coach.shared import shared_cohort  # it was read by the way

    cohort = shared_cohort(Path.cwd())
    states = Counter(work.state.value for work in cohort.work.values())
    told = {"people": len(cohort.people), "modules": len(cohort.assignments), "letters": letters, "states": states}
    print(json.dumps({"seconds": seconds, **told}))


if __name__ == "__main__":
    main()
