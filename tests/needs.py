"""Programs that some tests need beside Python. Without one its tests are skipped; where `CI=true` promises that all is
there, they fail."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

__all__ = ["missing", "needs_a_wall", "program"]


def program(name: str, package: str, *places: str) -> Path:
    """The program `name`: on the path, links followed, or in a folder that a pattern of `places` fits (newest)."""
    if found := shutil.which(name):
        return Path(found).resolve()
    for pattern in places:
        if there := sorted(Path("/").glob(f"{pattern.removeprefix('/')}/{name}"), reverse=True):
            return there[0]
    return missing(f"{name} is missing; Debian has it in the package {package}")


def needs_a_wall() -> None:
    """Go on only where learners' code can run behind a wall."""
    from coaching.grading.sandbox import why_not

    if said := why_not():
        missing(said)


def missing(sentence: str) -> Path:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(sentence)
