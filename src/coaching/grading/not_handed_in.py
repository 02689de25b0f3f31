"""What a person reads whose work could not be graded: that it counts as not handed in yet, why, and what to do."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from coaching.grading.feedback import template, title_of
from coaching.grading.handed_in import HandedIn, Unreadable, parse_notebook, which_notebooks
from coaching.grading.marks import Marks

__all__ = ["is_optional", "not_handed_in", "releases_in", "why_not_graded"]


def releases_in(folder: Path) -> dict[str, NotebookNode]:
    """The notebooks of a release by name. One that cannot be read is left out."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found[path.stem] = parse_notebook(path.read_bytes())
        except (OSError, Unreadable):
            continue
    return found


def is_optional(release: NotebookNode) -> bool:
    """Whether nobody has to hand this notebook in."""
    about = release.metadata.get("coaching", {})
    return bool(isinstance(about, dict) and about.get("role") == "code-track")


def why_not_graded(handed_in: HandedIn, releases: dict[str, NotebookNode]) -> dict[str, str]:
    """A sentence for each notebook that is not in what was handed in, or cannot be read in it."""
    return which_notebooks(handed_in, releases)[1]


def not_handed_in(release: NotebookNode, marks: Marks, why: str) -> str:
    """The page, as one HTML file that needs nothing beside it. Nothing of what was handed in is on it."""
    page = template("not_handed_in.html.j2").render(marks=marks, title=title_of(release) or marks.notebook, why=why)
    return str(page)
