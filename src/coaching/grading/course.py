"""The course as nbgrader sees it: its configuration and its folders, loaded once and cheaply."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config.loader import Config, ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

__all__ = ["course_config", "course_directory", "without_iri_grammar", "work_folders"]


def course_config(root: Path) -> Config:
    """What `nbgrader`, run in the course folder `root`, is configured with.

    As with nbgrader, Jupyter's own configuration folders are read first and the course's file last, so that it wins.
    Unlike nbgrader, which prints a warning and goes on with other folders and another gradebook, this stops at a file
    that does not work.

    Raises:
        CourseProblem: the course has no `nbgrader_config.py`, or a configuration file cannot be read or run.
    """
    from jupyter_core.paths import jupyter_config_path

    if not (root / "nbgrader_config.py").is_file():
        raise CourseProblem(
            f"nbgrader_config.py is missing in {root}. Fetch the course again: it says where things are."
        )
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        for name in ("jupyter_config", "nbgrader_config"):
            config.merge(_loaded(PyFileConfigLoader(f"{name}.py", path=folder)))
            config.merge(_loaded(JSONFileConfigLoader(f"{name}.json", path=folder)))
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(root)
    return config


def course_directory(root: Path) -> CourseDirectory:
    """nbgrader's `CourseDirectory` of the course in `root`: its folders, its id and `db_url`, the gradebook's address.

    The whole configuration is its `config`.

    Raises:
        CourseProblem: see `course_config`.
    """
    config = course_config(root)
    with without_iri_grammar():
        from nbgrader.coursedir import CourseDirectory
    return CourseDirectory(config=config)


def work_folders(directory: CourseDirectory) -> dict[str, Path]:
    """Where the work of people is, each folder by its name here: as handed in, earlier, as graded, and the feedback."""
    root = Path(directory.root)
    return {
        "submitted": root / directory.submitted_directory,
        "submitted_earlier": root / "submitted_earlier",
        "autograded": root / directory.autograded_directory,
        "feedback": root / directory.feedback_directory,
    }


@contextmanager
def without_iri_grammar() -> Iterator[None]:
    """While nbgrader is imported, let jsonschema go without a grammar for IRIs.

    Building it takes more than a second, for which a person would wait, and no schema of ours has an IRI in it.
    """
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


# ---------------------------------------------------------------------------------------------------------------------


def _loaded(loader: PyFileConfigLoader | JSONFileConfigLoader) -> Config:
    try:
        return loader.load_config()
    except ConfigFileNotFound:
        return Config()
    except Exception as error:  # the file is a program, and runs into whatever its author wrote
        raise CourseProblem(
            f"{loader.full_filename} does not work ({type(error).__name__}: {error}). Mend it, or fetch it again."
        ) from error
