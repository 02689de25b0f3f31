"""What the repository promises of itself: layout, requirements, licences, and the wheel that comes out of it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import coaching
from tests.setup.trees import REPOSITORY

DESIGNED = {
    *("README.md", "LICENSE", "LICENSE-CONTENT", "CITATION.cff", "CHANGELOG.md", "CONTRIBUTING.md"),
    *("course.py", "environment.yml", "pyproject.toml", "requirements.lock", "requirements-test.lock"),
    *("nbgrader_config.py", "notebooks", "solutions", "exercises", "data", "src", "tests", "docs", "benchmarks"),
    *(".ci", ".gitignore", ".pre-commit-config.yaml"),
}
PYPROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]


def files() -> list[Path]:
    """Every file of the course: what git has or would add; with no git, all that set-up and use do not make."""
    if (REPOSITORY / ".git").exists():
        git = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(git, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\0")
        return [REPOSITORY / name for name in listed if name and (REPOSITORY / name).exists()]
    made = re.compile(r"\.course|workspace|__pycache__|\..*_cache|\.hypothesis|\.ipynb_checkpoints|.*\.db.*")
    found = (path for path in REPOSITORY.rglob("*") if path.is_file())
    return [path for path in found if not any(made.fullmatch(part) for part in path.relative_to(REPOSITORY).parts)]


def texts() -> dict[Path, str]:
    """Every text file with its text."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(REPOSITORY)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


# --- the layout ------------------------------------------------------------------------------------------------------


def test_the_top_of_the_repository_is_as_designed() -> None:
    """A newcomer sees what is there at one glance; a new name at the top is a decision, not an accident."""
    assert {path.relative_to(REPOSITORY).parts[0] for path in files()} == DESIGNED


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """Not a home folder, not the folder for temporary files, not where this copy lies."""
    home = re.compile(r"(?<![\w.~-])/(?:home|Users|root|tmp|var/folders)/\w|[A-Z]:\\+Users\\")
    places = [str(REPOSITORY)] if len(REPOSITORY.parts) > 2 else []
    hits = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if home.search(line) or any(place in line for place in places)
    ]
    assert hits == []


# --- the requirements ------------------------------------------------------------------------------------------------


def pins(lock: str) -> dict[str, str]:
    """Name to `version ; marker`, for every line of a lock that is not a hash."""
    lines = [line for line in (REPOSITORY / lock).read_text(encoding="utf-8").splitlines() if not line.startswith(" ")]
    split = [line.removesuffix("\\").strip().partition("==") for line in lines]
    found: dict[str, str] = {}
    for name, _, rest in split:
        found[name] = " | ".join(filter(None, [found.get(name), rest]))
    return found


def versions(pinned: str) -> set[str]:
    """The versions of a pin, whatever the systems that it is for: the test tools may want a package on more of them."""
    return {pin.split()[0] for pin in pinned.split(" | ") if pin}


def extra(name: str) -> list[str]:
    """The requirements of an extra, and of the extras that it takes in."""
    found: list[str] = []
    for text in PROJECT["optional-dependencies"][name]:
        requirement = Requirement(text)
        own = requirement.name == PROJECT["name"]
        found += [one for other in sorted(requirement.extras) for one in extra(other)] if own else [text]
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: str) -> None:
    """So no registry's address, no path and no option can hide in it."""
    pin = re.compile(r"[a-z0-9.-]+==[A-Za-z0-9.!+]+( ; [\w .'\"<>=!()]+)? \\")
    kept = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (REPOSITORY / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not pin.fullmatch(line) and not kept.fullmatch(line)] == []


def test_learners_and_tests_get_the_same_versions() -> None:
    learn, test = pins("requirements.lock"), pins("requirements-test.lock")
    missing = {name: versions(pin) - versions(test.get(name, "")) for name, pin in learn.items()}
    assert {name: pin for name, pin in missing.items() if pin} == {}
    assert {"pytest", "playwright", "mypy", "ruff"} <= test.keys() - learn.keys()


def test_every_requirement_is_met_by_its_pin() -> None:
    test = extra("test")
    setup = PYPROJECT["dependency-groups"]["setup"]
    for lock, wanted in (
        ("requirements.lock", [*PROJECT["dependencies"], *setup]),
        ("requirements-test.lock", [*PROJECT["dependencies"], *setup, *test]),
    ):
        pinned = pins(lock)
        for requirement in map(Requirement, wanted):
            for pin in pinned[canonicalize_name(requirement.name)].split(" | "):
                assert requirement.specifier.contains(pin.split()[0]), (lock, str(requirement), pin)


def test_what_the_package_imports_is_declared() -> None:
    """Not left to what a requirement happens to bring along."""
    brings = packages_distributions()
    found = {
        name.split(".")[0]
        for path in files()
        if path.suffix == ".py" and path.is_relative_to(REPOSITORY / "src")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    } - {*sys.stdlib_module_names, "coaching"}
    wanted = [*PROJECT["dependencies"], *(text for one in ("badges", "cluster", "postgresql") for text in extra(one))]
    declared = {canonicalize_name(Requirement(text).name) for text in wanted}
    undeclared = {name for name in found if not declared & {canonicalize_name(one) for one in brings.get(name, [])}}
    assert undeclared == set()


