"""A team's survey as it may be shown: facets by group and wave, changes, and what so few answers cannot show.

Pure: answers in, words and numbers out. Everything in a ``Climate`` may be printed. All of it is made of the figures
that ``coaching.survey.team_report`` allows, so a change or a facet can never tell more than they do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coaching.desk.leader.survey_table import Survey
from coaching.survey import Figure, TeamScore, team_report
from coaching.survey.privacy import LEAST, SPREAD_FROM
from coaching.survey.quantiles import t_quantile
from coaching.survey.report import Shown
from coaching.survey.scales import Scale

__all__ = ["Change", "Climate", "named", "our_climate", "threshold"]

UNPAIRED = (
    "Waves are compared as two separate groups (unpaired): anonymous answers cannot be followed from wave to wave, so "
    "nobody can see who changed, or whether the same people answered."
)
CODED = (
    "Codes serve here to protect those who join or leave, and nothing else: a comparison person by person would tell "
    "more about single people."
)
UNCODED = (
    "The sheets carry no codes, so this page cannot see that one person joined or left. If that happened between two "
    "waves, do not put the two side by side."
)
NOT_VALIDATED = (
    "These practice items are our own words, and nobody has validated them. They are for talking about your team, and "
    "cannot say how safe it is, or how it compares with others."
)
NO_CAUSE = (
    "A mean says how people answered, not why. It measures no person, and no leader. One wave is a photograph; only "
    "repeated signals, from more than one source, are a change."
)
CAPS = (
    "“5.4 or higher”, or any number with such words, is a cap: close to the end of the scale an exact mean would give "
    "single answers away."
)
PARTS = (
    "A group that is also shown in parts, or whose parts were shown before, has no agreement and no interval: parts "
    "and spread together could give people away."
)


@dataclass(frozen=True)
class Change:
    """One facet of one group from one wave to the next. The numbers are None where the two means do not allow them."""

    by: tuple[str, ...]
    group: str
    facet: str
    before: str
    after: str
    difference: float | None
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True)
class Climate:
    """All that may be printed.

    ``refusal`` is one kind sentence where nothing can be shown at all, else "". ``said`` are the plain sentences of the
    page, and ``cannot_show`` its limits. Signs of a wrong key (``check_key``) are not in it: even the absence of such a
    sign can tell what one person answered.
    """

    scale: Scale
    waves: tuple[str, ...]
    least: int
    groups: tuple[TeamScore, ...]
    changes: tuple[Change, ...]
    refusal: str
    said: tuple[str, ...]
    cannot_show: tuple[str, ...]


def threshold(promised: int | None) -> int:
    """How many answers a figure needs: five, or more where more was promised. Less is never used, whatever is asked."""
    return max(LEAST, promised or 0)


def our_climate(
    survey: Survey, by: Sequence[str] = (), promised: int | None = None, earlier: Shown = frozenset()
) -> tuple[Climate, Shown]:
    """The climate that may be shown, for everybody and by each grouping in ``by``; and all that has now been shown.

    ``promised`` raises the least number of answers, and cannot lower it. ``earlier`` is what was shown before: give the
    second value of the last call. There is no argument that shows more.

    Raises CourseProblem for a grouping that the table does not have.
    """
    least = threshold(promised)
    cuts = [(), *((name,) for name in survey.named(by))]
    report = team_report(survey.responses, survey.scale, cuts, least, earlier, survey.waves)
    changes = tuple(_changes(report.groups))
    answered = Counter(response.wave for response in survey.responses)
    climate = Climate(
        scale=survey.scale,
        waves=survey.waves,
        least=least,
        groups=report.groups,
        changes=changes,
        refusal=_refusal(report.groups, answered, least),
        said=tuple(_said(report.groups, changes, survey.waves)),
        cannot_show=tuple(_cannot_show(report.groups, survey)),
    )
    return climate, report.shown


# --- changes ----------------------------------------------------------------------------------------------------------


def _changes(groups: Iterable[TeamScore]) -> Iterator[Change]:
    """From wave to wave, group by group: the groups of a report stand in order of cut, name and wave."""
    for old, new in pairwise(groups):
        if (old.by, old.group) == (new.by, new.group):
            for before, after in zip(old.facets, new.facets, strict=True):
                if before.mean is not None and after.mean is not None:
                    yield Change(new.by, new.group, after.name, old.wave, new.wave, *_change(before, after))


def _change(before: Figure, after: Figure) -> tuple[float | None, float | None, float | None, str]:
    """The difference of two shown means with its interval, made of their intervals, and what may be said of it."""
    assert before.mean is not None and after.mean is not None
    if before.bound or after.bound:
        return None, None, None, "cannot be told: a cap hides the mean"
    difference = round(after.mean - before.mean, 1)
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return difference, None, None, "cannot be told: there is no interval"
    half = math.hypot(_half(before), _half(after))
    low, high = math.floor((difference - half) * 10) / 10, math.ceil((difference + half) * 10) / 10
    if after.low > before.high:
        return difference, low, high, "higher than before"
    if after.high < before.low:
        return difference, low, high, "lower than before"
    return difference, low, high, "no change that this survey can tell"


def _half(figure: Figure) -> float:
    """Half the width of a shown interval; the ends of the scale may have cut off one side."""
    assert figure.mean is not None and figure.low is not None and figure.high is not None
    return max(figure.mean - figure.low, figure.high - figure.mean)


# --- sentences --------------------------------------------------------------------------------------------------------


def _shown(groups: Iterable[TeamScore]) -> list[Figure]:
    return [figure for one in groups for figure in one.items if figure.mean is not None]


def _refusal(groups: Sequence[TeamScore], answered: Counter[str], least: int) -> str:
    if _shown(groups):
        return ""
    if max(answered.values()) < least:
        return (
            f"Fewer than {least} people answered, so nothing is shown: with so few, everybody could work out what a "
            "colleague said. Talk with each other instead, or ask together with another team."
        )
    return (
        "Nothing can be shown: no group has answers enough that cannot be worked out from each other, or from what was "
        "shown before."
    )


def _said(groups: Sequence[TeamScore], changes: Sequence[Change], waves: Sequence[str]) -> Iterator[str]:
    """What everybody's latest shown wave says, and what changed, in plain sentences."""
    whole = [one for one in groups if not one.by and any(f.mean is not None for f in one.items)]
    if whole:
        latest = max(whole, key=lambda one: waves.index(one.wave))
        facets = [f for f in latest.facets if f.low is not None and f.high is not None]
        numbers = sorted({f.n for f in latest.items if f.n is not None})
        many = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        yield f"Wave {latest.wave}: {many} people answered each sentence."
        yield _apart(facets)
    told = [change for change in changes if change.words in ("higher than before", "lower than before")]
    for change in told:
        yield (
            f"{named(change.by, change.group)}, {change.facet}: {change.words} ({change.before} to {change.after}); "
            "the two intervals do not overlap."
        )
    if changes and not told:
        yield "Between the waves there is no change that this survey can tell."


