"""My growth log: what somebody predicted, thought and planned in all lessons and exercises, in one place.

It is a view of the answer sheets, and no second store. Only notes of one's own are kept for it, in a sheet like the
others (`answers/growth-log.json`), so that they move along to another computer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from coaching.answers import Entry as Answer
from coaching.answers import SheetFile
from coaching.cards.words import unmarked
from coaching.gain import Calibration, calibration
from coaching.items import Construct, Estimate, Item, Key, ShortText
from coaching.items.reading import read
from coaching.places import course_root
from coaching.problems import CourseProblem
from coaching.workspace import answers_inside

__all__ = ["KINDS", "Entry", "Kind", "Log", "Source", "add_note", "chosen", "home", "read_log"]

NOTES = "growth-log"
LONGEST_NOTE = 20_000  # characters, as for any text on a card

Kind = Literal["prediction", "reflection", "transfer card", "own words", "note", "practice"]

KINDS: dict[Kind, str] = {
    "prediction": "What I predicted",
    "reflection": "What I thought about",
    "transfer card": "What I planned to do",
    "own words": "In my own words",
    "note": "My notes",
}
"""The kinds that the log shows, in its order. Answers of any other card are practice, and are not shown."""


@dataclass(frozen=True)
class Source:
    """One sheet: the lesson's id, the learner's folder that ``answers/`` is in, and the course's own notebooks."""

    lesson: str
    folder: Path
    key: str
    title: str
    originals: tuple[Path, ...] = ()

    def file(self) -> SheetFile:
        inside = (answers_inside(self.folder / path.name) for path in self.originals)
        return SheetFile(self.lesson, self.folder, mirror=next((found for found in inside if found is not None), None))


@dataclass(frozen=True)
class Entry:
    """One answer. ``said`` has (what was asked, what was answered) pairs; all words are plain text.

    ``code`` tells it from all others and stays the same, such as ``lesson-03/transfer``. ``state`` is what the card's
    key says of the answer, or "" where there is none; ``why`` is its remark. ``later`` is the answer to the same
    question when it was asked again.
    """

    code: str
    kind: Kind
    source: Source
    item: str
    title: str
    section: str
    asked: str
    said: tuple[tuple[str, str], ...]
    confidence: int | None
    saved_at: str
    attempts: int
    state: str = ""
    why: str = ""
    later: tuple[tuple[str, str], ...] = ()
    later_confidence: int | None = None

    @property
    def day(self) -> str:
        return self.saved_at[:10] if re.match(r"\d{4}-\d\d-\d\d", self.saved_at) else ""


