"""Effect sizes as people, claims that stay within their numbers, and what a message meets where it arrives."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import mindset
from coaching.mindset import Effect

sizes = st.floats(-4, 4)


@pytest.mark.parametrize(("d", "of_hundred"), [(0, 50), (0.05, 52), (0.11, 54), (0.33, 63), (0.67, 75), (-0.11, 46)])
def test_people_in_a_hundred_above_the_old_middle(d: float, of_hundred: int) -> None:
    assert mindset.people(mindset.above_old_middle(d)) == of_hundred


@pytest.mark.parametrize(
    ("d", "above", "pairs", "common"),
    [(0.2, 0.579, 0.556, 0.920), (0.5, 0.691, 0.638, 0.803), (0.8, 0.788, 0.714, 0.689)],
)
def test_the_three_readings_agree_with_published_tables(d: float, above: float, pairs: float, common: float) -> None:
    """Cohen's three benchmarks, as every table of U3, common-language effect size and overlap gives them."""
    assert mindset.above_old_middle(d) == pytest.approx(above, abs=5e-4)
    assert mindset.pair_wins(d) == pytest.approx(pairs, abs=5e-4)
    assert mindset.overlap(d) == pytest.approx(common, abs=5e-4)


def test_a_pair_is_a_closer_race_than_a_crowd() -> None:
    assert mindset.people(mindset.pair_wins(0.11)) == 53
    assert mindset.people(mindset.above_old_middle(0.11)) == 54


@given(sizes)
def test_readings_are_shares_and_turn_round_with_the_sign(d: float) -> None:
    for reading in (mindset.above_old_middle, mindset.pair_wins):
        assert 0 <= reading(d) <= 1
        assert reading(d) + reading(-d) == pytest.approx(1)
    assert mindset.overlap(d) == mindset.overlap(-d) <= 1


@given(sizes, st.floats(0.01, 1))
def test_a_larger_effect_means_more_people(d: float, more: float) -> None:
    assert mindset.above_old_middle(d + more) >= mindset.above_old_middle(d)
    assert mindset.extra_people(d + more) >= mindset.extra_people(d)


@pytest.mark.parametrize("d", [math.nan, math.inf])
def test_no_number_is_refused(d: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        mindset.above_old_middle(d)


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        mindset.people(1.2)


@pytest.mark.parametrize(
    ("low", "estimate", "high", "direction", "at_least"),
    [
        (0.06, 0.14, 0.22, "better", 52),
        (0.02, 0.05, 0.09, "better", 50),
        (-0.08, 0.14, 0.35, "open", 46),
        (0, 0.1, 0.2, "open", 50),
        (-0.3, -0.2, -0.1, "worse", 38),
    ],
)
def test_a_claim_never_outgrows_the_lower_end_of_its_interval(
    low: float, estimate: float, high: float, direction: str, at_least: int
) -> None:
    effect = Effect(estimate, low, high)
    assert (effect.direction, effect.at_least) == (direction, at_least)
    assert at_least <= 100 * mindset.above_old_middle(low) < at_least + 1


def test_an_interval_without_its_estimate_is_refused() -> None:
    with pytest.raises(ValueError, match="does not hold the estimate"):
        Effect(0.5, 0.1, 0.3)


@pytest.mark.parametrize("d", [0.05, 0.11, 0.33, 0.67])
def test_people_move_only_where_a_message_meets_colleagues_who_back_it(d: float) -> None:
    moved = {
        (message, reaction): mindset.crossed(message, reaction, d)
        for message in (True, False)
        for reaction in mindset.REACTIONS
    }
    assert {case for case, count in moved.items() if count} == {(True, "learn")}
    assert moved[True, "learn"] == mindset.people(mindset.above_old_middle(d)) - 50


def test_an_unknown_reaction_is_named() -> None:
    with pytest.raises(ValueError, match="'applaud' is no reaction"):
        mindset.crossed(True, "applaud", 0.1)


def test_every_trigger_has_two_responses_and_a_lever_in_the_surroundings() -> None:
    assert list(mindset.TRIGGERS) == ["evaluation", "effort", "feedback", "success"]
    for trigger in mindset.TRIGGERS.values():
        assert len({trigger.fixed, trigger.growth, trigger.pull}) == 3
