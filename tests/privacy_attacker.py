"""The colleague from whom a team report must keep everybody's answers: who knows their own, and adds and subtracts.

The attacker is given more than a colleague has: who is in which group, who answered which item, and all that was ever
printed. Two attacks are exact, each in its own way.

* ``values_left`` reasons forward. A printed mean is a sum with bounds; linear programmes give the least and greatest
  sum of every piece into which the printed groups cut the people, and so the values that are left for each person.
* ``sure_of`` reasons backward, and stands for *any* attacker, also one who knows every rule and reads what is missing.
  It looks for twin worlds: other answers of the same people that print the very same. Whose answer differs in a twin in
  which the attacker's own is unchanged is safe, whatever the attacker does with the pages. Where no twin is found the
  attacker is taken to be sure.

Two narrower ones say why a rule is there: ``singled_out`` and ``sure_of_by_subtraction``.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag

from coaching.survey import Figure, Response, TeamScore
from coaching.survey.privacy import pieces

# --- teams ------------------------------------------------------------------------------------------------------------


def organisation(rng: random.Random, waves: int = 2, *, steady: bool = True, linked: bool = True) -> list[Response]:
    """People in teams and roles; some join and leave between waves.

    ``steady`` people keep their answers, which is the worst case for whoever joins or leaves. ``linked`` sheets carry
    the same code in all waves. Many a team is of one mind, or nearly, at an end of the scale or in the middle.
    """
    teams = [f"team {t}" for t in range(rng.randint(1, 4))]
    roles = ["nurse", "doctor", "desk"][: rng.randint(1, 3)]
    usual = rng.choice([(1, 2, 3, 4, 5, 6, 7), (6, 7), (7, 7, 7, 7, 6), (1, 2), (4, 5), (4,), (5, 5, 5, 6)])
    minds = {team: rng.choice([usual, usual, (rng.randint(2, 6),)]) for team in teams}
    people = {f"p{i}": (rng.choice(teams), rng.choice(roles)) for i in range(rng.randint(5, 24))}
    held = {p: {item: rng.choice(minds[team]) for item in "ab"} for p, (team, _) in people.items()}
    responses = []
    for wave in range(waves):
        for p, (team, role) in people.items():
            if not steady and rng.random() < 0.3:
                held[p] = {item: rng.randint(1, 7) for item in "ab"}
            answers = {item: a for item, a in held[p].items() if rng.random() < 0.95}
            groups = {"team": team, "role": role, "post": f"{role}, {team}"}
            responses.append(Response(p if linked else f"{p} in {wave}", str(wave), answers, groups, f"says {p}"))
        for _ in range(rng.choice([0, 0, 1, 2, 6])):
            if len(people) > 5 and rng.random() < 0.5:
                people.pop(rng.choice(sorted(people)))
            else:
                new = f"n{wave}-{rng.random():.9f}"
                people[new] = rng.choice(teams), rng.choice(roles)
                held[new] = {item: rng.choice(minds[people[new][0]]) for item in "ab"}
    return responses


# --- what is seen -----------------------------------------------------------------------------------------------------


def members(one: TeamScore, responses: Iterable[Response]) -> list[Response]:
    """The answer sheets of a group of a report, as the attacker can look them up."""
    return [
        r
        for r in responses
        if r.wave == one.wave and one.group == (", ".join(r.groups[cut] for cut in one.by) or "everybody")
    ]


def seen_by(
    groups: Iterable[TeamScore], responses: Sequence[Response], item: str
) -> Iterator[tuple[Figure, str, frozenset[str]]]:
    """Every shown figure of an item, with its wave and the people it stands for."""
    for one in groups:
        figure = next(f for f in one.items if f.name == item)
        if figure.mean is not None:
            who = frozenset(r.person for r in members(one, responses) if item in r.answers)
            assert figure.n == len(who)
            yield figure, one.wave, who


def limits(figure: Figure, low: int, high: int) -> tuple[Fraction, Fraction]:
    """The sum that stands behind a shown mean, as nearly as the attacker can know it."""
    assert figure.mean is not None and figure.n is not None
    mean, half = Fraction(str(figure.mean)), Fraction(1, 20)
    least = Fraction(low) if figure.bound == "or lower" else mean - half * (not figure.bound)
    most = Fraction(high) if figure.bound == "or higher" else mean + half * (not figure.bound)
    return least * figure.n, most * figure.n


# --- two narrow attacks -----------------------------------------------------------------------------------------------


def singled_out(groups: list[frozenset[str]], own: str, most: int) -> frozenset[str] | None:
    """Up to ``most`` other people on whom some weighted sum of all group sums stands alone, by linear algebra."""
    people = sorted(frozenset[str]().union(*groups))
    rows = np.array([[p in group for p in people] for group in groups] + [[p == own for p in people]], dtype=float)
    rank = np.linalg.matrix_rank(rows)
    for size in range(1, most + 1):
        for some in itertools.combinations([p for p in people if p != own], size):
            rest = [i for i, p in enumerate(people) if p not in some and p != own]
            if rank - np.linalg.matrix_rank(rows[:, rest]) > 1:  # one is the attacker alone
                return frozenset(some)
    return None


def sure_of_by_subtraction(
    figures: list[tuple[Figure, str, frozenset[str]]],
    true: Mapping[tuple[str, str], float],
    own: str,
    low: int = 1,
    high: int = 7,
) -> list[tuple[str, frozenset[str]]]:
    """Differences of nested groups in which everybody but the attacker must have answered at the same end."""
    found = []
    for (big, wave, more), (small, other, fewer) in itertools.permutations(figures, 2):
        rest = more - fewer
        if wave != other or not fewer < more:
            continue
        (big_least, big_most), (small_least, small_most) = limits(big, low, high), limits(small, low, high)
        least, most = float(big_least - small_most), float(big_most - small_least)
        if own in rest:
            least, most, rest = least - true[wave, own], most - true[wave, own], rest - {own}
        if rest and (least > high * len(rest) - 1 or most < low * len(rest) + 1):
            found.append((wave, rest))
    return found


# --- forward: which values are left? ----------------------------------------------------------------------------------

Printed: TypeAlias = tuple[Figure, frozenset[str]]


@dataclass(frozen=True)
class _Block:
    """One linear programme: the least (sign 1) or greatest (sign −1) sum of one piece, for one attacker."""

    rows: np.ndarray
    least: np.ndarray
    most: np.ndarray
    bounds: list[tuple[float, float]]
    piece: int
    sign: int


@dataclass(frozen=True)
class _Question:
    """How many values are left for ``unknown`` people whose sum is ``own`` less than that of the piece?"""

    unknown: int
    own: float
    blocks: tuple[int, int]


def values_left(
    teams: Iterable[tuple[Sequence[Printed], Mapping[str, float]]], low: int = 1, high: int = 7
) -> list[list[int]]:
    """For each team, the numbers of values left, for everybody on whom something was printed and each attacker.

    A team is all figures printed on one item, each with its people, and everybody's true answer, of which an attacker
    knows one. Only the attackers with the least and the greatest answer of each piece are asked: the others know less.
    The figures of waves belong together where answers are kept from wave to wave.
    """
    blocks: list[_Block] = []
    asked: list[list[_Question]] = []
    for figures, true in teams:
        asked.append([])
        for rows, least, most, cut in _systems(figures, low, high):
            for q, piece in enumerate(cut):
                for own in {min(true[p] for p in piece), max(true[p] for p in piece)}:
                    ends = [(low * len(some), high * len(some)) for some in cut]
                    ends[q] = own + low * (len(piece) - 1), own + high * (len(piece) - 1)
                    for p, target in enumerate(cut):
                        if unknown := len(target) - (p == q):
                            blocks += [_Block(rows, least, most, ends, p, sign) for sign in (1, -1)]
                            pair = len(blocks) - 2, len(blocks) - 1
                            asked[-1].append(_Question(unknown, own * (p == q), pair))
    sums = _solved(blocks)
    return [
        [
            round(min(high, sums[g] - ask.own - low * (ask.unknown - 1)))
            - round(max(low, sums[s] - ask.own - high * (ask.unknown - 1)))
            + 1
            for ask in questions
            for s, g in [ask.blocks]
        ]
        for questions in asked
    ]


def _systems(
    figures: Sequence[Printed], low: int, high: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, list[frozenset[str]]]]:
    """Figures that share people, as rows over their pieces, with the least and greatest sum of each row."""
    left = list(figures)
    while left:
        together = [left.pop()]
        for _, who in together:
            near = [one for one in left if one[1] & who]
            together += near
            left = [one for one in left if not one[1] & who]
        cut = pieces(who for _, who in together)
        rows = np.array([[piece <= who for piece in cut] for _, who in together], dtype=float)
        ends = [limits(figure, low, high) for figure, _ in together]
        yield rows, np.array([float(a) for a, _ in ends]), np.array([float(b) for _, b in ends]), cut


def _solved(blocks: Sequence[_Block], at_once: int = 4000) -> dict[int, float]:
    """The sum that each block asks for, made whole inwards; many small programmes are solved as one."""
    found: dict[int, float] = {}
    for start in range(0, len(blocks), at_once):
        some = blocks[start : start + at_once]
        width = np.cumsum([0, *(len(block.bounds) for block in some)])
        aim = np.zeros(width[-1])
        for i, block in enumerate(some):
            aim[width[i] + block.piece] = block.sign
        rows = block_diag([block.rows for block in some], format="csr")
        both = block_diag([np.vstack([block.rows, -block.rows]) for block in some], format="csr")
        ends = np.concatenate([np.concatenate([block.most, -block.least]) for block in some]) + 1e-7
        solved = linprog(aim, A_ub=both, b_ub=ends, bounds=[one for block in some for one in block.bounds])
        assert solved.status == 0, (solved.message, rows.shape)
        for i, block in enumerate(some):
            value = solved.x[width[i] + block.piece]
            found[start + i] = float(np.ceil(value - 1e-4) if block.sign == 1 else np.floor(value + 1e-4))
    return found


# --- backward: is there a twin world? ---------------------------------------------------------------------------------

Answers: TypeAlias = Mapping[Hashable, int]
"""Every answer that there is, by what stands for it: a person, or a person and a wave."""


def sure_of(
    true: Answers,
    printed: Callable[[Answers], Iterator[object]],
    owner: Callable[[Hashable], str],
    alike: Callable[[Hashable], Hashable],
    low: int = 1,
    high: int = 7,
    patience: int = 2000,
) -> list[tuple[str, Hashable]]:
    """Whose answer could be certain, and to whom: (attacker, answer).

    ``printed`` gives, page by page, all that would be printed if people had answered so. ``alike`` is equal for answers
    that stand in exactly the same printed figures; it only guides the search.
    """
    pages = list(printed(true))
    doubtful = {place: {owner(other) for other in true} - {owner(place)} for place in true}

    def told_apart(change: Mapping[Hashable, int]) -> None:
        """Try a twin: it clears each answer that it changes of everybody whose own answers it leaves alone."""
        changed = {owner(place) for place in change}
        useful = any(doubtful[place] - changed for place in change)
        if useful and all(page == other for page, other in zip(pages, printed({**true, **change}), strict=True)):
            for place in change:
                doubtful[place] &= changed

    for turn in (0, 1):
        pairs = _pairs(true, alike, low, high, turn)
        for picked in _codes(len(pairs)):
            told_apart({place: value for i in picked for place, value in pairs[i].items()})
    for target in true:
        others = [place for place in true if owner(place) != owner(target)]
        for change in itertools.islice(_twins(true, target, others, alike, low, high), patience):
            if not doubtful[target]:
                break
            told_apart(change)
    return [(own, place) for place in true for own in sorted(doubtful[place])]


def _pairs(
    true: Answers, alike: Callable[[Hashable], Hashable], low: int, high: int, turn: int
) -> list[dict[Hashable, int]]:
    """Changes of two answers each that leave all printed sums alone: an exchange, or one step up and one down."""
    together: dict[Hashable, list[Hashable]] = defaultdict(list)
    for place in sorted(true, key=lambda place: true[place]):
        together[alike(place)].append(place)
    found = []
    for places in together.values():
        half = len(places) // 2
        for i in range(half):
            one, other = places[i], places[half + (i + turn) % half]
            if true[one] != true[other]:
                found.append({one: true[other], other: true[one]})
            elif low < true[one] < high:
                found.append({one: true[one] - 1, other: true[one] + 1})
    return found


def _codes(n: int) -> list[list[int]]:
    """Some choices out of n things, such that for any two of them one choice takes the first and leaves the second."""
    length = next(k for k in itertools.count(1) if math.comb(k, k // 2) >= n)
    codes = list(itertools.islice(itertools.combinations(range(length), max(1, length // 2)), n))
    return [[i for i, code in enumerate(codes) if turn in code] for turn in range(length)]


def _twins(
    true: Answers,
    target: Hashable,
    others: Sequence[Hashable],
    alike: Callable[[Hashable], Hashable],
    low: int,
    high: int,
) -> Iterator[dict[Hashable, int]]:
    """Worlds near to the true one in which the target answered otherwise, the most promising first."""
    value = true[target]
    yield from ({target: value + step} for step in (1, -1) if low <= value + step <= high)
    changes: list[tuple[tuple[bool, int], dict[Hashable, int]]] = []
    for other in others:
        for step in dict.fromkeys((1, -1, 2, -2, 3, -3, true[other] - value)):
            if step and low <= value + step <= high and low <= true[other] - step <= high:
                spread = (value + step) ** 2 - value**2 + (true[other] - step) ** 2 - true[other] ** 2
                far = alike(other) != alike(target)
                changes.append(((far, abs(spread)), {target: value + step, other: true[other] - step}))
    changes.sort(key=lambda change: change[0])
    yield from (change for _, change in changes)
    # Where even a hidden group told something: the step of the target, and one step back between two others elsewhere.
    near = [change for (far, _), change in changes if not far and abs(change[target] - value) == 1]
    for one, other in itertools.permutations([place for place in others if alike(place) != alike(target)], 2):
        if alike(one) == alike(other) and true[one] < high and true[other] > low:
            yield from ({**change, one: true[one] + 1, other: true[other] - 1} for change in near)
