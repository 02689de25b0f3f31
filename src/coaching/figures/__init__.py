"""The pictures of the course: each a drawing, its table twin and its text alternative.

A lesson cell calls one function and shows what it returns::

    from coaching import figures
    figures.four_conventions("0.65")

Every number in a picture is computed, by the subject (`coaching.okr`, `coaching.mindset`) or from the tables in
`data/`, never typed into the drawing.
"""

from coaching.figures._figure import Figure
from coaching.figures.chance import attainment_and_probability, reference_dots
from coaching.figures.conventions import four_conventions
from coaching.figures.evidence_pictures import difficulty_curve, sitkin_grid
from coaching.figures.failure_pictures import nine_steps, small_bets, surprise_arc, three_failures, try_grid
from coaching.figures.mindset_pictures import four_triggers, mindset_effects, people_in_hundred
from coaching.figures.portfolio_pictures import scores_by_goal
from coaching.figures.safety_pictures import safety_limits, safety_zones, two_logs
from coaching.figures.traps import averaged_guardrail, same_outcome

__all__ = [
    "Figure",
    "attainment_and_probability",
    "averaged_guardrail",
    "difficulty_curve",
    "four_conventions",
    "four_triggers",
    "mindset_effects",
    "nine_steps",
    "people_in_hundred",
    "reference_dots",
    "safety_limits",
    "safety_zones",
    "same_outcome",
    "scores_by_goal",
    "sitkin_grid",
    "small_bets",
    "surprise_arc",
    "three_failures",
    "try_grid",
    "two_logs",
]
