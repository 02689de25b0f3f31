"""The Score dojo: drag baseline, target and actual, and see what four conventions make of one score.

``score_dojo(here)`` shows it and keeps the opened challenges in the lesson's answer sheet; without ``here`` nothing is
kept. Everything that is dragged is worked out in the browser (``model.js``), by the rules of ``coaching.okr``.
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from coaching.answers import NotSaved
from coaching.explorables.score_dojo import model
from coaching.explorables.score_dojo.challenges import CHALLENGES, FREE_START, GUARDRAIL, KEY_RESULTS, LINES, OBJECTIVE
from coaching.explorables.source import script, style

__all__ = ["ScoreDojo", "score_dojo"]

ITEM = "score-dojo"
FOLDER = Path(__file__).parent


class Keeper(Protocol):
    """Where progress is kept: the answer sheet of a lesson."""

    def get(self, item_id: str) -> Any: ...
    def put(self, item_id: str, value: Any) -> Any: ...


class Lesson(Protocol):
    """What ``coaching.cards.lesson`` gives."""

    @property
    def sheet(self) -> Keeper: ...


class ScoreDojo(anywidget.AnyWidget):
    """The widget. ``progress`` holds the opened challenges, the one at hand and the setting, as plain JSON."""

    _esm = script(FOLDER)
    _css = style(FOLDER)

    setup = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    keeps = traitlets.Bool(False).tag(sync=True)
    heard = traitlets.Dict().tag(sync=True)

    def __init__(self, sheet: Keeper | None = None) -> None:
        self._sheet = sheet
        super().__init__(
            setup={
                "lines": {name: asdict(line) for name, line in LINES.items()},
                "challenges": [challenge.plain() for challenge in CHALLENGES],
                "objective": OBJECTIVE,
                "key_results": list(KEY_RESULTS),
                "guardrail": asdict(GUARDRAIL),
                "free_start": FREE_START,
            },
            progress=model.clean(sheet.get(ITEM) if sheet else None),
            keeps=sheet is not None,
        )
        self.observe(self._keep, names="progress")

    def _keep(self, change: dict[str, Any]) -> None:
        if self._sheet is None:
            return
        try:
            self._sheet.put(ITEM, model.clean(change["new"]))
            says = "Saved."
        except NotSaved as problem:
            says = str(problem)
        self.heard = {"turn": change["new"].get("turn"), "says": says}

    def __repr__(self) -> str:
        """The text twin, without an address, so that stored outputs compare equal."""
        lines = [f"{name}: {value}" for name, value in model.twin(model.clean(self.progress))]
        return "\n".join(
            ["Score dojo: one score, four conventions", *lines, "Challenges:", *_challenges(self.progress)]
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle or {},)
        data = {**data, "text/plain": repr(self), "text/html": self._html()}
        return (data, *rest) if rest else data

    def _html(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for name, value in model.twin(model.clean(self.progress))
        )
        items = "".join(f"<p>{escape(text)}</p>" for text in _challenges(self.progress))
        return (
            "<p><strong>Score dojo: one score, four conventions.</strong> The moving picture needs a running kernel; "
            "this is its present setting in words.</p>"
            f"<table><tbody>{rows}</tbody></table><p><strong>Challenges</strong></p>{items}"
        )


def score_dojo(here: Lesson | None = None) -> ScoreDojo:
    """Show the Score dojo; with ``here``, the result of ``lesson(...)``, opened challenges are kept."""
    return ScoreDojo(here.sheet if here is not None else None)


def _challenges(progress: Any) -> list[str]:
    opened = model.clean(progress)["opened"]
    return [
        f"{place}. {c.title} ({'opened' if c.id in opened else 'locked'}): {c.shows if c.id in opened else c.ask}"
        for place, c in enumerate(CHALLENGES, start=1)
    ]
