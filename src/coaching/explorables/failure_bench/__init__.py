"""The Failure bench: place a failure on nine steps, judge it, open its file, and make it smaller.

``failure_bench(here)`` shows it and keeps the learner's marks in the lesson's answer sheet; without ``here`` nothing is
kept. What is moved is worked out in the browser (``model.js``), by the rules of ``coaching.failure``.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from coaching.explorables.failure_bench import model
from coaching.explorables.failure_bench.cards import CARDS, FIELDS, REACH
from coaching.explorables.source import script, style
from coaching.explorables.widget import Explorable, Keeper, Lesson, sheet_of
from coaching.failure import CRITERIA, REASONS

__all__ = ["FailureBench", "failure_bench"]

FOLDER = Path(__file__).parent


class FailureBench(Explorable):
    """The widget. ``progress`` holds a mark for each card touched, the card at hand and the bet, as plain JSON."""

    _esm = script(FOLDER)
    _css = style(FOLDER)
    item = "failure-bench"
    title = "Failure bench: 24 failures, nine reasons, five tests"
    notes_title = "The cards"

    def __init__(self, sheet: Keeper | None = None) -> None:
        setup = {
            "cards": [card.plain() for card in CARDS],
            "fields": list(FIELDS),
            "reach": list(REACH),
            "reasons": [asdict(reason) for reason in REASONS],
            "tests": dict(CRITERIA),
            "said": {name: list(span) for name, span in model.SAID.items()},
            "blank": model.BLANK,
        }
        super().__init__(setup, sheet)

    def clean(self, raw: object) -> dict[str, Any]:
        return model.clean(raw)

    def twin(self) -> list[tuple[str, str]]:
        return model.twin(model.clean(self.progress))

    def twin_notes(self) -> list[str]:
        return model.listed(model.clean(self.progress))


def failure_bench(here: Lesson | None = None) -> FailureBench:
    """Show the Failure bench; with ``here``, the result of ``lesson(...)``, the learner's marks are kept."""
    return FailureBench(sheet_of(here))
