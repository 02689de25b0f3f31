"""A coach's year with a gradebook in PostgreSQL."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, inspect, text

from coaching.grading.backup import backup, restore
from coaching.grading.course import course_directory
from coaching.grading.deadlines import AGREED, agree, deadlines, set_due
from coaching.grading.forget import delete, find
from coaching.grading.gradebook import gradebook_of
from coaching.grading.roster import import_roster
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course
from ..postgres import PASSWORD, postgres

DUE = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        Gradebook(url).close()
        yield url


@pytest.fixture
def course(server: str, tmp_path: Path) -> Iterator[Course]:
    """Mira and Bo have dates; nothing is in the file gradebook.db, which is not there."""
    course = new_course(tmp_path / "course")
    (course.root / "gradebook.db").unlink()
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write(f"get_config().CourseDirectory.db_url = {server!r}\n")
    (course.root / "people.csv").write_text("id\nmira\nbo\n")
    with gradebook_of(course_directory(course.root)) as book:
        import_roster(book, course.root / "people.csv")
        set_due(book, "90-demo", DUE)
        book.add_submission("90-demo", "bo", timestamp=DUE + timedelta(hours=1))
    yield course
    engine = create_engine(server)
    with engine.begin() as book:
        tables = ", ".join(f'"{name}"' for name in inspect(engine).get_table_names() if name != "alembic_version")
        book.execute(text(f"TRUNCATE {tables} CASCADE"))
    AGREED.drop(engine, checkfirst=True)
    engine.dispose()


def people(course: Course) -> list[str]:
    with gradebook_of(course_directory(course.root)) as book:
        return sorted(student.id for student in book.students)


def test_a_backup_is_brought_back_whole(course: Course) -> None:
    """Also what was agreed since goes, and what is here now can be brought back in its turn."""
    made = backup(course.root)
    assert made.contents.people == ("bo", "mira")
    with gradebook_of(course_directory(course.root)) as book:
        book.add_student("cy")
        agree(book, "90-demo", "bo", DUE + timedelta(days=1))
    restored = restore(course.root, made.path)
    assert people(course) == ["bo", "mira"]
    with gradebook_of(course_directory(course.root)) as book:
        assert deadlines(book, "90-demo").agreed == ()
        assert list(deadlines(book, "90-demo").late) == ["bo"]
    assert restored.kept is not None
    restore(course.root, restored.kept)
    assert people(course) == ["bo", "cy", "mira"]
    with gradebook_of(course_directory(course.root)) as book:
        assert [one.learner for one in deadlines(book, "90-demo").agreed] == ["bo"]
    assert not (course.root / "gradebook.db").exists()


def test_a_person_is_forgotten_there_too(course: Course) -> None:
    directory = course_directory(course.root)
    assert delete(directory, find(directory, "bo")) == []
    assert people(course) == ["mira"]


def test_a_damaged_dump_or_one_of_the_other_kind_changes_nothing(course: Course, tmp_path: Path) -> None:
    from coaching.parcel import sha256

    made = backup(course.root, tmp_path / "whole.zip")
    with zipfile.ZipFile(made.path) as archive:
        manifest, dump = json.loads(archive.read("manifest.json")), archive.read("gradebook.dump")
    manifest["files"]["gradebook.dump"] = sha256(dump[:2000])
    with zipfile.ZipFile(tmp_path / "half.zip", "w") as archive:
        archive.writestr("gradebook.dump", dump[:2000])
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(CourseProblem, match=r"gradebook\.dump is damaged"):
        restore(course.root, tmp_path / "half.zip")
    other = new_course(tmp_path / "other")
    in_file = backup(other.root, tmp_path / "file.zip")
    with pytest.raises(CourseProblem, match="is of a gradebook in SQLite, and the one here is in a database server"):
        restore(course.root, in_file.path)
    with pytest.raises(CourseProblem, match="is of a gradebook in a database server, and the one here is in SQLite"):
        restore(other.root, made.path)
    assert people(course) == ["bo", "mira"]


def test_a_gradebook_in_use_is_left_as_it_is(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coaching.grading.databases.SECONDS", 1)
    made = backup(course.root)
    with gradebook_of(course_directory(course.root)) as other:
        other.add_student("cy")
        other.db.execute(text("UPDATE student SET first_name = 'Cy' WHERE id = 'cy'"))
        with pytest.raises(CourseProblem, match="lock timeout") as raised:
            restore(course.root, made.path)
        other.db.rollback()
    assert "\n" not in raised.value.sentence
    assert people(course) == ["bo", "cy", "mira"]


def test_nobody_reads_the_password(course: Course, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a sentence, not in a backup; and without PostgreSQL's programs there is one clear sentence."""
    made = backup(course.root)
    with zipfile.ZipFile(made.path) as archive:
        assert not any(PASSWORD.encode() in archive.read(name) for name in archive.namelist())
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("/postgres'", "/elsewhere'"))
    for action in (lambda: backup(course.root), lambda: people(course)):
        with pytest.raises(CourseProblem, match="elsewhere") as raised:
            action()
        assert "secret" not in raised.value.sentence and "\n" not in raised.value.sentence
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CourseProblem, match=r"pg_dump is not here. Install PostgreSQL's client programs"):
        backup(course.root)
