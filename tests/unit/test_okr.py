"""What the subject module promises: the reference values of the scoring rules, and one clear sentence per error."""

import re
from decimal import Decimal

import pytest

from coaching import okr
from coaching.okr import (
    CONVENTIONS,
    KeyResult,
    Undefined,
    ambition_index,
    band,
    binary_score,
    brier,
    expected_by_now,
    guardrail,
    kr_score,
    milestone_score,
    objective_score,
    reference_probability,
    roll_up,
    verdict,
    verdicts,
)

NAN, INF = float("nan"), float("inf")


def four(number: Decimal) -> Decimal:
    return round(number, 4)


# One key result


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "raw", "score"),
    [
        (50, 80, 71, ".7", ".7"),
        (12, 6, 8, ".6667", ".6667"),
        (0, 6, 3, ".5", ".5"),
        (50, 80, 95, "1.5", "1"),
        (50, 80, 40, "-.3333", "0"),
        (12, 6, 13, "-.1667", "0"),
        (0, 0.20, 0.14, ".7", ".7"),
        ("0", "0,20", "0,15", ".75", ".75"),
    ],
)
def test_a_key_result_is_scored_on_the_line_from_baseline_to_target(baseline, target, actual, raw, score):
    scored = kr_score(baseline, target, actual)
    assert (four(scored.raw), four(scored.score)) == (Decimal(raw), Decimal(score))


def test_fifteen_of_twenty_hundredths_is_exactly_three_quarters_where_floats_say_less():
    assert 0.15 / 0.2 < 0.75
    assert kr_score(0, 0.2, 0.15).raw == Decimal("0.75")


def test_a_milestone_scores_the_largest_agreed_fraction_reached():
    agreed = {"design": 0.2, "pilot": "0,5", "launch": 1}
    for reached, score in (((), "0"), (("design",), ".2"), (("pilot", "design"), ".5"), (("launch",), "1")):
        assert milestone_score(agreed, reached).score == Decimal(score)


def test_a_binary_key_result_scores_one_or_nothing():
    assert (binary_score(True).score, binary_score(False).score) == (1, 0)


def test_a_reading_on_the_limit_is_inside_the_guardrail():
    assert not guardrail(4, [2, 4, 3]).breached
    assert not guardrail(90, [95, 90], side="min").breached


def test_a_guardrail_tells_the_share_inside_and_the_worst_reading():
    above = guardrail(4, [2, 5, 3, 9])
    below = guardrail(90, [95, 88, 92], side="min")
    assert (above.breached, above.share_inside, above.worst) == (True, Decimal("0.5"), 9)
    assert (below.breached, four(below.share_inside), below.worst) == (True, Decimal("0.6667"), 88)


# Several key results


def test_an_objective_is_the_mean_of_its_scores():
    scores = [".70", kr_score(12, 6, 8).score, 1, ".30"]
    assert four(objective_score(scores)) == Decimal(".6667")
    assert four(objective_score(scores, [".4", ".3", ".2", ".1"])) == Decimal(".7100")


def test_a_breached_guardrail_stands_beside_the_mean_and_is_never_averaged_away():
    complaints = KeyResult("Complaints a week", kind="guardrail", target=4, checks=(2, 3, 7), weight=5)
    result = roll_up(
        [
            KeyResult("Calls answered", baseline=50, target=80, actual=80),
            KeyResult("Waiting days", kind="decrease", baseline=12, target=6, actual=8),
            complaints,
        ]
    )
    assert four(result.mean) == Decimal(".8333")
    assert (four(result.minimum), result.weakest) == (Decimal(".6667"), "Waiting days")
    assert result.breached == ("Complaints a week",)


@pytest.mark.parametrize(
    ("key_result", "score"),
    [
        (KeyResult("Return visits", baseline=50, target=80, actual=71), ".7"),
        (KeyResult("Waiting days", kind="decrease", baseline=12, target=6, actual=9), ".5"),
        (KeyResult("Launch", kind="milestone", milestones={"pilot": ".5", "launch": 1}, reached=("pilot",)), ".5"),
        (KeyResult("Launch, fraction known", kind="milestone", actual="0,2"), ".2"),
        (KeyResult("Certificate", kind="binary", goal="committed", actual=1), "1"),
        (KeyResult("Overtime", kind="guardrail", target=10, actual=10), "1"),
        (KeyResult("Overtime", kind="guardrail", target=10, checks=(9, 11)), "0"),
    ],
    ids=lambda value: value.kind if isinstance(value, KeyResult) else None,
)
def test_every_kind_of_key_result_is_scored_by_its_own_rule(key_result, score):
    assert key_result.scored().score == Decimal(score)


# Conventions


