"""“Our climate” as a page of the leader's desk: a file is read, remembered, and shown as far as it may be."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coaching.datasets import DataProblem, find_table
from coaching.desk.leader.climate_memory import Memory, remembered
from coaching.desk.leader.climate_page import climate_html
from coaching.desk.leader.our_climate import Climate, our_climate
from coaching.desk.leader.survey_table import Survey, read_survey
from coaching.desk.page import DeskPage, Document, Field, Shown, Upload
from coaching.desk.sheet import sheet
from coaching.places import course_root
from coaching.problems import CourseProblem
from coaching.survey import Scale, load_scale, practice_scale
from coaching.survey.privacy import LEAST

__all__ = ["MEMORY", "STAYS", "Report", "climate_page", "climate_sheet", "make_report", "own_scale", "show_climate"]

MEMORY: Final = ".course/climate-memory.json"
TEMPLATE: Final = "climate_template.csv"
STAYS: Final = (
    "Nothing of this leaves your machine. The table is read and not kept; what is remembered is which groups were "
    "shown, and no answer."
)
_NEW: Final = (
    "This machine remembers no earlier page about these people. If one was made elsewhere, or the memory was deleted, "
    "do not pass on this one too: two pages can be subtracted from each other."
)
_KNOWN: Final = "Earlier pages about these people are remembered: what they showed was taken into account here."


@dataclass(frozen=True)
class Report:
    """What may be shown, and how the table was read."""

    climate: Climate
    notes: tuple[str, ...]


def make_report(
    upload: Upload, memory: Path | None, scale: Scale | None = None, by: Sequence[str] = (), promised: int | None = None
) -> Report:
    """Read a survey, look up what was shown before, and report what may be shown now. It is remembered at once.

    ``memory`` is the file of what was shown; None, for the example alone, remembers nothing. ``promised`` raises the
    least number of answers. Raises CourseProblem as ``read_survey``, ``our_climate`` and ``remembered`` do.
    """
    survey = read_survey(upload.data, upload.name, scale)
    if memory is None:
        return _reported(Memory(), survey, by, promised)[0]
    with remembered(memory) as (before, becomes):
        report, after = _reported(before, survey, by, promised)
        becomes.append(after)
    return report


def _reported(before: Memory, read: Survey, by: Sequence[str], promised: int | None) -> tuple[Report, Memory]:
    survey = before.scrambled(read)
    before.check_unchanged(survey)
    least = max(promised or 0, before.promised(survey))
    climate, shown = our_climate(survey, by, least, before.shown)
    notes = (*survey.notes, _KNOWN if before.knows(survey) else _NEW)
    return Report(climate, notes), before.after(survey, shown, climate.least)


def own_scale(upload: Upload) -> Scale:
    """A scale that the team may use, from its own file. Raises CourseProblem as ``load_scale`` raises DataProblem."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (Path(upload.name).name or "scale.csv")
        file.write_bytes(upload.data)
        try:
            return load_scale(file)
        except DataProblem as problem:
            raise CourseProblem(str(problem)) from None


def climate_sheet(report: Report) -> str:
    """The same as a whole page that prints well."""
    about = f"{report.climate.scale.name}; waves: {', '.join(report.climate.waves)}"
    return sheet("Our climate", climate_html(report.climate, report.notes), note=about)


# --- the page ---------------------------------------------------------------------------------------------------------


def climate_page() -> DeskPage:
    """The page: a survey is chosen, or the example; what may be shown of it is shown, and remembered."""
    own = ("which", "own")
    fields = [
        Field(
            "which",
            "Which survey?",
            "choice",
            options=(("own", "A survey of our own"), ("example", "The example, invented")),
        ),
        Field("file", "The answers", "file", help="CSV or Excel (.xlsx), one row for each sheet.", needs=own),
        Field(
            "scale",
            "The scale, if it is not our practice items",
            "file",
            help="A CSV with item, facet, text, direction, low, high. Use only a scale that you have permission for.",
            needs=own,
        ),
        Field(
            "by",
            "Group by",
            help="Columns of the table, most wanted first, such as: team, role. Empty: everybody together. Choose "
            "before you press: what one page has shown is withheld from the next where the two could be subtracted.",
        ),
        Field(
            "promised",
            "How many answers did you promise for a number?",
            "number",
            LEAST,
            help=f"You can promise more than {LEAST}, never less.",
        ),
    ]
    return DeskPage("Our climate", fields, show_climate, button="Show our climate", first=_first())


def _first() -> Shown:
    template = find_table(TEMPLATE).read_text(encoding="utf-8")
    items = "; ".join(item.id for item in practice_scale().items)
    return Shown(
        "<p>No survey at hand? Take the template. Its rows are invented: replace them by your own. It has one column "
        f"for each of our practice items ({items}), which nobody has validated. {STAYS}</p>",
        documents=(Document("climate-template.csv", "text/csv", template),),
    )


def show_climate(values: Mapping[str, Any]) -> Shown:
    """What the page shows for what stands in its form. Raises CourseProblem as ``make_report`` does."""
    upload, scale, memory = values.get("file"), values.get("scale"), course_root(Path.cwd()) / MEMORY
    by = groupings(str(values.get("by") or ""))
    if values.get("which") == "example":
        upload = Upload("the example", find_table(TEMPLATE).read_bytes())
        report = make_report(upload, None, None, by, _whole(values.get("promised")))
    elif upload is None:
        raise CourseProblem("Choose the table with the answers first, or take the example.")
    else:
        own = own_scale(scale) if scale else None
        report = make_report(upload, memory, own, by, _whole(values.get("promised")))
    page = Document("our-climate.html", "text/html", climate_sheet(report))
    says = report.climate.refusal or "Here is what may be shown."
    return Shown(climate_html(report.climate, report.notes), documents=(page,), says=says)


def groupings(text: str) -> tuple[str, ...]:
    """The names in a list with commas or semicolons."""
    return tuple(name for part in re.split("[,;]", text) if (name := part.strip()))


def _whole(number: float | None) -> int | None:
    if number is not None and number != int(number):
        raise CourseProblem(f"The number that you promised is {number:g}; give a whole number.")
    return None if number is None else int(number)
