"""Copies of a gradebook, and back: SQLite by its own way of copying, PostgreSQL by its own programs.

A gradebook in use is more than its file (SQLite keeps what is new in a second one, the `-wal`), so copying the file
copies an old or a broken gradebook, and putting a file back beside somebody else's `-wal` breaks it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from coaching.grading.deadlines import AGREED
from coaching.grading.gradebook import gradebook_file, gradebook_name
from coaching.grading.readings import READINGS
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

__all__ = ["COPIES", "Damaged", "bring_back", "copy_gradebook", "names_in", "parts_of", "verify"]

SQLITE: Final = "gradebook.db"
POSTGRES: Final = "gradebook.dump"
COPIES: Final = (SQLITE, POSTGRES)
"""What the copy of a gradebook is called; the name says which kind it is."""

TABLES: Final = {"alembic_version", "assignment", "student", "submitted_assignment", "grade", "comment"}
SECONDS: Final = 10


class Damaged(CourseProblem):
    """What is there cannot be read as a gradebook."""


def copy_gradebook(directory: CourseDirectory, folder: Path) -> Path:
    """Make a whole, closed copy of the course's gradebook in `folder`, though others may be writing to it.

    Raises:
        Damaged: the gradebook is broken.
        CourseProblem: there is none, it cannot be reached, or nothing here can copy its kind.
    """
    file = gradebook_file(directory)
    if file is None:
        return _dumped(directory, folder / POSTGRES)
    if not file.is_file():
        raise CourseProblem(f"There is no gradebook {file.name} in {file.parent} yet.")
    copy = folder / SQLITE
    with _sentences(file), closing(_connected(file)) as there, closing(sqlite3.connect(copy)) as here:
        _copied(there, here)
        here.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, whatever the gradebook was set to
    verify(copy)
    return copy


def verify(copy: Path) -> None:
    """Make sure that `copy` is a whole gradebook of an nbgrader that is not newer than the one here.

    Raises:
        Damaged: it is not.
        CourseProblem: it is of a newer nbgrader, or there is no program to read it with.
    """
    if copy.name == POSTGRES:
        if not {f"TABLE {name}" for name in TABLES} <= _table_of_contents(copy):
            raise Damaged(f"{copy.name} holds no gradebook of nbgrader.")
        return
    with _sentences(copy), closing(_connected(copy)) as book:
        (state,) = book.execute("PRAGMA integrity_check(1)").fetchone()
        if state != "ok":
            raise Damaged(f"{copy.name} is damaged ({_last_line(state)}).")
        if not {name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} >= TABLES:
            raise Damaged(f"{copy.name} is a database, but no gradebook of nbgrader.")
        (version,) = book.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",)
    if version not in _known_versions():
        raise CourseProblem(
            f"{copy.name} was made by a newer nbgrader (its tables are of version {version}). Update this course first."
        )


def names_in(directory: CourseDirectory, copy: Path) -> tuple[list[str], list[str]]:
    """The ids of the people and the names of the assignments in the gradebook of which `copy` was just made."""
    url = f"sqlite:///{copy.as_posix()}" if copy.name == SQLITE else directory.db_url
    engine = create_engine(url)
    try:
        with engine.connect() as book:
            people = book.execute(text("SELECT id FROM student ORDER BY id")).scalars().all()
            return list(people), list(book.execute(text("SELECT name FROM assignment ORDER BY name")).scalars().all())
    finally:
        engine.dispose()


def bring_back(copy: Path, directory: CourseDirectory) -> None:
    """Make the gradebook what `copy` (a verified one) is: wholly, or, when something is raised, not at all.

    A sound SQLite gradebook is written through SQLite, so that whoever has it open (JupyterLab does) sees the new one.
    One that is broken or missing is replaced as a file, and what belonged to the old one is taken away.

    Raises:
        CourseProblem: the copy is of another kind than the gradebook, or the gradebook is in use.
    """
    file = gradebook_file(directory)
    if (file is None) == (copy.name == SQLITE):
        kind, other = ("SQLite", "a database server") if copy.name == SQLITE else ("a database server", "SQLite")
        raise CourseProblem(f"This backup is of a gradebook in {kind}, and the one here is in {other}.")
    if file is None:
        _load(directory, copy)
        return
    try:
        with closing(_connected(file)) as there:
            (sound,) = there.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError:
        sound = "no"
    if sound == "ok":
        with _sentences(file), closing(_connected(copy)) as here, closing(_connected(file)) as there:
            _copied(here, there)
            there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    shutil.copyfile(copy, draft)
    for part in parts_of(file):
        if part != file:
            part.unlink()
    draft.replace(file)


def parts_of(file: Path) -> list[Path]:
    """The files of which a SQLite gradebook consists at this moment, itself among them if it is there."""
    return [path for end in ("", "-wal", "-shm", "-journal") if (path := file.with_name(file.name + end)).exists()]


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _connected(file: Path) -> sqlite3.Connection:
    """The database in `file`, which must be there already."""
    return sqlite3.connect(f"file:{quote(file.resolve().as_posix())}?mode=rw", uri=True, timeout=SECONDS)


def _copied(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a whole database in one transaction; give up when one of them has been in use for too long.

    Left alone, Python would try for ever.
    """
    end = time.monotonic() + SECONDS

    def give_up(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=give_up)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CourseProblem(f"{file.name} is in use. Close what writes to it, then try again.") from error
        raise CourseProblem(f"{file.name} cannot be read or written ({error}).") from error
    except sqlite3.DatabaseError as error:
        raise Damaged(f"{file.name} is damaged ({error}).") from error


