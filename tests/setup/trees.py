"""Copies of the course in temporary folders, run as a person would run them: with an empty home and an empty cache."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BASE_PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))  # not the one of the course's own venv
NOT_COPIED = ("__pycache__", ".course", ".git", "workspace", ".*_cache", ".hypothesis", "dist", "gradebook.db*")


@dataclass(frozen=True)
class Run:
    """How a command ended and all it printed."""

    code: int
    printed: str

    @property
    def last(self) -> str:
        lines = self.printed.strip().splitlines()
        return lines[-1] if lines else ""


@dataclass(frozen=True)
class Tree:
    """A copy of the course, and the home of the person who has it."""

    root: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        """A person's variables: theirs, not those of the test run."""
        ours = (
            "PYTHON",
            "PYTEST",
            "JUPYTER",
            "IPYTHON",
            "VIRTUAL_ENV",
            "UV_",
            "XDG_",
            "COACHING",
            "CONDA",
            "PIP_CACHE",
        )
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        tools = str(Path(sys.executable).parent)
        path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != tools)
        return {**theirs, "PATH": path, "HOME": str(self.home), "USERPROFILE": str(self.home), **self.variables, **more}

    def offline(self) -> dict[str, str]:
        """Variables with which no package can be had from anywhere."""
        nowhere = "http://127.0.0.1:9/simple"
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": nowhere, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
        return {**pip, "UV_DEFAULT_INDEX": nowhere, "UV_CACHE_DIR": str(self.home / "no-cache"), "UV_HTTP_RETRIES": "0"}

    def start(self, *arguments: str, python: str = BASE_PYTHON, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [python, "course.py", *arguments],
            cwd=self.root,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, python: str = BASE_PYTHON, **more: str) -> Run:
        return ended(self.start(*arguments, python=python, **more))

    def python(self, code: str, python: str = BASE_PYTHON, **more: str) -> Run:
        """Run a few lines of Python in the copy."""
        done = subprocess.run(
            [python, "-c", code],
            cwd=self.root,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def lab_variables(self) -> dict[str, str]:
        """The variables of a terminal in the course's JupyterLab."""
        return dict(json.loads(self.python("import course, json; print(json.dumps(course.environment()))").printed))


def ended(process: subprocess.Popen[str], seconds: float = 240) -> Run:
    """Wait for the end; a process that does not end in time is killed and fails the test."""
    try:
        printed, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        printed, _ = process.communicate()
        pytest.fail(f"did not end in {seconds} s; it printed:\n{printed}")
    return Run(process.returncode, printed)


def stopped_once_open(tree: Tree, *arguments: str, meanwhile: Callable[[str], None] | None = None, **more: str) -> str:
    """Run `course.py start`, wait until the course is open, do something meanwhile, and stop it with Ctrl-C.

    Gives what was printed until it was open; fails if it does not open, or does not stop quietly.
    """
    with tree.start(*arguments, **more) as lab:
        assert lab.stdout
        printed = ""
        try:
            for line in lab.stdout:
                printed += line
                if "Ctrl-C" in line:
                    break
            assert "Ctrl-C" in printed, printed
            if meanwhile:
                meanwhile(printed)
        finally:
            lab.send_signal(signal.SIGINT)
            rest, _ = lab.communicate(timeout=60)
        assert (lab.returncode, rest.strip()) == (130, "Stopped."), rest
    return printed


def copy_of_the_course(root: Path) -> Tree:
    shutil.copytree(REPOSITORY, root / "course", ignore=shutil.ignore_patterns(*NOT_COPIED))
    (root / "home").mkdir()
    return Tree(root / "course", root / "home")
