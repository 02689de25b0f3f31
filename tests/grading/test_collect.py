"""Zip files that trainees mailed become submissions; bad ones are named with their mend, and the rest goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coaching.grading.collect import Outcome, Taken, collect
from coaching.grading.handin import hand_in
from coaching.parcel import sha256
from coaching.problems import CourseProblem

NAME = "03-stretch-scoring"
EARLY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def notebook(checksum: str = "abc", grade_id: str = "goal-kinds") -> str:
    mark = {"nbgrader": {"grade_id": grade_id, "checksum": checksum, "grade": True, "locked": True}}
    cell = new_code_cell("1", id="a", metadata=mark)
    text: str = nbformat.writes(new_notebook(cells=[cell], metadata={"coaching": {"lesson": NAME}}))
    return text


@pytest.fixture
def course(tmp_path: Path) -> Path:
    release = tmp_path / "course" / "exercises" / NAME
    release.mkdir(parents=True)
    (release / "stretch-scoring.ipynb").write_text(notebook())
    return tmp_path / "course"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def make(mail: Path, learner: str = "mira", at: datetime = EARLY, answer: str = "b", text: str | None = None) -> Path:
    """A hand-in as the learner's own machine makes it."""
    mine = mail.parent / "laptops" / learner / "workspace" / "exercises" / NAME
    (mine / "answers").mkdir(parents=True, exist_ok=True)
    (mine / "stretch-scoring.ipynb").write_text(text or notebook())
    sheet = {"schema": 1, "lesson": NAME, "items": {"goal-kinds": {"value": answer}}}
    (mine / "answers" / f"{NAME}.json").write_text(json.dumps(sheet))
    return hand_in(NAME, learner=learner, start=mine, to=mail, now=at).path


def outcomes(taken: list[Taken]) -> list[tuple[str, Outcome]]:
    return [(one.file, one.outcome) for one in taken]


def answer_of(folder: Path) -> str:
    sheet = json.loads((folder / "answers" / f"{NAME}.json").read_text())
    return str(sheet["items"]["goal-kinds"]["value"])


def test_a_mailed_hand_in_stands_where_nbgrader_looks(course: Path, mail: Path) -> None:
    zipped = make(mail)
    before = zipped.read_bytes()
    (taken,) = collect(course, mail, now=NOW)
    assert (taken.outcome, taken.learner, taken.assignment) == (Outcome.NEW, "mira", NAME)
    there = course / "submitted" / "mira" / NAME
    assert (there / "timestamp.txt").read_text() == "2026-11-20 08:00:00.000000 UTC\n"
    assert sorted(path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()) == [
        f"answers/{NAME}.json",
        "manifest.json",
        "stretch-scoring.ipynb",
        "submission_secret.txt",
        "timestamp.txt",
    ]
    assert zipped.read_bytes() == before, "a file of the coach's folder was touched"
    assert not list((course / ".course").iterdir())


@pytest.mark.parametrize(
    "mangled",
    [
        "03-stretch-scoring__mira__20261120T080000Z (1).zip",
        "12345_67_assignsubmission_file_my homework.zip",
        "sub/folder/Mira Kovač_988_/x.ZIP",
        "attachment.zip_",
        "no-ending-at-all",
    ],
)
def test_who_handed_in_does_not_depend_on_the_name_of_the_file(course: Path, mail: Path, mangled: str) -> None:
    target = mail / mangled
    target.parent.mkdir(parents=True, exist_ok=True)
    make(mail).rename(target)
    (taken,) = collect(course, mail, now=NOW)
    assert (taken.outcome, taken.learner) == (Outcome.NEW, "mira")


def test_a_hand_in_that_a_mac_unpacked_and_packed_again_is_still_one(course: Path, mail: Path, tmp_path: Path) -> None:
    made = make(mail)
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "again" / made.stem)
    made.unlink()
    (tmp_path / "again" / "__MACOSX").mkdir()
    (tmp_path / "again" / "__MACOSX" / "._manifest.json").write_bytes(b"\0\5")
    (tmp_path / "again" / made.stem / ".DS_Store").write_bytes(b"\0")
    shutil.make_archive(str(mail / "Archive"), "zip", tmp_path / "again")
    assert outcomes(collect(course, mail, now=NOW)) == [("Archive.zip", Outcome.NEW)]


@pytest.mark.parametrize("late_first", [False, True])
def test_the_latest_counts_and_the_earlier_is_kept_whichever_arrives_first(
    course: Path, mail: Path, late_first: bool
) -> None:
    early, late = (EARLY, "first try"), (LATE, "second try")
    for at, answer in (late, early) if late_first else (early, late):
        made = make(mail, at=at, answer=answer)
        (taken,) = collect(course, mail, now=NOW)
        made.unlink()
    assert taken.outcome == (Outcome.EARLIER if late_first else Outcome.NEWER)
    assert answer_of(course / "submitted" / "mira" / NAME) == "second try"
    (kept,) = (course / "submitted_earlier" / "mira" / NAME).iterdir()
    assert (kept.name, answer_of(kept)) == ("20261120T080000Z", "first try")
    assert (course / "submitted_earlier" / ".gitignore").read_text() == "*\n"


