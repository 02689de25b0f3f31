"""What a difference between two averages means for people, and what a message meets where it arrives.

Two groups are compared on a bell curve each, of the same width: those who got a programme, and those who did not. The
*effect size* d is the distance of the two middles in widths (standard deviations). Then

- `above_old_middle(d)` = Φ(d) is the share of the first group above the middle of the second (Cohen 1977, U3),
- `pair_wins(d)` = Φ(d/√2) is how often the first of a random pair is the higher one (McGraw & Wong 1992),
- `overlap(d)` = 2 Φ(−|d|/2) is the share that the two curves have in common,

where Φ is the cumulative normal distribution. All three are about groups; none of them is about a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

__all__ = [
    "LAYERS",
    "REACTIONS",
    "TRIGGERS",
    "Direction",
    "Effect",
    "Trigger",
    "above_old_middle",
    "crossed",
    "extra_people",
    "overlap",
    "pair_wins",
    "people",
]

_NORMAL = NormalDist()

Direction = Literal["better", "worse", "open"]


# --- sizes ------------------------------------------------------------------------------------------------------------


def above_old_middle(d: float) -> float:
    """The share, 0 to 1, of the group with the programme above the middle of the group without. ValueError for NaN."""
    return _NORMAL.cdf(_finite(d))


def pair_wins(d: float) -> float:
    """How often, 0 to 1, the one with the programme is the higher of a random pair. ValueError for NaN."""
    return _NORMAL.cdf(_finite(d) / math.sqrt(2))


def overlap(d: float) -> float:
    """The share, 0 to 1, that the two curves have in common. ValueError for NaN."""
    return 2 * _NORMAL.cdf(-abs(_finite(d)) / 2)


def people(share: float, of: int = 100) -> int:
    """A share as a whole number of people out of `of`, half up. ValueError when the share is not in 0..1."""
    if not 0 <= share <= 1:
        raise ValueError(f"The share {share} is not between 0 and 1.")
    return math.floor(share * of + 0.5)


def extra_people(d: float, of: int = 100) -> int:
    """How many more of `of` people end above the old middle than the half that is there anyway; half up."""
    return math.floor((above_old_middle(d) - 0.5) * of + 0.5)


def _finite(d: float) -> float:
    if not math.isfinite(d):
        raise ValueError(f"The effect size {d} is no number on the scale.")
    return d


# --- what numbers allow to be said ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """An effect size with the interval that its authors give, in standard deviations; a positive one is a gain.

    low <= estimate <= high; ValueError otherwise.
    """

    estimate: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not _finite(self.low) <= _finite(self.estimate) <= _finite(self.high):
            raise ValueError(f"The interval {self.low} to {self.high} does not hold the estimate {self.estimate}.")

    @property
    def direction(self) -> Direction:
        """What may be said of the direction: "open" while the interval reaches or crosses zero."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "open"

    @property
    def at_least(self) -> int:
        """The largest n for which "at least n of 100 end above the old middle" is no stronger than the interval.

        50 is what a programme without any effect gives. Rounded down, for a claim must not outgrow its numbers.
        """
        return math.floor(100 * above_old_middle(self.low))


# --- situations and surroundings --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trigger:
    """A situation that moves people towards a fixed or a growth response (after Murphy 2024; examples are ours)."""

    name: str
    moment: str
    fixed: str
    growth: str
    pull: str


TRIGGERS: dict[str, Trigger] = {
    "evaluation": Trigger(
        "Being evaluated", "Your result goes on the wall.", "Look good. Show what is safe.", "Show it early. Ask.",
        "Show drafts while they can still change",
    ),
    "effort": Trigger(
        "High effort", "The work goes past your skill.", "Hide the struggle, or give up.", "Change the way. Get help.",
        "Plan hours and help for learning",
    ),
    "feedback": Trigger(
        "Critical feedback", "Somebody says what is weak.", "Defend, or stop listening.", "Ask for one example.",
        "Speak of the work, with a next step",
    ),
    "success": Trigger(
        "Others’ success", "A colleague shines.", "Compare. Feel smaller. Envy.", "Ask how it was done.",
        "Show how it was done, not only who",
    ),
}  # fmt: skip
"""The four triggers by id: in each, both responses are open to everybody; `pull` is what the surroundings can do."""

LAYERS: dict[str, str] = {
    "message": "What we say: words, slides, posters, training",
    "norm": "What colleagues do when it counts, and everybody sees it",
    "structure": "What is built in: rules, money, time, rosters, forms",
}
"""Three layers of the surroundings by id."""

REACTIONS: dict[str, str] = {
    "learn": "ask what it taught",
    "blame": "ask who did it",
    "silence": "look away",
}
"""What colleagues do after a visible miss."""


def crossed(message: bool, reaction: str, d: float) -> int:
    """How many of 100 people cross the old middle in the schematic of the norm switch.

    Somebody crosses only where a message was given *and* colleagues back it: the pattern of the national study of
    Yeager and others (2019). The number is `extra_people(d)`. ValueError for an unknown reaction.
    """
    if reaction not in REACTIONS:
        raise ValueError(f"{reaction!r} is no reaction; there are: {', '.join(REACTIONS)}.")
    return max(0, extra_people(d)) if message and reaction == "learn" else 0
