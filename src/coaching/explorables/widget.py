"""What all explorables do alike: keep progress in a lesson's answer sheet, and say it in words where nothing moves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, Protocol

import anywidget
import traitlets

from coaching.answers import NotSaved

__all__ = ["Explorable", "Keeper", "Lesson", "sheet_of"]

Pair = tuple[str, str]


class Keeper(Protocol):
    """Where progress is kept: the answer sheet of a lesson."""

    def get(self, item_id: str) -> Any: ...
    def put(self, item_id: str, value: Any) -> Any: ...


class Lesson(Protocol):
    """What ``coaching.cards.lesson`` gives."""

    @property
    def sheet(self) -> Keeper: ...


def sheet_of(here: Lesson | None) -> Keeper | None:
    """The answer sheet of ``here``, the result of ``lesson(...)``; None where nothing is to be kept."""
    return here.sheet if here is not None else None


class Explorable(anywidget.AnyWidget):
    """A widget whose ``progress`` is plain JSON, cleaned by the subclass and kept under ``item`` in the answer sheet.

    A subclass gives ``item``, ``title``, ``_esm`` and ``_css``, and says what it shows in words: ``twin`` as pairs of a
    name and a value, and ``twin_notes`` as lines below them.
    """

    item = ""
    title = ""
    notes_title = ""

    setup = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    keeps = traitlets.Bool(False).tag(sync=True)
    heard = traitlets.Dict().tag(sync=True)

    def __init__(self, setup: dict[str, Any], sheet: Keeper | None = None) -> None:
        self._sheet = sheet
        kept = sheet.get(self.item) if sheet else None
        super().__init__(setup=setup, progress=self.clean(kept), keeps=sheet is not None)
        self.observe(self._keep, names="progress")

    def clean(self, raw: object) -> dict[str, Any]:
        """Kept progress of any kind, read; what cannot be read is left out. Never raises."""
        raise NotImplementedError

    def twin(self) -> Iterable[Pair]:
        """The present setting in words."""
        raise NotImplementedError

    def twin_notes(self) -> Iterable[str]:
        """Lines below the setting, under ``notes_title``."""
        return ()

    def _keep(self, change: dict[str, Any]) -> None:
        if self._sheet is None:
            return
        try:
            self._sheet.put(self.item, self.clean(change["new"]))
            says = "Saved."
        except NotSaved as problem:
            says = str(problem)
        self.heard = {"turn": change["new"].get("turn"), "says": says}

    def __repr__(self) -> str:
        """The text twin, without an address, so that stored outputs compare equal."""
        lines = [self.title, *(f"{name}: {value}" for name, value in self.twin())]
        notes = list(self.twin_notes())
        return "\n".join([*lines, *([f"{self.notes_title}:", *notes] if notes else [])])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle or {},)
        data = {**data, "text/plain": repr(self), "text/html": self._html()}
        return (data, *rest) if rest else data

    def _html(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for name, value in self.twin()
        )
        notes = "".join(f"<p>{escape(text)}</p>" for text in self.twin_notes())
        return (
            f"<p><strong>{escape(self.title)}.</strong> The moving picture needs a running kernel; "
            f"this is its present setting in words.</p><table><tbody>{rows}</tbody></table>"
            + (f"<p><strong>{escape(self.notes_title)}</strong></p>{notes}" if notes else "")
        )
