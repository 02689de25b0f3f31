"""The Silence meter: lead a planning talk of twelve turns, and see only at its end what nobody said.

``silence_meter(here)`` shows it and keeps the runs in the lesson's answer sheet; without ``here`` nothing is kept. The
talk stands in ``talk.py``, and what happens in it is worked out in the browser (``model.js``), as ``model.py`` has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coaching.explorables.silence_meter import model
from coaching.explorables.source import script, style
from coaching.explorables.widget import Explorable, Keeper, Lesson, sheet_of

__all__ = ["SilenceMeter", "silence_meter"]

FOLDER = Path(__file__).parent


class SilenceMeter(Explorable):
    """The widget. ``progress`` holds the replies so far, the bet, whether the lid is off, and the finished runs."""

    _esm = script(FOLDER)
    _css = style(FOLDER)
    item = "silence-meter"
    title = "Silence meter: one planning talk, three replies"
    notes_title = "Runs so far"

    def __init__(self, sheet: Keeper | None = None) -> None:
        super().__init__(model.setup(), sheet)

    def clean(self, raw: object) -> dict[str, Any]:
        return model.clean(raw)

    def twin(self) -> list[tuple[str, str]]:
        return model.twin(model.clean(self.progress))

    def twin_notes(self) -> list[str]:
        return model.run_lines(model.clean(self.progress))


def silence_meter(here: Lesson | None = None) -> SilenceMeter:
    """Show the Silence meter; with ``here``, the result of ``lesson(...)``, finished runs are kept."""
    return SilenceMeter(sheet_of(here))
