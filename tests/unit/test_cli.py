"""The command line speaks in sentences, asks once, and has exit codes that mean something."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coaching import cli
from coaching.problems import CourseProblem
from coaching.terminal import LOOK
from coaching.workspace import me

NAME = "03-stretch-scoring"
COMMANDS = ("hand-in", "check", "gain", "move", "collect", "send-back", "pack", "author")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "course"
    for folder in (f"exercises/{NAME}", f"workspace/exercises/{NAME}"):
        (root / folder).mkdir(parents=True)
        cell = new_code_cell("1", id="a", metadata={"nbgrader": {"grade_id": "a", "checksum": "1"}})
        nbformat.write(new_notebook(cells=[cell]), root / folder / "stretch-scoring.ipynb")
    (root / "course.py").touch()
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "200")
    return root


def run(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["coaching", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


def test_the_help_names_every_command_and_whom_it_is_for(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--help", monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    for words in (*COMMANDS, "If you learn here", "If you coach others", "python3 course.py start"):
        assert words in said
    for command in COMMANDS:
        assert run(command, "--help", monkeypatch=monkeypatch) == 0
        assert f"coaching {command} " in capsys.readouterr().out


def test_from_hand_in_to_collect(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name is kept the first time it is given, and not asked for again; the coach sees a table and a next step."""
    mail = str(tmp_path / "mail")
    assert run("hand-in", NAME, "--as", "mira", "--to", mail, monkeypatch=monkeypatch) == 0
    assert run("hand-in", NAME, "--to", mail, monkeypatch=monkeypatch) == 0
    assert "handed in as mira" in capsys.readouterr().out
    assert me(course) == "mira"
    assert run("collect", mail, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert re.search(rf"mira +{NAME} +\d{{4}}-\d\d-\d\d \d\d:\d\d +taken in", said)
    assert f"Next: coaching grade {NAME}" in said
    assert (course / "submitted" / "mira" / NAME / "timestamp.txt").exists()


def test_collect_says_with_3_that_a_file_needs_a_look(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken [bold].zip").write_text("<html>")
    assert run("collect", str(tmp_path), monkeypatch=monkeypatch) == LOOK
    assert "Set aside, for you to look at\n· broken [bold].zip is not a whole zip file" in capsys.readouterr().out
    assert run("collect", str(tmp_path), "--json", monkeypatch=monkeypatch) == LOOK
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["file"], one["outcome"]) == ("broken [bold].zip", "set aside")


def test_an_expected_problem_is_one_sentence(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also without anybody to ask: then the sentence says what to add to the command."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert run("hand-in", "04-none", monkeypatch=monkeypatch) == 1
    assert capsys.readouterr().err == f"There is no exercise 04-none of yours here. There is: {NAME}.\n"
    assert run("hand-in", NAME, monkeypatch=monkeypatch) == 1
    assert capsys.readouterr().err.count("--as") == 2
    assert run("move", monkeypatch=monkeypatch) == 1
    assert "Say which way" in capsys.readouterr().err
    assert run("unknown", monkeypatch=monkeypatch) == 2


def test_the_name_is_asked_for_until_it_can_be_one(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["a/b", "noor"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_args, **_kw: next(typed))
    assert run("hand-in", NAME, monkeypatch=monkeypatch) == 0
    assert "Choose a name or nickname" in capsys.readouterr().out
    assert me(course) == "noor"


def test_a_fault_of_ours_is_one_sentence_and_a_log(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of ours")

    assert cli.guarded(broken) == cli.FAULT
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert ".course/coaching.log" in said.replace("\\", "/")
    assert "ZeroDivisionError: of ours" in (course / ".course" / "coaching.log").read_text()


def test_the_log_of_our_faults_holds_no_words_that_a_person_typed(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(sys, "argv", ["coaching", "log", "--note", "about my boss", "--out=mine.html"])
    cli.guarded(broken)
    log = (course / ".course" / "coaching.log").read_text()
    assert "log --note --out\n" in log and "boss" not in log and "mine" not in log


def test_what_a_person_breaks_off_is_said_kindly(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    def problem() -> None:
        raise CourseProblem("Go to [the] course.")

    assert cli.guarded(interrupted) == 130
    assert cli.guarded(problem) == 1
    assert capsys.readouterr().err.endswith("Go to [the] course.\n")


def test_help_comes_without_loading_jupyter() -> None:
    """`coaching --help` answers at once: nbgrader and the cards are loaded by the commands that need them."""
    code = "import sys, coaching.cli; print([m for m in ('nbgrader', 'anywidget', 'pandas') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.skipif(shutil.which("coaching") is None, reason="the package is not installed here")
def test_the_command_is_installed() -> None:
    said = subprocess.run(["coaching", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("Safe to Stretch")
