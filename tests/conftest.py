"""What tests of several layers share: one Chromium. (Playwright runs one loop a process, so it is started once.)"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browser.labserver import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all browser tests. Its absence is a failure, never a skip."""
    with sync_playwright() as playwright:
        with_chromium = chromium(playwright)
        yield with_chromium
        with_chromium.close()


@pytest.fixture(autouse=True)
def nothing_typed() -> None:
    """A desk's page keeps what was typed as long as the kernel lives; here a process runs many tests."""
    if page := sys.modules.get("coaching.desk.page"):
        page._typed.clear()
