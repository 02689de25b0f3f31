"""The pages of the coach's desk that this package makes itself: where everyone is, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from coaching.desk.coach.cohort import shown_names
from coaching.desk.coach.pieces import label
from coaching.desk.coach.progress import progress_html, queue
from coaching.desk.coach.shared import shared_cohort
from coaching.desk.coach.understanding import understanding_html
from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.places import ASSIGNMENT
from coaching.problems import CourseProblem

__all__ = ["what_was_not_understood_page", "where_is_everyone_page"]

WHOSE = Field(
    "whose",
    "Which hand-in?",
    "choice",
    options=(("first", "The first, before any feedback"), ("latest", "The latest")),
)


def where_is_everyone_page(root: Path) -> DeskPage:
    """Everybody's work on every module, and the texts that wait. Shown at once, without names."""

    def work(form: Mapping[str, Any]) -> Shown:
        cohort = shared_cohort(root)
        html = progress_html(cohort, shown_names(cohort, real=form["names"]), real=form["names"])
        waiting = len(queue(cohort))
        says = f"{waiting} {'text waits' if waiting == 1 else 'texts wait'} for you" if waiting else "No text waits"
        now = datetime.now()  # a page that stays open is a photograph, and a printed one has to say of when
        paper = sheet("The cohort", html, note=f"As of {now:%Y-%m-%d, %H:%M}.")
        return Shown(
            str(html), (Document("where-is-everyone.html", "text/html", paper),), f"{says}, as of {now:%H:%M}."
        )

    return DeskPage("Where is everyone?", [Field("names", "Show names", "yes")], work, live=True)


def what_was_not_understood_page(root: Path) -> DeskPage:
    """Items, choices, misconceptions and sureness of one exercise; it begins with a press of the button."""

    def work(form: Mapping[str, Any]) -> Shown:
        cohort = shared_cohort(root)
        name = form["exercise"]
        if name not in cohort.assignments:
            raise CourseProblem(f"Nothing of {name} is in the gradebook yet. Grade it first: coaching grade {name}")
        html = understanding_html(cohort, [name], latest=form["whose"] == "latest")
        paper = sheet(label(name).capitalize(), html)
        return Shown(str(html), (Document(f"understanding-{name}.html", "text/html", paper),))

    names = sorted(path.name for path in (root / "solutions").glob("*/") if ASSIGNMENT.fullmatch(path.name))
    options = tuple((name, label(name)) for name in names)
    return DeskPage(
        "What did they not understand?", [Field("exercise", "Which exercise?", "choice", options=options), WHOSE], work
    )
