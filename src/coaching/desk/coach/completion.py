"""A record of completed work, one page a trainee: the modules done, their points, and the objectives that were met.

The rule, which stands on the page too. A module is *done* when its exercise was handed in and scored, and every text in
it was read by a person. Of a module that is done, an objective is *met* when the parts that ask for it earned together
at least the stated share of their points, in the hand-in that counts, the latest. Guessing earns about nothing in those
parts, and the points are the gradebook's, so a score or comment given by hand counts. The optional code track does not.

It says what one person's answers showed on one day. It is no certificate, and says nothing about a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from math import ceil
from typing import TYPE_CHECKING, Final

from coaching.desk.coach.modules import Module
from coaching.desk.sheet import sheet

if TYPE_CHECKING:
    from coaching.grading.marks import Marks
    from coaching.grading.roster import Person

__all__ = ["MET", "Done", "Objective", "Record", "module_done", "record_page", "safe_names"]

MET: Final = 0.6
"""The share of points from which an objective is met, unless the coach says another."""


@dataclass(frozen=True)
class Objective:
    """An objective in the lesson's words, the points of the parts that ask for it, and whether it is met."""

    words: str
    points: float
    most: float
    met: bool


@dataclass(frozen=True)
class Done:
    """A module that is done: points of the required exercise less what lateness cost, and its objectives."""

    name: str
    title: str
    points: float
    most: float
    handed_in: date | None
    objectives: tuple[Objective, ...]

    @property
    def met(self) -> tuple[Objective, ...]:
        return tuple(one for one in self.objectives if one.met)


@dataclass(frozen=True)
class Record:
    """One person's record as of `made`. `open` are the titles of modules that are not done, each with the reason."""

    person: Person
    made: date
    done: tuple[Done, ...]
    open: tuple[tuple[str, str], ...]
    share: float = MET


