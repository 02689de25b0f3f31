"""The figures of a survey: published reference values, the traps as failing cases, and one clear sentence per error."""

import math
from statistics import fmean, pvariance, variance

import pytest
from tests.unit.survey_references import BINARY, SHROUT_FLEISS

from coaching.okr import Undefined
from coaching.survey import (
    MeanSquares,
    agreement_word,
    cronbach_alpha,
    icc1,
    icc2,
    item_total,
    mean_interval,
    mean_squares,
    r_star,
    r_wg,
    r_wg_j,
    reverse,
    share_interval,
    spearman_brown,
    straight_liners,
)
from coaching.survey.agreement import chance_variance

NAN, INF = float("nan"), float("inf")


# Reverse once, and before everything else

RAW, REVERSED = [2, 6, 1, 5, 3, 6, 7], (0, 2, 4)


def test_a_reversed_answer_is_counted_from_the_other_end():
    assert [reverse(x, 1, 7) for x in range(1, 8)] == [7, 6, 5, 4, 3, 2, 1]
    assert reverse(2, 1, 5) == 4


def test_reversing_before_the_mean_gives_6_and_forgetting_it_4_point_3():
    turned = [reverse(x, 1, 7) if i in REVERSED else x for i, x in enumerate(RAW)]
    assert turned == [6, 6, 7, 5, 5, 6, 7]
    assert fmean(turned) == pytest.approx(6)
    assert fmean(RAW) == pytest.approx(4.286, abs=5e-4), "the trap"


def test_a_wrong_key_shows_in_a_negative_item_total_correlation():
    rows = [[1, 2, 1, 6], [3, 3, 2, 5], [4, 4, 5, 3], [6, 5, 6, 2], [7, 7, 6, 1]]
    wrong = item_total(rows)
    assert wrong[3] is not None and wrong[3] < 0
    right = item_total([[*row[:3], reverse(row[3], 1, 7)] for row in rows])
    assert all(r is not None and r > 0.9 for r in right)
    assert cronbach_alpha(rows).value < 0.1
    assert cronbach_alpha([[*row[:3], reverse(row[3], 1, 7)] for row in rows]).value > 0.9


def test_an_item_that_all_answer_alike_has_no_item_total_correlation():
    assert item_total([[1, 4], [2, 4], [3, 4]]) == [None, None]


def test_a_row_of_one_extreme_over_both_directions_was_clicked_through():
    assert straight_liners([[7, 7, 7], [4, 4, 4], [7, 1, 7], [7, 7, None]], reversed_items={1}) == [0]
    with pytest.raises(ValueError, match="items of both directions"):
        straight_liners([[7, 7]], reversed_items={0, 1})


# Alpha


def test_alpha_of_answers_of_0_and_1_is_kr20_and_mixing_two_variances_is_a_trap():
    """Real-statistics.com, example 1: KR-20 = .738 with the population variance in both places."""
    assert cronbach_alpha(BINARY).value == pytest.approx(0.7380192, abs=5e-8)
    totals = [sum(row) for row in BINARY]
    pq = sum(pvariance(column) for column in zip(*BINARY, strict=True))
    trap = 11 / 10 * (1 - pq / variance(totals))
    assert trap == pytest.approx(0.7682, abs=5e-5)


