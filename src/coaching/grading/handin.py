"""Handing in as one zip file, where there is no exchange: between two laptops, by mail, on a learning platform."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coaching.parcel import MOST_BYTES_A_FILE, RESERVED, seal
from coaching.places import ASSIGNMENT, assignment_name, course_root
from coaching.problems import CourseProblem

__all__ = [
    "HandedIn",
    "find_assignment",
    "folded",
    "hand_in",
    "learner_id",
    "lessons_of",
    "release_hash",
    "release_marks",
]

LEARNER = re.compile(r"[^\W_]([\w.-]{0,58}[^\W_])?")
STAMP = "%Y%m%dT%H%M%SZ"
NOT_WORK = re.compile(
    r"\.ipynb_checkpoints|__pycache__|node_modules|\..*|.*\.(lock|bak|tmp|pyc)|Thumbs\.db|desktop\.ini"
)


@dataclass(frozen=True)
class HandedIn:
    """What was made, and what the learner is told about it.

    `open` names the items without a complete answer (a hand-in may have gaps); `notes` has one sentence for each file
    that was not packed though it lay in the folder, and for each answer sheet that could not be read.
    """

    path: Path
    assignment: str
    learner: str
    open: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=(), repr=False)


def hand_in(
    assignment: str, *, learner: str, start: Path | None = None, to: Path | None = None, now: datetime | None = None
) -> HandedIn:
    """Pack the learner's own work on `assignment` as `NN-name__ID__UTC.zip`.

    Packed are the notebooks, the answer sheets of exactly this assignment's lessons, and other files of the folder.
    Left out: checkpoints, environments, hidden files, links, sheets of others, and files above 20 MB. The zip appears
    whole or not at all, and nothing else is changed.

    Args:
        assignment: the folder's name, such as `03-stretch-scoring`.
        learner: the name or id under which it is handed in, see `learner_id`.
        start: where to look from, the current folder if not given; see `find_assignment`.
        to: the folder for the zip; `workspace/handed-in` of the course, or beside the assignment, if not given.
        now: the time of the hand-in, the present if not given.

    Raises:
        CourseProblem: no such assignment here, an id that cannot be a file name, or a folder that cannot be written.
    """
    learner = learner_id(learner)
    folder = find_assignment(assignment, start or Path.cwd())
    assignment = folder.name
    files, left_out = own_files(folder)
    notebooks = {name: content for name, content in files.items() if name.endswith(".ipynb")}
    if not notebooks:
        raise CourseProblem(f"There is no notebook in {folder}. Start the course again: it puts the exercise back.")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    target = (to or _usual_place(folder)) / f"{assignment}__{learner}__{moment.strftime(STAMP)}.zip"
    facts = {
        "assignment": assignment,
        "learner": learner,
        "handed_in_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "release": release_hash(release_marks(notebooks)),
    }
    seal(target, "hand-in", facts, files)
    return HandedIn(
        path=target,
        assignment=assignment,
        learner=learner,
        open=tuple(still_open(folder)),
        notes=(*left_out, *_unreadable(folder)),
        files=tuple(sorted(files)),
    )


def learner_id(text: str) -> str:
    """`text` as an id that can name a folder on every system: letters of any script, digits, inner `.`, `-`, `_`.

    Spaces become `-`. What is left must say the same to a person: nothing is dropped silently.

    Raises:
        CourseProblem: when the text cannot be an id.
    """
    name = unicodedata.normalize("NFC", "-".join(text.split()))
    if not LEARNER.fullmatch(name) or RESERVED.fullmatch(name) or "__" in name:
        raise CourseProblem(
            f"{text[:60]!r} cannot be used as a name here. Use up to 60 letters and digits, with - or . inside, "
            "such as mira or mira-k."
        )
    return name


def folded(name: str) -> str:
    """`name` such that two ids are alike in it when they are one folder on some computers: capitals do not count."""
    return unicodedata.normalize("NFKC", name).casefold()


def find_assignment(assignment: str, start: Path) -> Path:
    """The learner's folder of `assignment`, looked for in this order.

    1. `start` itself or a folder above it has that name: the person stands in it.
    2. `start/assignment`.
    3. `workspace/exercises/assignment` of the course that `start` lies in.

    A path ending in the assignment's name (as a shell completes it) does too.

    Raises:
        CourseProblem: the name is no assignment's, or there is no such folder.
    """
    assignment = assignment_name(assignment)
    start = start.resolve()
    line = (start, *start.parents)
    places = [folder for folder in line if folder.name == assignment]
    places += [start / assignment]
    places += [folder / "workspace" / "exercises" / assignment for folder in line]
    for place in places:
        if any(place.glob("*.ipynb")):
            return place
    near = sorted({path.name for folder in line for path in (folder / "workspace" / "exercises").glob("[0-9]*")})
    known = f" There is: {', '.join(near)}." if near else " Go to the folder of the course first."
    raise CourseProblem(f"There is no exercise {assignment} of yours here.{known}")


def lessons_of(folder: Path) -> set[str]:
    """The lesson ids that the notebooks of `folder` say they have, and the folder's own name."""
    lessons = {folder.name}
    for notebook in folder.glob("*.ipynb"):
        lesson = _about(notebook).get("lesson")
        if isinstance(lesson, str) and ASSIGNMENT.fullmatch(lesson):
            lessons.add(lesson)
    return lessons


