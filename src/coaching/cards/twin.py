"""The static twin of a card: the same words as HTML and as plain text, for pages without a kernel, for print, for
screen readers, and for feedback. Nothing here is a control, and a stranger's words are shown and never run."""

from __future__ import annotations

from dataclasses import dataclass

from coaching.items import Classify, Item, PickEvidence, Score, ShortText
from coaching.items.base import Remark, Value
from coaching.items.choices import ChooseOne
from coaching.items.construct import Construct, Menu, Slider
from coaching.items.estimate import Estimate
from coaching.items.order import Order
from coaching.items.several import ChooseSeveral

from .words import MARKS, block, inline, look, plain, verdict


def question_html(item: Item) -> str:
    """What is asked, with everything that can be answered."""
    return f"<div class='ct-prompt'>{block(item.prompt)}</div>{_offer(item)}"


def _list(entries: list[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{entry}</li>' for entry in entries)}</{tag}>"


def _offer(item: Item) -> str:
    match item:
        case ChooseOne():
            return _list(
                [inline(q.text) + _list([inline(o) for o in q.options.values()]) for q in item.questions], "ol"
            )
        case Classify():
            bins = " · ".join(inline(b) for b in item.bins.values())
            return f"<p>Put each into one of: {bins}</p>" + _list([inline(s) for s in item.statements.values()])
        case ChooseSeveral():
            return _list([inline(o) for o in item.options.values()])
        case PickEvidence():
            head = "".join(f"<th scope='col'>{inline(c)}</th>" for c in item.columns)
            rows = "".join(
                f"<tr><th scope='row'>{inline(cells[0])}</th>{''.join(f'<td>{inline(c)}</td>' for c in cells[1:])}</tr>"
                for cells in item.rows.values()
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        case Order():
            return _list([inline(e) for e in item.entries.values()])
        case Estimate():
            return _list([f"{inline(f.label)} {plain(f'({f.unit})') if f.unit else ''}".strip() for f in item.fields])
        case Construct():
            return _list([f"{inline(c.label)}: {_range(c)}" for c in item.controls])
        case _:
            return ""


def _range(control: object) -> str:
    if isinstance(control, Slider):
        return f"{control.low:g} to {plain(control.words(control.high))}"
    if isinstance(control, Menu):
        return " / ".join(inline(o) for o in control.options.values())
    return "yes / no"


def answer_html(item: Item, value: Value) -> str:
    """A clean value in words. A learner's own text is escaped; the item's words are light Markdown."""
    if isinstance(item, ShortText):
        words = plain(value or "").replace("\n", "<br>")
        return f"<blockquote class='ct-words'>{words}</blockquote>" if words else "<p>Nothing written yet.</p>"
    if item.is_untouched(value):
        return "<p>Nothing answered yet.</p>"
    typed = isinstance(item, Estimate | Construct)
    rows = "".join(
        f"<tr><th scope='row'>{inline(asked)}</th><td>{(plain if typed else inline)(given) or 'left open'}</td></tr>"
        for asked, given in item.describe(value)
    )
    return f"<table class='ct-answer'><tbody>{rows}</tbody></table>"


def remarks_html(remarks: tuple[Remark, ...]) -> str:
    """Feedback as a list: a mark and word for the state, what it is about, why, and where to look."""
    entries = [
        f"<li data-state='{r.state}'><span class='ct-mark'>{verdict(r.state)}</span> "
        f"<strong>{inline(r.about)}</strong><br>{inline(r.text)}"
        + (f" <span class='ct-see'>{inline(look(r.see))}</span>" if r.see else "")
        + "</li>"
        for r in remarks
    ]
    return f"<ul class='ct-remarks'>{''.join(entries)}</ul>" if entries else ""


def score_html(score: Score) -> str:
    """A score as HTML: its state, its rule, its remarks."""
    rule = f"<p class='ct-rule'>{inline(score.rule)}</p>" if score.rule else ""
    state = f"<p class='ct-verdict' data-state='{score.state}'>{verdict(score.state)}</p>"
    return f"{state}{rule}{remarks_html(score.remarks)}"


def card_html(item: Item, value: Value) -> str:
    """The twin of a card as a learner sees it: what is asked, and what is answered so far."""
    title = f"<p class='ct-title'><strong>{inline(item.title)}</strong></p>" if item.title else ""
    answered = "" if item.is_untouched(value) else f"<p class='ct-label'>Your answer</p>{answer_html(item, value)}"
    return f"<section class='coaching-twin' data-qid='{item.id}'>{title}{question_html(item)}{answered}</section>"


@dataclass(frozen=True)
class Twin:
    """A card on a page where nobody clicks: its twin alone, which takes a fiftieth of a widget's time to make."""

    item: Item
    value: Value

    def __repr__(self) -> str:
        return card_text(self.item, self.value)

    def _repr_html_(self) -> str:
        return card_html(self.item, self.value)


def card_text(item: Item, value: Value) -> str:
    """The twin in one or two lines of plain text."""
    state = "not attempted" if item.is_untouched(value) else "answered"
    return f"{MARKS['open']} {item.title or item.id}: {state}"
