"""All answers travel to another computer; what both have is merged by item, and nothing is lost."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coaching.move import move_in, move_out
from coaching.parcel import seal
from coaching.problems import CourseProblem
from coaching.workspace import me, set_me

NAME = "03-stretch-scoring"
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
EARLY, LATE = "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"
LESSON = f"notebooks/answers/{NAME}.json"
EXERCISE = f"exercises/{NAME}/answers/{NAME}.json"
TRACK = f"exercises/{NAME}/code-track.ipynb"


def laptop(tmp_path: Path, which: str, **sheets: dict[str, tuple[str, str]]) -> Path:
    """A course with a workspace; `sheets` maps lesson or exercise to item: (value, saved at)."""
    root = tmp_path / which
    for name, place in (("lesson", LESSON), ("exercise", EXERCISE)):
        items = {
            item: {"value": value, "confidence": None, "saved_at": saved, "attempts": 1}
            for item, (value, saved) in sheets.get(name, {}).items()
        }
        path = root / "workspace" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if items:
            path.write_text(json.dumps({"schema": 1, "lesson": NAME, "release": "", "items": items}))
    track(root / TRACK, "def kr_score(): ...")
    track(root / "workspace" / TRACK, "def kr_score(): ...")
    return root


def track(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a")]), path)


def values(root: Path, place: str) -> dict[str, str]:
    items = json.loads((root / "workspace" / place).read_text())["items"]
    return {item: entry["value"] for item, entry in items.items()}


def test_a_new_computer_has_everything_afterwards(tmp_path: Path) -> None:
    """Answers of lessons and exercises, the code track, and the name; not the notebooks that are as they came."""
    old = laptop(tmp_path, "old", lesson={"a": ("1", EARLY)}, exercise={"b": ("2", EARLY), "c": ("3", LATE)})
    track(old / "workspace" / TRACK, "def kr_score(): return 7")
    set_me(old, "mira")
    packed = move_out(old, tmp_path / "stick" / "mine")
    assert (packed.path, packed.answers) == (tmp_path / "stick" / "mine.zip", 3)

    new = laptop(tmp_path, "new")
    done = move_in(new, packed.path)
    assert (done.new, done.newer, done.stayed, done.equal) == (3, 0, 0, 0)
    assert values(new, LESSON) == {"a": "1"}
    assert values(new, EXERCISE) == {"b": "2", "c": "3"}
    assert "return 7" in (new / "workspace" / TRACK).read_text()
    assert me(new) == "mira"
    assert not (new / "workspace" / "moved").exists()


def test_item_by_item_the_newest_stays_and_both_versions_are_kept(tmp_path: Path) -> None:
    old = laptop(tmp_path, "old", exercise={"a": ("theirs", LATE), "b": ("theirs", EARLY), "c": ("same", LATE)})
    packed = move_out(old, tmp_path / "a.zip").path
    new = laptop(
        tmp_path, "new", exercise={"a": ("here", EARLY), "b": ("here", LATE), "c": ("same", EARLY), "d": ("d", "")}
    )
    done = move_in(new, packed, now=NOW)
    assert (done.new, done.newer, done.stayed, done.equal) == (0, 1, 1, 1)
    assert values(new, EXERCISE) == {"a": "theirs", "b": "here", "c": "same", "d": "d"}
    kept = "moved/20261122T101500Z"
    assert values(new, f"{kept}/here/{EXERCISE}") == {"a": "here", "b": "here", "c": "same", "d": "d"}
    assert values(new, f"{kept}/there/{EXERCISE}") == {"a": "theirs", "b": "theirs", "c": "same"}
    assert done.sentences()[:2] == [
        "Of 3 answers, 1 replaced an older one, 1 stayed as you have them here, which is newer, 1 were here already.",
        f"Both versions of what differed are kept in workspace/{kept}.",
    ]


def test_taking_the_same_file_in_twice_changes_nothing(tmp_path: Path) -> None:
    old = laptop(tmp_path, "old", exercise={"a": ("theirs", LATE)})
    track(old / "workspace" / TRACK, "one")
    packed = move_out(old, tmp_path / "a.zip").path
    new = laptop(tmp_path, "new", exercise={"a": ("here", EARLY)})
    track(new / "workspace" / TRACK, "other")
    move_in(new, packed, now=NOW)

    def tree() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (new / "workspace").rglob("*") if path.is_file()}

    before = tree()
    assert move_in(new, packed).equal == 1
    assert tree() == before


def test_a_notebook_changed_on_both_computers_is_put_beside(tmp_path: Path) -> None:
    old = laptop(tmp_path, "old", exercise={"a": ("1", EARLY)})
    track(old / "workspace" / TRACK, "theirs")
    packed = move_out(old, tmp_path / "a.zip").path
    new = laptop(tmp_path, "new")
    track(new / "workspace" / TRACK, "here")
    done = move_in(new, packed)
    assert "here" in (new / "workspace" / TRACK).read_text()
    assert "theirs" in (new / "workspace" / TRACK).with_name("code-track (moved).ipynb").read_text()
    assert "lies beside yours, as code-track (moved).ipynb" in done.notes[0]


def test_answers_of_another_person_do_not_come_in_by_mistake(tmp_path: Path) -> None:
    old, new = laptop(tmp_path, "old", exercise={"a": ("1", EARLY)}), laptop(tmp_path, "new")
    set_me(old, "mira")
    set_me(new, "noor")
    packed = move_out(old, tmp_path / "a.zip").path
    with pytest.raises(
        CourseProblem, match=r"answers of mira, and here it is noor who learns\. If both are you, add --mine"
    ):
        move_in(new, packed)
    assert not (new / "workspace" / EXERCISE).exists()
    assert move_in(new, packed, mine=True).new == 1
    assert me(new) == "noor"


def test_a_damaged_sheet_is_left_out_on_either_side_and_nothing_is_lost(tmp_path: Path) -> None:
    old = laptop(tmp_path, "old", lesson={"a": ("1", EARLY)})
    (old / "workspace" / EXERCISE).write_text("{ broken")
    packed = move_out(old, tmp_path / "a.zip").path
    new = laptop(tmp_path, "new")
    (new / "workspace" / LESSON).write_text("also broken")
    done = move_in(new, packed, now=NOW)
    assert values(new, LESSON) == {"a": "1"}
    assert (new / "workspace" / "moved" / "20261122T101500Z" / "there" / EXERCISE).read_text() == "{ broken"
    (aside,) = (new / "workspace" / LESSON).parent.glob("*.set-aside-*")
    assert aside.read_text() == "also broken"
    assert len(done.notes) == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../.bashrc", "leads out of its folder"),
        ("notebooks/startup.py", "which is no answer"),
        ("exercises/x/answers/a.json", "which is no answer"),
        (".course/me.json", "which is no answer"),
    ],
)
def test_a_file_that_would_write_elsewhere_is_refused_whole(tmp_path: Path, name: str, says: str) -> None:
    new = laptop(tmp_path, "new")
    bad = tmp_path / "bad.zip"
    seal(bad, "move", {"learner": ""}, {LESSON: b"{}", "placeholder": b"x"})
    with zipfile.ZipFile(bad) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["files"][name] = manifest["files"].pop("placeholder")
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(LESSON, b"{}")
        archive.writestr(name, b"x")
    before = sorted(new.rglob("*"))
    with pytest.raises(CourseProblem, match=says):
        move_in(new, bad)
    assert sorted(new.rglob("*")) == before


def test_a_hand_in_is_not_taken_for_a_move_and_nothing_is_overwritten(tmp_path: Path) -> None:
    new = laptop(tmp_path, "new", lesson={"a": ("1", EARLY)})
    seal(tmp_path / "hand-in.zip", "hand-in", {}, {"a": b"x"})
    with pytest.raises(CourseProblem, match="was made by `coaching hand-in`"):
        move_in(new, tmp_path / "hand-in.zip")
    with pytest.raises(CourseProblem, match="There is another file called"):
        move_out(new, tmp_path / "hand-in.zip")
    with pytest.raises(CourseProblem, match="There is no file"):
        move_in(new, tmp_path / "none.zip")
    with pytest.raises(CourseProblem, match="no answers here yet"):
        move_out(laptop(tmp_path, "empty"), tmp_path / "b.zip")
