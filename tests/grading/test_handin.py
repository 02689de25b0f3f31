"""A learner hands in one zip file: their own work, whole, and nothing else."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coaching.grading.handin import find_assignment, hand_in, learner_id
from coaching.parcel import open_parcel, sha256
from coaching.problems import CourseProblem

NAME = "03-stretch-scoring"
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The learner's folder of the exercise in a workspace, with two answers in its sheet."""
    folder = tmp_path / "course" / "workspace" / "exercises" / NAME
    (folder / "answers").mkdir(parents=True)
    mark = {"nbgrader": {"grade_id": "goal-kinds", "checksum": "abc", "grade": True, "locked": True}}
    document = new_notebook(cells=[new_code_cell("1", metadata=mark)], metadata={"coaching": {"lesson": NAME}})
    nbformat.write(document, folder / "stretch-scoring.ipynb")
    (folder / "answers" / f"{NAME}.json").write_text(json.dumps({"schema": 1, "lesson": NAME, "items": {}}))
    (folder / "notes.txt").write_text("my notes")
    return folder


def test_a_hand_in_is_one_zip_with_a_manifest_and_checksums(mine: Path) -> None:
    made = hand_in(NAME, learner="mira", start=mine.parents[2], now=NOW)
    assert made.path == mine.parents[1] / "handed-in" / f"{NAME}__mira__20261122T101500Z.zip"
    parcel = open_parcel(made.path, "hand-in")
    facts = dict(parcel.facts)
    assert len(facts.pop("release")) == 16
    assert facts.pop("files") == {name: sha256((mine / name).read_bytes()) for name in made.files}
    assert facts == {
        "schema": 1,
        "kind": "hand-in",
        "assignment": NAME,
        "learner": "mira",
        "handed_in_at": "2026-11-22T10:15:00Z",
    }
    assert sorted(parcel.files) == [f"answers/{NAME}.json", "notes.txt", "stretch-scoring.ipynb"]


def test_what_is_not_the_learners_work_stays_out(mine: Path, tmp_path: Path) -> None:
    """Checkpoints, environments, backups, sheets of others, feedback, links and big files; the last two are told."""
    (tmp_path / "secret.txt").write_text("of another person")
    for inside in (
        ".ipynb_checkpoints/stretch-scoring-checkpoint.ipynb",
        "venv/pyvenv.cfg",
        "venv/lib/thing.py",
        "__pycache__/x.pyc",
        "feedback/stretch-scoring.html",
        "answers/04-intelligent-failure.json",
        f"answers/{NAME}.set-aside-1.json",
        f"answers/{NAME}.json.bak",
        f"answers/.{NAME}.json.lock",
    ):
        path = mine / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (mine / "film.mp4").write_bytes(b"0" * 21_000_000)
    (mine / "link.txt").symlink_to(tmp_path / "secret.txt")
    made = hand_in(NAME, learner="mira", start=mine, now=NOW)
    assert made.files == (f"answers/{NAME}.json", "notes.txt", "stretch-scoring.ipynb")
    assert made.notes == (
        "film.mp4 stays here: it has 21 MB, and at most 20 MB can be handed in.",
        "link.txt stays here: it is a link to another place.",
    )


def test_the_exercise_is_found_from_inside_from_beside_and_from_the_course(mine: Path) -> None:
    course = mine.parents[2]
    for start in (mine, mine / "answers", mine.parent, course, course / "workspace"):
        assert find_assignment(NAME, start) == mine
    assert find_assignment(f"workspace/exercises/{NAME}/", course) == mine


@pytest.mark.parametrize("name", ["../../etc", "stretch", "03_stretch", "", "/", "*"])
def test_a_name_that_is_no_exercise_is_said_so(mine: Path, name: str) -> None:
    with pytest.raises(CourseProblem, match="is not the name of an exercise"):
        hand_in(name, learner="mira", start=mine.parents[2])


def test_a_missing_exercise_names_those_that_are_there(mine: Path) -> None:
    with pytest.raises(CourseProblem, match=rf"no exercise 01-mindset of yours here\. There is: {NAME}"):
        hand_in("01-mindset", learner="mira", start=mine.parents[2])


@pytest.mark.parametrize(
    ("said", "becomes"), [("mira", "mira"), (" Mira  K ", "Mira-K"), ("Zoë.7", "Zoë.7"), ("李", "李")]
)
def test_a_name_becomes_an_id_that_a_person_recognises(said: str, becomes: str) -> None:
    assert learner_id(said) == becomes


@pytest.mark.parametrize("said", ["", "..", "a/b", "con", "NUL.txt", "a+b", "-x", "x.", "a__b", "x" * 61, "a\nb/", "*"])
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(said: str) -> None:
    with pytest.raises(CourseProblem, match="cannot be used as a name"):
        learner_id(said)


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(mine: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(CourseProblem, match=r"could not be written .* Choose another folder with --to"):
        hand_in(NAME, learner="mira", start=mine, to=blocked / "here")


def test_a_full_disk_leaves_no_half_zip(mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(CourseProblem, match="No space left on device"):
        hand_in(NAME, learner="mira", start=mine, to=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_damaged_notebooks_and_sheets_are_handed_in_as_they_are(mine: Path) -> None:
    """A hand-in never stops for a broken file: the coach's side repairs it."""
    (mine / "code-track.ipynb").write_text("{ not json")
    (mine / "answers" / f"{NAME}.json").write_text("")
    made = hand_in(NAME, learner="mira", start=mine, now=NOW)
    assert {"code-track.ipynb", f"answers/{NAME}.json"} < set(made.files)
    (note,) = made.notes
    assert note.startswith(f"answers/{NAME}.json cannot be read as it should. It is packed as it is")
