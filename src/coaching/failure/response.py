"""What to do: how much to try in which place, and what is fair to people when something went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Novelty = Literal["routine", "variable", "new"]
Stakes = Literal["low", "high"]
NOVELTY: tuple[Novelty, ...] = ("routine", "variable", "new")
STAKES: tuple[Stakes, ...] = ("low", "high")

_ADVICE: dict[tuple[Novelty, Stakes], tuple[str, str]] = {
    ("routine", "low"): ("Keep the recipe", "tidy it in small steps"),
    ("routine", "high"): ("Prevent", "checks and training, no trials"),
    ("variable", "low"): ("Adapt and watch", "adjust while you work"),
    ("variable", "high"): ("Watch and stop early", "warnings count, anyone may stop"),
    ("new", "low"): ("Try freely", "many small trials"),
    ("new", "high"): ("Pilot first", "simulate, then one small place"),
}


def advice(novelty: Novelty, stakes: Stakes) -> tuple[str, str]:
    """What fits a place, in a few words, and how.

    After Edmondson (2023), as reported: consistent, variable and novel contexts by stakes. The fields routine and
    high, new and low, new and high follow it; the other three are this course's reading.
    Raises ValueError for other words.
    """
    try:
        return _ADVICE[novelty, stakes]
    except KeyError:
        raise ValueError(
            f"advice: {novelty!r} and {stakes!r}; say routine, variable or new, and low or high."
        ) from None


Behaviour = Literal["error", "at-risk", "reckless"]


@dataclass(frozen=True)
class Response:
    """What kind of act it was, what it calls for, and where the work on the system lies."""

    behaviour: Behaviour
    fair: str
    system: str


_RESPONSES: dict[Behaviour, Response] = {
    "error": Response("error", "console", "redesign the work so that the slip is harder or harmless"),
    "at-risk": Response("at-risk", "coach", "remove what makes the shortcut look sensible"),
    "reckless": Response("reckless", "sanction", "ask why nobody stopped it before"),
}


def triage(*, chose_it: bool, saw_the_risk: bool, had_a_reason: bool) -> Response:
    """The three questions before anybody is punished, asked in this order. The harm done is not among them.

    1. Did the person choose to leave the safe way? No: a human error.
    2. Did the person see a serious risk to others? No: at-risk behaviour.
    3. Was there a reason that a fair colleague would accept? Yes: at-risk; no: reckless.

    The three names go back to Marx, as reported; the order and the words are ours. Dekker (2012) objects that no act
    carries its name on it and asks who draws the line: so this orders questions, and decides nothing. Intended harm,
    harassment and breaches of law do not belong here: they go to those who are responsible for them.
    """
    if not chose_it:
        return _RESPONSES["error"]
    if not saw_the_risk or had_a_reason:
        return _RESPONSES["at-risk"]
    return _RESPONSES["reckless"]
