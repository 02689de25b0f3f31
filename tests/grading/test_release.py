"""What learners get: made from the source, the same bytes every time, with nothing of the key in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coaching.items import Item, Key, read
from coaching.items.base import Note

from ..coursecopy import REPOSITORY, Course, new_course, write_answers
from .demo_assignment import DEMO, GOOD, demo_notebook, write_demo

ASSIGNMENTS = sorted(folder.name for folder in (REPOSITORY / "solutions").glob("[0-9]*"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_exercise_in_the_repository_is_what_its_source_gives(assignment: str, tmp_path: Path) -> None:
    """Byte for byte. If this fails: `coaching author exercises`, and look at the difference."""
    course = new_course(tmp_path / "course", REPOSITORY / "solutions" / assignment)
    course.generate(assignment)
    made = files_in(course.root / "exercises" / assignment)
    kept = {
        name: content
        for name, content in files_in(REPOSITORY / "exercises" / assignment).items()
        if not name.startswith(("answers/", ".ipynb_checkpoints/"))
    }
    assert sorted(made) == sorted(kept)
    for name in made:
        assert made[name] == kept[name], f"exercises/{assignment}/{name} is stale"


def key_texts(source: Path) -> Iterator[str]:
    """Every sentence that only a grader may see: notes, praise, and what a check says, of each key of an assignment."""
    for notebook in source.glob("*.ipynb"):
        if json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["coaching"].get("role") == "code-track":
            continue
        for asked in read(notebook):
            if asked.key is not None:
                yield from _texts(asked.key, asked.item)


def _texts(value: object, item: Item) -> Iterator[str]:
    if isinstance(value, Note):
        yield value.text
    elif isinstance(value, Key):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), item)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part, item)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part, item)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_key_hidden_test_or_model_answer_is_in_the_release(assignment: str) -> None:
    source, release = REPOSITORY / "solutions" / assignment, REPOSITORY / "exercises" / assignment
    released = "\n".join(
        "".join(cell["source"])
        for notebook in release.glob("*.ipynb")
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    )
    flat = " ".join(released.split())
    texts = list(key_texts(source))
    assert len(texts) > 50, "the keys of the source were not found"
    for text in texts:
        assert " ".join(text.split()) not in flat
        assert text[:40] not in released
    for word in (
        "HIDDEN TESTS",
        "ChoiceKey",
        "SeveralKey",
        "OrderKey",
        "EstimateKey",
        "ConstructKey",
        "BEGIN SOLUTION",
    ):
        assert word not in released
    names = {path.name for path in release.rglob("*")}
    assert not names & {"private", "model_answers.json", "wrong_answers.json", "rubric.toml", "misconceptions.toml"}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_cell_of_the_release_is_locked_or_graded_and_has_a_kernel_that_everybody_has(assignment: str) -> None:
    """What has no nbgrader id cannot be restored from the gradebook."""
    for path in (REPOSITORY / "exercises" / assignment).glob("*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        assert nb.metadata.kernelspec.name == "python3"
        for cell in nb.cells:
            assert cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source[:80]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course", write_demo(tmp_path / "source", with_code=True))


def test_what_an_author_leaves_behind_stays_behind(course: Course) -> None:
    """Answers given while trying the source, the private folder, outputs, widget state, the mirror of answers."""
    source = course.root / "solutions" / DEMO
    write_answers(source, DEMO, GOOD)
    path = source / "demo.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.metadata.coaching["answers"] = {"items": {"kinds": {"value": "MODEL-ANSWER"}}}
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    nb.cells[3].outputs = [nbformat.v4.new_output("stream", text="MODEL-ANSWER")]
    nbformat.write(nb, path)
    course.generate(DEMO)
    made = files_in(course.root / "exercises" / DEMO)
    assert sorted(made) == ["code-track.ipynb", "demo.ipynb", "table.csv"]
    assert all(b"MODEL-ANSWER" not in content and b"return 2" not in content for content in made.values())
    course.generate(DEMO)
    assert files_in(course.root / "exercises" / DEMO) == made, "generating twice gives the same bytes"


def test_answers_given_in_the_exercise_folder_itself_are_not_released(course: Course) -> None:
    """A coach who opens exercises/ instead of their own copy must not send their answers to everybody."""
    course.generate(DEMO)
    write_answers(course.root / "exercises" / DEMO, DEMO, GOOD)
    course.release(DEMO)
    outbound = course.root / ".course" / "exchange" / "safe-to-stretch" / "outbound" / DEMO
    assert sorted(path.name for path in outbound.iterdir()) == ["code-track.ipynb", "demo.ipynb", "table.csv"]


def test_an_authors_answers_never_replace_a_learners(course: Course) -> None:
    course.generate(DEMO)
    write_answers(course.root / "solutions" / DEMO, DEMO, GOOD)
    course.hand_in(DEMO, "ana", {**GOOD, "score": {"s": "0.1"}})
    assert course.autograde(DEMO, "ana")["success"]
    assert course.scores(DEMO, "demo", "ana")["score"] == (0.0, False)
    graded = course.root / "autograded" / "ana" / DEMO
    assert not (graded / "private").exists()


def _unclosed(nb: NotebookNode) -> None:
    nb.cells[4].source = nb.cells[4].source.replace("### END HIDDEN TESTS", "")


def _outside(nb: NotebookNode) -> None:
    nb.cells[4].source = nb.cells[4].source.replace("### BEGIN HIDDEN TESTS", "").replace("### END HIDDEN TESTS", "")


def _after(nb: NotebookNode) -> None:
    nb.cells[4].source += '\nNote(text="and one more thing")'


@pytest.mark.parametrize("mistake", [_unclosed, _outside, _after], ids=lambda mistake: mistake.__name__[1:])
def test_a_source_that_would_give_the_key_away_gives_nothing(tmp_path: Path, mistake) -> None:  # type: ignore[no-untyped-def]
    source = write_demo(tmp_path / "source")
    nb = demo_notebook()
    mistake(nb)
    nbformat.write(nb, source / "demo.ipynb")
    course = new_course(tmp_path / "course", source)
    result = course.api().generate_assignment(DEMO, force=True)
    assert not result["success"]
    assert not list((course.root / "exercises").rglob("*.ipynb"))
    shutil.rmtree(course.root)
