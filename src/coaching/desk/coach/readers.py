"""Reading reflections: what waits, oldest first, one text at a time; levels and comments come from the rubric.

The form is in steps. Its fields for a text carry the number of the showing in their names, so that what was chosen for
one text can never be saved for the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coaching.cards.words import block
from coaching.desk.coach.cohort import State, shown_names
from coaching.desk.coach.keys import text_titles
from coaching.desk.coach.pieces import Cell, heading, joined, label, note, paragraph, table, warning
from coaching.desk.coach.shared import shared_cohort
from coaching.desk.page import DeskPage, Field, Shown
from coaching.grading.course import course_directory
from coaching.grading.gradebook import gradebook_file, gradebook_of
from coaching.grading.readings import (
    ChangedMeanwhile,
    Opened,
    ReadCell,
    open_text,
    pairs_of,
    save_points,
    save_second,
    second_readings,
    texts,
)
from coaching.grading.rubric import ReadText, Rubric, read_rubric
from coaching.kappa import agreement
from coaching.places import course_root
from coaching.problems import CourseProblem

__all__ = ["Desk", "reading_reflections"]

TITLE = "Reading reflections"
LATER = "later"
MOST_SHOWN = 15

Kind = tuple[str, str]
"""(assignment, cell): one question, to be read from everybody before the next one."""


def reading_reflections() -> DeskPage:
    """The page for the course that this notebook is in. Press the button to see what waits."""
    desk = Desk(Path.cwd())
    return DeskPage(TITLE, [], desk.work, button="Show what waits", below=True)


@dataclass
class Desk:
    """One reader at work: which text is open, and what was left for later. `start` is a folder of the course."""

    start: Path
    _opened: Opened | None = None
    _second: bool = False
    _turn: int = 0
    _later: set[tuple[str, str, str, str]] = field(default_factory=set)
    _closed: set[tuple[str, str, str, str]] = field(default_factory=set)  # what could not be opened
    _old: set[tuple[str, str]] = field(default_factory=set)  # (assignment, person) whose graded words count no more
    _names: dict[str, str] = field(default_factory=dict)

    def work(self, form: Mapping[str, Any]) -> Shown:
        """Save what was chosen for the open text, if anything was, and show the next one.

        Raises:
            CourseProblem: there is no gradebook, or what was chosen cannot be saved. Nothing was saved then.
        """
        root = course_root(self.start)
        says, kept = "", None
        if self._opened is not None:
            try:
                says = self._save(root, self._opened, form)
            except ChangedMeanwhile as changed:
                kept, says = self._opened, changed.sentence
        return self._show(root, form, says, kept)

    # --- saving -------------------------------------------------------------------------------------------------------

    def _save(self, root: Path, opened: Opened, form: Mapping[str, Any]) -> str:
        """What was chosen for the open text; returns the sentence that says so, empty if nothing was."""
        chosen = form.get(self._name("level"), "")
        if chosen == LATER:
            self._later.add(_key(opened.where))
            return "Left for later."
        rubric = read_rubric(_source(root, opened.where.assignment))
        text = rubric.text(opened.where.cell) if rubric is not None else None
        comment = _comment(text, chosen, form, self._turn)
        if not chosen:
            if comment and comment != opened.comment:
                raise CourseProblem("Choose a level as well, or take the comment out.")
            return ""
        points = _points(int(chosen), bool(form.get(self._name("half"))), opened.where.most, rubric)
        if self._second:
            save_second(root, opened, points)
            return "Kept as a second reading."
        save_points(root, opened, points, comment)
        return f"Saved: {points:g} of {opened.where.most:g} points."

    def _name(self, what: str) -> str:
        return f"{what}-{self._turn}"

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show(self, root: Path, form: Mapping[str, Any], says: str, kept: Opened | None) -> Shown:
        course = course_directory(root)
        file = gradebook_file(course)
        if file is not None and not file.is_file():
            raise CourseProblem(f"There is no {file.name} yet: nothing was collected and graded.")
        self._second = second = form.get("reader") == "second"  # from the next text on
        if self._opened is None:  # not between two texts: it takes a moment in a large cohort
            self._look_at_cohort(root)
        with gradebook_of(course) as gradebook:
            all_texts = [one for one in texts(gradebook) if (one.assignment, one.person) not in self._old]
            done = second_readings(gradebook) if second else set()
            kinds = _kinds(all_texts)
            can_open = [one for one in all_texts if _key(one) not in self._closed]
            wanted = _wanted(str(form.get("which", "")), kinds, can_open)
            pairs = pairs_of(gradebook, *wanted) if wanted else []
        due = [one for one in all_texts if (_key(one) not in done if second else one.waits)]
        queue = [one for one in due if _kind(one) == wanted and _key(one) not in self._later | self._closed]
        old_turn, self._turn = self._turn, self._turn + 1
        parts: list[Markup] = []
        self._opened = self._open(root, [kept.where] if kept is not None else queue, parts)
        titles = _titles(root, all_texts)
        questions = tuple((_value(kind), titles[kind]) for kind in kinds)
        fields: list[Field] = []
        if kept is not None:
            parts.append(warning(f"{says} What you chose still stands below: save again if it is to replace that."))
        if self._opened is not None:
            rubric = read_rubric(_source(root, self._opened.where.assignment))
            parts.append(self._text(self._opened, titles[_kind(self._opened.where)], rubric, second))
            names = _names(rubric, self._opened.where.cell) if kept is not None else []
            typed = {name: form.get(f"{name}-{old_turn}") or "" for name in names}
            fields += _answers(self._opened, rubric, self._turn, second, typed)
        else:
            parts += [heading("Nothing waits here"), paragraph(_nothing(due, self._later, self._closed, wanted))]
        fields += [Field("which", "Which question next?", "choice", _value(wanted), questions)] if kinds else []
        fields.append(Field("reader", "I read as", "choice", "second" if second else "first", READERS, help=TWICE))
        lists = joined([_waiting(due, titles, kinds), self._queue(queue)])
        parts.append(
            Markup("<details{}><summary>{}</summary>{}</details>").format(
                "" if self._opened else Markup(" open"), f"What waits: {_count(len(due))}", lists
            )
        )
        parts.append(_agreement(pairs))
        html = joined(parts)
        button = "Save, and show the next" if self._opened is not None else "Look again"
        return Shown(str(html), (), says or _count(len(due)), tuple(fields), button)

    def _open(self, root: Path, queue: Sequence[ReadCell], parts: list[Markup]) -> Opened | None:
        """The first text of the queue that can be opened; of the others, a sentence each."""
        for where in queue:
            try:
                return open_text(root, where)
            except CourseProblem as problem:
                self._closed.add(_key(where))
                parts.append(warning(f"{self._names.get(where.person, 'Somebody new')}: {problem.sentence}"))
        return None

    def _look_at_cohort(self, root: Path) -> None:
        """Learn what people are called, and whose work is set aside or newer than its grading: these do not wait."""
        cohort = shared_cohort(root)
        self._names = self._names or shown_names(cohort)
        newer = (State.ASIDE, State.HANDED_IN)
        self._old = {(one.assignment, one.person) for one in cohort.work.values() if one.state in newer}

    def _text(self, opened: Opened, title: str, rubric: Rubric | None, second: bool) -> Markup:
        where = opened.where
        who = self._names.get(where.person, "Somebody new")
        told = [f"By {who}, handed in {where.handed_in:%Y-%m-%d %H:%M} UTC." if where.handed_in else f"By {who}."]
        if not second and where.points is not None:
            told.append(f"It has {where.points:g} points from an earlier reading; it was graded again since.")
        if not second and opened.comment:
            told.append(f"The comment so far: “{opened.comment}”")
        words = Markup('<blockquote style="white-space: pre-wrap; overflow-wrap: anywhere">{}</blockquote>').format(
            opened.words
        )
        parts = [heading(title), note(" ".join(told)), words]
        if rubric is not None:
            guide = Markup(block(rubric.for_own_reading(where.cell)))
            parts.append(Markup("<details><summary>{}</summary>{}</details>").format("What each level means", guide))
            if rubric.stop:
                parts.append(Markup('<div class="dk-note">{}</div>').format(Markup(block(rubric.stop))))
        return joined(parts)

    def _queue(self, queue: Sequence[ReadCell]) -> Markup:
        if len(queue) < 2:
            return Markup("")
        rows = [[self._names.get(one.person, "Somebody new"), _day(one)] for one in queue[:MOST_SHOWN]]
        more = f" (the first {MOST_SHOWN} of {len(queue)})" if len(queue) > MOST_SHOWN else ""
        return table(f"To this question, oldest first{more}", ["Who", "Handed in"], rows)


READERS = (("first", "The reader whose points count"), ("second", "A second reader, only to compare"))

TWICE = (
    "A second reader sees neither points nor comment of the first. Take about five texts of each question, "
    "and then talk about those that lie apart."
)


# ----------------------------------------------------------------------------------------------------------------------


def _answers(opened: Opened, rubric: Rubric | None, turn: int, second: bool, typed: Mapping[str, Any]) -> list[Field]:
    """The fields for one text: the level, half a level more, ready comments of that level, and own words.

    They start with what was `typed` before, by their names without the number of the showing.
    """
    where = opened.where
    text = rubric.text(where.cell) if rubric is not None else None
    names = [level.name for level in rubric.levels] if rubric is not None else []
    count = len(names) or round(where.most)
    per_level = where.most / count
    options = [("", "Choose after reading"), *((str(n), _option(n, names, per_level)) for n in range(count + 1))]
    level = f"level-{turn}"
    fields = [
        Field(
            level,
            "Which level does it reach?",
            "choice",
            typed.get("level", ""),
            (*options, (LATER, "Leave it for later")),
        ),
        Field(f"half-{turn}", "Half a level more: between this level and the next", "yes", typed.get("half", False)),
    ]
    if second:
        return fields
    for n, own in enumerate(text.levels if text is not None else (), start=1):
        for place, sentence in enumerate((own.is_there, *own.lifts)):
            name, start = f"ready-{n}-{place}", typed.get(f"ready-{n}-{place}", False)
            told = "" if place else TICK
            fields.append(Field(f"{name}-{turn}", sentence, "yes", start, help=told, needs=(level, str(n))))
    own_words = Field(
        f"words-{turn}",
        "Your own words to the writer",
        "text",
        typed.get("words", opened.comment),
        help=TWO_SENTENCES,
        rows=3,
    )
    return [*fields, own_words]


TICK = "What you tick here and below is sent to the writer as a comment, before your own words."
TWO_SENTENCES = "Two sentences do: what is there, and what would take it one level on. Ask, rather than judge."


def _names(rubric: Rubric | None, cell: str) -> list[str]:
    """What the fields of a text are called, without the number of the showing."""
    text = rubric.text(cell) if rubric is not None else None
    ready = [
        f"ready-{n}-{place}"
        for n, level in enumerate(text.levels if text is not None else (), start=1)
        for place in range(1 + len(level.lifts))
    ]
    return ["level", "half", "words", *ready]


def _option(level: int, names: Sequence[str], per_level: float) -> str:
    points = f"{level * per_level:g} points" if level * per_level != 1 else "1 point"
    name = names[level - 1] if level and names else "nothing of it yet" if not level else ""
    return f"{level} · {name} ({points})" if name else f"{level} ({points})"


def _points(level: int, half: bool, most: float, rubric: Rubric | None) -> float:
    count = len(rubric.levels) if rubric is not None else round(most)
    if half and level >= count:
        raise CourseProblem("The last level is all there is: take out the half.")
    return most * (level + half / 2) / count


def _comment(text: ReadText | None, chosen: str, form: Mapping[str, Any], turn: int) -> str:
    """The ready comments of the chosen level that were ticked, and the reader's own words."""
    level = text.levels[int(chosen) - 1] if text is not None and chosen not in ("", "0", LATER) else None
    ready = [
        sentence
        for place, sentence in enumerate((level.is_there, *level.lifts) if level is not None else ())
        if form.get(f"ready-{chosen}-{place}-{turn}")
    ]
    return " ".join(filter(None, [*ready, str(form.get(f"words-{turn}", "")).strip()]))


