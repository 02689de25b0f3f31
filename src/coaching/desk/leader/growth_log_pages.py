"""The growth log as HTML, as Markdown and as JSON: the same entries in the same order, all made from one `Log`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from coaching.cards.words import verdict
from coaching.desk.verbatim import verbatim

from .growth_log import KINDS, Entry, Log

__all__ = ["as_html", "as_json", "as_markdown", "comparison"]

EMPTY = (
    "There is nothing in your log yet. It fills by itself: predictions, reflections and transfer cards come from the "
    "lessons as you answer them."
)
FEW = 10
LEVEL = 0.05  # closer than this, sureness and answers fit each other


def comparison(log: Log) -> tuple[str, ...]:
    """How sure one was against what came, in kind and honest sentences; none where nothing can be compared."""
    found = log.compared
    if found is None:
        return ()
    sure = sum(said * k for said, _, k in found.steps) / found.n
    came = sure - found.over
    answers = "one first answer" if found.n == 1 else f"{found.n} first answers"
    said = [f"Over {answers} you were {sure:.0%} sure on average, and {came:.0%} came true.".replace("%", " %")]
    if found.n < FEW:
        said.append("That is too few to say more. Look at single ones: where were you sure, and surprised?")
    elif abs(found.over) < LEVEL:
        said.append("Sureness and answers fitted each other.")
    elif found.over > 0:
        said.append("You were surer than the answers allowed. Look at those first where you were sure.")
    else:
        said.append("You knew more than you trusted yourself to know.")
    said.append("Only first tries at cards with a reply count here. Bets about your own work have no key but yours.")
    return tuple(said)


def came(entry: Entry) -> str:
    """What came of a prediction, in words."""
    if entry.state:
        return f"{verdict(entry.state)}. {entry.why}".strip()
    if entry.later:
        sure = "" if entry.later_confidence is None else f" ({entry.later_confidence} %)"
        return f"Later you said: {_answers(entry.later)}{sure}"
    if entry.item.endswith("-again"):
        return "Your second answer to the same question."
    if entry.source.key.startswith("exercise"):
        return "Your feedback page tells."
    return "Look again yourself: what came?"


def _answers(said: Sequence[tuple[str, str]]) -> str:
    """The answers in one line; with what was asked, where more than one thing was."""
    if len(said) == 1:
        return said[0][1]
    return "; ".join(f"{asked}: {given}" for asked, given in said)


def _sure(entry: Entry) -> str:
    return "" if entry.confidence is None else f"{entry.confidence} %"


def _where(entry: Entry) -> str:
    return " · ".join(filter(None, [entry.source.title, entry.day]))


def _question(entry: Entry) -> str:
    """What was predicted: the question itself where there is one, else the card's title."""
    return entry.said[0][0] if len(entry.said) == 1 else entry.title


# --- HTML -------------------------------------------------------------------------------------------------------------


def as_html(log: Log) -> str:
    """For the desk and for `sheet`: headings begin at h3. All that anybody typed is shown and never run."""
    warn = Markup("").join(Markup('<p class="dk-warn">{}</p>').format(problem) for problem in log.problems)
    if not log.shown:
        return str(warn + Markup('<p class="dk-note">{}</p>').format(EMPTY))
    parts = [warn]
    for kind, heading in KINDS.items():
        if entries := log.of(kind):
            parts.append(Markup("<h3>{}</h3>").format(heading))
            parts.append(_predictions(log, entries) if kind == "prediction" else _texts(entries))
    return str(Markup("").join(parts))


def _predictions(log: Log, entries: Sequence[Entry]) -> Markup:
    sentences = Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in comparison(log))
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row">{}<br><span class="dk-note gl-where">{} · {}</span></th>'
            '<td>{}</td><td class="n">{}</td><td>{}</td><td><code>{}</code></td></tr>'
        ).format(
            _question(entry), entry.title, _where(entry), _answers(entry.said), _sure(entry), came(entry), entry.code
        )
        for entry in entries
    )
    return sentences + Markup(
        "<style>.dk-content .gl-where{{font-weight:400}}</style>"
        '<div class="dk-wide" tabindex="0" role="region" aria-label="What I predicted, and what came"><table>'
        "<caption>What I predicted, and what came</caption>"
        '<thead><tr><th scope="col">Card</th><th scope="col">I said</th><th scope="col" class="n">How sure</th>'
        '<th scope="col">What came</th><th scope="col">Code</th></tr></thead><tbody>{}</tbody></table></div>{}'
    ).format(rows, _levels(log))


