"""What grading needs to know of an assignment, taken once from the gradebook and the course, and then only read.

A snapshot is plain data: it can be sent to another process or another machine, where neither the gradebook nor the
course is. It holds the keys, so it goes only to machines of the coach's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from nbformat import NotebookNode

from coaching.grading.cells import grade_id
from coaching.grading.rubric import Rubric, read_rubric
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

__all__ = ["NotebookPlan", "Snapshot", "SourceCell", "files_below", "locked_as_in_gradebook", "take_snapshot"]

MOST_DATA = 20_000_000
"""Bytes of open tables that travel with a snapshot; the course's own have a hundredth of it."""


@dataclass(frozen=True)
class SourceCell:
    """A cell as the gradebook keeps it: for a test cell, with its hidden tests."""

    source: str
    checksum: str
    locked: bool


@dataclass(frozen=True)
class NotebookPlan:
    """One notebook of the assignment: its release, and what the gradebook says of its cells."""

    release: NotebookNode
    sources: dict[str, SourceCell]
    points: dict[str, float]
    kernelspec: dict[str, Any] | None

    @property
    def lesson(self) -> str:
        """The lesson whose answer sheet the notebook reads, or ""."""
        return str(self.release.metadata.get("coaching", {}).get("lesson", ""))

    @property
    def optional(self) -> bool:
        """Whether it is a code track, which nobody has to hand in."""
        return bool(self.release.metadata.get("coaching", {}).get("role") == "code-track")


@dataclass(frozen=True)
class Snapshot:
    """An assignment as it is graded: notebooks by name, the rubric, and the files that a course provides."""

    assignment: str
    notebooks: dict[str, NotebookPlan]
    rubric: Rubric | None = None
    masters: dict[str, bytes] = field(default_factory=dict, repr=False)
    data: dict[str, bytes] = field(default_factory=dict, repr=False)
    id: str = field(default_factory=lambda: uuid4().hex)


def take_snapshot(
    gradebook: Gradebook, course: CourseDirectory, assignment: str, own: tuple[str, ...] = ()
) -> Snapshot:
    """Read everything that grading `assignment` needs.

    `own` names files of the source that never replace a learner's, as `Autograde.exclude_overwriting` does.

    Raises:
        CourseProblem: the gradebook does not know the assignment, because it was never generated.
    """
    from nbgrader.api import MissingEntry

    from coaching.grading.repair import release_of

    try:
        entry = gradebook.find_assignment(assignment)
    except MissingEntry:
        entry = None
    if entry is None or not entry.notebooks:
        raise CourseProblem(
            f"The gradebook does not know {assignment} yet. Run: nbgrader generate_assignment {assignment} --force"
        )
    release = Path(course.format_path(course.release_directory, ".", assignment))
    source = Path(course.format_path(course.source_directory, ".", assignment))
    notebooks = {
        known.name: NotebookPlan(
            release=release_of(release, assignment, known.name, gradebook),
            sources={c.name: SourceCell(c.source or "", c.checksum, bool(c.locked)) for c in known.source_cells},
            points={cell.name: float(cell.max_score) for cell in (*known.grade_cells, *known.task_cells)},
            kernelspec=json.loads(known.kernelspec) if known.kernelspec else None,
        )
        for known in entry.notebooks
    }
    masters = files_below(source, [*course.ignore, "*.ipynb"])
    return Snapshot(
        assignment=assignment,
        notebooks=notebooks,
        rubric=read_rubric(source),
        masters={name: content for name, content in masters.items() if name not in own},
        data=files_below(Path(course.root) / "data", [], MOST_DATA),
    )


def files_below(folder: Path, ignore: list[str], most: int | None = None) -> dict[str, bytes]:
    """The files below `folder` by their relative name, less what matches nbgrader's `ignore` patterns, and no links.

    With `most`, files that would bring the sum above so many bytes are left out.
    """
    from nbgrader.utils import find_all_files

    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(map(Path, find_all_files(str(folder), ignore))):
        if path.is_symlink() or not path.is_file():
            continue
        if most is not None and size + path.stat().st_size > most:
            continue
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
        size += path.stat().st_size
    return found


def locked_as_in_gradebook(nb: NotebookNode, plan: NotebookPlan) -> None:
    """What nbgrader's OverwriteCells does, without a gradebook: locked cells get the gradebook's source, which for a
    test cell has the hidden tests; points and checksums are the gradebook's."""
    for cell in nb.cells:
        name = grade_id(cell)
        if name is None or name not in plan.sources:
            continue
        known = plan.sources[name]
        cell.metadata.nbgrader["checksum"] = known.checksum
        if name in plan.points:
            cell.metadata.nbgrader["points"] = plan.points[name]
        if known.locked:
            cell.metadata.nbgrader["locked"] = True
            cell.source = known.source
