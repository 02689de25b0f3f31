"""With `--with-answers`, a page shows for every kind of item what was missed, and nothing beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coaching.grading.right_answers import Right, not_chosen, right_answers
from coaching.items import (
    Asked,
    Check,
    ChoiceKey,
    ChooseOne,
    ChooseSeveral,
    Construct,
    ConstructKey,
    Estimate,
    EstimateKey,
    Item,
    Key,
    Note,
    NumberField,
    Order,
    OrderKey,
    Question,
    SeveralKey,
    Slider,
    Target,
)
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY


def note(text: str) -> Note:
    return Note(text=text)


ONE = ChooseOne(
    id="one",
    prompt="Which?",
    questions=tuple(Question(id=q, text=f"Question {q}", options={"a": "Apple", "b": "Bread"}) for q in ("q1", "q2")),
)
ONE_KEY = ChoiceKey(
    correct={"q1": "a", "q2": "b"},
    notes={q: {o: note(f"{q} as {o}.") for o in ("a", "b")} for q in ("q1", "q2")},
)
SEVERAL = ChooseSeveral(id="several", prompt="Which?", options={"a": "Apple", "b": "Bread", "c": "Cake"})
SEVERAL_KEY = SeveralKey(correct=frozenset({"a", "b"}), notes={o: note(f"On {o}.") for o in ("a", "b", "c")})
NUMBER = Estimate(
    id="number", prompt="How much?", fields=(NumberField(id="x", label="X"), NumberField(id="y", label="Y"))
)
NUMBER_KEY = EstimateKey(
    correct={"x": Target(value="0.7"), "y": Target(value="3")},
    notes={"x": note("Why x."), "y": note("Why y.")},
    otherwise={"x": note("Not x."), "y": note("Not y.")},
)
ORDER = Order(id="order", prompt="In which order?", entries={"a": "Apple", "b": "Bread", "c": "Cake"})
ORDER_KEY = OrderKey(correct=("c", "a", "b"), notes={("c", "a"): note("Cake first."), ("a", "b"): note("Then bread.")})
BUILD = Construct(
    id="build", prompt="Set it.", controls=(Slider(id="s", label="Share", low=0, high=10, step=1, start=0),)
)
BUILD_KEY = ConstructKey(
    checks=(Check(id="high", says="It is high", holds=lambda at: at["s"] > 7, note=note("Go higher.")),), model={"s": 9}
)

CASES: list[tuple[Item, Key, Any, list[str], list[str]]] = [
    (ONE, ONE_KEY, {"q1": "a", "q2": "a"}, ["Question q2 → Bread", "q2 as b."], ["q1", "q2 as a."]),
    (ONE, ONE_KEY, {"q2": "b"}, ["Question q1 → Apple", "q1 as a."], ["q2"]),
    (ONE, ONE_KEY, None, ["q1 as a.", "q2 as b."], ["q1 as b.", "q2 as a."]),
    (SEVERAL, SEVERAL_KEY, ["a", "c"], ["Bread", "On b."], ["Apple", "On a.", "Cake"]),
    (NUMBER, NUMBER_KEY, {"x": "0,70", "y": "2"}, ["Y: 3", "Why y."], ["Why x.", "Not"]),
    (ORDER, ORDER_KEY, ["a", "b", "c"], ["1.", "Cake"], ["Cake first."]),
    (BUILD, BUILD_KEY, {"s": 2}, ["Share", "9"], ["Go higher."]),
]


@pytest.mark.parametrize(("item", "key", "value", "shown", "not_shown"), CASES)
def test_what_was_missed_is_shown(item: Item, key: Key, value: Any, shown: list[str], not_shown: list[str]) -> None:
    html = not_chosen(Right(Asked(item, Path("x.ipynb"), "x", key), key.model_value()), value)
    assert [words for words in shown if words not in html] == [], html
    assert [words for words in not_shown if words in html] == [], html


@pytest.mark.parametrize(("item", "key", "value", "shown", "not_shown"), CASES)
def test_where_all_is_there_nothing_is_shown(
    item: Item, key: Key, value: Any, shown: list[str], not_shown: list[str]
) -> None:
    assert not_chosen(Right(Asked(item, Path("x.ipynb"), "x", key), key.model_value()), key.model_value()) == ""


@pytest.mark.parametrize(("item", "key"), [(item, key) for item, key, *_ in CASES])
@pytest.mark.parametrize("value", [7, "x", [["a"]], {"q1": []}, {"s": "<b>"}, {"x": "<script>"}])
def test_whatever_a_notebook_holds_as_an_answer_is_taken(item: Item, key: Key, value: Any) -> None:
    assert "<script" not in not_chosen(Right(Asked(item, Path("x.ipynb"), "x", key), key.model_value()), value)


def test_where_the_keys_are_not_here_this_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseProblem, match="no right answers"):
        right_answers(tmp_path)


FORMS = ("00-pretest", "99-posttest")
MODULES = sorted(path.name for path in (REPOSITORY / "solutions").glob("[0-9]*") if path.name not in FORMS)


@pytest.mark.parametrize("module", MODULES)
def test_every_item_of_the_course_has_a_right_answer_to_show(module: str) -> None:
    answers = right_answers(REPOSITORY / "solutions" / module)
    assert answers
    assert [name for name, right in answers.items() if not not_chosen(right, None)] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_two_forms_keep_their_keys(form: str) -> None:
    with pytest.raises(CourseProblem, match="compared with the other form"):
        right_answers(REPOSITORY / "solutions" / form)
