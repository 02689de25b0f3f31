"""After a key was wrong: whose score changes and why, shown before anything is written.

The assignment is generated from the mended source in a course that exists for these seconds, everybody's work is scored
with it, and the scores are laid beside those of the gradebook. Only then, and only if the coach says so, the assignment
is generated anew for real and everybody who was graded is graded again.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coaching.grading.cohort import Cohort, autograded_folder, grade_cohort, graded_people
from coaching.grading.course import course_directory, without_iri_grammar
from coaching.grading.gradebook import only_one
from coaching.grading.graded import RECORD
from coaching.grading.moment import course_for_a_moment, generate
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    from coaching.grading.score import NotebookScore, Options
    from coaching.grading.snapshot import Snapshot

__all__ = ["Change", "Preview", "preview", "regrade"]

LONGEST_DIFFERENCE = 8  # lines of a changed key that are shown


@dataclass(frozen=True)
class Change:
    """One score that changes. `by_hand` is the score that a coach gave, which stays and counts; None if none."""

    student: str
    item: str
    before: float | None
    after: float | None
    why: str
    by_hand: float | None = None


@dataclass(frozen=True)
class Preview:
    """What a regrade would do: the scores that change, how each test changed (lines removed and added), how many people
    were scored, and a sentence for each whose work could not be."""

    assignment: str
    changes: list[Change] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    people: int = 0
    notes: list[str] = field(default_factory=list)


def preview(
    root: Path,
    assignment: str,
    options: Options,
    *,
    workers: int = 2,
    tell: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Preview:
    """Score everybody who was graded with the source as it is now, and compare. Writes nothing.

    Raises:
        CourseProblem: nobody was graded yet, or the assignment cannot be generated from its source.
    """
    with without_iri_grammar():
        from nbgrader.api import Gradebook

        from coaching.grading.handed_in import read_handed_in
        from coaching.grading.pool import LocalPool
        from coaching.grading.snapshot import take_snapshot

    course = course_directory(root)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        old = take_snapshot(gradebook, course, assignment)
        before = _scores(gradebook, assignment)
    people = {one: folder for one, folder in graded_people(course, assignment).items() if one in before}
    if not people:
        raise CourseProblem(f"Nobody was graded in {assignment} yet. Run: coaching grade {assignment}")
    with course_for_a_moment(root, assignment, tell) as moment:
        fresh = course_directory(moment)
        with Gradebook(fresh.db_url, fresh.course_id) as gradebook:
            new = take_snapshot(gradebook, fresh, assignment)
    made = Preview(assignment, keys=_changed_keys(old, new), people=len(people))
    handed_in = (read_handed_in(folder, student, course.ignore) for student, folder in people.items())
    with LocalPool(new, options, min(workers, len(people))) as scorers:
        for done, (one, scored) in enumerate(scorers.score(handed_in), start=1):
            progress(done, len(people))
            if isinstance(scored, str):
                made.notes.append(f"{one.student}: {scored}")
                continue
            for name, notebook in scored.notebooks.items():
                made.changes.extend(_changes(one.student, name, notebook, before[one.student], course, assignment))
    made.changes.sort(key=lambda change: (change.student.casefold(), change.item))
    return made


def regrade(root: Path, assignment: str, options: Options, **how: Any) -> Cohort:
    """Generate the assignment from its source and grade everybody who was graded; `how` is passed to `grade_cohort`.

    Scores and comments that were given by hand stay.

    Raises:
        CourseProblem: the assignment cannot be generated, or another run is at work.
    """
    people = list(graded_people(course_directory(root), assignment))
    with only_one(root):
        generate(root, assignment)
    return grade_cohort(root, assignment, options, people=people, again=True, **how)


# ---------------------------------------------------------------------------------------------------------------------

_Before = dict[tuple[str, str], tuple[float | None, float | None]]
"""(notebook, cell) → (automatic score, score by hand)."""


def _scores(gradebook: Gradebook, assignment: str) -> dict[str, _Before]:
    from nbgrader import api

    rows = (
        gradebook.db.query(
            api.SubmittedAssignment.student_id,
            api.Notebook.name,
            api.BaseCell.name,
            api.Grade.auto_score,
            api.Grade.manual_score,
        )
        .select_from(api.Grade)
        .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Notebook, api.SubmittedNotebook.notebook_id == api.Notebook.id)
        .join(api.BaseCell, api.Grade.cell_id == api.BaseCell.id)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        .filter(api.Assignment.name == assignment)
    )
    found: dict[str, _Before] = {}
    for student, notebook, cell, auto, manual in rows:
        found.setdefault(student, {})[notebook, cell] = (auto, manual)
    return found


def _changed_keys(old: Snapshot, new: Snapshot) -> dict[str, list[str]]:
    """For each test that changed, the lines that went (-) and came (+), the first few."""
    found: dict[str, list[str]] = {}
    for name, plan in new.notebooks.items():
        known = old.notebooks[name].sources if name in old.notebooks else {}
        for cell, source in plan.sources.items():
            before = known[cell].source if cell in known else ""
            if source.locked and source.source != before:
                lines = difflib.ndiff(before.splitlines(), source.source.splitlines())
                found[cell] = [f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-"][
                    :LONGEST_DIFFERENCE
                ]
    return found


def _changes(
    student: str, notebook: str, graded: NotebookScore, before: _Before, course: CourseDirectory, assignment: str
) -> list[Change]:
    states_now = _states(graded.json)
    path = autograded_folder(course, assignment, student) / f"{notebook}.ipynb"
    states_then = _states(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found: list[Change] = []
    for cell, score in graded.scores.items():
        auto, by_hand = before.get((notebook, cell), (None, None))
        if score != auto:
            then, now = states_then.get(cell, "not scored"), states_now.get(cell, "not scored")
            why = f"{then} → {now}" if then != now else f"{now}, with other points"
            found.append(Change(student, cell, auto, score, why, by_hand))
    return found


def _states(text: str) -> dict[str, str]:
    """The state that each graded item of an autograded notebook says of itself."""
    found: dict[str, str] = {}
    for cell in json.loads(text)["cells"]:
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(RECORD)
            if isinstance(record, dict):
                name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                found[name] = str(record.get("state", "stopped"))
    return found