def test_collecting_the_same_folder_again_changes_nothing(course: Path, mail: Path) -> None:
    make(mail, at=EARLY)
    make(mail, at=LATE)
    shutil.copy(make(mail, "noor"), mail / "noor (1).zip")

    def tree() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in course.rglob("*") if path.is_file()}

    first = collect(course, mail, now=NOW)
    assert [one.outcome for one in first] == [Outcome.NEW, Outcome.NEWER, Outcome.NEW, Outcome.KNOWN]
    before = tree()
    assert {one.outcome for one in collect(course, mail, now=NOW)} == {Outcome.KNOWN}
    assert tree() == before


def test_a_submission_from_the_exchange_that_is_newer_is_not_overwritten(course: Path, mail: Path) -> None:
    there = course / "submitted" / "mira" / NAME
    there.mkdir(parents=True)
    (there / "stretch-scoring.ipynb").write_text("from the exchange")
    (there / "timestamp.txt").write_text("2026-11-21 08:00:00.000000 UTC")
    make(mail, at=EARLY)
    (taken,) = collect(course, mail, now=NOW)
    assert taken.outcome == Outcome.EARLIER
    assert (there / "stretch-scoring.ipynb").read_text() == "from the exchange"


def test_a_clock_that_runs_ahead_does_not_win_for_ever(course: Path, mail: Path) -> None:
    make(mail, at=datetime(2031, 1, 1, tzinfo=UTC))
    (taken,) = collect(course, mail, now=NOW)
    assert taken.outcome == Outcome.NEW
    assert "clock runs ahead" in taken.note
    assert taken.handed_in_at == "2026-11-22T12:00:00Z"


# --- files that are refused -------------------------------------------------------------------------------------------


