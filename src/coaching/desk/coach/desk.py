"""The six pages of the coach's desk; each cell of the notebook calls one of these functions and shows what it returns.

What a page needs is imported when it is asked for, so that opening the desk does no more than it must. nbgrader comes
first, in the kernel's own thread: its modules import each other in a circle, which two threads cannot do at once, and
pages work beside the kernel.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coaching.places import course_root
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.desk.page import DeskPage

__all__ = [
    "did_it_work",
    "hand_over",
    "reading_reflections",
    "tuesday",
    "what_was_not_understood",
    "where_is_everyone",
]


def where_is_everyone() -> DeskPage | str:
    """Each trainee's work on each module, and the texts that wait for a person."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.pages import where_is_everyone_page

    return where_is_everyone_page(root)


def what_was_not_understood() -> DeskPage | str:
    """For one exercise: each item, what was chosen, the ideas behind it, and how sure people were."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.pages import what_was_not_understood_page

    return what_was_not_understood_page(root)


def tuesday() -> DeskPage | str:
    """Three misconceptions most worth ten minutes, with what to say, on one page to print."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.tuesday_page import tuesday

    return tuesday()


def did_it_work() -> DeskPage | str:
    """How far the cohort came between the questions before the course and those after it."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.gain_page import did_it_work

    return did_it_work()


def reading_reflections() -> DeskPage | str:
    """The texts that wait, one after the other, with levels, comments and feedback of one rubric."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.readers import reading_reflections

    return reading_reflections()


def hand_over() -> DeskPage | str:
    """Tables, files for Canvas and Moodle, and a record for each trainee."""
    if isinstance(root := _course(), str):
        return root
    from coaching.desk.coach.hand_over import hand_over

    return hand_over()


# ---------------------------------------------------------------------------------------------------------------------


def _course() -> Path | str:
    """The course that the notebook is in; a sentence where there is none, or no keys."""
    try:
        root = course_root(Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    if not any((root / "solutions").glob("[0-9]*/*.ipynb")):
        return "This is the learners' edition: it has no gradebook and no keys, so there is no coach's desk in it."
    from coaching.grading.course import without_iri_grammar

    with without_iri_grammar():
        import nbgrader.api  # noqa: F401
    return root
