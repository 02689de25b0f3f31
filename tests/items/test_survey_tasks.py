"""What the tasks on surveys call right is what the course's own survey code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.items import ChoiceKey, PickEvidence, SeveralKey
from coaching.items.reading import read
from coaching.survey import item_total
from coaching.survey.privacy import LEAST, choose

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ROOT / "solutions" / "02-psychological-safety" / "psychological-safety.ipynb"
LESSON = ROOT / "notebooks" / "02-psychological-safety.ipynb"
needs_key = pytest.mark.skipif(not EXERCISE.is_file(), reason="the learner edition has no solutions")


def people(name: str, first: int, last: int) -> frozenset[str]:
    return frozenset(f"{name}{i}" for i in range(first, last + 1))


NORTH, SOUTH, WEST = people("n", 1, 11), people("s", 1, 8), people("w", 1, 4)
ASKED = {  # in the order of the task; what is asked about a question has its own answers
    "all": NORTH | SOUTH | WEST,
    "west": WEST,
    "north": NORTH,
    "south": SOUTH,
    "joined": SOUTH | WEST,
    "day": people("n", 8, 11),
    "night": people("n", 1, 7),
    "women": people("n", 1, 6),
    "lead": people("n", 1, 9),
}


def key_of(notebook: Path, item: str) -> ChoiceKey:
    key = next(asked.key for asked in read(notebook) if asked.item.id == item)
    assert isinstance(key, ChoiceKey)
    return key


@needs_key
def test_what_may_be_shown_is_what_the_report_would_show() -> None:
    names, groups = list(ASKED), list(ASKED.values())
    shown = {names[i] for i in choose(groups, LEAST)}
    correct = key_of(EXERCISE, "what-may-be-shown").correct
    assert {name for name, answer in correct.items() if answer == "show"} == shown - {"all"}
    too_few = {name for name in correct if name in ASKED and len(ASKED[name]) < LEAST} | {"item", "night"}
    assert {name for name, answer in correct.items() if answer == "few"} == too_few, "day, a half of 'night', has four"


def test_the_school_of_the_lesson_is_reported_by_the_same_rule() -> None:
    teachers, office, kitchen = people("t", 1, 11), people("o", 1, 4), people("k", 1, 2)
    groups = [teachers | office | kitchen, office, teachers, office | kitchen]
    assert choose(groups, LEAST) == [0, 2, 3]
    assert key_of(LESSON, "measure-cells").correct == {"q1": "few", "q2": "show", "q3": "show"}


@needs_key
@pytest.mark.parametrize(("notebook", "item"), [(EXERCISE, "wrong-key"), (LESSON, "measure-pattern")])
def test_the_row_with_the_wrong_key_is_the_only_one_against_the_others(
    notebook: Path, item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    asked = next(asked for asked in read(notebook) if asked.item.id == item)
    assert isinstance(asked.item, PickEvidence) and isinstance(asked.key, SeveralKey)
    answers = {row: [int(a) for a in cells[-2].split(" · ")] for row, cells in asked.item.rows.items()}
    together = dict(zip(answers, item_total(list(zip(*answers.values(), strict=True))), strict=True))
    assert {row for row, r in together.items() if r is not None and r < 0} == asked.key.correct, together
