"""The learners' edition holds the course and nothing that gives a key away."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coaching.pack import pack
from coaching.problems import CourseProblem

REPOSITORY = Path(__file__).resolve().parents[2]
SECRET = "A wish is not a promise, whatever the director calls it."
MODEL = "On our help desk we called a contract a dream, and nobody dared to say so."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The repository's own top files and package around one small assignment with a key and a model answer."""
    root = tmp_path / "course"
    root.mkdir()
    for name in ("course.py", "nbgrader_config.py", "pyproject.toml", "requirements.lock", "README.md"):
        shutil.copy(REPOSITORY / name, root / name)
    package = root / "src" / "coaching"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    key = f'Note(text=("{SECRET[:20]}"\n  "{SECRET[20:]}"))'  # as a formatter splits a long sentence
    source = f'answered(here, "a")\n### BEGIN HIDDEN TESTS\n{key}\n### END HIDDEN TESTS'
    write(root / "solutions" / "01-x" / "x.ipynb", source)
    (root / "solutions" / "01-x" / "private").mkdir()
    (root / "solutions" / "01-x" / "private" / "model_answers.json").write_text(json.dumps({"reflect": MODEL}))
    write(root / "exercises" / "01-x" / "x.ipynb", 'answered(here, "a")')
    write(root / "notebooks" / "01-x.ipynb", "here.practise(item, key)  # see ../docs/inventory.csv")
    write(root / "notebooks" / "leader" / "scores.ipynb", "our_scores()")
    (package / "desk" / "coach").mkdir(parents=True)
    (package / "desk" / "coach" / "__init__.py").write_text("")
    for name in (
        "exercises/01-x/answers/01-x.json",
        "notebooks/answers/01-x.json",
        "notebooks/.ipynb_checkpoints/01-x.ipynb",
        "notebooks/coach/desk.ipynb",
        "docs/inventory.csv",
        "docs/coach-guide.md",
        "data/table.csv",
        "tests/test_x.py",
        "gradebook.db",
        "submitted/mira/01-x/x.ipynb",
        "workspace/notebooks/01-x.ipynb",
        ".course/me.json",
        "src/coaching/__pycache__/x.pyc",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    return root


def write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a")]), path)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_a_learner_needs_is_in_and_nothing_else(course: Path, tmp_path: Path) -> None:
    packed = pack(course, tmp_path / "out")
    assert names(packed.folder) == {
        *("course.py", "nbgrader_config.py", "pyproject.toml", "requirements.lock", "README.md"),
        *("exercises/01-x/x.ipynb", "notebooks/01-x.ipynb", "data/table.csv", "docs/inventory.csv"),
        *("notebooks/leader/scores.ipynb", "src/coaching/__init__.py", "src/coaching/desk/coach/__init__.py"),
    }
    assert packed.contents["notebooks/"] == 2
    with zipfile.ZipFile(packed.zip) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert names(tmp_path / "unpacked") == {f"{packed.folder.name}/{name}" for name in names(packed.folder)}


@pytest.mark.parametrize("leak", [SECRET, MODEL])
@pytest.mark.parametrize("place", ["notebooks/01-x.ipynb", "src/coaching/__init__.py", "data/table.csv"])
def test_a_key_or_model_answer_anywhere_stops_the_packing(course: Path, tmp_path: Path, leak: str, place: str) -> None:
    """The sentence names the file and where the words come from, and nothing is made."""
    if place.endswith(".ipynb"):
        write(course / place, f"# {leak}")
    else:
        (course / place).write_text(f"x = 1  # {leak}")
    with pytest.raises(CourseProblem, match=rf"{re.escape(place)} holds words of solutions/01-x/"):
        pack(course, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("### BEGIN HIDDEN TESTS\n1", "cannot be read"),
        ("### BEGIN HIDDEN TESTS\nNote(\n### END HIDDEN TESTS", "cannot be read"),
    ],
)
def test_a_source_that_cannot_be_searched_stops_the_packing(
    course: Path, tmp_path: Path, source: str, says: str
) -> None:
    write(course / "solutions" / "01-x" / "x.ipynb", source)
    with pytest.raises(CourseProblem, match=says):
        pack(course, tmp_path / "out")


def test_an_exercise_with_a_mark_of_the_source_or_none_at_all_stops_the_packing(course: Path, tmp_path: Path) -> None:
    write(course / "exercises" / "01-x" / "x.ipynb", "### BEGIN SOLUTION\n1\n### END SOLUTION")
    with pytest.raises(CourseProblem, match="holds “BEGIN SOLUTION”"):
        pack(course, tmp_path / "out")
    shutil.rmtree(course / "exercises")
    with pytest.raises(CourseProblem, match="exercises/01-x is not made yet"):
        pack(course, tmp_path / "out")


def test_an_edition_that_somebody_started_is_not_replaced(course: Path, tmp_path: Path) -> None:
    packed = pack(course, tmp_path / "out")
    assert pack(course, tmp_path / "out") == packed
    (packed.folder / "workspace").mkdir()
    with pytest.raises(CourseProblem, match="was started and may hold answers"):
        pack(course, tmp_path / "out")


def test_a_learners_edition_cannot_be_packed_again(course: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseProblem, match="this is a learners' edition already"):
        pack(pack(course, tmp_path / "out").folder, tmp_path / "again")


# --- the real course --------------------------------------------------------------------------------------------------


def hidden_words() -> set[str]:
    """Every string of a hidden test or model answer that is long enough to mean something, found without `pack`."""
    found: set[str] = set()
    for notebook in (REPOSITORY / "solutions").glob("*/*.ipynb"):
        for cell in nbformat.read(notebook, as_version=4).cells:
            for region in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", cell.source, re.DOTALL):
                for node in ast.walk(ast.parse(region)):
                    if isinstance(node, ast.keyword) and node.arg in ("text", "praise"):
                        found |= {one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)}
    for path in (REPOSITORY / "solutions").glob("*/private/model_answers.json"):
        for entry in json.loads(path.read_text(encoding="utf-8"))["items"].values():
            found |= {entry["value"]} if isinstance(entry["value"], str) else set()
    return {word for word in found if isinstance(word, str) and len(word) > 40}


@pytest.mark.skipif(not list((REPOSITORY / "exercises").glob("*/*.ipynb")), reason="no exercise is made yet")
def test_the_packed_course_starts_and_gives_no_key_away(tmp_path: Path) -> None:
    """Unpacked and read file by file: no hidden test, no key, no model answer; and the start command is the same."""
    packed = pack(REPOSITORY, tmp_path / "out")
    with zipfile.ZipFile(packed.zip) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked" / packed.folder.name
    words = hidden_words()
    assert len(words) > 50, "the search for keys found too little to mean anything"
    spelled = {spelling for word in words for spelling in (word, json.dumps(word)[1:-1])}
    for path in unpacked.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            found = [word for word in spelled if word in text]
            assert not found, f"{path.relative_to(unpacked)} gives away: {found[0]}"
    for path in (unpacked / "exercises").rglob("*.ipynb"):
        assert not re.search(r"HIDDEN TESTS|\w+Key\(|Note\(|BEGIN SOLUTION", path.read_text(encoding="utf-8"))
    assert not {"solutions", "tests", "submitted", "workspace", ".git"} & {path.name for path in unpacked.rglob("*")}
    said = subprocess.run([sys.executable, "course.py", "--help"], cwd=unpacked, capture_output=True, text=True)
    assert "start" in said.stdout
