"""A thousand random teams, and a colleague with every page that was ever printed: whose answer can be worked out?

Each team goes through an evening of reports as a leader might ask for them: by other cuts, then with a new wave, each
remembering the ones before. The attackers, and how much more they know than a colleague, stand in
``tests/privacy_attacker.py``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from operator import itemgetter

import pytest

from coaching.desk.leader.our_climate import Climate, our_climate
from coaching.desk.leader.survey_table import Survey
from coaching.survey import Figure, Response, Scale, ScaleItem
from tests.privacy_attacker import Answers, members, organisation, seen_by, sure_of, values_left

ONE = Scale("one", 1, 7, (ScaleItem("a", "one", "…", False),))
TWO = Scale("two", 1, 7, (ScaleItem("a", "one", "…", False), ScaleItem("b", "one", "…", True)))
GROUPINGS = ("team", "role", "post")
TEAMS = 1000


@dataclass(frozen=True)
class Team:
    """A random team, and the reports that its leader asks for: groupings, and how many waves there are by then."""

    responses: tuple[Response, ...]
    asked: tuple[tuple[tuple[str, ...], int], ...]
    steady: bool
    linked: bool

    def pages(self, responses: Sequence[Response], scale: Scale = TWO) -> Iterator[Climate]:
        """All that is printed, report by report, had the people answered so."""
        shown = frozenset()
        for by, waves in self.asked:
            there = tuple(response for response in responses if int(response.wave) < waves)
            names = tuple(sorted({response.wave for response in there}))
            climate, shown = our_climate(Survey(scale, there, names, GROUPINGS, self.linked), by, earlier=shown)
            yield climate


@cache
def team(seed: int) -> Team:
    rng = random.Random(f"team {seed}")
    waves, linked = rng.randint(1, 2), rng.random() < 0.75
    steady = linked and rng.random() < 0.6
    responses = tuple(organisation(rng, waves, steady=steady, linked=linked))
    asked = [(tuple(rng.sample(GROUPINGS, rng.randint(0, 3))), rng.randint(1, waves)) for _ in range(rng.randint(0, 2))]
    asked.append((tuple(rng.sample(GROUPINGS, rng.randint(0, 3))), waves))
    return Team(responses, tuple(sorted(asked, key=lambda one: one[1])), steady, linked)


@cache
def printed(seed: int) -> tuple[Climate, ...]:
    return tuple(team(seed).pages(team(seed).responses))


def scored(response: Response, item: str) -> int:
    return int(TWO.scored({item: response.answers[item]}, "the attack")[item])


Linear = tuple[list[tuple[Figure, frozenset[str]]], dict[str, float]]


def as_told(seed: int, figures: list[tuple[Figure, str, frozenset[str]]], item: str) -> list[Linear]:
    """What was printed on an item, with the true answers: all waves together if people keep their answers."""
    waves = sorted({wave for _, wave, _ in figures})
    found = []
    for some in [waves] if team(seed).steady else [[wave] for wave in waves]:
        true = {r.person: scored(r, item) for r in team(seed).responses if r.wave in some and item in r.answers}
        found.append(([(figure, who) for figure, wave, who in figures if wave in some], true))
    return found


def test_adding_and_subtracting_all_that_was_printed_leaves_every_answer_open():
    told = []
    for seed in range(TEAMS):
        groups = [one for page in printed(seed) for one in page.groups]
        for item in "ab":
            told += as_told(seed, list(dict.fromkeys(seen_by(groups, team(seed).responses, item))), item)
    left = Counter(values for values_of_team in values_left(told) for values in values_of_team)
    print(dict(sorted(left.items())))
    assert sum(left.values()) > 5000, "something must have been printed, or the attack shows nothing"
    assert min(left) >= 3


def test_the_same_attacker_recovers_hundreds_of_answers_where_only_the_threshold_stands():
    """The rules that many programs have: no mean under five answers. Everything else is as above."""
    told = []
    for seed in range(100):
        figures = []
        for item in "ab":
            figures = [figure for by, waves in team(seed).asked for figure in threshold_only(seed, by, waves, item)]
            told += as_told(seed, figures, item)
    left = Counter(values for values_of_team in values_left(told) for values in values_of_team)
    print(dict(sorted(left.items())))
    assert left[1] > 300


def threshold_only(
    seed: int, by: tuple[str, ...], waves: int, item: str
) -> Iterator[tuple[Figure, str, frozenset[str]]]:
    for cut in (None, *by):
        groups: dict[tuple[str, str], list[Response]] = {}
        for response in team(seed).responses:
            if int(response.wave) < waves and item in response.answers:
                name = response.groups[cut] if cut else "everybody"
                groups.setdefault((response.wave, name), []).append(response)
        for (wave, _), sheets in groups.items():
            if len(sheets) >= 5:
                mean = Fraction(sum(scored(sheet, item) for sheet in sheets), len(sheets))
                yield Figure(item, float(round(mean, 1)), n=len(sheets)), wave, frozenset(r.person for r in sheets)


def sure_in(seed: int) -> list[tuple[str, object]]:
    """Whose answer to the first sentence could be certain, if the attacker knew every rule and all that is hidden."""
    one = team(seed)
    first = [replace(r, answers={i: a for i, a in r.answers.items() if i == "a"}) for r in one.responses]

    def place(r: Response) -> object:
        return r.person if one.steady else (r.person, r.wave)

    def pages(world: Answers) -> Iterator[Climate]:
        answers = ({"a": world[place(r)]} if r.answers else {} for r in first)
        yield from one.pages(
            [Response(r.person, r.wave, a, r.groups) for r, a in zip(first, answers, strict=True)], ONE
        )

    true = {place(r): r.answers["a"] for r in first if r.answers}
    inside: dict[object, set[tuple]] = {key: set() for key in true}
    for i, page in enumerate(one.pages(first, ONE)):
        for figure, wave, who in seen_by(page.groups, first, "a"):
            for key in (key if one.steady else (key, wave) for key in who):
                inside[key].add((i, figure.name, wave, who))
    return sure_of(true, pages, owner=str if one.steady else itemgetter(0), alike=lambda key: frozenset(inside[key]))


@pytest.mark.parametrize("start", range(0, TEAMS, 100))
def test_for_everybody_there_is_another_answer_that_would_have_printed_the_very_same(start):
    assert {seed: sure for seed in range(start, start + 100) if (sure := sure_in(seed))} == {}


def authors_left(lists: list[tuple[str, frozenset[str], tuple[str, ...]]]) -> Counter[int]:
    """For each comment in printed lists (wave, who wrote in that group, the comments), how many can have written it."""
    writers = frozenset().union(*(who for _, who, _ in lists))
    texts = {text for _, _, comments in lists for text in comments}
    return Counter(
        sum(all((text in comments) == (p in who) for _, who, comments in lists) for p in writers) for text in texts
    )


def printed_lists(seed: int, least: int | None = None) -> Iterator[tuple[str, frozenset[str], tuple[str, ...]]]:
    """The comments that were printed; with ``least``, those that a bare threshold would have printed."""
    for page in printed(seed):
        for one in page.groups:
            there = members(one, team(seed).responses)
            comments = one.comments if least is None else tuple(r.comment for r in there if len(there) >= least)
            if comments:
                yield one.wave, frozenset(r.person for r in there), comments


def as_linked(seed: int, lists: list[tuple]) -> list[list[tuple]]:
    """All waves together where codes link them; else each wave for itself."""
    waves = sorted({wave for wave, _, _ in lists})
    return [lists] if team(seed).linked and lists else [[one for one in lists if one[0] == w] for w in waves]


def test_every_printed_comment_can_have_been_written_by_ten_people():
    left = sum((authors_left(some) for s in range(TEAMS) for some in as_linked(s, [*printed_lists(s)])), Counter())
    assert sum(left.values()) > 1000 and min(left) >= 10, left


def test_a_bare_threshold_of_ten_comments_would_name_authors():
    left = sum((authors_left(some) for s in range(300) for some in as_linked(s, [*printed_lists(s, 10)])), Counter())
    assert left[1] > 30, left
