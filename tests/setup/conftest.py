"""Copies of the course for the tests of the set-up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.trees import Tree, copy_of_the_course


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A fresh copy in which nothing is set up."""
    return copy_of_the_course(tmp_path)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """A copy that `setup` has set up once, from nothing. Tests that use it leave it as they found it."""
    tree = copy_of_the_course(tmp_path_factory.mktemp("ready"))
    done = tree.run("setup")
    if "could not be downloaded" in done.printed and not os.environ.get("CI"):
        pytest.skip("no network, which the first set-up needs")
    assert done.code == 0, done.printed + (tree.root / ".course" / "setup.log").read_text(encoding="utf-8")[-3000:]
    yield tree
    shutil.rmtree(tree.root.parent, ignore_errors=True)
