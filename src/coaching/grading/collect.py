"""The other end of `coaching hand-in`: zip files that came by mail or from a platform become nbgrader submissions.

Who handed in what stands in the manifest inside, so a file may have been renamed on its way ("03-…(1).zip",
"12345_assignsubmission_file_03-… .zip"). Files in the coach's folder are only read, never moved or deleted: the folder
may well be the coach's Downloads. Each file is taken in whole or not at all, and one bad file never stops the rest.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from coaching.grading.handin import STAMP, folded, learner_id, release_marks
from coaching.parcel import MANIFEST, Foreign, Parcel, open_parcel
from coaching.places import ASSIGNMENT
from coaching.problems import CourseProblem

__all__ = ["Outcome", "Taken", "collect"]

TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"
EARLIER = "submitted_earlier"
DEEPEST = 4
ZIP_LIKE = (".zip", ".zip_", ".zip.txt", ".zipx")
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".epub", ".whl", ".apk", ".numbers", ".pages")


class Outcome(StrEnum):
    """What became of one file."""

    NEW = "taken in"
    NEWER = "taken in, newer"
    EARLIER = "kept as earlier"
    KNOWN = "already here"
    FOREIGN = "left alone"
    REFUSED = "set aside"


@dataclass(frozen=True)
class Taken:
    """One file of the coach's folder and what became of it. `note` is a sentence, or empty when there is no need."""

    file: str
    outcome: Outcome
    note: str = ""
    learner: str = ""
    assignment: str = ""
    handed_in_at: str = ""


def collect(root: Path, folder: Path, *, now: datetime | None = None) -> list[Taken]:
    """Take in every hand-in that lies in `folder` (or is `folder`), down to four folders deep.

    The latest hand-in of a person for an assignment stands in `submitted/ID/NAME/`, as nbgrader expects, with its
    `timestamp.txt`. Earlier ones are kept in `submitted_earlier/ID/NAME/TIME/`, whichever arrives first; collecting
    the same files again changes nothing.

    Returns one `Taken` for each zip file (and each loose notebook) that was looked at, in the order of the names.

    Raises:
        CourseProblem: `folder` does not exist, or `root` has no `exercises/` to collect for.
    """
    if not folder.exists():
        raise CourseProblem(f"There is no folder {folder}. Name the folder into which you saved the zip files.")
    if not any((root / "exercises").glob("*/*.ipynb")):
        raise CourseProblem(f"There are no exercises in {root / 'exercises'}. Run this in the folder of the course.")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    notebooks = tuple(path.stem for path in (root / "exercises").glob("*/*.ipynb"))
    return [_take(root, path, moment) for path in _candidates(folder, notebooks)]


# ---------------------------------------------------------------------------------------------------------------------


def _candidates(folder: Path, notebooks: tuple[str, ...]) -> Iterator[Path]:
    """Files that are, or try to be, a hand-in: zip files of any name (Office files are zip files too, and are none),
    and notebooks named like one of the exercises' `notebooks`."""
    if folder.is_file():
        yield folder
        return
    for where, folders, files in os.walk(folder):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and depth < DEEPEST)
        if {"course.py", "nbgrader_config.py"} & set(files) and depth:
            folders.clear()  # a copy of the course in the coach's Downloads: full of notebooks, and nobody's hand-in
            continue
        for name in sorted(files):
            path = Path(where) / name
            if name.startswith(".") or name.lower().endswith(OFFICE) or not path.is_file():
                continue
            named_so = path.suffix == ".ipynb" and name.startswith(notebooks)
            if named_so or name.lower().endswith(ZIP_LIKE) or _starts_like_zip(path):
                yield path


