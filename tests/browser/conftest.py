"""Fixtures of the browser tests; what they give is described in `labserver.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from labserver import Lab, chromium, running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        with_chromium = chromium(playwright)
        yield with_chromium
        with_chromium.close()


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
