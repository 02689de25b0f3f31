"""Ten rituals for a team, as printable sheets: each is data in a file of its own, and all are rendered in one way."""

from __future__ import annotations

from coaching.problems import CourseProblem

from .after_action import AFTER_ACTION
from .blameless_report import BLAMELESS_REPORT
from .decision_note import DECISION_NOTE
from .experiment_card import EXPERIMENT_CARD
from .framing_message import FRAMING_MESSAGE
from .plan_90_days import PLAN_90_DAYS
from .premortem import PREMORTEM
from .recognition_charter import RECOGNITION_CHARTER
from .ritual import Ritual
from .town_hall import TOWN_HALL
from .tripwire_card import TRIPWIRE_CARD

__all__ = ["RITUALS", "Ritual", "ritual_named"]

RITUALS: dict[str, Ritual] = {
    ritual.name: ritual
    for ritual in (
        FRAMING_MESSAGE,
        EXPERIMENT_CARD,
        PREMORTEM,
        TRIPWIRE_CARD,
        AFTER_ACTION,
        BLAMELESS_REPORT,
        RECOGNITION_CHARTER,
        TOWN_HALL,
        DECISION_NOTE,
        PLAN_90_DAYS,
    )
}
"""The ten by name, in the order of a cycle: before it, on the way, after it, and for all of it."""


def ritual_named(name: str) -> Ritual:
    """The ritual of this name, or the one whose name begins so.

    Raises:
        CourseProblem: there is none, or more than one; the sentence names those there are.
    """
    asked = name.strip().lower().replace(" ", "-").replace("_", "-")
    if asked in RITUALS:
        return RITUALS[asked]
    found = [ritual for ritual in RITUALS.values() if asked and ritual.name.startswith(asked)]
    if len(found) == 1:
        return found[0]
    raise CourseProblem(f"There is no ritual called {name[:40]!r}. There are: {', '.join(RITUALS)}.")
