"""Everything that a course holds of one person: found, shown, and deleted.

An id is compared with the names of files and folders that are there; it never becomes part of a path. So an id such as
`../..` finds nothing, whatever is meant by it.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shutil
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from coaching.grading import backup_file
from coaching.grading.backup import backups_of
from coaching.grading.course import work_folders
from coaching.grading.deadlines import dates_of, forget_agreed
from coaching.grading.gradebook import gradebook_file, gradebook_of
from coaching.grading.readings import forget_readings, readings_of
from coaching.parcel import open_parcel
from coaching.problems import CourseProblem
from coaching.workspace import me

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

__all__ = ["Holding", "delete", "find"]

SECRET = "submission_secret.txt"
LOGS = (".course/*.log", ".nbgrader.log")
TABLES = ("*.csv", "*.tsv", "*.json", "*.xlsx", "*.txt", "hand-over/*.csv")
LARGEST_TEXT = 20_000_000


@dataclass(frozen=True)
class Holding:
    """What the course in `root` holds of one person.

    `paths` are files and folders that are theirs alone, `lines` are files of which some lines are about them.
    `in_gradebook` says in words what the gradebook has. `left` are sentences on what is not deleted, and why.
    """

    learner: str
    paths: tuple[Path, ...]
    lines: tuple[Path, ...] = ()
    in_gradebook: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())


def find(directory: CourseDirectory, learner: str) -> Holding:
    """All that the course holds of `learner`, spelled exactly so. Nothing is changed.

    Looked at: the gradebook; the folders of people's work; the exchange, what was handed in there and the pages that
    were put there; pages to send back, records and badges; zip files in `workspace/handed-in`; and the logs. Backups
    that hold the person are named, not changed, and so are tables in the course folder that mention them.

    Raises:
        CourseProblem: nothing is held of anybody called so; or the gradebook cannot be used.
    """
    root = Path(directory.root)
    name = unicodedata.normalize("NFC", learner)
    known: list[str] = []
    in_gradebook: tuple[str, ...] = ()
    file = gradebook_file(directory)
    if file is None or file.exists():  # else nbgrader would make one
        with gradebook_of(directory) as gradebook:
            known = [student.id for student in gradebook.students]
            in_gradebook = tuple(_rows(gradebook, learner))
    own = [*_work(directory, name), *_in_exchange(directory, name)]
    paths = [*_released(directory, own), *own, *_pages(root, name), *_handed_over(root, name), *_zips(root, name)]
    left = tuple(_left(root, learner, known=bool(paths or in_gradebook)))
    if not (paths or in_gradebook):
        near = difflib.get_close_matches(learner, known, n=1, cutoff=0.6)
        meant = f" Did you mean {near[0]}?" if near else ""
        sentence = f"The course holds nothing of anybody called {learner[:60]!r}.{meant}"
        raise CourseProblem("\n".join([sentence, *left]))
    return Holding(
        learner=learner,
        paths=tuple(dict.fromkeys(paths)),
        lines=tuple(path for path in _logs(root) if _mentions(path, learner)),
        in_gradebook=in_gradebook,
        left=left,
    )


def delete(directory: CourseDirectory, holding: Holding) -> list[str]:
    """Delete what was found. Return a sentence for each thing that could not be deleted; doing it again tries again.

    Released pages go first, since they are found through the work; the gradebook goes last. What a SQLite gradebook
    has deleted is wiped from its file too.

    Raises:
        CourseProblem: the gradebook cannot be used.
    """
    stuck = []
    for path in (*holding.paths, *_left_behind(Path(directory.root))):
        try:
            _remove(path)
        except OSError as error:
            stuck.append(f"{path} could not be deleted ({error.strerror or error}).")
    for path in holding.lines:
        try:
            _drop_lines(path, holding.learner)
        except OSError as error:
            stuck.append(f"{path} could not be changed ({error.strerror or error}).")
    if holding.in_gradebook:
        with gradebook_of(directory) as gradebook:
            forget_agreed(gradebook, holding.learner)
            forget_readings(gradebook, holding.learner)
            if any(student.id == holding.learner for student in gradebook.students):
                gradebook.remove_student(holding.learner)
            if gradebook_file(directory):
                stuck.append(_wipe(gradebook))
    return list(filter(None, stuck))


# --- looking ---------------------------------------------------------------------------------------------------------


def _rows(gradebook: Gradebook, learner: str) -> Iterator[str]:
    """What the gradebook has of a person, in words."""
    for student in gradebook.students:
        if student.id == learner:
            names = (student.first_name, student.last_name, student.email)
            yield ", ".join(["the person", *filter(None, names)])
            for submission in student.submissions:
                yield f"scores and comments of {submission.name}"
    for assignment in dates_of(gradebook, learner):
        yield f"a later date for {assignment}"
    for assignment in readings_of(gradebook, learner):
        yield f"second readings of texts in {assignment}"


def _work(directory: CourseDirectory, name: str) -> Iterator[Path]:
    for folder in work_folders(directory).values():
        yield from _named(folder, lambda entry: entry == name)


def _in_exchange(directory: CourseDirectory, name: str) -> Iterator[Path]:
    """What was handed in through the exchange, and the copies of it: folders called ID+ASSIGNMENT+TIME+RANDOM."""
    exchange = directory.config.Exchange
    for place in (Path(exchange.root, directory.course_id, "inbound"), Path(exchange.cache, directory.course_id)):
        yield from _named(place, lambda entry: "+" in entry and _who_handed_in(entry) == name)


def _who_handed_in(entry: str) -> str:
    """The id in the name of a hand-in, as nbgrader reads it; the random end may be missing."""
    parts = entry.rsplit("+", 3)
    return parts[0]


def _released(directory: CourseDirectory, own: list[Path]) -> Iterator[Path]:
    """Pages that were released: nobody's name is on them, but they are called by the secret of a hand-in."""
    from nbgrader.utils import notebook_hash

    secrets = {path.read_text(errors="replace") for folder in own for path in folder.rglob(SECRET) if path.is_file()}
    notebooks = {path.stem for folder in own for path in folder.rglob("*") if path.suffix in (".ipynb", ".html")}
    notebooks |= {path.stem for path in Path(directory.root, directory.release_directory).glob("*/*.ipynb")}
    pages = {notebook_hash(secret=secret, notebook_id=name) for secret in secrets if secret for name in notebooks}
    place = Path(directory.config.Exchange.root, directory.course_id, "feedback")
    yield from _named(place, lambda entry: entry.removesuffix(".html").removesuffix("-tmp") in pages)


