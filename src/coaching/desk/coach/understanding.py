"""What did they not understand? Items, choices, the ideas behind them, and sureness, for one exercise."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from coaching.cards.words import LABELS, MARKS, inline
from coaching.desk.coach.analysis import (
    ENOUGH,
    PROVISIONAL,
    ItemFigures,
    ModuleFigures,
    PartFigures,
    module_figures,
    surely_negative,
)
from coaching.desk.coach.choices import Choice
from coaching.desk.coach.cohort import Cohort
from coaching.desk.coach.keys import Keys, keys_of
from coaching.desk.coach.pictures import confidence_and_result, difficulty_and_discrimination, signed
from coaching.desk.coach.pieces import Cell, heading, joined, label, note, paragraph, percent, pointing, table, warning

__all__ = ["reading", "reliability_sentence", "understanding_html"]

EASY, HARD = 0.9, 0.5
"""From so much mean credit an item is a success of the lesson; under so much, it is worth time together."""

_STATES = ("there", "partly", "not yet", "not attempted")
_MOST_CHOICES = 12
_MOST_IDEAS = 10


def understanding_html(
    cohort: Cohort, assignments: Sequence[str] = (), *, latest: bool = False, brief: bool = False
) -> Markup:
    """The page on these exercises (all of the cohort, if none are named), of first hand-ins or of the `latest`.

    A `brief` one has the ideas that most people showed, and what was chosen most; else there is every choice.

    Raises:
        CourseProblem: the source of an exercise is not here, or cannot be read.
    """
    parts = [_whose(latest)]
    for name in assignments or cohort.assignments:
        keys = keys_of(cohort.root, name)
        parts.append(_module(module_figures(cohort, keys, latest=latest), keys, brief=brief))
    return joined(parts)


def reading(one: ItemFigures) -> str:
    """What a coach may read out of an item's figures, in a sentence; empty where there is nothing to say.

    Easy, then a negative discrimination, then hard, then one that hardly tells people apart.
    """
    if one.difficulty is None:
        return ""
    if one.difficulty >= EASY:
        return "Nearly all are there: a success of the lesson."
    if one.discrimination is not None and one.discrimination < 0:
        luck = "" if surely_negative(one.discrimination, one.n) else " It may be luck."
        return f"Ask the key first.{luck}"
    if one.difficulty < HARD:
        return "Not yet: worth time together."
    if one.discrimination is not None and one.discrimination < 0.2:
        return "Hardly tells who is further."
    return ""


def reliability_sentence(found: ModuleFigures) -> str:
    """What can be said of how reliable the exercise is as a measure, in plain words."""
    lack = "lacks the result of an item, and is" if found.left_out == 1 else "lack the result of an item, and are"
    out = f" {_people(found.left_out)} {lack} left out." if found.left_out else ""
    whole = found.n - found.left_out
    if whole < ENOUGH:
        return (
            f"With {_people(whole).lower()} nobody can say how reliable the exercise is: "
            f"it takes {ENOUGH} at least.{out}"
        )
    if found.reliability is None:
        return f"All people have the same result, so there is no reliability to speak of.{out}"
    alpha = found.reliability
    name = "KR-20" if found.coefficient == "KR-20" else "Cronbach's alpha"
    negative = " It is below zero: items pull against each other, so look at the keys." if alpha.value < 0 else ""
    return (
        f"Reliability ({name}): {signed(alpha.value)}, with a 95 % interval from {signed(alpha.low)} to "
        f"{signed(alpha.high)}.{negative}{out} It tells how far other such questions would put these people into the "
        "same order, and nothing about one person."
    )


# ---------------------------------------------------------------------------------------------------------------------


def _whose(latest: bool) -> Markup:
    if latest:
        return note("From everybody's latest hand-in. After feedback people have read what was asked for.")
    return note(
        "From everybody's first hand-in, before any feedback. An earlier hand-in was scored with the present keys."
    )


def _module(found: ModuleFigures, keys: Keys, *, brief: bool) -> Markup:
    parts = [heading(label(found.assignment).capitalize())]
    if not found.n:
        return joined([*parts, paragraph("Nothing is graded yet.")])
    parts += [_how_many(found), pointing(found.n, names_shown=False)]
    parts.append(_items(found))
    if picture := difficulty_and_discrimination(found):
        parts.append(Markup('<div class="dk-figure">{}</div>').format(Markup(picture.html())))
    parts += [_ideas(found, keys, brief=brief), _most_chosen(found, keys), _sureness(found)]
    parts.append(note("Every choice of every item is on the desk.") if brief else _every_choice(found, keys))
    return joined(parts)


def _how_many(found: ModuleFigures) -> Markup:
    if found.n < ENOUGH:
        few = f"{_people(found.n)}: too few for figures about questions. Below are counts, which are facts about them."
        return joined([paragraph(few)])
    negative = [
        f"{number}. “{one.title}”"
        for number, one in enumerate(found.items, start=1)
        if one.discrimination is not None and surely_negative(one.discrimination, one.n)
    ]
    parts = [paragraph(f"{_people(found.n)}. {reliability_sentence(found)}")]
    if found.n < PROVISIONAL:
        parts.append(note(f"Fewer than {PROVISIONAL} people: every figure here is provisional."))
    if negative:
        parts.append(
            warning(
                f"Ask the key first in {', '.join(negative)}. Who is further elsewhere came less far there, by more "
                "than luck explains. Read stem, options and key before you look for a reason in the people."
            )
        )
    return joined(parts)


def _items(found: ModuleFigures) -> Markup:
    figures = found.n >= ENOUGH
    columns = ["Item", " / ".join(f"{MARKS[state]} {LABELS[state].lower()}" for state in _STATES)]
    columns += ["Mean credit", "Discrimination", "Sureness", "To read out of it"] if figures else []
    rows = []
    for number, one in enumerate(found.items, start=1):
        counted = " / ".join(str(one.states.get(state, 0)) for state in _STATES)
        row: list[str | Cell] = [f"{number}. {one.title}", Cell(counted)]
        if figures:
            row += [Cell(percent(one.difficulty)), Cell(signed(one.discrimination)), _over(one), reading(one)]
        rows.append(row)
    said = (
        "Mean credit is what is there beyond guessing. Discrimination is the correlation with the other items: below "
        "zero, who is further elsewhere came less far here; low in an easy item, it is no fault of the item. Sureness "
        "is how far it lies over or under what was there."
    )
    return joined([table("Each item", columns, rows), note(said) if figures else Markup("")])


def _ideas(found: ModuleFigures, keys: Keys, *, brief: bool) -> Markup:
    if not found.held:
        return paragraph("No misconception showed.")
    titles = {one.item: one.title for one in found.items}
    rows: list[list[str | Cell]] = [
        [
            keys.name_of(one.code),
            Cell(_share(one.people, found.n)),
            "; ".join(titles[item] for item in one.items),
            keys.misconceptions[one.code].means if one.code in keys.misconceptions else "",
        ]
        for one in (found.held[:_MOST_IDEAS] if brief else found.held)
    ]
    columns = ["Misconception", "People", "Seen in", "As its holder would put it"]
    more = f", the {len(rows)} of most people" if len(rows) < len(found.held) else ""
    return table(f"Ideas behind what people chose{more}", columns, rows)


def _most_chosen(found: ModuleFigures, keys: Keys) -> Markup:
    wrong = [
        (one, part, choice)
        for one in found.items
        for part in one.parts
        for choice in part.part.choices
        if not choice.holds and choice.people
    ]
    wrong.sort(key=lambda found: -found[2].people / max(1, found[1].part.answered))
    rows = [
        [one.title, _words(part.part.words), _words(choice.words), *_chosen(part, choice, keys)]
        for one, part, choice in wrong[:_MOST_CHOICES]
    ]
    if not rows:
        return Markup("")
    return table(
        "Most chosen of what does not hold",
        ["Item", "Part", "What they chose", "Chosen by", "The idea behind it"],
        rows,
    )


def _every_choice(found: ModuleFigures, keys: Keys) -> Markup:
    parts = []
    for number, one in enumerate(found.items, start=1):
        rows = [
            [
                _words(part.part.words),
                signed(part.discrimination) if part.discrimination is not None else "–",
                _words(choice.words),
                Markup('<span aria-hidden="true">{}</span> {}').format(
                    MARKS["there" if choice.holds else "not yet"], "holds" if choice.holds else "not yet"
                ),
                *_chosen(part, choice, keys),
            ]
            for part in one.parts
            for choice in part.part.choices
        ]
        if rows:
            columns = ["Part", "Discrimination", "Choice", "State", "Chosen by", "The idea behind it"]
            told = table(f"{one.title}: every choice", columns, rows)
            parts.append(Markup("<details><summary>{}. {}</summary>{}</details>").format(number, one.title, told))
    return joined([heading("Every choice", 4), *parts]) if parts else Markup("")


def _sureness(found: ModuleFigures) -> Markup:
    if found.sure is None:
        return note("Nobody said how sure they were.")
    if found.n < ENOUGH:
        return note(f"How sure people were is compared with what was there from {ENOUGH} people on.")
    over = found.sure.over
    said = f"Over {found.sure.n} answers, {_compared(over)}."
    picture = confidence_and_result(found)
    shown = Markup('<div class="dk-figure">{}</div>').format(Markup(picture.html())) if picture else Markup("")
    return joined([paragraph(said), shown])


def _over(one: ItemFigures) -> str:
    if one.sure is None or one.sure.n < ENOUGH:
        return "–"
    points = round(abs(one.sure.over) * 100)
    return f"{points} points {'over' if one.sure.over > 0 else 'under'}" if points >= 5 else "fits"


def _compared(over: float) -> str:
    if abs(over) < 0.05:
        return "sureness and result fitted each other"
    return f"sureness lay {abs(over) * 100:.0f} points {'above' if over > 0 else 'below'} what was there"


def _chosen(part: PartFigures, choice: Choice, keys: Keys) -> list[str | Cell]:
    idea = keys.name_of(choice.misconception) if choice.misconception else "–"
    return [Cell(_share(choice.people, part.part.answered)), idea]


def _share(people: int, of: int) -> str:
    """A share with its count; under `ENOUGH` the count alone."""
    return f"{people} of {of}" if of < ENOUGH else f"{percent(people / of)} ({people})"


def _words(text: str) -> Markup:
    return Markup(inline(text))


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"