def release_marks(notebooks: Mapping[str, bytes]) -> dict[str, str]:
    """What nbgrader left in the cells of these notebooks (name: content) when it released them: cell to checksum.

    A learner's copy keeps the marks of its release whatever was answered or edited; deleted cells are just missing.
    A file that is no notebook has no marks.
    """
    marks = {}
    for name, content in notebooks.items():
        cells = _decoded(content).get("cells")
        for cell in cells if isinstance(cells, list) else ():
            metadata = cell.get("metadata") if isinstance(cell, dict) else None
            mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            if isinstance(mark, dict) and mark.get("checksum") and mark.get("grade_id"):
                marks[f"{name} {mark['grade_id']}"] = str(mark["checksum"])
    return marks


def release_hash(marks: Mapping[str, str]) -> str:
    """One short word for a set of `release_marks`; empty for none."""
    return hashlib.sha256(json.dumps(dict(marks), sort_keys=True).encode()).hexdigest()[:16] if marks else ""


def still_open(folder: Path) -> list[str]:
    """The titles of the items that have no complete answer yet, in the order of the notebooks.

    What is asked is read from the course's own release, never from the learner's notebooks. Without a release to
    compare with, or with one that cannot be read, nothing is said to be open; nor is the code track, ever.
    """
    from coaching.answers import parse_sheet, read_sheet, sheet_path
    from coaching.items.reading import read

    try:
        release = course_root(folder) / "exercises" / folder.name
    except CourseProblem:
        return []
    titles = []
    for notebook in sorted(release.glob("*.ipynb")):
        about = _about(notebook)
        lesson = str(about.get("lesson") or folder.name)
        if about.get("role") == "code-track":
            continue
        try:
            asked = read(notebook)
        except (ValueError, OSError):
            continue
        reading = read_sheet(sheet_path(lesson, folder), lesson)
        mirror = _about(folder / notebook.name).get("answers")
        if reading.source == "nothing" and mirror is not None:
            reading = parse_sheet(mirror, lesson, notebook.name)
        for one in asked:
            if one.item.open_parts(one.item.clean(reading.sheet.value(one.item.id)).value):
                titles.append(one.item.title or one.item.id)
    return titles


def same_words(one: bytes, other: bytes) -> bool:
    """Whether two notebooks have the same cells with the same words; outputs and metadata change by mere reading.

    Files that cannot be read as notebooks are the same only when every byte is.
    """
    try:
        words = [
            [(cell["cell_type"], "".join(cell["source"])) for cell in _decoded(nb)["cells"]] for nb in (one, other)
        ]
    except (KeyError, TypeError):
        return one == other
    return words[0] == words[1]


def own_files(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """The learner's own work in `folder`, content by path inside it, and a sentence for each file that stays here.

    Left out without a word: checkpoints, environments, hidden files, backups, feedback, and answer sheets of other
    lessons or people. Left out with a sentence: links, files above 20 MB, files that cannot be read.
    """
    lessons = lessons_of(folder)
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    for path in _candidates(folder, left_out):
        inside = path.relative_to(folder).as_posix()
        if inside.startswith("answers/") and path.stem not in lessons:
            continue
        try:
            size = path.stat().st_size
            if size > MOST_BYTES_A_FILE:
                left_out.append(f"{inside} stays here: it has {size / 1e6:.0f} MB, and at most 20 MB can be handed in.")
                continue
            files[inside] = path.read_bytes()
        except OSError as error:
            left_out.append(f"{inside} stays here: it cannot be read ({error.strerror}).")
    return files, left_out


# ---------------------------------------------------------------------------------------------------------------------


def _unreadable(folder: Path) -> list[str]:
    """What is wrong with the answer sheets that are packed all the same: perhaps the coach can read more of them."""
    from coaching.answers import read_sheet, sheet_path

    return [
        f"answers/{lesson}.json cannot be read as it should. It is packed as it is; open the exercise, and see if your "
        "answers are there."
        for lesson in sorted(lessons_of(folder))
        if read_sheet(sheet_path(lesson, folder), lesson).problems
    ]


def _usual_place(folder: Path) -> Path:
    above = next((place for place in folder.parents if place.name == "workspace"), None)
    return (above or folder.parent) / "handed-in"


def _candidates(folder: Path, left_out: list[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_symlink():
            left_out.append(f"{path.name} stays here: it is a link to another place.")
        elif NOT_WORK.fullmatch(path.name):
            continue
        elif path.is_dir():
            if (path / "pyvenv.cfg").exists() or path.name in ("feedback", "private"):
                continue
            yield from _candidates(path, left_out)
        elif path.is_file():
            yield path


def _decoded(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _about(notebook: Path) -> dict[str, Any]:
    """The `coaching` metadata of a notebook; empty where there is none, or no notebook."""
    try:
        metadata = _decoded(notebook.read_bytes()).get("metadata")
    except OSError:
        return {}
    about = metadata.get("coaching") if isinstance(metadata, dict) else None
    return about if isinstance(about, dict) else {}
