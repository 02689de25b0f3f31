"""Grade one's own answers on one's own machine: no coach, no exchange, and no trace in the course's gradebook.

What grades here is what grades a cohort, on the same release, source and hidden tests, so the page says the same. It
happens in a course of its own that exists for these seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape as html_escape
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.answers import write_atomically
from coaching.grading.course import without_iri_grammar
from coaching.grading.handin import find_assignment, own_files, same_words, still_open
from coaching.places import course_root
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.grading.feedback import Page

__all__ = ["Checked", "check", "check_here"]

LEARNER = "you"


@dataclass(frozen=True)
class Checked:
    """What came of it: the page (HTML), and the exercise's points so far, without the optional code track's.

    `parts` has title, state and points in words for each item; `to_read` counts the reflections, which a person reads:
    here the learner, with the rubric.
    """

    page: Path
    points: float
    most: float
    to_read: int
    parts: tuple[tuple[str, str, str], ...] = ()


def check(assignment: str, *, start: Path | None = None, tell: Callable[[str], None] = lambda _: None) -> Checked:
    """Grade the learner's own answers to `assignment` and write the feedback page; `tell` hears of each step.

    Nothing of the learner's is changed. The pages are in `workspace/feedback/NAME/`, one a notebook; earlier ones
    are replaced.

    Raises:
        CourseProblem: there is no such exercise here; this is the learner edition, which holds no keys.
    """
    folder = find_assignment(assignment, start or Path.cwd())
    root = course_root(folder)
    source = root / "solutions" / folder.name
    if not any(source.glob("*.ipynb")):
        raise CourseProblem(_no_keys_here(folder))
    tell("Taking your answers")
    with without_iri_grammar():
        from coaching.grading.cohort import grade_cohort
        from coaching.grading.moment import course_for_a_moment
        from coaching.grading.score import Options
    files, _ = own_files(folder)
    with course_for_a_moment(root, folder.name, tell) as course:
        handed_in = course / "submitted" / LEARNER / folder.name
        for name, content in files.items():
            if _is_untouched_code_track(content, root / "exercises" / folder.name / name):
                continue
            path = handed_in / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        (handed_in / "timestamp.txt").write_text(now, encoding="utf-8")
        tell("Scoring")
        grade_cohort(course, folder.name, Options(trust=True), workers=1)  # the code is the learner's own
        tell("Writing your page")
        return _pages(course, folder.name, root)


def check_here(assignment: str) -> tuple[str | None, str]:
    """For the button in JupyterLab, which calls this in a process whose working folder is the exercise's.

    Returns the path of the page, relative to the course, and no sentence; or None and a sentence that says why.
    """
    try:
        checked = check(assignment)
    except CourseProblem as problem:
        return None, problem.sentence
    return checked.page.relative_to(course_root(checked.page)).as_posix(), ""


# ---------------------------------------------------------------------------------------------------------------------


def _no_keys_here(folder: Path) -> str:
    left = still_open(folder)
    answered = f"Still open: {_listed(left)}." if left else "Everything is answered."
    return (
        "This is the learners' edition: your coach has the keys, and the feedback comes from them. "
        f"{answered} Hand in with `coaching hand-in {folder.name}`."
    )


def _listed(titles: list[str]) -> str:
    shown = ", ".join(f"“{title}”" for title in titles[:5])
    return shown + (f" and {len(titles) - 5} more" if len(titles) > 5 else "")


def _is_untouched_code_track(content: bytes, release: Path) -> bool:
    """Whether this is an optional notebook in which nothing was written: then it is not worth a kernel."""
    return release.is_file() and b'"code-track"' in content and same_words(content, release.read_bytes())


def _pages(course: Path, name: str, root: Path) -> Checked:
    from coaching.grading.feedback import render

    target = root / "workspace" / "feedback" / name
    target.mkdir(parents=True, exist_ok=True)
    checked: Checked | None = None
    from coaching.grading.sendback import graded_pages

    for notebook, page in graded_pages(course, name, LEARNER):
        path = target / f"{notebook}.html"
        write_atomically(path, _for_own_reading(render(page), page, course / "solutions" / name))
        if checked is None:
            parts = tuple((part.title, part.word, part.points) for part in page.parts)
            checked = Checked(path, page.score, page.maximum, page.waiting, parts)
    if checked is None:
        raise RuntimeError(f"nbgrader left no graded notebook of {name}")
    return checked


def _for_own_reading(html: str, page: Page, source: Path) -> str:
    """The page with the rubric on it, where there are words of the learner's that no coach will read."""
    from markdown_it import MarkdownIt

    from coaching.grading.clean_html import clean
    from coaching.grading.rubric import Rubric, read_rubric

    written = [part for part in page.reflections if part.state == "waiting"]
    if not written:
        return html
    rubric = read_rubric(source) or Rubric("", "", "", ())
    markdown = MarkdownIt("js-default")
    words = "".join(
        f"<article><header><h3>{html_escape(part.title)}</h3></header>"
        f'<div class="card">{clean(markdown.render(rubric.for_own_reading(part.id)))}</div></article>'
        for part in written
    )
    added = (
        '<section aria-labelledby="own-reading"><h2 id="own-reading">Be your own reader</h2>'
        "<p>Nobody else reads your own words here. Read them once more: which of the four levels do they reach today, "
        f"and which sentence would take them one level on?</p>{words}</section>"
    )
    return html.replace("</main>", f"{added}\n</main>", 1)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m coaching.grading.check", description="Grade one's own answers.")
    parser.add_argument("assignment")
    print(json.dumps(check_here(parser.parse_args().assignment)))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
