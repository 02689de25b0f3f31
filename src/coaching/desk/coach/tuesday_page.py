"""What do I do on Tuesday? One page to print: three misconceptions, and ten minutes for each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coaching.cards.words import inline, unmarked
from coaching.desk.coach.analysis import ENOUGH
from coaching.desk.coach.cohort import Cohort, ItemResult
from coaching.desk.coach.keys import Keys, Misconception, keys_of
from coaching.desk.coach.pieces import FEW, heading, joined, label, note, paragraph, warning
from coaching.desk.coach.shared import shared_cohort
from coaching.desk.coach.tuesday import (
    SURE,
    Doubt,
    Held,
    Scene,
    doubtful_keys,
    ideas_held,
    people_in,
    scene_of,
    worth,
)
from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.places import course_root
from coaching.problems import CourseProblem

__all__ = ["coach_questions", "tuesday", "tuesday_html", "tuesday_sheet", "tuesday_shown"]

TITLE = "What do I do on Tuesday?"

RULE = (
    "How these were chosen: first hand-ins only. Whoever holds an idea counts once for it, and twice if they were at "
    f"least {SURE} % sure where they chose it: who is sure looks for no reason. Equal sums go to more people, then to "
    "more items, then to the alphabet."
)

TOO_FEW = (
    "Fewer than five people have handed this in. Numbers, or the choices behind them, would point at single people, "
    "so there are only the phrases. They serve in a talk with anybody."
)

_LONGEST = 300
"""Characters of a choice or a note that fit on the sheet; longer ones are cut at a word."""


def tuesday() -> DeskPage:
    """The page for the course that this notebook is in. It begins with its button: keys take a second to read."""
    return DeskPage(
        TITLE,
        [Field("exercise", "Which exercise?", "choice", options=(("", "All modules"), *_exercises()))],
        lambda form: tuesday_shown(course_root(Path.cwd()), str(form["exercise"])),
        button="Choose three",
    )


def tuesday_shown(root: Path, exercise: str = "", today: date | None = None) -> Shown:
    """The page for one exercise of the course in `root`, or for all four modules, with the sheet to print.

    Raises:
        CourseProblem: there is no cohort, or the keys are not here.
    """
    cohort = shared_cohort(root)
    chosen = [exercise] if exercise else [name for name in cohort.assignments if not _is_form(root, name)]
    body, says = tuesday_html(cohort, chosen)
    paper = Document(f"tuesday-{exercise or 'all'}.html", "text/html", tuesday_sheet(body, exercise, today))
    return Shown(str(body), (paper,), says)


def tuesday_html(cohort: Cohort, assignments: Sequence[str]) -> tuple[Markup, str]:
    """The page over these assignments of a cohort, and one sentence on it."""
    results = [one for one in cohort.results() if one.assignment in set(assignments)]
    n = people_in(results)
    if not n:
        return paragraph(
            "Nobody's first hand-in has been graded yet, so there is nothing to choose from."
        ), "Nothing yet."
    keys = {name: keys_of(cohort.root, name) for name in assignments}
    known: dict[str, Misconception] = {}
    for one in keys.values():
        known = {**one.misconceptions, **known}
    doubts = doubtful_keys(results) if n >= FEW else ()
    held = ideas_held(results, {(doubt.assignment, doubt.item) for doubt in doubts})
    three = worth(held, known)
    if not three:
        none = paragraph("Nobody chose an option behind which the course knows a mistaken idea.")
        return joined([none, *_look_first(doubts)]), "Nothing to talk about."
    if n < FEW:
        parts = [paragraph(TOO_FEW), *(_phrases_only(number, known[one.code]) for number, one in enumerate(three, 1))]
        return joined(parts), f"{_three(len(three))}, without numbers."
    parts = [_one(number, one, known[one.code], keys, results, cohort.root) for number, one in enumerate(three, 1)]
    if len({one.person for one in results}) < ENOUGH:
        parts.append(note(f"With fewer than {ENOUGH} people nobody can tell from answers if a key is wrong."))
    return joined([*parts, *_look_first(doubts), note(RULE)]), f"{_three(len(three))}, ten minutes each."


def tuesday_sheet(body: Markup, exercise: str = "", today: date | None = None) -> str:
    """The page as one sheet to print."""
    about = label(exercise) if exercise else "all modules"
    below = f"{about} · {today or date.today()} · for the coach, not to be handed out"
    return sheet(TITLE, f"<style>{_PRINT}</style>\n{body}", note=below)


def coach_questions(root: Path, assignment: str) -> dict[str, str]:
    """The questions on the coach's page of this exercise that speak to an idea, by its code.

    The cell with the numbered questions says which speaks to what (`speaks_to`: code to number). Nothing where there
    is no such page, or it cannot be read.
    """
    try:
        page = json.loads((root / "notebooks" / "coach" / f"{assignment}.ipynb").read_text(encoding="utf-8"))
        cells = [cell for cell in page["cells"] if "speaks_to" in cell["metadata"]]
        found = {}
        for cell in cells:
            numbered = dict(re.findall(r"(?m)^(\d+)\. (.+)$", "".join(cell["source"])))
            speaks: Mapping[str, int] = cell["metadata"]["speaks_to"]
            found.update({code: numbered[str(number)] for code, number in speaks.items() if str(number) in numbered})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return found


# ---------------------------------------------------------------------------------------------------------------------


def _exercises() -> list[tuple[str, str]]:
    """The modules with ideas behind their options, for the form; none where there is no course or no keys."""
    try:
        root = course_root(Path.cwd())
    except CourseProblem:
        return []
    names = sorted(path.parent.parent.name for path in root.glob("solutions/[0-9]*/private/misconceptions.toml"))
    return [(name, label(name)) for name in names if not _is_form(root, name)]


def _is_form(root: Path, assignment: str) -> bool:
    """Whether it is one of the questions before and after the course, which nobody is taught for."""
    for path in (root / "solutions" / assignment).glob("*.ipynb"):
        try:
            about: Any = json.loads(path.read_bytes())["metadata"]["coaching"]
            return "form" in about
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return False


def _one(
    number: int,
    held: Held,
    idea: Misconception,
    keys: Mapping[str, Keys],
    results: Sequence[ItemResult],
    root: Path,
) -> Markup:
    place = held.places[0]
    met_in = {one.assignment for one in held.places}  # who has not come to these modules could not choose it
    n = people_in(one for one in results if one.assignment in met_in)
    scene = scene_of(held.code, place, results, keys[place.assignment])
    question = coach_questions(root, place.assignment).get(held.code)
    items = f"{len(held.places)} items" if len(held.places) > 1 else "one item"
    sure = f"{held.sure} of the {held.asked} who said how sure they were had {SURE} % or more" if held.asked else ""
    numbers = f"{held.people} of {n} people chose what it leads to, in {items}{'; ' if sure else ''}{sure}."
    return joined(
        [
            heading(f"{number} · {idea.name}"),
            Markup("<p><em>“{}”</em> {}</p>").format(idea.means, numbers),
            Markup("<dl>\n{}\n</dl>").format(
                joined(
                    [
                        _step("Show · 2 min", _show(scene, place.assignment)),
                        _step("Ask · 5 min", _ask(idea, question)),
                        _step("Listen · 3 min", _listen(scene)),
                    ]
                )
            ),
        ]
    )


def _step(words: str, what: Markup) -> Markup:
    return Markup("<dt>{}</dt><dd>{}</dd>").format(words, what)


def _show(scene: Scene, assignment: str) -> Markup:
    """The case without the choice, so that it can be shown to all; then what was chosen most, for the coach."""
    where = Markup("<strong>{}</strong> ({}).").format(Markup(inline(scene.title)), label(assignment))
    if not scene.choice:
        return Markup("{} All decide alone, and show it at once.").format(where)
    case, arrow, choice = scene.choice.rpartition(" → ")
    if not arrow:
        return Markup("{} Most often chosen by its holders: <em>{}</em>").format(where, _short(choice))
    return Markup("{} <em>{}</em> All decide alone, and show it at once. Holders chose most often: <em>{}</em>").format(
        where, _short(case), _short(choice)
    )


def _ask(idea: Misconception, question: str | None) -> Markup:
    said = Markup(" ").join(Markup("“{}”").format(phrase) for phrase in idea.phrases)
    if not question:
        return said
    return Markup("{} From your page of the module: “{}”").format(said, Markup(inline(question)))


def _listen(scene: Scene) -> Markup:
    still = Markup("If the sentence above comes back in other words, the idea still stands.")
    if not scene.note:
        return still
    return Markup("{} It moves where somebody finds: “{}”").format(still, _short(scene.note))


def _short(words: str) -> Markup:
    """Light Markdown as HTML; what is too long for a sheet is cut at a word."""
    if len(words) <= _LONGEST:
        return Markup(inline(words))
    return Markup("{} …").format(unmarked(words)[:_LONGEST].rsplit(" ", 1)[0])


def _phrases_only(number: int, idea: Misconception) -> Markup:
    return joined(
        [
            heading(f"{number} · {idea.name}"),
            Markup("<ul>{}</ul>").format(
                Markup("").join(Markup("<li>“{}”</li>").format(phrase) for phrase in idea.phrases)
            ),
        ]
    )


def _look_first(doubts: Sequence[Doubt]) -> list[Markup]:
    if not doubts:
        return []
    shown = doubts[:4]
    named = "; ".join(f"“{unmarked(doubt.title)}” ({label(doubt.assignment)})" for doubt in shown)
    more = f", and {len(doubts) - len(shown)} more" if len(doubts) > len(shown) else ""
    return [
        warning(
            f"Look at the key first: {named}{more}. People who did well elsewhere did worse here, by more than luck "
            "explains. What was chosen there is not counted above."
        )
    ]


def _three(number: int) -> str:
    return "One misconception" if number == 1 else f"{number} misconceptions"


_PRINT = """
/* Three runs of ten minutes on one printed page. */
@page { margin: 12mm 15mm; }
@media print {
  html { font-size: 9.5pt; }
  body { line-height: 1.3; }
  header { margin-bottom: .6rem; padding-bottom: .4rem; }
  .dk-content :is(p, dl, ul) { margin: .3em 0; max-width: none; }
  .dk-content h2 { margin: .9em 0 .2em; font-size: 1.15em; }
  .dk-content dl { display: grid; grid-template-columns: 9em 1fr; gap: .15em .8em; }
  .dk-content dd { margin: 0; }
}
"""
