"""What the tests of both desks do alike: open a desk as a person finds it after set-up, and look at it in every way."""

from __future__ import annotations

from pathlib import Path

import nbformat
from axe_playwright_python.sync_playwright import Axe
from nbformat.sign import NotebookNotary
from playwright.sync_api import Locator, Page, expect

from .labserver import PANEL, Lab

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def opened(lab: Lab, notebook: Path, page: Page | None = None) -> Page:
    """The desk in `notebook`, trusted as set-up leaves it; it has run.

    It opens in a page of its own, or in one that has opened a desk before, which is several seconds faster.
    """
    data = lab.root / ".course" / "jupyter" / "data"
    data.mkdir(parents=True, exist_ok=True)
    with NotebookNotary(data_dir=str(data)) as notary:
        notary.sign(nbformat.read(notebook, as_version=4))
    path = notebook.relative_to(lab.root).as_posix()
    if page is None:
        page = lab.open(path, simple=True)
    else:
        page.evaluate("path => jupyterapp.commands.execute('docmanager:open', {path})", path)
        page.wait_for_function("path => jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
    lab.ready(page)
    return page


def desk(page: Page, title: str) -> Locator:
    """The page of a desk with this title."""
    return page.locator(f"{PANEL} .dk").filter(has=page.locator("legend", has_text=title))


def press(page: Page, title: str, button: str) -> Locator:
    """Press a button of that page by keyboard, as its form's own; the page, once it has answered."""
    here = desk(page, title)
    here.get_by_role("button", name=button, exact=True).press("Enter")
    expect(here.locator(".dk-result")).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(here.get_by_role("alert")).to_be_empty()
    return here


def opens_to_print(page: Page, here: Locator) -> Page:
    """The first document of that page, in its new tab."""
    with page.context.expect_page() as tab:
        here.get_by_role("button", name="Open to print").first.press("Enter")
    expect(tab.value.get_by_role("heading", level=1)).to_be_visible()
    page.bring_to_front()
    return tab.value


def looks_right_everywhere(lab: Lab, page: Page, name: str) -> None:
    """In both themes axe finds nothing in any page of the desk; on a phone none is wider than the screen."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.locator(f'body[data-jp-theme-light="{str(theme == "light").lower()}"]').wait_for(state="attached")
        lab.screenshot(page, f"{name}-{theme}")
        found = Axe().run(page, context=f"{PANEL} .dk", options={"rules": {"region": {"enabled": False}}})
        assert found.violations_count == 0, f"{theme}: {found.generate_report()}"
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.querySelector('.dk').clientWidth <= 360")
    lab.screenshot(page, f"{name}-phone")
    wide = page.eval_on_selector_all(
        f"{PANEL} .dk",
        "all => all.filter(one => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > innerWidth)"
        ".map(one => one.textContent.slice(0, 60))",
    )
    assert not wide, f"wider than a phone: {wide}"
    page.set_viewport_size(WIDE)