@pytest.mark.parametrize(
    ("score", "colour"),
    [
        (".05", "red"),
        (".15", "red"),
        (".25", "red"),
        (".34", "red"),
        (".35", "yellow"),
        (".45", "yellow"),
        (".64", "yellow"),
        (".65", "green"),
        ("0", "red"),
        ("1", "green"),
    ],
)
def test_doerr_bands_round_half_up_from_the_decimal_text(score, colour):
    assert band(score) == band(float(score)) == band(Decimal(score)) == colour


@pytest.mark.parametrize(
    ("score", "rework", "doerr", "seed", "committed"),
    [
        ("0.65", "on target", "green", "too low", "missed"),
        ("0.95", "too easy", "green", "too easy", "missed"),
        ("0.5999", "too low", "yellow", "too low", "missed"),
        ("0.6", "on target", "yellow", "too low", "missed"),
        ("0.7", "on target", "green", "on target", "missed"),
        ("0.7001", "too easy", "green", "on target", "missed"),
        ("0.9", "too easy", "green", "on target", "missed"),
        ("0.9001", "too easy", "green", "too easy", "missed"),
        ("0.9999", "too easy", "green", "too easy", "missed"),
        ("1", "too easy", "green", "too easy", "met"),
        ("0", "too low", "red", "too low", "missed"),
    ],
)
def test_four_conventions_judge_one_score_with_inclusive_limits(score, rework, doerr, seed, committed):
    said = {convention: told.word for convention, told in verdicts(score, "aspirational").items()}
    assert said == {"rework": rework, "doerr": doerr, "seed": seed, "committed": committed}


def test_verdicts_gives_the_four_in_order_and_agrees_with_verdict():
    both = verdicts("0.65", "committed")
    assert tuple(both) == CONVENTIONS
    assert all(both[convention] == verdict("0.65", convention, "committed") for convention in CONVENTIONS)


def test_a_verdict_says_when_its_convention_was_not_made_for_this_kind_of_goal():
    assert [told.fits for told in verdicts(".7", "aspirational").values()] == [True, True, True, False]
    assert [told.fits for told in verdicts(".7", "committed").values()] == [False, False, False, True]
    assert "made for aspirational goals" in verdict(".7", "rework", "committed").reason


def test_a_learning_goal_is_judged_by_its_answered_question_and_by_no_scale():
    for answered, word in ((True, "answered"), (False, "open")):
        told = verdicts(binary_score(answered).score, "learning").values()
        assert {(verdict.word, verdict.fits) for verdict in told} == {(word, False)}


# Forecasts


@pytest.mark.parametrize(
    ("raw", "elapsed", "length", "state"),
    [
        (".45", 6, 12, "on track"),
        (".4499", 6, 12, "at risk"),
        (".35", 6, 12, "at risk"),
        (".3499", 6, 12, "off track"),
        (0.15, 0.2, 1, "at risk"),
        (0.18, 0.2, 1, "on track"),
        (0.14, 0.2, 1, "at risk"),
        (0, 0, 12, "on track"),
        ("-0.1", 0, 12, "off track"),
        ("-0.1", 3, 12, "off track"),
        ("1.5", 12, 12, "on track"),
    ],
)
def test_a_check_in_compares_progress_with_the_straight_line_and_its_limits_are_inclusive(raw, elapsed, length, state):
    assert expected_by_now(raw, elapsed, length).state == state


def test_a_check_in_ratio_is_exact_where_floats_are_not():
    assert 0.18 / 0.2 < 0.9
    assert [expected_by_now(raw, 0.2, 1).ratio for raw in (0.15, 0.18)] == [Decimal("0.75"), Decimal("0.9")]
    assert expected_by_now(0.3, 6, 12).expected == Decimal("0.5")
    assert expected_by_now(0, 0, 12).ratio is None


@pytest.mark.parametrize(
    ("baseline", "target", "forecast", "index"),
    [(50, 80, 65, "1"), (50, 80, 80, "0"), (50, 80, 90, "-.25"), (12, 6, 9, "1"), (0, 6, "1,5", "3")],
)
def test_the_ambition_index_compares_the_targets_gain_with_the_sealed_forecasts(baseline, target, forecast, index):
    assert ambition_index(baseline, target, forecast) == Decimal(index)


@pytest.mark.parametrize(("baseline", "target", "forecast"), [(50, 80, 50), (50, 80, 40), (12, 6, 13), (12, 6, 12)])
def test_ambition_is_undefined_when_the_forecast_expects_no_gain_and_says_so(baseline, target, forecast):
    with pytest.raises(Undefined, match="undefined"):
        ambition_index(baseline, target, forecast)


