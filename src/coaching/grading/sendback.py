"""Feedback for those whose work came as a zip file: one page a person, to mail back.

nbgrader's own `release_feedback` puts pages into the exchange, and finds there only who handed in there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.answers import write_atomically
from coaching.grading.course import course_directory
from coaching.grading.handin import same_words
from coaching.places import assignment_name
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.grading.feedback import Page

__all__ = ["Sent", "graded_pages", "one_page", "send_back"]


@dataclass(frozen=True)
class Sent:
    """One person: the page that was made (None: none could be), points in words, and what the coach should know."""

    learner: str
    page: Path | None
    points: str = ""
    note: str = ""


def send_back(root: Path, assignment: str, to: Path) -> list[Sent]:
    """Write `NAME__ID__feedback.html` into `to` for everybody whose work on `assignment` is graded.

    The pages say what the gradebook says now; doing it again replaces them. A code track that was tried is the second
    part of the same page. Everybody who handed in is in the list that is returned, by name.

    Raises:
        CourseProblem: nobody handed in this assignment, or `to` cannot be written.
    """
    assignment = assignment_name(assignment)
    steps = {step: _people(root / step, assignment) for step in ("submitted", "autograded")}
    everybody = sorted(steps["submitted"] | steps["autograded"])
    if not everybody:
        raise CourseProblem(f"Nobody has handed in {assignment} yet. Take in what came with `coaching collect FOLDER`.")
    try:
        if not to.exists():
            to.mkdir(parents=True)
            (to / ".gitignore").write_text("*\n", encoding="utf-8")  # marks of people never go into git
        return [_send(root, assignment, learner, to) for learner in everybody]
    except OSError as error:
        raise CourseProblem(f"{to} cannot be written ({error.strerror or error}). Choose another with --to.") from error


def graded_pages(root: Path, assignment: str, learner: str) -> Iterator[tuple[str, Page]]:
    """The feedback page of each notebook that `learner` had graded, with the notebook's name; the exercise first."""
    import nbformat

    from coaching.grading.feedback import marks_of, page_of

    found = []
    db_url = course_directory(root).db_url
    for path in sorted((root / "autograded" / learner / assignment).glob("*.ipynb")):
        names = {
            "db_url": db_url,
            "assignment": assignment,
            "student": learner,
            "notebook": path.stem,
        }
        page = page_of(nbformat.read(path, as_version=4), marks_of(names))  # type: ignore[no-untyped-call]
        found.append((path.stem, page))
    yield from sorted(found, key=lambda one: one[1].optional)


def one_page(pages: list[Page]) -> str:
    """Several feedback pages as one HTML file; each keeps its own headings and links."""
    from coaching.grading.feedback import render

    first, *others = (render(page) for page in pages)
    for number, other in enumerate(others, start=2):
        main = other[other.index("<main>") : other.index("</main>") + len("</main>")]
        main = re.sub(r'\b(id|href|aria-labelledby)="(#?)', rf'\1="\g<2>page{number}-', main)
        main = main.replace("<main>", "<div>").replace("</main>", "</div>").replace("<h1>", "<h2>")
        first = first.replace("</main>", main.replace("</h1>", "</h2>") + "</main>", 1)
    return first


# ---------------------------------------------------------------------------------------------------------------------


def _people(step: Path, assignment: str) -> set[str]:
    return {folder.parent.name for folder in step.glob(f"*/{assignment}") if any(folder.glob("*.ipynb"))}


def _send(root: Path, assignment: str, learner: str, to: Path) -> Sent:
    from nbgrader.api import MissingEntry

    try:
        pages = list(graded_pages(root, assignment, learner))
    except MissingEntry:
        pages = []
    if not pages:
        note = f"Not graded yet: nbgrader autograde {assignment} --student {learner}"
        return Sent(learner, None, note=note)
    exercise = pages[0][1]
    tried = [page for notebook, page in pages[1:] if _was_changed(root, assignment, learner, f"{notebook}.ipynb")]
    path = to / f"{assignment}__{learner}__feedback.html"
    write_atomically(path, one_page([exercise, *tried]))
    notes = []
    if exercise.waiting:
        notes.append(f"{exercise.waiting} of their texts still wait for you.")
    if _time(root / "submitted", learner, assignment) != _time(root / "autograded", learner, assignment):
        notes.append("A newer hand-in is here; this page is about the one before.")
    return Sent(learner, path, f"{exercise.score:g} of {exercise.maximum:g}", " ".join(notes))


def _was_changed(root: Path, assignment: str, learner: str, notebook: str) -> bool:
    """Whether the learner wrote anything in this notebook."""
    release, submitted = (
        root / "exercises" / assignment / notebook,
        root / "submitted" / learner / assignment / notebook,
    )
    if not (release.is_file() and submitted.is_file()):
        return submitted.is_file()
    return not same_words(release.read_bytes(), submitted.read_bytes())


def _time(step: Path, learner: str, assignment: str) -> str:
    try:
        return (step / learner / assignment / "timestamp.txt").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