def test_the_build_backend_comes_from_the_lock() -> None:
    """The package itself is installed with no network."""
    assert {Requirement(text).name for text in PYPROJECT["build-system"]["requires"]} <= pins(
        "requirements.lock"
    ).keys()


def test_the_conda_door_asks_for_the_same() -> None:
    conda = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    plain = [entry for entry in conda["dependencies"] if isinstance(entry, str)]
    assert sorted(plain) == sorted([f"python{PROJECT['requires-python']}", "pip", *PROJECT["dependencies"]])
    assert [entry for entry in conda["dependencies"] if isinstance(entry, dict)] == [{"pip": ["--editable ."]}]
    assert conda["name"] == "safe-to-stretch"


def test_what_runs_the_course_and_what_declares_it_agree_on_python() -> None:
    course = (REPOSITORY / "course.py").read_text(encoding="utf-8")
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in course
    minors = [text.rsplit(" ", 1)[1] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert minors == ["3.11", "3.12", "3.13"]


# --- the papers ------------------------------------------------------------------------------------------------------


def test_code_and_content_have_each_their_licence() -> None:
    code = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert code.startswith("BSD 3-Clause License")
    assert "Neither the name of the copyright holder nor the names of its" in code
    content = (REPOSITORY / "LICENSE-CONTENT").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in content
    assert PROJECT["license"] == "BSD-3-Clause AND CC-BY-4.0"


def test_the_citation_is_complete_and_of_this_version() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"] and citation["title"] and citation["authors"]
    assert citation["license"] == ["BSD-3-Clause", "CC-BY-4.0"]
    assert citation["version"] == PROJECT["version"] == coaching.__version__


def test_the_changelog_begins_with_this_version() -> None:
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d|unreleased)\)$", changes, re.MULTILINE)
    assert versions[0][0] == PROJECT["version"]
    assert len(versions) == len(re.findall(r"^## ", changes, re.MULTILINE))


def test_decisions_are_numbered_without_a_gap_and_follow_the_template() -> None:
    folder = REPOSITORY / "docs" / "decisions"
    sections = re.findall(r"^## .*", (folder / "template.md").read_text(encoding="utf-8"), re.MULTILINE)
    numbered = sorted(path for path in folder.glob("*.md") if path.name != "template.md")
    assert [int(path.name[:4]) for path in numbered] == list(range(1, len(numbered) + 1))
    for path in numbered:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert re.findall(r"^## .*", text, re.MULTILINE) == sections, path.name


def test_links_to_files_lead_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in texts().items()
        if name.suffix == ".md" and name.parts[0] != "tests"
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (REPOSITORY / name.parent / target).exists()
    ]
    assert broken == []


# --- the quick checks ------------------------------------------------------------------------------------------------


def hooks() -> list[dict[str, Any]]:
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"], "hooks come from the lock, not from the network"
    return list(config["repos"][0]["hooks"])


def test_the_hooks_are_the_promised_ones() -> None:
    assert [hook["id"] for hook in hooks()] == ["ruff", "mypy", "codespell", "notebooks"]


@pytest.mark.parametrize(
    "hook", [hook for hook in hooks() if hook["id"] != "notebooks"], ids=lambda hook: str(hook["id"])
)
def test_a_commit_of_everything_passes_the_quick_check(hook: dict[str, Any]) -> None:
    """The notebooks' hook is a test file of its own."""
    command = hook["entry"].replace(".course/venv/bin", str(Path(sys.executable).parent)).split()
    kinds = {"ruff": (".py", ".pyi"), "codespell": (".py", ".md", ".ipynb", ".js", ".css", ".csv", ".toml", ".yml")}
    names = [] if hook.get("pass_filenames") is False else [str(p) for p in files() if p.suffix in kinds[hook["id"]]]
    done = subprocess.run([*command, *names], cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


# --- the wheel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with no network by the backend of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_all_that_the_package_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {path.relative_to(REPOSITORY / "src").as_posix() for path in files() if "src" in path.parts}
    assert package - names == set(), "every file of the package is in the wheel"
    assert {Path(name).suffix for name in package} >= {".py", ".js", ".css", ".json", ".typed"}
    shared = {name.split("/data/", 1)[1] for name in names if ".data/data/" in name}
    assert "share/jupyter/labextensions/coaching-lab/package.json" in shared
    info = f"safe_to_stretch-{PROJECT['version']}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/LICENSE-CONTENT"} <= names
    assert not any(name.startswith(("tests/", "solutions/", "notebooks/")) for name in names)


def test_every_module_imports_from_the_wheel_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Not from the source tree beside it: the requirements are lent by this environment, the package is not."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=60)
    python = next(path for path in (venv / "bin" / "python", venv / "Scripts" / "python.exe") if path.exists())
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    site = "import json, sysconfig; print(json.dumps(sysconfig.get_paths()['purelib']))"
    theirs = Path(json.loads(subprocess.check_output([str(python), "-c", site], env=env)))
    ours = json.loads(subprocess.check_output([sys.executable, "-c", site], env=env))
    zipfile.ZipFile(wheel).extractall(theirs)
    (theirs / "lent.pth").write_text(ours, encoding="utf-8")
    every = """
import importlib, pkgutil, coaching
for module in pkgutil.walk_packages(coaching.__path__, "coaching."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(coaching.__file__)
"""
    done = subprocess.run(
        [str(python), "-c", every], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(theirs)
