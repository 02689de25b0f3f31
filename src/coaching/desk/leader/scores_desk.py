"""“Our scores” as a page of the leader's desk, and as a printed sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coaching.desk.leader.okr_table import OkrTable, read_okr_table
from coaching.desk.leader.okr_template import template_csv, template_xlsx
from coaching.desk.leader.our_scores import OurScores, score_table
from coaching.desk.leader.questions import questions
from coaching.desk.leader.scores_page import STAYS, scores_html
from coaching.desk.page import DeskPage, Document, Field, Shown, Upload
from coaching.desk.sheet import sheet
from coaching.problems import CourseProblem

__all__ = ["our_scores", "read_and_score", "scores_sheet", "show_scores", "summary"]

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXAMPLE: Final = "the example"


def our_scores() -> DeskPage:
    """The page: a table is chosen, or the example; its scores, questions and limits are shown. Nothing is kept."""
    fields = [
        Field(
            "which",
            "Which table?",
            "choice",
            options=(("own", "A table of our own"), ("example", "The example, an invented service desk")),
        ),
        Field("file", "The table", "file", help=f"CSV or Excel (.xlsx). {STAYS}", needs=("which", "own")),
    ]
    templates = (
        Document("okr-template.xlsx", _WORKBOOK, template_xlsx()),
        Document("okr-template.csv", "text/csv", template_csv()),
    )
    first = Shown(
        "<p>No table at hand? Take the template: its six rows show every kind of key result. "
        "The second sheet of the workbook says what goes into each column.</p>",
        documents=templates,
    )
    return DeskPage("Our scores", fields, show_scores, button="Show our scores", first=first)


def show_scores(values: Mapping[str, Any]) -> Shown:
    """What the page shows for what stands in its form.

    Raises:
        CourseProblem: no file is chosen, or nothing of it can be meant.
    """
    upload = values.get("file")
    if values.get("which") == "example":
        upload = Upload(_EXAMPLE, template_csv())
    if upload is None:
        raise CourseProblem("Choose your table first, or take the example.")
    ours = read_and_score(upload.data, upload.name)
    html = scores_html(ours)
    pages = (Document("our-scores.html", "text/html", scores_sheet(ours, html)),) if ours.scores else ()
    return Shown(html, documents=pages, says=summary(ours))


def read_and_score(data: bytes, name: str) -> OurScores:
    """Raises CourseProblem as `read_okr_table` does."""
    return score_table(read_okr_table(data, name))


def scores_sheet(ours: OurScores, html: str) -> str:
    """The same as a whole page that prints well; `html` is that of `scores_html`."""
    about = ", ".join(filter(None, (*ours.teams[:3], *ours.quarters[:4])))
    return sheet("Our scores", html, note=about)


def summary(ours: OurScores) -> str:
    """One sentence: what was read, and whether something was left out."""
    table: OkrTable = ours.table
    if not ours.scores:
        return f"No row of {table.name} could be scored; the page says why, row by row."
    said = f"{_counted(len(ours.scores), 'key result')} of {table.name} read"
    if table.problems:
        said += f", {_counted(len(table.problems), 'thing')} left out"
    asked = len(questions(ours))
    return f"{said}; {_counted(asked, 'question')} to ask." if asked else f"{said}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
