"""The answer sheet keeps what a learner has answered, whatever happens around it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.answers import NotSaved, SheetFile, parse_sheet, read_sheet, write_atomically

LESSON = "03-stretch-scoring"
posix_only = pytest.mark.skipif(os.name != "posix", reason="uses signals and resource limits of POSIX systems")


@pytest.fixture
def sheet(tmp_path: Path) -> SheetFile:
    return SheetFile(LESSON, folder=tmp_path)


def run_python(code: str, folder: Path) -> subprocess.Popen[str]:
    """Start a process of its own that works on the sheet in ``folder``."""
    header = f"from coaching.answers import *; sheet = SheetFile({LESSON!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", header + textwrap.dedent(code)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_what_was_put_is_got_back_by_another_reader(sheet: SheetFile, tmp_path: Path) -> None:
    sheet.put("goal-kinds", {"s1": "committed"}, confidence=80)
    again = SheetFile(LESSON, folder=tmp_path)
    assert again.get("goal-kinds") == {"s1": "committed"}
    assert again.read().sheet.items["goal-kinds"].confidence == 80


def test_the_file_is_documented_and_versioned(sheet: SheetFile) -> None:
    sheet.put("a", "x", attempt=True)
    raw = json.loads(sheet.path.read_text())
    assert (raw["schema"], raw["lesson"], raw["items"]["a"]["attempts"]) == (1, LESSON, 1)


def test_two_tabs_on_one_lesson_merge_item_by_item(sheet: SheetFile, tmp_path: Path) -> None:
    other_tab = SheetFile(LESSON, folder=tmp_path)
    sheet.put("a", 1)
    other_tab.put("b", 2)
    sheet.put("a", 3)
    assert {i: e.value for i, e in other_tab.read().sheet.items.items()} == {"a": 3, "b": 2}


def test_six_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [run_python(f"for i in range(20): sheet.put(f'w{w}-{{i}}', i)", tmp_path) for w in range(6)]
    assert [w.wait(60) for w in writers] == [0] * 6, [w.communicate()[1] for w in writers]
    assert len(SheetFile(LESSON, folder=tmp_path).read().sheet.items) == 120


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "damaged": (b'{"schema": 1, "items": {', "damaged"),
    "empty": (b"", "empty"),
    "not text": (b"\xff\xfe\x00\x01", "not text"),
    "not a sheet": (b"[1, 2]", "not an answer file"),
    "deeply nested": (b"[" * 100_000 + b"]" * 100_000, "damaged"),
    "newer": (json.dumps({"schema": 99, "lesson": LESSON, "items": {}}).encode(), "newer version"),
    "without version": (json.dumps({"lesson": LESSON, "items": {}}).encode(), "which version"),
    "of another lesson": (json.dumps({"schema": 1, "lesson": "01-mindset", "items": {}}).encode(), "01-mindset"),
    "huge": (b'"' + b"a" * 5_000_001 + b'"', "larger"),
}


@pytest.mark.parametrize(("content", "says"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_used_is_set_aside_and_said_and_never_lost(
    sheet: SheetFile, content: bytes, says: str
) -> None:
    sheet.path.parent.mkdir()
    sheet.path.write_bytes(content)
    reading = sheet.read()
    assert reading.sheet.items == {}
    assert says in " ".join(reading.problems)
    sheet.put("a", 1)
    assert sheet.get("a") == 1
    [aside] = sheet.path.parent.glob("*set-aside*")
    assert aside.read_bytes() == content
    assert aside.name in sheet.notices[0]


def test_one_bad_entry_does_not_cost_the_others(sheet: SheetFile) -> None:
    items: dict[str, Any] = {"good": {"value": 1}, "bad": 17, "worse": {"value": 1, "confidence": "very"}}
    sheet.path.parent.mkdir()
    sheet.path.write_text(json.dumps({"schema": 1, "lesson": LESSON, "items": items}))
    reading = sheet.read()
    assert set(reading.sheet.items) == {"good"}
    assert len(reading.problems) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=200)
@given(items=json_values, schema=json_values)
def test_no_content_of_a_sheet_makes_reading_fail(items: Any, schema: Any) -> None:
    parse_sheet({"schema": schema, "lesson": LESSON, "items": items}, LESSON, "the file")
    parse_sheet({"schema": 1, "lesson": LESSON, "items": items}, LESSON, "the file")
    parse_sheet(items, LESSON, "the file")


@posix_only
def test_a_full_disk_is_said_and_leaves_the_old_sheet_whole(sheet: SheetFile, tmp_path: Path) -> None:
    """A file-size limit makes the system refuse the write in the middle, as a full disk does."""
    sheet.put("a", "kept")
    code = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        try:
            sheet.put("b", "x" * 5000)
        except NotSaved as said:
            print(said)
    """
    out, err = run_python(code, tmp_path).communicate(timeout=30)
    assert out.startswith("Not saved: "), err
    assert sheet.get("a") == "kept"
    assert sheet.get("b") is None
    assert not list(sheet.path.parent.glob(".*.new"))


