"""Small computed tables for lessons: each says its numbers as a table and as plain text.

A lesson cell calls one function and shows what it returns. Every score in a table is worked out by `coaching.okr` at
that moment; nothing is typed. Pure: no widgets and no files, except `reference`, which reads the open reference class.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from coaching import okr
from coaching.okr import KeyResult, Number

__all__ = [
    "Board",
    "ambition",
    "brier_table",
    "call_desk",
    "changed_targets",
    "check_ins",
    "moved_target",
    "raw_and_score",
    "reference",
    "rotterdam_open",
    "rotterdam_scores",
    "verdicts",
    "weighted",
    "working",
]

_STYLE = (
    ".sts-board{margin:.8em 0;max-width:46em;overflow-x:auto;color:inherit}"
    ".sts-board.sts-board table{border-collapse:collapse;font-size:inherit;margin:0;color:inherit}"
    ".sts-board.sts-board caption{text-align:left;font-weight:600;padding:0 0 .4em;caption-side:top;color:inherit}"
    ".sts-board.sts-board tr{background:none}"
    ".sts-board.sts-board th,.sts-board.sts-board td{text-align:left;vertical-align:top;padding:.4em 1.2em .4em 0;"
    "white-space:normal;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}"
    ".sts-board.sts-board thead th{vertical-align:bottom}"
    ".sts-board .n{font-variant-numeric:tabular-nums}.sts-board p{margin:.6em 0 0}"
)


@dataclass(frozen=True)
class Board:
    """A table with a title and, if wanted, one line below; the last line of a cell shows it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def html(self) -> str:
        """The table as HTML that takes its colours from the page around it."""
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row">{html.escape(first)}</th>'
            + "".join(f'<td class="n">{html.escape(cell)}</td>' for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        return (
            f'<div class="sts-board" tabindex="0" role="region" aria-label="{html.escape(self.title)}">'
            f"<style>{_STYLE}</style><table><caption>{html.escape(self.title)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}</div>"
        )

    def text(self) -> str:
        """The same in plain text, columns padded."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, "", *table, *([self.note] if self.note else [])])

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


def two(number: Decimal) -> str:
    """A number as a reader sees it: two decimals, half up, and a true minus sign."""
    return str(number.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace("-", "−")


def _plain(number: Number) -> str:
    return str(number).replace("-", "−")


def _way(start: Number, end: Number) -> str:
    """From one number to another, on one line."""
    return f"{_plain(start)}\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}{_plain(end)}"


def _minus(a: Number, b: Number) -> str:
    return f"{_plain(a)} − {_plain(b)} = {_plain(Decimal(str(a)) - Decimal(str(b)))}"


# --- one key result ---------------------------------------------------------------------------------------------------


def working(name: str, baseline: Number, target: Number, actual: Number, unit: str = "") -> Board:
    """The three steps from three numbers to a score. Raises as `okr.kr_score` does."""
    scored = okr.kr_score(baseline, target, actual)
    gone = Decimal(str(actual)) - Decimal(str(baseline))
    whole = Decimal(str(target)) - Decimal(str(baseline))
    return Board(
        name,
        ("step", "working"),
        (
            ("the whole way", f"{_minus(target, baseline)} {unit}".strip()),
            ("the way done", f"{_minus(actual, baseline)} {unit}".strip()),
            ("score", f"{_plain(gone)} ÷ {_plain(whole)} = {two(scored.score)}"),
        ),
    )


def raw_and_score(cases: Mapping[str, tuple[Number, Number, Number]]) -> Board:
    """Raw score beside score, for named cases of (baseline, target, actual)."""
    rows = []
    for name, numbers in cases.items():
        scored = okr.kr_score(*numbers)
        news = "overshoot" if scored.raw > 1 else "a step back" if scored.raw < 0 else "nothing more"
        rows.append((name, two(scored.raw), two(scored.score), news))
    return Board("What the score cuts off", ("case", "raw score", "score", "the raw score also tells"), tuple(rows))


def check_ins(cases: Mapping[str, tuple[Number, Number, Number]]) -> Board:
    """The state of named cases of (raw score, time gone, length) at a check-in."""
    rows = []
    for name, (raw, gone, length) in cases.items():
        state = okr.expected_by_now(raw, gone, length)
        assert state.ratio is not None, "a lesson shows check-ins after the first day"
        rows.append((name, two(state.expected), two(state.ratio), state.state))
    return Board("Check-in", ("key result", "expected by now", "share of that", "state"), tuple(rows))


def ambition(cases: Mapping[str, tuple[Number, Number, Number]]) -> Board:
    """The ambition index of named cases of (baseline, target, forecast)."""
    rows = []
    for name, (baseline, target, forecast) in cases.items():
        try:
            index = two(okr.ambition_index(baseline, target, forecast))
        except okr.Undefined:
            index = "undefined"
        rows.append((name, _minus(target, baseline), _minus(forecast, baseline), index))
    return Board("How steep was the climb?", ("case", "asked", "expected", "ambition index"), tuple(rows))


def moved_target(name: str, baseline: Number, first: Number, later: Number, actual: Number) -> Board:
    """One result against the target at the start and against the target it was moved to."""
    rows = tuple(
        (words, _plain(target), two(okr.kr_score(baseline, target, actual).score))
        for words, target in (("at the start", first), ("moved in week 9", later))
    )
    return Board(f"{name}: from {baseline} %, now {actual} %", ("target", "%", "score"), rows)


# --- several scores ---------------------------------------------------------------------------------------------------

CONVENTION_NAMES: dict[okr.Convention, str] = {
    "rework": "re:Work guide",
    "doerr": "Doerr’s bands",
    "seed": "House rule",
    "committed": "Committed goal",
}


def verdicts(scores: Sequence[Number]) -> Board:
    """What each of the four conventions says of each score; each is asked about the kind of goal it was made for."""
    rows = tuple(
        (
            _plain(score),
            *(
                okr.verdict(score, convention, "committed" if convention == "committed" else "aspirational").word
                for convention in okr.CONVENTIONS
            ),
        )
        for score in scores
    )
    return Board("The same scores, read four times", ("score", *CONVENTION_NAMES.values()), rows)


def weighted(scores: Mapping[str, Number], weights: Sequence[Number]) -> Board:
    """Scores with their weights, and their mean without and with the weights."""
    rows = [(name, _plain(score), _plain(w)) for (name, score), w in zip(scores.items(), weights, strict=True)]
    top = " + ".join(f"{_plain(w)} × {_plain(s)}" for s, w in zip(scores.values(), weights, strict=True))
    total = sum((Decimal(str(w)) for w in weights), Decimal(0))
    equal = two(okr.objective_score(list(scores.values())))
    note = f"Equal weights: {equal}. With these weights: ({top}) ÷ {total} = "
    note += two(okr.objective_score(list(scores.values()), list(weights)))
    return Board("Mean of an objective", ("key result", "score", "weight"), tuple(rows), note)


def changed_targets(quarter: str) -> dict[str, list[str]]:
    """The portfolio's key results whose target was changed in a quarter, as rows for an item that picks evidence.

    Columns: key result, from → first target, target in the report, the log, reached, score by the first and by
    the final target. A row's id is the key result's id in small letters.
    """
    from coaching.datasets import portfolio

    table = portfolio()
    moved = table[(table["quarter"] == quarter) & (table["target_first"] != table["target_final"])]
    rows = {}
    for kr in moved[moved["target_first"].notna()].to_dict("records"):
        day = kr["target_changed_on"]
        log = " ".join(filter(None, ["" if day != day else f"{day:%Y-%m-%d}:", _words(kr["change_note"])]))
        numbers = [f"{kr[name]:g}" for name in ("baseline", "target_first", "target_final", "actual")]
        baseline, first, final, actual = numbers
        rows[kr["kr_id"].lower()] = [
            f"{kr['key_result']} ({kr['unit']})",
            _way(baseline, first),
            final,
            log or "no entry",
            actual,
            two(okr.kr_score(baseline, first, actual).score),
            two(okr.kr_score(baseline, final, actual).score),
        ]
    return rows


def _words(cell: object) -> str:
    """The text of a table cell; an empty cell is no text."""
    return cell if isinstance(cell, str) else ""


def reference(levels: Sequence[Number]) -> Board:
    """How often past key results of the open reference class reached each level."""
    from coaching.datasets import reference_class

    past = [str(level) for level in reference_class()["level"]]
    rows = []
    for level in levels:
        chance = okr.reference_probability(past, level)
        rows.append((_plain(level), f"{chance.hits} of {chance.n}", two(chance.share), two(chance.estimate)))
    return Board(
        "How often did such key results get this far?",
        ("at least", "reached it", "share", "with one hit and one miss added"),
        tuple(rows),
    )


def brier_table(forecasters: Mapping[str, Sequence[Number]], happened: Sequence[int]) -> Board:
    """The Brier score of each forecaster over the same outcomes; lower is better."""
    rows = tuple((name, two(okr.brier(list(said), list(happened)))) for name, said in forecasters.items())
    return Board("Who forecasts better? Lower is better.", ("forecaster", "Brier score"), rows)


# --- the hospital in Rotterdam: an invented case, told once and read twice --------------------------------------------


@dataclass(frozen=True)
class _Team:
    name: str
    lead: str
    key_results: tuple[KeyResult, ...]
    forecast: Number
    guardrail: KeyResult


_ROTTERDAM = (
    _Team(
        "Pharmacy",
        "Rui",
        (KeyResult("Medicine ready within 30 minutes, % of orders", "increase", "aspirational", 70, 80, "79.5"),),
        80,
        KeyResult(
            "Dispensing errors a week, at most 1", "guardrail", target=1, checks=(0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
        ),
    ),
    _Team(
        "Call desk",
        "Mehwish",
        (
            KeyResult("Waiting time of callers, minutes", "decrease", "aspirational", 12, 6, "7.8"),
            KeyResult("Calls returned the same day, %", "increase", "aspirational", 40, 80, 68),
        ),
        9,
        KeyResult(
            "Longest wait of an urgent call, at most 2 minutes",
            "guardrail",
            target=2,
            checks=("1.2", "1.5", "1.1", "1.8", "2", "3.5", "1.9", "6.5", "1.6", "4", "1.7", "1.4"),
        ),
    ),
    _Team(
        "Ward 4",
        "Adaeze",
        (KeyResult("Letters that reach the family doctor the same day, %", "increase", "aspirational", 20, 80, 44),),
        26,
        KeyResult(
            "Letters with an error, at most 2 %",
            "guardrail",
            target=2,
            checks=("1.1", "0.8", "1.6", "1.9", "1.2", "0.9"),
        ),
    ),
)


def _gate(guardrail: KeyResult) -> str:
    state = guardrail.guardrail_state()
    broken = sum(1 for check in guardrail.checks if Decimal(str(check)) > Decimal(str(guardrail.target)))
    return f"BREACHED in {broken} of {len(guardrail.checks)} checks, worst {state.worst}" if state.breached else "held"


def rotterdam_scores() -> Board:
    """The board on the wall: three teams, one number each."""
    rows = tuple((team.name, team.lead, two(okr.roll_up(team.key_results).mean)) for team in _ROTTERDAM)
    return Board("Objective scores, third quarter", ("team", "lead", "score"), rows)


def call_desk() -> Board:
    """One team with all that belongs to its result: key results, mean, weakest and guardrail."""
    team = _ROTTERDAM[1]
    result = okr.roll_up([*team.key_results, team.guardrail])
    rows = tuple(
        (kr.name, _way(kr.baseline, kr.target), _plain(kr.actual), two(kr.scored().score)) for kr in team.key_results
    )
    gate = (f"Guardrail: {team.guardrail.name}", "", "", _gate(team.guardrail))
    inside = team.guardrail.guardrail_state().share_inside
    note = (
        f"Mean {two(result.mean)} · weakest {two(result.minimum)} · breached guardrails: {len(result.breached)} "
        f"(share of checks inside: {two(inside)})"
    )
    return Board(
        "Call desk, Rotterdam",
        ("key result", "from\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}to", "now", "score"),
        (*rows, gate),
        note,
    )


def rotterdam_open() -> Board:
    """The same three teams with climb and cost beside the score."""
    rows = []
    for team in _ROTTERDAM:
        first = team.key_results[0]
        index = okr.ambition_index(first.baseline, first.target, team.forecast)
        rows.append(
            (
                team.name,
                two(okr.roll_up(team.key_results).mean),
                _way(first.baseline, first.target),
                _plain(team.forecast),
                _plain(first.actual),
                two(index),
                two(okr.kr_score(first.baseline, team.forecast, first.actual).raw),
                _gate(team.guardrail),
            )
        )
    return Board(
        "The whole board (first key result of each team)",
        (
            "team",
            "score",
            "from\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}to",
            "forecast",
            "reached",
            "ambition index",
            "progress ÷ forecast",
            "guardrail",
        ),
        tuple(rows),
    )
