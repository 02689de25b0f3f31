"""A course that exists for a moment, with one assignment generated from its source, in a folder that is then deleted.

It serves whoever must not touch the gradebook of the real course: a learner's own check, a coach's look at a new key.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coaching.grading.course import course_config, without_iri_grammar
from coaching.problems import CourseProblem

__all__ = ["course_for_a_moment", "generate", "run_nbgrader"]


@contextmanager
def course_for_a_moment(root: Path, name: str, tell: Callable[[str], None] = lambda _: None) -> Iterator[Path]:
    """A course with the assignment `name` of the course in `root`, generated; `tell` hears when that takes a while.

    What nbgrader generates is kept in `.course/check/` until the source changes: it takes as long as the grading.
    """
    with tempfile.TemporaryDirectory(prefix="coaching-check-") as scratch:
        course = Path(scratch).resolve()
        shutil.copytree(
            root / "solutions" / name, course / "solutions" / name, ignore=shutil.ignore_patterns("answers", ".*")
        )
        shutil.copy(root / "nbgrader_config.py", course)
        # The last word of all configuration: whatever a machine, or the real course, says of a gradebook on a server.
        own = {"CourseDirectory": {"db_url": f"sqlite:///{(course / 'gradebook.db').as_posix()}"}}
        (course / "nbgrader_config.json").write_text(json.dumps(own), encoding="utf-8")
        if (root / "data").is_dir():
            shutil.copytree(root / "data", course / "data")
        kept = root / ".course" / "check" / f"{name}-{_digest(course / 'solutions' / name)}"
        if not (kept / "gradebook.db").is_file():
            tell("Preparing the exercise (once)")
            generate(course, name)
            _keep(course, kept, name)
        else:
            shutil.copytree(kept / "exercises", course / "exercises")
            shutil.copy(kept / "gradebook.db", course / "gradebook.db")
        yield course


def generate(root: Path, name: str) -> None:
    """Generate the assignment `name` of the course in `root`, as `nbgrader generate_assignment --force` does.

    Raises:
        CourseProblem: nbgrader cannot; its own words are in it.
    """
    result = run_nbgrader(root, "generate_assignment", name, force=True)
    if not result["success"]:
        words = [line for line in str(result.get("log", "")).splitlines() if "ERROR" in line]
        raise CourseProblem(
            f"{name} cannot be generated from its source. {words[-1] if words else result.get('error')}"
        )


def run_nbgrader(root: Path, step: str, *what: str, **how: Any) -> dict[str, Any]:
    """Run one step of nbgrader's API on the course in `root` with the course's own settings; its result as it is."""
    with without_iri_grammar():
        from nbgrader.apps import NbGraderAPI
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory

    config = course_config(root)
    config.Execute.extra_arguments = ["--log-level=ERROR"]  # what a kernel mutters is not for a person
    api = NbGraderAPI(CourseDirectory(config=config), Authenticator(config=config), config=config)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result: dict[str, Any] = getattr(api, step)(*what, **how)
    return result


def _digest(folder: Path) -> str:
    from importlib.metadata import version

    sums = hashlib.sha256(version("nbgrader").encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        sums.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sums.hexdigest()[:16]


def _keep(course: Path, kept: Path, name: str) -> None:
    """Remember what was generated, in one step, and forget what was generated from earlier sources."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob(f"{name}-*"):
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
            fresh = Path(scratch) / "fresh"
            shutil.copytree(course / "exercises", fresh / "exercises")
            shutil.copy(course / "gradebook.db", fresh / "gradebook.db")
            fresh.rename(kept)
    except OSError:
        return  # a folder that cannot be written only makes the next check slower
