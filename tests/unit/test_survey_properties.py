"""What holds for all answers, not only for the examples."""

import math
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coaching.okr import Undefined
from coaching.survey import cronbach_alpha, icc1, icc2, mean_interval, r_star, r_wg, r_wg_j, reverse, share_interval
from coaching.survey.quantiles import f_quantile, t_quantile

rating = st.integers(1, 7)
tables = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(rating, min_size=k, max_size=k), min_size=3, max_size=20)
)


@given(rating)
def test_reversing_twice_gives_the_answer_back(answer):
    assert reverse(reverse(answer, 1, 7), 1, 7) == answer


@given(tables, st.floats(0.5, 20), st.floats(-50, 50))
def test_alpha_stays_when_the_scale_is_stretched_or_shifted_and_is_at_most_1(rows, stretch, shift):
    try:
        alpha = cronbach_alpha(rows)
    except Undefined:
        return
    other = cronbach_alpha([[a * stretch + shift for a in row] for row in rows])
    assert other.value == pytest.approx(alpha.value, abs=1e-6 * max(1, abs(alpha.value)))
    assert alpha.value <= 1 + 1e-12
    assert alpha.low <= alpha.value + 1e-9
    assert alpha.value <= alpha.high + 1e-9


@given(tables, st.randoms())
def test_alpha_asks_neither_for_the_order_of_people_nor_of_items(rows, rng):
    order = list(range(len(rows[0])))
    rng.shuffle(order)
    mixed = [[row[i] for i in order] for row in rows]
    rng.shuffle(mixed)
    try:
        assert cronbach_alpha(mixed).value == pytest.approx(cronbach_alpha(rows).value, abs=1e-6, rel=1e-6)
    except Undefined:
        with pytest.raises(Undefined):
            cronbach_alpha(rows)


@given(st.lists(rating, min_size=3, max_size=15))
def test_an_item_asked_twice_over_has_an_alpha_of_1(answers):
    assume(len(set(answers)) > 1)
    assert cronbach_alpha([[a, a] for a in answers]).value == pytest.approx(1)


@given(tables)
def test_agreement_lies_between_0_and_1_and_turning_the_scale_round_changes_nothing(rows):
    turned = [[8 - a for a in row] for row in rows]
    assert 0 <= r_wg_j(rows, 1, 7) <= 1
    assert r_wg_j(rows, 1, 7) == pytest.approx(r_wg_j(turned, 1, 7))
    assert r_star(rows, 1, 7) <= r_wg_j(rows, 1, 7) + 1e-12


@given(st.lists(rating, min_size=2, max_size=20))
def test_agreement_is_1_only_if_all_answer_alike(answers):
    assert (r_wg(answers, 1, 7) == 1) == (len(set(answers)) == 1)
    assert r_wg(answers, 1, 7) == r_wg_j([[a] for a in answers], 1, 7)


groups = st.lists(st.lists(rating, min_size=1, max_size=8), min_size=2, max_size=6)


@given(groups, st.integers(-20, 20))
def test_icc_stays_when_everybody_answers_higher_by_the_same(answers, shift):
    try:
        one, mean = icc1(answers), icc2(answers)
    except Undefined:
        return
    shifted = [[a + shift for a in group] for group in answers]
    assert icc1(shifted).value == pytest.approx(one.value, abs=1e-9)
    assert icc2(shifted).value == pytest.approx(mean.value, abs=1e-6, rel=1e-6)
    assert one.value <= 1 + 1e-12
    assert mean.value <= 1 + 1e-12
    assert one.low <= one.value + 1e-9 <= one.high + 2e-9


@given(st.lists(rating, min_size=2, max_size=30), st.integers(0, 40))
def test_the_interval_holds_the_mean_and_shrinks_as_more_of_the_team_answer(answers, others):
    found = mean_interval(answers)
    assert found.low <= found.value <= found.high
    assert found.value == pytest.approx(fmean(answers))
    inside = mean_interval(answers, team_size=len(answers) + others)
    assert inside.high - inside.low <= found.high - found.low + 1e-12
    wider = mean_interval(answers, level=0.99)
    assert wider.low <= found.low
    assert found.high <= wider.high


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_holds_the_share_stays_on_0_to_1_and_mirrors(hits_of_n):
    hits, n = hits_of_n
    found, mirrored = share_interval(hits, n), share_interval(n - hits, n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 300), st.integers(1, 300))
def test_quantiles_mirror(p, df1, df2):
    assert f_quantile(p, df1, df2) * f_quantile(1 - p, df2, df1) == pytest.approx(1, rel=1e-6)
    assert t_quantile(p, df1) == pytest.approx(-t_quantile(1 - p, df1), rel=1e-6, abs=1e-9)
    assert math.isfinite(f_quantile(p, df1, df2))
