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
            help="You see first what would be deleted.",
            needs=("do", "delete"),
        ),
    )
    return DeskPage(TITLE, fields, _Work(start), button="Go")


class _Work:
    """What the button does. It remembers which entries were shown last as those to delete: only these are deleted."""

    def __init__(self, start: Path) -> None:
        self.start = start
        self.seen: tuple[Entry, ...] = ()

    def __call__(self, values: Mapping[str, Any]) -> Shown:
        try:
            if values["do"] == "delete":
                return self.delete(values["which"], bool(values["sure"]))
            if values["do"] == "note":
                add_note(self.start, values["note"])
                return _all(self.start, "Your note is kept.")
        except NotSaved as problem:
            raise CourseProblem(str(problem)) from problem
        return _all(self.start, "")

    def delete(self, which: str, sure: bool) -> Shown:
        found = chosen(read_log(self.start), [which])
        if sure and found == self.seen:
            self.seen = ()
            return _deleted(self.start, found)
        self.seen = found
        what = "press the button again" if sure else "tick “Yes, delete them” and press the button again"
        html = Markup("<h3>This would be deleted</h3>{}{}").format(_listed(found), _left(self.start))
        return Shown(str(html), says=f"Nothing is deleted yet. To delete these, {what}.")


def _all(start: Path, says: str, before: Markup | str = "") -> Shown:
    log = read_log(start)
    count = len(log.shown)
    entries = "one entry" if count == 1 else f"{count} entries"
    return Shown(
        html=str(Markup("{}{}").format(before, Markup(as_html(log)))),
        documents=documents(log) if count else (),
        says=" ".join(filter(None, [says, f"Your log has {entries}."])),
    )


def _left(start: Path) -> Markup:
    _, place = home(start)
    sentences = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in out_of_reach(place))
    return Markup("<h3>What deleting does not reach</h3><ul>{}</ul>").format(sentences)


def _deleted(start: Path, found: tuple[Entry, ...]) -> Shown:
    done = delete(*home(start), found)
    stuck = Markup("").join(Markup('<p class="dk-warn">{}</p>').format(sentence) for sentence in done.stuck)
    words = "One entry is" if done.entries == 1 else f"{done.entries} entries are"
    return _all(start, f"{words} deleted.", stuck + _left(start))


def _listed(entries: tuple[Entry, ...]) -> Markup:
    rows = Markup("").join(
        Markup("<li>{} ({}) <code>{}</code></li>").format(entry.title, entry.source.title, entry.code)
        for entry in entries
    )
    return Markup("<ul>{}</ul>").format(rows)
