"""How fast a cohort's feedback pages are made: nbgrader's `generate_feedback --force` against `coaching feedback`.

    .course/venv/bin/python -m benchmarks.feedback [--n 10]

Both make the same pages of the same graded work, in one process that has imported everything, and the files are
compared byte for byte. Releasing is nbgrader's own in both, and is left out. Prints the seconds of each and, last of
all, how many times as fast ours is. Leaves with 1 when the files differ.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.coursecopy import REPOSITORY, Course, new_course
from tests.grading.test_loop import first_wrong, model_answers

from coaching.grading.cohort import grade_cohort
from coaching.grading.feedback_cohort import feedback_cohort
from coaching.grading.score import Options

EXERCISE = "03-stretch-scoring"


def graded_course(root: Path, people: int) -> Course:
    """A course in which so many people handed in, each with about half of the answers right, and are graded."""
    source = REPOSITORY / "solutions" / EXERCISE
    course = new_course(root, source)
    course.generate(EXERCISE)
    model, wrong = model_answers(source), first_wrong(source)
    for number in range(people):
        draw = random.Random(number)
        answers = {item: wrong.get(item, right) if draw.random() < 0.5 else right for item, right in model.items()}
        course.hand_in(EXERCISE, f"learner-{number:04}", answers)
    with course.importable():
        grade_cohort(course.root, EXERCISE, Options())
    return course


def pages(course: Course) -> dict[str, tuple[int, bytes]]:
    """Every file of feedback, with its rights."""
    found = sorted(path for path in (course.root / "feedback").rglob("*") if path.is_file())
    return {str(path.relative_to(course.root)): (path.stat().st_mode, path.read_bytes()) for path in found}


def timed(name: str, make: Callable[[], object], course: Course) -> tuple[float, dict[str, tuple[int, bytes]]]:
    began = time.perf_counter()
    make()
    seconds = time.perf_counter() - began
    made = pages(course)
    count = sum(file.endswith(".html") for file in made)
    print(f"{name:34} {count:5} pages {seconds:8.2f} s {1000 * seconds / count:8.1f} ms a page")
    return seconds, made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=10, help="how many people handed in")
    people = parser.parse_args().n
    with tempfile.TemporaryDirectory() as folder:
        course = graded_course(Path(folder) / "course", people)
        feedback_cohort(course.root, EXERCISE, release=False)  # imports, and the page's template, for both
        stock, theirs = timed("nbgrader generate_feedback --force", lambda: course.feedback(EXERCISE), course)
        fast, ours = timed(
            "coaching feedback --no-release", lambda: feedback_cohort(course.root, EXERCISE, release=False), course
        )
    print(f"the same files: {'yes' if theirs == ours else 'NO'}")
    print(f"ratio: {stock / fast:.1f}")
    return int(theirs != ours)


if __name__ == "__main__":
    raise SystemExit(main())
