"""One person is forgotten everywhere, and nobody else is touched, whoever has a similar name."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit

from coaching.grading.backup import backup
from coaching.grading.collect import collect
from coaching.grading.course import course_directory
from coaching.grading.deadlines import agree, set_due
from coaching.grading.forget import Holding, delete, find
from coaching.grading.handin import hand_in
from coaching.grading.sendback import send_back
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course, write_answers
from .demo_assignment import DEMO, GOOD, write_demo

NAMES = ("quirina", "quirina-2", "Quirin")
"""The first one will be forgotten. The others hand in the same, in the same ways."""
EARLY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which three people handed in through the exchange and by mail, and were given feedback both ways."""
    room = tmp_path_factory.mktemp("forget")
    course = new_course(room / "course", write_demo(room / "source"))
    (course.root / "course.py").touch()
    course.generate(DEMO)
    course.release(DEMO)
    desk = course.root / "workspace" / "exercises" / DEMO
    shutil.copytree(course.root / "exercises" / DEMO, desk)
    write_answers(desk, DEMO, GOOD)
    for name in NAMES:
        submit(course, name)
    course.collect(DEMO)
    for name in NAMES:
        mailed = course.root / "workspace" / "handed-in" / "mails"
        for number in range(2):
            made = hand_in(DEMO, learner=name, start=desk, to=mailed, now=EARLY + number * timedelta(hours=1))
            made.path.rename(mailed / f"attachment {name[-1]}{number}.zip")
    collect(course.root, course.root / "workspace" / "handed-in")
    assert course.autograde(DEMO, "quirina*")["success"]
    course.feedback(DEMO)
    course.release_feedback(DEMO)
    send_back(course.root, DEMO, course.root / "to-send-back")
    with course.gradebook() as book:
        book.update_or_create_student("quirina", first_name="Quirina", last_name="Zabala", email="q@example.org")
        book.add_assignment("91-next")
        book.add_submission("91-next", "quirina")
        grade = book.find_grade("reflect-1", "demo", DEMO, "quirina")
        grade.manual_score = 3
        book.find_comment("reflect-1", "demo", DEMO, "quirina").manual_comment = "Zabala names the day."
        book.db.commit()
        set_due(book, DEMO, EARLY)
        for name in NAMES:
            book.update_or_create_student(name)
            agree(book, DEMO, name, EARLY + timedelta(days=9))
    (course.root / ".course" / "lab.log").write_text("started\nGET /tree/submitted/quirina/90-demo\nquirina-2 too\n")
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    shutil.copytree(graded.root, tmp_path / "course", symlinks=True)
    return Course((tmp_path / "course").resolve())


def submit(course: Course, name: str) -> None:
    config = course.config()
    directory = CourseDirectory(config=config)
    directory.assignment_id, directory.student_id = DEMO, name
    ExchangeSubmit(coursedir=directory, authenticator=Authenticator(config=config), config=config).start()


def forget(course: Course, name: str) -> Holding:
    directory = course_directory(course.root)
    holding = find(directory, name)
    assert delete(directory, holding) == []
    return holding


