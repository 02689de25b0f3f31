"""`course.py` opens the course for everybody, and when it cannot, it says in one sentence what to mend."""

from __future__ import annotations

import ast
import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tokenize
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.setup.trees import BASE_PYTHON, REPOSITORY, Run, Tree, copy_of_the_course, ended, stopped_once_open

COURSE = REPOSITORY / "course.py"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses what only Linux has")
posix = pytest.mark.skipif(os.name == "nt", reason="signals are another thing on Windows")


def says(run: Run, *words: str) -> None:
    """The run failed with one last sentence that has these words, and with nothing that frightens."""
    assert run.code == 1, run.printed
    assert all(word in run.last for word in words), run.printed
    assert run.last.rstrip(")").endswith("."), run.last
    assert "Traceback" not in run.printed, run.printed


# --- an old Python ---------------------------------------------------------------------------------------------------


def old_pythons() -> list[str]:
    """Every too old Python of this machine that can be run."""
    names = ["python2", "python2.7", *(f"python3.{minor}" for minor in range(4, 11))]
    found = [shutil.which(name) for name in names]
    found += [str(path) for path in sorted(Path.home().glob(".pyenv/versions/*/bin/python"))]
    old: dict[str, str] = {}
    for python in filter(None, found):
        ask = "import sys; print('%d.%d' % sys.version_info[:2])"
        asked = subprocess.run([python, "-c", ask], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        version = asked.stdout.strip()
        if asked.returncode == 0 and version and tuple(map(int, version.split("."))) < (3, 11):
            old.setdefault(version, python)
    return list(old.values())


@pytest.mark.parametrize("python", old_pythons(), ids=lambda python: "/".join(Path(python).parts[-3:]))
def test_an_old_python_is_told_which_one_is_needed(python: str, tmp_path: Path) -> None:
    """From 3.6 on in one sentence; older ones print the line that holds the sentence."""
    shutil.copy(COURSE, tmp_path)
    done = subprocess.run([python, "course.py", "start"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "This course needs Python 3.11, 3.12 or 3.13: please install one of them" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".course").exists()


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14)])
def test_a_python_outside_the_tested_range_is_refused(version: tuple[int, int], tree: Tree) -> None:
    pretend = f"import sys, runpy; sys.version_info = {version} + (0,); sys.argv = ['course.py', 'start']; "
    done = tree.python(pretend + "runpy.run_path('course.py', run_name='__main__')")
    says(done, "This course needs Python 3.11, 3.12 or 3.13")


def test_an_old_python_gets_as_far_as_the_sentence() -> None:
    """The file is ASCII in the syntax of 3.6, and what 2.7 and 3.5 stumble over first is the sentence itself."""
    source = COURSE.read_text(encoding="ascii")
    ast.parse(source, feature_version=(3, 6))
    with COURSE.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    newer = next(
        token for token in tokens if token.string.startswith('f"') or tokenize.tok_name[token.type] == "FSTRING_START"
    )
    assert newer.line.startswith('NEEDS = f"This course needs Python 3.11')


def test_course_py_needs_nothing_but_python() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(COURSE.read_text(encoding="ascii")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


# --- what a person can meet ------------------------------------------------------------------------------------------


def test_a_python_without_venv_is_told_what_to_install(tree: Tree) -> None:
    """Debian's Python without python3-venv: `import ensurepip` fails."""
    without = "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['course.py', 'start']; "
    says(tree.python(without + "runpy.run_path('course.py', run_name='__main__')"), "venv", "python3-venv")


@pytest.mark.parametrize("port", ["taken", "80000"])
def test_a_port_that_cannot_be_had_is_said_before_anything_is_installed(tree: Tree, port: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1]) if port == "taken" else port
        says(tree.run("start", "--no-browser", "--port", port), f"Port {port}", "choose another number")
    assert not (tree.root / ".course").exists()


