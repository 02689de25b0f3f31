"""People who answer: each with an ability, ideas of their own, and a sureness that is not the same as being right.

An ability meets the ease of a part (both on the scale of log odds, as in the model of Rasch, 1960); where the two give
no right answer, or where an idea that the person holds speaks for another one, a wrong one is chosen, and most often
the one that such an idea leads to. The same seed gives the same answers.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from coaching.cards.card import confidence_levels
from coaching.items import (
    Asked,
    ChoiceKey,
    ConstructKey,
    EstimateKey,
    Item,
    Note,
    OrderKey,
    SeveralKey,
    read,
)

from ..coursecopy import REPOSITORY

STRENGTH = 0.7  # how often an idea that somebody holds decides an answer
LEFT_OPEN = 0.02  # of all parts
SAYS_HOW_SURE = 0.9  # of all items that ask
WORDS = (
    "On our ward the board shows misses now.",
    "I said less than I knew, since the plan was already printed.",
    "We call it a stretch, and the bonus depends on it.",
    "Next week I ask one question before I give my view.",
    "The shop in the next town does the reverse, and they are not worse off.",
    "Nobody had asked the drivers, though they see it first.",
    "I would write down beforehand what would change my mind.",
    "It cost us two days, and we learned what we could have read.",
)


@dataclass(frozen=True)
class Mind:
    """How somebody answers one assignment. ``boast`` is how much surer they say they are, in log odds."""

    ability: float
    ideas: frozenset[str]
    boast: float = 0.4
    stamina: float = 1.0

    def later(self) -> Mind:
        """The same person after feedback: more able, with half of the ideas left."""
        return replace(self, ability=self.ability + 0.9, ideas=frozenset(sorted(self.ideas)[::2]), stamina=1.0)


@dataclass(frozen=True)
class Answer:
    """What goes into an answer sheet."""

    value: Any
    confidence: int | None = None


def a_mind(person: str, assignment: str, seed: int, growth: float = 0.0) -> Mind:
    """Somebody's mind when they meet this assignment: their ability is their own, their ideas are on its subject."""
    own, here = random.Random(f"{seed} {person}"), random.Random(f"{seed} {person} {assignment}")
    ability = own.gauss(0.3, 1.0) + here.gauss(0, 0.4) + growth
    boast = own.gauss(0.4, 0.5)
    held = frozenset(code for code in ideas_of(assignment) if here.random() < _spread(code, seed))
    return Mind(ability, held, boast, stamina=here.uniform(0.3, 1.0) if here.random() < 0.05 else 1.0)


def answers(assignment: str, mind: Mind, rng: random.Random, seed: int = 0) -> dict[str, Answer]:
    """An answer to every item that this mind gets to, as it stands in a sheet."""
    everything = asked_in(assignment)
    reached = everything[: math.ceil(mind.stamina * len(everything))]
    return {asked.item.id: answer(assignment, asked, mind, rng, seed) for asked in reached}


def answer(assignment: str, asked: Asked, mind: Mind, rng: random.Random, seed: int = 0) -> Answer:
    """This mind's answer to one item."""
    item, key = asked.item, asked.key
    if key is None:
        text = " ".join(rng.sample(WORDS, rng.randint(4, 7)))
        return Answer("" if rng.random() < 0.06 else text)

    def ease(part: str) -> float:
        return random.Random(f"{seed} {assignment} {item.id} {part}").gauss(0.2, 0.9)

    def finds(part: str) -> bool:
        return rng.random() < _chance(mind.ability + ease(part))

    def is_led(note: Note | None) -> bool:
        return note is not None and note.misconception in mind.ideas and rng.random() < STRENGTH

    if isinstance(key, ChoiceKey):
        value: Any = {part: _one(key, part, finds, is_led, rng) for part in key.correct if rng.random() > LEFT_OPEN}
    elif isinstance(key, SeveralKey):
        value = _several(item, key, mind, ease, is_led, rng)
    elif isinstance(key, OrderKey):
        value = _order(key, mind, ease, is_led, rng)
    elif isinstance(key, EstimateKey):
        value = {f: _number(item, key, f, finds, is_led, rng) for f in key.correct if rng.random() > LEFT_OPEN}
    elif isinstance(key, ConstructKey):
        model, planted = _private(assignment)
        wrong = planted.get(item.id, ())
        led = [one["value"] for one in wrong if mind.ideas & set(one["reports"])]
        if led and rng.random() < STRENGTH:
            value = rng.choice(led)
        elif finds("whole"):
            value = model[item.id]
        else:
            value = item.guess(rng) if rng.random() < 0.6 or not wrong else rng.choice(wrong)["value"]
    else:
        raise AssertionError(f"no mind knows how to answer {item.kind}")
    return Answer(value, _sureness(item, mind.ability + mind.boast + ease("whole"), rng))


