"""What a module promises and asks: its lesson's objectives, and which graded cell of its exercise shows which."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coaching.items.reading import read
from coaching.problems import CourseProblem

__all__ = ["Module", "modules_of"]


@dataclass(frozen=True)
class Module:
    """A module: the exercise's name, the lesson's title, the required notebook of the exercise (its name), the words of
    each objective by its id, and the objective of each graded cell.

    Of the questions before and after the course, which count for nothing, `is_form` is true and `objectives` is empty.
    """

    name: str
    title: str
    notebook: str
    objectives: Mapping[str, str]
    shown_by: Mapping[str, str]
    is_form: bool = False


def modules_of(root: Path, only: Collection[str] = ()) -> tuple[Module, ...]:
    """The modules of the course in `root`, in its order; those in `only`, if any are named.

    Raises:
        CourseProblem: there is no source of an exercise here, or one cannot be read.
    """
    found = []
    for folder in sorted(path for path in (root / "solutions").glob("[0-9]*") if path.is_dir()):
        if only and folder.name not in only:
            continue
        for path in sorted(folder.glob("*.ipynb")):
            about = _about(path)
            if about.get("role") != "code-track":
                found.append(_module(root, path, about))
    if not found:
        raise CourseProblem(
            "There is no solutions/ with an exercise here, so nobody can say what was to be shown. "
            "Run this in the coach's edition of the course."
        )
    return tuple(found)


# ---------------------------------------------------------------------------------------------------------------------


def _module(root: Path, exercise: Path, about: Mapping[str, Any]) -> Module:
    name = exercise.parent.name
    lesson = root / "notebooks" / f"{about.get('lesson', name)}.ipynb"
    front = _about(lesson) if lesson.is_file() else {}
    form = "form" in about
    try:
        shown_by = {asked.item.id: asked.item.objective for asked in read(exercise)}
    except ValueError as error:
        raise CourseProblem(f"solutions/{name} cannot be read ({error}). Mend it, then try again.") from error
    return Module(
        name=name,
        title=str(front.get("title") or about.get("title") or name),
        notebook=exercise.stem,
        objectives={} if form else {str(key): str(words) for key, words in front.get("objectives", {}).items()},
        shown_by=shown_by,
        is_form=form,
    )


def _about(notebook: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("coaching", {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CourseProblem(f"{notebook.name} cannot be read as a notebook. Fetch the course again.") from error
    return found if isinstance(found, dict) else {}
