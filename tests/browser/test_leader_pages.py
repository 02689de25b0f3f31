"""A leader's ritual and growth log as people use them: by mouse and keyboard, in both themes, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coaching.answers import SheetFile
from coaching.desk.leader.growth_log import add_note
from coaching.desk.leader.my_growth_log import my_growth_log
from coaching.desk.leader.our_ritual import our_next_ritual
from coaching.desk.page import DeskPage

from .esm_page import Theme, mount

COURSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    """Somebody who has answered three cards of the welcome page and of lesson 4, and has written a note."""
    (tmp_path / "course.py").touch()
    (tmp_path / "notebooks").mkdir()
    for name in ("00-welcome", "04-intelligent-failure"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_bytes((COURSE / "notebooks" / f"{name}.ipynb").read_bytes())
    SheetFile("00-welcome", tmp_path / "notebooks").put("first-card", {"q": "c"}, 70, attempt=True)
    lesson = SheetFile("04-intelligent-failure", tmp_path / "notebooks")
    lesson.put("reflect-best", "A small try that told us much.")
    lesson.put("transfer", "One card before each try.")
    add_note(tmp_path, "Two doubts came today.")
    return tmp_path


def shown(page: Page, desk: DeskPage, theme: Theme = "light") -> None:
    mount(page, desk, theme, settle=desk.settled)


def complaints(page: Page) -> list[str]:
    found = Axe().run(
        page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    )
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:80]})" for v in found.response["violations"]]


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_sheet_is_made_by_keyboard_in_both_themes_and_on_a_phone(page: Page, theme: Theme) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    shown(page, our_next_ritual(), theme)
    template = page.get_by_label("Sheet", exact=True)
    template.focus()
    page.keyboard.type("Tripwire")
    expect(template).to_have_value("tripwire-card")
    expect(page.get_by_label("Early sign that we can see")).to_be_visible()
    expect(page.get_by_label("What did we learn?")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.type("Nobody waits <b>long</b>")
    page.get_by_label("Limit", exact=True).fill("too high")
    button = page.get_by_role("button", name="Make the sheet")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tripwire card: Nobody waits <b>long</b>")).to_be_visible()
    expect(page.get_by_text("Your limit has no number.")).to_be_visible()
    assert page.get_by_role("button", name="Download").count() == 3
    assert too_wide(page) <= 0
    assert complaints(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_log_is_read_in_both_themes_and_on_a_phone(page: Page, learner: Path, theme: Theme) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    shown(page, my_growth_log(learner / "notebooks"), theme)
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="What I predicted")).to_be_visible()
    expect(page.get_by_text("Two doubts came today.")).to_be_visible()
    assert too_wide(page) <= 0
    assert complaints(page) == []


def test_entries_are_shown_before_they_are_deleted_and_gone_after_the_tick(page: Page, learner: Path) -> None:
    shown(page, my_growth_log(learner / "notebooks"))
    page.get_by_label("What would you like to do?").select_option("Delete entries")
    page.get_by_label("Which entries?").fill("lesson-04/transfer notes")
    go = page.get_by_role("button", name="Go")
    go.click()
    expect(page.get_by_role("heading", name="This would be deleted")).to_be_visible()
    assert complaints(page) == []
    page.get_by_label("Yes, delete them.").check()
    go.click()
    expect(page.get_by_role("status")).to_contain_text("2 entries are deleted. Your log has 2 entries.")
    expect(page.get_by_text("A small try that told us much.")).to_be_visible()
    expect(page.get_by_text("One card before each try.")).to_have_count(0)
