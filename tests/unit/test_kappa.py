"""Two readers' agreement: against two other implementations, and where it has no answer."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from coaching.kappa import agreement, weighted_kappa
from coaching.okr import Undefined

LEVELS = [0, 1, 2, 3, 4]


def readings(n: int, seed: int, noise: float = 0.8) -> list[tuple[float, float]]:
    rng = random.Random(seed)
    true = [rng.uniform(0.6, 4.2) for _ in range(n)]

    def read(value: float) -> float:
        return float(min(4, max(0, round(value + rng.gauss(0, noise)))))

    return [(read(value), read(value)) for value in true]


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
@pytest.mark.parametrize("seed", range(12))
def test_kappa_is_that_of_scikit_learn_and_its_interval_that_of_statsmodels(weights, seed):
    pairs = readings(20 + 15 * seed, seed)
    first, second = zip(*pairs, strict=True)
    found = weighted_kappa(pairs, weights)
    assert found.value == pytest.approx(cohen_kappa_score(first, second, labels=LEVELS, weights=weights))
    table = np.array([[pairs.count((float(a), float(b))) for b in LEVELS] for a in LEVELS])
    theirs = cohens_kappa(table, wt=weights)
    assert found.value == pytest.approx(theirs.kappa)
    assert (found.low, found.high) == pytest.approx((theirs.kappa_low, theirs.kappa_upp))


def test_a_level_that_nobody_used_changes_nothing_and_half_levels_are_levels():
    pairs = [(1.0, 1.5), (2.0, 2.0), (3.5, 3.0), (4.0, 4.0), (2.5, 1.0)]
    steps = [str(number / 2) for number in range(9)]
    first, second = ([str(value) for value in side] for side in zip(*pairs, strict=True))
    theirs = cohen_kappa_score(first, second, labels=steps, weights="quadratic")
    assert weighted_kappa(pairs, "quadratic").value == pytest.approx(theirs)


def test_one_level_for_every_text_leaves_kappa_undefined_and_it_is_said():
    with pytest.raises(Undefined, match="habit alone"):
        weighted_kappa([(2, 2)] * 30, "linear")
    found = agreement([(2, 2)] * 30)
    assert (found.n, found.same, found.linear, found.quadratic) == (30, 30, None, None)
    assert any("undefined" in sentence for sentence in found.sentences)


def test_one_reader_who_gives_one_level_only_has_a_kappa_of_nothing():
    assert weighted_kappa([(2, 1), (2, 2), (2, 3)] * 10, "linear").value == pytest.approx(0)


def test_full_agreement_is_one_and_claims_no_interval():
    found = agreement([(1, 1), (3, 3)] * 15)
    assert found.linear is not None and found.linear.value == 1
    assert any("Full agreement leaves no spread" in sentence for sentence in found.sentences)


@pytest.mark.parametrize("n", [1, 5, 19])
def test_few_texts_give_counts_and_a_sentence_instead_of_a_kappa(n):
    found = agreement(readings(n, 3))
    assert found.linear is None and found.n == n
    assert "no kappa is told" in " ".join(found.sentences)


def test_nothing_read_by_two_is_said_too():
    assert agreement([]).sentences == ("No text has been read by two people yet.",)


def test_swapping_the_readers_changes_nothing():
    pairs = readings(60, 5)
    back = [(second, first) for first, second in pairs]
    for weights in ("linear", "quadratic"):
        here, there = weighted_kappa(pairs, weights), weighted_kappa(back, weights)
        assert (here.value, here.low, here.high) == pytest.approx((there.value, there.low, there.high))
