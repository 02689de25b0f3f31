"""How a person without a mouse finds what can be moved in an explorable."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

FOCUSED = """() => {
  const e = document.activeElement;
  const kind = e.getAttribute("role") || (e.type === "text" ? "field" : e.type) || e.tagName.toLowerCase();
  return `${kind} ${(e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent).trim()}`;
}"""


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def tab_to(page: Page, what: str) -> None:
    """Press Tab until ``what`` has the focus, going round once at most."""
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1] == what:
            return
    raise AssertionError(f"{what!r} was not reached by Tab; the focus went through {seen}")