def test_probability_counts_how_often_similar_work_came_so_far():
    found = reference_probability([".3", ".7", ".9", "1", ".69"], at_least=".7")
    assert (found.hits, found.n, found.share, four(found.estimate)) == (3, 5, Decimal("0.6"), Decimal("0.5714"))


def test_the_rule_of_succession_never_claims_certainty():
    assert reference_probability([1, 1, 1], 1).estimate == Decimal("0.8")


def test_the_brier_score_is_zero_when_right_and_sure_and_a_quarter_for_always_half():
    assert brier([1, 0, 1], [True, False, 1]) == 0
    assert brier([".5", ".5"], [1, 0]) == Decimal("0.25")
    assert brier(["0,8"], [0]) == Decimal("0.64")


# Errors


def weighted(**changes):
    return KeyResult("Waiting days", **changes)


ERRORS = {
    "target equals baseline": lambda: kr_score(50, 50, 60),
    "NaN": lambda: kr_score(50, NAN, 60),
    "infinite": lambda: kr_score(50, 80, INF),
    "infinite text": lambda: kr_score("-Infinity", 80, 60),
    "not a number": lambda: kr_score("about 50", 80, 60),
    "two decimal marks": lambda: kr_score("1.234,5", 80, 60),
    "empty text": lambda: kr_score("", 80, 60),
    "nothing": lambda: kr_score(None, 80, 60),
    "a yes for a number": lambda: kr_score(50, 80, True),
    "milestone fraction": lambda: milestone_score({"launch": 1.5}, []),
    "no milestone completes": lambda: milestone_score({"design": 0.5}, []),
    "no milestones": lambda: milestone_score({}, []),
    "unknown milestone": lambda: milestone_score({"launch": 1}, ["lunch"]),
    "guardrail without checks": lambda: guardrail(4, []),
    "guardrail side": lambda: guardrail(4, [1], side="top"),
    "guardrail NaN": lambda: guardrail(4, [1, NAN]),
    "no scores": lambda: objective_score([]),
    "score NaN": lambda: objective_score([NAN]),
    "missing weight": lambda: objective_score([1, 0], [1]),
    "negative weight": lambda: objective_score([1, 0], [1, -1]),
    "all-zero weights": lambda: objective_score([1, 0], [0, 0]),
    "only guardrails": lambda: roll_up([weighted(kind="guardrail", target=4, actual=3)]),
    "unknown kind": lambda: weighted(kind="rising"),
    "unknown goal": lambda: weighted(goal="moonshot"),
    "key result weight": lambda: weighted(weight=-1),
    "key result on the wrong side": lambda: weighted(kind="decrease", baseline=6, target=12, actual=7),
    "key result without distance": lambda: weighted(baseline="6", target="6.0", actual=7),
    "key result half done": lambda: weighted(kind="binary", actual=0.5),
    "key result NaN": lambda: weighted(actual=NAN),
    "band": lambda: band(1.5),
    "verdict": lambda: verdict(-0.1, "doerr", "aspirational"),
    "verdict NaN": lambda: verdict(NAN, "doerr", "aspirational"),
    "unknown convention": lambda: verdict(0.5, "google", "aspirational"),
    "unknown goal for a verdict": lambda: verdict(0.5, "doerr", "moonshot"),
    "no length": lambda: expected_by_now(0.5, 0, 0),
    "after the end": lambda: expected_by_now(0.5, 14, 12),
    "before the start": lambda: expected_by_now(0.5, -1, 12),
    "ambition without distance": lambda: ambition_index(50, 50, 60),
    "ambition undefined": lambda: ambition_index(50, 80, 50),
    "no history": lambda: reference_probability([], 0.7),
    "no forecasts": lambda: brier([], []),
    "forecast without outcome": lambda: brier([0.5], []),
    "forecast above 1": lambda: brier([1.5], [1]),
    "outcome": lambda: brier([0.5], [2]),
}


@pytest.mark.parametrize("case", ERRORS.values(), ids=ERRORS.keys())
def test_an_error_is_one_sentence_that_names_what_where_and_the_mend(case):
    with pytest.raises(ValueError) as caught:
        case()
    sentence = str(caught.value)
    assert re.fullmatch(r"(Key result '.+'|[a-z_]+): [^\n]+; [a-z][^\n]+\.", sentence), sentence
    assert not re.search(r"\. [A-Z]", sentence), sentence


def test_the_public_names_are_these_and_no_others():
    public = """
        CONVENTIONS GOAL KIND Band CheckIn Convention GuardrailState KeyResult Number ObjectiveResult Probability
        Scored Undefined Verdict ambition_index band binary_score brier expected_by_now guardrail kr_score
        milestone_score objective_score reference_probability roll_up verdict verdicts
    """
    assert sorted(okr.__all__) == sorted(public.split())
    assert all(hasattr(okr, name) for name in okr.__all__)
