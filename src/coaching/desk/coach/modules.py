"""What a module promises and asks: its lesson's objectives, and the items of its exercise that show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coaching.desk.coach.cohort import CODE_TRACK
from coaching.items import Item
from coaching.items.reading import read
from coaching.problems import CourseProblem

__all__ = ["Module", "modules_of"]


@dataclass(frozen=True)
class Module:
    """A module: the exercise's name, the lesson's title, the required notebook of the exercise, the words of each
    objective by its id, and the items of that notebook by their graded cell.

    Of the questions before and after the course, which count for nothing, `is_form` is true and `objectives` is empty.
    """

    name: str
    title: str
    notebook: str = ""
    objectives: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    is_form: bool = False


def modules_of(root: Path, names: Iterable[str]) -> dict[str, Module]:
    """The modules of these names, in their order. Of one without a source in `solutions/`, only the name is known.

    Raises:
        CourseProblem: a source, or its lesson, cannot be read.
    """
    return {name: _module(root, name) for name in names}


# ---------------------------------------------------------------------------------------------------------------------


def _module(root: Path, name: str) -> Module:
    for exercise in sorted((root / "solutions" / name).glob("*.ipynb")):
        about = _about(exercise)
        if about.get("role") == CODE_TRACK:
            continue
        lesson = root / "notebooks" / f"{name}.ipynb"
        front = _about(lesson) if lesson.is_file() else {}
        form = "form" in about
        try:
            items = {asked.item.id: asked.item for asked in read(exercise)}
        except ValueError as error:
            raise CourseProblem(f"solutions/{name} cannot be read ({error}). Mend it, then try again.") from error
        return Module(
            name=name,
            title=str(front.get("title") or about.get("title") or name),
            notebook=exercise.stem,
            objectives={} if form else {str(key): str(words) for key, words in front.get("objectives", {}).items()},
            items=items,
            is_form=form,
        )
    return Module(name, name)


def _about(notebook: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("coaching", {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CourseProblem(f"{notebook.name} cannot be read as a notebook. Fetch the course again.") from error
    return found if isinstance(found, dict) else {}
