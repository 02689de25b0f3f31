"""What is true of the cards of the Failure bench, and how a learner's marks are kept."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.answers import SheetFile
from coaching.explorables.failure_bench import FailureBench, model
from coaching.explorables.failure_bench.cards import CARDS, FIELDS, REACH, Card
from coaching.failure import judge

each = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def test_there_are_24_cards_six_from_each_field_with_every_step_and_every_kind() -> None:
    assert len(CARDS) == len(model.BY_ID) == 24
    assert Counter(card.field for card in CARDS) == dict.fromkeys(FIELDS, 6)
    assert {card.steps[0] for card in CARDS} == set(range(1, 10))
    assert {judge(card.attempt()).kind for card in CARDS} == {"basic", "complex", "half-built bet", "intelligent"}


@each
def test_a_card_is_consistent(card: Card) -> None:
    assert 15 <= len(card.story.split()) <= 60 and card.why.endswith(".")
    assert all(1 <= step <= 9 for step in card.steps) and len(card.steps) <= 2
    assert 0 <= card.reach < len(REACH) and 0 < card.chance < 1
    if card.new:
        assert card.needed >= 1 and min(card.steps) >= 7, "new ground is entered at the upper steps"
    else:
        assert card.needed == 0 and judge(card.attempt()).kind in ("basic", "complex")
    if judge(card.attempt()).kind == "complex":
        assert card.causes > 1
    if judge(card.attempt()).kind == "intelligent":
        assert card.used and 0.3 <= card.chance <= 0.7, "an open question, with its lesson used"


@each
def test_on_new_ground_there_is_one_smallest_reach_that_still_tells(card: Card) -> None:
    if not card.new:
        known = model.facts(card.id, model.BLANK)
        assert known["tells"] == "not asked" and set(list(known["tests"].values())[1:]) == {"not asked"}
        return
    good = []
    for reach in range(len(REACH)):
        known = model.facts(card.id, model.BLANK | {"reach": reach})
        assert known["tells"] is (reach >= card.needed)
        if known["tells"] and known["tests"]["small"] == "holds":
            good.append(reach)
    assert good == [card.needed]


def test_shares_count_opened_files_and_answered_questions_only() -> None:
    def mark(deserved: bool | None, treated: bool | None, opened: bool = True) -> dict[str, object]:
        return model.BLANK | {"deserved": deserved, "treated": treated, "opened": opened}

    marks = {"a": mark(True, True), "b": mark(False, True), "c": mark(False, None), "d": mark(True, True, opened=False)}
    assert model.shares(marks) == {"opened": 3, "deserved": 33, "treated": 100}
    assert model.shares({}) == {"opened": 0, "deserved": None, "treated": None}


def test_a_bet_that_is_sure_has_no_rare_end() -> None:
    assert model.bet(100) == {"bits": 0, "works": 0, "fails": None}
    assert model.bet(0)["works"] is None
    assert model.bet(50) == {"bits": 1, "works": 1, "fails": 1}


@given(json_values | st.fixed_dictionaries({"marks": json_values, "at": json_values, "bet": json_values}))
def test_kept_progress_of_any_kind_is_read_and_yields_a_state_that_works(raw: object) -> None:
    progress = model.clean(raw)
    assert model.clean(progress) == progress
    assert model.twin(progress) and model.listed(progress)
    json.dumps(progress, allow_nan=False)


@given(st.dictionaries(st.sampled_from([*model.BY_ID, "foreign"]), json_values, max_size=6))
def test_marks_of_foreign_cards_are_left_out(marks: dict[str, object]) -> None:
    assert set(model.clean({"marks": marks})["marks"]) == set(marks) - {"foreign"}


def test_marks_are_kept_in_the_answer_sheet_and_read_back(tmp_path: Path) -> None:
    bench = FailureBench(SheetFile("04-intelligent-failure", folder=tmp_path))
    bench.progress = {
        "marks": {"tills": model.BLANK | {"step": 8, "opened": True}},
        "at": "tills",
        "bet": 30,
        "turn": 1,
    }
    assert bench.heard == {"turn": 1, "says": "Saved."}
    again = FailureBench(SheetFile("04-intelligent-failure", folder=tmp_path))
    assert (again.progress["at"], again.progress["marks"]["tills"]["step"]) == ("tills", 8)


def test_the_twin_lists_all_cards_and_tells_a_file_only_when_it_was_opened() -> None:
    bench = FailureBench()
    words = repr(bench)
    assert all(card.title in words for card in CARDS) and "0x" not in words
    assert not any(card.why in words for card in CARDS)
    bench.progress = model.clean({"marks": {"tills": {"opened": True}}, "at": "tills"})
    assert model.BY_ID["tills"].why in repr(bench)
    assert "half-built bet" in bench._repr_mimebundle_()[0]["text/html"]