def traces(course: Course, name: str) -> Iterator[str]:
    """Every file of the course with this name in its path or anywhere in its bytes; the name as a whole word."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])".encode())
    for path in sorted(course.root.rglob("*")):
        inside = path.relative_to(course.root).as_posix()
        if word.search(inside.replace("__", "/").encode()) or (path.is_file() and word.search(path.read_bytes())):
            yield inside


def files(course: Course) -> dict[str, bytes]:
    found = {path.relative_to(course.root).as_posix(): path for path in course.root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.endswith(".lock")}


def test_nothing_is_left_of_one_who_was_everywhere(course: Course) -> None:
    """Not in a name, not in a file, not in what the database has deleted and not yet overwritten."""
    before = set(traces(course, "quirina"))
    for place in ("submitted/", "submitted_earlier/", "autograded/", "feedback/", "to-send-back/", ".course/exchange/"):
        assert any(name.startswith(place) for name in before), f"the test has nothing to look for in {place}"
    released = len(list((course.root / ".course").glob("exchange/*/feedback/*.html")))
    forget(course, "quirina")
    assert list(traces(course, "quirina")) == []
    assert list(traces(course, "Zabala")) == []
    assert len(list((course.root / ".course").glob("exchange/*/feedback/*.html"))) < released
    assert len(list((course.root / "workspace" / "handed-in").rglob("*.zip"))) == 4
    with course.gradebook() as book:
        assert sorted(student.id for student in book.students) == ["Quirin", "quirina-2"]
        assert book.find_assignment("91-next").num_submissions == 0


def test_records_and_badges_go_and_tables_that_were_handed_over_are_named(course: Course) -> None:
    place = course.root / "hand-over"
    for name in NAMES:
        for file in (place / "records" / f"{name}.html", place / "badges" / f"{name}__{DEMO}.json"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("{}")
    (place / "modules.csv").write_text("person,points\nquirina,3\n")
    (course.root / "reports").mkdir()
    (course.root / "reports" / "cohort.html").write_text("Trainee 07")
    holding = forget(course, "quirina")
    assert sorted(path.name for path in place.rglob("*.*")) == sorted(
        [*(f"{name}.html" for name in NAMES[1:]), *(f"{name}__{DEMO}.json" for name in NAMES[1:]), "modules.csv"]
    )
    assert any("hand-over/modules.csv mentions them" in sentence for sentence in holding.left), holding.left
    assert any("reports/cohort.html is about the cohort" in sentence for sentence in holding.left), holding.left


def test_what_a_database_deleted_earlier_is_wiped_from_its_file(course: Course) -> None:
    """SQLite leaves it there, unless it was built to be more careful."""
    file = course.root / "gradebook.db"
    with closing(sqlite3.connect(file)) as book:
        book.execute("PRAGMA secure_delete=OFF")
        book.execute("INSERT INTO student (id, last_name) VALUES ('passing', 'Zabalinka')")
        book.commit()
        book.execute("DELETE FROM student WHERE id = 'passing'")
        book.commit()
    assert b"Zabalinka" in file.read_bytes()
    forget(course, "quirina")
    assert b"Zabalinka" not in file.read_bytes()


def test_nobody_else_is_touched(course: Course) -> None:
    """All that the others have is there byte by byte; only the gradebook and a log are written anew."""
    before = files(course)
    holding = forget(course, "quirina")
    after = files(course)
    assert {name for name in after if after[name] != before.get(name)} == {"gradebook.db", ".course/lab.log"}
    gone = before.keys() - after.keys()
    theirs = tuple(path.relative_to(course.root).as_posix() for path in holding.paths)
    assert gone == {name for name in before if any(name == one or name.startswith(f"{one}/") for one in theirs)}
    assert after[".course/lab.log"] == b"started\nquirina-2 too\n"
    assert course.scores(DEMO, "demo", "quirina-2")["kinds"] == (5, False)
    assert find(course_directory(course.root), "Quirin").paths


def test_looking_changes_nothing(course: Course) -> None:
    before = files(course)
    holding = find(course_directory(course.root), "quirina")
    assert files(course) == before
    assert holding.in_gradebook == (
        "the person, Quirina, Zabala, q@example.org",
        "scores and comments of 90-demo",
        "scores and comments of 91-next",
        "a later date for 90-demo",
    )


def test_the_others_can_be_given_feedback_afterwards(course: Course) -> None:
    forget(course, "quirina")
    course.feedback(DEMO)
    course.release_feedback(DEMO)
    assert {one.learner for one in send_back(course.root, DEMO, course.root / "to-send-back")} == {
        "Quirin",
        "quirina-2",
    }


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../..", "/", "*", "+", "submitted", "quirin", "QUIRINA", "quirina\0", "Zabala"),
        *("quirina/90-demo", "../submitted/quirina", "quirina+90-demo", "90-demo"),
    ],
)
def test_an_id_that_is_nobodys_finds_nothing(course: Course, name: str) -> None:
    before = files(course)
    with pytest.raises(CourseProblem, match="holds nothing of anybody called"):
        find(course_directory(course.root), name)
    assert files(course) == before


def test_a_near_miss_is_named(course: Course) -> None:
    with pytest.raises(CourseProblem, match=r"Did you mean quirina\?"):
        find(course_directory(course.root), "qirina")


def test_one_who_only_handed_in_is_forgotten_too(course: Course) -> None:
    """Not graded yet, so the gradebook does not know them."""
    with course.gradebook() as book:
        book.remove_student("quirina")
    holding = forget(course, "quirina")
    assert holding.in_gradebook == ("a later date for 90-demo",)
    assert list(traces(course, "quirina")) == []


def test_a_link_goes_and_what_it_points_to_stays(course: Course, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("precious")
    shutil.rmtree(course.root / "submitted" / "quirina")
    (course.root / "submitted" / "quirina").symlink_to(elsewhere)
    (course.root / "autograded" / "quirina" / "more").symlink_to(elsewhere)
    forget(course, "quirina")
    assert (elsewhere / "precious.txt").read_text() == "precious"
    assert not (course.root / "submitted" / "quirina").is_symlink()


def test_what_still_holds_them_is_named(course: Course, tmp_path: Path) -> None:
    """Backups wherever they were put, what nbgrader copied, tables in the course folder; and one's own answers."""
    first = backup(course.root)
    second = backup(course.root, tmp_path / "stick.zip", with_work=True)
    (course.root / "gradebook.db.2026-11-01").write_bytes(b"copy")
    (course.root / "grades.csv").write_text("student_id,score\nquirina,3\n")
    (course.root / "people.csv").write_text("id\nquirina-2\n")
    (course.root / ".course" / "me.json").write_text('{"schema": 1, "id": "quirina"}')
    left = "\n".join(forget(course, "quirina").left)
    for name in (str(first.path), str(second.path), "gradebook.db.2026-11-01", "grades.csv", "workspace/"):
        assert name in left
    assert "people.csv" not in left
    assert len(left.splitlines()) == 5
    with pytest.raises(CourseProblem, match="holds nothing of anybody") as raised:
        find(course_directory(course.root), "quirina")
    assert str(first.path) in raised.value.sentence, "a backup that still holds them is named again"
    after = backup(course.root, tmp_path / "after.zip")
    assert "quirina" not in after.contents.people


def test_without_a_gradebook_none_is_made(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    assert find(course_directory(course.root), "quirina").in_gradebook == ()
    assert not (course.root / "gradebook.db").exists()
