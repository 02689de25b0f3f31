"""What is true of a card as a learner has set it, of all cards together, and of one bet.

While something is moved the browser works these facts out by itself (``model.js``); a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coaching.explorables.failure_bench.cards import CARDS, FIELDS, FIRST, REACH, Card
from coaching.failure import CRITERIA, REASONS, bits, judge, surprise

BY_ID = {card.id: card for card in CARDS}
SAID = {"deserved": (2, 5), "treated": (70, 90)}
"""Per cent of failures that executives said deserve blame, and said are treated so (Edmondson 2011, as reported)."""

BLANK: dict[str, Any] = {"step": 5, "deserved": None, "treated": None, "reach": 3, "chance": 50, "opened": False}
"""What a card starts with: the middle of the nine steps, nobody judged, and an even chance (in per cent)."""

BET = 50

NOT_ASKED = "not asked"


def facts(card_id: str, mark: Mapping[str, Any]) -> dict[str, Any]:
    """What an opened file says of a card with the learner's mark.

    ``step`` tells if the learner's step is one that a fair reader may give. ``tests`` maps each criterion to "holds",
    "breaks" or, on known ground beyond *new*, "not asked"; *small* and ``tells`` follow the learner's reach.
    """
    card = BY_ID[card_id]
    judged = judge(card.attempt(mark["reach"]))
    tests = {name: "breaks" if name in judged.broken else "holds" for name in CRITERIA}
    if not card.new:
        tests |= dict.fromkeys(list(CRITERIA)[1:], NOT_ASKED)
    return {
        "step": mark["step"] in card.steps,
        "kind": judge(card.attempt()).kind,
        "now": judged.kind,
        "tests": tests,
        "tells": judged.tells if card.new else NOT_ASKED,
        "bits": bits(mark["chance"] / 100),
        "file_bits": bits(card.chance),
    }


def shares(marks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The learner's own blame shares over the opened cards, in whole per cent; None before the first card."""
    opened = [mark for mark in marks.values() if mark["opened"]]

    def share(name: str) -> int | None:
        judged = [mark[name] for mark in opened if mark[name] is not None]
        return (200 * sum(judged) + len(judged)) // (2 * len(judged)) if judged else None

    return {"opened": len(opened), "deserved": share("deserved"), "treated": share("treated")}


def bet(chance: int) -> dict[str, float | None]:
    """Bits of a bet with this chance in per cent: on average, if it works, if it fails; None if that cannot come."""
    share = chance / 100
    return {
        "bits": bits(share),
        "works": surprise(share) if share else None,
        "fails": surprise(1 - share) if share < 1 else None,
    }


def clean(raw: object) -> dict[str, Any]:
    """Read kept progress, whatever it is: the marks by card, the card at hand, and the bet. Never raises."""
    given = raw if isinstance(raw, Mapping) else {}
    kept = given.get("marks")
    marks = {id: _mark(mark) for id, mark in kept.items() if id in BY_ID} if isinstance(kept, Mapping) else {}
    at = given.get("at")
    return {
        "marks": {card.id: marks[card.id] for card in CARDS if card.id in marks},
        "at": at if isinstance(at, str) and at in BY_ID else FIRST,
        "bet": _whole(given.get("bet"), 0, 100, BET),
    }


def twin(progress: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The present state in words, as pairs of a name and a value."""
    card = BY_ID[progress["at"]]
    mark = progress["marks"].get(card.id, BLANK)
    known = facts(card.id, mark)
    reason = REASONS[mark["step"] - 1]
    share = shares(progress["marks"])
    mine = {name: "–" if share[name] is None else f"{share[name]} %" for name in SAID}
    rows = [
        ("Card", f"{card.title} ({card.field}). {card.story}"),
        ("Your step", f"{reason.step} of 9, {reason.name.lower()}: {reason.means}"),
        ("Your reach", REACH[mark["reach"]]),
        ("Your chance, the day before", f"{mark['chance']} % that it goes well: {known['bits']:.2f} bits"),
    ]
    if mark["opened"]:
        tests = ", ".join(f"{name} {says}" for name, says in known["tests"].items())
        rows += [("The file", f"{known['kind']}. {card.why}"), ("Tests", tests)]
    taught = bet(progress["bet"])
    return [
        *rows,
        ("Files opened", f"{share['opened']} of {len(CARDS)}"),
        ("Your share that deserves blame", f"{mine['deserved']} (executives' guess: 2–5 %)"),
        ("Your share that would be blamed", f"{mine['treated']} (executives' guess: 70–90 %)"),
        ("One bet", f"a chance of {progress['bet']} % teaches {taught['bits']:.2f} bits on average"),
    ]


def listed(progress: Mapping[str, Any]) -> list[str]:
    """Every card on one line, by field: what a person can read where nothing moves."""
    opened = {id for id, mark in progress["marks"].items() if mark["opened"]}
    return [_line(card, card.id in opened) for field in FIELDS for card in CARDS if card.field == field]


def _line(card: Card, opened: bool) -> str:
    return f"{card.title} ({card.field}): {card.story}" + (f" File: {card.why}" if opened else "")


def _mark(raw: object) -> dict[str, Any]:
    given = raw if isinstance(raw, Mapping) else {}
    yes_or_no = {
        name: given.get(name) if isinstance(given.get(name), bool) else None for name in ("deserved", "treated")
    }
    return {
        "step": _whole(given.get("step"), 1, 9, BLANK["step"]),
        **yes_or_no,
        "reach": _whole(given.get("reach"), 0, len(REACH) - 1, BLANK["reach"]),
        "chance": _whole(given.get("chance"), 0, 100, BLANK["chance"]),
        "opened": given.get("opened") is True,
    }


def _whole(value: object, low: int, high: int, instead: int) -> int:
    """A whole number in range, as JSON may hold it (3 or 3.0), or the stand-in."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return instead
    return int(value) if value == int(value) else instead
