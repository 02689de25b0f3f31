"""The items of an exercise with their keys, and the ideas behind its wrong options, from the coach's side of it."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from coaching.items import Asked, read
from coaching.problems import CourseProblem

__all__ = ["Keys", "Misconception", "keys_of", "text_titles"]


@dataclass(frozen=True)
class Misconception:
    """An idea that leads to a wrong choice: its code and name, the idea as its holder would put it, and what a coach
    can say to open a talk about it."""

    code: str
    name: str
    means: str = ""
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keys:
    """What the source of an exercise says: its lesson, its scored items by id, and its misconceptions by code.

    `is_form` is whether these are the questions before or after the course, which nobody is taught for.
    """

    assignment: str
    lesson: str = ""
    items: Mapping[str, Asked] = field(default_factory=dict)
    misconceptions: Mapping[str, Misconception] = field(default_factory=dict)
    is_form: bool = False

    def name_of(self, code: str) -> str:
        """The name of a misconception; its code where the exercise does not explain it."""
        known = self.misconceptions.get(code)
        return known.name if known else code.replace("-", " ")


def keys_of(root: Path, assignment: str) -> Keys:
    """The keys of an exercise; read once, and again when its files change. The code track has none.

    Raises:
        CourseProblem: the source is not here (a learners' edition has none), or cannot be read.
    """
    source = root / "solutions" / assignment
    files = sorted([*source.glob("*.ipynb"), *source.glob("private/misconceptions.toml")])
    if not any(path.suffix == ".ipynb" for path in files):
        raise CourseProblem(f"There is no solutions/{assignment} here, so nobody can say what the right answers are.")
    return _keys(source, tuple((path, path.stat().st_mtime_ns) for path in files))


def text_titles(release: Path) -> dict[str, str]:
    """The titles of the texts that a release asks for, by id, as they stand there; nothing is run, so it is fast."""
    found: dict[str, str] = {}
    for path in sorted(release.glob("*.ipynb")):
        try:
            cells = json.loads(path.read_bytes())["cells"]
            sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            calls = [node for source in sources if "ShortText" in source for node in ast.walk(ast.parse(source))]
        except (OSError, ValueError, LookupError, TypeError, SyntaxError):
            continue
        for call in calls:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ShortText":
                words = {one.arg: one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)}
                if isinstance(words.get("id"), str):
                    found[str(words["id"])] = str(words.get("title") or words["id"])
    return found


# ---------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _keys(source: Path, files: tuple[tuple[Path, int], ...]) -> Keys:
    items: dict[str, Asked] = {}
    ideas: dict[str, Misconception] = {}
    lesson, is_form = source.name, False
    for path, _ in files:
        try:
            if path.suffix == ".toml":
                listed = tomllib.loads(path.read_text(encoding="utf-8"))["misconception"]
                ideas = {
                    one["code"]: Misconception(
                        one["code"], one["name"], one.get("means", ""), tuple(one.get("phrases", ()))
                    )
                    for one in listed
                }
                continue
            about = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("coaching", {})
            if about.get("role") == "code-track":
                continue
            lesson, is_form = about.get("lesson", lesson), "form" in about
            items |= {asked.item.id: asked for asked in read(path) if asked.key is not None}
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise CourseProblem(
                f"{source.name}/{path.name} cannot be read ({error}). Mend it, then try again."
            ) from error
    return Keys(source.name, lesson, items, ideas, is_form)
