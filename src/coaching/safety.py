"""Psychological safety in small, checkable pieces: two axes, three worries, three assurances, reports and paths.

The words are this course's own. Where a rule or a picture is somebody else's, the lesson says whose, and how strong the
evidence is. Pure: no widgets and no files. What a questionnaire measures is worked out in `coaching.survey`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from coaching.okr.numbers import Number, exact, share

__all__ = [
    "ASSURANCES",
    "LEVEL",
    "WORRIES",
    "ZONES",
    "Mediation",
    "Zone",
    "mediation",
    "occurred",
    "turn_shares",
    "words_in",
    "zone",
]

LEVEL = Literal["low", "high"]

WORRIES: dict[str, str] = {
    "costly mistake": "What if I get it wrong, and it costs us?",
    "looking foolish": "What if the others see that I do not know?",
    "own standards": "What if it is not as good as I expect of myself?",
}
"""Three worries that come with learning at work, each as a person would say it."""

ASSURANCES: dict[str, str] = {
    "questions": "Questions are answered willingly.",
    "mistakes": "Mistakes are tolerated, and gently put right.",
    "first tries": "First tries are supported, and looked at with care.",
}
"""Three assurances that answer the worries. The second half of each matters as much as the first."""


@dataclass(frozen=True)
class Zone:
    """One field of the picture of two axes: its name, and what a visitor would notice there."""

    name: str
    seen: str


ZONES: dict[tuple[LEVEL, LEVEL], Zone] = {
    ("low", "low"): Zone("apathy zone", "people come, do what they must, and go"),
    ("high", "low"): Zone("comfort zone", "people talk freely, and little is asked"),
    ("low", "high"): Zone("anxiety zone", "much is asked, and bad news is hidden"),
    ("high", "high"): Zone("learning zone", "much is asked, and problems are told early"),
}
"""(safety, standards) → the zone, after Edmondson."""


def zone(safety: str, standards: str) -> Zone:
    """The zone of a team whose safety and standards are each "low" or "high"; ValueError for any other word."""
    for axis, level in (("safety", safety), ("standards", standards)):
        if level not in get_args(LEVEL):
            raise ValueError(f"zone: {axis} is {level!r}; say 'low' or 'high'.")
    return ZONES[safety, standards]  # type: ignore[index]


def occurred(reports: int, reported_share: Number) -> Decimal:
    """How many events stand behind a number of reports, when this share of events (0 < share ≤ 1) is reported.

    ``reports = occurred × share``, turned round. A log alone cannot tell the share.
    Raises ValueError for a negative count, and for a share that is not above 0 and at most 1.
    """
    if reports < 0:
        raise ValueError(f"occurred: {reports} reports; a count cannot be below zero.")
    part = share(reported_share, "occurred: the share that is reported")
    if not part:
        raise ValueError("occurred: a share of 0 says that nothing is ever reported; then a log tells nothing.")
    return Decimal(reports) / part


def words_in(text: str) -> int:
    """How many words are spoken in a text: pieces between spaces that hold a letter or a digit."""
    return sum(any(letter.isalnum() for letter in piece) for piece in text.split())


def turn_shares(turns: Iterable[tuple[str, str]]) -> dict[str, Fraction]:
    """Who spoke how much: speaker → share of all words, for ``(speaker, words said)`` turns, in order of first turn.

    Raises ValueError when nothing was said at all.
    """
    spoken: dict[str, int] = {}
    for speaker, said in turns:
        spoken[speaker] = spoken.get(speaker, 0) + words_in(said)
    total = sum(spoken.values())
    if not total:
        raise ValueError("turn_shares: nobody said a word, so there is nothing to share out.")
    return {speaker: Fraction(words, total) for speaker, words in spoken.items()}


@dataclass(frozen=True)
class Mediation:
    """A path from one thing to another through a third: what goes through it, what goes past it, and both together."""

    indirect: Decimal
    direct: Decimal

    @property
    def total(self) -> Decimal:
        return self.indirect + self.direct


def mediation(first: Number, second: Number, direct: Number) -> Mediation:
    """Put standardised paths together: safety → learning (`first`), learning → results (`second`), and past learning.

    The indirect path is the product of its two steps. Raises ValueError for what is no number.
    """
    a, b = exact(first, "mediation: the first step"), exact(second, "mediation: the second step")
    return Mediation(indirect=a * b, direct=exact(direct, "mediation: the direct path"))
