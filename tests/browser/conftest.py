"""A browser for the tests: the system's Chromium where there is one, else the one Playwright has installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all browser tests. Its absence is a failure, never a skip."""
    found = os.environ.get("COACHING_CHROMIUM") or next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*QUIET, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own; every request that leaves this machine is refused and fails the test."""
    with browser.new_context(viewport={"width": 900, "height": 900}) as context:
        left: list[str] = []
        context.on("request", lambda r: left.append(r.url) if _leaves(r.url) else None)
        yield context
        assert not left, f"the page asked for something outside this machine: {left[:3]}"


def _leaves(url: str) -> bool:
    return not url.startswith(
        ("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "blob:", "data:", "about:", "file:")
    )


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(8_000)
    return page
