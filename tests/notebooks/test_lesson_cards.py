"""The cards of the lessons answer well: the model answer is there, each other choice has its own words, and no trick of
form (always the longest, always the same place) finds the answers without reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coaching.items import ChoiceKey, ChooseOne
from coaching.items.reading import Asked, read

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CARDS = [asked for path in sorted(NOTEBOOKS.glob("*.ipynb")) for asked in read(path) if asked.key is not None]


def name(asked: Asked) -> str:
    return f"{asked.notebook.stem}:{asked.item.id}"


@pytest.mark.parametrize("asked", CARDS, ids=name)
def test_the_model_answer_is_there_and_an_open_card_is_not_attempted(asked: Asked) -> None:
    assert asked.key is not None
    assert asked.item.score(asked.item.clean(None).value, asked.key).state == "not attempted"  # type: ignore[attr-defined]
    model = asked.key.model_value()
    if model is not None:
        score = asked.item.score(asked.item.clean(model).value, asked.key)  # type: ignore[attr-defined]
        assert score.state == "there", score


def test_the_school_can_be_repaired_within_its_budget() -> None:
    """A construct card has no model answer of its own; this is one."""
    (asked,) = [asked for asked in CARDS if asked.item.id == "repair-school"]
    repaired = {"who": "all", "rail": "absence"}
    assert asked.item.score(repaired, asked.key).state == "there"  # type: ignore[attr-defined]
    for tried in (
        {"target": "t100"},
        {"target": "t75", "who": "best"},
        {"who": "all", "rail": "absence", "target": "t75"},
    ):
        assert asked.item.score(tried, asked.key).state != "there"  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", [a for a in CARDS if isinstance(a.key, ChoiceKey)], ids=name)
def test_every_choice_is_answered_in_its_own_words(asked: Asked) -> None:
    assert isinstance(asked.key, ChoiceKey)
    for part, notes in asked.key.notes.items():
        texts = [note.text for note in notes.values()]
        assert len(set(texts)) == len(texts), f"{part} says the same twice"
        assert all(len(text.split()) >= 4 for text in texts), part


def has_one_set_of_options(item: ChooseOne) -> bool:
    """Whether all questions offer the same names: then no form can give an answer away."""
    return len(item.questions) > 1 and len({tuple(q.options.values()) for q in item.questions}) == 1


def chances_to_beat(right: int, chances: list[float]) -> float:
    """The probability that a random guesser gets at least ``right`` questions (Poisson binomial, exact)."""
    at = [1.0]
    for chance in chances:
        at = [a * (1 - chance) + b * chance for a, b in zip([*at, 0.0], [0.0, *at], strict=True)]
    return sum(at[right:])


TRICKS: dict[str, Callable[[list[str]], int]] = {
    "the longest": lambda words: max(range(len(words)), key=lambda i: len(words[i])),
    "the shortest": lambda words: min(range(len(words)), key=lambda i: len(words[i])),
    "the first": lambda words: 0,
    "the middle": lambda words: len(words) // 2,
    "the last": lambda words: len(words) - 1,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_of_form_finds_the_answers(trick: str) -> None:
    right, chances, found = 0, [], []
    for asked in CARDS:
        if not isinstance(asked.item, ChooseOne) or has_one_set_of_options(asked.item):
            continue
        assert isinstance(asked.key, ChoiceKey)
        for question in asked.item.questions:
            options = list(question.options)
            picked = options[TRICKS[trick](list(question.options.values()))]
            chances.append(1 / len(options))
            if picked == asked.key.correct[question.id]:
                right += 1
                found.append(f"{asked.item.id}/{question.id}")
    assert chances_to_beat(right, chances) > 0.05, f"{trick}: {right} of {len(chances)}: {found}"
