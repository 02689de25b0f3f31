"""Gain and calibration: reference values, their traps, and what holds for all numbers."""

import math
from statistics import fmean, stdev

import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.gain import calibration, class_gain, normalised_gain, ratio_of_means
from coaching.okr import Undefined


@pytest.mark.parametrize(
    ("before", "after", "most", "gain"),
    [(40, 70, 100, 0.5), (0.55, 0.82, 1, 0.6), (90, 80, 100, -1), (10, 10, 24, 0), (0, 24, 24, 1)],
)
def test_a_gain_is_the_share_of_what_was_missing(before, after, most, gain):
    assert normalised_gain(before, after, most) == pytest.approx(gain)


def test_who_had_everything_before_has_no_gain():
    with pytest.raises(Undefined, match="nothing to win"):
        normalised_gain(100, 90)


@pytest.mark.parametrize(("before", "after"), [(-1, 5), (5, 101), (float("nan"), 5), ("5", 6)])
def test_results_outside_the_scale_are_named(before, after):
    with pytest.raises(ValueError, match=r"the result (before|after)"):
        normalised_gain(before, after)


BEFORE, AFTER = [40, 60, 80, 90], [70, 70, 90, 80]


def test_the_gain_of_the_class_and_the_mean_of_own_gains_differ_so_both_are_told():
    found = class_gain(BEFORE, AFTER)
    assert found.course.value == pytest.approx(0.3077, abs=5e-5)
    assert found.learners is not None and found.learners.value == pytest.approx(0.0625)


def test_a_small_class_is_told_to_be_a_story():
    assert "Only 4 people" in class_gain(BEFORE, AFTER).notes[0]
    assert not any("Only" in note for note in class_gain(BEFORE * 3, AFTER * 3).notes)


def test_people_with_nothing_missing_count_for_the_class_and_have_no_gain_of_their_own():
    found = class_gain([100, 40, 60, 50], [100, 70, 80, 60])
    assert found.full_before == 1
    assert found.learners is not None and found.learners.n == 3
    assert found.course.value == pytest.approx(60 / 150)
    assert any("1 had nothing missing" in note for note in found.notes)


def test_d_of_a_class_is_that_of_the_oracle():
    found = class_gain(BEFORE * 3, AFTER * 3)
    theirs = pingouin.compute_effsize(AFTER * 3, BEFORE * 3, paired=True, eftype="cohen")
    assert found.d is not None and found.d.value == pytest.approx(theirs)


def test_a_class_that_does_not_vary_has_no_d():
    assert class_gain([50, 50, 50], [70, 70, 70]).d is None
    assert class_gain([50, 50, 50], [70, 70, 70]).course.value == pytest.approx(0.4)


def test_unequal_classes_are_refused():
    with pytest.raises(ValueError, match="give each person's two"):
        class_gain([50, 60], [70])
    with pytest.raises(ValueError, match="the result after is 101"):
        class_gain([100, 60], [101, 70])


def test_where_hardly_anything_was_missing_every_gain_is_possible():
    found = ratio_of_means([1, 0, 0, 0], [1, 0, 0, 0])
    assert (found.low, found.value, found.high) == (-math.inf, 1, math.inf)


def test_a_ratio_without_pairs_or_with_nothing_below_is_undefined():
    for above, below in (([1], [1]), ([], []), ([1, 2], [0, 0])):
        with pytest.raises(Undefined):
            ratio_of_means(above, below)
    with pytest.raises(ValueError, match="in pairs"):
        ratio_of_means([1, 2], [1])


def test_fieller_s_interval_solves_its_own_equation():
    """At each limit g, the mean of above − g·below is just t standard errors away from 0."""
    above, below = [3, 1, 4, 1, 5, 9, 2, 6], [6, 5, 7, 4, 8, 11, 3, 9]
    found = ratio_of_means(above, below)
    for limit in (found.low, found.high):
        rest = [a - limit * b for a, b in zip(above, below, strict=True)]
        assert abs(fmean(rest)) / (stdev(rest) / math.sqrt(8)) == pytest.approx(2.364624, abs=1e-5)


marks = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=6, max_size=40)


@given(marks)
def test_a_learner_s_gain_lies_in_its_interval_and_is_at_most_1(pairs):
    won = [float(a) - float(b) for b, a in pairs]
    missing = [1 - float(b) for b, _ in pairs]
    try:
        found = ratio_of_means(won, missing)
    except Undefined:
        return
    assert found.value <= 1 + 1e-12
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9


# Calibration


def test_the_decomposition_of_the_reference_case():
    found = calibration([0.2] * 5 + [0.8] * 5, [0, 0, 0, 0, 1, 1, 1, 1, 1, 0])
    assert (found.brier, found.resolution, found.uncertainty) == (pytest.approx(0.16), pytest.approx(0.09), 0.25)
    assert found.reliability == pytest.approx(0)
    assert found.skill == pytest.approx(0.36)
    assert found.over == pytest.approx(0)


def test_the_quiz_case_is_overconfident_by_thirteen_points():
    found = calibration([0.9, 0.9, 0.9, 0.7, 0.7, 0.6, 0.5, 0.8, 1, 0.3], [1, 1, 0, 1, 0, 1, 0, 1, 1, 0])
    assert found.brier == pytest.approx(0.195)
    assert found.over == pytest.approx(0.13)


def test_the_example_of_scikit_learn():
    assert calibration([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]).brier == pytest.approx(0.0375)


def test_without_mixed_outcomes_there_is_no_skill():
    assert calibration([0.9, 0.8], [1, 1]).skill is None


def test_answers_and_confidence_must_fit():
    for confidence, right in (([], []), ([0.5], [1, 0]), ([1.2], [1]), ([0.5], [2])):
        with pytest.raises(ValueError):
            calibration(confidence, right)


shares = st.sampled_from([0.33, 0.5, 0.7, 0.9, 1.0])


@given(st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=40))
def test_the_three_parts_add_up_to_the_score(pairs):
    found = calibration(*zip(*pairs, strict=True))
    assert math.isclose(found.brier, found.reliability - found.resolution + found.uncertainty, abs_tol=1e-9)
    assert sum(k for _, _, k in found.steps) == found.n == len(pairs)
