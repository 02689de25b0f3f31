"""Norm switch and effect microscope: one message in two offices, and what a distance between curves means for people.

``norm_switch(here)`` shows it and keeps what was found in the lesson's answer sheet; without ``here`` nothing is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coaching.explorables.norm_switch import model
from coaching.explorables.norm_switch.tasks import TASKS
from coaching.explorables.source import script, style
from coaching.explorables.widget import Explorable, Keeper, Lesson, sheet_of
from coaching.mindset import REACTIONS

__all__ = ["NormSwitch", "norm_switch"]

FOLDER = Path(__file__).parent


class NormSwitch(Explorable):
    """The widget. ``progress`` holds what was found and the setting, as plain JSON."""

    _esm = script(FOLDER)
    _css = style(FOLDER)
    item = "norm-switch"
    title = "Norm switch and effect microscope"
    notes_title = "Things to find"

    def __init__(self, sheet: Keeper | None = None) -> None:
        setup = {
            "reactions": REACTIONS,
            "readings": model.readings(),
            "step": model.STEP,
            "highest": model.HIGHEST,
            "tasks": [task.plain() for task in TASKS],
        }
        super().__init__(setup, sheet)

    def clean(self, raw: object) -> dict[str, Any]:
        return model.clean(raw)

    def twin(self) -> list[tuple[str, str]]:
        return model.twin(model.clean(self.progress))

    def twin_notes(self) -> list[str]:
        found = model.clean(self.progress)["found"]
        return [
            f"{place}. {task.ask} {f'Found: {task.shows}' if task.id in found else '(not found yet)'}"
            for place, task in enumerate(TASKS, start=1)
        ]


def norm_switch(here: Lesson | None = None) -> NormSwitch:
    """Show the norm switch; with ``here``, the result of ``lesson(...)``, what was found is kept."""
    return NormSwitch(sheet_of(here))
