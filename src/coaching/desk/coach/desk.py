"""The six pages of the coach's desk; each cell of the notebook calls one of these functions and shows what it returns.

What a page needs is imported when it is asked for, so that opening the desk does no more than it must.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.places import course_root
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.desk.page import DeskPage

__all__ = ["did_it_work", "hand_over", "tuesday", "what_was_not_understood", "where_is_everyone"]


def where_is_everyone() -> DeskPage | str:
    """Each trainee's work on each module, and the texts that wait for a person."""
    from coaching.desk.coach.pages import where_is_everyone_page

    return _for_coaches(where_is_everyone_page)


def what_was_not_understood() -> DeskPage | str:
    """For one exercise: each item, what was chosen, the ideas behind it, and how sure people were."""
    from coaching.desk.coach.pages import what_was_not_understood_page

    return _for_coaches(what_was_not_understood_page)


def tuesday() -> DeskPage | str:
    """Three misconceptions most worth ten minutes, with what to say, on one page to print."""
    from coaching.desk.coach.tuesday_page import tuesday

    return _for_coaches(lambda _root: tuesday())


def did_it_work() -> DeskPage | str:
    """How far the cohort came between the questions before the course and those after it."""
    from coaching.desk.coach.gain_page import did_it_work

    return _for_coaches(lambda _root: did_it_work())


def hand_over() -> DeskPage | str:
    """Tables, files for Canvas and Moodle, and a record for each trainee."""
    from coaching.desk.coach.hand_over import hand_over

    return _for_coaches(hand_over)


# ---------------------------------------------------------------------------------------------------------------------


def _for_coaches(page: Callable[[Path], DeskPage | str]) -> DeskPage | str:
    """The page for the course that the notebook is in; a sentence where there is none, or no keys."""
    try:
        root = course_root(Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    if not any((root / "solutions").glob("[0-9]*/*.ipynb")):
        return "This is the learners' edition: it has no gradebook and no keys, so there is no coach's desk in it."
    return page(root)