@posix_only
def test_a_kernel_killed_in_mid_save_leaves_a_whole_sheet(sheet: SheetFile, tmp_path: Path) -> None:
    sheet.put("first", "kept")
    rng = random.Random(3)
    for _ in range(12):
        writer = run_python("print('on', flush=True)\nfor i in range(10**6): sheet.put('n', ['x' * 3000, i])", tmp_path)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        reading = sheet.read()
        assert reading.problems == ()
        assert reading.sheet.value("first") == "kept"
    sheet.put("last", "works")
    assert sheet.get("last") == "works"


@posix_only
def test_renaming_the_folder_under_a_live_kernel_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    code = "sheet.put('a', 1); print('on', flush=True); input(); sheet.put('b', 2)"
    kernel = run_python(code, tmp_path / "old")
    assert kernel.stdout is not None and kernel.stdout.readline() == "on\n"
    (tmp_path / "old").rename(tmp_path / "new")
    kernel.communicate("\n", timeout=30)
    sheet = SheetFile(LESSON, folder=tmp_path / "new")
    assert (sheet.get("a"), sheet.get("b")) == (1, 2)
    assert not (tmp_path / "old").exists()


def test_a_folder_that_cannot_be_written_is_said_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file where the folder should be")
    with pytest.raises(NotSaved, match=r"Not saved: .*answers/03-stretch-scoring\.json.*answer again"):
        SheetFile(LESSON, folder=tmp_path).put("a", 1)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object()])
def test_an_answer_that_is_not_plain_data_is_refused_and_nothing_changes(sheet: SheetFile, value: Any) -> None:
    sheet.put("a", 1)
    with pytest.raises(NotSaved):
        sheet.put("b", value)
    assert set(sheet.read().sheet.items) == {"a"}


def test_the_previous_version_stays_as_a_backup(sheet: SheetFile) -> None:
    sheet.put("a", 1)
    sheet.put("a", 2)
    backup = read_sheet(sheet.path.with_name(f"{sheet.path.name}.bak"), LESSON)
    assert backup.sheet.value("a") == 1


@posix_only
def test_a_grader_who_is_another_user_can_read_the_sheet(sheet: SheetFile) -> None:
    sheet.put("a", 1)
    assert sheet.path.stat().st_mode & 0o444 == 0o444 & ~os.umask(os.umask(0))


@pytest.mark.parametrize("mode", ["validate", "autograde"])
def test_nothing_is_written_while_nbgrader_executes(
    sheet: SheetFile, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    sheet.put("a", 1)
    assert not sheet.path.exists()


def test_the_mirror_inside_the_notebook_stands_in_for_a_missing_file(sheet: SheetFile, tmp_path: Path) -> None:
    sheet.put("a", 1)
    mirror = json.loads(sheet.path.read_text())
    elsewhere = SheetFile(LESSON, folder=tmp_path / "mailed", mirror=mirror)
    assert elsewhere.read().source == "mirror"
    assert elsewhere.get("a") == 1
    elsewhere.put("b", 2)
    assert (elsewhere.get("a"), elsewhere.read().source) == (1, "file")


def test_a_dropped_answer_is_gone_with_its_backup_and_the_mirror_does_not_bring_it_back(tmp_path: Path) -> None:
    mirror = {"schema": 1, "lesson": LESSON, "items": {"a": {"value": 1}, "b": {"value": 2}}}
    sheet = SheetFile(LESSON, folder=tmp_path, mirror=mirror)
    assert sheet.drop(["a", "never-asked"]) == 1, "an answer that is only in the mirror is dropped too"
    assert (sheet.get("a"), sheet.get("b"), sheet.read().source) == (None, 2, "file")
    sheet.put("b", "a secret")
    sheet.put("b", "another")
    assert sheet.drop(["b"]) == 1
    assert sheet.read().sheet.items == {} and sheet.read().source == "file"
    assert not [path for path in sheet.path.parent.iterdir() if b"secret" in path.read_bytes()]


def test_nothing_is_dropped_from_a_sheet_that_cannot_be_read(sheet: SheetFile) -> None:
    sheet.put("a", 1)
    sheet.path.write_text("{", encoding="utf-8")
    with pytest.raises(NotSaved, match="cannot be read"):
        sheet.drop(["a"])
    assert sheet.path.read_text(encoding="utf-8") == "{"


def test_half_a_letter_costs_neither_the_answer_nor_the_sheet(sheet: SheetFile) -> None:
    sheet.put("text", "half \ud83d a letter")
    assert sheet.get("text") == "half ? a letter"


def test_a_place_that_is_a_folder_keeps_no_unfinished_file(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OSError):
        write_atomically(tmp_path / "page.html", "what people did")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
