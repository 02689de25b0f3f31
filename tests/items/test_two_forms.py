"""The questions before module 1 and after module 4 are two parallel forms: one blueprint, other surfaces."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from coaching.grading.forms import units
from coaching.items import ChoiceKey, ChooseOne, Classify, EstimateKey, Order, OrderKey, SeveralKey
from coaching.items.reading import Asked, read

ROOT = Path(__file__).resolve().parents[2]
BEFORE = ROOT / "solutions" / "00-pretest" / "pretest.ipynb"
AFTER = ROOT / "solutions" / "99-posttest" / "posttest.ipynb"
pytestmark = pytest.mark.skipif(not BEFORE.is_file(), reason="the learner edition has no solutions")


@pytest.fixture(scope="module")
def forms() -> tuple[dict[str, Asked], dict[str, Asked]]:
    before, after = ({asked.item.id: asked for asked in read(form)} for form in (BEFORE, AFTER))
    return before, after


@pytest.fixture(scope="module")
def blueprint() -> list[dict[str, str]]:
    with (BEFORE.parent / "private" / "blueprint.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(asked: Asked) -> dict[str, str]:
    """The surface of each unit: everything that a learner reads of it."""
    item = asked.item
    if isinstance(item, ChooseOne):
        return {f"{item.id}:{q.id}": f"{q.text} {sorted(q.options.values())}" for q in item.questions}
    if isinstance(item, Classify):
        return {f"{item.id}:{s}": text for s, text in item.statements.items()}
    if hasattr(item, "fields"):
        return {f"{item.id}:{f.id}": f.label for f in item.fields}
    shown = item.entries if isinstance(item, Order) else item.choices()  # type: ignore[attr-defined]
    return {f"{item.id}:": item.prompt + str(sorted(shown.values()))}


def test_each_form_has_the_24_units_of_the_blueprint(forms, blueprint):
    for form in forms:
        assert sorted(unit for asked in form.values() for unit in words(asked)) == sorted(r["unit"] for r in blueprint)
    assert len(blueprint) == 24


def test_the_blueprint_asks_two_units_of_recall_ten_of_use_and_twelve_of_judgement_six_a_module(blueprint):
    assert Counter(row["level"] for row in blueprint) == {"recall": 2, "apply": 10, "judge": 12}
    assert Counter(row["module"] for row in blueprint) == dict.fromkeys("1234", 6)
    assert all(row["objective"].startswith(f"0{row['module']}.") for row in blueprint)


def test_every_unit_names_an_objective_that_its_lesson_has(blueprint):
    for row in blueprint:
        for lesson in (ROOT / "notebooks").glob(f"0{row['module']}-*.ipynb"):
            front = json.loads(lesson.read_text(encoding="utf-8"))["metadata"]["coaching"]
            assert row["objective"] in front["objectives"], row


def test_six_units_are_the_same_in_both_forms_and_eighteen_have_another_surface(forms, blueprint):
    before, after = ({unit: text for asked in form.values() for unit, text in words(asked).items()} for form in forms)
    same = {unit for unit in before if before[unit] == after[unit]}
    assert same == {row["unit"] for row in blueprint if row["anchor"] == "yes"}
    assert len(same) == 6


def test_both_forms_ask_with_the_same_cards_for_the_same_points_with_the_same_choices(forms):
    before, after = forms
    assert [(a.item.id, a.item.kind, a.points, a.item.confidence) for a in before.values()] == [
        (a.item.id, a.item.kind, a.points, a.item.confidence) for a in after.values()
    ]
    for name in before:
        assert shape(before[name]) == shape(after[name]), name


def shape(asked: Asked) -> object:
    """What an answer can be and which idea each answer shows, whatever the words."""
    match asked.key:
        case ChoiceKey() as key:
            return {part: Counter(note.misconception for note in notes.values()) for part, notes in key.notes.items()}
        case SeveralKey() as key:
            return Counter(note.misconception for note in key.notes.values()), len(key.correct)
        case EstimateKey() as key:
            return {f: sorted(str(n.misconception) for n in key.known.get(f, {}).values()) for f in key.correct}
        case OrderKey() as key:
            return len(key.correct), {note.misconception for note in key.notes.values()}
    raise AssertionError(asked.key)


def test_remembering_letters_does_not_help_in_the_second_form(forms, blueprint):
    anchors = {row["unit"] for row in blueprint if row["anchor"] == "yes"}
    before, after = (
        {f"{name}:{part}": option for name in ("people", "goals") for part, option in form[name].key.correct.items()}
        for form in forms
    )
    new = [unit for unit in before if unit not in anchors]
    assert sum(before[unit] == after[unit] for unit in new) <= len(new) / 2


def test_both_forms_know_the_same_misconceptions():
    first, second = (form.parent / "private" / "misconceptions.toml" for form in (BEFORE, AFTER))
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")


def test_the_model_answers_have_all_24_units(forms):
    for path, form in zip((BEFORE, AFTER), forms, strict=True):
        sheet = json.loads((path.parent / "private" / "model_answers.json").read_text(encoding="utf-8"))
        marks = [mark for asked in form.values() for mark in units(asked, sheet["items"][asked.item.id]["value"])]
        assert len(marks) == 24
        assert all(mark.right == 1 for mark in marks)
