"""Before nbgrader touches a submission: what it must not follow is taken out of the way."""

import logging
from pathlib import Path

from coaching.grading.cells import notebook_at

__all__ = ["before_autograde", "remove_links", "why_unreadable"]

LARGEST_NOTEBOOK = 100_000_000
"""Bytes. An exercise has about 200,000."""

log = logging.getLogger("coaching.grading")


def remove_links(folder: Path) -> list[str]:
    """Remove every symbolic link below `folder` (but notebooks) and return their names relative to it, sorted.

    A link is no answer, and following it copies whatever it points to (in a trial, the gradebook). What the
    link points to is not touched. `folder` itself may be a link: a coach may keep submissions elsewhere.
    """
    links = sorted(path for path in folder.rglob("*") if path.is_symlink() and path.suffix != ".ipynb")
    for link in links:
        link.unlink()
    return [link.relative_to(folder).as_posix() for link in links]


def before_autograde(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook, called once for each submission with its notebooks, before anything is copied.

    Links are removed. A notebook that is a link, or that cannot be read as a notebook, is taken off the list and left
    where it is: it then has no score at all, which is "not handed in yet" and not 0, and the rest is graded.
    """
    for name in list(notebooks):
        reason = why_unreadable(Path(name))
        if reason:
            notebooks.remove(name)
            log.warning("%s counts as not handed in yet: %s", name, reason)
    for folder in {Path(name).parent for name in notebooks}:
        removed = remove_links(folder)
        if removed:
            log.warning("Links in %s were not followed: %s", folder, ", ".join(removed))


def why_unreadable(path: Path) -> str:
    """Why a notebook handed in cannot be graded, in a few words; empty when it can."""
    if path.is_symlink():
        return "it is a link to another place."
    try:
        if path.stat().st_size > LARGEST_NOTEBOOK:
            return f"it is larger than {LARGEST_NOTEBOOK // 1_000_000} MB."
        nb = notebook_at(path)
    except OSError as error:
        return f"it cannot be opened ({error.strerror})."
    except Exception:  # nbformat raises whatever the broken part of the file runs into
        return "it is empty or damaged."
    return "" if isinstance(nb.get("cells"), list) else "it is not a notebook."
