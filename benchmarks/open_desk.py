"""What one opening of the coach's desk does, in a process of its own: `python -m benchmarks.open_desk COURSE`.

Imports, reads the cohort of the course, and makes every section of the desk for all its exercises. Prints one line of
JSON: the seconds of each step, people, exercises, letters of HTML, and how many works are in which state.
"""

import time

BEGAN = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from pathlib import Path  # noqa: E402

from coaching.desk.coach.cohort import read_cohort, shown_names  # noqa: E402
from coaching.desk.coach.progress import progress_html  # noqa: E402
from coaching.desk.coach.understanding import understanding_html  # noqa: E402


def main() -> None:
    steps = {"import": time.perf_counter()}
    cohort = read_cohort(Path(sys.argv[1]))
    steps["read"] = time.perf_counter()
    sections = [progress_html(cohort, shown_names(cohort)), understanding_html(cohort)]
    steps["show"] = time.perf_counter()
    before = BEGAN
    for step, now in steps.items():
        steps[step], before = now - before, now
    states = Counter(work.state.value for work in cohort.work.values())
    told = {"people": len(cohort.people), "assignments": len(cohort.assignments), "html": sum(map(len, sections))}
    print(json.dumps({"steps": steps, "states": states, **told}))


if __name__ == "__main__":
    main()
