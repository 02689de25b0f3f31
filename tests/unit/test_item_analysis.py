"""Item analysis gives the published values, and the known traps do not."""

from statistics import pvariance, variance

import pytest
from tests.unit.survey_references import BINARY, WORKSHEET

from coaching.item_analysis import difficulty, discrimination, kr20, kr21, point_biserial
from coaching.okr import Undefined


def test_kr20_and_kr21_of_the_published_example():
    assert kr20(BINARY) == pytest.approx(0.7380192, abs=5e-8)
    assert kr21(BINARY) == pytest.approx(0.637061, abs=5e-7)


def test_the_variance_with_n_less_1_for_the_totals_alone_is_a_trap():
    pq = sum(p * (1 - p) for p in difficulty(BINARY))
    totals = [sum(row) for row in BINARY]
    assert (pq, pvariance(totals)) == (pytest.approx(2.1458, abs=5e-5), pytest.approx(6.5208, abs=5e-5))
    assert 11 / 10 * (1 - pq / variance(totals)) == pytest.approx(0.7682, abs=5e-5)
    assert kr20(BINARY) != pytest.approx(0.7682, abs=5e-3)


def test_the_classroom_worksheet_gives_its_printed_key():
    assert difficulty(WORKSHEET) == pytest.approx([0.6, 1.0, 0.8, 0.5, 0.8, 0.8, 0.5, 0.6, 0.3, 0.6])
    assert discrimination(WORKSHEET, 0.5) == pytest.approx([0.4, 0, 0, 0.6, 0.4, 0.4, 0.6, 0.4, -0.2, 0.4])
    assert kr20(WORKSHEET) == pytest.approx(0.529680, abs=5e-7)
    assert kr21(WORKSHEET) == pytest.approx(0.418569, abs=5e-7)
    known = [0.3122, None, 0.1954, 0.3586, 0.5071, 0.1954, 0.3586, 0.4480, -0.3852, 0.3122]
    assert point_biserial(WORKSHEET) == [r if r is None else pytest.approx(r, abs=5e-5) for r in known]


def test_groups_of_27_percent_are_rounded_and_never_empty():
    assert discrimination(WORKSHEET) == discrimination(WORKSHEET, 0.3)
    assert discrimination([[1, 1], [0, 0]], 0.1) == [1, 1]


def test_ties_at_the_border_follow_the_order_of_the_rows():
    marks = [[1, 0], [0, 1], [1, 0], [0, 1]]
    assert discrimination(marks, 0.25) == discrimination(list(marks), 0.25) == [1, -1]


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        ([[1, 2], [0, 1]], "row 1, question 2 is 2"),
        ([[1, None], [0, 1]], "row 1, question 2 is None; give 1 for right and 0 for not or open"),
        ([[1], [0]], "at least 2"),
        ([], "there are no answers"),
    ],
)
def test_marks_that_are_no_marks_are_named(marks, says):
    for function in (kr20, kr21, difficulty, discrimination, point_biserial):
        with pytest.raises(ValueError) as raised:
            function(marks)
        assert says in str(raised.value)


def test_without_spread_there_is_no_reliability():
    for function in (kr20, kr21):
        with pytest.raises(Undefined):
            function([[1, 0], [0, 1]])


def test_a_group_of_more_than_half_is_refused():
    with pytest.raises(ValueError, match=r"at most 0\.5"):
        discrimination(WORKSHEET, 0.6)