def _known_versions() -> set[str]:
    """The versions of the gradebook's tables that the nbgrader here has ever had."""
    from importlib.resources import files

    scripts = files("nbgrader").joinpath("alembic", "versions").iterdir()
    return {script.name.split("_")[0] for script in scripts if script.name.endswith(".py")}


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _dumped(directory: CourseDirectory, target: Path) -> Path:
    wait = f"--lock-wait-timeout={SECONDS}s"
    _run(directory, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", wait, f"--file={target}")
    verify(target)
    return target


def _load(directory: CourseDirectory, copy: Path) -> None:
    contents = _table_of_contents(copy)
    engine = create_engine(directory.db_url)
    try:
        _refuse_in_use(engine)
        keep_out = ("--clean", "--if-exists", "--no-owner", "--no-privileges")
        _run(directory, "pg_restore", *keep_out, "--single-transaction", "--exit-on-error", str(copy))
        for table in (AGREED, READINGS):
            if f"TABLE {table.name}" not in contents:  # what the backup does not know would stay, from since then
                table.drop(engine, checkfirst=True)
    except SQLAlchemyError as error:
        reason = _last_line(str(getattr(error, "orig", error)).splitlines()[0])
        raise CourseProblem(f"{gradebook_name(directory)} is in use or cannot be reached ({reason}).") from error
    finally:
        engine.dispose()


def _refuse_in_use(engine: Engine) -> None:
    """Wait a little for whoever is writing. A dump sets its own waiting time, which is for ever."""
    with engine.connect() as book:
        tables = ", ".join(f'"{name}"' for name in inspect(engine).get_table_names())
        if tables:
            book.execute(text(f"SET LOCAL lock_timeout = '{SECONDS}s'"))
            book.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
        book.rollback()


def _table_of_contents(copy: Path) -> set[str]:
    """What is in a dump, such as "TABLE student"."""
    said = _ran("pg_restore", ["--list", str(copy)], {})
    if said.returncode:
        raise Damaged(f"{copy.name} is damaged ({_last_line(said.stderr)}).")
    words = [line.split() for line in said.stdout.splitlines() if not line.startswith(";")]
    return {f"{line[3]} {line[5]}" for line in words if len(line) > 5}


def _run(directory: CourseDirectory, program: str, *options: str) -> None:
    url = make_url(directory.db_url)
    name = gradebook_name(directory)
    if url.get_backend_name() != "postgresql":
        raise CourseProblem(f"Gradebooks in SQLite and PostgreSQL can be copied here; {name} is in neither.")
    # The password goes by the environment: everybody on the machine can read the arguments of a program.
    secret = {"PGPASSWORD": str(url.password)} if url.password is not None else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    said = _ran(program, [f"--dbname={address}", *options], secret | {"PGCONNECT_TIMEOUT": str(SECONDS)})
    if said.returncode:
        raise CourseProblem(f"{program} did not work on {name}: {_last_line(said.stderr)}.")


def _ran(program: str, arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    if shutil.which(program) is None:
        raise CourseProblem(
            f"The gradebook is in PostgreSQL, and its program {program} is not here. Install PostgreSQL's client "
            "programs (postgresql-client), or ask whoever runs the database for a copy."
        )
    settings: dict[str, Any] = {"capture_output": True, "text": True, "errors": "replace", "check": False}
    return subprocess.run([program, *arguments], env={**os.environ, **environment}, **settings)


def _last_line(words: str) -> str:
    return ([line for line in words.splitlines() if line.strip()] or ["no reason was given"])[-1].strip().rstrip(".")
