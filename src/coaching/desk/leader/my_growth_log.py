"""My growth log as a page: read it, add a note, take it along, delete from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coaching.answers import NotSaved
from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.problems import CourseProblem

from .forgetting import delete, out_of_reach
from .growth_log import Entry, Log, add_note, chosen, home, read_log
from .growth_log_pages import as_html, as_json, as_markdown

__all__ = ["documents", "my_growth_log"]

TITLE = "My growth log"


def documents(log: Log) -> tuple[Document, ...]:
    """The log to print, to read and for a program."""
    return (
        Document(
            "my-growth-log.html", "text/html", sheet(TITLE, as_html(log), note="For me. Made with Safe to Stretch.")
        ),
        Document("my-growth-log.md", "text/markdown", as_markdown(log)),
        Document("my-growth-log.json", "application/json", as_json(log)),
    )


def my_growth_log(folder: Path | None = None) -> DeskPage:
    """The page for a notebook in ``folder`` (the working folder, unless given). Nothing leaves the machine."""
    start = Path.cwd() if folder is None else folder
    fields = (
        Field(
            "do",
            "What would you like to do?",
            "choice",
            options=(("read", "Read my log"), ("note", "Add a note"), ("delete", "Delete entries")),
        ),
        Field("note", "Your note", "text", rows=4, help="It is kept with today's date.", needs=("do", "note")),
        Field(
            "which",
            "Which entries?",
            "line",
            help="Their codes, such as lesson-03/transfer. Or lesson-03 for all of that lesson, or all.",
            needs=("do", "delete"),
        ),
        Field(
            "sure",
            "Yes, delete them. I know that this cannot be taken back.",
            "yes",
            value=False,
            help="Without this tick you only see what would be deleted.",
            needs=("do", "delete"),
        ),
    )
    return DeskPage(TITLE, fields, lambda values: _work(start, values), button="Go")


def _work(start: Path, values: Mapping[str, Any]) -> Shown:
    try:
        if values["do"] == "note":
            add_note(start, values["note"])
            return _all(start, "Your note is kept.")
        if values["do"] == "delete":
            return _delete(start, values["which"], bool(values["sure"]))
    except NotSaved as problem:
        raise CourseProblem(str(problem)) from problem
    return _all(start, "")


def _all(start: Path, says: str, before: Markup | str = "") -> Shown:
    log = read_log(start)
    count = len(log.shown)
    entries = "one entry" if count == 1 else f"{count} entries"
    return Shown(
        html=str(Markup("{}{}").format(before, Markup(as_html(log)))),
        documents=documents(log) if count else (),
        says=" ".join(filter(None, [says, f"Your log has {entries}."])),
    )


def _delete(start: Path, which: str, sure: bool) -> Shown:
    found = chosen(read_log(start), [which])
    root, place = home(start)
    left = Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(s) for s in out_of_reach(place)))
    if not sure:
        html = Markup("<h3>This would be deleted</h3>{}<h3>What deleting does not reach</h3>{}").format(
            _listed(found), left
        )
        return Shown(
            str(html), says="Nothing is deleted yet. To delete these, tick “Yes, delete them” and press again."
        )
    done = delete(root, place, found)
    stuck = Markup("").join(Markup('<p class="dk-warn">{}</p>').format(sentence) for sentence in done.stuck)
    before = Markup("{}<h3>What deleting does not reach</h3>{}").format(stuck, left)
    words = "One entry is" if done.entries == 1 else f"{done.entries} entries are"
    return _all(start, f"{words} deleted.", before)


def _listed(entries: tuple[Entry, ...]) -> Markup:
    rows = Markup("").join(
        Markup("<li>{} ({}) <code>{}</code></li>").format(entry.title, entry.source.title, entry.code)
        for entry in entries
    )
    return Markup("<ul>{}</ul>").format(rows)
