"""The challenges of the Score dojo, as data. Browser and Python check the same conditions against the same facts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Test = Literal["is", "at least", "at most", "below"]


@dataclass(frozen=True)
class Line:
    """What the number line measures, from ``low`` to ``high`` in steps of ``step``, with a tick each ``tick``."""

    name: str
    unit: str
    low: float
    high: float
    step: float
    tick: float


@dataclass(frozen=True)
class Guardrail:
    """A reading that must not go above ``limit``, on a scale from ``low`` to ``high``."""

    name: str
    limit: float
    low: float
    high: float
    step: float
    tick: float


@dataclass(frozen=True)
class Condition:
    """One thing that must hold: a fact (see ``model.facts``), a test and a value; ``says`` is what the learner reads.

    Numbers are written as text, so that both sides read the same decimal.
    """

    fact: str
    test: Test
    value: str | bool
    says: str


@dataclass(frozen=True)
class Challenge:
    """A challenge opens when all its conditions hold at once.

    ``start`` is what differs from the free start; ``locked`` are fields that cannot be moved; ``shows`` are the two
    sentences that the learner reads afterwards; ``hint`` gives the method, not the numbers.
    """

    id: str
    title: str
    ask: str
    conditions: tuple[Condition, ...]
    shows: str
    hint: str
    panel: Literal["key result", "objective"] = "key result"
    start: dict[str, Any] = field(default_factory=dict)
    locked: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Give the challenge as plain JSON, for the browser."""
        return asdict(self)


LINES = {
    "calls": Line("Calls answered within a minute", "%", 0, 100, 1, 10),
    "waiting": Line("Days from referral to first appointment", "days", 0, 20, 0.5, 2),
    "reminder": Line("Patients reached by the trial reminder", "%", 0, 100, 1, 10),
}

OBJECTIVE = "Objective: nobody who calls us is left waiting"
KEY_RESULTS = ("Calls answered within a minute", "Callers who need not ring twice", "New staff fully trained")
GUARDRAIL = Guardrail("Complaints in the worst week", limit=8, low=0, high=20, step=1, tick=4)

FREE_START: dict[str, Any] = {
    "line": "calls",
    "baseline": 50,
    "target": 80,
    "actual": 71,
    "forecast": 65,
    "sealed": False,
    "goal": "aspirational",
    "answered": False,
    "scores": [0.7, 0.8, 0.4],
    "weights": [1, 1, 1],
    "reading": 5,
}

