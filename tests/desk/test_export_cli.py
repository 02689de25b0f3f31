"""`coaching export` and its page, on a course that was really handed in to, graded and read."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner, Result

from coaching.cli import app
from coaching.desk.coach import hand_over as page_of_the_desk
from coaching.desk.coach.hand_over import hand_over
from coaching.desk.page import DeskPage
from coaching.grading.cohort import grade_cohort
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY, Course, new_course
from ..grading.mixed_cohort import hand_in_mixed
from ..needs import missing

NAME = "03-stretch-scoring"
ADDRESS = "ana@example.org"
FIRST = "learner-0001"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Four people handed in exercise 3, somebody else nothing. A coach read all texts but one, and changed a score by
    hand. One of them is called like a formula, and has an address."""
    course = new_course(tmp_path_factory.mktemp("export") / "course", REPOSITORY / "solutions" / NAME)
    shutil.copy(REPOSITORY / "course.py", course.root)
    (course.root / "notebooks").mkdir()
    shutil.copy(REPOSITORY / "notebooks" / f"{NAME}.ipynb", course.root / "notebooks")
    course.generate(NAME)
    *_, last = hand_in_mixed(course, 4, code=False)
    with course.importable():
        grade_cohort(course.root, NAME, Options(trust=True), workers=1)
    with course.gradebook() as book:
        for submission in book.find_assignment(NAME).submissions:
            for grade in required(submission).grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = 3, False
        book.find_grade("goal-kinds", "stretch-scoring", NAME, FIRST).manual_score = 4.75
        waits = book.find_grade("reflect-score", "stretch-scoring", NAME, last)
        waits.manual_score, waits.needs_manual_grade = None, True
        book.add_student("nobody-yet")
        for student in book.students:
            student.last_name = f"Reyes of {student.id}"
        book.find_student(FIRST).first_name, book.find_student(FIRST).email = "=cmd|' /C calc'!A0", ADDRESS
        book.db.commit()
    return course


@pytest.fixture
def course(graded: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.chdir(graded.root)
    return graded


@pytest.fixture
def book(course: Course) -> Iterator[Gradebook]:
    with course.gradebook() as gradebook:
        yield gradebook


def export(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments])


def made_by(*arguments: str, code: int = 0) -> pd.DataFrame:
    """The table that a command makes, in a file of its own."""
    done = export(*arguments, "--out", "table.csv")
    assert done.exit_code == code, (done.output, done.exception)
    return pd.read_csv("table.csv", dtype={"person": str})


def submissions(book: Gradebook) -> dict[str, Any]:
    return {one.student_id: one for one in book.find_assignment(NAME).submissions}


def required(submission: Any) -> Any:
    return next(one for one in submission.notebooks if one.name == "stretch-scoring")


def test_the_points_of_modules_and_of_items_add_up_to_the_gradebook(book: Gradebook) -> None:
    """Read back with pandas: whatever was changed by hand, and however often somebody handed in."""
    modules, items = made_by("modules").set_index("person"), made_by("items", "--latest")
    graded = {who: one for who, one in submissions(book).items() if pd.notna(modules.loc[who, "points"])}
    assert len(graded) >= 3
    for who, submission in graded.items():
        points = required(submission).score
        own = items[(items["person"] == who) & (items["notebook"] == "stretch-scoring")]
        assert modules.loc[who, "points"] == pytest.approx(points, abs=0.005), who
        assert own["points"].sum() == pytest.approx(points, abs=0.005) and own["most"].sum() == 68, who
        code = items[(items["person"] == who) & (items["notebook"] == "code-track")]["points"].sum()
        assert points + code == pytest.approx(submission.score, abs=0.005)
    assert 4.75 in items[items["by_hand"] == "yes"]["points"].tolist()
    assert items.query("state == 'waits'")["points"].isna().all() and "waits" in items["state"].tolist()
    assert len(modules) == len(book.students)


