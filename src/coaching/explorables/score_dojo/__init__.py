"""The Score dojo: drag baseline, target and actual, and see what four conventions make of one score.

``score_dojo(here)`` shows it and keeps the opened challenges in the lesson's answer sheet; without ``here`` nothing is
kept. Everything that is dragged is worked out in the browser (``model.js``), by the rules of ``coaching.okr``.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from coaching.explorables.score_dojo import model
from coaching.explorables.score_dojo.challenges import CHALLENGES, FREE_START, GUARDRAIL, KEY_RESULTS, LINES, OBJECTIVE
from coaching.explorables.source import script, style
from coaching.explorables.widget import Explorable, Keeper, Lesson, sheet_of

__all__ = ["ScoreDojo", "score_dojo"]

FOLDER = Path(__file__).parent


class ScoreDojo(Explorable):
    """The widget. ``progress`` holds the opened challenges, the one at hand and the setting, as plain JSON."""

    _esm = script(FOLDER)
    _css = style(FOLDER)
    item = "score-dojo"
    title = "Score dojo: one score, four conventions"
    notes_title = "Challenges"

    def __init__(self, sheet: Keeper | None = None) -> None:
        setup = {
            "lines": {name: asdict(line) for name, line in LINES.items()},
            "challenges": [challenge.plain() for challenge in CHALLENGES],
            "objective": OBJECTIVE,
            "key_results": list(KEY_RESULTS),
            "guardrail": asdict(GUARDRAIL),
            "free_start": FREE_START,
        }
        super().__init__(setup, sheet)

    def clean(self, raw: object) -> dict[str, Any]:
        return model.clean(raw)

    def twin(self) -> list[tuple[str, str]]:
        return model.twin(model.clean(self.progress))

    def twin_notes(self) -> list[str]:
        opened = model.clean(self.progress)["opened"]
        return [
            f"{place}. {c.title} ({'opened' if c.id in opened else 'locked'}): {c.shows if c.id in opened else c.ask}"
            for place, c in enumerate(CHALLENGES, start=1)
        ]


def score_dojo(here: Lesson | None = None) -> ScoreDojo:
    """Show the Score dojo; with ``here``, the result of ``lesson(...)``, opened challenges are kept."""
    return ScoreDojo(sheet_of(here))
