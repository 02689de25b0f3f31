"""The page of a team's climate: made of a ``Climate`` alone, so it cannot show more than may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from markupsafe import Markup

from coaching.desk.coach.pieces import Cell, heading, joined, note, paragraph, table, warning
from coaching.desk.leader.climate_picture import climate_figure
from coaching.desk.leader.our_climate import Climate, named
from coaching.survey import Figure, TeamScore

__all__ = ["BEFORE", "ESCALATE", "NEXT", "as_plain", "climate_html", "hidden_groups", "words"]

BEFORE: Final = (
    "Answering was voluntary, and nobody needs a reason for a blank sheet. If it was not so, throw the answers away.",
    "It is not for appraisal, pay or ranking, of people, teams or leaders. Say so in writing before you ask.",
    "These answers are confidential, not anonymous: whoever holds the table sees single sheets. Let as few as possible "
    "hold it, best somebody outside the line, and delete it on the day that you promised.",
    "Those who answered see this page first, and all of it, before anybody above them does.",
    "Never ask who said what, and do not guess aloud.",
)
ESCALATE: Final = (
    "Some things are not for a survey, a dissent round or a retro.",
    (
        "Harassment, discrimination or threats.",
        "A suspected breach of law.",
        "Danger to somebody's life or health.",
        "Somebody was punished because they spoke.",
    ),
    "If a comment holds one of these, no limit for numbers matters: do not pass it round, do not look for its "
    "author, and do not wait. Make sure that people are safe, and use the channel that your organisation has: a person "
    "of trust, the works council, compliance, the safety officer, or the authorities.",
)
NEXT: Final = (
    "Show the page to everybody who answered, and read “What this cannot show” aloud first.",
    "Ask: “In which situation did we answer like this?” Speak about situations, never about people.",
    "Begin with what went wrong for you, so that nobody else has to go first.",
    "Choose one sentence and one small change, with a date and a name: yours.",
    "Look for a second signal: what do near-misses, questions in meetings and early bad news say?",
    "Ask the same sentences again after three months or more, and tell people what became of the last answers.",
)
_CAN_IDENTIFY: Final = (
    "The wording of a comment can show who wrote it. Do not pass these on as they are: tell them in your own words, "
    "without places, dates and names. They stand in alphabetical order, so their order says nothing."
)


def climate_html(climate: Climate, notes: Sequence[str] = ()) -> str:
    """All of it, from the plain sentences to what to do next. Headings begin at h3; what files hold is escaped."""
    parts: list[Markup] = [warning(climate.refusal)] if climate.refusal else [heading("In short"), _list(climate.said)]
    if not climate.refusal:
        picture = climate_figure(climate)
        if picture:
            parts.append(Markup('<div class="dk-figure">{}</div>').format(Markup(picture.html())))
        parts += [*_means(climate), *_changes(climate), *_sentences(climate)]
    parts += [heading("What this cannot show"), _list(climate.cannot_show), *_comments(climate.groups)]
    parts += [heading("Before you pass it on"), _list(BEFORE), heading("Stop and escalate"), _escalate()]
    parts += [heading("What to do next with the team"), _list(NEXT, "ol")]
    if notes:
        parts += [heading("How the table was read"), _list(notes)]
    return str(joined(parts))


def as_plain(climate: Climate, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The same for a program: plain lists and dictionaries, ready for JSON."""
    plain = asdict(climate)
    scale = climate.scale
    plain["scale"] = {"name": scale.name, "low": scale.low, "high": scale.high}
    said = {"about_comments": _CAN_IDENTIFY} if any(one.comments for one in climate.groups) else {}
    return {**plain, **said, "before_you_pass_it_on": list(BEFORE), "notes": list(notes)}


def words(figure: Figure) -> tuple[str, str, str, str]:
    """Answers, mean, agreement and interval, each as a person reads it; dashes where nothing is shown."""
    if figure.mean is None:
        return "–", "not shown", "–", "–"
    interval = "–" if figure.low is None else f"{figure.low:.1f} to {figure.high:.1f}"
    return str(figure.n), f"{figure.mean:.1f} {figure.bound}".strip(), figure.agreement or "–", interval