def better(assignment: str, before: Mapping[str, Answer], mind: Mind, rng: random.Random, seed: int = 0) -> Any:
    """The answers of a second try: what was full stays, the rest is answered anew."""
    now = answers(assignment, mind, rng, seed)
    for asked in asked_in(assignment):
        item, old = asked.item, before.get(asked.item.id)
        if old is None:
            continue
        if asked.key is None or item.score(item.clean(old.value).value, asked.key).fraction == 1:
            now[item.id] = old
    return now


@cache
def asked_in(assignment: str) -> tuple[Asked, ...]:
    """The items of an exercise with their keys, those of the code track left out."""
    source = REPOSITORY / "solutions" / assignment
    return tuple(one for path in sorted(source.glob("*.ipynb")) if path.stem != "code-track" for one in read(path))


@cache
def ideas_of(assignment: str) -> tuple[str, ...]:
    """The codes of all misconceptions that the exercise's keys know, sorted."""
    codes = {note.misconception for asked in asked_in(assignment) for note in _notes(asked.key)}
    return tuple(sorted(code for code in codes if code))


# ----------------------------------------------------------------------------------------------------------------------


def _one(key: ChoiceKey, part: str, finds: Any, is_led: Any, rng: random.Random) -> str:
    right, notes = key.correct[part], key.notes[part]
    wrong = [option for option in notes if option != right]
    led = [option for option in wrong if is_led(notes[option])]
    if led:
        return rng.choice(led)
    return right if finds(part) else rng.choice(wrong)


def _several(item: Any, key: SeveralKey, mind: Mind, ease: Any, is_led: Any, rng: random.Random) -> list[str]:
    def pull(choice: str) -> float:
        if choice in key.correct:
            return float(mind.ability + ease(choice) + rng.gauss(0.6, 1))
        return float(-ease(choice) + rng.gauss(-0.6, 1)) + (2 if is_led(key.note(choice)) else 0)

    pulls = {choice: pull(choice) for choice in item.choices()}
    ranked = sorted(pulls, key=pulls.__getitem__, reverse=True)
    return sorted(ranked[: max(1, (item.most or len(key.correct)) - (rng.random() < 0.1))])


def _order(key: OrderKey, mind: Mind, ease: Any, is_led: Any, rng: random.Random) -> list[str]:
    blur = 2.2 * (1 - _chance(mind.ability + ease("whole")))
    place = {entry: i + rng.gauss(0, blur) for i, entry in enumerate(key.correct)}
    for (before, after), note in key.notes.items():
        if is_led(note):
            place[before], place[after] = place[after], place[before]
    return sorted(place, key=place.__getitem__)


def _number(item: Any, key: EstimateKey, field: str, finds: Any, is_led: Any, rng: random.Random) -> str:
    known = key.known.get(field, {})
    led = [typed for typed, note in known.items() if is_led(note)]
    if led:
        typed = rng.choice(led)
    elif finds(field):
        typed = key.correct[field].value
    else:
        typed = rng.choice([*known, item.guess(rng)[field]])
    return typed.replace(".", ",") if rng.random() < 0.3 else typed


def _sureness(item: Item, log_odds: float, rng: random.Random) -> int | None:
    if not item.confidence or rng.random() > SAYS_HOW_SURE:
        return None
    felt = 100 * _chance(log_odds + rng.gauss(0, 0.8))
    return min((level for level, _ in confidence_levels(item)), key=lambda level: abs(level - felt))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _spread(code: str, seed: int) -> float:
    """How common an idea is: a few are everywhere, most are rare."""
    return random.Random(f"{seed} {code}").betavariate(1.2, 5)


def _notes(key: Any) -> Iterator[Note]:
    if isinstance(key, ChoiceKey):
        for options in key.notes.values():
            yield from options.values()
    elif isinstance(key, SeveralKey | OrderKey):
        yield from key.notes.values()
    elif isinstance(key, EstimateKey):
        for known in key.known.values():
            yield from known.values()
        yield from key.otherwise.values()
    elif isinstance(key, ConstructKey):
        yield from (check.note for check in key.checks)


@cache
def _private(assignment: str) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = REPOSITORY / "solutions" / assignment / "private"
    model = json.loads((folder / "model_answers.json").read_text(encoding="utf-8"))["items"]
    wrong_file = Path(folder / "wrong_answers.json")
    wrong = json.loads(wrong_file.read_text(encoding="utf-8")) if wrong_file.is_file() else {}
    return {item: entry["value"] for item, entry in model.items()}, wrong
