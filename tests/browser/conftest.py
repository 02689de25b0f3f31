"""Fixtures of the browser tests: blank pages for widgets, and a real JupyterLab (`labserver.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .labserver import Lab, running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own; every request that leaves this machine fails the test."""
    with browser.new_context(viewport={"width": 900, "height": 900}) as context:
        left: list[str] = []
        context.on("request", lambda r: left.append(r.url) if _leaves(r.url) else None)
        yield context
        assert not left, f"the page asked for something outside this machine: {left[:3]}"


def _leaves(url: str) -> bool:
    here = ("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "blob:", "data:", "about:", "file:")
    return not url.startswith(here)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(8_000)
    return page


@pytest.fixture(scope="session")
def _lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    yield from running(tmp_path_factory.mktemp("course"), browser)


@pytest.fixture
def lab(_lab: Lab) -> Iterator[Lab]:
    """The session's JupyterLab; its pages and kernels end with the test."""
    yield _lab
    _lab.tidy()


@pytest.fixture
def make_lab(browser: Browser) -> Iterator[Callable[..., Lab]]:
    """`make_lab(root)` starts a JupyterLab of the test's own in `root`."""
    with ExitStack() as stack:
        yield lambda root, **how: stack.enter_context(Lab(root, browser, **how))
