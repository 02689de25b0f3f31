"""Which cell of the course teaches, practises and assesses each idea of the inventory, as a table.

The inventory, ``docs/inventory.csv``, lists the ideas that the course began with, the modules each belongs to and what
is expected there: that it is *taught*, *practised*, *assessed*. A cell says for itself what it does for which idea,
in its metadata::

    "covers": {"teaches": ["S0-03"], "practises": ["S1-02"], "assesses": ["S0-20"], "judges": {"S0-03": "dated"}}

A lesson's cells teach, practise and judge (say how firm a claim is, with an evidence mark in the same cell), the graded
cells of an exercise assess. The exercises are read as they are released, so that a course without solutions can be
read too.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from coaching import evidence
from coaching.places import course_root

__all__ = ["Idea", "Place", "gaps", "ideas", "places", "table"]

TABLE = Path("docs/coverage.md")
HEAD = "| idea | | taught | practised | assessed | how firm |"
VERBS = {"taught": "teaches", "practised": "practises", "assessed": "assesses"}


@dataclass(frozen=True)
class Idea:
    """One row of the inventory; ``verdict`` is what was first found about a flagged claim, else empty."""

    id: str
    words: str
    modules: tuple[int, ...]
    expected: tuple[str, ...]
    verdict: str


@dataclass(frozen=True)
class Place:
    """A cell that does something (``verb``) for an idea; ``verdict`` only where it judges."""

    idea: str
    verb: str
    notebook: Path
    cell: str
    module: int
    source: str
    graded: bool
    verdict: str = ""

    @property
    def link(self) -> str:
        return f"[{self.module} {self.cell}](../{self.notebook.as_posix()})"


def ideas(root: Path) -> list[Idea]:
    """The rows of the inventory, in its order."""
    with (root / "docs" / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return [
            Idea(
                id=row["id"],
                words=row["idea"],
                modules=tuple(int(module) for module in row["modules"].split()),
                expected=tuple(row["expected"].split()),
                verdict=row["flag_verdict"] if row["flagged"] == "yes" else "",
            )
            for row in csv.DictReader(file)
        ]


def places(root: Path) -> list[Place]:
    """What every cell of the numbered lessons and their exercises says it does, in the order of the course."""
    lessons = [path for path in sorted((root / "notebooks").glob("[0-9]*.ipynb")) if path.stem in _numbered(root)]
    exercises = [path for name in _numbered(root) for path in sorted((root / "exercises" / name).glob("*.ipynb"))]
    return [place for path in [*lessons, *exercises] for place in _in_notebook(root, path)]


def gaps(root: Path) -> list[str]:
    """What is missing or cannot be true, one sentence each; empty when the table may be believed.

    For every idea of a module that is there: each thing expected of it has a cell, unless the idea also belongs to a
    module that is still to come; a flagged one is judged. For every cell: the idea exists and belongs to the module,
    only graded cells assess, and the verdict it gives stands in the cell as an evidence mark.
    """
    built, known, found = _modules(root), {idea.id: idea for idea in ideas(root)}, places(root)
    said = []
    for place in found:
        where = f"{place.notebook.as_posix()}, cell {place.cell}"
        idea = known.get(place.idea)
        if idea is None:
            said.append(f"{where}: the inventory has no {place.idea}.")
            continue
        if place.module not in idea.modules:
            said.append(f"{where}: {place.idea} does not belong to module {place.module}.")
        if place.verb not in (*VERBS.values(), "judges"):
            said.append(f"{where}: “{place.verb}” is nothing that a cell does for an idea.")
        if place.verb == "practises" and not re.search(r"\bhere\.(practise|ask)\(", place.source):
            said.append(f"{where}: nothing is asked there, so nobody practises {place.idea}.")
        if (place.verb == "assesses") != place.graded:
            said.append(f"{where}: {place.idea} is assessed by a graded cell, and by nothing else.")
        if place.verb == "judges" and place.verdict not in {mark.value for mark in evidence.find(place.source)}:
            said.append(f"{where}: no mark “{place.verdict}” stands there for {place.idea}.")
    for idea in known.values():
        if not set(idea.modules) & built:
            continue
        to_come = set(idea.modules) - built
        there = {place.verb for place in found if place.idea == idea.id}
        said += [
            f"{idea.id} ({idea.words}) should be {done}, and no cell says so."
            for done in idea.expected
            if VERBS.get(done, "") not in there and not to_come
        ]
        if not there:
            said.append(f"{idea.id} ({idea.words}) is met nowhere in the modules that are there.")
        if idea.verdict and "judges" not in there and not to_come:
            said.append(f"{idea.id} ({idea.words}) is flagged, and no cell judges it.")
    return said


def table(root: Path) -> str:
    """The whole of ``docs/coverage.md``."""
    built, found = _modules(root), places(root)
    lines = [
        "# Coverage",
        "",
        "Which cell teaches, practises and assesses each idea that this course began with (`docs/inventory.csv`).",
        "A cell is named by its module and its id. Bold: what is expected of the idea; the rest is more than that.",
        "The last column is for claims that need care: how firm we first found them, and with which mark the lesson",
        "treats them.",
        "",
        "Made by `coaching author coverage` from what the cells say of themselves, and not edited by hand.",
    ]
    for module in sorted(built):
        lines += ["", f"## Module {module}", "", HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
        lines += [_row(idea, built, found) for idea in ideas(root) if module == _first(idea, built)]
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------------------------------------------------------------


def _numbered(root: Path) -> list[str]:
    """The names of the lessons that are modules: the welcome has number 0."""
    return sorted(path.stem for path in (root / "notebooks").glob("[0-9]*.ipynb") if _module(path.stem))


def _module(name: str) -> int:
    return int(name.split("-")[0])


def _modules(root: Path) -> set[int]:
    return {_module(name) for name in _numbered(root)}


def _first(idea: Idea, built: set[int]) -> int:
    """The module under which an idea of several modules stands; 0 when none of them is there."""
    return min(set(idea.modules) & built, default=0)


def _in_notebook(root: Path, path: Path) -> Iterator[Place]:
    lesson = path.parent.name == "notebooks"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        for verb, named in cell["metadata"].get("covers", {}).items():
            for idea in named:
                yield Place(
                    idea=idea,
                    verb=verb,
                    notebook=path.relative_to(root),
                    cell=cell["id"] if lesson else grading.get("grade_id", cell["id"]),
                    module=_module(path.stem if lesson else path.parent.name),
                    source="".join(cell["source"]),
                    graded=bool(grading.get("grade")),
                    verdict=str(named[idea]) if isinstance(named, dict) else "",
                )


def _row(idea: Idea, built: set[int], found: list[Place]) -> str:
    mine = [place for place in found if place.idea == idea.id]
    to_come = [str(module) for module in idea.modules if module not in built]
    later = f"module {' and '.join(to_come)}, to come"
    cells = [idea.id, f"{idea.words} (also {later})" if to_come else idea.words]
    for done, verb in VERBS.items():
        links = ", ".join(place.link for place in mine if place.verb == verb)
        wanted = done in idea.expected
        if wanted and not links:
            links = later
        cells.append(f"**{links}**" if wanted and links else links)
    judged = ", ".join(f"{evidence.text(place.verdict)} in {place.link}" for place in mine if place.verb == "judges")
    if idea.verdict and not judged:
        judged = later
    cells.append(f"{idea.verdict}; {judged}" if idea.verdict else "")
    return "| " + " | ".join(re.sub(r"\|", "/", cell) for cell in cells) + " |"


def command(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if it is stale or has gaps.")] = False,
) -> None:
    """Write docs/coverage.md: which cell teaches, practises and assesses each idea of the inventory."""
    root = course_root(Path.cwd())
    path, fresh, missing = root / TABLE, table(root), gaps(root)
    if check:
        stale = not path.is_file() or path.read_text(encoding="utf-8") != fresh
        if stale:
            typer.echo(f"{TABLE.as_posix()} is stale. Run: coaching author coverage")
    else:
        stale = False
        path.write_text(fresh, encoding="utf-8", newline="\n")
        typer.echo(f"{TABLE.as_posix()}: written")
    for sentence in missing:
        typer.echo(sentence)
    raise typer.Exit(1 if stale or missing else 0)
