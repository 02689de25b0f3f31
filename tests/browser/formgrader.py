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
    """Type a score and a comment for one cell of the submission in sight; formgrader saves each on leaving it."""
    for box, typed in (
        (page.locator(f"input.score#{cell}"), f"{points:g}"),
        (page.locator(f"#{cell}-comment"), comment),
    ):
        with page.expect_response(lambda r: "/formgrader/api/" in r.url and r.request.method == "PUT") as saved:
            box.fill(typed)
            box.blur()
        assert saved.value.ok, saved.value.text()
