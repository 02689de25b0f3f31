"""What a table makes worth asking in the team: questions, each with what made it, never an answer or a verdict.

A timid target and a true leap can leave the same row of numbers. So nothing here says "sandbagging" or "gaming" of
anybody. A question names the rows, says what is seen, and asks what only the people who did the work can know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from coaching.desk.leader.our_scores import OneScore, OurScores, two_decimals
from coaching.okr import Number, Scored
from coaching.tables import quoted

__all__ = ["Question", "questions"]

BEYOND_FORECAST, BEYOND_TARGET = Decimal(2), Decimal("1.5")
"""From so many times the way on, an actual counts as far beyond. Teaching defaults of this course, not a standard."""


@dataclass(frozen=True)
class Question:
    """`seen` is what the table shows, with its rows; `ask` what to ask about it; `why` what may lie behind it, always
    more than one thing."""

    topic: str
    seen: str
    ask: str
    why: str
    rows: tuple[int, ...] = ()


def questions(ours: OurScores) -> list[Question]:
    """All questions that the table gives reason for, the heaviest first."""
    return [question for rule in _RULES for question in rule(ours)]


# --- the rules, in the order of the page ------------------------------------------------------------------------------


def _breached(ours: OurScores) -> Iterator[Question]:
    for objective in ours.objectives:
        crossed = [one for one in objective.scores if one.guardrail and one.guardrail.breached]
        if crossed:
            mean = f" The mean beside it is {two_decimals(objective.result.mean)}." if objective.result else ""
            yield Question(
                "A guardrail was crossed",
                f"{_named(crossed)} went beyond the limit.{mean}",
                "Who paid for it, and do they know that we know? Which of our key results pushed in that direction?",
                "A guardrail is a gate: no mean makes it good. It may show a price of the other numbers, or a limit "
                "that was set without knowing how the work goes.",
                _rows(crossed),
            )


def _missed_promises(ours: OurScores) -> Iterator[Question]:
    missed = [one for one in _scored(ours) if one.goal == "committed" and one.scored and one.scored.score < 1]
    if missed:
        promised = [f"{quoted(one.name)} to {one.row.promised_to}" for one in missed if one.row.promised_to][:3]
        to = f" Promised: {'; '.join(promised)}." if promised else ""
        yield Question(
            "A committed goal is not all there",
            f"{_named(missed)} stayed below 1.00.{to}",
            "Who counted on all of it, when did we tell them, and what do they need from us now?",
            "0.70 of a stretch is a good result, and 0.70 of a promise is a promise not kept. Why it was missed is "
            "another matter, and may have been nobody’s fault.",
            _rows(missed),
        )


def _promise_as_stretch(ours: OurScores) -> Iterator[Question]:
    dressed = [one for one in _scored(ours) if one.goal == "aspirational" and one.row.promised_to]
    if dressed:
        yield Question(
            "A promise among the stretch goals?",
            f"{_named(dressed)}: labelled aspirational, and promised to somebody.",
            "May we reach 70 % of it and be content? If not, what is promised in full, and what is the stretch on top?",
            "A promise under the label of a stretch loses its priority without anybody deciding so. Or the promise "
            "covers only a part of it, and both labels are right.",
            _rows(dressed),
        )


def _moved_targets(ours: OurScores) -> Iterator[Question]:
    moved = [one for one in _scored(ours) if one.row.first_target is not None]
    for one in moved:
        kr, first = one.row.kr, one.row.first_target
        by = f" By the first target the score is {_score(one.by_first)}, by the last {_score(one.scored)}."
        when = f" on {one.row.changed_on}" if one.row.changed_on else ""
        note = f" The note: {quoted(one.row.change_note, 120)}." if one.row.change_note else " No note says why."
        yield Question(
            "A target was moved",
            f"{_named([one])}: from {_plain(first or 0)} to "
            f"{_plain(kr.target)}{when}.{by if one.by_first else ''}{note}",
            "Who decided it, what did they know by then that nobody knew at the start, and would we have moved it as "
            "readily in the other direction?",
            "New facts, a new way of counting or a changed promise are good reasons. Seeing that one will miss it is "
            "not. Report both scores, and the reader can judge.",
            (one.row.row,),
        )
    undated = [one for one in _scored(ours) if one.row.changed_on and one.row.first_target is None]
    if undated:
        yield Question(
            "A change without its first target",
            f"{_named(undated)}: a day of change is noted, and no other target.",
            "What was the target on the first day?",
            "Without it nobody can see what the change did to the score.",
            _rows(undated),
        )


def _all_full(ours: OurScores) -> Iterator[Question]:
    stretch = [one for one in _scored(ours) if one.goal == "aspirational" and one.scored]
    full = [one for one in stretch if one.scored and one.scored.score == 1]
    if len(full) >= 2 and 2 * len(full) > len(stretch):
        yield Question(
            "Stretch goals that end at 1.00",
            f"{len(full)} of {len(stretch)} aspirational key results reached all of their target: {_named(full)}.",
            "Which of them made us work in a new way? What target would we have set if a miss had cost nobody "
            "anything?",
            "Targets that are always reached may have been timid, and a target that felt dangerous to miss is set low. "
            "Or a bet came off, or luck helped. The number cannot tell these apart; you can.",
            _rows(full),
        )


def _timid_targets(ours: OurScores) -> Iterator[Question]:
    timid = [
        one for one in _scored(ours) if one.goal == "aspirational" and one.ambition is not None and one.ambition <= 0
    ]
    if timid:
        yield Question(
            "A stretch no longer than the forecast",
            f"{_named(timid)}: the target asks for no more than what the sealed forecast expected anyway.",
            "What was the stretch in it? If it was a promise, shall we call it committed next time?",
            "The ambition index is 0 or below. Perhaps the target was set low to be safe; perhaps it was set first, "
            "and the forecast was copied from it.",
            _rows(timid),
        )


def _low_forecasts(ours: OurScores) -> Iterator[Question]:
    beaten = []
    for one in _scored(ours):
        kr, forecast = one.row.kr, one.row.forecast
        if forecast is None or kr.kind == "binary":
            continue
        expected = forecast - Decimal(str(kr.baseline))
        towards = Decimal(str(kr.target)) - Decimal(str(kr.baseline))
        came = Decimal(str(kr.actual)) - Decimal(str(kr.baseline))
        if expected * towards > 0 and came / expected >= BEYOND_FORECAST:
            beaten.append(one)
    if beaten:
        yield Question(
            "Far beyond the forecast",
            f"{_named(beaten)} came at least twice as far as the sealed forecast.",
            "What did we learn in this cycle that the forecast could not know? What would we forecast today?",
            "A true discovery looks like this, and so does a lucky quarter, and so does a forecast that was kept low "
            "to make the target look brave.",
            _rows(beaten),
        )


def _overshoot(ours: OurScores) -> Iterator[Question]:
    far = [one for one in _scored(ours) if one.row.forecast is None and one.scored and one.scored.raw >= BEYOND_TARGET]
    if far:
        yield Question(
            "Far beyond the target",
            f"{_named(far)} went at least one and a half times as far as asked.",
            "Did anything else pay for it? Would the time have served another key result better?",
            "The score stops at 1.00 and hides this. It may be a find worth telling, a target that asked for little, "
            "or a quarter that will not come again.",
            _rows(far),
        )


def _steps_back(ours: OurScores) -> Iterator[Question]:
    back = [one for one in _scored(ours) if one.scored and one.scored.raw < 0]
    if back:
        yield Question(
            "Further away than at the start",
            f"{_named(back)} ended on the other side of the baseline.",
            "What changed around us, and what did we see first? Is the baseline still right?",
            "The score stops at 0.00 and hides this too. Whoever reports it openly does the team a service.",
            _rows(back),
        )


def _pay(ours: OurScores) -> Iterator[Question]:
    paid = [one for one in ours.scores if one.row.pay_linked]
    if paid:
        yield Question(
            "Pay hangs on the score",
            f"{_named(paid)}: pay or a rating depended on it.",
            "What would we have written as target, forecast and actual if nothing had hung on it?",
            "Where money hangs on a target, there is reason to set it low and to make the number look good, for honest "
            "people too (Jensen 2003). So the other questions here weigh more.",
            _rows(paid),
        )


def _unknown_goals(ours: OurScores) -> Iterator[Question]:
    unknown = [one for one in _scored(ours) if one.goal is None]
    if unknown:
        yield Question(
            "Which kind of goal?",
            f"{_named(unknown)}: nothing says whether it is committed, aspirational or learning.",
            "Was all of it promised, was it a stretch, or did we want an answer to a question?",
            "Until that is known, no convention can judge the score, so none does here.",
            _rows(unknown),
        )


def _no_guardrail(ours: OurScores) -> Iterator[Question]:
    if ours.objectives and not any(objective.guardrails for objective in ours.objectives):
        yield Question(
            "No guardrail anywhere",
            "No row of the table is a guardrail."
            if not ours.table.problems
            else "No row that was taken in is a guardrail. One may be among what was left out: mend that first.",
            "Whom could we hurt by reaching these numbers in the wrong way, and which one number would show it?",
            "Every measure can be served at the cost of something that nobody measures.",
        )


def _no_forecast(ours: OurScores) -> Iterator[Question]:
    stretch = [one for one in _scored(ours) if one.goal == "aspirational"]
    if stretch and not any(one.row.forecast is not None for one in stretch):
        yield Question(
            "No sealed forecast",
            "No aspirational key result has a forecast from before its target was set.",
            "Next cycle: shall each of us write down what we honestly expect, before we talk about the target?",
            "Without it a brave target and a timid one look alike, and a score says little about either.",
        )


_RULES: Final[Sequence[Callable[[OurScores], Iterator[Question]]]] = (
    _breached, _missed_promises, _promise_as_stretch, _moved_targets, _pay, _all_full, _timid_targets, _low_forecasts,
    _overshoot, _steps_back, _unknown_goals, _no_guardrail, _no_forecast,
)  # fmt: skip

# ---------------------------------------------------------------------------------------------------------------------


def _scored(ours: OurScores) -> list[OneScore]:
    return [one for one in ours.scores if one.scored]


def _rows(ones: Sequence[OneScore]) -> tuple[int, ...]:
    return tuple(one.row.row for one in ones)


def _named(ones: Sequence[OneScore]) -> str:
    """The key results by name and row; of many, the first three."""
    said = [f"{quoted(one.name)} (row {one.row.row})" for one in ones[:3]]
    more = len(ones) - 3
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def _score(scored: Scored | None) -> str:
    return two_decimals(scored.score) if scored else "not defined"


def _plain(number: Number) -> str:
    return f"{Decimal(str(number)):f}"