def _key(one: ReadCell) -> tuple[str, str, str, str]:
    return (one.assignment, one.notebook, one.cell, one.person)


def _kind(one: ReadCell) -> Kind:
    return (one.assignment, one.cell)


def _kinds(all_texts: Sequence[ReadCell]) -> list[Kind]:
    return sorted({_kind(one) for one in all_texts})


def _value(kind: Kind | None) -> str:
    return "/".join(kind) if kind else ""


def _wanted(chosen: str, kinds: Sequence[Kind], all_texts: Sequence[ReadCell]) -> Kind | None:
    """The chosen question; without one, that of the oldest text that waits, or the first there is."""
    known = {_value(kind): kind for kind in kinds}
    oldest = next((_kind(one) for one in all_texts if one.waits), kinds[0] if kinds else None)
    return known.get(chosen, oldest)


def _titles(root: Path, all_texts: Sequence[ReadCell]) -> dict[Kind, str]:
    asked = {name: text_titles(root / "exercises" / name) for name in {one.assignment for one in all_texts}}
    return {
        _kind(one): f"{label(one.assignment)} · {asked[one.assignment].get(one.cell, one.cell)}" for one in all_texts
    }


def _source(root: Path, assignment: str) -> Path:
    return root / "solutions" / assignment


def _day(one: ReadCell) -> str:
    return f"{one.handed_in:%Y-%m-%d %H:%M} UTC" if one.handed_in else "no time known"


