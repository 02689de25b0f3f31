"""One score, four verdicts. Before judging a number ask: which kind of goal, and whose convention?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from coaching.okr.numbers import ONE, Number, share
from coaching.okr.objectives import GOAL

Convention = Literal["rework", "doerr", "seed", "committed"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)
"""The four conventions in the order in which the course shows them."""

Band = Literal["red", "yellow", "green"]


@dataclass(frozen=True)
class Verdict:
    """What one convention says of a score, and why. ``fits`` is False where it was not made for this kind of goal."""

    word: str
    reason: str
    fits: bool = True


def band(score: Number) -> Band:
    """Give Doerr's colour of a score from 0 to 1: red to 0.3, yellow 0.4 to 0.6, green from 0.7.

    The published bands leave gaps (where is 0.65?), so the score is first rounded to one decimal, half up, from its
    decimal text: 0.65 becomes 0.7, green. Python's ``round`` will not do: it takes 0.25 to 0.2 and 0.35 to 0.3.

    Raises ValueError outside 0 to 1. Source: John Doerr (2018), *Measure What Matters*, as reported.
    """
    tenth = share(score, "band: the score").quantize(Decimal("0.1"), ROUND_HALF_UP)
    if tenth <= Decimal("0.3"):
        return "red"
    return "yellow" if tenth <= Decimal("0.6") else "green"


def verdict(score: Number, convention: Convention, goal: GOAL) -> Verdict:
    """Judge a score from 0 to 1 by one convention; limits are inclusive, and only Doerr's bands round.

    *rework*     too low below 0.6, on target to 0.7, too easy above. Google, *Set goals with OKRs* (re:Work guide);
                 also Rick Klau (2013), *How Google sets goals: OKRs*. Both speak of the average over many key results.
    *doerr*      red, yellow, green: see ``band``.
    *seed*       too low below 0.7, on target to 0.9, too easy above. A house rule met in vendors' advice, which does
                 not tell the kinds of goals apart.
    *committed*  met at 1, missed below. Doerr (2018, as reported): a committed goal is to be met in full.

    The first three were made for aspirational goals and the last for committed ones; elsewhere ``fits`` is False.
    A *learning* goal is judged by no such scale: its score is 1 when its question was answered and 0 while it was
    not (``binary_score``), so the word is "answered" at 1 and "open" below, whatever the convention.

    Raises ValueError for a score outside 0 to 1, an unknown convention or an unknown goal.
    """
    s = share(score, "verdict: the score")
    if convention not in CONVENTIONS:
        raise ValueError(f"verdict: the convention is {convention!r}; use one of {', '.join(CONVENTIONS)}.")
    if goal not in get_args(GOAL):
        raise ValueError(f"verdict: the goal is {goal!r}; use one of {', '.join(get_args(GOAL))}.")
    if goal == "learning":
        asked = "No scoring scale was made for a learning goal: what counts is whether its question was answered."
        return Verdict("answered" if s == ONE else "open", asked, fits=False)
    word, reason = _RULES[convention](s)
    made_for = "committed" if convention == "committed" else "aspirational"
    if goal != made_for:
        reason += f" But this convention was made for {made_for} goals, and this one is {goal}."
    return Verdict(word, reason, fits=goal == made_for)


def verdicts(score: Number, goal: GOAL) -> dict[Convention, Verdict]:
    """Judge a score by all four conventions at once, in the order of ``CONVENTIONS``. Raises as ``verdict`` does."""
    return {convention: verdict(score, convention, goal) for convention in CONVENTIONS}


def _within(low: str, high: str, score: Decimal) -> tuple[str, str]:
    if score < Decimal(low):
        return "too low", f"Below {low}."
    if score > Decimal(high):
        return "too easy", f"Above {high}: the target asked for too little."
    return "on target", f"Between {low} and {high}."


def _rework(score: Decimal) -> tuple[str, str]:
    return _within("0.6", "0.7", score)


def _doerr(score: Decimal) -> tuple[str, str]:
    colour = band(score)
    limits = {"red": "0.0 to 0.3", "yellow": "0.4 to 0.6", "green": "0.7 to 1.0"}
    return colour, f"Rounded to one decimal, it lies in {limits[colour]}."


def _seed(score: Decimal) -> tuple[str, str]:
    return _within("0.7", "0.9", score)


def _committed(score: Decimal) -> tuple[str, str]:
    return ("met", "All of it was delivered.") if score == ONE else ("missed", "Promised in full, and not all there.")


_RULES: dict[Convention, Callable[[Decimal], tuple[str, str]]] = {
    "rework": _rework,
    "doerr": _doerr,
    "seed": _seed,
    "committed": _committed,
}
