"""How a person reads the texts of an exercise: one file for points, the reader's table, ready comments and feedback.

The file is `private/rubric.toml` beside the exercise's source. A level is a quarter of a text's points. What a reader
sees above a text in formgrader, what the coach's desk offers as comments, what a feedback page says of a level, and
what a lone learner reads with, are all made from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coaching.problems import CourseProblem

__all__ = ["FILE", "LEVELS", "Level", "ReadText", "Rubric", "TextLevel", "level_of", "level_reached", "read_rubric"]

FILE = "rubric.toml"


@dataclass(frozen=True)
class Level:
    """One of the levels that all texts share: its name, and what was promised to the writer about it."""

    name: str
    means: str


LEVELS: tuple[Level, ...] = (
    Level("Restates", "terms from the lesson, but no situation of your own"),
    Level(
        "Describes", "a situation of your own; what made people act so stays open, or the text only praises or blames"
    ),
    Level(
        "Explains", "the situation, tied to a mechanism of the lesson, with what you saw and one limit of your reading"
    ),
    Level(
        "Tests", "all of that, and a next step: who, by when, the sign that it fails, and what would change your mind"
    ),
)
"""The levels in general, for an exercise that says nothing of its own."""


@dataclass(frozen=True)
class TextLevel:
    """One level of one text: what a reader looks for, and what can be said to the writer.

    `is_there` is one sentence on what the text has, `lifts` are what would take it one level on, as questions mostly.
    """

    reads: str
    is_there: str
    lifts: tuple[str, ...]


@dataclass(frozen=True)
class ReadText:
    """One text that a person reads: item and title, its levels from the lowest, and more for the reader (Markdown)."""

    item: str
    title: str
    levels: tuple[TextLevel, ...]
    besides: str = ""


@dataclass(frozen=True)
class Rubric:
    """Everything about reading the texts of one exercise. `before` and `stop` are Markdown for the reader."""

    title: str
    before: str
    stop: str
    texts: tuple[ReadText, ...]
    levels: tuple[Level, ...] = LEVELS

    def text(self, item: str) -> ReadText | None:
        """What is said about `item`; None if nothing is."""
        return next((text for text in self.texts if text.item == item), None)

    def for_reader(self, item: str) -> str:
        """What stands above a text in formgrader: how to read, this text's table, ready comments, when to stop."""
        parts = [f"# {self.title}", self.before]
        text = self.text(item)
        if text is not None:
            parts += [f"## {text.item} · {text.title}", self._table(text), text.besides, self._ready(text)]
        if self.stop:
            parts += ["## When to stop reading for points", self.stop]
        return "\n\n".join(filter(None, (part.strip() for part in parts)))

    def for_own_reading(self, item: str) -> str:
        """The same for a learner whom nobody else reads: the levels, and questions that take a text one level on."""
        text = self.text(item)
        if text is None:
            return "\n".join(f"{n}. **{level.name}**: {level.means}" for n, level in enumerate(self.levels, start=1))
        lifts = [
            f"- From {level.name} on: {' '.join(own.lifts)}"
            for level, own in zip(self.levels[:-1], text.levels[:-1], strict=True)
        ]
        return "\n\n".join(filter(None, (self._table(text), text.besides, "\n".join(lifts))))

    def _table(self, text: ReadText) -> str:
        rows = [
            f"| {n} | {level.name} | {own.reads} |"
            for n, (level, own) in enumerate(zip(self.levels, text.levels, strict=True), start=1)
        ]
        return "\n".join(["| level | name | what stands in the text |", "|---|---|---|", *rows])

    def _ready(self, text: ReadText) -> str:
        said = [
            f"- *{level.name}.* {own.is_there} · {' · '.join(own.lifts)}"
            for level, own in zip(self.levels, text.levels, strict=True)
        ]
        return "*Words to begin a comment with:*\n\n" + "\n".join(said)


def level_reached(score: float, maximum: float, levels: int = len(LEVELS)) -> int:
    """The level that a reader's score stands for, from 1; 0 for no level.

    One level is an equal share of the points; a score between two levels stands for the lower one.
    """
    if maximum <= 0 or score <= 0:
        return 0
    return min(levels, max(1, int(score / maximum * levels + 1e-9)))


def level_of(score: float, maximum: float, levels: Sequence[Level] = LEVELS) -> str:
    """The level of a score in words, as "2 of 4 · Describes: …"; nothing for no level."""
    reached = level_reached(score, maximum, len(levels))
    if not reached:
        return ""
    level = levels[reached - 1]
    return f"{reached} of {len(levels)} · {level.name}: {level.means}"


def read_rubric(source: Path) -> Rubric | None:
    """The rubric of the exercise whose source folder is `source`; None if it has none.

    Raises:
        CourseProblem: the file is there and cannot be meant: no TOML, a part missing, a text without one entry for each
            level. It names the file and the place.
    """
    path = source / "private" / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        levels = tuple(Level(_words(one, "name"), _words(one, "means")) for one in raw.get("level", ())) or LEVELS
        texts = tuple(_text(one, len(levels)) for one in raw.get("text", ()))
        return Rubric(_words(raw, "title"), raw.get("before", ""), raw.get("stop", ""), texts, levels)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CourseProblem(f"The rubric {source.name}/private/{FILE} cannot be used: {error}") from error


# ----------------------------------------------------------------------------------------------------------------------


def _text(raw: Mapping[str, Any], count: int) -> ReadText:
    item = _words(raw, "item")
    levels = raw.get("level", ())
    if len(levels) != count:
        raise ValueError(
            f"the text {item} has {len(levels)} entries [[text.level]]; give one for each of {count} levels."
        )
    made = []
    for one in levels:
        lifts = one.get("lifts", [])
        if not isinstance(lifts, list) or not all(isinstance(words, str) and words for words in lifts):
            raise ValueError(f"the text {item} has `lifts` that are no list of sentences.")
        made.append(TextLevel(_words(one, "reads"), _words(one, "is_there"), tuple(lifts)))
    return ReadText(item, _words(raw, "title"), tuple(made), raw.get("besides", ""))


def _words(raw: Mapping[str, Any], name: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found.strip():
        where = raw.get("item") or raw.get("name") or "the file"
        raise ValueError(f"{where} has no {name}.")
    return found
