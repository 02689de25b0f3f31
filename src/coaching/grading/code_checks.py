"""Score a function that a learner wrote, case by case, for the optional code track.

A test cell shows the open examples, and between the hidden-test markers scores all cases::

    run_checks(globals().get("band"), EXAMPLES)
    ### BEGIN HIDDEN TESTS
    run_checks(globals().get("band"), [*EXAMPLES, *HIDDEN], item="code-band", objective="03.conventions", points=4)
    ### END HIDDEN TESTS

Like ``grade``, the last expression is the result: nbgrader reads its ``repr`` as the points, people read its HTML, and
reports read its JSON record. An open example says what was given, expected and got. A hidden case says only what it is
about, so its numbers can be used again.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from numbers import Real
from typing import Any, Literal

from coaching.cards.twin import score_html
from coaching.cards.words import inline
from coaching.grading.graded import RECORD
from coaching.items.base import Remark, Score, state_of

__all__ = ["CLOSE", "CodeGraded", "Example", "run_checks"]

CLOSE = 1e-6
"""How near a number must be: far below any rounding that a learner might do by hand."""

LONGEST_SHOWN = 80  # characters of a value that a learner's function gave back


@dataclass(frozen=True)
class Example:
    """One call: what is given, and what should come back.

    ``expected`` is a number, a text, or the class of error that should be raised. ``says`` is what the case is about,
    as in "a number that should fall". A ``hidden`` case shows nothing else. ``within`` is how far a number may be off,
    inclusive, where chance has a part in it.
    """

    given: tuple[Any, ...]
    expected: float | int | str | type[Exception]
    says: str
    hidden: bool = False
    within: float = CLOSE


@dataclass(frozen=True)
class CodeGraded:
    """The result for one function: ``points`` of ``most``, and a remark for each case."""

    name: str
    score: Score
    most: float
    objective: str | None = None

    @property
    def points(self) -> float:
        return round(self.most * self.score.fraction, 2)

    def __repr__(self) -> str:
        return f"{self.points:g}"

    def record(self) -> dict[str, Any]:
        """What reports need to know, as plain JSON, in the form of every graded result."""
        return {
            "schema": 1,
            "item": self.score.item,
            "kind": "code",
            "title": self.name,
            "objective": self.objective,
            "value": None,
            "points": self.points,
            "most": self.most,
            "fraction": self.score.fraction,
            "state": self.score.state,
            "misconceptions": [],
            "confidence": None,
            "attempts": 0,
            "problems": [],
        }

    def _repr_html_(self) -> str:
        points = f" · {self.points:g} of {self.most:g} points" if self.most else ""
        return (
            f"<section class='coaching-feedback' data-qid='{self.score.item}' data-state='{self.score.state}'>"
            f"<p class='ct-title'><strong>{inline(self.name)}</strong>{points}</p>{score_html(self.score)}</section>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), RECORD: self.record()}


def run_checks(
    function: Callable[..., object] | None,
    cases: Sequence[Example],
    points: float = 0,
    *,
    item: str = "",
    title: str = "",
    objective: str | None = None,
) -> CodeGraded:
    """Call ``function`` with each case and give the share of cases that hold, times ``points``.

    1. No function, or one that raises ``NotImplementedError`` everywhere: not attempted, 0.
    2. One that gives the same answer everywhere although the cases differ: 0, for it has not looked at what is given.
    3. Otherwise the share of cases that hold.

    Whatever the function does, short of ending the process, this returns a result: errors are caught and said, what it
    prints is dropped (nbgrader gives 0 for anything on stderr), and it gets copies of what is given. Only plain numbers
    and plain text count, so an object that equals everything holds nowhere.

    Raises ``ValueError`` without cases, and for a negative ``points``: an author's mistakes.
    """
    if not cases:
        raise ValueError("run_checks: there are no cases; give at least one Example.")
    if points < 0:
        raise ValueError(f"run_checks: the points are {points}; use 0 or more.")
    name = title or f"`{getattr(function, '__name__', item) or 'function'}`"
    ident = item or "code"
    if not callable(function):
        return CodeGraded(name, _untouched(ident, "There is no such function yet."), points, objective)
    results = [_call(function, case) for case in cases]
    if all(isinstance(result, _Raised) and result.error is NotImplementedError for result in results):
        return CodeGraded(name, _untouched(ident, "Nothing is written here yet."), points, objective)
    held = [_holds(result, case) for result, case in zip(results, cases, strict=True)]
    remarks = tuple(_remark(function, c, r, h) for c, r, h in zip(cases, results, held, strict=True))
    fraction = sum(held) / len(held)
    rule = f"{sum(held)} of {len(held)} cases hold."
    if len({str(case.expected) for case in cases}) > 1 and len({_shown(result) for result in results}) == 1:
        fraction = 0.0
        rule += " The function gives the same answer to every case, so it earns nothing yet."
    score = Score(item=ident, fraction=fraction, state=state_of(fraction), remarks=remarks, rule=rule)
    return CodeGraded(name, score, points, objective)


def _untouched(item: str, rule: str) -> Score:
    return Score(item=item, fraction=0.0, state="not attempted", rule=rule)


@dataclass(frozen=True)
class _Raised:
    """That a call ended in an error; an error that was only *returned* is a value like any other."""

    error: type[BaseException]


def _call(function: Callable[..., object], case: Example) -> object:
    """What comes back, or that it was an error."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            return function(*copy.deepcopy(case.given))
        except (Exception, SystemExit) as error:
            return _Raised(type(error))


def _holds(result: object, case: Example) -> bool:
    expected = case.expected
    if isinstance(expected, type):
        return isinstance(result, _Raised) and issubclass(result.error, expected)
    if isinstance(expected, str):
        return type(result) is str and result == expected
    number = _number(result)
    return number is not None and abs(number - float(expected)) <= case.within


def _number(result: object) -> float | None:
    """A plain, finite number as a float, or None. A class of one's own that plays a number is none."""
    plain = type(result) in (int, float, Decimal) or type(result).__module__ == "numpy"
    if not plain or not isinstance(result, Real | Decimal):
        return None
    try:
        number = float(result)
    except (OverflowError, ValueError):  # an int of a thousand digits, a Decimal that signals
        return None
    return number if isfinite(number) else None


def _shown(result: object) -> str:
    """A result in words, short, and without running what a class of one's own calls its text."""
    if isinstance(result, _Raised):
        return f"the error {result.error.__name__}"
    if result is None:
        return "nothing (is a return missing?)"
    if type(result) is str:
        text = repr(result[:LONGEST_SHOWN]).replace("`", "'")
        return text if len(result) <= LONGEST_SHOWN else text + "…"
    if type(result) is bool:
        return repr(result)
    number = _number(result)
    return f"something of type {type(result).__name__}" if number is None else f"{number:g}"


def _remark(function: Callable[..., object], case: Example, result: object, held: bool) -> Remark:
    state: Literal["there", "not yet"] = "there" if held else "not yet"
    if case.hidden:
        text = "This case holds." if held else "This case does not hold yet. Try a call of this sort yourself."
        return Remark(about=case.says, state=state, text=text)
    wanted = f"the error {case.expected.__name__}" if isinstance(case.expected, type) else repr(case.expected)
    if case.within > CLOSE:
        wanted += f", give or take {case.within:g}"
    call = f"{getattr(function, '__name__', 'function')}({', '.join(map(repr, case.given))})"
    return Remark(about=case.says, state=state, text=f"`{call}`: expected `{wanted}`, got `{_shown(result)}`.")
