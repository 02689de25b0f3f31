"""The learner's copies: refreshed where untouched, kept where touched, trusted only where they are ours."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coaching import workspace
from coaching.workspace import WorkspaceError, me, set_me, update

TODAY = date(2026, 11, 22)
LESSON = "notebooks/03-stretch-scoring.ipynb"
EXERCISE = "exercises/03-stretch-scoring/stretch-scoring.ipynb"


def write(path: Path, *words: str, link: str = "") -> None:
    """A course notebook with one code cell and `words` as text cells."""
    cells = [new_code_cell("here = lesson('03')", id="open")]
    cells += [new_markdown_cell(text + link, id=f"text-{number}") for number, text in enumerate(words)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata={"coaching": {"lesson": "03"}}), path)


def edit(path: Path, text: str) -> None:
    """What a learner does who changes the words of a cell."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = text
    nbformat.write(notebook, path)


def read_by_running(path: Path) -> None:
    """What reading does: outputs, a mirror of the answers, an execution count, and JupyterLab signs what it saved."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].execution_count = 7
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", {"text/html": "<b>card</b>"})]
    notebook.metadata.coaching.answers = {"items": {"goal-kinds": {"value": "b"}}}
    nbformat.write(notebook, path)


def words(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


def trusted(root: Path, path: Path) -> bool:
    with NotebookNotary(data_dir=str(root / ".course/jupyter/data")) as notary:
        return bool(notary.check_signature(nbformat.read(path, as_version=4)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / LESSON, "Honest scoring", link=" [how](../docs/how.md#start)")
    write(tmp_path / EXERCISE, "Your turn")
    for name in ("data/okr.csv", "docs/how.md", "docs/unlinked.md", "solutions/03-stretch-scoring/key.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_leaders_desk_is_placed_and_trusted_as_a_lesson_is(root: Path) -> None:
    write(root / "notebooks/leader/ritual.ipynb", "Our next ritual")
    update(root)
    assert trusted(root, root / "workspace/notebooks/leader/ritual.ipynb")


def test_a_notebook_changed_for_a_learner_stays_as_trusted_as_it_was(root: Path) -> None:
    def change(notebook: Any) -> bool:
        notebook.metadata.coaching.lesson = "04"
        return True

    update(root)
    ours, theirs = root / "workspace" / LESSON, root / "workspace" / "notebooks" / "mine.ipynb"
    write(theirs, "A stranger's")
    assert workspace.change_notebook(root, ours, change) and workspace.change_notebook(root, theirs, change)
    assert (trusted(root, ours), trusted(root, theirs)) == (True, False)
    before = ours.read_bytes()
    assert not workspace.change_notebook(root, ours, lambda _: False)
    assert ours.read_bytes() == before
    theirs.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.ipynb is no notebook"):
        workspace.change_notebook(root, theirs, change)


def test_the_first_update_copies_lessons_exercises_data_and_linked_docs_and_nothing_else(root: Path) -> None:
    (root / "notebooks/answers").mkdir()
    (root / "notebooks/answers/03.json").write_text("{}")
    (root / "notebooks/.ipynb_checkpoints").mkdir()
    (root / "notebooks/.ipynb_checkpoints/old.ipynb").write_text("{}")
    (root / "data/outside").symlink_to("/etc/hostname")
    assert update(root) == ["Your own copies of the course are in the folder workspace."]
    copies = {
        path.relative_to(root / "workspace").as_posix() for path in (root / "workspace").rglob("*") if path.is_file()
    }
    assert copies == {LESSON, EXERCISE, "data/okr.csv", "docs/how.md"}


def test_a_second_update_changes_nothing_and_says_nothing(root: Path) -> None:
    update(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "workspace").rglob("*")}
    assert update(root) == []
    assert {path: path.stat().st_mtime_ns for path in (root / "workspace").rglob("*")} == before


def test_a_lesson_that_was_only_read_is_refreshed_and_keeps_the_mirror_of_the_answers(root: Path) -> None:
    update(root)
    read_by_running(root / "workspace" / LESSON)
    write(root / LESSON, "Honest scoring, second edition", link=" [how](../docs/how.md)")
    assert update(root) == [f"One file was brought up to date: {LESSON}."]
    copy = nbformat.read(root / "workspace" / LESSON, as_version=4)
    assert words(root / "workspace" / LESSON)[0].startswith("Honest scoring, second edition")
    assert copy.metadata.coaching.answers["items"]["goal-kinds"]["value"] == "b"
    assert trusted(root, root / "workspace" / LESSON)


def test_a_change_of_ours_outside_the_words_reaches_an_untouched_copy(root: Path) -> None:
    update(root)
    notebook = nbformat.read(root / EXERCISE, as_version=4)
    notebook.cells[0].metadata.nbgrader = {"points": 5}
    nbformat.write(notebook, root / EXERCISE)
    update(root)
    assert nbformat.read(root / "workspace" / EXERCISE, as_version=4).cells[0].metadata.nbgrader.points == 5


def test_an_exercise_that_the_learner_changed_stays_and_the_new_one_lies_beside_it(root: Path) -> None:
    update(root)
    theirs = root / "workspace" / EXERCISE
    edit(theirs, "my own notes")
    before = theirs.read_bytes()
    assert update(root) == []
    write(root / EXERCISE, "Your turn, repaired")
    (said,) = update(root, today=TODAY)
    beside = theirs.with_name("stretch-scoring (new 2026-11-22).ipynb")
    assert said == (
        f"{EXERCISE} has a new version. You have changed yours, so it stays as it is; "
        f"the new one lies beside it: {beside.name}."
    )
    assert theirs.read_bytes() == before
    assert words(beside) == ["Your turn, repaired"]
    assert trusted(root, beside)
    assert not trusted(root, theirs)
    assert update(root, today=TODAY) == []


def test_a_second_new_version_takes_the_place_of_one_that_nobody_touched(root: Path) -> None:
    update(root)
    theirs = root / "workspace" / EXERCISE
    edit(theirs, "my own notes")
    for day, text in ((22, "second"), (23, "third")):
        write(root / EXERCISE, text)
        update(root, today=date(2026, 11, day))
    assert sorted(path.name for path in theirs.parent.iterdir()) == [
        "stretch-scoring (new 2026-11-23).ipynb",
        "stretch-scoring.ipynb",
    ]


def test_two_new_versions_on_one_day_lose_nothing_that_was_touched(root: Path) -> None:
    update(root)
    theirs = root / "workspace" / EXERCISE
    edit(theirs, "my own notes")
    write(root / EXERCISE, "second")
    update(root, today=TODAY)
    edit(theirs.with_name("stretch-scoring (new 2026-11-22).ipynb"), "notes on the second")
    write(root / EXERCISE, "third")
    update(root, today=TODAY)
    assert words(theirs.with_name("stretch-scoring (new 2026-11-22).ipynb")) == ["notes on the second"]
    assert words(theirs.with_name("stretch-scoring (new 2026-11-22, 2).ipynb")) == ["third"]


def test_a_data_file_is_touched_when_one_byte_differs(root: Path) -> None:
    update(root)
    (root / "workspace/data/okr.csv").write_text("mine")
    (root / "data/okr.csv").write_text("new")
    update(root, today=TODAY)
    assert (root / "workspace/data/okr.csv").read_text() == "mine"
    assert (root / "workspace/data/okr (new 2026-11-22).csv").read_text() == "new"


def test_answers_are_never_touched(root: Path) -> None:
    update(root)
    answers = root / "workspace/exercises/03-stretch-scoring/answers/03-stretch-scoring.json"
    answers.parent.mkdir()
    answers.write_text("not even json")
    write(root / EXERCISE, "new")
    update(root)
    assert answers.read_text() == "not even json"


def test_a_deleted_copy_comes_back(root: Path) -> None:
    update(root)
    (root / "workspace" / LESSON).unlink()
    assert update(root) == [f"One file was brought up to date: {LESSON}."]
    assert words(root / "workspace" / LESSON)


def test_a_file_that_left_the_course_stays_with_the_learner_and_is_said_once(root: Path) -> None:
    update(root)
    (root / "data/okr.csv").unlink()
    assert update(root) == ["data/okr.csv is no longer part of the course. Your copy stays."]
    assert (root / "workspace/data/okr.csv").exists()
    assert update(root) == []


def test_our_notebooks_are_trusted_and_a_strangers_are_not(root: Path) -> None:
    update(root)
    stranger = root / "workspace/notebooks/stranger.ipynb"
    write(stranger, "Honest scoring?")
    update(root)
    assert trusted(root, root / "workspace" / LESSON)
    assert not trusted(root, stranger)


def test_output_smuggled_into_our_notebook_is_not_trusted_but_replaced(root: Path) -> None:
    update(root)
    copy = root / "workspace" / LESSON
    read_by_running(copy)  # saved by something that is not JupyterLab: the words are ours, the output is not
    update(root)
    assert nbformat.read(copy, as_version=4).cells[0].outputs == []
    assert trusted(root, copy)


def test_an_update_that_broke_off_halfway_is_finished_by_the_next(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = workspace._write, []

    def breaks_off(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) == 4:
            raise KeyboardInterrupt
        real(path, data)

    monkeypatch.setattr(workspace, "_write", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        update(root)
    monkeypatch.setattr(workspace, "_write", real)
    update(root)
    assert update(root) == []
    assert words(root / "workspace" / LESSON) == words(root / LESSON)
    assert not list((root / "workspace").rglob(".*.ipynb.*"))


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '{"files": {"a": {"what": 1}}}', "\x00"])
def test_a_spoilt_manifest_costs_nothing(root: Path, content: str) -> None:
    update(root)
    edit(root / "workspace" / EXERCISE, "my own notes")
    (root / ".course/workspace.json").write_text(content)
    update(root, today=TODAY)
    assert words(root / "workspace" / EXERCISE) == ["my own notes"]


def test_a_copy_that_is_no_notebook_any_more_counts_as_touched(root: Path) -> None:
    update(root)
    (root / "workspace" / EXERCISE).write_text("{broken")
    write(root / EXERCISE, "new")
    (said,) = update(root, today=TODAY)
    assert "lies beside it" in said
    assert (root / "workspace" / EXERCISE).read_text() == "{broken"


def test_a_course_without_its_notebooks_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"The folder notebooks is missing .* fetch the course again\."):
        update(tmp_path)
    assert not (tmp_path / "workspace").exists()


def test_a_place_that_cannot_be_written_gets_one_sentence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "workspace").write_text("a file where the folder should be")
    assert workspace.main(["update", "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Your copies of the course could not be written: ")
    assert said.count("\n") == 1


def test_copies_of_a_read_only_course_can_be_written(root: Path) -> None:
    (root / LESSON).chmod(0o444)
    update(root)
    assert (root / "workspace" / LESSON).stat().st_mode & 0o200


def test_the_name_is_kept_and_asked_for_again_when_it_is_lost_or_spoilt(tmp_path: Path) -> None:
    assert me(tmp_path) is None
    assert set_me(tmp_path, "  ada.l_9-x ") == "ada.l_9-x"
    assert me(tmp_path) == "ada.l_9-x"
    for spoilt in ("", "[]", '{"id": 3}', json.dumps({"id": "../up"})):
        (tmp_path / ".course/me.json").write_text(spoilt)
        assert me(tmp_path) is None


@pytest.mark.parametrize("name", ["", "   ", ".", "..", "-a", "a.", "a b", "a/b", "ä", "x" * 41, "a\nb"])
def test_a_name_that_cannot_be_part_of_a_file_name_gets_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="Choose a name or nickname"):
        set_me(tmp_path, name)
    assert me(tmp_path) is None
