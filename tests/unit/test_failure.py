"""Kinds of failure, bets and fair responses: the rules that lesson 4 teaches, and their reference values."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import failure
from coaching.failure import (
    CRITERIA,
    NOVELTY,
    REASONS,
    STAKES,
    Attempt,
    Trial,
    advice,
    bits,
    information,
    judge,
    next_trial,
    ruin,
    spread,
    surprise,
    triage,
)

shares = st.floats(0, 1)
GOOD = {"new": True, "worth": True, "known": True, "reach": 2, "needed": 2, "used": True}


def test_the_public_names_exist_and_are_sorted() -> None:
    assert failure.__all__ == sorted(
        failure.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name)
    )
    assert all(hasattr(failure, name) for name in failure.__all__)


# --- kinds ------------------------------------------------------------------------------------------------------------


def test_there_are_nine_reasons_from_blame_to_praise() -> None:
    assert [reason.step for reason in REASONS] == list(range(1, 10))
    assert (REASONS[0].name, REASONS[-1].name) == ("Deviance", "Exploring")


@pytest.mark.parametrize(
    ("change", "kind", "broken"),
    [
        ({}, "intelligent", ()),
        ({"used": False}, "intelligent", ("used",)),
        ({"known": False}, "half-built bet", ("known",)),
        ({"worth": False}, "half-built bet", ("worth",)),
        ({"reach": 4}, "half-built bet", ("small",)),
        ({"reach": 1}, "half-built bet", ()),
        ({"new": False}, "basic", ("new",)),
        ({"new": False, "causes": 3}, "complex", ("new",)),
    ],
)
def test_the_kind_follows_from_ground_and_criteria(change: dict, kind: str, broken: tuple) -> None:  # type: ignore[type-arg]
    judged = judge(Attempt(**GOOD | change))
    assert (judged.kind, judged.broken) == (kind, broken)


def test_too_small_to_tell_is_not_intelligent_and_breaks_no_rule_of_size() -> None:
    judged = judge(Attempt(**GOOD | {"reach": 0}))
    assert not judged.tells and "small" not in judged.broken and judged.kind == "half-built bet"


@given(st.fixed_dictionaries({name: st.booleans() for name in ("new", "worth", "known", "used")}), st.integers(0, 5))
def test_nothing_on_known_ground_is_called_intelligent(flags: dict[str, bool], reach: int) -> None:
    judged = judge(Attempt(**flags, reach=reach, needed=2, causes=1))
    assert set(judged.broken) <= set(CRITERIA)
    assert flags["new"] or judged.kind == "basic"


def test_a_failure_without_a_cause_is_refused() -> None:
    with pytest.raises(ValueError, match="causes is 0"):
        judge(Attempt(**GOOD | {"causes": 0}))


# --- bets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chance", "expected"),
    [(0, 0), (0.01, 0.0808), (0.1, 0.4690), (0.25, 0.8113), (0.5, 1), (0.9, 0.4690), (0.98, 0.1414), (1, 0)],
)
def test_bits_are_the_entropy_of_the_textbooks(chance: float, expected: float) -> None:
    assert bits(chance) == pytest.approx(expected, abs=5e-5)


@given(shares)
def test_a_bet_teaches_most_at_an_even_chance_and_the_same_from_both_ends(chance: float) -> None:
    assert 0 <= bits(chance) <= 1 == bits(0.5)
    assert isclose(bits(chance), bits(1 - chance), abs_tol=1e-9)


def test_a_rare_end_surprises_and_a_sure_one_does_not() -> None:
    assert (surprise(0.25), surprise(1)) == (2, 0)
    with pytest.raises(ValueError, match="the chance is 0"):
        surprise(0)


@given(shares, shares, shares)
def test_a_test_never_teaches_more_than_the_question_holds(chance: float, hit: float, alarm: float) -> None:
    assert -1e-9 <= information(chance, hit=hit, false_alarm=alarm) <= bits(chance) + 1e-9


@given(shares, shares)
def test_a_test_that_says_the_same_either_way_teaches_nothing(chance: float, yes: float) -> None:
    assert information(chance, hit=yes, false_alarm=yes) == pytest.approx(0, abs=1e-9)


def test_a_perfect_test_teaches_all_that_is_open() -> None:
    assert information(0.3) == pytest.approx(bits(0.3))
    assert information(0.5, hit=0.9, false_alarm=0.1) == pytest.approx(1 - bits(0.1))


@pytest.mark.parametrize(
    "call", [lambda: bits(1.2), lambda: information(0.5, hit=2), lambda: ruin(0), lambda: ruin(2, 3)]
)
def test_a_number_that_cannot_be_is_refused_in_one_sentence(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="give"):
        call()


def test_the_next_trial_is_the_best_for_its_money_within_the_cap() -> None:
    clear, cheap, sure = (
        Trial("clear", 9000, 15000, 0.5),
        Trial("cheap", 500, 500, 0.5, 0.8, 0.2),
        Trial("sure", 100, 100, 1),
    )
    assert next_trial([clear, cheap, sure], 3000) is cheap
    assert next_trial([clear], 3000) is None
    assert next_trial([clear], 15000) is clear, "what can lose just the cap may run"


def test_ruin_with_a_known_chance_multiplies_and_with_an_unknown_one_does_not() -> None:
    assert ruin(10, 0.5) == pytest.approx(1 / 1024)
    assert ruin(10) == pytest.approx(1 / 11)
    assert ruin(4, 0) == 1
    assert all(ruin(tries) > ruin(tries, 0.5) for tries in range(2, 20)), "tries of one idea fail together"


def test_ruin_with_an_unknown_chance_is_the_average_over_all_chances() -> None:
    steps = 20_000
    for tries in (1, 3, 10):
        average = sum((1 - (i + 0.5) / steps) ** tries for i in range(steps)) / steps
        assert ruin(tries) == pytest.approx(average, abs=1e-6)


@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_spread_is_that_of_a_beta_distribution(counts: tuple[int, int]) -> None:
    successes, tries = counts
    a, b = successes + 1, tries - successes + 1
    variance = Fraction(a * b, (a + b) ** 2 * (a + b + 1))
    assert spread(successes, tries) == pytest.approx(float(variance) ** 0.5)
    with pytest.raises(ValueError, match="successes"):
        spread(tries + 1, tries)


# --- what to do -------------------------------------------------------------------------------------------------------


def test_every_field_has_its_own_advice_and_known_ground_with_high_stakes_is_for_preventing() -> None:
    fields = list(itertools.product(NOVELTY, STAKES))
    assert len({advice(*field) for field in fields}) == len(fields)
    assert advice("routine", "high")[0] == "Prevent"
    assert advice("new", "low")[0] == "Try freely"
    assert advice("new", "high")[0] == "Pilot first"
    with pytest.raises(ValueError, match="say routine"):
        advice("odd", "high")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chose", "saw", "reason", "fair"),
    [
        (False, False, False, "console"),
        (False, True, False, "console"),
        (True, False, False, "coach"),
        (True, True, True, "coach"),
        (True, True, False, "sanction"),
    ],
)
def test_the_three_questions_lead_to_the_response(chose: bool, saw: bool, reason: bool, fair: str) -> None:
    response = triage(chose_it=chose, saw_the_risk=saw, had_a_reason=reason)
    assert response.fair == fair
    assert response.system, "the system is looked at in every case"