def hidden_groups(climate: Climate) -> str:
    """One sentence that names the groups of which nothing is shown, or ""."""
    hidden = [f"{named(one.by, one.group)} ({one.wave})" for one in climate.groups if not _has(one)]
    if not hidden:
        return ""
    return f"Not shown, with too few answers or too easy to work out from what is or was shown: {', '.join(hidden)}."


# ---------------------------------------------------------------------------------------------------------------------


def _has(one: TeamScore) -> bool:
    return any(figure.mean is not None for figure in one.items)


def _means(climate: Climate) -> list[Markup]:
    """A table for each group: its facets, and below each other the waves."""
    parts = [heading("Facets by group and wave")]
    for group, scores in _by_group(climate.groups):
        lines = [(*one.facets, *([one.overall] if len(one.facets) > 1 else [])) for one in scores]
        rows = [
            (figure.name, one.wave, *_cells(figure))
            for same in zip(*lines, strict=True)
            for one, figure in zip(scores, same, strict=True)
        ]
        columns = ("Facet", "Wave", "Answers", "Mean", "Agreement", "Interval of 95 %")
        parts.append(table(f"{group}: means from {climate.scale.low} to {climate.scale.high}", columns, rows))
    if hidden := hidden_groups(climate):
        parts.append(note(hidden))
    return parts


def _by_group(groups: Iterable[TeamScore]) -> list[tuple[str, list[TeamScore]]]:
    found: dict[tuple[tuple[str, ...], str], list[TeamScore]] = {}
    for one in groups:
        if _has(one):
            found.setdefault((one.by, one.group), []).append(one)
    return [(named(*key), scores) for key, scores in found.items()]


def _cells(figure: Figure) -> tuple[Cell, Cell, str, str]:
    n, mean, agreement, interval = words(figure)
    return Cell(n), Cell(mean), agreement, interval


def _changes(climate: Climate) -> list[Markup]:
    if not climate.changes:
        return []
    rows = [
        (
            named(one.by, one.group),
            one.facet,
            f"{one.before} to {one.after}",
            Cell("–" if one.difference is None else _signed(one.difference)),
            "–" if one.low is None or one.high is None else f"{_signed(one.low)} to {_signed(one.high)}",
            one.words,
        )
        for one in climate.changes
    ]
    columns = ("Group", "Facet", "Waves", "Difference", "Interval of 95 %", "What can be said")
    return [heading("From wave to wave"), table("Change, made of the shown means alone", columns, rows)]


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−") if number else "0.0"


def _sentences(climate: Climate) -> list[Markup]:
    """The items of each facet. With several in a facet also their means; the reader can check the key by eye."""
    items = climate.scale.items
    rows = [
        (item.id, item.facet or item.id, item.text, "turned round" if item.reversed else "as it is") for item in items
    ]
    said = table(
        "The sentences, and which are turned round before they are averaged",
        ("Sentence", "Facet", "Words", "Counted"),
        rows,
    )
    parts = [
        said,
        note("Is each one marked as people read it? A sentence that is turned round by mistake spoils its facet."),
    ]
    if len(climate.scale.facets) < len(items):
        means = [
            (named(one.by, one.group), one.wave, figure.name, *_cells(figure))
            for one in climate.groups
            if _has(one)
            for figure in one.items
        ]
        columns = ("Group", "Wave", "Sentence", "Answers", "Mean", "Agreement", "Interval of 95 %")
        parts.insert(0, table("Means of the single sentences", columns, means))
    return [Markup("<details><summary>The sentences behind it</summary>{}</details>").format(joined(parts))]


def _comments(groups: Iterable[TeamScore]) -> list[Markup]:
    told = [one for one in groups if one.comments]
    parts = [heading("Comments"), warning(_CAN_IDENTIFY)] if told else []
    for one in told:
        parts += [heading(f"{named(one.by, one.group)}, {one.wave}", 4), _list(one.comments)]
    return parts


def _escalate() -> Markup:
    lead, cases, then = ESCALATE
    return Markup('<div class="dk-warn"><p><strong>{}</strong></p>{}{}</div>').format(
        lead, _list(cases), paragraph(then)
    )


def _list(sentences: Iterable[str], kind: str = "ul") -> Markup:
    return Markup("<{0}>{1}</{0}>").format(kind, joined(Markup("<li>{}</li>").format(one) for one in sentences))
