"""One team's score, and a report over groups and waves. Both show only what ``privacy`` allows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import fmean
from typing import Literal, TypeAlias

from coaching.survey.agreement import AGREEMENT_WORDS, agreement_word, chance_variance, r_wg
from coaching.survey.answers import Answer
from coaching.survey.privacy import (
    SPREAD_FROM,
    People,
    Told,
    caps,
    check_least,
    choose,
    inside_caps,
    is_whole,
    safe_limits,
)
from coaching.survey.quantiles import t_quantile
from coaching.survey.scales import Scale

Bound: TypeAlias = Literal["", "or higher", "or lower"]
Shown: TypeAlias = frozenset[Told]
"""What was shown, and of whom. For whoever holds the raw data, never for a report."""

NOT_SHOWN = "not shown: too few answers, or too easy to work out from what is shown"


@dataclass(frozen=True)
class Response:
    """One person's answer sheet in one wave.

    ``person`` is a code. Use the same code in later waves if you know it: the report then also protects those who join
    or leave. With new codes in every wave it cannot see that. ``groups`` says where the person belongs, such as
    ``{"team": "ward 3", "role": "nurse"}``. ``answers`` are raw, by item.
    """

    person: str
    wave: str
    answers: Mapping[str, Answer]
    groups: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Figure:
    """What is said about one item in one group. A figure that is not shown holds nothing but its name.

    ``mean`` is rounded to one decimal; with a ``bound`` it is a cap. ``agreement`` is a word (see ``agreement_word``)
    or two, "moderate to strong". The interval of 95 % is the widest that goes with these words, so it never tells the
    spread more closely; with no agreement there is none, because such a mean stands for nobody.
    """

    name: str
    mean: float | None = None
    bound: Bound = ""
    n: int | None = None
    agreement: str | None = None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.mean is None:
            return NOT_SHOWN
        words = f"{self.mean:.1f} {self.bound}".strip()
        if self.agreement:
            words += f", agreement {self.agreement}"
        return words if self.low is None else f"{words}, interval {self.low:.1f} to {self.high:.1f}"


@dataclass(frozen=True)
class TeamScore:
    """One group in one wave: its name, a figure for each item, the mean over the items, the comments, and the facets.

    A facet is the mean over its items. Like ``overall`` it is made of the items' shown figures alone. ``by`` is the cut
    that the group comes from, such as ``("team",)``; of everybody it is empty.
    """

    group: str
    wave: str
    items: tuple[Figure, ...]
    overall: Figure
    comments: tuple[str, ...] = ()
    facets: tuple[Figure, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamReport:
    """The groups in the order asked for. ``shown`` is to be kept for the next report, by whoever holds the raw data."""

    scale: str
    groups: tuple[TeamScore, ...]
    shown: Shown = field(repr=False)

    def rows(self) -> list[dict[str, str]]:
        """The report as a table of words: one row a group and item, and one for the mean over the items."""
        return [
            {"wave": one.wave, "group": one.group, "measure": figure.name, "result": str(figure)}
            for one in self.groups
            for figure in (*one.items, one.overall)
        ]


def score_team(people: Sequence[Mapping[str, Answer]], scale: Scale, least: int = 5) -> TeamScore:
    """Score one team in one wave from raw answers: reverse once, average each item, show what may be shown.

    Under ``least`` answers to an item nothing is shown for it; then a mean to one decimal, capped near the ends; from
    10 also agreement and an interval. The threshold counts the answers to the item, not the team.

    Raises ValueError for an unknown item, an answer outside the scale, and a ``least`` under 3.
    """
    sheets = [Response(str(i), "", answers) for i, answers in enumerate(people)]
    return team_report(sheets, scale, least=least).groups[0] if sheets else _empty("everybody", "", scale)


def team_report(
    responses: Sequence[Response],
    scale: Scale,
    cuts: Sequence[Sequence[str]] = ((),),
    least: int = 5,
    earlier: Shown = frozenset(),
    waves: Sequence[str] = (),
) -> TeamReport:
    """Report a survey by groups and waves so that nobody's answer can be worked out (the rules: ``privacy``).

    ``cuts`` says by what to group, most wanted first: ``()`` is everybody, ``("team",)`` each team, and
    ``("team", "role")`` each role in each team. What comes first is shown first; a later group is left out if it would
    give somebody away together with an earlier one. Within a cut, earlier waves and larger groups come first; ``waves``
    names the waves from the oldest to the newest, and those that it leaves out follow in the order of their names.
    Agreement and interval are told of groups that no shown group cuts. Comments are shown where ten people wrote one,
    in alphabetical order. ``earlier`` is ``TeamReport.shown`` of reports that are out already: close a wave before you
    report it, or the second report hides what the late answers would give away. Give all waves again in a later
    report: what cannot be checked against the answers of an earlier one is hidden.

    Raises ValueError for a ``least`` under 3, a person who answered twice in a wave, a grouping that an answer sheet
    lacks, an unknown item, and an answer outside the scale.
    Practice of survey vendors for 5 and 10; for complementary suppression see Hundepool and others (2012),
    *Statistical Disclosure Control*.
    """
    check_least(least)
    scored = _scored(responses, scale)
    groups = _groups(responses, cuts)
    people = {key: frozenset(r.person for r in sheets) for key, sheets in groups.items()}
    age = {wave: i for i, wave in enumerate([*waves, *sorted({r.wave for r in responses} - set(waves))])}
    order = sorted(groups, key=lambda key: (key[0], age[key[1]], -len(people[key]), key[2]))
    figures: dict[Key, list[Figure]] = {key: [] for key in order}
    shown: set[Told] = set(earlier)
    for item in scale.items:
        answered = {key: frozenset(p for p in people[key] if item.id in scored[key[1], p]) for key in order}
        picked = _picked("mean", item.id, order, answered, shown, least, scored, scale)
        for key in order:
            values = [scored[key[1], p][item.id] for p in answered[key]]
            figure = _figure(item.id, values, scale, picked[key]) if key in picked else Figure(item.id)
            figures[key].append(figure)
            if key in picked:
                shown.add(Told(key[1], "mean", item.id, answered[key]))
            if figure.agreement:
                shown.add(Told(key[1], "spread", item.id, answered[key]))
    wrote = {key: frozenset(r.person for r in groups[key] if r.comment.strip()) for key in order}
    talk = _picked("comments", "", order, wrote, shown, max(SPREAD_FROM, least), None, scale)
    shown |= {Told(key[1], "comments", "", wrote[key]) for key in talk}
    report = tuple(
        TeamScore(
            key[2],
            key[1],
            tuple(figures[key]),
            _mean_of("all items", figures[key], scale),
            tuple(sorted(r.comment.strip() for r in groups[key] if r.comment.strip())) if key in talk else (),
            _facets(figures[key], scale),
            tuple(cuts[key[0]]),
        )
        for key in sorted(groups, key=lambda key: (key[0], key[2], age[key[1]]))
    )
    return TeamReport(scale.name, report, frozenset(shown))


Key: TypeAlias = tuple[int, str, str]
"""Place of the cut, wave, and name of the group."""


def _scored(responses: Sequence[Response], scale: Scale) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for i, response in enumerate(responses, 1):
        if (response.wave, response.person) in found:
            raise ValueError(f"Answer sheet {i}: this person has answered in wave {response.wave!r} already; keep one.")
        found[response.wave, response.person] = scale.scored(response.answers, f"Answer sheet {i}")
    return found


def _groups(responses: Sequence[Response], cuts: Sequence[Sequence[str]]) -> dict[Key, list[Response]]:
    found: dict[Key, list[Response]] = {}
    for place, cut in enumerate(cuts):
        for i, response in enumerate(responses, 1):
            missing = [name for name in cut if name not in response.groups]
            if missing:
                raise ValueError(
                    f"Answer sheet {i} does not say its {', '.join(missing)}; add it, or leave out this cut."
                )
            name = ", ".join(response.groups[name] for name in cut) or "everybody"
            found.setdefault((place, response.wave, name), []).append(response)
    return found


def _picked(
    what: Literal["mean", "comments"],
    item: str,
    order: Sequence[Key],
    answered: Mapping[Key, People],
    shown: set[Told],
    least: int,
    scored: Mapping[tuple[str, str], Mapping[str, float]] | None,
    scale: Scale,
) -> dict[Key, bool]:
    """The groups that may be shown for one measure, and of each whether no shown group cuts it."""
    before = sorted(((one.wave, one.who) for one in shown if (one.what, one.item) == (what, item)), key=repr)
    spread = [one.who for one in shown if (one.what, one.item) == ("spread", item)]
    waves = [wave for wave, _ in before] + [key[1] for key in order]
    sets = [who for _, who in before] + [answered[key] for key in order]

    def may_be_known(group: int, piece: People) -> bool:
        if scored is None:
            return True
        values = [scored.get((waves[group], p), {}).get(item) for p in piece]
        known = [value for value in values if value is not None]
        return len(known) == len(values) and inside_caps(known, scale.low, scale.high)

    chosen = choose(sets, least, range(len(before)), may_be_known, spread)
    return {key: is_whole(i, chosen, sets) for i, key in enumerate(order, start=len(before)) if i in chosen}


def _figure(name: str, values: Sequence[float], scale: Scale, whole: bool) -> Figure:
    """The figure of a group that may be shown; ``whole`` says that no shown group cuts it."""
    n = len(values)
    bottom, top = caps(n, scale.low, scale.high)
    mean = Fraction(round(sum(values)), n)
    if mean >= top:
        return Figure(name, float(top), "or higher", n)
    if mean <= bottom:
        return Figure(name, float(bottom), "or lower", n)
    rounded = _tenths(mean)
    if n < SPREAD_FROM or not whole:
        return Figure(name, rounded, n=n)
    words, least = _agreement(values, scale)
    if least is None:
        return Figure(name, rounded, n=n, agreement=words)
    half = t_quantile(0.975, n - 1) * math.sqrt((1 - least) * chance_variance(scale.low, scale.high) / n)
    return Figure(name, rounded, "", n, words, *_around(rounded, half, scale))


def _agreement(values: Sequence[float], scale: Scale) -> tuple[str, float | None]:
    """Agreement in words as wide as privacy asks for, and the least r_wg that goes with them (None: no limit)."""
    r = r_wg(values, scale.low, scale.high)
    limits = safe_limits(tuple(limit for limit, _ in AGREEMENT_WORDS), len(values), scale.low, scale.high)
    under = next((limit for limit in limits if r > limit), None)
    above = min((limit for limit in limits if r <= limit), default=1.0)
    weakest, strongest = agreement_word((under or 0) + 1e-9), agreement_word(above)
    return weakest if weakest == strongest else f"{weakest} to {strongest}", under


def _around(mean: float, half: float, scale: Scale) -> tuple[float, float]:
    """An interval, rounded outwards to one decimal and kept on the scale."""
    low, high = max(scale.low, mean - half), min(scale.high, mean + half)
    return math.floor(low * 10) / 10, math.ceil(high * 10) / 10


def _facets(figures: Sequence[Figure], scale: Scale) -> tuple[Figure, ...]:
    by_id = {figure.name: figure for figure in figures}
    return tuple(_mean_of(facet, [by_id[i] for i in ids], scale) for facet, ids in scale.facets.items())


def _mean_of(name: str, figures: Sequence[Figure], scale: Scale) -> Figure:
    """The mean over some items, made of nothing but what is shown for them, so it cannot tell more.

    Its interval is as wide as theirs are on average, so it may be too wide and never too narrow.
    """
    if len(figures) == 1:
        return replace(figures[0], name=name)
    bounds: set[Bound] = {f.bound for f in figures if f.bound}
    means = [f.mean for f in figures if f.mean is not None]
    if len(means) < len(figures) or len(bounds) > 1:
        return Figure(name)
    mean = _tenths(sum(map(Fraction, map(str, means)), Fraction(0)) / len(means))
    n = min(f.n for f in figures if f.n is not None)
    if bounds:
        return Figure(name, mean, bounds.pop(), n)
    widths = [(f.high - f.low) / 2 for f in figures if f.low is not None and f.high is not None]
    if len(widths) < len(figures):
        return Figure(name, mean, n=n)
    return Figure(name, mean, "", n, None, *_around(mean, fmean(widths), scale))


def _tenths(mean: Fraction) -> float:
    """Rounded to one decimal, halves up."""
    return math.floor(mean * 10 + Fraction(1, 2)) / 10


def _empty(group: str, wave: str, scale: Scale) -> TeamScore:
    figures = [Figure(item.id) for item in scale.items]
    return TeamScore(group, wave, tuple(figures), Figure("all items"), (), _facets(figures, scale))