def module_done(module: Module, marks: Marks | None, handed_in: datetime | None, share: float = MET) -> Done | str:
    """What a person's marks of the required exercise say of `module`; where it is not done, why, in a few words.

    Raises:
        ValueError: `share` is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"The share from which an objective is met lies above 0 and at most at 1, not at {share}.")
    if marks is None or not marks.cells:
        return "not handed in yet" if handed_in is None else "not scored yet"
    if waiting := sum(mark.waiting for mark in marks.cells.values()):
        return "one part waits to be read" if waiting == 1 else f"{waiting} parts wait to be read"
    objectives = []
    for objective, words in module.objectives.items():
        asking = [name for name, item in module.items.items() if item.objective == objective]
        asked = [marks.cells[name] for name in asking if name in marks.cells]
        most = sum(mark.maximum for mark in asked)
        if most:
            points = sum(mark.score for mark in asked)
            objectives.append(Objective(words, points, most, met=round(points - share * most, 6) >= 0))
    return Done(
        name=module.name,
        title=module.title,
        points=max(0.0, sum(mark.score for mark in marks.cells.values()) - marks.penalty),
        most=sum(mark.maximum for mark in marks.cells.values()),
        handed_in=handed_in.date() if handed_in else None,
        objectives=tuple(objectives),
    )


def record_page(record: Record) -> str:
    """The record as one HTML file that prints on one page of A4 or Letter, whatever its length: the type gets smaller,
    and where even that is not enough, the objectives are counted instead of written out.

    It names the person it is about, and nobody else.
    """
    columns, size, in_words = _layout(record)
    name = _name(record)
    body = [
        f"<style>{_STYLE % (size, columns, size * _larger(name))}</style>",
        f'<div class="record"><p class="who">{escape(name)}</p>',
        f"<p>{_summary(record)}</p>",
        '<div class="modules">',
        *(_module(done, in_words) for done in record.done),
        "</div>",
    ]
    if record.open:
        said = "; ".join(f"{escape(title)} ({escape(why)})" for title, why in record.open)
        body.append(f"<p><strong>Not complete on this day:</strong> {said}.</p>")
    body.append(_small_print(record))
    return sheet("Record of completed work", "\n".join(body), note="Safe to Stretch, an open course")


def safe_names(ids: Iterable[str]) -> dict[str, str]:
    """A file's name, without its ending, for each id: safe on every system, and no two alike where capitals do not
    count.
    """
    taken: set[str] = set()
    names = {}
    for one in ids:
        name = re.sub(r"[^\w.-]+", "-", one)[:60].strip(".-_") or "person"
        if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name):
            name = f"{name}-"
        count = 2
        free = name
        while free.casefold() in taken:
            free, count = f"{name}-{count}", count + 1
        taken.add(free.casefold())
        names[one] = free
    return names


# ---------------------------------------------------------------------------------------------------------------------

_LAYOUTS: Final = ((1, 10.5), (2, 10.0), (2, 9.0), (2, 8.0), (3, 7.4), (3, 6.6))
"""Columns and type size in points, the most readable first."""

_WIDTH, _ROOM = 500.0, 455.0
"""What is left for the modules on the smaller of A4 and Letter each way, in points: below the name, above the rule."""

_STYLE: Final = """
.record { font-size: %.1fpt; line-height: 1.35; }
.dk-content .record :is(p, ul) { max-width: none; margin: .4em 0; }
.record .modules { columns: %d; column-gap: 1.6em; margin: 1em 0; }
.dk-content .record h2 { font-size: 1.15em; margin: .9em 0 .1em; break-after: avoid; }
.dk-content .record .modules h2:first-child { margin-top: 0; }
.dk-content .record ul { list-style: none; padding: 0; margin: .2em 0 .8em; }
.dk-content .record li { margin: .1em 0; padding-left: 1.3em; text-indent: -1.3em; break-inside: avoid; }
.dk-content .record li::before { content: "✓"; display: inline-block; width: 1.3em; text-indent: 0; }
.dk-content .record .who { font-size: %.1fpt; line-height: 1.15; font-weight: 650; margin: 0 0 .3em; }
.record .who { overflow-wrap: anywhere; }
.record .rule { font-size: 8pt; border-top: 1px solid var(--sts-hair); padding-top: .6em; margin-top: 1.2em; }
.dk-content .record .sign { margin-top: 2.2em; }
"""


def _layout(record: Record) -> tuple[int, float, bool]:
    """Columns, type size, and whether the objectives are written out: the most readable way that fits."""
    ways = [(columns, size, in_words) for in_words in (True, False) for columns, size in _LAYOUTS]
    return next((way for way in ways if _height(record, *way) <= _ROOM), ways[-1])


def _height(record: Record, columns: int, size: float, in_words: bool) -> float:
    """About how high the modules are when set so, and the further lines of a long name, in points. Generously, since
    fonts differ.
    """
    name = size * _larger(_name(record))
    name_lines = ceil(len(_name(record)) * name / _WIDTH)
    letters = (_WIDTH / columns - 1.6 * size - 1.3 * size) / (0.5 * size)
    lines = 0.0
    for done in record.done:
        lines += 1.2 * ceil(len(done.title) * 1.2 / letters) + ceil(60 / letters) + 1.6
        lines += sum(ceil(len(one.words) / letters) + 0.15 for one in done.met) if in_words else 0
    across = (_WIDTH / (0.5 * size)) if record.open else 1
    beside = ceil(sum(len(title) + len(why) + 6 for title, why in record.open) / across)
    modules = (lines / columns * (1.05 if columns > 1 else 1) + beside) * size * 1.35
    return modules + (name_lines - 1) * name * 1.15


def _name(record: Record) -> str:
    return record.person.name or record.person.id


def _larger(name: str) -> float:
    """How much larger than the text a name is set."""
    return 2.0 if len(name) <= 40 else 1.3


def _summary(record: Record) -> str:
    met = sum(len(done.met) for done in record.done)
    of = sum(len(done.objectives) for done in record.done)
    if not record.done:
        return "No module is complete yet."
    modules = "One module is" if len(record.done) == 1 else f"{len(record.done)} modules are"
    return f"{modules} complete, and {met} of their {of} objectives are met, as of {record.made:%Y-%m-%d}."


def _module(done: Done, in_words: bool) -> str:
    when = f", handed in {done.handed_in:%Y-%m-%d}" if done.handed_in else ""
    count = f"{len(done.met)} of {len(done.objectives)} objectives met" if done.objectives else "no objectives stated"
    items = "".join(f"<li>{escape(one.words)}</li>" for one in done.met) if in_words else ""
    return f"<h3>{escape(done.title)}</h3><p>{_said(done.points)} of {_said(done.most)} points{when}; {count}</p>" + (
        f"<ul>{items}</ul>" if items else ""
    )


def _small_print(record: Record) -> str:
    return (
        '<div class="rule"><p>The rule: a module is complete when its exercise was handed in and scored, and every '
        "text in it was read by a person. An objective is met when the parts of the exercise that ask for it earned "
        f"at least {record.share * 100:g} % of their points in the latest hand-in; guessing earns about nothing.</p>"
        "<p>This is a record of work that was done in this course. It is no certificate, nobody watched while the work "
        "was done, and it says nothing about a person’s character or talent.</p></div>"
        '<p class="sign">For the course: ____________________________________</p></div>'
    )


def _said(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
