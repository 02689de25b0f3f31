"""Every fault of a submission that we know of, graded in one batch by real nbgrader beside good work.

The rows are in `faults`; `test_cohort_faults` grades the same ones with `coaching grade`.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import pytest

from ..coursecopy import Course, new_course
from .demo_assignment import DEMO, GOOD, write_demo
from .faults import FAULTS, Fault

# --- one batch ------------------------------------------------------------------------------------------------------


UNREADABLE = {"broken-json": b'{"cells": [', "broken-empty": b"", "broken-other": b'{"nbformat": 4, "x": 1}'}
GOOD_STUDENTS = ("aaa-good", "zzz-good")


@dataclass(frozen=True)
class Batch:
    """The faults, dealt to two courses so that two processors have work; each has good submissions beside them."""

    courses: tuple[Course, Course]

    def course(self, student: str) -> Course:
        return next(course for course in self.courses if (course.root / "submitted" / student).exists())


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """All faults, good submissions and some that cannot be read, autograded and given feedback in one go."""
    base = tmp_path_factory.mktemp("faults")
    first = new_course(base / "one", write_demo(base / "source"))
    first.generate(DEMO)
    shutil.copytree(first.root, base / "two")
    both_courses = (first, Course((base / "two").resolve()))
    for course in both_courses:
        for student in GOOD_STUDENTS:
            course.hand_in(DEMO, student, GOOD)
    for number, fault in enumerate(FAULTS):
        fault.make(both_courses[number % 2].hand_in(DEMO, fault.student, GOOD))
    for student, content in UNREADABLE.items():
        (first.hand_in(DEMO, student, GOOD) / "demo.ipynb").write_bytes(content)
    runs = [course.started("autograde", DEMO) for course in both_courses]
    for run, course in zip(runs, both_courses, strict=True):
        run.communicate(timeout=500)
        course.feedback(DEMO)
    return Batch(both_courses)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.student)
def test_a_fault_is_mended_said_and_costs_nobody_anything(batch: Batch, fault: Fault) -> None:
    scores = {
        name: score for name, (score, _) in batch.course(fault.student).scores(DEMO, "demo", fault.student).items()
    }
    assert scores == fault.scores
    nb = batch.course(fault.student).autograded(DEMO, "demo", fault.student)
    page = batch.course(fault.student).page(DEMO, "demo", fault.student)
    told = " ".join(nb.metadata.coaching.get("repairs", []))
    shown = "\n".join(cell.source + str(cell.get("outputs", "")) for cell in nb.cells)
    assert fault.says in f"{told}\n{shown}", told or "nothing was said"
    assert fault.says in page
    assert fault.keeps in shown, "words were lost"
    if not fault.says:
        assert not told


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.student)
def test_nothing_of_a_stranger_acts_in_a_graded_notebook_or_page(batch: Batch, fault: Fault) -> None:
    nb = batch.course(fault.student).autograded(DEMO, "demo", fault.student)
    page = batch.course(fault.student).page(DEMO, "demo", fault.student)
    assert "widgets" not in nb.metadata
    outputs = json.dumps([cell.get("outputs", []) for cell in nb.cells])
    assert "I was run" not in outputs
    for text in (outputs, page):
        assert "<script" not in text
        assert "<img" not in text
    assert len(page) < 200_000, "a page that a phone can open"


def test_good_work_beside_the_faults_is_graded_as_ever(batch: Batch) -> None:
    for course in batch.courses:
        for student in GOOD_STUDENTS:
            scores = course.scores(DEMO, "demo", student)
            assert scores == {"kinds": (5.0, False), "score": (2.0, False), "reflect-1": (None, True)}
            assert "repairs" not in course.autograded(DEMO, "demo", student).metadata.coaching


@pytest.mark.parametrize("student", UNREADABLE)
def test_what_cannot_be_read_has_no_score_and_stops_nobody(batch: Batch, student: str) -> None:
    """No score is "not handed in yet"; 0 would say that somebody had read it."""
    course = batch.course(student)
    assert {score for score, _ in course.scores(DEMO, "demo", student).values()} == {None}
    assert (course.root / "submitted" / student / DEMO / "demo.ipynb").exists()


def test_links_in_a_submission_are_not_followed(batch: Batch) -> None:
    graded = batch.course("a-link-to-the-gradebook").root / "autograded" / "a-link-to-the-gradebook" / DEMO
    assert not (graded / "notes.txt").exists()
    graded = batch.course("sheet-is-a-link").root / "autograded" / "sheet-is-a-link" / DEMO
    assert "MODEL-ANSWER" not in (graded / "answers" / f"{DEMO}.json").read_text(encoding="utf-8")


def test_what_was_handed_in_is_left_as_it_was(batch: Batch) -> None:
    handed_in = batch.course("ten-megabytes-of-text").root / "submitted" / "ten-megabytes-of-text" / DEMO
    assert (handed_in / "answers" / f"{DEMO}.json").stat().st_size > 10_000_000
