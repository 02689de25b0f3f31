"""A backup is one moment of the gradebook; bringing it back is all or nothing, and can be taken back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coaching.grading import backup as backups
from coaching.grading.backup import backup, backups_of, restore
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Mira has handed in, been graded and been given feedback; her earlier hand-in is kept."""
    course = new_course(tmp_path / "course")
    add(course, "mira")
    for folder in ("submitted", "autograded", "feedback", "submitted_earlier"):
        path = course.root / folder / "mira" / "90-demo" / "demo.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(f"{folder} of mira")
    return course


def add(course: Course, *people: str) -> None:
    with course.gradebook() as book:
        for name in people:
            book.add_student(name)


def people(course: Course) -> list[str]:
    with course.gradebook() as book:
        return sorted(student.id for student in book.students)


def work(course: Course) -> dict[str, str]:
    folders = ("submitted", "autograded", "feedback", "submitted_earlier")
    files = [path for folder in folders for path in (course.root / folder).rglob("*") if path.is_file()]
    return {path.relative_to(course.root).as_posix(): path.read_text() for path in sorted(files)}


def everything(course: Course) -> dict[str, bytes]:
    """Each file of the course but the lock, byte by byte."""
    files = (path for path in course.root.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files}


def repacked(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Unpack a zip file, change its files, and pack it again."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


# --- making one ------------------------------------------------------------------------------------------------------


def test_a_backup_says_who_and_what_is_in_it_and_only_its_owner_reads_it(course: Course) -> None:
    made = backup(course.root, now=NOW)
    assert made.path == course.root / "backups" / "safe-to-stretch__20261122T080000Z.zip"
    assert (made.contents.people, made.contents.with_work) == (("mira",), False)
    assert list(made.contents.files) == ["gradebook.db"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert (course.root / "backups" / ".gitignore").read_text() == "*\n"
    assert backups_of(course.root) == [made.path]


def test_a_backup_has_what_is_not_yet_in_the_file_of_the_gradebook(course: Course, tmp_path: Path) -> None:
    """A gradebook in write-ahead mode keeps what is new beside it, while somebody has it open."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as open_elsewhere:
        open_elsewhere.execute("PRAGMA journal_mode=WAL")
        open_elsewhere.execute("INSERT INTO student (id) VALUES ('bo')")
        open_elsewhere.commit()
        assert (course.root / "gradebook.db-wal").stat().st_size
        made = backup(course.root, tmp_path / "elsewhere")
    assert made.path == tmp_path / "elsewhere.zip"
    assert made.contents.people == ("bo", "mira")
    with zipfile.ZipFile(made.path) as archive:
        archive.extract("gradebook.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as copy:
        assert [name for (name,) in copy.execute("SELECT id FROM student ORDER BY id")] == ["bo", "mira"]
    assert not (tmp_path / "gradebook.db-wal").exists()
    assert backups_of(course.root) == [made.path]


def test_work_that_is_not_graded_yet_belongs_to_somebody_too(course: Course) -> None:
    (course.root / "submitted" / "bo" / "90-demo").mkdir(parents=True)
    (course.root / "submitted" / "bo" / "90-demo" / "demo.ipynb").write_text("bo")
    (course.root / "submitted" / "bo" / "link").symlink_to(course.root / "nbgrader_config.py")
    made = backup(course.root, with_work=True)
    assert made.contents.people == ("bo", "mira")
    assert "submitted/bo/90-demo/demo.ipynb" in made.contents.files
    assert not any("link" in name for name in made.contents.files)


def test_a_backup_never_replaces_a_file(course: Course) -> None:
    made = backup(course.root, now=NOW)
    before = made.path.read_bytes()
    others = {backup(course.root, now=NOW).path.name for _ in range(2)}
    assert others == {f"{made.path.stem}--2.zip", f"{made.path.stem}--3.zip"}
    assert made.path.read_bytes() == before
    with pytest.raises(CourseProblem, match="already"):
        backup(course.root, made.path)


def test_without_a_gradebook_or_with_a_broken_one_there_is_no_backup(course: Course) -> None:
    (course.root / "gradebook.db").write_bytes(b"no database" * 1000)
    with pytest.raises(CourseProblem, match="is damaged"):
        backup(course.root)
    (course.root / "gradebook.db").unlink()
    with pytest.raises(CourseProblem, match=r"no gradebook gradebook\.db"):
        backup(course.root)
    assert backups_of(course.root) == []
    assert not list((course.root / "backups").glob("*.zip"))


# --- bringing it back ------------------------------------------------------------------------------------------------


def test_the_gradebook_is_what_it_was_and_the_work_stays(course: Course) -> None:
    made = backup(course.root, now=NOW)
    add(course, "bo")
    (course.root / "submitted" / "mira" / "90-demo" / "demo.ipynb").write_text("newer")
    restored = restore(course.root, made.path, now=LATER)
    assert people(course) == ["mira"]
    assert work(course)["submitted/mira/90-demo/demo.ipynb"] == "newer"
    assert restored.kept == course.root / "backups" / "before-restore__20261123T080000Z.zip"
    restore(course.root, restored.kept)
    assert people(course) == ["bo", "mira"], "what was there before could not be brought back"


def test_the_work_is_what_it_was_when_it_is_in_the_backup(course: Course) -> None:
    before = work(course)
    made = backup(course.root, with_work=True, now=NOW)
    shutil.rmtree(course.root / "feedback")
    (course.root / "submitted" / "mira" / "90-demo" / "demo.ipynb").write_text("newer")
    (course.root / "submitted" / "bo").mkdir()
    (course.root / "submitted" / "bo" / "demo.ipynb").write_text("bo")
    after = work(course)
    restored = restore(course.root, made.path, now=LATER)
    assert work(course) == before
    assert restored.kept is not None
    restore(course.root, restored.kept)
    assert work(course) == after


def test_who_has_the_gradebook_open_sees_what_was_brought_back(course: Course) -> None:
    """JupyterLab's pages keep it open for as long as JupyterLab runs."""
    made = backup(course.root)
    with course.gradebook() as formgrader:
        formgrader.add_student("bo")
        assert len(formgrader.students) == 2
        formgrader.db.commit()
        restore(course.root, made.path)
        assert [student.id for student in formgrader.students] == ["mira"]
        formgrader.add_student("cy")
    assert people(course) == ["cy", "mira"]


def test_what_a_broken_gradebook_left_behind_does_not_break_the_new_one(course: Course) -> None:
    """A write-ahead file of another gradebook would be read into the one that is put beside it."""
    made = backup(course.root, now=NOW)
    for end in ("-wal", "-shm", "-journal"):
        (course.root / f"gradebook.db{end}").write_bytes(b"stale" * 5000)
    (course.root / "gradebook.db").write_bytes(b"broken" * 5000)
    restored = restore(course.root, made.path, now=LATER)
    assert people(course) == ["mira"]
    assert not list(course.root.glob("gradebook.db-*"))
    assert restored.kept is not None
    with zipfile.ZipFile(restored.kept) as archive:
        assert archive.read("gradebook.db") == b"broken" * 5000
        assert "gradebook.db-wal" in archive.namelist()
    with pytest.raises(CourseProblem, match="holds a broken gradebook"):
        restore(course.root, restored.kept)


def test_a_gradebook_that_is_gone_comes_back(course: Course) -> None:
    made = backup(course.root)
    (course.root / "gradebook.db").unlink()
    assert restore(course.root, made.path).kept is None
    assert people(course) == ["mira"]


def test_a_gradebook_in_use_is_left_as_it_is_with_the_work(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    made = backup(course.root, with_work=True)
    (course.root / "submitted" / "mira" / "90-demo" / "demo.ipynb").write_text("newer")
    before = work(course)
    monkeypatch.setattr("coaching.grading.databases.SECONDS", 0.1)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("INSERT INTO student (id) VALUES ('bo')")
        with pytest.raises(CourseProblem, match=r"gradebook\.db is in use"):
            restore(course.root, made.path)
    assert work(course) == before
    assert people(course) == ["mira"]


def test_nothing_has_changed_when_bringing_it_back_fails_at_the_end(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(course.root, with_work=True)
    (course.root / "submitted" / "mira" / "90-demo" / "demo.ipynb").write_text("newer")
    (course.root / "submitted_earlier" / "bo").mkdir()
    before, known = work(course), people(course)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "bring_back", fails)
    with pytest.raises(KeyboardInterrupt):
        restore(course.root, made.path)
    assert (work(course), people(course)) == (before, known)
    assert (course.root / "submitted_earlier" / "bo").is_dir()
    assert not list((course.root / ".course").glob("backup-*"))


# --- what is no backup -----------------------------------------------------------------------------------------------


def drop(files: dict[str, bytes]) -> None:
    del files["submitted/mira/90-demo/demo.ipynb"]


def add_file(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        files[name] = b"x"
        manifest["files"][name] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


def say(**facts: object) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | facts).encode()

    return change


def alter(files: dict[str, bytes]) -> None:
    files["feedback/mira/90-demo/demo.ipynb"] += b"!"


def other_database(files: dict[str, bytes]) -> None:
    with closing(sqlite3.connect(":memory:")) as book:
        book.execute("CREATE TABLE holidays (day)")
        files["gradebook.db"] = book.serialize()
    resign(files)


def newer_tables(files: dict[str, bytes]) -> None:
    with closing(sqlite3.connect(":memory:")) as book:
        book.deserialize(files["gradebook.db"])
        book.execute("UPDATE alembic_version SET version_num = 'from2031'")
        book.commit()
        files["gradebook.db"] = book.serialize()
    resign(files)


def no_gradebook(files: dict[str, bytes]) -> None:
    del files["gradebook.db"]
    manifest = json.loads(files["manifest.json"])
    del manifest["files"]["gradebook.db"]
    files["manifest.json"] = json.dumps(manifest).encode()


def broken_page(files: dict[str, bytes]) -> None:
    book = bytearray(files["gradebook.db"])
    book[4096 * 3 : 4096 * 3 + 512] = b"\xff" * 512
    files["gradebook.db"] = bytes(book)
    resign(files)


def resign(files: dict[str, bytes]) -> None:
    from coaching.parcel import sha256

    manifest = json.loads(files["manifest.json"])
    manifest["files"]["gradebook.db"] = sha256(files["gradebook.db"])
    files["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (drop, "lacks 'submitted/mira/90-demo/demo.ipynb'"),
        (alter, "was changed after it was made"),
        (lambda files: files.update({"submitted/bo/x": b"x"}), "not in its list"),
        (add_file("../escaped.txt"), "which no backup holds"),
        (add_file("submitted/../../escaped.txt"), "which no backup holds"),
        (add_file("/escaped.txt"), "which no backup holds"),
        (add_file("solutions/03/private/x"), "which no backup holds"),
        (add_file("nbgrader_config.py"), "which no backup holds"),
        (say(course="another"), "is a backup of the course 'another'"),
        (say(schema=2), "newer version of the course"),
        (say(kind="hand-in"), "is no backup of a course"),
        (say(people=3), "is no backup of a course"),
        (lambda files: files.update({"manifest.json": b"[]"}), "is no backup of a course"),
        (lambda files: files.pop("manifest.json"), "is no backup of a course"),
        (no_gradebook, "does not hold one gradebook"),
        (other_database, "but no gradebook of nbgrader"),
        (newer_tables, "was made by a newer nbgrader"),
        (broken_page, "is damaged"),
    ],
)
def test_what_is_no_sound_backup_of_this_course_changes_nothing(
    course: Course, change: Callable[[dict[str, bytes]], None], sentence: str
) -> None:
    made = backup(course.root, with_work=True)
    repacked(made.path, change)
    before = everything(course)
    with pytest.raises(CourseProblem, match=sentence) as raised:
        restore(course.root, made.path)
    assert "\n" not in raised.value.sentence
    assert everything(course) == before
    assert not (course.root.parent / "escaped.txt").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda whole: whole[: len(whole) // 2], "damaged or no backup"),
        (lambda whole: whole[:200] + bytes([whole[200] ^ 255]) + whole[201:], "is damaged"),
        (lambda _: b"", "damaged or no backup"),
        (lambda _: b"dear diary", "damaged or no backup"),
    ],
    ids=["cut off", "one letter", "empty", "no zip"],
)
def test_a_damaged_file_is_one_sentence(course: Course, content: Callable[[bytes], bytes], sentence: str) -> None:
    made = backup(course.root)
    made.path.write_bytes(content(made.path.read_bytes()))
    before = everything(course)
    with pytest.raises(CourseProblem, match=sentence) as raised:
        restore(course.root, made.path)
    assert "\n" not in raised.value.sentence
    assert everything(course) == before


def test_a_file_that_is_not_there_is_one_sentence(course: Course) -> None:
    with pytest.raises(CourseProblem, match="There is no file"):
        restore(course.root, course.root / "none.zip")
