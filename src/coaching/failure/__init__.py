"""What kind of failure it was, what a bet can teach, and what response is fair.

Read the files in this order; each is short and stands alone.

1. ``kinds``     nine reasons from blameworthy to praiseworthy, five criteria of an intelligent failure, three kinds
2. ``bets``      what an uncertain outcome can teach (in bits), and what it can cost
3. ``response``  where to try and where to prevent, and the questions to ask before anybody is punished

The sources of each idea stand in its file. Nothing here decides about people: it puts questions into an order.
"""

from coaching.failure.bets import Trial, bits, information, next_trial, ruin, spread, surprise
from coaching.failure.kinds import CRITERIA, REASONS, Attempt, Criterion, Judgement, Kind, Reason, judge
from coaching.failure.response import NOVELTY, STAKES, Behaviour, Response, advice, triage

__all__ = [
    "CRITERIA",
    "NOVELTY",
    "REASONS",
    "STAKES",
    "Attempt",
    "Behaviour",
    "Criterion",
    "Judgement",
    "Kind",
    "Reason",
    "Response",
    "Trial",
    "advice",
    "bits",
    "information",
    "judge",
    "next_trial",
    "ruin",
    "spread",
    "surprise",
    "triage",
]
