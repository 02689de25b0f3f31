"""What holds for all numbers, not only for the examples."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from coaching.okr import ambition_index, band, brier, expected_by_now, kr_score, objective_score, verdict, verdicts

numbers = st.decimals(-10_000, 10_000, places=3)
shares = st.decimals(0, 1, places=4)
tolerance = Decimal("1e-20")


@given(numbers, numbers, numbers)
def test_a_score_is_raw_kept_between_0_and_1(baseline, target, actual):
    assume(baseline != target)
    scored = kr_score(baseline, target, actual)
    assert 0 <= scored.score <= 1
    assert scored.score == scored.raw or not 0 <= scored.raw <= 1


@given(numbers, numbers)
def test_baseline_scores_0_and_target_scores_1(baseline, target):
    assume(baseline != target)
    assert kr_score(baseline, target, baseline).raw == 0
    assert kr_score(baseline, target, target).raw == 1


@given(numbers, numbers, numbers, numbers)
def test_coming_nearer_to_the_target_never_lowers_the_score(baseline, target, one, other):
    assume(baseline != target)
    near, far = (one, other) if (one - other) * (target - baseline) >= 0 else (other, one)
    assert kr_score(baseline, target, near).raw >= kr_score(baseline, target, far).raw


@given(numbers, numbers, numbers)
def test_mirroring_a_key_result_changes_nothing_so_falling_numbers_score_like_rising_ones(baseline, target, actual):
    assume(baseline != target)
    assert kr_score(baseline, target, actual) == kr_score(-baseline, -target, -actual)


@given(numbers, numbers, numbers)
def test_text_float_and_decimal_of_one_number_score_the_same(baseline, target, actual):
    assume(baseline != target)
    texts = (str(number).replace(".", ",") for number in (baseline, target, actual))
    floats = (float(number) for number in (baseline, target, actual))
    assert kr_score(*texts) == kr_score(*floats) == kr_score(baseline, target, actual)


@given(st.lists(st.tuples(shares, st.integers(0, 9)), min_size=1))
def test_an_objective_lies_between_its_weakest_and_its_strongest_key_result(pairs):
    scores, weights = zip(*pairs, strict=True)
    assume(any(weights))
    counted = [score for score, weight in pairs if weight]
    assert min(counted) - tolerance <= objective_score(scores, weights) <= max(counted) + tolerance


@given(st.lists(shares, min_size=1), st.integers(1, 9))
def test_equal_weights_are_no_weights(scores, weight):
    assert abs(objective_score(scores) - objective_score(scores, [weight] * len(scores))) < tolerance


@given(shares, shares)
def test_a_higher_score_never_has_a_worse_band(one, other):
    order = ["red", "yellow", "green"]
    low, high = sorted([one, other])
    assert order.index(band(low)) <= order.index(band(high))


@given(shares)
def test_a_band_is_the_whole_number_of_tenths_after_adding_a_half(score):
    tenths = int(Fraction(score) * 10 + Fraction(1, 2))
    assert band(score) == ("red" if tenths <= 3 else "yellow" if tenths <= 6 else "green")


@given(shares)
def test_every_verdict_has_a_word_and_a_reason_and_the_goal_never_moves_a_scale(score):
    stretch, promised = verdicts(score, "aspirational"), verdicts(score, "committed")
    for convention in stretch:
        assert stretch[convention].word == promised[convention].word
        assert stretch[convention].reason and promised[convention].reason
        assert stretch[convention].fits != promised[convention].fits
        assert verdict(score, convention, "learning").word == ("answered" if score == 1 else "open")


@given(numbers, numbers, numbers)
def test_ambition_grows_with_the_target_and_is_0_at_the_forecast(baseline, gain, more):
    assume(gain != 0)
    forecast = baseline + gain
    assert ambition_index(baseline, forecast, forecast) == 0
    assert ambition_index(baseline, forecast + gain, forecast) == 1
    further = forecast + abs(more) * (1 if gain > 0 else -1)
    assert ambition_index(baseline, further, forecast) >= 0


@given(numbers, st.integers(1, 52), st.integers(0, 52))
def test_more_progress_is_never_a_worse_check_in(raw, length, elapsed):
    assume(elapsed <= length)
    order = ["off track", "at risk", "on track"]
    now, later = (expected_by_now(r, elapsed, length) for r in (raw, raw + 1))
    assert order.index(now.state) <= order.index(later.state)


@given(st.lists(st.tuples(shares, st.booleans()), min_size=1))
def test_a_brier_score_is_between_0_and_1_and_perfect_only_when_all_is_foretold(pairs):
    forecasts, outcomes = zip(*pairs, strict=True)
    score = brier(forecasts, outcomes)
    assert 0 <= score <= 1
    assert (score == 0) == all(f == int(o) for f, o in pairs)
