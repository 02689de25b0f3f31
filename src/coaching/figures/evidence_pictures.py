"""What research says about difficulty, and when a stretch goal fits: two schematic pictures."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.figures._figure import Figure


def difficulty_curve() -> Figure:
    """A schematic, and labelled so: performance against goal difficulty rises until ability or commitment gives out,
    while the spread of results widens (Locke & Latham 2002; Gary, Yang, Yetton & Sterman 2017)."""
    raise NotImplementedError


def sitkin_grid(places: Mapping[str, tuple[str, str]] | None = None) -> Figure:
    """Recent performance against slack, and which goal fits in each of the four fields (after Sitkin et al. 2011).

    places: who stands where, for example {"Clinic A": ("weak", "little")}; the first word is recent performance
    ("weak" or "strong"), the second slack ("little" or "ample"); ValueError for any other word.
    None draws the empty grid.
    """
    raise NotImplementedError