def _levels(log: Log) -> Markup:
    found = log.compared
    if found is None or found.n < FEW:
        return Markup("")
    rows = Markup("").join(
        Markup('<tr><th scope="row" class="n">{} %</th><td class="n">{}</td><td class="n">{} %</td></tr>').format(
            round(said * 100), answers, round(share * 100)
        )
        for said, share, answers in found.steps
    )
    return Markup(
        '<table><caption>How sure, and how often it came true</caption><thead><tr><th scope="col" class="n">Sure</th>'
        '<th scope="col" class="n">Answers</th><th scope="col" class="n">Came true</th></tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(rows)


def _texts(entries: Sequence[Entry]) -> Markup:
    return Markup("").join(
        Markup('<h4>{}</h4><p class="dk-note">{} · <code>{}</code></p>{}{}').format(
            entry.title,
            _where(entry),
            entry.code,
            Markup('<p class="dk-note">{}</p>').format(entry.asked) if entry.asked else "",
            Markup("<blockquote>{}</blockquote>").format(_lines(_answers(entry.said))),
        )
        for entry in entries
    )


def _lines(text: str) -> Markup:
    return Markup("<br>").join(Markup("{}").format(line) for line in text.split("\n"))


# --- Markdown ---------------------------------------------------------------------------------------------------------


def as_markdown(log: Log) -> str:
    """The whole log; it ends with a newline."""
    blocks = ["# My growth log", *(f"- {verbatim(problem)}" for problem in log.problems)]
    if not log.shown:
        blocks.append(EMPTY)
    for kind, heading in KINDS.items():
        entries = log.of(kind)
        if not entries:
            continue
        blocks.append(f"## {heading}")
        if kind == "prediction":
            blocks += comparison(log)
        for entry in entries:
            blocks.append(f"### {_one_line(_question(entry) if kind == 'prediction' else entry.title)}")
            title = [entry.title] if kind == "prediction" else []
            blocks.append(f"{_one_line(' · '.join([*title, _where(entry)]))} · `{entry.code}`")
            if kind == "prediction":
                sure = f" ({_sure(entry)} sure)" if _sure(entry) else ""
                blocks.append(
                    f"- I said: {_one_line(_answers(entry.said))}{sure}\n- What came: {_one_line(came(entry))}"
                )
            else:
                blocks += [f"*{_one_line(entry.asked)}*"] if entry.asked else []
                blocks.append(verbatim(_answers(entry.said)))
    return "\n\n".join(blocks) + "\n"


def _one_line(text: str) -> str:
    return verbatim(text.replace("\n", " "))


# --- JSON -------------------------------------------------------------------------------------------------------------


def as_json(log: Log) -> str:
    """For a program: ``{schema, entries, comparison, problems}``; ``comparison`` is null where nothing compares."""
    found = log.compared
    whole: dict[str, Any] = {
        "schema": 1,
        "entries": [
            {
                "code": entry.code,
                "kind": entry.kind,
                "lesson": entry.source.title,
                "section": entry.section,
                "title": entry.title,
                "asked": entry.asked,
                "said": [{"asked": asked, "answered": answered} for asked, answered in entry.said],
                "confidence": entry.confidence,
                "saved_at": entry.saved_at,
                "attempts": entry.attempts,
                "state": entry.state or None,
                "later": [{"asked": asked, "answered": answered} for asked, answered in entry.later] or None,
                "later_confidence": entry.later_confidence,
            }
            for entry in log.shown
        ],
        "comparison": None
        if found is None
        else {
            "answers": found.n,
            "brier": found.brier,
            "over": found.over,
            "steps": [{"confidence": c, "came_true": share, "answers": n} for c, share, n in found.steps],
        },
        "problems": list(log.problems),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
