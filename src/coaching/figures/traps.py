"""Two ways in which a number hides what happened."""

from __future__ import annotations

from coaching.figures._figure import Figure


def averaged_guardrail() -> Figure:
    """Three good bars, a mean above the green line, and a breached guardrail that the mean has swallowed; beside it the
    same objective with the guardrail as a gate."""
    raise NotImplementedError


def same_outcome() -> Figure:
    """Two teams start at the same baseline and end at the same actual; one had promised half of what it forecast, the
    other more than it forecast: different scores, and the ambition index that explains them."""
    raise NotImplementedError