def _count(number: int) -> str:
    return "One text waits." if number == 1 else f"{number} texts wait." if number else "No text waits."


def _nothing(
    due: Sequence[ReadCell],
    later: set[tuple[str, str, str, str]],
    closed: set[tuple[str, str, str, str]],
    wanted: Kind | None,
) -> str:
    here = [_key(one) for one in due if _kind(one) == wanted]
    if left := len(later.intersection(here)):
        return f"{left} to this question you left for later: run this cell again to see them."
    if closed.intersection(here):
        return "The texts named above cannot be opened. Choose another question, and press the button."
    if due:
        return "All texts to this question are read. Choose another question, and press the button."
    return "No text waits. When people hand in, grade their work first: the texts come here then."


def _waiting(due: Sequence[ReadCell], titles: Mapping[Kind, str], kinds: Sequence[Kind]) -> Markup:
    """How many wait, question by question, and since when."""
    by_kind: dict[Kind, list[ReadCell]] = defaultdict(list)
    for one in due:
        by_kind[_kind(one)].append(one)
    rows: list[list[str | Cell]] = [
        [titles[kind], Cell(str(len(by_kind[kind]))), _day(by_kind[kind][0])] for kind in kinds if by_kind[kind]
    ]
    return table("What waits", ["Question", "Texts", "The oldest came in"], rows) if rows else Markup("")


def _agreement(pairs: Sequence[tuple[float, float]]) -> Markup:
    if not pairs:
        return Markup("")
    found = agreement(pairs, one_level=0.25)
    return joined([heading("Two readers, this question"), *(paragraph(sentence) for sentence in found.sentences)])
