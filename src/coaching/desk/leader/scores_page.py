"""The page of a team's scores, as HTML: whatever comes from the file is escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

from coaching.desk.leader.our_scores import Group, Objective, OneScore, OurScores, two_decimals
from coaching.desk.leader.questions import Question, questions
from coaching.desk.leader.scores_picture import scores_figure
from coaching.okr import CONVENTIONS, Convention
from coaching.tables import shortened

__all__ = ["BRACKETS", "RULERS", "STAYS", "left_out", "limits", "scores_html", "words_of"]

STAYS: Final = "Nothing of this leaves your machine: the file is read here, and kept nowhere."
RULERS: Final[Mapping[Convention, str]] = {
    "rework": "re:Work",
    "doerr": "Doerr",
    "seed": "House rule",
    "committed": "Committed",
}
"""The four conventions as headings of narrow columns."""

MOST_PROBLEMS: Final = 10
_MOST_ROWS: Final = 200
BRACKETS: Final = "In brackets: the convention was not made for this kind of goal."


def scores_html(ours: OurScores) -> str:
    """All of it, from what was left out to what not to conclude; its headings begin at h3."""
    parts = [left_out(ours.table.problems), _notes(ours.table.notes)]
    if ours.scores:
        figure = scores_figure(ours)
        parts += [
            _objectives(ours),
            Markup('<div class="dk-figure">{}</div>').format(Markup(figure.html())) if figure else Markup(),
            _groups(ours),
            _each(ours),
            _forecasts(ours),
            _questions(questions(ours)),
        ]
        parts.append(_section("What not to conclude", _list(limits(ours))))
    parts.append(Markup('<p class="dk-note">{}</p>').format(STAYS))
    return str(Markup("\n").join(part for part in parts if part))


def left_out(problems: Sequence[str]) -> Markup:
    """What could not be read, up to ten sentences; nothing if all could."""
    if not problems:
        return Markup()
    more = len(problems) - MOST_PROBLEMS
    shown = [*problems[:MOST_PROBLEMS], *([f"And {more} more of this sort."] if more > 0 else [])]
    return Markup('<div class="dk-warn"><p>{}</p>{}</div>').format(
        "These rows could not be taken in. The others are below."
        if len(problems) > 1
        else "One thing could not be taken in.",
        _list(shown),
    )


def limits(ours: OurScores) -> list[str]:
    """What the numbers of this table cannot show: always the same five sentences, and those that its size asks for."""
    said = [
        "A score is no measure of performance, of a person or of a team. It says how far one number came towards one "
        "target that people chose.",
        "0.70 does not mean the same everywhere: of a promise it is a miss, of a stretch it is a good result. So "
        "kinds of goals are never put into one mean here, except where the table itself puts them under one objective.",
        "0.70 is not a chance of 70 %, and a mean of 0.70 does not say that 70 % of the key results were reached.",
        "A missed stretch can be the better work, and a full score the smaller one: look at what was learned, and at "
        "how far the target reached.",
        "After an unusually good or bad cycle the next one tends to lie closer to the middle, whatever anybody does.",
    ]
    if len(ours.teams) > 1:
        said.insert(
            1,
            f"There are {len(ours.teams)} teams in the table. Do not rank them: each set its own targets, and the "
            "bravest targets give the lowest scores.",
        )
    few = [group for group in ours.groups if len(group.scores) < 5]
    if few:
        counts = ", ".join(f"{len(group.scores)} {group.goal or 'of unknown kind'}" for group in few)
        said.append(
            f"There are few key results of some kinds ({counts}). One more or less would move their means a lot, so "
            "read the single ones instead."
        )
    return said


# ---------------------------------------------------------------------------------------------------------------------


def _notes(notes: Sequence[str]) -> Markup:
    if not notes:
        return Markup()
    return Markup('<div class="dk-note"><p>How the file was read:</p>{}</div>').format(_list(notes))


def _objectives(ours: OurScores) -> Markup:
    rows = []
    for one in ours.objectives:
        where = " · ".join(filter(None, (one.team if len(ours.teams) > 1 else "", one.quarter)))
        name = Markup("{}{}").format(
            _short(one.name or "(no objective named)"), Markup("<br><small>{}</small>").format(where) if where else ""
        )
        mean = two_decimals(one.result.mean) if one.result else "–"
        least = (
            Markup("{} <small>({})</small>").format(two_decimals(one.result.minimum), _short(one.result.weakest, 40))
            if one.result
            else _sentence(one.why_none)
        )
        rows.append((name, str(one.counted), mean, least, _guardrails(one)))
    table = _table(
        "Objectives: mean, weakest key result, and guardrails belong together",
        ("Objective", "Key results", "Mean", "Lowest", "Guardrails"),
        rows,
        numbers=(1, 2),
    )
    return _section("Our objectives", table)


def _guardrails(one: Objective) -> Markup:
    if not one.guardrails:
        return escape("none read")  # a row that was left out may have been one
    if crossed := [score for score in one.scores if score.guardrail and score.guardrail.breached]:
        names = Markup("; ").join(_short(score.name, 40) for score in crossed)
        return Markup("▲ <strong>crossed:</strong> {}").format(names)
    return escape("held")


def _groups(ours: OurScores) -> Markup:
    rows = [
        (
            Markup("{}<br><small>{} key result{}</small>").format(
                group.goal or "not said", len(group.scores), "s" * (len(group.scores) != 1)
            ),
            two_decimals(group.mean),
            *(words_of(group, one) for one in CONVENTIONS),
        )
        for group in ours.groups
    ]
    table = _table(
        "What four conventions say of the single scores, for each kind of goal",
        ("Goal", "Mean", *(RULERS[one] for one in CONVENTIONS)),
        rows,
        numbers=(1,),
    )
    said = [BRACKETS]
    for group in ours.groups:
        if group.of_mean:
            said.append(
                f"The re:Work guide speaks of the average of many aspirational key results: ours is "
                f"{two_decimals(group.mean)} from {len(group.scores)}, {group.of_mean.word}."
            )
    return _section("By kind of goal", table + _note(" ".join(said)))


def words_of(group: Group, convention: Convention) -> str:
    """What a convention says of the single scores of a group, counted; in brackets if it was not made for them."""
    if not group.goal:
        return "–"
    counts = sorted(group.words[convention].items(), key=lambda one: -one[1])
    said = " · ".join(f"{count} {word}" for word, count in counts)
    return said if group.fits[convention] else f"({said})"


def _each(ours: OurScores) -> Markup:
    table = _table(
        "Each key result, by its number in the picture",
        ("Key result", "From, to, now", "Score", "By conventions for its kind of goal", "By the others"),
        [_row(one) for one in ours.scores[:_MOST_ROWS]],
        numbers=(2,),
    )
    more = len(ours.scores) - _MOST_ROWS
    note = "A score is cut to 0–1; where it lay outside, the uncut number stands below it."
    if more > 0:
        note += f" {more} more key results are counted above, and not listed here."
    return _section("Each key result", table + _note(note))


def _row(one: OneScore) -> tuple[str | Markup, ...]:
    row, kr = one.row, one.row.kr
    about = [row.goal or "goal not said", kr.kind] if one.scored else ["guardrail"]
    name = Markup("{}. {}<br><small>{}, row {}</small>").format(one.number, _short(one.name), ", ".join(about), row.row)
    unit = f" {shortened(row.unit, 20)}" if row.unit else ""
    if one.guardrail:
        limit = f"{'at most' if kr.side == 'max' else 'at least'} {_plain(kr.target)}{unit}, worst {_plain(kr.actual)}"
        state = Markup("▲ <strong>crossed</strong>") if one.guardrail.breached else escape("held")
        return (name, limit, state, "", "")
    assert one.scored  # every other kind has a score
    way = f"{_plain(kr.baseline)} → {_plain(kr.target)}{unit}, now {_plain(kr.actual)}"
    if kr.kind == "binary":
        way = "done" if one.scored.score == 1 else "not done"
    uncut = Markup("<br><small>uncut {}</small>").format(two_decimals(one.scored.raw))
    score = escape(two_decimals(one.scored.score)) + (uncut if one.scored.raw != one.scored.score else "")
    return (name, way, score, *_judged(one))


def _judged(one: OneScore) -> tuple[str | Markup, str | Markup]:
    """What the conventions say that were made for its kind of goal, and what the others say."""
    if one.goal is None:
        return "none: first say which kind it is", ""
    if one.goal == "learning":  # all four say the same, and no scale was made for it
        return one.verdicts["rework"].word, ""
    made, others = (
        Markup("<br>").join(f"{RULERS[name]}: {said.word}" for name, said in one.verdicts.items() if said.fits is fits)
        for fits in (True, False)
    )
    return made, others


def _forecasts(ours: OurScores) -> Markup:
    found = ours.forecasts
    if found is None:
        return Markup()
    said = (
        f"{found.n} chance{'s were' if found.n > 1 else ' was'} sealed, {float(found.mean_chance):.0%} on average; "
        f"{found.reached} of {found.n} targets {'were' if found.n > 1 else 'was'} reached in full. The Brier score is "
        f"{two_decimals(found.brier)}: 0 is perfect, and always saying 50 % gives 0.25."
    )
    if found.n < 10:
        said += " So few forecasts say little about how well we judge; go on collecting them."
    return _section("How good our forecasts were", Markup("<p>{}</p>").format(said))


def _questions(asked: Sequence[Question]) -> Markup:
    """As a list of short blocks; what made a question stands before it, what may lie behind it after."""
    if not asked:
        return Markup()
    cards = Markup().join(
        Markup("<li><h4>{}</h4><p>{}</p><p><strong>{}</strong></p><p class='dk-note'>{}</p></li>").format(
            one.topic, one.seen, one.ask, one.why
        )
        for one in asked
    )
    lead = "None of these is a finding. Only those who did the work can answer, and more than one answer can be true."
    return _section("Questions to ask", Markup("<p>{}</p><ul class='dk-cards'>{}</ul>").format(lead, cards))


# --- pieces of HTML ---------------------------------------------------------------------------------------------------


def _section(title: str, body: Markup) -> Markup:
    return Markup("<h3>{}</h3>\n{}").format(title, body)


def _note(words: str) -> Markup:
    return Markup('<p class="dk-note">{}</p>').format(words)


def _list(sentences: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(one) for one in sentences))


def _table(
    caption: str, headings: Sequence[str], rows: Sequence[Sequence[str | Markup]], numbers: Sequence[int] = ()
) -> Markup:
    """A table that scrolls alone on a narrow screen; columns in `numbers` are set to the right."""

    def kind(place: int) -> Markup:
        return Markup(' class="n"') if place in numbers else Markup()

    head = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(kind(i), heading) for i, heading in enumerate(headings)
    )
    body = Markup().join(
        Markup("<tr>{}</tr>").format(
            Markup().join(
                Markup('<th scope="row">{}</th>').format(cell)
                if i == 0
                else Markup("<td{}>{}</td>").format(kind(i), cell)
                for i, cell in enumerate(row)
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="dk-wide" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, caption, head, body)


def _short(text: str, most: int = 120) -> Markup:
    return Markup("<bdi>{}</bdi>").format(shortened(text, most))


def _sentence(text: str) -> Markup:
    return Markup("<small>{}</small>").format(text)


def _plain(number: object) -> str:
    value = Decimal(str(number))
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")