CHALLENGES = (
    Challenge(
        id="whose-ruler",
        title="Whose ruler?",
        ask="Find one result that re:Work calls on target and the house rule calls too low.",
        start={"actual": 56},
        conditions=(
            Condition("rework", "is", "on target", "re:Work says on target"),
            Condition("seed", "is", "too low", "the house rule says too low"),
        ),
        hint="Move the actual until the hairline stands in the solid zone of the first strip.",
        shows="One result, two verdicts: nothing about the work differs, only the ruler. "
        "Before you judge a number, ask whose convention it is and for which kind of goal it was made.",
    ),
    Challenge(
        id="where-from",
        title="Where did we start?",
        ask="60 of 80 looks like three quarters. Without moving target or actual, turn the same 60 red.",
        start={"baseline": 0, "actual": 60},
        locked=("target", "actual"),
        conditions=(Condition("doerr", "is", "red", "Doerr's band is red"),),
        hint="The ruler above the line begins at the baseline. Begin it later.",
        shows="A score measures the way travelled, and from a baseline of 50 the way to 60 is short. "
        "Whoever takes zero for the baseline counts old achievements as new ones.",
    ),
    Challenge(
        id="less-is-better",
        title="When less is better",
        ask="Waiting fell from 12 days to 9, and the score is 0. "
        "Set the target so that falling is progress, and this progress is worth exactly 0.50.",
        start={"line": "waiting", "baseline": 12, "target": 18, "actual": 9, "forecast": 10},
        locked=("baseline", "actual"),
        conditions=(
            Condition("direction", "is", "down", "the target lies below the baseline"),
            Condition("score", "is", "0.5", "the score is exactly 0.50"),
        ),
        hint="Three days less are half of the way. How long is the whole way?",
        shows="The formula is the same for falling numbers: 3 days less, of 6 days less, is half of the way. "
        "With the target on the wrong side of the baseline, real progress scores as a step back.",
    ),
    Challenge(
        id="what-one-hides",
        title="What 1.00 hides",
        ask="The score shows 1.00. Keep it so, and make the raw value 1.50 or more.",
        start={"actual": 80},
        conditions=(
            Condition("score", "is", "1", "the score is 1.00"),
            Condition("raw", "at least", "1.5", "the raw value is at least 1.50"),
        ),
        hint="Go past the target, or bring the target nearer.",
        shows="A score is cut off at 1.00, so an overshoot by half of the way looks like a plain hit. "
        "Keep the raw value beside it: it may mean great work, or a target that was set too near.",
    ),
    Challenge(
        id="promised",
        title="Green, and a broken promise",
        ask="Find a result that Doerr's bands and the house rule both welcome, and that is still a miss.",
        start={"actual": 62},
        conditions=(
            Condition("doerr", "is", "green", "Doerr's band is green"),
            Condition("seed", "is", "on target", "the house rule says on target"),
            Condition("goal", "is", "committed", "the goal is committed"),
            Condition("committed", "is", "missed", "the committed rule says missed"),
        ),
        hint="Two things must change: how far the actual came, and what kind of goal it was.",
        shows="A committed goal was promised in full, so anything short of 1.00 is a miss, whatever its colour. "
        "Ask for the kind of goal first: safety, legal duties and dated deliveries are no place for stretch.",
    ),
    Challenge(
        id="answered",
        title="A low number, a question answered",
        ask="A trial of text reminders reached few patients, and now the team knows why. "
        "Show that the goal was met although its number came no further than 0.30 of the way.",
        start={"line": "reminder", "baseline": 0, "target": 50, "actual": 10, "forecast": 20},
        locked=("baseline", "target", "actual"),
        conditions=(
            Condition("score", "at most", "0.3", "the number came at most 0.30 of the way"),
            Condition("goal", "is", "learning", "the goal is a learning goal"),
            Condition("answered", "is", True, "its question is answered"),
        ),
        hint="Which kind of goal asks a question?",
        shows="A learning goal asks a question, and it is met when the question is answered. "
        "None of the four conventions was made for it, so do not grade it by how far a number moved.",
    ),
    Challenge(
        id="same-seventy",
        title="Same 0.70, double the ambition",
        ask="The sealed forecast was 60. Keep the score at exactly 0.70, and double the ambition index to 2.00.",
        start={"target": 70, "actual": 64, "forecast": 60, "sealed": True},
        locked=("baseline",),
        conditions=(
            Condition("score", "is", "0.7", "the score is exactly 0.70"),
            Condition("ambition", "at least", "2", "the ambition index is at least 2.00"),
        ),
        hint="First stretch the target to three times the gain that was expected. Then bring the actual to 0.70.",
        shows="Both times the display says 0.70, but now at least 71 % of callers are served in time instead of 64 %. "
        "Two scores say nothing about two teams until you know how far each target reached beyond an honest forecast.",
    ),
    Challenge(
        id="easy-hundred",
        title="A perfect score for nothing",
        ask="Seal a forecast. Then give the same 72 a score of 1.00, by a target that asks for less than was expected.",
        start={"actual": 72, "forecast": 72},
        locked=("baseline", "actual"),
        conditions=(
            Condition("sealed", "is", True, "the forecast is sealed"),
            Condition("score", "is", "1", "the score is 1.00"),
            Condition("ambition", "below", "0", "the ambition index is below 0"),
        ),
        hint="Seal first. Then bring the target between the baseline and the forecast.",
        shows="The work did not change; only the target came down below what was expected, and this is sandbagging. "
        "A forecast that was sealed before the target was set makes it visible, and a score alone never will.",
    ),
    Challenge(
        id="zero-inside",
        title="A zero inside a good mean",
        ask="Bring the mean to 0.70 or more while one key result stands at zero. No weight may be 0.",
        panel="objective",
        conditions=(
            Condition("mean", "at least", "0.7", "the mean is at least 0.70"),
            Condition("minimum", "is", "0", "the weakest key result is at 0"),
            Condition("lightest", "at least", "1", "no weight is 0"),
        ),
        hint="Give the other two more weight.",
        shows="The mean hides a key result that did not move at all, and the weights hide it further. "
        "Read the minimum beside the mean, and agree on the weights before the work starts.",
    ),
    Challenge(
        id="burning-guardrail",
        title="Green average, burning guardrail",
        ask="Make the mean green while the guardrail is breached.",
        panel="objective",
        conditions=(
            Condition("mean_band", "is", "green", "the mean is green"),
            Condition("breached", "is", True, "the guardrail is breached"),
        ),
        hint="Move the complaints beyond their limit, and watch what the mean does: nothing.",
        shows="The mean is green, and a limit that the team had promised to keep is broken. "
        "A guardrail carries no weight and cannot be averaged away: while it is breached, no mean is good news.",
    ),
)
