"""A coach grades a cohort with one button: by keyboard, in both themes, and told what became of everybody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from ..coursecopy import REPOSITORY, new_course
from ..grading.demo_assignment import DEMO, GOOD, HALF, write_demo
from .labserver import PANEL, Lab

DESK = "notebooks/coach/grading.ipynb"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the demo assignment, handed in by three people, one of whom sent an empty file."""
    place = tmp_path_factory.mktemp("desk")
    course = new_course(place / "course", write_demo(place / "source"))
    course.generate(DEMO)
    for student, answers in (("ana", GOOD), ("bo", HALF), ("cy", GOOD)):
        course.hand_in(DEMO, student, answers)
    (course.root / "submitted" / "cy" / DEMO / "demo.ipynb").write_text("")
    (course.root / "notebooks" / "coach").mkdir(parents=True)
    shutil.copy(REPOSITORY / DESK, course.root / DESK)
    shutil.copy(REPOSITORY / "course.py", course.root)
    return course.root


def signed(lab: Lab) -> None:
    """Trust the desk as set-up does for every notebook of the course."""
    notary = NotebookNotary(data_dir=str(lab.root / ".course" / "jupyter" / "data"))
    notary.sign(nbformat.read(lab.root / DESK, as_version=4))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_button_grades_everybody_and_says_what_became_of_them(
    root: Path, make_lab: Callable[..., Lab], scheme: Literal["light", "dark"]
) -> None:
    shutil.rmtree(root / "autograded", ignore_errors=True)
    lab = make_lab(root)
    signed(lab)
    page = lab.open(DESK, color_scheme=scheme)
    lab.ready(page)
    desk = page.locator(f"{PANEL} .gd")
    expect(desk.get_by_label("Exercise", exact=True)).to_contain_text(f"{DEMO} (3 handed in, 3 new)")
    desk.get_by_role("button", name="Grade what is new").focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("2 graded now; 1 set aside", timeout=60_000)
    rows = desk.get_by_role("row")
    expect(rows.filter(has_text="ana")).to_contain_text("7 of 7")
    expect(rows.filter(has_text="cy")).to_contain_text("set aside")
    expect(rows.filter(has_text="cy")).to_contain_text("it is empty")
    assert (root / "autograded" / "ana" / DEMO / "demo.ipynb").is_file()
    expect(desk.get_by_label("Exercise", exact=True)).to_contain_text("(3 handed in, 1 new)")
    lab.screenshot(page, f"grading-desk-{scheme}")
    found = Axe().run(page, context=f"{PANEL} .gd", options={"rules": {"region": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()


def test_the_desk_fits_a_phone(root: Path, make_lab: Callable[..., Lab]) -> None:
    lab = make_lab(root)
    signed(lab)
    page = lab.open(DESK, width=360, height=740, simple=True)
    lab.ready(page)
    desk = page.locator(f"{PANEL} .gd")
    desk.get_by_role("button").click()
    expect(desk.get_by_role("status")).to_contain_text("set aside", timeout=60_000)
    expect(desk.get_by_role("button")).to_be_enabled()
    lab.screenshot(page, "grading-desk-phone")
    assert page.evaluate("document.querySelector('.gd').scrollWidth <= document.querySelector('.gd').clientWidth")