@dataclass(frozen=True)
class Log:
    """All entries, in the order of the course, and one sentence for each thing that could not be read."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in KINDS)

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def compared(self) -> Calibration | None:
        """How sure one was, against what came: first tries at cards that have a key. None where there are none."""
        found = [e for e in self.entries if e.state and e.confidence is not None and e.attempts <= 1]
        if not found:
            return None
        return calibration([(e.confidence or 0) / 100 for e in found], [e.state == "there" for e in found])


# --- where it is ------------------------------------------------------------------------------------------------------


def home(start: Path) -> tuple[Path, Path]:
    """The course's folder, and the folder of the learner's own copies: the workspace, where there is one.

    Raises:
        CourseProblem: `start` is not inside a course.
    """
    root = course_root(start)
    return root, root / "workspace" if (root / "workspace").is_dir() else root


def sources(root: Path, place: Path) -> Iterator[Source]:
    """Every sheet that there may be: of each lesson and exercise of the course, and of the notes."""
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        yield from _source(path, place / "notebooks", "lesson")
    yield Source(NOTES, place / "notebooks", "notes", "My notes")
    for folder in sorted((root / "exercises").glob("*")):
        by_lesson: dict[str, Source] = {}
        for path in sorted(folder.glob("*.ipynb"), key=lambda path: path.stem == "code-track"):
            for found in _source(path, place / "exercises" / folder.name, "exercise"):
                first = by_lesson.setdefault(found.lesson, found)
                if first is not found:
                    by_lesson[found.lesson] = replace(first, originals=(*first.originals, path))
        yield from by_lesson.values()


def _source(path: Path, folder: Path, what: str) -> Iterator[Source]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        matter = notebook["metadata"]["coaching"]
        heading = re.match(r"# (.+)", "".join(notebook["cells"][0]["source"]))
        lesson, title = str(matter["lesson"]), str(matter.get("title") or (heading[1] if heading else path.stem))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return
    number = re.match(r"\d\d(?=-)", lesson)
    yield Source(lesson, folder, f"{what}-{number[0]}" if number else lesson, title, (path,))


# --- reading ----------------------------------------------------------------------------------------------------------


def read_log(start: Path) -> Log:
    """The log of whoever learns in the course that `start` is in. Nothing is changed.

    A sheet that is broken or of another lesson, and an answer that cannot be read, become a sentence; the rest goes on.

    Raises:
        CourseProblem: `start` is not inside a course.
    """
    root, place = home(start)
    entries: list[Entry] = []
    problems: list[str] = []
    for source in sources(root, place):
        reading = source.file().read()
        problems += reading.problems
        if not reading.sheet.items:
            continue
        if source.lesson == NOTES:
            entries += [_note(source, item, answer) for item, answer in sorted(reading.sheet.items.items())]
            continue
        words, sentences = _words(source)
        problems += sentences
        known = [
            _entry(source, word, reading.sheet.items[word.item.id])
            for word in words
            if word.item.id in reading.sheet.items
        ]
        entries += _with_later([entry for entry in known if entry is not None])
    problems += _strangers(root, place)
    return Log(tuple(entries), tuple(dict.fromkeys(problems)))


@dataclass(frozen=True)
class _Word:
    """An item of the course's own notebook, its key, and the heading that it stands under."""

    item: Item
    key: Key | None
    section: str
    graded: bool


def _words(source: Source) -> tuple[list[_Word], list[str]]:
    """The items of a source, read from the course and never from the learner's copy."""
    found: list[_Word] = []
    problems = []
    for path in source.originals:
        try:
            headings = _headings(path)
            graded = source.folder.parent.name == "exercises"
            found += [_Word(one.item, one.key, headings.get(one.cell, ""), graded) for one in read(path)]
        except (OSError, ValueError) as error:
            problems.append(f"{source.title}: its questions cannot be read, so its answers are left out ({error}).")
    return found, problems


def _headings(path: Path) -> dict[str, str]:
    """The heading that each cell stands under."""
    under, heading = {}, ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            if found := re.findall(r"(?m)^#{2,3} (.+?)\s*$", "".join(cell["source"])):
                heading = found[-1]
        else:
            under[str(cell.get("id", ""))] = heading
    return under


def _entry(source: Source, word: _Word, answer: Answer) -> Entry | None:
    item = word.item
    value = item.clean(answer.value).value
    if item.is_untouched(value):
        return None
    state, why = "", ""
    if word.key is not None:
        score = item.score(value, word.key)
        state = score.state
        why = _plain(score.remarks[0].text) if len(score.remarks) == 1 else ""
    return Entry(
        code=f"{source.key}/{item.id}",
        kind=_kind(word, answer),
        source=source,
        item=item.id,
        title=_plain(item.title or item.id),
        section=_plain(word.section),
        asked=_plain(item.prompt),
        said=_said(item, value),
        confidence=answer.confidence,
        saved_at=answer.saved_at,
        attempts=answer.attempts,
        state=state,
        why=why,
    )


def _kind(word: _Word, answer: Answer) -> Kind:
    item = word.item
    if isinstance(item, ShortText):
        if word.section == "Transfer card" or item.id == "transfer":
            return "transfer card"
        return "reflection" if word.section == "Reflection" or item.id.startswith("reflect") else "own words"
    if answer.confidence is not None or re.match(r"bet-|.*forecast", item.id):
        return "prediction"
    return "practice" if word.key is not None or word.graded else "own words"


