"""What is true of a setting of the norm switch, what there is to find, and how progress is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.explorables.norm_switch import NormSwitch, model
from coaching.explorables.norm_switch.tasks import TASKS
from coaching.mindset import above_old_middle, people

WAYS: dict[str, dict[str, Any]] = {
    "unbacked": {"message": True},
    "two-offices": {"message": True, "a": "learn"},
    "study": {"d": 0.11},
    "three-in-four": {"d": 0.67},
    "norm-alone": {"b": "learn"},
}

each = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@each
def test_nothing_is_found_at_the_start_and_there_is_a_way_to_find_it(task):
    assert not model.finds(task, model.START)
    assert model.finds(task, model.START | WAYS[task.id])


@pytest.mark.parametrize(("d", "above"), [(0.05, 52), (0.11, 54), (0.33, 63), (0.67, 75)])
def test_a_distance_reads_as_people_in_a_hundred(d, above):
    known = model.facts(model.START | {"d": d, "message": True, "a": "learn"})
    assert (known["above"], known["moved_a"], known["moved_b"]) == (above, above - 50, 0)


def test_there_is_a_reading_for_every_distance_that_can_be_set():
    table = model.readings()
    assert len(table) == 101
    assert [row["above"] for row in table] == [people(above_old_middle(i / 100)) for i in range(101)]
    assert table[0] == {"above": 50, "pairs": 50, "overlap": 100}


def test_more_of_the_message_moves_nobody_where_colleagues_do_not_back_it():
    for reaction in ("blame", "silence"):
        known = model.facts(model.START | {"message": True, "a": reaction, "b": reaction, "d": 1.0})
        assert known["moved"] == "nowhere"


@given(json_values | st.fixed_dictionaries({"found": json_values, "state": json_values}))
def test_kept_progress_of_any_kind_is_read_and_yields_a_setting_that_works(raw):
    progress = model.clean(raw)
    assert model.clean(progress) == progress
    assert model.facts(progress["state"]) and model.twin(progress)
    json.dumps(progress, allow_nan=False)


def test_the_twin_says_in_words_what_the_picture_shows_and_keeps_what_is_not_found_yet():
    widget = NormSwitch()
    data = widget._repr_mimebundle_()[0]
    for words in (data["text/plain"], data["text/html"]):
        assert "0x" not in words and "50 without any effect" in words
        assert all(task.ask in words and task.shows not in words for task in TASKS)
    widget.progress = {**widget.progress, "found": ["study"]}
    assert TASKS[2].shows in repr(widget)
