"""A small real course in which everything happens once: each person of it stands for one thing that a coach meets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from coaching.grading.cohort import grade_cohort
from coaching.grading.collect import EARLIER
from coaching.grading.deadlines import agree, set_due
from coaching.grading.feedback_cohort import feedback_cohort
from coaching.grading.score import Options

from ..coursecopy import Course, new_course
from ..grading.demo_assignment import DEMO, GOOD, HALF, write_demo

QUIET = {name: value for name, value in GOOD.items() if name != "reflect-1"}
"""Everything right, and no text to read."""

DUE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""An hour before everybody hands in."""


def small_course(root: Path) -> Course:
    """The course: ann's text waits · bo is scored · cy handed in after the grading · di's notebook is broken · ed is
    only in the gradebook · fay handed in half-right work before · gil got feedback · hu had more time · ida's hand-in
    is still in the exchange · jo resubmitted after grading."""
    course = new_course(root, write_demo(root.parent / "source", with_code=True))
    (course.root / "course.py").write_text("# a course\n")
    course.generate(DEMO)
    with course.gradebook() as book:
        book.add_student("ed", first_name="Edda", last_name="Quist")
        for one in ("ann", "bo", "di", "fay", "gil", "hu", "jo"):
            book.add_student(one)
        set_due(book, DEMO, DUE)
        agree(book, DEMO, "hu", datetime(2026, 11, 27, tzinfo=UTC))
    course.hand_in(DEMO, "ann", GOOD)
    course.hand_in(DEMO, "di", GOOD).joinpath("demo.ipynb").write_text("{ broken")
    for one in ("bo", "fay", "gil", "hu", "jo"):
        course.hand_in(DEMO, one, QUIET)
    sure_of(course.root / "submitted" / "bo" / DEMO, {"kinds": 90})
    hand_in_before(course, "fay", {**HALF, "score": {"s": "12"}}, "2026-11-18 09:00:00.000000 UTC")
    hand_in_before(course, "jo", {"kinds": GOOD["kinds"]}, "2026-11-17 09:00:00.000000 UTC")
    in_exchange(course, "ida", "2026-11-20 10:00:00.000000 UTC")
    grade_cohort(course.root, DEMO, Options(), workers=1)
    feedback_cohort(course.root, DEMO, people=["gil"])
    feedback_cohort(course.root, DEMO, people=["bo"], release=False)
    course.hand_in(DEMO, "cy", HALF)
    folder = course.hand_in(DEMO, "jo", HALF)
    (folder / "timestamp.txt").write_text("2026-11-22 09:00:00.000000 UTC")
    return course


def sure_of(folder: Path, sureness: dict[str, int]) -> None:
    """Say in the answer file how sure its person was."""
    path = folder / "answers" / f"{DEMO}.json"
    sheet = json.loads(path.read_text())
    for item, sure in sureness.items():
        sheet["items"][item]["confidence"] = sure
    path.write_text(json.dumps(sheet))


def hand_in_before(course: Course, student: str, answers: dict[str, object], at: str) -> Path:
    """Put an earlier hand-in where `coaching collect` keeps it."""
    now = course.root / "submitted" / student / DEMO
    kept = now.rename(now.with_name("kept"))
    made = course.hand_in(DEMO, student, answers)
    (made / "timestamp.txt").write_text(at)
    earlier = course.root / EARLIER / student / DEMO / "earlier"
    earlier.parent.mkdir(parents=True)
    made.rename(earlier)
    kept.rename(now)
    return earlier


def in_exchange(course: Course, student: str, at: str) -> None:
    """Submit through the exchange, and let nobody collect it."""
    made = course.hand_in(DEMO, student, QUIET)
    (made / "timestamp.txt").write_text(at)
    inbound = course.root / ".course" / "exchange" / course.config().CourseDirectory.course_id / "inbound"
    inbound.mkdir(parents=True, exist_ok=True)
    made.rename(inbound / f"{student}+{DEMO}+{at}+Zm9v")
    made.parent.rmdir()
