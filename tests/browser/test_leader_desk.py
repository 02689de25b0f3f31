"""A leader uses the four pages of their desk: without a mouse, in both themes, and on a phone they still fit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coaching.answers import SheetFile

from ..coursecopy import REPOSITORY
from .desks import desk, looks_right_everywhere, opened, opens_to_print, press
from .labserver import Lab

TABLE = "Key result;Goal;Baseline;Target;Actual\nCalls answered within a minute;aspirational;20;40;34,0\n"


@pytest.fixture(scope="module")
def course(_lab: Lab) -> Path:
    """A course with its notebooks and tables, as a leader has it, in a folder that the server can show."""
    root = _lab.root / "leader"
    for folder in ("notebooks", "data"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copy(REPOSITORY / "course.py", root)
    return root


@pytest.fixture(scope="module")
def window(_lab: Lab, course: Path) -> Iterator[Page]:
    """One window for the four pages, as a leader has it."""
    yield opened(_lab, course / "notebooks/leader/growth-log.ipynb")
    assert not _lab.errors
    _lab.tidy()


def test_a_table_of_key_results_becomes_scores_and_questions(
    _lab: Lab, course: Path, window: Page, tmp_path: Path
) -> None:
    (tmp_path / "ours.csv").write_text(TABLE, encoding="utf-8")
    page = opened(_lab, course / "notebooks/leader/scores.ipynb", window)
    desk(page, "Our scores").get_by_label("The table").set_input_files(tmp_path / "ours.csv")
    here = press(page, "Our scores", "Show our scores")
    row = here.get_by_role("row").filter(has_text="Calls answered within a minute").last
    expect(row).to_contain_text("0.70")
    expect(row).to_contain_text("on target")
    expect(opens_to_print(page, here).get_by_text("No guardrail anywhere")).to_be_visible()
    looks_right_everywhere(_lab, page, "leader-scores")


def test_a_survey_becomes_what_may_be_said_of_it(_lab: Lab, course: Path, window: Page) -> None:
    page = opened(_lab, course / "notebooks/leader/climate.ipynb", window)
    desk(page, "Our climate").get_by_label("The answers").set_input_files(course / "data/climate_template.csv")
    here = press(page, "Our climate", "Show our climate")
    expect(here.get_by_role("status")).to_have_text("Here is what may be shown.")
    row = here.get_by_role("row").filter(has_text="2026-06").filter(has_text="after a mistake").first
    expect(row).to_contain_text("4.5")
    opens_to_print(page, here)
    looks_right_everywhere(_lab, page, "leader-climate")


def test_a_ritual_becomes_a_sheet_and_a_reminder(_lab: Lab, course: Path, window: Page) -> None:
    page = opened(_lab, course / "notebooks/leader/ritual.ipynb", window)
    here = desk(page, "Our next ritual")
    here.get_by_label("Why we set goals now").press_sequentially("Families wait eleven weeks.")
    press(page, "Our next ritual", "Make the sheet")
    expect(opens_to_print(page, here).get_by_text("Families wait eleven weeks.")).to_be_visible()
    with page.expect_download() as saved:
        here.get_by_role("button", name=".ics").press("Enter")
    assert Path(saved.value.path()).read_text(encoding="utf-8").count("BEGIN:VEVENT") == 3
    looks_right_everywhere(_lab, page, "leader-ritual")


def test_a_note_stays_in_the_growth_log(_lab: Lab, course: Path, window: Page) -> None:
    page = opened(_lab, course / "notebooks/leader/growth-log.ipynb", window)
    here = desk(page, "My growth log")
    here.get_by_label("What would you like to do?").select_option("note")
    here.get_by_label("Your note").press_sequentially("I asked one question more.")
    press(page, "My growth log", "Go")
    expect(here.get_by_role("status")).to_have_text("Your note is kept. Your log has one entry.")
    expect(opens_to_print(page, here).get_by_text("I asked one question more.")).to_be_visible()
    kept = SheetFile("growth-log", course / "notebooks").read().sheet
    assert "I asked one question more." in str(kept)
    looks_right_everywhere(_lab, page, "leader-growth-log")
