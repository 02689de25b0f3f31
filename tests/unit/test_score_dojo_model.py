"""What is true of a setting of the dojo, what its challenges promise, and how progress is kept."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.explorables.score_dojo import ScoreDojo, challenges, model
from coaching.explorables.score_dojo.challenges import CHALLENGES, LINES

WAYS: dict[str, dict[str, Any]] = {
    "whose-ruler": {"actual": 69},
    "where-from": {"baseline": 50},
    "less-is-better": {"target": 6},
    "what-one-hides": {"actual": 95},
    "promised": {"actual": 77, "goal": "committed"},
    "answered": {"goal": "learning", "answered": True},
    "same-seventy": {"target": 80, "actual": 71},
    "easy-hundred": {"sealed": True, "target": 60},
    "zero-inside": {"scores": [1, 1, 0], "weights": [2, 2, 1]},
    "burning-guardrail": {"scores": [0.7, 0.8, 0.6], "reading": 9},
}

each = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.id)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@each
def test_a_challenge_is_locked_at_its_start_and_there_is_a_way_to_open_it(challenge):
    way = WAYS[challenge.id]
    assert not set(way) & set(challenge.locked)
    assert not model.opens(challenge, model.start(challenge))
    assert model.opens(challenge, model.start(challenge) | way)


@each
def test_an_opened_challenge_says_in_two_sentences_what_it_shows(challenge):
    assert len(re.findall(r"[.!?](?:\s|$)", challenge.shows)) == 2, challenge.shows


@each
def test_a_hint_gives_the_method_and_the_conditions_name_known_facts(challenge):
    assert challenge.hint and not re.search(r"\b(69|95|77|71)\b", challenge.hint)
    known = model.facts(model.start(challenge))
    assert all(condition.fact in known and condition.says for condition in challenge.conditions)


@each
def test_a_challenge_starts_on_the_grid_of_its_line(challenge):
    state = model.start(challenge)
    assert model.clean({"at": challenge.id, "state": state})["state"] == state
    line = LINES[state["line"]]
    for name in ("baseline", "target", "actual", "forecast"):
        assert (state[name] - line.low) % line.step == 0


def test_facts_agree_with_what_the_start_shows():
    known = model.facts(model.start() | {"sealed": True})
    assert (known["score"], known["raw"], known["ambition"]) == (Decimal("0.7"), Decimal("0.7"), 1)
    assert [known[c] for c in ("rework", "doerr", "seed", "committed")] == ["on target", "green", "on target", "missed"]
    assert (model.shown(known["mean"]), known["minimum"], known["breached"]) == ("0.633", Decimal("0.4"), False)


def test_where_target_and_baseline_meet_nothing_is_scored_and_nothing_breaks():
    known = model.facts(model.start() | {"target": 50, "sealed": True})
    assert known["score"] is known["raw"] is known["ambition"] is None
    assert {known[c] for c in ("rework", "doerr", "seed", "committed")} == {"no verdict"}


def test_without_any_weight_there_is_no_mean():
    known = model.facts(model.start() | {"weights": [0, 0, 0]})
    assert known["mean"] is known["mean_band"] is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.7", "0.70"),
        ("0.633333", "0.633"),
        ("0.6665", "0.667"),
        ("-0.5", "−0.50"),
        ("49", "49.00"),
        ("-0.0001", "0.00"),
    ],
)
def test_numbers_are_shown_with_two_decimals_or_three_where_two_are_not_exact(number, text):
    assert model.shown(Decimal(number)) == text


@given(json_values | st.fixed_dictionaries({"opened": json_values, "at": json_values, "state": json_values}))
def test_kept_progress_of_any_kind_is_read_and_yields_a_setting_that_works(raw):
    progress = model.clean(raw)
    assert model.clean(progress) == progress
    assert model.facts(progress["state"]) and model.twin(progress)
    json.dumps(progress, allow_nan=False)


@given(st.lists(st.sampled_from([*model.BY_ID, "foreign"]), max_size=12))
def test_opened_challenges_are_kept_once_each_and_foreign_ones_left_out(opened):
    assert set(model.clean({"opened": opened})["opened"]) == set(opened) - {"foreign"}


# The widget


def test_the_twin_says_in_words_what_the_picture_shows_and_holds_no_address():
    data = ScoreDojo()._repr_mimebundle_()[0]
    for words in (data["text/plain"], data["text/html"]):
        assert "0x" not in words and "on target" in words
        assert all(challenge.title in words for challenge in CHALLENGES)


def test_the_twin_keeps_what_a_challenge_shows_until_it_is_opened():
    dojo = ScoreDojo()
    assert CHALLENGES[0].shows not in repr(dojo)
    dojo.progress = {**dojo.progress, "opened": [CHALLENGES[0].id]}
    assert CHALLENGES[0].shows in repr(dojo)


def test_every_challenge_has_its_own_id_and_title():
    assert len({c.id for c in CHALLENGES}) == len({c.title for c in CHALLENGES}) == len(challenges.CHALLENGES) == 10
