"""How far is not how likely: dot plots of possible results."""

from __future__ import annotations

from coaching.figures._figure import Figure


def attainment_and_probability() -> Figure:
    """Two teams, each shown as twenty equally likely results: the mean attainment is .70 twice, and the chance to
    reach the target is small for one team and several times larger for the other."""
    raise NotImplementedError


def reference_dots(at_least: str = "1.0") -> Figure:
    """The past results in `data/reference_class.csv` as one dot each; those that reached `at_least` are marked.

    at_least: the level asked about, a number as text ("0.7", "1.0"); ValueError when it is no number.
    The table twin gives hits, number of cases and the share.
    """
    raise NotImplementedError
