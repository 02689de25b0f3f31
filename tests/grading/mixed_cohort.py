"""A cohort as a coach gets it: answers that are right, typical, at random or missing, and code that works or not."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from coaching.items import Item, read

from ..coursecopy import REPOSITORY, Course

EXERCISE = "03-stretch-scoring"


def hand_in_mixed(course: Course, number: int, *, code: bool = True, seed: int = 2026) -> list[str]:
    """Let `number` people hand in exercise 03, each with answers of their own; with `code`, each wrote some.

    The same seed gives the same hand-ins. Returns the names.
    """
    names = [f"learner-{n:04}" for n in range(1, number + 1)]
    for name in names:
        rng = random.Random(f"{seed} {name}")
        folder = course.hand_in(EXERCISE, name, dict(answers(rng)))
        if code:
            write_code(folder / "code-track.ipynb", rng)
    return names


def answers(rng: random.Random) -> Iterator[tuple[str, Any]]:
    """An answer to most items: half of them right, the others as someone with a misconception, or nobody, would."""
    private = REPOSITORY / "solutions" / EXERCISE / "private"
    model = json.loads((private / "model_answers.json").read_text(encoding="utf-8"))["items"]
    planted = json.loads((private / "wrong_answers.json").read_text(encoding="utf-8"))
    for item in _items():
        way = rng.random()
        if way < 0.5 or item.kind == "short-text":
            yield item.id, model[item.id]["value"]
        elif way < 0.75:
            yield item.id, rng.choice(planted[item.id])["value"]
        elif way < 0.95:
            yield item.id, item.guess(rng)  # type: ignore[attr-defined]


def write_code(notebook: Path, rng: random.Random, exercise: str = EXERCISE) -> None:
    """Answer every open cell of the code track: half of them right, the others with a planted habit."""
    private = REPOSITORY / "solutions" / exercise / "private"
    planted = tomllib.loads((private / "planted_code.toml").read_text(encoding="utf-8"))
    nb = nbformat.read(notebook, as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            habits = list(planted[cell.id.removeprefix("write-")].values())
            cell.source = rng.choice([_solved(exercise)[cell.id]] * len(habits) + habits)
    nbformat.write(nb, notebook)


@cache
def _items() -> tuple[Item, ...]:
    return tuple(asked.item for asked in read(REPOSITORY / "solutions" / EXERCISE / "stretch-scoring.ipynb"))


@cache
def _solved(exercise: str) -> dict[str, str]:
    nb = nbformat.read(REPOSITORY / "solutions" / exercise / "code-track.ipynb", as_version=4)
    return {cell.id: cell.source for cell in nb.cells}
