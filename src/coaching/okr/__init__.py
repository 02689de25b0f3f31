"""How key results are scored, and how one score is judged by four conventions.

Read the files in this order; each is short and needs only the ones before it.

1. ``scores``      one key result: how far from baseline to target, milestones, yes or no, guardrails
2. ``objectives``  several key results: the mean, the weakest, and guardrails as gates
3. ``conventions`` one score, four verdicts: Google's re:Work guide, Doerr's bands, a house rule, the committed rule
4. ``forecasts``   what we expect: check-ins, ambition, probability, and how good our forecasts were

Three habits run through all of it. Numbers become ``Decimal`` before any arithmetic, because ``.15 / .2`` in binary
floats is 0.7499…. Nothing is rounded, except where a convention itself rounds. And an error is one sentence that
says what is wrong, where, and how to mend it.
"""

from coaching.okr.conventions import CONVENTIONS, Band, Convention, Verdict, band, verdict, verdicts
from coaching.okr.forecasts import (
    CheckIn,
    Probability,
    Undefined,
    ambition_index,
    brier,
    expected_by_now,
    reference_probability,
)
from coaching.okr.numbers import Number
from coaching.okr.objectives import GOAL, KIND, KeyResult, ObjectiveResult, objective_score, roll_up
from coaching.okr.scores import GuardrailState, Scored, binary_score, guardrail, kr_score, milestone_score

__all__ = [
    "CONVENTIONS",
    "GOAL",
    "KIND",
    "Band",
    "CheckIn",
    "Convention",
    "GuardrailState",
    "KeyResult",
    "Number",
    "ObjectiveResult",
    "Probability",
    "Scored",
    "Undefined",
    "Verdict",
    "ambition_index",
    "band",
    "binary_score",
    "brier",
    "expected_by_now",
    "guardrail",
    "kr_score",
    "milestone_score",
    "objective_score",
    "reference_probability",
    "roll_up",
    "verdict",
    "verdicts",
]
