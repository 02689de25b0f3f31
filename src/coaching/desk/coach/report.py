"""The whole of what the desk shows as one page to print or keep, and the same as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from markupsafe import Markup

from coaching.desk.coach.analysis import ModuleFigures, module_figures
from coaching.desk.coach.cohort import Cohort, State, shown_names
from coaching.desk.coach.gain_page import gain_html
from coaching.desk.coach.keys import keys_of
from coaching.desk.coach.pieces import FEW, deeper, heading, joined, label, note
from coaching.desk.coach.progress import counts, progress_html, queue
from coaching.desk.coach.tuesday_page import tuesday_html
from coaching.desk.coach.understanding import understanding_html
from coaching.desk.sheet import sheet
from coaching.grading.gain_report import cohort_gain
from coaching.problems import CourseProblem

__all__ = ["needs_a_look", "report_data", "report_page"]


def report_page(
    cohort: Cohort, *, names: bool = False, latest: bool = False, gain: bool = True, today: date | None = None
) -> str:
    """The page: each section begins a printed page of its own. A section that cannot be made says why in a sentence.

    `gain` is whether the section on the questions before and after the course is in it.
    """
    called = shown_names(cohort, real=names)
    sections: dict[str, Callable[[], Markup]] = {
        "Where is everyone?": lambda: progress_html(cohort, called, real=names),
        "What did they not understand?": lambda: understanding_html(cohort, _taught(cohort), latest=latest, brief=True),
        "What do I do on Tuesday?": lambda: tuesday_html(cohort, _taught(cohort))[0],
    }
    if gain:
        sections["Did it work?"] = lambda: gain_html(cohort_gain(cohort.root))
    body = joined(
        Markup('<section class="dk-page">{}{}</section>').format(heading(title), deeper(_made(make)))
        for title, make in sections.items()
    )
    modules = ", ".join(map(label, cohort.assignments))
    about = f"{today or date.today()} · {len(cohort.people)} people · {modules} · for the coach, not to be handed out"
    return sheet("The cohort", body, note=about)


def report_data(cohort: Cohort, *, names: bool = False, latest: bool = False) -> dict[str, Any]:
    """The same as plain data for a program: states counted, everybody's work, what waits, and each module's figures.

    People are called as on the page, and their work comes in the order of that: the order of ids would tell who is who.
    A module without keys here has no figures.
    """
    called = shown_names(cohort, real=names)
    return {
        "schema": 1,
        "people": len(cohort.people),
        "small": len(cohort.people) < FEW,
        "modules": [_module(cohort, name, latest=latest) for name in cohort.assignments],
        "work": [
            {
                "person": called[work.person],
                "assignment": work.assignment,
                "state": work.state.value,
                "handed_in": work.handed_in.isoformat() if work.handed_in else None,
                "late_seconds": work.late.total_seconds(),
                "hand_ins": work.hand_ins,
                "points": work.points,
                "most": work.most,
                "waiting": list(work.waiting),
                "note": work.note,
            }
            for work in sorted(cohort.work.values(), key=lambda one: (called[one.person], one.assignment))
        ],
        "to_read": [
            {"person": called[one.person], "assignment": one.assignment, "cell": one.cell, "where": one.where}
            for one in queue(cohort)
        ],
    }


def needs_a_look(cohort: Cohort) -> Sequence[str]:
    """The ids of people with work that needs a look."""
    return sorted({work.person for work in cohort.work.values() if work.note})


# ---------------------------------------------------------------------------------------------------------------------


def _taught(cohort: Cohort) -> list[str]:
    """The assignments without the questions before and after the course; all, where there is nothing else."""
    taught = [name for name in cohort.assignments if not _is_form(cohort, name)]
    return taught or list(cohort.assignments)


def _is_form(cohort: Cohort, name: str) -> bool:
    try:
        return keys_of(cohort.root, name).is_form
    except CourseProblem:
        return False


def _made(make: Callable[[], Markup]) -> Markup:
    try:
        return make()
    except CourseProblem as problem:
        return note(problem.sentence)


def _module(cohort: Cohort, name: str, *, latest: bool) -> dict[str, Any]:
    found = counts(cohort, name)
    told: dict[str, Any] = {"assignment": name, "states": {state.value: found[state] for state in State}}
    try:
        figures = module_figures(cohort, keys_of(cohort.root, name), latest=latest)
    except CourseProblem as problem:
        return {**told, "figures": None, "why": problem.sentence}
    return {**told, "figures": _plain(figures)}


def _plain(figures: ModuleFigures) -> Mapping[str, Any]:
    plain = asdict(figures)
    for item in plain["items"]:
        item["parts"] = [_part(part) for part in item["parts"]]
    return plain


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part without what each single person chose."""
    told = {name: value for name, value in part["part"].items() if name != "there"}
    return {**told, "discrimination": part["discrimination"]}
