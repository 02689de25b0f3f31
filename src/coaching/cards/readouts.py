"""What the settings of a *construct* card amount to, shown under its controls while they move.

A readout is a pure function: settings (control id → value) → rows of (what, words). It raises nothing that a learner
could cause; where a number is not defined, it says so in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Row = tuple[str, str]
Readout = Callable[[Mapping[str, Any]], list[Row]]

READOUTS: dict[str, Readout] = {}


def readout(function: Readout) -> Readout:
    """Register a readout under its own name with hyphens: ``key_result`` → ``"key-result"``."""
    READOUTS[function.__name__.replace("_", "-")] = function
    return function