def rewrite(path: Path, change: Callable[[dict[str, bytes], dict[str, object]], None]) -> None:
    """Pack the hand-in anew after `change(files, manifest)`; checksums are made to fit unless `change` breaks them."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    change(files, manifest)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        for name, content in files.items():
            archive.writestr(name, content)


def with_file(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    def change(files: dict[str, bytes], manifest: dict[str, object]) -> None:
        files[name] = content
        manifest["files"][name] = sha256(content)  # type: ignore[index]

    return lambda path: rewrite(path, change)


def with_fact(**facts: object) -> Callable[[Path], None]:
    return lambda path: rewrite(path, lambda _, manifest: manifest.update(facts))


def with_answers_changed(path: Path) -> None:
    rewrite(path, lambda files, _: files.update({f"answers/{NAME}.json": b"{}"}))


def without_a_file(path: Path) -> None:
    rewrite(path, lambda files, _: files.pop(f"answers/{NAME}.json"))


def with_one_file_more(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("extra.txt", "x")


def with_a_link(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("gradebook.db")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "../../../gradebook.db")


def with_a_password(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(bytes(content))


def with_a_lie_about_its_size(path: Path) -> None:
    """The table of contents says 10 bytes; unpacking gives 3 MB of the same letter."""
    with_file("bomb.txt", b"a" * 3_000_000)(path)
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(content))


def with_many_files(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(300):
            archive.writestr(f"{number}.txt", "x")


def with_a_newer_schema(path: Path) -> None:
    with_fact(schema=2)(path)


REFUSED = {
    "zip slip": (with_file("../../gradebook.db"), "leads out of its folder"),
    "windows zip slip": (with_file("..\\..\\gradebook.db"), "leads out of its folder"),
    "absolute path": (with_file("/etc/cron.d/x"), "leads out of its folder"),
    "drive letter": (with_file("C:/x"), "leads out of its folder"),
    "reserved name": (with_file("answers/CON.json"), "Windows cannot have"),
    "control letter": (with_file("a\x07b"), "has a letter that file names cannot have"),
    "right-to-left trick": (with_file("a\u202egnp.exe"), "has a letter that file names cannot have"),
    "two spellings of a name": (with_file("Stretch-Scoring.ipynb"), "one file on many computers"),
    "file and folder": (with_file(f"answers/{NAME}.json/x"), "as a file and as a folder"),
    "link": (with_a_link, "holds a link"),
    "password": (with_a_password, "locked with a password"),
    "changed on the way": (with_answers_changed, "was changed after it was made"),
    "a file lost": (without_a_file, "lacks answers/"),
    "a file added": (with_one_file_more, "not in its list, extra.txt"),
    "packed far too tightly": (with_file("a.txt", b"a" * 9_000_000), "packed far too tightly"),
    "one file too big": (with_file("a.bin", os.urandom(20_500_000)), "unpacks to more than 20.0 MB"),
    "a lie about its size": (with_a_lie_about_its_size, "cannot be unpacked|damaged|too tightly"),
    "too many files": (with_many_files, "more than 200"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:-60]), "not a whole zip file"),
    "damaged inside": (
        lambda path: path.write_bytes(path.read_bytes()[:300] + b"\0" * 40 + path.read_bytes()[340:]),
        "damaged on the way|cannot be unpacked",
    ),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a web page": (lambda path: path.write_text("<html>Please log in</html>"), "not a whole zip file"),
    "newer course": (with_a_newer_schema, "newer version of the course"),
    "another exercise": (with_fact(assignment="09-other"), "for 09-other, which this course does not have. It has: 03"),
    "an exercise that is a path": (with_fact(assignment="../03-x"), "does not say which exercise"),
    "no time": (with_fact(handed_in_at="yesterday"), "does not say when"),
    "id with a path": (with_fact(learner="../coach"), "cannot be a person's id"),
    "reserved id": (with_fact(learner="aux"), "cannot be a person's id"),
    "no id": (with_fact(learner=None), "cannot be a person's id"),
    "id of another type": (with_fact(learner={"a": 1}), "cannot be a person's id"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_named_with_its_mend_kept_and_the_rest_goes_on(course: Path, mail: Path, case: str) -> None:
    spoil, says = REFUSED[case]
    bad = make(mail, "a-bad-one")
    spoil(bad)
    content = bad.read_bytes()
    make(mail, "mira")
    refused, good = collect(course, mail, now=NOW)

    assert refused.outcome == Outcome.REFUSED
    assert bad.name in refused.note
    assert re.search(says, refused.note), refused.note
    assert refused.note.endswith("."), "the note is not a sentence"
    assert bad.read_bytes() == content
    assert (good.outcome, good.learner) == (Outcome.NEW, "mira")
    assert sorted(path.name for path in (course / "submitted").iterdir()) == ["mira"]
    assert sorted(path.name for path in course.parent.iterdir()) == ["course", "laptops", "mail"]


def test_one_name_in_two_spellings_is_asked_about(course: Path, mail: Path) -> None:
    make(mail, "Mira")
    collect(course, mail, now=NOW)
    make(mail, "mira", at=LATE)
    *_, refused = collect(course, mail, now=NOW)
    assert refused.outcome == Outcome.REFUSED
    assert "'Mira' handed in before" in refused.note


def test_a_release_that_nobody_knows_is_refused_and_an_older_one_is_taken_in_with_a_note(
    course: Path, mail: Path
) -> None:
    make(mail, "mira", text=notebook(checksum="of last week"))
    make(mail, "noor", text=notebook(grade_id="of another course"))
    older, unknown = collect(course, mail, now=NOW)
    assert older.outcome == Outcome.NEW
    assert "another release" in older.note
    assert unknown.outcome == Outcome.REFUSED
    assert "a release of 03-stretch-scoring that this course does not know" in unknown.note


def test_a_damaged_notebook_is_taken_in_for_the_grader_to_repair(course: Path, mail: Path) -> None:
    make(mail, "mira", text="{ not a notebook")
    (taken,) = collect(course, mail, now=NOW)
    assert taken.outcome == Outcome.NEW


def test_a_folder_of_downloads_may_hold_anything(course: Path, mail: Path, tmp_path: Path) -> None:
    """Other people's zips are left alone and said so; Office files, pictures, other notebooks and a copy of the
    course are not even named."""
    make(mail)
    with zipfile.ZipFile(mail / "holiday.zip", "w") as archive:
        archive.writestr("beach.jpg", "x")
    with zipfile.ZipFile(mail / "letter.docx", "w") as archive:
        archive.writestr("word/document.xml", "x")
    with zipfile.ZipFile(mail / "all submissions.zip", "w") as archive:
        archive.writestr("Mira_123/03-stretch-scoring__mira.zip", "x")
    (mail / "physics.ipynb").write_text("{}")
    (mail / "stretch-scoring (2).ipynb").write_text("{}")
    (mail / "photo.png").write_bytes(b"x")
    shutil.copytree(course, mail / "course-main")
    (mail / "course-main" / "course.py").touch()
    (mail / "broken.zip").symlink_to(tmp_path / "nowhere")
    taken = collect(course, mail, now=NOW)
    assert outcomes(taken) == [
        (f"{NAME}__mira__20261120T080000Z.zip", Outcome.NEW),
        ("all submissions.zip", Outcome.REFUSED),
        ("holiday.zip", Outcome.FOREIGN),
        ("stretch-scoring (2).ipynb", Outcome.REFUSED),
    ]
    assert "Unpack it" in taken[1].note
    assert "notebook on its own" in taken[3].note


def test_a_missing_folder_or_a_place_without_exercises_is_said_at_once(course: Path, mail: Path) -> None:
    with pytest.raises(CourseProblem, match="There is no folder"):
        collect(course, mail / "none")
    with pytest.raises(CourseProblem, match="There are no exercises"):
        collect(mail, mail)
