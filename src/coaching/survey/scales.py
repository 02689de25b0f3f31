"""Which items belong together: our own practice items, and a loader for a scale that a team is allowed to use.

The wording of published scales belongs to their authors and journals, so the course ships none. Its practice items are
paraphrases of seven facets in our own words. Nobody has validated them: they are for learning to score and to report,
and say nothing about how safe a team is.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coaching.datasets import DataProblem, find_table
from coaching.okr import Undefined
from coaching.survey.answers import Answer, is_blank, number
from coaching.survey.reliability import item_total, reverse, straight_liners

PRACTICE_ITEMS = "practice_items.csv"
COLUMNS = ("item", "facet", "text", "direction", "low", "high")
DIRECTIONS = ("plain", "reversed")


@dataclass(frozen=True)
class ScaleItem:
    """One statement to rate. ``reversed``: full agreement is the *bad* end, as in "I keep hearing about it"."""

    id: str
    facet: str
    text: str
    reversed: bool


@dataclass(frozen=True)
class Scale:
    """Items that are rated from ``low`` to ``high`` and averaged once the reversed ones are turned round."""

    name: str
    low: int
    high: int
    items: tuple[ScaleItem, ...]

    @property
    def facets(self) -> dict[str, tuple[str, ...]]:
        """The ids of the items of each facet, in the order of the scale; an item without a facet is one of its own."""
        found: dict[str, tuple[str, ...]] = {}
        for item in self.items:
            name = item.facet or item.id
            found[name] = (*found.get(name, ()), item.id)
        return found

    def scored(self, answers: Mapping[str, Answer], where: str) -> dict[str, float]:
        """One person's raw answers by item, reversed where needed; blanks and missing items are left out.

        Raises ValueError, naming ``where``, for an item that the scale does not have and an answer outside it.
        """
        unknown = sorted(set(answers) - {item.id for item in self.items})
        if unknown:
            known = ", ".join(item.id for item in self.items)
            raise ValueError(f"{where}: there is no item {', '.join(unknown)} in {self.name}; its items are {known}.")
        found = {}
        for item in self.items:
            if not is_blank(raw := answers.get(item.id)):
                answer = number(raw, f"{where}, item {item.id}")
                if not self.low <= answer <= self.high or answer != int(answer):
                    raise ValueError(
                        f"{where}, item {item.id}: the answer is {answer:g}; "
                        f"give a whole number from {self.low} to {self.high}."
                    )
                found[item.id] = reverse(answer, self.low, self.high) if item.reversed else answer
        return found


def practice_scale() -> Scale:
    """Our seven practice items, unvalidated: ``data/practice_items.csv``. Raises DataProblem if it is missing."""
    return load_scale(find_table(PRACTICE_ITEMS), "our practice items (not validated)")


def load_scale(path: Path | str, name: str = "") -> Scale:
    """Read a scale that you hold permission for, from your own file. Keep that file out of what you pass on.

    The file is a CSV in UTF-8 with the columns ``item`` (a short id), ``facet``, ``text``, ``direction`` (``plain`` or
    ``reversed``), ``low`` and ``high`` (whole numbers, the same in every row; at least three options).

    Raises DataProblem, a ValueError with one sentence, for a file that is missing, cannot be read, lacks or repeats a
    column, has fewer than two items, an empty or repeated id, an empty text, an unknown direction, or a range that is
    no range or differs between items.
    """
    file = Path(path)
    rows = _rows(file)
    seen: set[str] = set()
    ranges = set()
    items = []
    for line, row in enumerate(rows, start=2):
        place = f"{file.name}, line {line}"
        if not row["item"] or not row["text"]:
            raise DataProblem(f"{place}: the {'id' if not row['item'] else 'text'} is empty; fill it in.")
        if row["item"] in seen:
            raise DataProblem(f"{place}: the item {row['item']!r} stands twice; give every item an id of its own.")
        if row["direction"] not in DIRECTIONS:
            raise DataProblem(f"{place}: the direction is {row['direction']!r}; write plain or reversed.")
        seen.add(row["item"])
        ranges.add((_whole(row["low"], f"{place}: low"), _whole(row["high"], f"{place}: high")))
        items.append(ScaleItem(row["item"], row["facet"], row["text"], row["direction"] == "reversed"))
    if len(items) < 2:
        raise DataProblem(f"{file.name} has {len(items)} items; a scale needs two at least, one in each line.")
    if len(ranges) > 1:
        raise DataProblem(f"{file.name}: items have different ranges; give all items the same low and high.")
    low, high = ranges.pop()
    if high - low < 2:
        raise DataProblem(
            f"{file.name}: the range runs from {low} to {high}; put the low end into low, with three options or more."
        )
    return Scale(name or file.stem, low, high, tuple(items))


def check_key(people: Sequence[Mapping[str, Answer]], scale: Scale) -> list[str]:
    """Signs that something is wrong with the key or the answering, a sentence each; for whoever holds the raw data.

    Looks for items that run against the others after reversing, and for people who gave one extreme answer to plain and
    reversed items alike. An empty list is no proof that all is well. Raises ValueError as ``Scale.scored``.
    """
    ids = [item.id for item in scale.items]
    scored = [scale.scored(answers, f"check_key, answer sheet {i}") for i, answers in enumerate(people, 1)]
    try:
        together = item_total([[one.get(i) for i in ids] for one in scored] or [[]])
    except (Undefined, ValueError):
        return ["There are too few complete answer sheets to check the key with."]
    found = [
        f"{item} runs against the other items (r = {r:.2f}): check whether it is reversed."
        for item, r in zip(ids, together, strict=True)
        if r is not None and r < 0
    ]
    turned = {i for i, item in enumerate(scale.items) if item.reversed}
    if 0 < len(turned) < len(ids):
        lines = straight_liners([[answers.get(i) for i in ids] for answers in people], turned)
        if lines:
            found.append(
                f"{len(lines)} answer sheet(s) give one extreme to items of both directions: ask how it was read."
            )
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            header = [name.strip() for name in reader.fieldnames or []]
            rows = list(reader)
    except FileNotFoundError:
        raise DataProblem(f"{file} was not found; check the name, or give the whole path.") from None
    except OSError as problem:
        raise DataProblem(
            f"{file} cannot be opened ({problem.strerror}); check that it is a file you may read."
        ) from None
    except (UnicodeDecodeError, csv.Error):
        raise DataProblem(f"{file.name} is no CSV text in UTF-8; save your table as 'CSV UTF-8'.") from None
    if sorted(header) != sorted(COLUMNS):
        raise DataProblem(
            f"{file.name} has the columns {', '.join(header) or 'none'}; "
            f"it needs exactly {', '.join(COLUMNS)}, with commas between them."
        )
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise DataProblem(
                f"{file.name}, line {line} has not {len(COLUMNS)} cells; put text with commas into quotes."
            )
    return [{name.strip(): cell.strip() for name, cell in row.items()} for row in rows]


def _whole(text: str, what: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise DataProblem(f"{what} is {text!r}; write a whole number.") from None
