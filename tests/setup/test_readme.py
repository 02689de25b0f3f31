"""README.md keeps its word: a newcomer types its commands one after the other, and each does what is said beside it.

One journey through one copy of the course, in the README's order; a case alone works only with those before it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.setup.trees import BASE_PYTHON, REPOSITORY, Tree, copy_of_the_course, stopped_once_open

ONE_TEST = "tests/setup/test_notebook_hygiene.py"  # what `course.py test` runs here, instead of all that run already


def blocks(text: str) -> list[str]:
    """The commands of a Markdown text: the lines of its `bash` blocks."""
    found = re.findall(r"^```bash\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines() if line and not line.startswith("#")]


COMMANDS = blocks((REPOSITORY / "README.md").read_text(encoding="utf-8"))


def typed(tree: Tree, command: str, code: int | None = 0) -> str:
    """Run a command as it stands, in the course's folder, as a terminal of its JupyterLab would; what it printed."""
    env = {**tree.lab_variables(), "BROWSER": "true"}
    done = subprocess.run(
        shlex.split(command),
        cwd=tree.root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert code is None or done.returncode == code, f"{command}\n{done.stdout}"
    return done.stdout


def course_py(tree: Tree, command: str, *more: str) -> str:
    """Run `python3 course.py …` with the Python of this machine that is newest to the course."""
    run = tree.run(*command.split()[2:], *more, BROWSER="true")
    assert run.code == 0, run.printed
    return run.printed


def opens(tree: Tree, command: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    words = [free if word == "8899" else word for word in command.split()[2:]]
    printed = stopped_once_open(tree, *words, BROWSER="true")
    assert "The course is open at http://127.0.0.1:" in printed, printed
    assert free in printed or "8899" not in command


def sets_up(tree: Tree, command: str) -> None:
    assert "The course is set up." in course_py(tree, command)


def runs_the_tests(tree: Tree, command: str) -> None:
    printed = course_py(tree, command, "-q", ONE_TEST)
    assert re.fullmatch(r".*\d+ passed.* in .*s.*", printed.strip().splitlines()[-1]), "pytest has the last word"


def makes(*names: str) -> Callable[[Tree, str], None]:
    """The command leaves these behind."""

    def case(tree: Tree, command: str) -> None:
        printed = typed(tree, command)
        missing = [name for name in names if not list(tree.root.glob(name))]
        assert missing == [], f"{command}\n{printed}"

    return case


def takes_in(tree: Tree, command: str) -> None:
    assert "answer" in typed(tree, command)


def measures(option: str, result: str) -> Callable[[Tree, str], None]:
    """It may miss a limit on a busy machine, and says so with its exit code; here it only has to measure."""

    def run(tree: Tree, command: str) -> None:
        printed = typed(tree, f"{command} {option}", code=None)
        assert re.search(result, printed), printed

    return run


CASES: dict[str, Callable[[Tree, str], None]] = {
    "python3 course.py start": opens,
    "python3 course.py start --no-browser --port 8899": opens,
    "python3 course.py setup": sets_up,
    "python3 course.py test": runs_the_tests,
    "coaching hand-in 03-stretch-scoring": makes("workspace/handed-in/03-stretch-scoring__mira__*.zip"),
    "coaching move --out my-answers.zip": makes("my-answers.zip"),
    "coaching move --in my-answers.zip": takes_in,
    "coaching check 03-stretch-scoring": makes("workspace/feedback/**/*.html"),
    "coaching team scores data/okr_template.csv --out workspace/our-scores.html": makes("workspace/our-scores.html"),
    "coaching team climate data/climate_template.csv --out workspace/our-climate.html": makes(
        "workspace/our-climate.html"
    ),
    "coaching team ritual experiment-card --out workspace/sheets": makes("workspace/sheets/experiment-card.ics"),
    "coaching log --out workspace/my-growth-log.html": makes("workspace/my-growth-log.html"),
    "coaching pack": makes("dist/*.zip"),
    "nbgrader generate_assignment 03-stretch-scoring --force": makes("exercises/03-stretch-scoring/*.ipynb"),
    "nbgrader release_assignment 03-stretch-scoring --force": makes(".course/exchange/*/outbound/03-stretch-scoring"),
    "nbgrader collect 03-stretch-scoring": makes(),
    "coaching collect workspace/handed-in": makes("submitted/mira/03-stretch-scoring/stretch-scoring.ipynb"),
    "coaching grade 03-stretch-scoring": makes("autograded/mira/03-stretch-scoring/stretch-scoring.ipynb"),
    "coaching feedback 03-stretch-scoring": makes("feedback/mira/03-stretch-scoring/stretch-scoring.html"),
    "coaching report": makes("reports/*.html"),
    "coaching send-back 03-stretch-scoring": makes("to-send-back/*mira*.html"),
    ".course/venv/bin/python -m benchmarks.cards": measures("--clicks 2", r"first card usable +[\d.]+ s"),
    ".course/venv/bin/python -m benchmarks.explorable": measures("--inputs 20", r"keys painted +p50 +[\d.]+ ms"),
    ".course/venv/bin/python -m benchmarks.grading": measures(
        "--n 2 --most 0", r"(?s)tables are the same.*ratio: [\d.]+$"
    ),
}


def click_something(tree: Tree) -> None:
    """What happens in the browser between set-up and hand-in: a name is given, and one card is answered."""
    (tree.root / ".course" / "me.json").write_text('{"id": "mira"}', encoding="utf-8")
    answered = {"value": {"q": "b"}, "confidence": None, "saved_at": "2026-11-20T09:00:00Z", "attempts": 1}
    sheet = {"schema": 1, "lesson": "00-welcome", "release": "", "items": {"welcome": answered}}
    answers = tree.root / "workspace" / "notebooks" / "answers"
    answers.mkdir(exist_ok=True)
    (answers / "00-welcome.json").write_text(json.dumps(sheet), encoding="utf-8")


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory, ready: Tree) -> Iterator[Tree]:
    """A newcomer with a fresh copy, on a machine where packages were downloaded before."""
    fresh = copy_of_the_course(tmp_path_factory.mktemp("readme"))
    subprocess.run(["git", "init", "--quiet"], cwd=fresh.root, check=True)  # as a clone is
    yield Tree(fresh.root, ready.home)
    shutil.rmtree(fresh.root, ignore_errors=True)


def test_every_command_of_the_readme_has_its_case() -> None:
    """In both directions: no promise that nothing runs, no case that nobody is promised."""
    assert list(CASES) == COMMANDS


@pytest.mark.skipif(os.name == "nt", reason="written for the shell of the other systems")
@pytest.mark.parametrize("command", CASES)
def test_the_readme_command_does_what_is_said(command: str, newcomer: Tree) -> None:
    if command.startswith("coaching hand-in"):
        click_something(newcomer)
    CASES[command](newcomer, command)


def test_the_commands_for_authors_are_those_that_exist(newcomer: Tree) -> None:
    """CONTRIBUTING.md: the programs it names are there, and the lock command is a file of the course."""
    for command in blocks((REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        program = shlex.split(command)
        assert program[0] in ("python3", "bash") or (newcomer.root / program[0]).exists(), command
        assert program[0] != "bash" or (REPOSITORY / program[1]).is_file(), command
        assert Path(BASE_PYTHON).exists()
