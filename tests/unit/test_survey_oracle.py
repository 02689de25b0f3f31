"""The formulas of surveys against pingouin and SciPy, on published tables and on random ones.

Pingouin is GPL: it is a tool of these tests and never of the package. Its example tables are read from it, not copied.
"""

import math
import random

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats

from coaching.survey import cronbach_alpha, icc1, icc2, item_total, mean_interval, share_interval
from coaching.survey.quantiles import f_quantile, t_quantile

SEEDS = range(25)


def rows_of(table: pd.DataFrame) -> list[list[float | None]]:
    return [[None if math.isnan(a) else float(a) for a in row] for row in table.to_numpy(dtype=float)]


def random_table(seed: int, blanks: bool = False) -> list[list[float | None]]:
    """5 to 40 people, 2 to 9 items that share something, answers of 1 to 7."""
    rng = random.Random(f"table:{seed}")
    people, items = rng.randint(5, 40), rng.randint(2, 9)
    rows: list[list[float | None]] = []
    for _ in range(people):
        own = rng.uniform(1, 7)
        rows.append([float(min(7, max(1, round(rng.gauss(own, 1.3))))) for _ in range(items)])
    if blanks:
        for row in rows[3:]:
            row[rng.randrange(items)] = None if rng.random() < 0.3 else row[0]
    return rows


# Alpha


def alpha_table() -> list[list[float | None]]:
    long = pingouin.read_dataset("cronbach_alpha")
    return rows_of(long.pivot(index="Subj", columns="Items", values="Scores"))


def test_alpha_of_fifteen_people_and_ten_items_is_the_published_one():
    """Checked by pingouin's authors against real-statistics.com and R's psych."""
    alpha = cronbach_alpha(alpha_table())
    assert alpha.value == pytest.approx(0.5917188, abs=5e-8)
    assert (alpha.low, alpha.high) == (pytest.approx(0.194921, abs=5e-7), pytest.approx(0.839821, abs=5e-7))
    assert alpha.n == 15


def test_the_policy_for_blanks_moves_alpha_so_it_is_named():
    """Twelve people, eleven items, four blanks: .73 pairwise and .80 listwise, as published."""
    blanks = rows_of(pingouin.read_dataset("cronbach_wide_missing"))
    assert sum(row.count(None) for row in blanks) == 4
    assert round(cronbach_alpha(blanks, missing="pairwise").value, 2) == 0.73
    assert round(cronbach_alpha(blanks, missing="listwise").value, 2) == 0.80
    assert cronbach_alpha(blanks) == cronbach_alpha(blanks, missing="listwise")


@pytest.mark.parametrize("policy", ["listwise", "pairwise"])
@pytest.mark.parametrize("blanks", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_and_its_interval_are_those_of_the_oracle(seed, blanks, policy):
    rows = random_table(seed, blanks)
    if policy == "listwise" and sum(None not in row for row in rows) < 3:
        pytest.skip("too few complete people in this draw")
    table = pd.DataFrame(rows, dtype=float)
    if policy == "listwise":
        table = table.dropna()  # pingouin 0.7 drops them too, but its interval still counts everybody
    theirs, (low, high) = pingouin.cronbach_alpha(table, nan_policy=policy, ci=0.9)
    ours = cronbach_alpha(rows, level=0.9, missing=policy)
    assert ours.value == pytest.approx(theirs, abs=1e-9)
    assert (ours.low, ours.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


@pytest.mark.parametrize("seed", SEEDS)
def test_item_total_correlations_are_those_of_the_oracle(seed):
    rows = np.array(random_table(seed), dtype=float)
    for i, ours in enumerate(item_total(rows.tolist())):
        others = np.delete(rows, i, axis=1).sum(axis=1)
        assert ours == pytest.approx(float(pingouin.corr(rows[:, i], others)["r"].iloc[0]), abs=1e-6)


# Between groups


def oracle_icc(groups: list[list[float]]) -> pd.DataFrame:
    long = pd.DataFrame(
        [(g, r, a) for g, group in enumerate(groups) for r, a in enumerate(group)], columns=["g", "r", "a"]
    )
    return pingouin.intraclass_corr(long, targets="g", raters="r", ratings="a").set_index("Type")


def test_icc_of_the_wine_data_is_the_published_one():
    wine = pingouin.read_dataset("icc").pivot(index="Wine", columns="Judge", values="Scores").to_numpy(dtype=float)
    assert (round(icc1(wine.tolist()).value, 4), round(icc2(wine.tolist()).value, 4)) == (0.7275, 0.9144)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_icc_and_their_intervals_are_those_of_the_oracle_and_its_names_differ(seed):
    rng = random.Random(f"icc:{seed}")
    size = rng.randint(2, 8)
    groups = [[float(rng.gauss(base, 1.5)) for _ in range(size)] for base in (rng.gauss(4, 1) for _ in range(5))]
    theirs = oracle_icc(groups)
    first, average = [
        next(t for t in theirs.index if t in names) for names in (("ICC1", "ICC(1,1)"), ("ICC1k", "ICC(1,k)"))
    ]
    for ours, name in ((icc1(groups), first), (icc2(groups), average)):
        column = next(c for c in theirs.columns if c.startswith("CI95"))
        low, high = theirs.loc[name, column]
        assert ours.value == pytest.approx(theirs.loc[name, "ICC"], abs=1e-9)
        assert (ours.low, ours.high) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


# Intervals and quantiles


@pytest.mark.parametrize("seed", SEEDS)
def test_the_interval_of_a_mean_is_that_of_the_oracle(seed):
    rng = random.Random(f"mean:{seed}")
    answers = [float(rng.randint(1, 7)) for _ in range(rng.randint(2, 30))] + [1.0, 6.0]
    theirs = stats.ttest_1samp(answers, 0).confidence_interval(0.95)
    ours = mean_interval(answers)
    assert (ours.low, ours.high) == (pytest.approx(theirs.low, abs=1e-9), pytest.approx(theirs.high, abs=1e-9))


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (1, 5), (3, 8), (8, 8), (40, 300)])
def test_the_interval_of_a_share_is_wilson_s(hits, n):
    theirs = stats.binomtest(hits, n).proportion_ci(method="wilson")
    ours = share_interval(hits, n)
    assert (ours.low, ours.high) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high, abs=1e-12))


@pytest.mark.parametrize("p", [1e-6, 0.005, 0.025, 0.3, 0.5, 0.9, 0.975, 0.995, 1 - 1e-9])
@pytest.mark.parametrize(("df1", "df2"), [(1, 1), (1, 29), (2, 2.5), (5, 18), (14, 126), (98, 5301), (400, 3)])
def test_quantiles_are_those_of_scipy(p, df1, df2):
    assert f_quantile(p, df1, df2) == pytest.approx(stats.f.ppf(p, df1, df2), rel=1e-8)
    assert t_quantile(p, df2) == pytest.approx(stats.t.ppf(p, df2), rel=1e-8, abs=1e-12)