def _pages(root: Path, name: str) -> Iterator[Path]:
    """Pages to send back, called ASSIGNMENT__ID__feedback.html."""
    end = "__feedback.html"

    def theirs(entry: str) -> bool:
        return entry.endswith(end) and entry.removesuffix(end).partition("__")[2] == name

    yield from _named(root / "to-send-back", theirs)


def _handed_over(root: Path, name: str) -> Iterator[Path]:
    """Records of completed work, called ID.html, and badges, called ID__ASSIGNMENT.json."""
    yield from _named(root / "hand-over" / "records", lambda entry: entry == f"{name}.html")
    yield from _named(root / "hand-over" / "badges", lambda entry: entry.endswith(".json") and _before(entry) == name)


def _before(entry: str) -> str:
    return entry.partition("__")[0]


def _zips(root: Path, name: str) -> Iterator[Path]:
    """Zip files that were saved where the course looks for them; whose they are stands inside, not in their name."""
    for path in sorted((root / "workspace" / "handed-in").rglob("*")):
        if path.is_file():
            try:
                parcel = open_parcel(path, "hand-in")
            except CourseProblem:
                continue
            if unicodedata.normalize("NFC", str(parcel.facts.get("learner"))) == name:
                yield path


def _named(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Path]:
    """What lies in `folder` under a wanted name. Some systems store é as e and an accent."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if wanted(unicodedata.normalize("NFC", path.name)):
                yield path


def _logs(root: Path) -> Iterator[Path]:
    for pattern in LOGS:
        yield from sorted(root.glob(pattern))


def _left(root: Path, learner: str, *, known: bool) -> Iterator[str]:
    """What holds the person and stays. Of one who is not `known`, an id is just a word, which may stand anywhere."""
    for path in backups_of(root):
        try:
            contents = backup_file.read(path)
        except CourseProblem as problem:
            yield f"The backup {path} may hold them: {problem.sentence}"
            continue
        if learner in contents.people:
            yield f"The backup {path} of {contents.made_at[:10]} holds them. Delete it, or make a new one afterwards."
    if not known:
        return
    for path in sorted(root.glob("gradebook.db.*")):
        yield f"{path.name} is a copy of the gradebook that nbgrader made, and may hold them. Delete it."
    for pattern in TABLES:
        for path in sorted(root.glob(pattern)):
            if _mentions(path, learner):
                yield f"{path.relative_to(root).as_posix()} mentions them. Take them out, or delete the file."
    for path in sorted(root.glob("reports/*.html")):
        yield f"{path.relative_to(root).as_posix()} is about the cohort that they were in. Delete it, or make it anew."
    if me(root) == learner:
        yield "On this computer they learn themselves: their own answers are in workspace/, and stay there."


def _mentions(path: Path, learner: str) -> bool:
    try:
        return path.stat().st_size <= LARGEST_TEXT and bool(_word(learner).search(path.read_bytes()))
    except OSError:
        return False


def _word(learner: str) -> re.Pattern[bytes]:
    """The id where it stands for itself, and not as a part of another word."""
    return re.compile(rb"(?<![\w.-])" + re.escape(learner.encode("utf-8", "surrogateescape")) + rb"(?![\w-])")


# --- deleting --------------------------------------------------------------------------------------------------------


def _left_behind(root: Path) -> Iterator[Path]:
    """Rooms of commands that were killed an hour ago or more: work without a name, and copies of the gradebook."""
    for pattern in ("grading/*", "backup-*", "collect-*"):
        for path in sorted((root / ".course").glob(pattern)):
            if path.is_dir() and time.time() - path.stat().st_mtime > 3600:
                yield path


def _remove(path: Path) -> None:
    """Delete a file, a link (not what it points to) or a folder, though it may be write-protected."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return

    _unprotect(path)
    for where, folders, files in os.walk(path):
        for name in [*folders, *files]:
            _unprotect(Path(where, name))
    shutil.rmtree(path)


def _unprotect(path: Path) -> None:
    """Make it writable: nbgrader protects what it has graded, and what is in a protected folder cannot be deleted."""
    if not path.is_symlink():
        with contextlib.suppress(OSError):  # somebody else's, in a shared exchange: it may go all the same
            path.chmod(path.stat().st_mode | stat.S_IRWXU)


def _drop_lines(path: Path, learner: str) -> None:
    """Take the lines about a person out of a log, in place: whoever writes to it goes on writing to it."""
    word = _word(learner)
    with path.open("r+b") as log:
        kept = [line for line in log if not word.search(line)]
        log.seek(0)
        log.writelines(kept)
        log.truncate()


def _wipe(gradebook: Gradebook) -> str:
    """Write the gradebook's file anew: SQLite leaves in it what was deleted, until it needs the place.

    Returns a sentence if that cannot be done now.
    """
    gradebook.db.commit()
    try:
        with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError:
        return (
            "The gradebook is in use, so what was deleted from it can still be found in its file. "
            "Close JupyterLab; the next `coaching forget` wipes the file."
        )
    return ""
