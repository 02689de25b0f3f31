"""Backups of what coaches cannot make again: the gradebook, and with it, if wanted, the work of people."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from coaching.grading import backup_file
from coaching.grading.backup_file import BROKEN, Contents
from coaching.grading.course import course_directory, work_folders
from coaching.grading.databases import COPIES, Damaged, bring_back, copy_gradebook, names_in, parts_of, verify
from coaching.grading.gradebook import gradebook_file
from coaching.grading.handin import STAMP
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

__all__ = ["Made", "Restored", "backup", "backups_of", "restore"]

FOLDER: Final = "backups"
MADE: Final = "backups.json"


@dataclass(frozen=True)
class Made:
    """A backup that was made: where it is, and what is in it."""

    path: Path
    contents: Contents


@dataclass(frozen=True)
class Restored:
    """What was brought back, and the backup of what was here before (None: there was nothing)."""

    contents: Contents
    kept: Path | None


def backup(root: Path, target: Path | None = None, *, with_work: bool = False, now: datetime | None = None) -> Made:
    """Copy the gradebook of the course in `root` into one zip file, whole or not at all; nothing else is changed.

    It is a copy of one moment, though others may be writing. Only the owner of the file can read it: it holds names
    and marks.

    Args:
        target: a zip file that does not exist yet, or a folder; `backups/` of the course if not given.
        with_work: take in what people handed in too, as it came and as it was graded, and their feedback.
        now: the time of the backup, the present if not given.

    Raises:
        CourseProblem: there is no gradebook, it is damaged or cannot be reached, `target` exists or cannot be written.
    """
    directory = course_directory(root)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    path = _place(root, target, f"{directory.course_id}__{moment.strftime(STAMP)}.zip")
    with _room(root) as room:
        copy = copy_gradebook(directory, room)
        people, assignments = names_in(directory, copy)
        work = _work(directory) if with_work else {}
        people = sorted({*people, *(PurePosixPath(name).parts[1] for name in work if name.count("/") > 1)})
        contents = _contents(directory, with_work, moment)
        contents = contents.model_copy(update={"people": tuple(people), "assignments": tuple(assignments)})
        contents = backup_file.pack(path, contents, {copy.name: copy} | work)
    _remember(root, path)
    return Made(path, contents)


def restore(root: Path, source: Path, *, now: datetime | None = None) -> Restored:
    """Make the gradebook, and the work of people if it is in the backup, what they were. All of it, or nothing.

    Everything in the backup is verified before anything here is touched. What is here now is kept in a backup of its
    own, with which this can be taken back.

    Raises:
        CourseProblem: no such file, not a backup of this course, damaged, of a newer nbgrader, or what is here cannot
            be read or written. Then everything is as it was.
    """
    directory = course_directory(root)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    with _room(root) as room:
        fresh = room / "fresh"
        contents = backup_file.unpack(source, fresh)
        if contents.course != directory.course_id:
            raise CourseProblem(
                f"{source.name} is a backup of the course {contents.course!r}, and this is {directory.course_id!r}."
            )
        copies = [fresh / name for name in COPIES if (fresh / name).is_file()]
        if len(copies) != 1:
            raise CourseProblem(f"{source.name} does not hold one gradebook. Choose another backup.")
        verify(copies[0])
        kept = _keep_present(root, directory, contents.with_work, moment, room)
        with _swapped(_moves(directory, fresh, room / "before") if contents.with_work else []):
            bring_back(copies[0], directory)
    return Restored(contents, kept)


def backups_of(root: Path) -> list[Path]:
    """Every backup of the course in `root` that is known here and still there, wherever it was put."""
    known = {path.resolve() for path in (root / FOLDER).glob("*.zip")} | {Path(name) for name in _remembered(root)}
    return sorted(path for path in known if path.is_file())


# --- where backups are -----------------------------------------------------------------------------------------------


def _place(root: Path, target: Path | None, name: str) -> Path:
    """The file to write: `target`, or one called `name` in that folder, which gets a number where there is one already.

    Raises:
        CourseProblem: it is there already, or the usual folder cannot be made.
    """
    if target is None:
        target = root / FOLDER
        try:
            target.mkdir(exist_ok=True)
            (target / ".gitignore").write_text("*\n", encoding="utf-8")  # marks of people never go into git
        except OSError as error:
            raise CourseProblem(f"{target} cannot be written ({error.strerror}). Name another place.") from error
    if target.is_dir():
        return _free(target / name)
    path = target
    if path.suffix != ".zip":
        path = path.with_name(f"{path.name}.zip")
    if path.exists():
        raise CourseProblem(f"There is a file {path} already. Choose another name.")
    return path


def _free(path: Path) -> Path:
    """`path`, or the next name after it that is free: two backups may be made in one second."""
    for number in count(2):
        if not path.exists():
            return path
        path = path.with_name(f"{path.stem.rpartition('--')[0] or path.stem}--{number}{path.suffix}")
    raise AssertionError("numbers do not end")


def _remember(root: Path, path: Path) -> None:
    """Keep in mind where a backup was put: it holds people who may want to be forgotten one day."""
    known = sorted({*_remembered(root), str(path.resolve())})
    (root / ".course" / MADE).write_text(json.dumps(known, indent=1, ensure_ascii=False), encoding="utf-8")


def _remembered(root: Path) -> list[str]:
    try:
        found = json.loads((root / ".course" / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


@contextmanager
def _room(root: Path) -> Iterator[Path]:
    """A folder for a moment, on the disk of the course and out of git."""
    (root / ".course").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=root / ".course") as room:
        yield Path(room)


def _work(directory: CourseDirectory) -> dict[str, Path]:
    """All files of people's work, by their name in a backup. Links are left out: they are no work."""
    found = {}
    for name, folder in work_folders(directory).items():
        for where, _, files in os.walk(folder):
            for file in files:
                path = Path(where, file)
                if path.is_file() and not path.is_symlink():
                    found[f"{name}/{path.relative_to(folder).as_posix()}"] = path
    return found


