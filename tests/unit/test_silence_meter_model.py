"""What the Silence meter promises about its talk, its runs and its twin, before anything is drawn."""

from __future__ import annotations

import json
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.answers import SheetFile
from coaching.explorables.silence_meter import SilenceMeter, model, silence_meter
from coaching.explorables.silence_meter.talk import CHOICES, LEADER, PEOPLE, TALK, THOUGHTS
from coaching.safety import ASSURANCES, WORRIES

WAYS = [list(way) for way in product(*([one.id for one in turn.replies] for turn in CHOICES))]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def test_the_talk_has_twelve_turns_three_places_to_reply_and_six_thoughts() -> None:
    assert (len(TALK), len(CHOICES), len(THOUGHTS)) == (12, 3, 6)
    assert all(len(turn.replies) == 3 and turn.who == LEADER for turn in CHOICES)
    assert {turn.who for turn in TALK} == set(PEOPLE)
    assert {thought.door for thought in THOUGHTS.values()} == set(ASSURANCES) == set(model.DOORS)
    assert {thought.worry for thought in THOUGHTS.values()} == set(WORRIES)


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_on_every_way_each_thought_is_either_told_or_not(way: list[str]) -> None:
    end = model.course(way)
    assert end.over and len(end.heard) == 12
    assert sorted([*end.told, *end.unsaid]) == sorted(THOUGHTS)
    assert sum(end.shares().values()) == 1


def test_a_friendly_run_leaves_nearly_as_much_unsaid_as_a_harsh_one() -> None:
    """The lesson says these numbers; if the talk changes, the lesson has to."""
    said = {tuple(way): len(model.course(way).told) for way in WAYS}
    assert said["hurry", "search", "finish"] == 0
    assert said["kind", "comfort", "praise"] == 1
    assert said["hurry", "learn", "look"] == 1
    assert said["answer", "learn", "look"] == 6
    assert [way for way in said if said[way] == 6] == [("answer", "learn", "look")]


def test_an_opener_reply_never_leaves_less_said_than_another_in_its_place() -> None:
    best = ["answer", "learn", "look"]
    for way in WAYS:
        for at in range(3):
            opened = [*way[:at], best[at], *way[at + 1 :]]
            assert len(model.course(opened).told) >= len(model.course(way).told), (way, at)


def test_the_leader_speaks_least_where_most_is_said() -> None:
    most = model.course(["answer", "learn", "look"]).shares()[LEADER]
    assert all(most <= model.course(way).shares()[LEADER] for way in WAYS)


def test_the_talk_stops_where_a_reply_is_needed() -> None:
    assert [len(model.course(["answer", "learn", "look"][:n]).heard) for n in range(4)] == [2, 5, 9, 12]
    assert not model.course(["answer"]).over


@given(json_values | st.fixed_dictionaries({}, optional=dict.fromkeys(("replies", "bet", "open", "runs"), json_values)))
def test_kept_progress_of_any_kind_is_read_and_yields_a_talk_that_goes_on(raw: Any) -> None:
    progress = model.clean(raw)
    assert model.clean(progress) == progress
    assert model.twin(progress)
    json.dumps(progress, allow_nan=False)


def test_finished_runs_are_kept_once_each_and_foreign_ones_left_out() -> None:
    run = ["answer", "learn", "look"]
    kept = model.clean({"runs": [run, run, ["answer"], ["no", "such", "reply"], WAYS[0]]})["runs"]
    assert kept == [run, WAYS[0]]


def test_the_twin_keeps_what_was_not_said_until_the_lid_is_off() -> None:
    meter = SilenceMeter()
    meter.progress = {**meter.progress, "replies": ["hurry", "search", "finish"]}
    assert "night alarm" not in repr(meter)
    meter.progress = {**meter.progress, "bet": 4, "open": True}
    assert "night alarm" in repr(meter) and "0 of 6 thoughts" in repr(meter)


def test_the_twin_holds_no_address_and_the_replies_in_full() -> None:
    data = SilenceMeter()._repr_mimebundle_()[0]
    for words in (data["text/plain"], data["text/html"]):
        assert "0x" not in words
        assert all(one.says in words for one in CHOICES[0].replies)


def test_runs_are_kept_in_the_answer_sheet_and_come_back(tmp_path: Any) -> None:
    here = SimpleNamespace(sheet=SheetFile("02-psychological-safety", folder=tmp_path))
    meter = silence_meter(here)
    meter.progress = {"replies": WAYS[0], "bet": 2, "open": True, "runs": [WAYS[0]], "turn": 7}
    assert meter.heard == {"turn": 7, "says": "Saved."}
    assert silence_meter(here).progress == {"replies": WAYS[0], "bet": 2, "open": True, "runs": [WAYS[0]]}


def test_without_a_lesson_nothing_is_kept() -> None:
    assert silence_meter().keeps is False
