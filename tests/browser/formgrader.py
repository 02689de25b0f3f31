"""What a coach does in nbgrader's formgrader, by its buttons."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .labserver import Lab


def assignments(lab: Lab, assignment: str) -> Page:
    """The page of assignments, with ours listed."""
    page = lab.page()
    page.goto(f"{lab.url}/formgrader/manage_assignments?token={lab.token}")
    # The first look makes the gradebook, which takes some seconds.
    expect(page.get_by_role("row").filter(has_text=assignment)).to_be_visible(timeout=60_000)
    return page


def press(page: Page, row: str, column: str) -> None:
    """Press the button in one column of the row that holds the text ``row``, and wait for formgrader's "Success"."""
    _button(page, row, column).click()
    dialog = page.locator(".modal.in")
    expect(dialog).to_be_visible(timeout=60_000)
    assert "Success" in dialog.inner_text(), dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_be_hidden()
    expect(_button(page, row, column)).to_be_visible()


def _button(page: Page, row: str, column: str) -> Locator:
    return page.get_by_role("row").filter(has_text=row).locator(f"td.{column} a").first


def grade_by_hand(page: Page, cell: str, points: float, comment: str) -> None:
    """Type a score and a comment for one cell into the submission in sight; formgrader saves each on leaving it."""
    panel = page.locator(".nbgrader_cell").filter(has=page.locator(f"#{cell}"))
    score = panel.locator("input.score")
    score.fill(f"{points:g}")
    score.blur()
    expect(panel.locator(".score-saved, .save-icon").first).to_be_attached()
    box = page.locator(f"textarea#{cell}-comment, .nbgrader_cell:has(#{cell}) textarea.comment").first
    box.fill(comment)
    box.blur()