def _said(item: Item, value: Any) -> tuple[tuple[str, str], ...]:
    typed = isinstance(item, Estimate | Construct | ShortText)
    return tuple(
        (_plain(asked), (given if typed else _plain(given)) or "left open") for asked, given in item.describe(value)
    )


def _plain(markdown: str) -> str:
    return " ".join(unmarked(part) for part in markdown.split("\n") if part.strip())


def _with_later(entries: list[Entry]) -> list[Entry]:
    """Put the answer to a question that was asked again beside the first one."""
    by_item = {entry.item: entry for entry in entries}
    return [
        replace(entry, later=again.said, later_confidence=again.confidence)
        if (again := by_item.get(f"{entry.item}-again"))
        else entry
        for entry in entries
    ]


def _note(source: Source, item: str, answer: Answer) -> Entry:
    words = answer.value if isinstance(answer.value, str) else json.dumps(answer.value, ensure_ascii=False)
    return Entry(
        code=f"{source.key}/{item}",
        kind="note",
        source=source,
        item=item,
        title=f"Note of {answer.saved_at[:10]}",
        section="",
        asked="",
        said=(("My words", words),),
        confidence=None,
        saved_at=answer.saved_at,
        attempts=answer.attempts,
    )


def _strangers(root: Path, place: Path) -> Iterator[str]:
    """A sentence for each file among the answers that belongs to no lesson or exercise of the course."""
    known = {source.file().path for source in sources(root, place)}
    for path in sorted([*place.glob("notebooks/answers/*.json"), *place.glob("exercises/*/answers/*.json")]):
        if path not in known and ".set-aside-" not in path.name:
            yield f"{path.relative_to(place).as_posix()} belongs to no lesson of this course and is left out."


# --- notes, and choosing ----------------------------------------------------------------------------------------------


def add_note(start: Path, words: str, *, now: datetime | None = None) -> str:
    """Keep a note with today's date; its code is given back.

    Raises:
        CourseProblem: there is nothing in it, it is too long, or `start` is not inside a course.
        NotSaved: it cannot be written.
    """
    words = words.strip()
    if not words:
        raise CourseProblem("The note is empty. Write a sentence, then save it.")
    if len(words) > LONGEST_NOTE:
        raise CourseProblem(
            f"The note has {len(words):,} characters. Keep it below {LONGEST_NOTE:,}, or make two of it."
        )
    _, place = home(start)
    file = SheetFile(NOTES, place / "notebooks")
    taken = file.read().sheet.items
    stem = f"note-{(now or datetime.now(UTC)):%Y%m%d-%H%M%S}"
    name = next(name for n in range(1, 1000) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
    file.put(name, words)
    return f"notes/{name}"


def chosen(log: Log, words: Iterable[str]) -> tuple[Entry, ...]:
    """The entries that codes name: one entry (``lesson-03/transfer``), all of a sheet (``lesson-03``, ``notes``), all
    that the log shows (``all``), or every answer, that of practice too (``everything``). Commas and blanks part codes.

    Raises:
        CourseProblem: nothing is named, or a code names nothing.
    """
    found: dict[str, Entry] = {}
    codes = [code for word in words for code in re.split(r"[\s,;]+", word.strip().lower()) if code]
    for code in codes:
        if code in ("all", "everything"):
            named = log.shown if code == "all" else log.entries
        else:
            named = tuple(e for e in log.entries if e.code == code) or tuple(
                e for e in log.shown if e.source.key == code
            )
        if not named:
            raise CourseProblem(
                f"The log has no entry {code[:60]!r}. Each has its code beside it, such as lesson-03/transfer; "
                "lesson-03 is all of that lesson, and all is the whole log."
            )
        found |= {entry.code: entry for entry in named}
    if not found:
        raise CourseProblem("Say which entries: their codes, or all.")
    return tuple(found.values())
