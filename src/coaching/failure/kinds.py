"""Which kind of failure was it: nine reasons, five criteria, three kinds, and the bet that is only half built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Criterion = Literal["new", "worth", "known", "small", "used"]
"""The five criteria of an intelligent failure, by one word each."""

CRITERIA: dict[Criterion, str] = {
    "new": "New ground: nobody here or elsewhere had a recipe",
    "worth": "Worth it: a fair chance to move a goal worth having",
    "known": "Known first: it used what is known, and said what it expected",
    "small": "Small: no larger than needed to tell",
    "used": "Used: the lesson was taken and changed something",
}
"""After Edmondson (2023), *Right Kind of Wrong*; the words are ours. Four make the kind, the fifth crowns it."""

Kind = Literal["basic", "complex", "half-built bet", "intelligent"]
"""Basic, complex and intelligent are Edmondson's kinds. *Half-built bet* is this course's own name for new ground
entered without one of the other three: not yet intelligent, and mended by building the next one better."""


@dataclass(frozen=True)
class Reason:
    """One of nine reasons for a failure; ``step`` runs from 1, nearest to blame, to 9, nearest to praise."""

    step: int
    name: str
    means: str


REASONS: tuple[Reason, ...] = (
    Reason(1, "Deviance", "chose to break a rule that could be kept"),
    Reason(2, "Inattention", "slipped from the known way unawares"),
    Reason(3, "Lack of ability", "was not trained or equipped for it"),
    Reason(4, "Faulty process", "followed the known way, and it was poor"),
    Reason(5, "Hard task", "too hard to go well every single time"),
    Reason(6, "Complex process", "many parts met in a way not seen before"),
    Reason(7, "Uncertainty", "a sensible step, an unseen future"),
    Reason(8, "Testing an idea", "an idea expected to work did not"),
    Reason(9, "Exploring", "a first look, made to find out"),
)
"""The spectrum of reasons after Edmondson (2011), *Strategies for Learning from Failure*; the words are ours."""


@dataclass(frozen=True)
class Attempt:
    """What is known of something that failed.

    ``new``: no recipe existed. ``worth``: a fair chance to move a goal worth having. ``known``: what is known was used,
    with an expectation said beforehand. ``reach`` is how far harm could go and ``needed`` the smallest reach that
    would still have told; both on one scale of whole steps. ``used``: the lesson changed something. ``causes``: how
    many causes had to meet.
    """

    new: bool
    worth: bool
    known: bool
    reach: int
    needed: int
    used: bool
    causes: int = 1


@dataclass(frozen=True)
class Judgement:
    """The kind, the criteria that break (in the order of ``CRITERIA``), and whether it was too small to tell."""

    kind: Kind
    broken: tuple[Criterion, ...]
    tells: bool


def judge(attempt: Attempt) -> Judgement:
    """Tell the kind of a failure and which criteria break.

    1. No new ground: complex when several causes had to meet, basic otherwise.
    2. New ground, and goal, knowledge or size broken, or too small to tell: a half-built bet.
    3. New ground, and all of them met: intelligent, whether or not the lesson was used yet.

    Too large breaks *small*; too small to tell breaks no size rule, but nothing can be learned, so ``tells`` is False.
    Raises ValueError when fewer than one cause is given.
    """
    if attempt.causes < 1:
        raise ValueError(f"judge: causes is {attempt.causes}; something that failed has at least one cause.")
    tells = attempt.reach >= attempt.needed
    met: dict[Criterion, bool] = {
        "new": attempt.new,
        "worth": attempt.worth,
        "known": attempt.known,
        "small": attempt.reach <= attempt.needed,
        "used": attempt.used,
    }
    broken = tuple(criterion for criterion in CRITERIA if not met[criterion])
    if not attempt.new:
        return Judgement("complex" if attempt.causes > 1 else "basic", broken, tells)
    core = met["worth"] and met["known"] and met["small"] and tells
    return Judgement("intelligent" if core else "half-built bet", broken, tells)
