"""What a bet can teach and what it can cost.

A *bet* is anything with two possible ends: it works, or it does not. Before it starts, ``chance`` is how likely it is
to work. What its outcome teaches is counted in bits: one bit is the answer to one even yes-or-no question
(Shannon, 1948, *A Mathematical Theory of Communication*). The count says how open the question was. It says nothing
about whether the question was worth asking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2, sqrt


def surprise(chance: float) -> float:
    """Bits that one outcome tells when it comes, if ``chance`` was given to it beforehand: −log2(chance).

    Raises ValueError unless 0 < chance ≤ 1: what could not happen has no surprise.
    """
    if not 0 < chance <= 1:
        raise ValueError(f"surprise: the chance is {chance}; give a share above 0 and up to 1.")
    return -log2(chance) if chance < 1 else 0.0


def bits(chance: float) -> float:
    """Bits that a bet can be expected to teach: its entropy, 1 at an even chance and 0 when the end is sure.

    Raises ValueError outside 0 to 1.
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"bits: the chance is {chance}; give a share from 0 to 1, such as 0.7 for 70 %.")
    return sum(part * surprise(part) for part in (chance, 1 - chance) if part > 0)


def information(chance: float, *, hit: float = 1.0, false_alarm: float = 0.0) -> float:
    """Bits about a question with prior ``chance`` of *yes*, from a test that may be unreliable.

    ``hit`` is how often the test says yes when the answer is yes, ``false_alarm`` how often it says yes when the answer
    is no. A test that says yes equally often either way teaches nothing. Raises ValueError outside 0 to 1.
    """
    for name, share in (("hit", hit), ("false_alarm", false_alarm)):
        if not 0 <= share <= 1:
            raise ValueError(f"information: {name} is {share}; give a share from 0 to 1.")
    says_yes = chance * hit + (1 - chance) * false_alarm
    left = chance * bits(hit) + (1 - chance) * bits(false_alarm)
    return max(0.0, bits(min(1.0, says_yes)) - left)


@dataclass(frozen=True)
class Trial:
    """A trial that could come next: its price, the most it can lose in all, and how reliably it answers."""

    name: str
    cost: float
    most_lost: float
    chance: float
    hit: float = 1.0
    false_alarm: float = 0.0

    @property
    def learned(self) -> float:
        """Bits that it can be expected to teach."""
        return information(self.chance, hit=self.hit, false_alarm=self.false_alarm)

    @property
    def per_thousand(self) -> float:
        """Bits for each thousand of money that it costs."""
        return 1000 * self.learned / self.cost


def next_trial(trials: Sequence[Trial], cap: float) -> Trial | None:
    """The trial that teaches most for its money among those that can lose at most ``cap``; None when none may run."""
    allowed = [trial for trial in trials if trial.most_lost <= cap]
    return max(allowed, key=lambda trial: trial.per_thousand, default=None)


def ruin(tries: int, chance: float | None = None) -> float:
    """How likely every one of ``tries`` equal bets fails, so that all the money is gone.

    With a known ``chance`` each try stands alone: (1 − chance) to the power of ``tries``. With ``chance=None`` nobody
    knows it, and every chance from 0 to 1 counts as equally likely: 1 / (tries + 1). Then tries of one idea fail
    together more often than coins would. Raises ValueError for fewer than one try or a chance outside 0 to 1.
    """
    if tries < 1:
        raise ValueError(f"ruin: tries is {tries}; give at least one.")
    if chance is None:
        return 1 / (tries + 1)
    if not 0 <= chance <= 1:
        raise ValueError(f"ruin: the chance is {chance}; give a share from 0 to 1, or None when it is not known.")
    return float((1 - chance) ** tries)


def spread(successes: int, tries: int) -> float:
    """How unsure we still are of a chance after ``tries``: the standard deviation of what is plausible.

    It starts from not knowing anything (every chance equally likely), so 0 of 0 gives about 0.29. Raises ValueError
    unless 0 ≤ successes ≤ tries.
    """
    if not 0 <= successes <= tries:
        raise ValueError(f"spread: {successes} successes in {tries} tries; give a number from 0 to the tries.")
    a, b = successes + 1, tries - successes + 1
    return sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