def _apart(facets: Sequence[Figure]) -> str:
    """Whether the lowest facet stands apart from the highest, by intervals that do not overlap."""
    if len(facets) < 2:
        return "Without intervals nothing can be said of which facet is higher and which is lower."
    low, high = min(facets, key=lambda f: f.mean or 0), max(facets, key=lambda f: f.mean or 0)
    assert low.high is not None and high.low is not None
    if low.high < high.low:
        return f"“{low.name}” is lower than “{high.name}”: their intervals do not overlap. Talk about that one first."
    return "The facets do not differ by more than this survey can tell. Let the team choose what to talk about."


def named(by: tuple[str, ...], group: str) -> str:
    """A group as a person reads it: "Everybody", or its column and its name."""
    return f"{', '.join(by)} {group}" if by else "Everybody"


def _cannot_show(groups: Sequence[TeamScore], survey: Survey) -> Iterator[str]:
    figures = _shown(groups)
    numbers = [f.n for f in figures if f.n is not None]
    if numbers:
        fewest = min(numbers)
        off = t_quantile(0.975, fewest - 1) / math.sqrt(fewest)
        yield (
            f"The smallest group shown has {fewest} answers. If answers lie about one point apart, as they often do, "
            f"its mean can be off by {off:.1f} either way. A smaller difference between groups, facets or waves says "
            "nothing."
        )
    if any(f.n is not None and f.n < SPREAD_FROM for f in figures):
        yield f"Under {SPREAD_FROM} answers there is no interval and no agreement, so such a mean stands for nobody."
    if any(f.bound for f in figures):
        yield CAPS
    if any((f.n or 0) >= SPREAD_FROM and not f.bound and f.agreement is None for f in figures):
        yield PARTS
    if len(survey.waves) > 1:
        yield UNPAIRED
        yield CODED if survey.coded else UNCODED
    if survey.practice:
        yield NOT_VALIDATED
    yield NO_CAUSE
