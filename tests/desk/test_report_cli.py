"""`coaching report` writes one page, says in a few lines what is on it, and shows no name unless it is told to."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coaching.cli import app
from coaching.desk.coach import desk, shared
from coaching.desk.coach.cohort import Person, State, Work
from coaching.desk.coach.read_cohort import read_cohort
from coaching.desk.coach.report import report_data
from coaching.desk.page import DeskPage
from coaching.grading.cohort import grade_cohort
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course
from ..grading.demo_assignment import DEMO, GOOD, write_demo


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two people: one whose text waits, and one whose notebook is broken."""
    room = tmp_path_factory.mktemp("report")
    course = new_course(room / "course", write_demo(room))
    (course.root / "course.py").write_text("# a course\n")
    course.generate(DEMO)
    with course.gradebook() as book:
        book.add_student("mira-id", first_name="Mira", last_name="Sandoval")
    course.hand_in(DEMO, "mira-id", GOOD)
    grade_cohort(course.root, DEMO, Options(), workers=1)
    return course


@pytest.fixture(autouse=True)
def _in_the_course(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)
    return done.exit_code, done.output


def test_the_page_and_the_summary_say_where_everyone_is(course: Course) -> None:
    code, said = run()
    page = (course.root / "reports" / "cohort.html").read_text(encoding="utf-8")
    assert code == 0
    assert "waits for my reading" in said and "One text to read" in said and "reports/cohort.html" in said
    assert "Where is everyone?" in page and "What did they not understand?" in page
    assert "Trainee 01" in page and "mira" not in page.lower()


def test_a_report_never_goes_into_git(course: Course) -> None:
    run()
    assert (course.root / "reports" / ".gitignore").read_text() == "*\n"


def test_names_are_shown_when_asked_for(course: Course) -> None:
    run("--names", "--out", "named.html")
    assert "Mira Sandoval" in (course.root / "named.html").read_text(encoding="utf-8")


def test_so_few_people_are_said_to_be_few() -> None:
    assert "With fewer than five people" in run()[1]


def test_a_program_reads_one_json_object(course: Course) -> None:
    code, said = run(DEMO, "--json")
    data = json.loads(said)
    assert (code, data["people"], data["small"]) == (0, 1, True)
    assert data["modules"][0]["states"]["waits for my reading"] == 1
    assert data["modules"][0]["figures"]["items"][0]["item"] == "kinds"
    assert data["to_read"][0]["where"].startswith("formgrader/submissions/")
    assert Path(data["page"]).is_file() and "mira" not in said.lower()


def test_the_order_in_json_tells_nobody_who_is_who(course: Course) -> None:
    cohort = read_cohort(course.root)
    people = tuple(Person(f"person-{number:02}", f"Name {number}") for number in range(20))
    work = {(one.id, DEMO): Work(one.id, DEMO, State.NOTHING) for one in people}
    told = report_data(replace(cohort, people=people, work=work))["work"]
    assert [one["person"] for one in told] == [f"Trainee {number:02}" for number in range(1, 21)]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_our_signs_is_no_reason_to_stop(course: Course, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from coaching.cli import main; main()", "report"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        cwd=course.root,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert b"cohort.html" in done.stdout


def test_work_that_needs_a_look_gives_the_exit_code_for_it(course: Course) -> None:
    course.hand_in(DEMO, "bo", GOOD).joinpath("demo.ipynb").write_text("{ broken")
    grade_cohort(course.root, DEMO, Options(), workers=1)
    try:
        code, said = run()
        assert code == 3 and "One person with work that needs a look" in said
        assert "counts as not handed in yet" in Path("reports/cohort.html").read_text(encoding="utf-8")
    finally:
        shutil.rmtree(course.root / "submitted" / "bo")
        with course.gradebook() as book:
            book.remove_student("bo")


def test_without_keys_the_page_says_so_and_shows_the_rest(course: Course) -> None:
    keys, away = course.root / "solutions" / DEMO, course.root / "away"
    keys.rename(away)
    try:
        code, _ = run()
        page = (course.root / "reports" / "cohort.html").read_text(encoding="utf-8")
        assert code == 0 and "nobody can say what the right answers are" in page and "Where is everyone?" in page
    finally:
        away.rename(keys)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("7",), "is not the name of an exercise"), (("09-nothing",), "no exercise '09-nothing'")],
)
def test_what_cannot_be_shown_is_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CourseProblem, match=sentence):
        run(*arguments)


def test_a_place_that_cannot_be_written_is_named(course: Course) -> None:
    with pytest.raises(CourseProblem, match=r"cannot be written .* Choose another with --out"):
        run("--out", str(course.root / "course.py" / "report.html"))


# --- the same in a notebook -------------------------------------------------------------------------------------------


def test_the_desk_opens_with_where_everyone_is_and_without_names() -> None:
    page = desk.where_is_everyone()
    assert isinstance(page, DeskPage)
    shown = page.settled()
    assert shown is not None and re.fullmatch(r"1 text waits for you, as of \d\d:\d\d\.", shown.says)
    assert "Trainee 01" in shown.html and "Sandoval" not in shown.html
    page.ask = {"turn": 2, "values": {"names": True}}
    again = page.settled()
    assert again is not None and "Mira Sandoval" in again.html
    assert "Sandoval" in str(again.documents[0].content)


def test_what_was_not_understood_is_shown_for_one_exercise_at_the_press_of_the_button(course: Course) -> None:
    page = desk.what_was_not_understood()
    assert isinstance(page, DeskPage) and page.settled() is None
    page.ask = {"turn": 2, "values": {"exercise": DEMO, "whose": "latest"}}
    shown = page.settled()
    assert shown is not None and "latest hand-in. After feedback" in shown.html and "One person" in shown.html


def test_pages_that_are_opened_together_read_the_cohort_once(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(shared, "read_cohort", lambda root, **_: read.append(root) or read_cohort(root))
    shared._kept.clear()
    assert shared.shared_cohort(course.root) is shared.shared_cohort(course.root)
    with course.gradebook() as book:
        book.add_student("new")
        book.remove_student("new")
    shared.shared_cohort(course.root)
    assert len(read) == 2, "again, since somebody wrote to the gradebook"


def test_where_there_is_no_course_or_no_key_the_desk_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for open_page in (desk.where_is_everyone, desk.what_was_not_understood, desk.tuesday, desk.hand_over):
        assert "is not inside the course" in str(open_page())
    (tmp_path / "course.py").write_text("")
    assert "learners' edition" in str(desk.where_is_everyone())
