"""Hand over: the page of the coach's desk on which marks become files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from coaching.desk.coach.handed_files import Exported, File, What, Wish, files_for
from coaching.desk.coach.mark_tables import ITEM_COLUMNS, MODULE_COLUMNS
from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.places import course_root
from coaching.problems import CourseProblem

__all__ = ["hand_over"]

WORDS: Final[Mapping[str, str]] = {
    What.MODULES: "A table: one row for each person and module",
    What.ITEMS: "A table: one row for each person and question",
    What.CANVAS: "Grades for Canvas",
    What.MOODLE: "Grades for Moodle",
    What.RECORDS: "A record of completed work for each trainee",
    What.BADGES: "Open Badges, for modules in which all objectives are met",
}
FIELDS: Final = (
    Field("what", "What do you hand over?", "choice", options=tuple(WORDS.items())),
    Field(
        "latest",
        "Count the latest hand-in instead of the first",
        "yes",
        help="The first shows what was understood unaided; the latest adds up to the gradebook.",
        needs=("what", What.ITEMS),
    ),
    Field(
        "canvas",
        "The gradebook that you exported from Canvas, if you have it",
        "file",
        help="Then the file fits its people and columns. Else Canvas looks for people by id and e-mail address.",
        needs=("what", What.CANVAS),
    ),
    Field(
        "moodle",
        "The grades that you exported from Moodle, if you have them",
        "file",
        help="In Moodle: Grades, Export, Plain text file. Else Moodle looks for people by e-mail address or ID number.",
        needs=("what", What.MOODLE),
    ),
    Field("person", "Only for this id", help="Empty: for everybody, in one zip file.", needs=("what", What.RECORDS)),
    Field("issuer", "Who gives the badges?", help="Such as the name of your school.", needs=("what", What.BADGES)),
    Field("names", "Show names", "yes", help="In tables, and in files for Canvas and Moodle. A record always has one."),
    Field("so_far", "Points that are not final too", "yes", help="For Canvas and Moodle: also where texts still wait."),
    Field("excel", "For Excel", "yes", help="Tables get a mark in front by which Excel knows their letters."),
)


def hand_over(start: Path | None = None) -> DeskPage | str:
    """The page for the course that this notebook is in; a sentence where there is none."""
    try:
        root = course_root(start or Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    return DeskPage("Hand over", FIELDS, lambda values: _show(root, values), button="Make the file")


# ---------------------------------------------------------------------------------------------------------------------


def _show(root: Path, values: Mapping[str, Any]) -> Shown:
    what = What(values["what"])
    chosen = values[what] if what in (What.CANVAS, What.MOODLE) else None
    wish = Wish(
        what,
        names=values["names"],
        latest=values["latest"],
        excel=values["excel"],
        so_far=values["so_far"],
        exported=Exported(chosen.name, chosen.data) if chosen else None,
        person=values["person"] if what == What.RECORDS else "",
        issuer=values["issuer"],
    )
    made = files_for(root, wish)
    documents = tuple(Document(one.name, one.media, _content(one)) for one in made.files)
    if len(documents) > 1:
        documents = (Document(f"{what}.zip", "application/zip", _zipped(made.files)),)
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in made.told)
    if made.look:
        said += f"<div class='dk-warn'><ul>{''.join(f'<li>{escape(one)}</li>' for one in made.look)}</ul></div>"
    count = {0: "No file is", 1: "One file is"}.get(len(made.files), f"{len(made.files)} files are")
    return Shown(said + _columns(what), documents, f"{count} ready.")


def _content(file: File) -> str | bytes:
    return file.content.decode() if file.media == "text/html" else file.content


def _zipped(files: Sequence[File]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(zipfile.ZipInfo(one.name, (1980, 1, 1, 0, 0, 0)), one.content, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _columns(what: What) -> str:
    """What the columns of a table mean."""
    columns = {What.ITEMS: ITEM_COLUMNS, What.MODULES: MODULE_COLUMNS}.get(what, {})
    if not columns:
        return ""
    rows = "".join(f"<tr><th scope='row'>{name}</th><td>{escape(words)}</td></tr>" for name, words in columns.items())
    return (
        "<details><summary>What the columns mean</summary><div class='dk-wide' tabindex='0' role='region' "
        "aria-label='What the columns mean'><table><caption>Columns of the table</caption><thead><tr>"
        f"<th scope='col'>Column</th><th scope='col'>Meaning</th></tr></thead><tbody>{rows}</tbody></table></div>"
        "</details>"
    )
