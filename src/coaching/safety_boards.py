"""Small computed tables for the lesson on psychological safety; see `coaching.boards` for what a table is.

Every number is worked out by `coaching.safety` and `coaching.survey` at that moment. Pure, except that the practice
sentences are read from the course's data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from coaching import safety, survey
from coaching.boards import Board, two
from coaching.okr import Number
from coaching.survey.quantiles import t_quantile

__all__ = ["one_sheet", "paths", "statements", "voices", "wobble", "worries"]

ANSWERED_BY = dict(zip(safety.WORRIES, ("mistakes", "questions", "first tries"), strict=True))
"""Worry → the assurance that speaks to it first."""


def worries() -> Board:
    """The three worries, and the assurance that answers each."""
    return Board(
        "Three worries, three assurances",
        ("worry", "as people say it to themselves", "assurance that answers it"),
        tuple((worry, f"“{words}”", safety.ASSURANCES[ANSWERED_BY[worry]]) for worry, words in safety.WORRIES.items()),
    )


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


def statements() -> Board:
    """The seven practice sentences, which of them are turned round, and that nobody has validated them."""
    scale = survey.practice_scale()
    return Board(
        "Seven practice sentences (ours, not validated)",
        ("no.", "theme", "sentence", "turned round?"),
        tuple(
            (str(i), item.facet, item.text, "yes" if item.reversed else "no")
            for i, item in enumerate(scale.items, start=1)
        ),
        note="For practice in scoring only. They say nothing about how safe a real team is.",
    )


def one_sheet(answers: Sequence[int]) -> Board:
    """One person's answers to the seven practice sentences, raw and scored, and both means.

    Raises ValueError when there are more or fewer than seven, or for an answer outside the scale.
    """
    scale = survey.practice_scale()
    raw = {item.id: answer for item, answer in zip(scale.items, answers, strict=True)}
    scored = scale.scored(raw, "one_sheet")
    rows = [
        (str(i), item.facet, str(raw[item.id]), "yes" if item.reversed else "no", f"{scored[item.id]:g}")
        for i, item in enumerate(scale.items, start=1)
    ]
    means = (f"{fmean(raw.values()):.2f}", f"{fmean(scored.values()):.2f}")
    rows.append(("", "mean", f"{means[0]}, if one forgets to turn", "", means[1]))
    return Board("One answer sheet", ("no.", "theme", "answer", "turned round?", "scored"), tuple(rows))


def wobble(sizes: Sequence[int]) -> Board:
    """How far the mean of so many answers can be off, for answers that spread by one point (standard deviation 1)."""
    rows = tuple((f"{n} answers", f"± {t_quantile(0.975, n - 1) / math.sqrt(n):.2f} points") for n in sizes)
    return Board("A mean of a few people wobbles", ("how many", "95 % interval"), rows)