def test_without_network_the_first_set_up_asks_for_it(tree: Tree) -> None:
    done = tree.run("start", "--no-browser", **tree.offline())
    says(done, "could not be downloaded", "connect to the internet")
    assert "127.0.0.1:9" in (tree.root / ".course" / "setup.log").read_text(encoding="utf-8"), "the log has the details"


def not_above_permissions() -> None:
    """Take from root the right to write against the permissions, for the program that is about to start."""
    if os.geteuid() == 0:
        drop_from_bounding_set, override_permissions = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, override_permissions, 0, 0, 0)


@linux
def test_a_folder_that_cannot_be_written_to_is_said(tree: Tree) -> None:
    tree.root.chmod(0o555)
    try:
        done = subprocess.run(
            [BASE_PYTHON, "course.py", "start"],
            cwd=tree.root,
            env=tree.environment(),
            preexec_fn=not_above_permissions,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    finally:
        tree.root.chmod(0o755)
    says(Run(done.returncode, done.stdout), "cannot be written to", "folder of your own")


@linux
def test_a_full_disk_is_said(tree: Tree) -> None:
    (tree.root / ".course").mkdir()
    (tree.root / ".course" / "setup.log").symlink_to("/dev/full")
    says(tree.run("start"), "disk is full", "1 GB")


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("error: failed to write: No space left on device (os error 28)", "DISK_FULL"),
        ("OSError: [Errno 30] Read-only file system: 'x'", "READ_ONLY"),
        ("ERROR: Could not find a version that satisfies the requirement uv (from versions: none)", "NO_NETWORK"),
        ("  Caused by: dns error: failed to lookup. error sending request for url", "NO_NETWORK"),
    ],
)
def test_what_a_step_printed_becomes_a_sentence(tree: Tree, printed: str, sentence: str) -> None:
    done = tree.python(f"import course; assert str(course.Mend.of({printed!r}, 'other')) == course.{sentence}")
    assert done.code == 0, done.printed


def test_a_step_that_fails_for_its_own_reason_names_the_log(tree: Tree) -> None:
    done = tree.python("import course; course.COURSE.mkdir(); course.step('This', ['false' if 1 else ''])")
    assert "'This' did not work" in done.printed
    assert ".course/setup.log" in done.printed


def test_the_learner_edition_says_that_it_has_no_tests(tree: Tree) -> None:
    shutil.rmtree(tree.root / "tests")
    says(tree.run("test"), "learner edition")


def test_tests_without_a_browser_fail_before_they_start(tree: Tree) -> None:
    done = tree.python(
        "import course\ntry: course.find_chromium()\nexcept course.Mend as mend: print(mend)",
        COACHING_CHROMIUM="/nowhere/chromium",
    )
    assert "Chromium is missing" in done.printed


def test_unknown_words_are_refused(tree: Tree) -> None:
    done = tree.run("start", "--prot", "9000")
    assert done.code == 2
    assert "--prot" in done.printed


# --- the set-up itself -----------------------------------------------------------------------------------------------


def test_setup_makes_everything_and_says_what_is_next(ready: Tree) -> None:
    course = ready.root / ".course"
    assert json.loads((course / "venv" / "made.json").read_text(encoding="utf-8"))["root"] == str(ready.root)
    assert (course / "exchange").is_dir()
    names = {path.name for path in (course / "venv").rglob("*.dist-info")}
    assert any(name.startswith("jupyterlab-") for name in names)
    assert not any(name.startswith(("pytest-", "playwright-")) for name in names), "learners get no test tools"
    assert not list(ready.home.glob(".jupyter")) and not list(ready.home.glob(".local/share/jupyter"))


def test_a_second_run_installs_nothing_and_needs_no_network(ready: Tree) -> None:
    began = time.monotonic()
    done = ready.run("setup", **ready.offline())
    assert done.code == 0, done.printed
    assert "Installing" not in done.printed
    assert done.last == "The course is set up. Open it with: python3 course.py start"
    assert time.monotonic() - began < 20


