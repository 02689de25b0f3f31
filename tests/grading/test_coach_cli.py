"""The coach's commands through a year: what is said, what is asked, and the exit codes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from coaching import cli
from coaching.grading.gradebook import only_one

from ..coursecopy import REPOSITORY, Course, new_course

NAME = "03-stretch-scoring"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = new_course(tmp_path / "course", REPOSITORY / "solutions" / NAME)
    (course.root / "course.py").touch()
    (course.root / "people.csv").write_text("Vorname;Kennung\nZoë;zoe\nBo;bo\n", encoding="cp1252")
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    return course


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


class Run:
    """Run a command; get its exit code and what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._monkeypatch.setattr(sys, "argv", ["coaching", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = self._capsys.readouterr()
        return int(stopped.value.code or 0), said.out + said.err


def test_a_list_of_people_comes_in(course: Course, run: Run) -> None:
    code, said = run("roster", "people.csv")
    assert (code, said.splitlines()[-1]) == (0, "people.csv: 2 added.")
    (course.root / "people.csv").write_text("id,first name\nzoe,Zoe\nab,\n")
    code, said = run("roster", "people.csv")
    assert "changed; it was Zoë" in said and re.search(r"bo +Bo +not in this file, and stays", said)
    assert said.splitlines()[-1] == "people.csv: 1 added, 1 changed, 1 not in it."
    (course.root / "people.csv").write_text("id\na/b\n")
    code, said = run("roster", "people.csv")
    assert code == 1 and said.startswith("people.csv, row 2, column A (id): 'a/b' cannot")


def test_dates_are_set_shown_and_taken_away(course: Course, run: Run) -> None:
    run("roster", "people.csv")
    assert "no due date" in run("due", NAME)[1]
    code, said = run("due", NAME, "2026-12-01", "--zone", "Europe/Berlin")
    assert (code, said) == (0, f"{NAME} is due by 2026-12-01 23:59 CET, 2026-12-01 22:59 UTC.\n")
    code, said = run("due", NAME, "2026-12-08", "--time", "18:00", "--zone", "Europe/Berlin", "--person", "zoe")
    assert re.search(r"zoe +2026-12-08 18:00 CET +–", said)
    assert "zoe" not in run("due", NAME, "none", "--person", "zoe")[1]
    assert "no due date" in run("due", NAME, "none")[1]
    for wrong in (
        ("due", "99-none"),
        ("due", NAME, "--person", "zoe"),
        ("due", NAME, "soon"),
        ("due", NAME, "--zone=X"),
    ):
        code, said = run(*wrong)
        assert code == 1 and said.count("\n") == 1, said


def test_a_backup_is_made_and_brought_back(course: Course, run: Run) -> None:
    run("roster", "people.csv")
    code, said = run("backup", "kept.zip")
    assert code == 0 and "2 people in the gradebook." in said and "coaching restore kept.zip" in said
    run("forget", "bo", "--yes")
    code, said = run("restore", "kept.zip")
    assert code == 0 and "with 2 people" in said and "What was here before is kept: backups" in said
    assert run("restore", "people.csv") == (
        1,
        "people.csv is damaged or no backup (File is not a zip file). Choose another backup.\n",
    )


def test_a_person_is_forgotten_only_when_somebody_says_yes(
    course: Course, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("roster", "people.csv")
    (course.root / "submitted" / "bo" / NAME).mkdir(parents=True)
    code, said = run("forget", "bo", "--dry-run")
    assert code == 0 and "· in the gradebook: the person, Bo\n· submitted/bo\n" in said
    code, said = run("forget", "bo")
    assert code == 1 and "coaching forget bo --yes" in said
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_: False)
    assert "Nothing was deleted." in run("forget", "bo")[1]
    assert (course.root / "submitted" / "bo").is_dir()
    monkeypatch.setattr("typer.confirm", lambda *_: True)
    code, said = run("forget", "bo")
    assert code == 0 and "All of this was deleted." in said and "people.csv mentions them" in said
    assert not (course.root / "submitted" / "bo").exists()
    code, said = run("forget", "../submitted")
    assert code == 1 and "holds nothing of anybody called '../submitted'" in said


def test_nothing_is_changed_while_a_run_is_grading(course: Course, run: Run) -> None:
    run("roster", "people.csv")
    run("backup", "kept.zip")
    with only_one(course.root):
        for command in (
            ("roster", "people.csv"),
            ("due", NAME, "2026-12-01"),
            ("restore", "kept.zip"),
            ("forget", "bo", "--yes"),
            ("backup", "--with-work"),
        ):
            code, said = run(*command)
            assert code == 1 and "Another run is grading this course" in said
        assert run("backup", "meanwhile.zip")[0] == 0
