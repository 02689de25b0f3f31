"""Nobody's answer can be worked out of a report: by a colleague who knows their own answers, adds and subtracts.

The attacker here is given more than a colleague has: who is in which group, how many answered, and every rule of the
report. Teams are drawn at random, and for single groups *every* possible team is tried.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy_attacker import organisation, seen_by, singled_out, sure_of_by_subtraction

from coaching.survey import Figure, Response, Scale, ScaleItem, TeamReport, reverse, score_team, team_report
from coaching.survey.privacy import caps, pieces

ONE_ITEM = Scale("one item", 1, 7, (ScaleItem("a", "a", "…", False),))
SHORT = Scale("one short item", 1, 5, (ScaleItem("a", "a", "…", False),))
TWO_ITEMS = Scale("two items", 1, 7, (ScaleItem("a", "a", "…", False), ScaleItem("b", "b", "…", True)))


# --- every possible team, one group --------------------------------------------------------------------------------


def certain(worlds: Iterable[tuple[int, ...]], own: int) -> set[int] | None:
    """The one answer that all others must have given, if all worlds that look alike to the attacker agree on it."""
    others: set[int] = set()
    for world in worlds:
        if own in world:
            rest = list(world)
            rest.remove(own)
            others |= set(rest)
    return others if len(others) == 1 else None


SIZES = [(3, 3), (4, 3), *((n, 5) for n in range(5, 11))]


@pytest.mark.parametrize(
    ("scale", "n", "least"),
    [*((ONE_ITEM, *size) for size in SIZES), *((SHORT, *size) for size in [*SIZES, (11, 5), (12, 5)])],
    ids=lambda value: f"to-{value.high}" if isinstance(value, Scale) else str(value),
)
def test_whoever_knows_their_own_answer_is_sure_of_nobody_else_s_in_any_team(scale, n, least):
    looks_like: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for world in itertools.combinations_with_replacement(range(scale.low, scale.high + 1), n):
        score = score_team([{"a": answer} for answer in world], scale, least)
        looks_like[f"{score.items} {score.overall}"].append(world)
    given_away = [
        (seen, own)
        for seen, worlds in looks_like.items()
        for own in range(scale.low, scale.high + 1)
        if certain(worlds, own)
    ]
    assert given_away == []


def test_a_plain_cap_near_the_top_would_give_four_people_away():
    """Why the caps depend on the number: mean 6.4 of five people is under 6.5, and still tells too much."""
    worlds = [w for w in itertools.combinations_with_replacement(range(1, 8), 5) if sum(w) == 32]
    assert certain(worlds, own=4) == {7}
    assert caps(5, 1, 7)[1] < Fraction(64, 10)


def test_caps_come_nearer_to_the_ends_in_larger_groups_and_mirror_each_other():
    assert [float(caps(n, 1, 7)[1]) for n in (5, 9, 10, 60)] == [5.4, 5.8, 5.9, 6.4]
    assert all(sum(caps(n, 1, 7)) == 8 for n in range(3, 100))


# --- subtraction ---------------------------------------------------------------------------------------------------


CUTS = ((), ("team",), ("role",), ("team", "role"))


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_shown_groups_over_cuts_and_waves_stands_for_fewer_than_four_others(seed):
    rng = random.Random(f"subtract:{seed}")
    responses = [r for r in organisation(rng) if rng.random() < 0.6][:26]
    if not responses:
        return
    report = team_report(responses, TWO_ITEMS, CUTS)
    for item in ("a", "b"):
        groups = list({who for _, _, who in seen_by(report.groups, responses, item)})
        if groups:
            own = rng.choice(sorted(frozenset().union(*groups)))
            assert singled_out(groups, own, most=2) is None, groups
            assert all(len(piece) >= 5 for piece in pieces(groups) if piece), groups


def test_the_linear_attacker_has_teeth():
    everybody = frozenset(f"p{i}" for i in range(12))
    team = everybody - {"p0", "p1"}
    assert singled_out([everybody, team], own="p0", most=2) == {"p1"}
    assert singled_out([everybody], own="p0", most=2) is None


@pytest.mark.parametrize("seed", range(150))
def test_subtracting_one_shown_group_from_another_makes_nobody_sure(seed):
    rng = random.Random(f"extreme:{seed}")
    responses = organisation(rng)
    report = team_report(responses, TWO_ITEMS, CUTS)
    for item, turned in (("a", False), ("b", True)):
        true = {
            (r.wave, r.person): reverse(r.answers[item], 1, 7) if turned else r.answers[item]
            for r in responses
            if item in r.answers
        }
        figures = list(seen_by(report.groups, responses, item))
        for own in sorted({p for _, _, who in figures for p in who})[:8]:
            known = {key: true[key] for key in true if key[1] == own}
            if all((wave, own) in known for _, wave, who in figures if own in who):
                assert sure_of_by_subtraction(figures, known, own) == []


def test_the_subtracting_attacker_has_teeth():
    """Total 6.0 and team 5.0: the other team of five answered 7 throughout."""
    people = [frozenset(f"p{i}" for i in range(n)) for n in (10, 5)]
    plain = [(Figure("a", 6.0, n=10), "0", people[0]), (Figure("a", 5.0, n=5), "0", people[1])]
    assert sure_of_by_subtraction(plain, {}, own="nobody") == [("0", people[0] - people[1])]


def people(n: int, start: int = 0, wave: str = "1", answer: int = 4, **groups: str) -> list[Response]:
    return [Response(f"p{i}", wave, {"a": answer}, groups, f"comment {i}") for i in range(start, start + n)]


def shown_groups(report: TeamReport) -> set[tuple[str, str]]:
    return {(one.wave, one.group) for one in report.groups if one.items[0].mean is not None}


def test_a_small_team_hides_the_next_smallest_where_the_total_is_shown():
    responses = people(12, team="A") + people(8, 12, team="B") + people(3, 20, team="C")
    assert shown_groups(team_report(responses, ONE_ITEM, [(), ("team",)])) == {("1", "everybody"), ("1", "A")}
    assert shown_groups(team_report(responses, ONE_ITEM, [("team",)])) == {("1", "A"), ("1", "B")}


def test_what_is_asked_for_first_is_shown_first():
    responses = people(12, team="A") + people(3, 12, team="B")
    assert shown_groups(team_report(responses, ONE_ITEM, [("team",), ()])) == {("1", "A")}
    assert shown_groups(team_report(responses, ONE_ITEM, [(), ("team",)])) == {("1", "everybody")}


def test_two_cuts_that_differ_by_one_person_are_not_both_shown():
    responses = people(9, team="A", role="x") + people(1, 9, team="A", role="y") + people(9, 10, team="B", role="y")
    assert shown_groups(team_report(responses, ONE_ITEM, [("team",), ("role",)])) == {("1", "A"), ("1", "B")}


def test_a_blank_counts_for_the_item_and_not_for_the_team():
    answers = [{"a": 4, "b": 4}] * 4 + [{"b": 4}]
    score = score_team(answers, TWO_ITEMS)
    assert score.items[0].mean is None
    assert score.items[1].mean == 4.0
    assert score.overall.mean is None, "the mean over the items would tell what is hidden"


def test_a_second_report_of_a_wave_hides_what_the_late_answer_would_give_away():
    first = team_report(people(10), ONE_ITEM)
    late = team_report(people(11), ONE_ITEM, earlier=first.shown)
    assert shown_groups(first) == {("1", "everybody")}
    assert shown_groups(late) == set()
    assert shown_groups(team_report(people(10), ONE_ITEM, earlier=first.shown)) == {("1", "everybody")}
    assert shown_groups(team_report(people(15), ONE_ITEM, earlier=first.shown)) == {("1", "everybody")}


def test_a_wave_in_which_one_person_joined_is_hidden_if_the_codes_tell_so():
    same = people(8) + people(8, wave="2")
    joined = people(8) + people(9, wave="2")
    assert shown_groups(team_report(same, ONE_ITEM)) == {("1", "everybody"), ("2", "everybody")}
    assert shown_groups(team_report(joined, ONE_ITEM)) == {("1", "everybody")}
    new_codes = people(8) + people(9, 100, wave="2")
    assert shown_groups(team_report(new_codes, ONE_ITEM)) == {("1", "everybody"), ("2", "everybody")}


def test_the_threshold_can_be_raised_and_never_goes_under_3():
    answers = [{"a": 4}] * 7
    assert score_team(answers, ONE_ITEM, least=8).items[0].mean is None
    assert score_team(answers[:3], ONE_ITEM, least=3).items[0].mean == 4.0
    assert score_team(answers[:4], ONE_ITEM).items[0].mean is None
    for least in (2, 1, 0, -1, True, None, 5.0):
        with pytest.raises(ValueError, match="never under 3"):
            score_team(answers, ONE_ITEM, least=least)


@pytest.mark.parametrize("n", range(10))
def test_under_ten_there_is_no_interval_no_agreement_and_no_comment(n):
    report = team_report(people(n), ONE_ITEM) if n else None
    for one in report.groups if report else []:
        assert one.comments == ()
        assert one.items[0].agreement is None and one.items[0].low is None
        assert (one.items[0].mean is not None) == (n >= 5)


def test_from_ten_there_are_agreement_an_interval_and_comments_in_an_order_that_tells_nothing():
    one = team_report(list(reversed(people(10))), ONE_ITEM).groups[0]
    figure = one.items[0]
    assert (figure.mean, figure.n, figure.agreement) == (4.0, 10, "very strong")
    assert (figure.low, figure.high) == (3.5, 4.5)
    assert list(one.comments) == sorted(f"comment {i}" for i in range(10))


def test_comments_of_a_group_are_hidden_where_the_total_would_leave_a_few():
    responses = people(12, team="A") + people(9, 12, team="B")
    talk = {one.group: len(one.comments) for one in team_report(responses, ONE_ITEM, [(), ("team",)]).groups}
    assert talk == {"everybody": 21, "A": 0, "B": 0}


def test_agreement_of_a_group_is_hidden_where_the_others_cut_it_into_pieces_under_ten():
    responses = people(10, team="A") + people(8, 10, team="B")
    report = team_report(responses, ONE_ITEM, [(), ("team",)])
    words = {one.group: one.items[0].agreement for one in report.groups}
    assert words == {"everybody": None, "A": "very strong", "B": None}
    assert all(one.items[0].mean == 4.0 for one in report.groups)


def test_agreement_is_told_only_of_a_group_that_nothing_shown_cuts():
    """Ten people at 4, nine at 5 and one at 6: "very strong" for all twenty would leave the ten no other answer."""
    responses = people(10, team="A", answer=4) + people(9, 10, team="B", answer=5) + people(1, 19, team="B", answer=6)
    report = team_report(responses, ONE_ITEM, [(), ("team",)])
    words = {one.group: (one.items[0].mean, one.items[0].agreement) for one in report.groups}
    assert words == {"everybody": (4.6, None), "A": (4.0, "very strong"), "B": (5.1, "very strong")}


def test_a_group_whose_agreement_was_told_is_never_cut_by_a_later_report():
    responses = people(10, team="A") + people(10, 10, team="B")
    first = team_report(responses, ONE_ITEM)
    assert first.groups[0].items[0].agreement == "very strong"
    later = team_report(responses, ONE_ITEM, [(), ("team",)], earlier=first.shown)
    assert shown_groups(later) == {("1", "everybody")}


def test_what_cannot_be_checked_against_the_answers_of_an_earlier_wave_is_hidden():
    """Wave 2 cuts wave 1 into five and six people, and nobody brings the answers of wave 1 again."""
    first = team_report(people(11), ONE_ITEM)
    second = [*people(6, wave="2"), *people(5, 20, wave="2")]
    assert shown_groups(team_report(second, ONE_ITEM, earlier=first.shown)) == set()


def test_a_facet_is_made_of_the_shown_items_alone():
    scale = Scale("two in one facet", 1, 7, tuple(ScaleItem(i, "one", "…", False) for i in "ab"))
    sheets = [{"a": 4, "b": 5}] * 5 + [{"a": 3}]
    (facet,) = score_team(sheets, scale).facets
    assert (facet.name, facet.mean, facet.n) == ("one", 4.4, 5)
    (hidden,) = score_team(sheets[1:], scale).facets
    assert hidden == Figure("one"), "four answers to one of its items"


def test_what_a_report_prints_names_nobody():
    report = team_report(people(12), ONE_ITEM)
    assert "p1" not in repr(report)
    assert "p1" not in str(report.rows())


answers_of_a_team = st.lists(st.integers(1, 7), min_size=0, max_size=30)


@settings(max_examples=150, deadline=None)
@given(answers_of_a_team)
def test_a_shown_mean_is_the_mean_to_one_decimal_or_a_true_bound(answers):
    figure = score_team([{"a": a} for a in answers], ONE_ITEM).items[0]
    if len(answers) < 5:
        assert figure == Figure("a")
        return
    mean = Fraction(sum(answers), len(answers))
    assert figure.n == len(answers)
    if figure.bound == "or higher":
        assert mean >= Fraction(str(figure.mean))
    elif figure.bound == "or lower":
        assert mean <= Fraction(str(figure.mean))
    else:
        assert abs(mean - Fraction(str(figure.mean))) <= Fraction(1, 20)
    if figure.low is not None:
        assert 1 <= figure.low <= figure.mean <= figure.high <= 7


@settings(max_examples=100, deadline=None)
@given(answers_of_a_team, st.randoms())
def test_the_order_of_answer_sheets_changes_nothing(answers, rng):
    sheets = [{"a": a} for a in answers]
    mixed = sheets.copy()
    rng.shuffle(mixed)
    assert score_team(sheets, ONE_ITEM) == score_team(mixed, ONE_ITEM)


@settings(max_examples=100, deadline=None)
@given(answers_of_a_team)
def test_turning_all_answers_round_turns_the_report_round(answers):
    plain = score_team([{"a": a} for a in answers], ONE_ITEM).items[0]
    turned = score_team([{"a": 8 - a} for a in answers], ONE_ITEM).items[0]
    assert plain.agreement == turned.agreement
    assert {"": "", "or higher": "or lower", "or lower": "or higher"}[plain.bound] == turned.bound
    if plain.mean is not None:
        assert abs(plain.mean + turned.mean - 8) <= 0.1001, "halves are rounded up on both sides"
