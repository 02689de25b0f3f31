"""Before nbgrader touches a submission: what it must not follow is taken out of the way."""

import logging
from pathlib import Path

__all__ = ["before_autograde", "remove_links"]

log = logging.getLogger("coaching.grading")


def remove_links(folder: Path) -> list[str]:
    """Remove every symbolic link below `folder` and return their names relative to it, sorted.

    A link is no answer, and following it copies whatever it points to (in a trial, the gradebook). What the
    link points to is not touched. `folder` itself may be a link: a coach may keep submissions elsewhere.
    """
    links = sorted(path for path in folder.rglob("*") if path.is_symlink())
    for link in links:
        link.unlink()
    return [link.relative_to(folder).as_posix() for link in links]


def before_autograde(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook, called once for each submission with its notebooks, before anything is copied.

    Links are removed; a notebook that is a link is taken off the list and so counts as not handed in.
    """
    for folder in {Path(name).parent for name in notebooks}:
        removed = remove_links(folder)
        if removed:
            log.warning("Links in %s were not followed: %s", folder, ", ".join(removed))
    notebooks[:] = [name for name in notebooks if Path(name).is_file()]
