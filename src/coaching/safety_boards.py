"""Small computed tables for the lesson on psychological safety; see `coaching.boards` for what a table is.

Pure, like the subject it shows: every number is worked out by `coaching.safety` at that moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coaching import safety
from coaching.boards import Board, two
from coaching.okr import Number

__all__ = ["paths", "turns", "voices", "worries"]

ANSWERED_BY = dict(zip(safety.WORRIES, ("mistakes", "questions", "first tries"), strict=True))
"""Worry → the assurance that speaks to it first."""


def worries() -> Board:
    """The three worries, and the assurance that answers each."""
    return Board(
        "Three worries, three assurances",
        ("worry", "as people say it to themselves", "assurance that answers it"),
        tuple((worry, f"“{words}”", safety.ASSURANCES[ANSWERED_BY[worry]]) for worry, words in safety.WORRIES.items()),
    )


def turns(talk: Sequence[tuple[str, str]]) -> Board:
    """A talk, numbered, one row a turn."""
    rows = tuple((str(i), who, f"“{said}”") for i, (who, said) in enumerate(talk, start=1))
    return Board("The talk", ("turn", "who", "says"), rows)


def voices(talk: Sequence[tuple[str, str]], title: str = "Who speaks, and how much") -> Board:
    """Turns and share of words of each speaker. Raises ValueError when nobody said a word."""
    counts: dict[str, int] = {}
    for who, _ in talk:
        counts[who] = counts.get(who, 0) + 1
    rows = tuple(
        (who, str(counts[who]), f"{float(100 * share):.0f} %") for who, share in safety.turn_shares(talk).items()
    )
    return Board(title, ("who", "turns", "share of the words"), rows)


def paths(cases: Mapping[str, tuple[Number, Number, Number]]) -> Board:
    """What goes through learning, past it, and in all, for named cases of (first step, second step, direct path)."""
    rows = []
    for name, (first, second, direct) in cases.items():
        path = safety.mediation(first, second, direct)
        rows.append((name, f"{first} × {second} = {two(path.indirect)}", two(path.direct), two(path.total)))
    return Board("Through learning, and past it", ("case", "through learning", "past it", "together"), tuple(rows))
