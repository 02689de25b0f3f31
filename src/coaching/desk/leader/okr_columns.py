"""The columns of an OKR table: one definition, from which the reader, the templates and their description are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from coaching.okr import GOAL, KIND
from coaching.tables import Column

__all__ = ["COLUMNS", "GOAL_WORDS", "KIND_WORDS", "SCORE_WORDS", "SIDE_WORDS", "OkrColumn"]


@dataclass(frozen=True)
class OkrColumn:
    """One column: its name in the code, its heading in the template, what else it may be called, and what it holds."""

    name: str
    heading: str
    meaning: str
    called: tuple[str, ...] = ()
    needed: bool = False
    in_template: bool = True

    def column(self) -> Column:
        return Column(self.name, (self.heading, *self.called), self.needed)


SCORE_WORDS: Final = ("Score", "Grade", "Progress", "Attainment", "Completion", "Fortschritt", "Zielerreichung")
"""Names of a column that holds ready-made scores, the part of the way, where no column says where it stands."""

COLUMNS: Final[tuple[OkrColumn, ...]] = (
    OkrColumn(
        "team", "Team", "Whose key result it is. Leave it empty if the table has one team.", ("Abteilung", "Squad")
    ),
    OkrColumn(
        "quarter", "Quarter", "The cycle, such as 2025-Q3.", ("Period", "Cycle", "Zeitraum", "Quartal", "Zyklus")
    ),
    OkrColumn(
        "objective",
        "Objective",
        "What the key results below it serve. An empty cell takes it from the row above.",
        ("Objectives", "O", "Ziel", "Objective name", "Objectif"),
    ),
    OkrColumn(
        "key_result",
        "Key result",
        "The key result, in your words. Needed.",
        ("KR", "Key results", "Key result name", "Schlüsselergebnis", "Ergebnis", "Résultat clé", "Measure", "Metric"),
        needed=True,
    ),
    OkrColumn(
        "goal",
        "Goal",
        "committed (all of it is promised), aspirational (a stretch) or learning (a question).",
        ("Goal type", "Type of goal", "Kind of goal", "Commitment", "Zielart", "Art des Ziels", "Zieltyp", "Ambition"),
    ),
    OkrColumn(
        "kind",
        "Kind",
        "increase, decrease, milestone, binary or guardrail. Empty: taken from baseline and target.",
        ("KR type", "Type", "Measured as", "Art", "Typ", "Direction", "Richtung"),
    ),
    OkrColumn(
        "unit", "Unit", "What all numbers of the row count: %, days, complaints a week.", ("Einheit", "Units", "UoM")
    ),
    OkrColumn(
        "baseline",
        "Baseline",
        "Where it stood on the first day. Empty for milestone, binary and guardrail.",
        (
            "Start",
            "Start value",
            "Starting value",
            "From",
            "Ausgangswert",
            "Startwert",
            "Basis",
            "Initial",
            "Initial value",
        ),
    ),
    OkrColumn(
        "target",
        "Target",
        "Where it should stand on the last day; for a guardrail, its limit.",
        ("Target final", "Target value", "Final target", "To", "Goal value", "Zielwert", "Soll", "Cible"),
    ),
    OkrColumn(
        "actual",
        "Actual",
        "Where it stands. Milestone: the agreed part, 0 to 1. Binary: yes or no. Guardrail: the worst reading. Needed.",
        (
            "Actual value",
            "Current",
            "Current value",
            "Result",
            "Ist",
            "Istwert",
            "Ist-Wert",
            "Aktuell",
            "Now",
            "Réel",
            *SCORE_WORDS,
        ),
        needed=True,
    ),
    OkrColumn(
        "weight",
        "Weight",
        "Its weight within the objective; all empty means equal.",
        ("Gewicht", "Gewichtung", "Poids"),
    ),
    OkrColumn(
        "side",
        "Side",
        "For a guardrail: max (no reading above the limit) or min (none below).",
        ("Guardrail side", "Seite"),
    ),
    OkrColumn(
        "forecast",
        "Sealed forecast",
        "What you honestly expected by carrying on as before, written down before the target was set.",
        ("Forecast sealed", "Forecast", "Expected", "Prognose", "Expected value"),
    ),
    OkrColumn(
        "chance",
        "Sealed chance",
        "How likely you held it, at the start, that the target is reached in full: 60 % or 0.6.",
        ("Chance", "Probability", "Confidence", "Likelihood", "Wahrscheinlichkeit", "Confidence at start"),
    ),
    OkrColumn(
        "first_target",
        "First target",
        "The target as it was published on the first day, if it was moved later.",
        ("Target first", "Original target", "Initial target", "Target at start", "Ursprüngliches Ziel"),
    ),
    OkrColumn(
        "changed_on",
        "Target changed on",
        "The day on which the target was moved, such as 2025-05-12.",
        ("Target change date", "Changed on", "Geändert am"),
    ),
    OkrColumn("change_note", "Change note", "Why it was moved.", ("Reason for change", "Note on change", "Begründung")),
    OkrColumn("promised_to", "Promised to", "Who relies on all of it: a law, a contract, a person.", ("Zugesagt an",)),
    OkrColumn(
        "pay_linked", "Pay linked", "yes, if pay or a rating depended on the score.", ("Bonus", "Pay", "Bonus linked")
    ),
    OkrColumn(
        "limit", "Limit", "A guardrail’s limit, if not in Target.", ("Guardrail limit", "Grenze"), in_template=False
    ),
    OkrColumn(
        "worst",
        "Worst",
        "A guardrail’s worst reading, if not in Actual.",
        ("Guardrail worst", "Worst reading"),
        in_template=False,
    ),
)

KIND_WORDS: Final[Mapping[KIND, tuple[str, ...]]] = {
    "increase": (
        "increase",
        "up",
        "raise",
        "grow",
        "higher",
        "more",
        "maximize",
        "maximise",
        "steigern",
        "erhöhen",
        "↑",
    ),
    "decrease": (
        "decrease",
        "down",
        "reduce",
        "lower",
        "less",
        "fewer",
        "minimize",
        "minimise",
        "senken",
        "reduzieren",
        "↓",
    ),
    "milestone": ("milestone", "milestones", "stage", "stages", "meilenstein", "meilensteine"),
    "binary": ("binary", "yes/no", "yes or no", "done", "boolean", "ja/nein"),
    "guardrail": ("guardrail", "limit", "health", "health metric", "counter metric", "leitplanke", "maintain", "keep"),
}
GOAL_WORDS: Final[Mapping[GOAL, tuple[str, ...]]] = {
    "committed": (
        "committed",
        "commit",
        "commitment",
        "promise",
        "promised",
        "must",
        "roofshot",
        "verbindlich",
        "zugesagt",
    ),
    "aspirational": ("aspirational", "aspiration", "stretch", "moonshot", "ambitious", "ambitioniert", "ehrgeizig"),
    "learning": ("learning", "learn", "explore", "exploration", "discovery", "lernen", "lernziel"),
}
SIDE_WORDS: Final[Mapping[Literal["max", "min"], tuple[str, ...]]] = {
    "max": ("max", "maximum", "at most", "upper", "not above", "höchstens", "≤", "<="),
    "min": ("min", "minimum", "at least", "lower", "not below", "mindestens", "≥", ">="),
}
"""How people write the kinds of key results and of goals, and a guardrail's side; the field's own word first."""
