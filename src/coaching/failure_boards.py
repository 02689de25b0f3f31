"""The computed tables of the lesson on failure: each says its numbers as a table and as plain text.

A lesson cell calls one function and shows what it returns. Pure: no widgets and no files. Every number that follows
from others is worked out by `coaching.failure` and `coaching.okr` at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from coaching import okr
from coaching.boards import Board
from coaching.failure import CRITERIA, Attempt, Trial, bits, information, judge, next_trial, surprise

__all__ = ["bets_by_chance", "tests_of_one_question", "trials_in_gdansk", "turku_open", "turku_scores"]


# --- a city in Finland: an invented case, told once and read twice ----------------------------------------------------


@dataclass(frozen=True)
class _Miss:
    goal: str
    owner: str
    kind: okr.GOAL
    way: tuple[int, int, int]
    lost: str
    happened: str
    attempt: Attempt


_TURKU = (
    _Miss(
        "Library van: evening visits a week",
        "Samira",
        "aspirational",
        (40, 90, 50),
        "1,800",
        "Two of 14 districts, six weeks, cap 2,000. Sealed before: 50 %. Few came; school gates tried next.",
        Attempt(new=True, worth=True, known=True, reach=2, needed=2, used=True),
    ),
    _Miss(
        "Pool: mornings with tested water, %",
        "Pekka",
        "committed",
        (0, 100, 97),
        "9,000",
        "The last line of the list stands on the back. Three people missed it; two children had sore eyes.",
        Attempt(new=False, worth=True, known=True, reach=3, needed=0, used=False),
    ),
    _Miss(
        "Wages: summer workers paid on the day, %",
        "Tunde",
        "committed",
        (0, 100, 62),
        "4,000",
        "A holiday, a new form and an earlier hour at the bank met in one week.",
        Attempt(new=False, worth=True, known=True, reach=3, needed=0, used=False, causes=3),
    ),
    _Miss(
        "Parking app: drivers who use it, %",
        "Henrik",
        "aspirational",
        (0, 60, 3),
        "210,000",
        "The first such app anywhere. The whole city on one day; no forecast, no pilot.",
        Attempt(new=True, worth=True, known=False, reach=5, needed=2, used=False),
    ),
)


def turku_scores() -> Board:
    """The board on the wall: four misses, one number each."""
    rows = tuple((miss.goal, miss.owner, miss.kind, f"{okr.kr_score(*miss.way).score:.2f}") for miss in _TURKU)
    return Board("Missed last quarter, Turku", ("goal", "owner", "kind of goal", "score"), rows)


def turku_open() -> Board:
    """The same four with what happened, what it cost, the kind of failure and the tests that break."""
    rows = []
    for miss in _TURKU:
        judged = judge(miss.attempt)
        broken = ", ".join(judged.broken) if miss.attempt.new and judged.broken else "–"
        rows.append((miss.goal.split(":")[0], miss.happened, f"€\N{NO-BREAK SPACE}{miss.lost}", judged.kind, broken))
    note = "On known ground the tests are not asked: there was nothing to try. The five: " + ", ".join(CRITERIA) + "."
    return Board("The files, opened", ("what", "what happened", "lost", "kind", "tests that break"), tuple(rows), note)


# --- bets -------------------------------------------------------------------------------------------------------------


def bets_by_chance(chances: Sequence[float]) -> Board:
    """For each chance that a bet works: bits if it works, bits if it fails, and the average that can be expected."""
    rows = tuple(
        (f"{chance:.0%}", f"{surprise(chance):.2f}", f"{surprise(1 - chance):.2f}", f"{bits(chance):.2f}")
        for chance in chances
    )
    return Board(
        "What a bet teaches, in bits",
        ("chance that it works", "if it works", "if it fails", "on average"),
        rows,
        "The average weighs each end with its chance. At 50 %: 0.5 × 1 + 0.5 × 1 = 1.",
    )


def tests_of_one_question(chance: float) -> Board:
    """Three tests of one question that are reliable to different degrees, and the bits each can be expected to give."""
    tests = {"Says yes whatever is true": (0.9, 0.9), "A fair hint": (0.8, 0.3), "A clear answer": (0.95, 0.05)}
    rows = tuple(
        (name, f"{hit:.0%}", f"{alarm:.0%}", f"{information(chance, hit=hit, false_alarm=alarm):.2f}")
        for name, (hit, alarm) in tests.items()
    )
    return Board(
        f"Three tests of one question with an even chance ({bits(chance):.0f} bit to be learned)",
        ("test", "says yes when it is true", "says yes when it is not", "bits"),
        rows,
    )


GDANSK_CAP = 3000
_GDANSK = (
    Trial("Night opening of the whole house, a month", 9000, 15000, 0.5, 0.97, 0.03),
    Trial("Two rooms, two Fridays, half price", 1200, 2500, 0.5, 0.85, 0.15),
    Trial("Guided night tour for one school", 900, 900, 0.8, 0.7, 0.4),
    Trial("Concert for donors", 1500, 1500, 0.99),
    Trial("Poll among friends of the museum", 100, 100, 0.5, 0.9, 0.88),
)


def trials_in_gdansk() -> Board:
    """Five tries that a museum could do next: price, the most each can lose, what it teaches and costs."""
    best = next_trial(_GDANSK, GDANSK_CAP)
    assert best is _GDANSK[1], "the lesson speaks of two rooms on two Fridays"
    rows = tuple(
        (
            trial.name,
            f"{trial.cost:,.0f}",
            f"{trial.most_lost:,.0f}" + ("" if trial.most_lost <= GDANSK_CAP else " (over the cap)"),
            f"{trial.chance:.0%}",
            f"{trial.learned:.2f}",
            str(Decimal(str(trial.per_thousand)).quantize(Decimal("0.01"))),
        )
        for trial in _GDANSK
    )
    return Board(
        "Night visits in Gdańsk: what comes next?",
        ("try", "price, €", "most it can lose, €", "chance of yes", "bits", "bits for € 1,000"),
        rows,
        f"Cap: {GDANSK_CAP:,} euro. Bits are what the try can be expected to tell, with a test that may be mistaken; "
        "all is worked out before it is rounded.",
    )
