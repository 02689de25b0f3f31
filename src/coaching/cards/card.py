"""The card as a widget: it asks, saves through the answer sheet, and in self-study gives feedback at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from coaching.answers import NotSaved, SheetFile
from coaching.items import ChooseOne, Classify, Construct, Item, Key

from .instant import instant
from .readouts import READOUTS
from .twin import card_html, card_text
from .words import block, inline, rendered_remark, verdict

HERE = Path(__file__).parent


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class Card(anywidget.AnyWidget):
    """One item in a notebook. ``key`` is given in self-study only: what a card can check, its reader can read."""

    _esm = _read("kinds.js", "card.js")
    _css = _read("card.css")

    item = traitlets.Dict().tag(sync=True)
    mode = traitlets.Unicode("ask").tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    look = traitlets.Int(0).tag(sync=True)
    reveal = traitlets.Int(0).tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    revealed: traitlets.List[Any] = traitlets.List().tag(sync=True)
    readout: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, item: Item, sheet: SheetFile, key: Key | None = None) -> None:
        self._item, self._sheet, self._key = item, sheet, key
        reading = sheet.read()
        entry = reading.sheet.items.get(item.id)
        value = item.clean(None if entry is None else entry.value).value
        confidence = None if entry is None else entry.confidence
        super().__init__(
            item=rendered(item, key),
            mode="ask" if key is None else "practise",
            shown={"value": value, "confidence": confidence, "turn": 0},
            status=_first_status(reading.problems, entry is not None),
        )
        self._value = value
        self._show_readout(value)
        self.observe(self._on_answer, "answer")
        self.observe(self._on_settings, "settings")
        self.observe(self._on_look, "look")
        self.observe(self._on_reveal, "reveal")

    def __repr__(self) -> str:
        return card_text(self._item, self._value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and beside it the twin for every page that has no kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        twin = {"text/plain": repr(self), "text/html": card_html(self._item, self._value)}
        return {**data, **twin}, metadata

    def _on_answer(self, change: dict[str, Any]) -> None:
        sent = change["new"]
        self._value = self._item.clean(sent.get("value")).value
        check = bool(sent.get("check")) and self._key is not None
        if check:
            self._give_feedback()
        self.status = {"seq": sent.get("seq", 0), **self._save(sent.get("confidence"), check)}

    def _save(self, confidence: object, attempt: bool) -> dict[str, str]:
        percent = confidence if isinstance(confidence, int) and 0 <= confidence <= 100 else None
        try:
            self._sheet.put(self._item.id, self._value, percent, attempt=attempt)
        except NotSaved as said:
            return {"saved": "not saved", "text": str(said)}
        notice = f" {self._sheet.notices.pop()}" if self._sheet.notices else ""
        return {"saved": "saved", "text": f"Saved at {datetime.now():%H:%M}.{self._open_words()}{notice}"}

    def _open_words(self) -> str:
        still_open = len(self._item.open_parts(self._value))
        parts = len(self._item.describe(self._value))
        return f" {still_open} of {parts} still open." if 0 < still_open < parts else ""

    def _give_feedback(self) -> None:
        score = self._item.score(self._value, self._key)
        self.feedback = {
            "seq": self.answer.get("seq", 0),
            "state": score.state,
            "label": verdict(score.state),
            "rule": score.rule,
            "remarks": [rendered_remark(r) for r in score.remarks],
        }

    def _on_reveal(self, change: dict[str, Any]) -> None:
        model = None if self._key is None else self._key.model_value()
        if model is not None:
            self.revealed = [rendered_remark(r) for r in self._item.score(model, self._key).remarks]

    def _on_settings(self, change: dict[str, Any]) -> None:
        self._show_readout(self._item.clean(change["new"]).value)

    def _show_readout(self, value: Any) -> None:
        if isinstance(self._item, Construct) and self._item.readout:
            self.readout = [list(row) for row in READOUTS[self._item.readout](self._item.settings(value))]

    def _on_look(self, change: dict[str, Any]) -> None:
        """Another tab may have answered: show what the sheet says now."""
        entry = self._sheet.read().sheet.items.get(self._item.id)
        value = self._item.clean(None if entry is None else entry.value).value
        if entry is not None and value != self._value:
            self._value = value
            self.shown = {"value": value, "confidence": entry.confidence, "turn": change["new"]}


def _first_status(problems: tuple[str, ...], answered: bool) -> dict[str, Any]:
    if problems:
        return {"seq": 0, "saved": "not saved", "text": problems[0]}
    return {"seq": 0, "saved": "saved", "text": "Your saved answer is shown."} if answered else {}


def confidence_levels(item: Item) -> list[tuple[int, str]]:
    """How sure one can be: from what a guess gives (1/m with m options) to certain, in per cent."""
    options = 2
    if isinstance(item, ChooseOne):
        options = len(item.questions[0].options)
    elif isinstance(item, Classify):
        options = len(item.bins)
    guess = round(100 / options)
    levels = [guess, *(p for p in (50, 70, 90) if p > guess), 100]
    words = {guess: "a guess", 100: "certain"}
    return [(p, f"{p} % ({words[p]})" if p in words else f"{p} %") for p in levels]


def rendered(item: Item, key: Key | None) -> dict[str, Any]:
    """The item's payload with all its words as safe HTML, ready for the card."""
    payload = item.payload()
    payload |= {"title": inline(item.title), "prompt": block(item.prompt), "hints": [inline(h) for h in item.hints]}
    payload["instant"] = instant(item, key)
    payload["revealable"] = key is not None and key.model_value() is not None
    if item.confidence:
        payload["levels"] = confidence_levels(item)
    for words in ("options", "statements", "bins", "entries"):
        if words in payload:
            payload[words] = {k: inline(v) for k, v in payload[words].items()}
    for question in payload.get("questions", ()):
        question["text"] = inline(question["text"])
        question["options"] = {k: inline(v) for k, v in question["options"].items()}
    for labelled in (*payload.get("fields", ()), *payload.get("controls", ())):
        labelled["label"] = inline(labelled["label"])
        if "options" in labelled:
            labelled["options"] = {k: inline(v) for k, v in labelled["options"].items()}
    if "rows" in payload:
        payload["columns"] = [inline(c) for c in payload["columns"]]
        payload["rows"] = {k: [inline(c) for c in cells] for k, cells in payload["rows"].items()}
    return payload