def _contents(directory: CourseDirectory, with_work: bool, moment: datetime) -> Contents:
    made_at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Contents(course=directory.course_id, made_at=made_at, with_work=with_work)


# --- putting it in place ---------------------------------------------------------------------------------------------


def _keep_present(root: Path, directory: CourseDirectory, with_work: bool, moment: datetime, room: Path) -> Path | None:
    """Keep what is here now. A gradebook that is broken is kept as it is: somebody may be able to mend it.

    Its files are copied before SQLite looks at them, because SQLite takes away those that it cannot use.
    """
    target = _place(root, None, f"before-restore__{moment.strftime(STAMP)}.zip")
    file = gradebook_file(directory)
    parts = {part.name: Path(shutil.copyfile(part, room / part.name)) for part in (parts_of(file) if file else ())}
    if file is None or file.name in parts:
        try:
            return backup(root, target, with_work=with_work, now=moment).path
        except Damaged:
            pass
    files = parts | (_work(directory) if with_work else {})
    if not files:
        return None
    backup_file.pack(target, _contents(directory, with_work, moment).model_copy(update={"kind": BROKEN}), files)
    _remember(root, target)
    return target


def _moves(directory: CourseDirectory, fresh: Path, before: Path) -> list[tuple[Path, Path]]:
    """What to rename to what: the folders of work that are here go to `before`, and those of the backup come here."""
    before.mkdir()
    here = work_folders(directory)
    away = [(folder, before / name) for name, folder in here.items() if folder.exists() or folder.is_symlink()]
    return away + [(fresh / name, folder) for name, folder in here.items() if (fresh / name).is_dir()]


@contextmanager
def _swapped(moves: list[tuple[Path, Path]]) -> Iterator[None]:
    """Do these renames; undo all of them if one fails, or if what is done meanwhile fails.

    Raises:
        CourseProblem: a folder cannot be renamed.
    """
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
        yield
    except BaseException as error:
        for source, target in reversed(done):
            target.rename(source)
        if isinstance(error, OSError):
            raise CourseProblem(
                f"The work of people could not be replaced ({error.strerror or error}). Close what is open there, "
                "then try again. Everything is as it was."
            ) from error
        raise
