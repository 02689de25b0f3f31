"""The forms before and after the course, and the 24 units of each that an answer sheet fills.

Both have the same units: one question, one statement to sort, one number, one order. A unit counts 1 if it is there, a
part of 1 where the kind gives part credit, and 0 if it is not there or open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coaching.answers import Sheet
from coaching.items import ChoiceKey, EstimateKey, OrderKey
from coaching.items.reading import Asked, read
from coaching.problems import CourseProblem

__all__ = ["Form", "Unit", "sheet_in", "two_forms", "units"]


@dataclass(frozen=True)
class Unit:
    """One of the 24: its name, how far it is there (0 to 1), whether it was answered, and how sure the learner was."""

    name: str
    right: float
    answered: bool
    sure: float | None = None


@dataclass(frozen=True)
class Form:
    """One form: "before" or "after", the name of its assignment, and its items with their keys."""

    when: str
    assignment: str
    asked: tuple[Asked, ...]

    def units(self, sheet: Sheet) -> list[Unit]:
        found = []
        for asked in self.asked:
            entry = sheet.items.get(asked.item.id)
            sure = None if entry is None or entry.confidence is None else entry.confidence / 100
            found += units(asked, None if entry is None else entry.value, sure)
        return found


def two_forms(root: Path) -> tuple[Form, Form]:
    """The two forms of the course at ``root``, before and after, found by what their notebooks say of themselves.

    Raises CourseProblem in the learner edition, which holds no keys, and if there are not exactly two.
    """
    found: dict[str, Form] = {}
    for path in sorted((root / "solutions").glob("[0-9]*/*.ipynb")):
        when = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("coaching", {}).get("form")
        if when:
            found[when] = Form(when, path.parent.name, read(path))
    if not found:
        raise CourseProblem("This is the learners' edition: your coach has the keys, and tells you how far you came.")
    if set(found) != {"before", "after"}:
        raise CourseProblem("The course needs one form before and one after; get a fresh copy of it.")
    return found["before"], found["after"]


def units(asked: Asked, value: Any, sure: float | None = None) -> list[Unit]:
    """The units of one item, from an answer as it stands in a sheet; what cannot be read counts as open.

    Raises ValueError for an item without a key.
    """
    item, key = asked.item, asked.key
    if key is None:
        raise ValueError(f"Item '{item.id}' has no key, so nobody can say what is there.")
    clean = item.clean(value).value
    if isinstance(key, ChoiceKey):
        return [
            Unit(f"{item.id}:{part}", float(clean.get(part) == right), part in clean, sure)
            for part, right in key.correct.items()
        ]
    score = item.score(clean, key)
    if isinstance(key, EstimateKey):
        states = [remark.state for remark in score.remarks] or ["open"] * len(key.correct)
        return [
            Unit(f"{item.id}:{field}", float(state == "there"), state != "open", sure)
            for field, state in zip(key.correct, states, strict=True)
        ]
    fraction = score.fraction if isinstance(key, OrderKey) else float(score.fraction == 1)
    return [Unit(f"{item.id}:", fraction, not item.is_untouched(clean), sure)]


def sheet_in(folder: Path, assignment: str) -> Sheet:
    """The answers in a learner's folder or a hand-in, from the copy inside the notebook where the file is missing."""
    from coaching.grading.answer_sheet import take

    mirror = None
    whole = (folder / "answers" / f"{assignment}.json").is_file()
    taken = take(folder, assignment) if whole else None
    if taken is not None and not taken.problems:
        return taken.sheet  # notebooks are large, and the copy inside is only for a file that is missing or damaged
    for notebook in sorted(folder.glob("*.ipynb")):
        try:
            mirror = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["coaching"]["answers"]
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            continue
    return take(folder, assignment, mirror).sheet