def test_a_copied_or_moved_course_is_set_up_anew(ready: Tree) -> None:
    """Its scripts would run those of the old place."""
    moved = "import course; print(bool(course.made())); course.ROOT = course.ROOT / 'elsewhere'; print(course.made())"
    assert ready.python(moved).printed.split() == ["True", "{}"]


def test_a_broken_environment_is_noticed(ready: Tree) -> None:
    python = next((ready.root / ".course" / "venv").glob("*/python*"))
    aside = python.with_name("aside")
    python.rename(aside)
    try:
        broken = f"import course, pathlib; course.PYTHON = pathlib.Path({str(python)!r}); print(course.made())"
        assert ready.python(broken).printed.strip() == "{}"
    finally:
        aside.rename(python)


@posix
def test_an_interrupted_first_run_and_two_at_the_same_time_end_well(tmp_path: Path, ready: Tree) -> None:
    """Stopped with Ctrl-C, then killed outright, then run in two windows at once: the course is whole."""
    tree = copy_of_the_course(tmp_path)
    cache = {"UV_CACHE_DIR": str(ready.home / ".cache" / "uv"), "PIP_CACHE_DIR": str(ready.home / ".cache" / "pip")}
    for way in (signal.SIGINT, signal.SIGKILL):
        first = tree.start("setup", **cache)
        until(lambda: list((tree.root / ".course").glob("venv/lib*/python*/site-packages")), 60)
        os.killpg(first.pid, way)
        done = ended(first)
        assert done.code == (130 if way == signal.SIGINT else -9), done.printed
        assert "Traceback" not in done.printed
        assert not (tree.root / ".course" / "venv" / "made.json").exists()
    two = [tree.start("setup", **cache), tree.start("setup", **cache)]
    both = [ended(one) for one in two]
    assert [one.code for one in both] == [0, 0], both
    assert sum("waiting for it" in one.printed for one in both) == 1
    assert sum("Installing JupyterLab" in one.printed for one in both) == 1
    assert tree.python("import course; print(bool(course.made()))").printed.strip() == "True"


def test_a_conda_environment_is_used_as_it_is(tree: Tree, ready: Tree) -> None:
    conda = {"CONDA_DEFAULT_ENV": "safe-to-stretch"}
    says(tree.run("setup", **conda), "conda", "environment.yml")
    python = str(ready.root / ".course" / "venv" / "bin" / "python")
    done = tree.run("setup", python=python, **conda)
    assert done.code == 0, done.printed
    assert not (tree.root / ".course" / "venv").exists()


# --- opening ---------------------------------------------------------------------------------------------------------


def until(holds: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"did not come about in {seconds} s"
        time.sleep(0.05)


def status(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return int(opener.open(address, timeout=20).getcode())
    except urllib.error.HTTPError as error:
        return error.code


@posix
def test_start_opens_the_welcome_notebook_and_stops_quietly(ready: Tree, tmp_path: Path) -> None:
    """It answers on this machine, only with its token; the person's own Python and Jupyter settings stay out."""
    (tmp_path / "jupyter_core.py").write_text("raise SystemExit('a stray module of the person')")
    (tmp_path / "jupyter_server_config.py").write_text("raise SystemExit('a stray setting of the person')")
    addresses: list[str] = []

    def look(printed: str) -> None:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/lab/tree/(\S+)\?token=(\w+)", printed)
        assert found, printed
        port, notebook, token = found.groups()
        addresses.append(found.group())
        assert notebook == "workspace/notebooks/00-welcome.ipynb"
        assert status(found.group()) == 200
        contents = f"http://127.0.0.1:{port}/api/contents/"
        assert status(f"{contents}{notebook}?token={token}") == 200, "the server's root is the course"
        assert status(f"{contents}{notebook}") == 403, "the token is asked for"
        again = ready.run("start", "--no-browser")
        assert again.code == 0 and found.group() in again.printed, again.printed

    strays = {"PYTHONPATH": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    stopped_once_open(ready, "start", "--no-browser", meanwhile=look, **strays)
    with pytest.raises(OSError):
        status(addresses[0])
