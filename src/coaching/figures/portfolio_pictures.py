"""Pictures of the portfolio table."""

from __future__ import annotations

from coaching.figures._figure import Figure


def scores_by_goal() -> Figure:
    """Every scored key result of `data/okr_portfolio.csv` as a dot, one strip per kind of goal (committed,
    aspirational, learning), with the median; computed from the table each time."""
    raise NotImplementedError
