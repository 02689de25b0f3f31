"""The coach's desk: what a cohort did, what it has not understood yet, and what to do about it.

A cell of the notebook calls one of these functions, and shows the page that it returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coaching.desk.page import DeskPage

__all__ = ["what_was_not_understood", "where_is_everyone"]

# What a page needs is imported when it is asked for: commands read a cohort without any widget.


def where_is_everyone() -> DeskPage | str:
    """Each trainee's work on each module, and the texts that wait for a person."""
    from coaching.desk.coach.pages import where_is_everyone_page

    return where_is_everyone_page()


def what_was_not_understood() -> DeskPage | str:
    """For one exercise: each item, what was chosen, the ideas behind it, and how sure people were."""
    from coaching.desk.coach.pages import what_was_not_understood_page

    return what_was_not_understood_page()