def _starts_like_zip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def _take(root: Path, path: Path, now: datetime) -> Taken:
    who: dict[str, str] = {}
    try:
        if path.suffix == ".ipynb":
            raise CourseProblem(
                f"{path.name} is a notebook on its own: it does not say whose it is. "
                "Ask for the zip file that `coaching hand-in` makes."
            )
        parcel = open_parcel(path, "hand-in")
        who = _who(parcel, path.name)
        notes = _accept(root, parcel, path.name, who)
        at = _moment(parcel, path.name)
        if at > now + timedelta(hours=26):
            notes.append(f"Their clock runs ahead ({at:%Y-%m-%d}); the time of collecting counts.")
            at = now
        who["handed_in_at"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        outcome, note = _place(root, parcel, who["learner"], who["assignment"], at)
        return Taken(path.name, outcome, " ".join(filter(None, [note, *notes])), **who)
    except Foreign as problem:
        return Taken(path.name, Outcome.FOREIGN, problem.sentence)
    except CourseProblem as problem:
        return Taken(path.name, Outcome.REFUSED, problem.sentence, **who)
    except OSError as error:
        note = f"{path.name} could not be stored ({error.strerror or error}). Make room, then collect again."
        return Taken(path.name, Outcome.REFUSED, note, **who)


def _who(parcel: Parcel, where: str) -> dict[str, str]:
    learner, assignment = parcel.facts.get("learner"), parcel.facts.get("assignment")
    if not isinstance(assignment, str) or not ASSIGNMENT.fullmatch(assignment):
        raise CourseProblem(f"{where} does not say which exercise it is. Ask for it to be made again.")
    try:
        good = isinstance(learner, str) and learner_id(learner) == learner
    except CourseProblem:
        good = False
    if not good:
        raise CourseProblem(
            f"{where} is handed in under {str(learner)[:60]!r}, which cannot be a person's id here. "
            "Ask for it to be made again with --as and a plain name."
        )
    return {"learner": str(learner), "assignment": assignment}


def _accept(root: Path, parcel: Parcel, where: str, who: dict[str, str]) -> list[str]:
    """Notes on a hand-in that is taken in.

    Raises:
        CourseProblem: it cannot be graded here, or its id is that of another person on some computers.
    """
    release = root / "exercises" / who["assignment"]
    if not any(release.glob("*.ipynb")):
        known = ", ".join(sorted(path.name for path in (root / "exercises").glob("*/") if any(path.glob("*.ipynb"))))
        raise CourseProblem(f"{where} is for {who['assignment']}, which this course does not have. It has: {known}.")
    ours = {path.name: path.read_bytes() for path in release.glob("*.ipynb")}
    marks = release_marks(ours)
    theirs = release_marks({name: content for name, content in parcel.files.items() if name in ours})
    if not any(name in parcel.files for name in ours):
        raise CourseProblem(f"{where} holds no notebook of the exercise ({', '.join(sorted(ours))}). Ask for it again.")
    if marks and theirs and not marks.keys() & theirs.keys():
        raise CourseProblem(
            f"{where} was made from a release of {who['assignment']} that this course does not know. "
            "Send the present exercise, and ask for it to be handed in again: answers carry over."
        )
    for other in sorted((root / "submitted").glob("*/")) + sorted((root / EARLIER).glob("*/")):
        if other.name != who["learner"] and folded(other.name) == folded(who["learner"]):
            raise CourseProblem(
                f"{where} is from {who['learner']!r}, but {other.name!r} handed in before: one name on many computers. "
                "Ask for it to be made again with --as: the same spelling, or another name for another person."
            )
    if any(theirs.get(cell) != mark for cell, mark in marks.items() if cell in theirs):
        return ["Made from another release of the exercise; answers count item by item."]
    return []


def _moment(parcel: Parcel, where: str) -> datetime:
    try:
        moment = datetime.strptime(str(parcel.facts.get("handed_in_at")), "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise CourseProblem(f"{where} does not say when it was handed in. Ask for it to be made again.") from None
    return moment.replace(tzinfo=UTC)


def _place(root: Path, parcel: Parcel, learner: str, assignment: str, at: datetime) -> tuple[Outcome, str]:
    """Put a sound hand-in where it belongs: the latest in submitted/, every other one in submitted_earlier/."""
    present = root / "submitted" / learner / assignment
    earlier = root / EARLIER / learner / assignment
    if any(_is_same(folder, parcel) for folder in (present, *earlier.glob("*/"))):
        return Outcome.KNOWN, ""
    there = present.exists()
    before = _timestamp(present) if there else None
    (root / ".course").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="collect-", dir=root / ".course") as scratch:  # ignored by git, same disk
        fresh = Path(scratch) / assignment
        _unpack(parcel, fresh, at)
        if before is not None and before > at:
            _keep_earlier(root, fresh, earlier, at)
            return Outcome.EARLIER, f"A newer hand-in ({before:%Y-%m-%d %H:%M} UTC) is here already and counts."
        if there:
            _keep_earlier(root, present, earlier, before or datetime.fromtimestamp(present.stat().st_mtime, UTC))
        present.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(present)
    if not there:
        return Outcome.NEW, ""
    which = f"of {before:%Y-%m-%d %H:%M} UTC" if before else "without a time"
    return Outcome.NEWER, f"The one {which} is kept in {EARLIER}/."


def _unpack(parcel: Parcel, folder: Path, at: datetime) -> None:
    for name, content in parcel.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    # Without a secret `nbgrader release_feedback` stops for the whole cohort. Nobody knows this one, so nobody finds
    # the page that it puts into the exchange; these learners get theirs by `coaching send-back`.
    (folder / SECRET).write_text(secrets.token_hex(64), encoding="utf-8")
    (folder / TIMESTAMP).write_text(at.strftime("%Y-%m-%d %H:%M:%S.%f UTC") + "\n", encoding="utf-8")
    (folder / MANIFEST).write_text(parcel.text, encoding="utf-8")


def _is_same(folder: Path, parcel: Parcel) -> bool:
    try:
        return (folder / MANIFEST).read_text(encoding="utf-8") == parcel.text
    except (OSError, UnicodeDecodeError):
        return False


def _keep_earlier(root: Path, folder: Path, earlier: Path, at: datetime) -> None:
    earlier.mkdir(parents=True, exist_ok=True)
    (root / EARLIER / ".gitignore").write_text("*\n", encoding="utf-8")  # work of people never goes into git
    names: Iterable[str] = (at.strftime(STAMP) + (f"-{n}" if n else "") for n in range(1000))
    target = next(earlier / name for name in names if not (earlier / name).exists())
    shutil.move(folder, target)


def _timestamp(folder: Path) -> datetime | None:
    """When the submission in `folder` was handed in, as nbgrader reads it; None if it does not say."""
    from nbgrader.utils import parse_utc

    try:
        text = (folder / TIMESTAMP).read_text(encoding="utf-8").strip()
        moment: datetime = parse_utc(text)
    except (OSError, ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC)
