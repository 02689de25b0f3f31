"""One reading of the cohort for all pages that are opened together."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from coaching.desk.coach.cohort import Cohort
from coaching.desk.coach.read_cohort import read_cohort

__all__ = ["homes_folder", "shared_cohort"]

FRESH = 60.0
"""Seconds for which a reading serves, as long as nobody writes to the gradebook."""

_lock = threading.Lock()
_kept: dict[Path, tuple[object, float, Cohort]] = {}


def shared_cohort(root: Path) -> Cohort:
    """`read_cohort` of the whole course. What was read in the last minute serves again, unless the gradebook changed.

    Raises:
        CourseProblem: see `read_cohort`.
    """
    with _lock:
        mark = _mark(root)
        known = _kept.get(root)
        if known and known[0] == mark and time.monotonic() - known[1] < FRESH:
            return known[2]
        cohort = read_cohort(root, homes=homes_folder())
        _kept.clear()
        _kept[root] = (mark, time.monotonic(), cohort)
        return cohort


def homes_folder() -> Path | None:
    """The folder of everybody's homes on a shared disk, if the environment names one in COACHING_HOMES."""
    named = os.environ.get("COACHING_HOMES", "")
    return Path(named) if named else None


def _mark(root: Path) -> object:
    """What changes when somebody grades. (A gradebook on a server leaves no mark here: then the minute decides.)"""
    files = [*sorted(root.glob("gradebook.db*")), root / "submitted", root / "autograded", root / "feedback"]
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.exists())