def test_alpha_can_be_negative_and_is_not_cut_off():
    assert cronbach_alpha([[1, 5], [2, 4], [3, 4], [5, 1]]).value < -1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "there are no answers"),
        ([[1], [2]], "there are 1 items; it needs at least 2"),
        ([[1, 2], [1, 2, 3]], "row 2 has 3 answers and row 1 has 2"),
        ([[1, "two"], [1, 2]], "row 1, item 2 is 'two', which is no number"),
        ([[1, True], [1, 2]], "row 1, item 2 is True, which is no number"),
        ([[1, INF], [1, 2]], "give a finite number"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_by_its_place(rows, says):
    with pytest.raises(ValueError, match=r"^cronbach_alpha: ") as raised:
        cronbach_alpha(rows)
    assert says in str(raised.value)


@pytest.mark.parametrize("rows", [[[1, 2]], [[1, None], [None, 2], [3, 3]], [[1, 3], [2, 2], [3, 1]], [[4, 4], [4, 4]]])
def test_alpha_without_people_or_spread_is_undefined(rows):
    with pytest.raises(Undefined):
        cronbach_alpha(rows)


def test_unknown_policies_levels_and_nulls_are_refused():
    with pytest.raises(ValueError, match="use 'listwise' or 'pairwise'"):
        cronbach_alpha(BINARY, missing="drop")
    with pytest.raises(ValueError, match=r"0\.95 for 95 %"):
        cronbach_alpha(BINARY, level=95)
    with pytest.raises(ValueError, match="use 'uniform' or 'triangular'"):
        r_wg([1, 2], 1, 5, "skewed")
    with pytest.raises(ValueError, match="use 'available' or 'listwise'"):
        r_wg_j([[1, 2]], 1, 5, missing="pairwise")
    with pytest.raises(ValueError, match="use 'balanced' or 'mean'"):
        icc1([[1, 2], [3, 4]], size="k0")


# Agreement


@pytest.mark.parametrize(
    ("answers", "low", "high", "expected"),
    [
        ([5, 5, 6, 6, 7], 1, 7, 0.825),
        ([1, 1, 7, 7], 1, 7, 0),
        ([4, 4, 4, 4], 1, 7, 1),
        ([2, 3, 3, 4], 1, 5, 0.6667),
        ([5, 5, 6, None, 6, NAN, 7], 1, 7, 0.825),
    ],
)
def test_agreement_on_one_item(answers, low, high, expected):
    assert r_wg(answers, low, high) == pytest.approx(expected, abs=5e-5)


def test_two_camps_are_cut_off_at_0_for_r_wg_and_told_by_r_star():
    assert r_star([[1], [1], [7], [7]], 1, 7) == pytest.approx(-2)


def test_agreement_over_several_items_uses_the_mean_item_variance():
    rows = [(6, 5, 6), (5, 5, 6), (6, 6, 7), (5, 4, 6)]
    assert r_wg_j(rows, 1, 7) == pytest.approx(0.962687, abs=5e-7)
    assert r_star(rows, 1, 7) == pytest.approx(0.895833, abs=5e-7)


def test_more_items_alone_raise_r_wg_j_while_r_star_stays():
    """From the ratio only: seven items at .5, ten at .3."""
    assert spearman_brown(0.5, 7) == pytest.approx(0.875)
    assert spearman_brown(0.3, 10) == pytest.approx(0.810811, abs=5e-7)
    few, many = [(5, 4), (6, 7), (4, 5)], [(5, 4) * 4, (6, 7) * 4, (4, 5) * 4]
    assert r_wg_j(few, 1, 7) < r_wg_j(many, 1, 7)
    assert r_star(few, 1, 7) == pytest.approx(r_star(many, 1, 7))


@pytest.mark.parametrize(("options", "uniform", "triangular"), [(5, 2, 4 / 3), (6, 35 / 12, 23 / 12), (7, 4, 2.5)])
def test_what_chance_would_give(options, uniform, triangular):
    assert chance_variance(1, options) == pytest.approx(uniform)
    assert chance_variance(0, options - 1) == pytest.approx(uniform)
    assert chance_variance(1, options, "triangular") == pytest.approx(triangular)


def test_dropping_everybody_with_a_blank_can_turn_agreement_into_none():
    """The policy case: three people, and the one in the middle left an item blank."""
    rows = [(1, 3, 3), (3, None, 3), (5, 3, 3)]
    assert r_wg_j(rows, 1, 5) > 0
    assert r_wg_j(rows, 1, 5, missing="listwise") == 0


def test_agreement_of_one_person_is_undefined_and_answers_outside_are_named():
    with pytest.raises(Undefined, match="agreement needs two"):
        r_wg([5], 1, 7)
    with pytest.raises(ValueError, match="answer 2 is 8, outside the scale 1 to 7"):
        r_wg([5, 8], 1, 7)
    with pytest.raises(ValueError, match="low end first"):
        r_wg([5, 5], 7, 1)
    with pytest.raises(ValueError, match="no countable options"):
        r_wg([1, 1], 0.5, 5)


def test_words_for_agreement_change_just_above_their_limits():
    pairs = [
        (1, "very strong"),
        (0.91, "very strong"),
        (0.9, "strong"),
        (0.7, "moderate"),
        (0.5, "weak"),
        (0.3, "none"),
    ]
    assert [agreement_word(r) for r, _ in pairs] == [word for _, word in pairs]


# Difference between groups


def test_icc_of_shrout_and_fleiss_is_the_published_one():
    found = mean_squares(SHROUT_FLEISS)
    assert (found.between, found.within) == (pytest.approx(11.241667, abs=5e-7), pytest.approx(6.263889, abs=5e-7))
    one, mean = icc1(SHROUT_FLEISS), icc2(SHROUT_FLEISS)
    assert (one.value, mean.value) == (pytest.approx(0.165742, abs=5e-7), pytest.approx(0.442797, abs=5e-7))
    assert (round(one.low, 2), round(one.high, 2)) == (-0.13, 0.72)
    assert found.between / found.within == pytest.approx(1.795, abs=5e-4)


def test_the_published_mean_squares_of_99_army_companies_give_the_published_icc():
    """Bliese's bhr2000, working hours: 5,400 people in 99 groups; the R package divides by the plain mean size."""
    plain = MeanSquares(34.402512, 2.752583, 99, 5400, 5400 / 99)
    assert plain.icc1 == pytest.approx(0.1741008, abs=5e-7)
    assert plain.icc2 == pytest.approx(0.9199889, abs=5e-7)


def test_unequal_groups_have_an_effective_size_below_the_mean_size():
    groups = [[1, 2, 3, 4, 3, 2], [4, 5], [2, 2, 3]]
    balanced, plain = mean_squares(groups), mean_squares(groups, size="mean")
    assert balanced.size == pytest.approx((11 - (36 + 4 + 9) / 11) / 2)
    assert balanced.size < plain.size == pytest.approx(11 / 3)
    assert balanced.icc1 > plain.icc1


def test_big_groups_make_means_reliable_even_where_people_hardly_differ_by_group():
    assert spearman_brown(0.20, 6) == pytest.approx(0.60)
    assert spearman_brown(0.1741008, 5400 / 99) == pytest.approx(0.92, abs=5e-3)


def test_icc_can_be_negative_and_is_not_cut_off():
    assert icc1([[1, 7], [2, 6], [1, 6]]).value < 0


def test_icc_without_groups_or_spread_is_undefined():
    for groups in ([[1, 2, 3]], [[1], [2]], [[4, 4], [4, 4]], [[], [1, 2]]):
        with pytest.raises(Undefined):
            icc1(groups)
    with pytest.raises(Undefined, match="same mean"):
        icc2([[1, 3], [3, 1]])


def test_people_who_agree_fully_within_groups_give_an_icc_of_1():
    assert icc1([[1, 1], [5, 5]]).value == icc2([[1, 1], [5, 5]]).value == icc1([[1, 1], [5, 5]]).low == 1


# Intervals for few people


def test_five_answers_have_a_wide_interval():
    found = mean_interval([5, 6, 4, 7, 5])
    assert (found.value, found.n) == (pytest.approx(5.4), 5)
    assert found.high - found.value == pytest.approx(1.415715, abs=5e-7)
    assert (round(found.low, 3), round(found.high, 3)) == (3.984, 6.816)


@pytest.mark.parametrize(("n", "half"), [(3, 2.484), (5, 1.242), (8, 0.836), (12, 0.635), (20, 0.468)])
def test_half_widths_for_a_standard_deviation_of_1(n, half):
    spread = [1.0, -1.0] * (n // 2) + [0.0] * (n % 2)
    unit = [x / math.sqrt(variance(spread)) for x in spread]
    found = mean_interval(unit)
    assert found.high - found.value == pytest.approx(half, abs=5e-4)


def test_a_small_team_is_known_better_the_more_of_it_answered():
    found = mean_interval([5, 6, 4, 7, 5], team_size=8)
    assert found.high - found.value == pytest.approx(0.926803, abs=5e-7)
    everybody = mean_interval([5, 6, 4, 7, 5], team_size=5)
    assert everybody.low == everybody.value == everybody.high


def test_an_interval_is_cut_off_for_display_only():
    found = mean_interval([7, 7, 6, 7])
    assert found.high > 7
    assert found.kept_within(1, 7).high == 7


def test_intervals_of_nobody_and_of_more_than_the_team_are_refused():
    for answers in ([], [5], [5, None]):
        with pytest.raises(Undefined):
            mean_interval(answers)
    with pytest.raises(ValueError, match="5 answered in a team of 4"):
        mean_interval([5, 6, 4, 7, 5], team_size=4)
    with pytest.raises(Undefined):
        share_interval(0, 0)
    with pytest.raises(ValueError, match="5 of 4 is no share"):
        share_interval(5, 4)


def test_a_share_of_none_or_all_still_has_a_width():
    none, everybody = share_interval(0, 10), share_interval(10, 10)
    assert (none.low, round(none.high, 4)) == (0, 0.2775)
    assert (round(everybody.low, 4), everybody.high) == (0.7225, 1)