def test_without_names_there_are_ids_alone_and_with_names_no_formula(course: Course) -> None:
    for command in ("items", "modules", "canvas", "moodle"):
        for names in ((), ("--names",)):
            done = export(command, *names, "--out", "hidden.csv")
            assert done.exit_code in (0, 3), done.output
            text = Path("hidden.csv").read_text(encoding="utf-8")
            assert ("Reyes" in text) == bool(names), command
            assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE), command
    assert export("modules", "--excel", "--out", "excel.csv").exit_code == 0
    assert Path("excel.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_canvas_gets_the_final_points_and_the_rest_is_named(course: Course, book: Gradebook) -> None:
    """Whose text waits for a reader has an empty cell, which is no 0, and the exit code says so."""
    done = export("canvas", "--out", "new")
    assert done.exit_code == 3 and "waits for my reading: 1" in done.output
    heading, possible, *people = csv.reader(io.StringIO((course.root / "new" / "canvas.csv").read_text()))
    assert heading[-1] == NAME and possible[-1] == "68"
    points = {row[2]: row[-1] for row in people}
    assert points.keys() == {one.id for one in book.students} and "" in points.values()
    exported = [",".join([*heading[:5], f"{NAME} (77)"]), "    Points Possible,,,,,68"]
    exported += [f'"X",{n},,{who.upper()},S,1' for n, who in enumerate(points, start=100)] + ['"Y",7,,nobody,S,3']
    (course.root / "canvas-export.csv").write_text("\n".join(exported), encoding="utf-8")
    done = export("canvas", "--from", "canvas-export.csv", "--out", "filled.csv")
    assert done.exit_code == 3 and "not here: Y" in done.output, done.output
    filled = list(csv.reader(io.StringIO((course.root / "filled.csv").read_text())))
    assert filled[0][-1] == f"{NAME} (77)"
    assert {row[3].casefold(): row[5] for row in filled[2:-1]} == {who: kept or "1" for who, kept in points.items()}


def test_moodle_writes_a_dash_where_there_are_no_points(course: Course) -> None:
    assert export("moodle", "--out", "moodle.csv").exit_code == 3
    heading, *people = csv.reader(io.StringIO((course.root / "moodle.csv").read_text()))
    assert heading == ["Email address", "ID number", NAME]
    assert [row[0] for row in people] == [ADDRESS]  # nobody else has an address by which Moodle could know them


def test_everybody_gets_a_record_of_their_own_and_nobody_elses(course: Course, book: Gradebook) -> None:
    done = export("records")
    assert "Made:" in done.output, done.output
    pages = {path.stem: path.read_text() for path in (course.root / "hand-over" / "records").glob("*.html")}
    people = {one.id: one for one in book.students}
    assert pages.keys() <= people.keys() and len(pages) >= 2
    for who, page in pages.items():
        assert [one for one in people if people[one].last_name in page] == [who]
        assert "Stretch goals and honest scoring" in page and "no certificate" in page
    assert (course.root / "hand-over" / ".gitignore").read_text() == "*\n"
    alone = export("records", "--person", sorted(pages)[0], "--out", "one")
    assert alone.exit_code == 0 and len(list((course.root / "one").glob("*.html"))) == 1
    export("records", "--met", "1", "--out", "low")
    assert "at least 1 %" in next((course.root / "low").glob("*.html")).read_text()


def test_a_badge_is_for_the_one_who_met_every_objective_and_the_key_stays(course: Course) -> None:
    """With a share that nearly everybody reaches; whoever has no address is named."""
    if importlib.util.find_spec("openbadgeslib") is None:
        missing("openbadgeslib is missing; it is in the extra badges")
    with course.gradebook() as book:
        for grade in required(submissions(book)[FIRST]).grades:
            grade.manual_score = grade.max_score
        book.db.commit()
    keys = []
    for _ in range(2):
        done = export("badges", "--issuer", "School of Stretch")
        assert done.exit_code == 0, (done.output, done.exception)
        (badge,) = (course.root / "hand-over" / "badges").glob("*.json")
        assert badge.name == f"{FIRST}__{NAME}.json"
        keys.append((course.root / "badge-key.pem").read_bytes())
        assert json.loads(badge.read_text())["issuer"]["id"] in done.output
    assert keys[0] == keys[1]


def test_what_cannot_be_done_is_said_in_one_sentence(course: Course, tmp_path: Path) -> None:
    (course.root / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    for arguments, said in (
        (("items", "04-intelligent-failure"), "There is no exercise"),
        (("records", "--person", "Nobody"), "knows nobody"),
        (("canvas", "--from", "missing.csv"), "cannot be read"),
        (("moodle", "--from", "people.txt"), "cannot be read"),
        (("canvas", "--from", "picture.csv"), "picture.csv"),
        (("modules", "--out", "picture.csv/x"), "cannot be written"),
    ):
        done = export(*arguments)
        assert isinstance(done.exception, CourseProblem), (arguments, done.output, done.exception)
        assert said in done.exception.sentence and "\n" not in done.exception.sentence


@pytest.mark.parametrize("command", ["items", "modules", "canvas", "moodle", "records"])
def test_a_course_with_nobody_in_it_says_how_people_come_in(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new_course(tmp_path / "empty").root)
    done = export(command)
    assert isinstance(done.exception, CourseProblem)
    assert done.exception.sentence.count("\n") == 0 and "coaching roster" in done.exception.sentence


def test_the_page_offers_the_same_files_as_the_command(course: Course) -> None:
    """Tables as they are, records of everybody in one zip file, and what the columns mean."""
    page = hand_over()
    assert isinstance(page, DeskPage)
    for what in ("items", "modules", "canvas", "moodle", "records"):
        page.ask = {"turn": page.heard + 1, "values": {"what": what, "latest": True}}
        shown = page.settled()
        assert shown is not None and "problem" not in page.result, page.result
        (document,) = shown.documents
        assert ("What the columns mean" in shown.html) == (what in ("items", "modules"))
        if what == "records":
            assert isinstance(document.content, bytes)
            names = zipfile.ZipFile(io.BytesIO(document.content)).namelist()
            assert len(names) >= 2 and all(name.endswith(".html") for name in names)
        else:
            export(what, "--out", "same.csv", *(["--latest"] if what == "items" else []))
            assert document.name == f"{what}.csv" and document.content == Path("same.csv").read_bytes()
    page.ask = {"turn": page.heard + 1, "values": {"what": "records", "person": "Nobody"}}
    page.settled()
    assert "knows nobody" in page.result["problem"]


def test_outside_a_course_the_page_is_a_sentence(tmp_path: Path) -> None:
    assert "is not inside the course" in str(hand_over(tmp_path))
    assert page_of_the_desk.__all__ == ["hand_over"]
