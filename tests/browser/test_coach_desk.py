"""A coach uses every page of their desk: without a mouse, in both themes, and on a phone it still fits."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from ..coursecopy import REPOSITORY
from ..desk.made_cohort import MadeCohort, make_cohort
from .desks import desk, looks_right_everywhere, opened, opens_to_print, press
from .labserver import Lab

DESK = "notebooks/coach/desk.ipynb"


@pytest.fixture(scope="module")
def cohort(_lab: Lab) -> MadeCohort:
    """Seven people who worked on one module, in a course that the server can show; two texts still wait."""
    room = _lab.root / "cohort"
    room.mkdir()
    made = make_cohort(room, 7, ("01-mindset",))
    with made.course.gradebook() as book:
        for grade in [g for g in _grades(book) if g.manual_score is not None][:2]:
            grade.manual_score, grade.needs_manual_grade = None, True
        book.db.commit()
    (made.course.root / DESK).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / DESK, made.course.root / DESK)
    return made


def _grades(book: Gradebook) -> list[Any]:
    return [g for one in book.assignment_submissions("01-mindset") for n in one.notebooks for g in n.grades]


def test_a_coach_works_with_every_page_of_the_desk(lab: Lab, cohort: MadeCohort) -> None:
    page = opened(lab, cohort.course.root / DESK)

    where = desk(page, "Where is everyone?")
    expect(where.get_by_role("heading", name="Everybody")).to_be_visible(timeout=30_000)
    expect(where.get_by_role("rowheader", name="Trainee 07").first).to_be_visible()
    name = next(iter(cohort.names.values()))
    expect(where.get_by_text(name)).to_have_count(0)
    where.get_by_label("Show names").press("Space")
    expect(where.get_by_text(name).first).to_be_visible()
    expect(where.get_by_label("Show names")).to_be_focused()
    sheet = opens_to_print(page, where)
    expect(sheet.get_by_text(name).first).to_be_visible()

    what = press(page, "What did they not understand?", "Show")
    expect(what.get_by_role("heading", name="01 mindset")).to_be_focused()
    expect(what.get_by_text("7 people: too few for figures")).to_be_visible()
    three = press(page, "What do I do on Tuesday?", "Choose three")
    expect(three.get_by_role("heading", level=3)).not_to_have_count(0)

    text = press(page, "Reading reflections", "Show what waits")
    expect(text.get_by_role("status")).to_have_text("2 texts wait.")
    text.get_by_label("Which level does it reach?").select_option("2")
    text.get_by_label("Your own words to the writer").press_sequentially("What would you ask next?")
    press(page, "Reading reflections", "Save, and show the next")
    expect(text.get_by_role("status")).to_contain_text("Saved: 2 of 4 points.")
    with cohort.course.gradebook() as book:
        assert sum(bool(grade.needs_manual_grade) for grade in _grades(book)) == 1

    files = press(page, "Hand over", "Make the file")
    with page.expect_download() as saved:
        files.get_by_role("button", name="Download").press("Enter")
    rows = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + len(cohort.people)

    looks_right_everywhere(lab, page, "coach-desk")
    assert not lab.errors
