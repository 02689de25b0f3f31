"""The pages of the coach's desk that this package makes itself: where everyone is, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from coaching.desk.coach.cohort import shown_names
from coaching.desk.coach.pieces import label
from coaching.desk.coach.progress import progress_html, queue
from coaching.desk.coach.shared import shared_cohort
from coaching.desk.coach.understanding import understanding_html
from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.places import ASSIGNMENT, course_root
from coaching.problems import CourseProblem

__all__ = ["what_was_not_understood_page", "where_is_everyone_page"]

WHOSE = Field(
    "whose",
    "Which hand-in?",
    "choice",
    options=(("first", "The first, before any feedback"), ("latest", "The latest")),
)


def where_is_everyone_page(start: Path | None = None) -> DeskPage | str:
    """Everybody's work on every module, and the texts that wait. Shown at once, without names."""

    def work(root: Path, form: Mapping[str, Any]) -> Shown:
        cohort = shared_cohort(root)
        html = progress_html(cohort, shown_names(cohort, real=form["names"]), real=form["names"])
        waiting = len(queue(cohort))
        says = f"{waiting} {'text waits' if waiting == 1 else 'texts wait'} for you." if waiting else "No text waits."
        return Shown(html, (Document("where-is-everyone.html", "text/html", sheet("The cohort", html)),), says)

    return _page("Where is everyone?", [Field("names", "Show names", "yes")], work, start, live=True)


def what_was_not_understood_page(start: Path | None = None) -> DeskPage | str:
    """Items, choices, misconceptions and sureness of one exercise; it begins with a press of the button."""

    def work(root: Path, form: Mapping[str, Any]) -> Shown:
        cohort = shared_cohort(root)
        name = form["exercise"]
        if name not in cohort.assignments:
            raise CourseProblem(f"Nothing of {name} is in the gradebook yet. Grade it first: coaching grade {name}")
        html = understanding_html(cohort, [name], latest=form["whose"] == "latest")
        paper = sheet(label(name).capitalize(), html)
        return Shown(html, (Document(f"understanding-{name}.html", "text/html", paper),))

    fields = [Field("exercise", "Which exercise?", "choice", options=_exercises(start)), WHOSE]
    return _page("What did they not understand?", fields, work, start)


# ---------------------------------------------------------------------------------------------------------------------


def _page(
    title: str,
    fields: list[Field],
    work: Callable[[Path, Mapping[str, Any]], Shown],
    start: Path | None,
    *,
    live: bool = False,
) -> DeskPage | str:
    """The page for the course that the notebook is in; a sentence where there is none, or no keys."""
    try:
        root = course_root(start or Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    if not any((root / "solutions").glob("[0-9]*/*.ipynb")):
        return "This is the learners' edition: it has no gradebook and no keys, so there is no coach's desk in it."
    return DeskPage(title, fields, lambda form: work(root, form), live=live)


def _exercises(start: Path | None) -> tuple[tuple[str, str], ...]:
    try:
        root = course_root(start or Path.cwd())
    except CourseProblem:
        return (("", "–"),)
    names = sorted(path.name for path in (root / "solutions").glob("*/") if ASSIGNMENT.fullmatch(path.name))
    return tuple((name, label(name)) for name in names) or (("", "–"),)
