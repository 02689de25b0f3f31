"""The learner's answer sheet is read with care, and put where the test cells look for it."""

import json
import math
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.answers import Reading, Sheet, parse_sheet, write_atomically
from coaching.grading.cells import sound
from coaching.grading.repair import say

__all__ = ["LARGEST_FILE", "LONGEST_TEXT", "TakeAnswers", "Taken", "as_text", "put", "take", "taken_from", "told_of"]

LARGEST_FILE = 64_000_000
"""Bytes. A full sheet has about 20,000; up to this size one can still be read in a second and salvaged."""

LONGEST_TEXT = 20_000
"""Characters of one text that are graded. The whole text stays in what was handed in."""


@dataclass(frozen=True)
class Taken:
    """What could be read of the answers handed in, and one sentence for each thing that could not."""

    sheet: Sheet
    problems: tuple[str, ...] = ()


def take(handed_in: Path, lesson: str, mirror: object = None) -> Taken:
    """Read the answers to `lesson` from the folder `handed_in`; never raises on what a stranger put there.

    In this order: the file `answers/<lesson>.json`; where there is none, or it cannot be used, the copy that travels
    inside the notebook (`mirror`); else an empty sheet, which is graded as "not attempted".
    """
    path = handed_in / "answers" / f"{lesson}.json"
    if path.is_symlink() or path.parent.is_symlink():
        return taken_from(None, "it is a link to another place", lesson, mirror)
    if not path.is_file():
        return taken_from(None, "", lesson, mirror)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return taken_from(None, f"it is larger than {LARGEST_FILE // 1_000_000} MB", lesson, mirror)
        return taken_from(path.read_bytes(), "", lesson, mirror)
    except OSError as error:
        return taken_from(None, f"it cannot be opened ({error.strerror})", lesson, mirror)


def taken_from(raw: bytes | None, refused: str, lesson: str, mirror: object = None) -> Taken:
    """As `take`, from the bytes of the answer file; None where there is none, or where it is `refused` for a reason."""
    where = f"answers/{lesson}.json"
    if raw is not None:
        reading = _read(raw, lesson, where)
        if not reading.damaged:
            return _trimmed(reading.sheet, reading.problems)
        problems = reading.problems
    elif refused:
        problems = (f"{where} was not read, because {refused}.",)
    else:
        problems = (f"The answer file {where} was not handed in.",)
    if mirror is not None:
        copy = parse_sheet(mirror, lesson, "the copy of the answers inside the notebook")
        if not copy.damaged:
            used = "The copy of the answers inside the notebook was used."
            return _trimmed(copy.sheet, (*problems, used, *copy.problems))
        problems = (*problems, *copy.problems)
    return Taken(Sheet(lesson=lesson), (*problems, "So nothing counts as attempted. Hand in again with the answers."))


def _read(raw: bytes, lesson: str, where: str) -> Reading:
    """Like `coaching.answers.read_sheet`, but a file far too long is still read, so that the rest of it is graded."""
    try:
        plain = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        said = f"{where} is damaged and cannot be read; it was set aside."
        return Reading(Sheet(lesson=lesson), (said,), damaged=True)
    return parse_sheet(plain, lesson, where)


def _trimmed(sheet: Sheet, problems: tuple[str, ...]) -> Taken:
    """The sheet with no number that is none and no text that nobody could read to its end."""
    said = list(problems)
    for item, entry in sheet.items.items():
        value, changes = _plain(entry.value)
        entry.value = value
        if "long" in changes:
            said.append(f"“{item}”: a text is very long; its first {LONGEST_TEXT:,} characters are graded.")
        if "number" in changes:
            said.append(f"“{item}”: one value is not a number and counts as not answered.")
        if "deep" in changes:
            said.append(f"“{item}”: the answer is not of the expected form and counts as not attempted.")
    return Taken(sheet, tuple(said))


def _plain(value: Any, depth: int = 0) -> tuple[Any, set[str]]:
    if isinstance(value, str):
        return sound(value[:LONGEST_TEXT]), {"long"} if len(value) > LONGEST_TEXT else set()
    if isinstance(value, float) and not math.isfinite(value):
        return None, {"number"}
    if depth > 6:
        return None, {"deep"}
    changes: set[str] = set()
    if isinstance(value, list):
        parts = [_plain(one, depth + 1) for one in value[:1000]]
        return [part for part, _ in parts], changes.union(*(found for _, found in parts))
    if isinstance(value, dict):
        pairs = {sound(str(key)[:64]): _plain(one, depth + 1) for key, one in list(value.items())[:1000]}
        return {key: part for key, (part, _) in pairs.items()}, changes.union(*(found for _, found in pairs.values()))
    return value, changes


def unknown_items(nb: NotebookNode, sheet: Sheet) -> list[str]:
    """Ids in the sheet that nothing in the notebook is called."""
    known = {name for cell in nb.cells if cell.cell_type == "code" for name in _ID.findall(cell.source)}
    return [item for item in sheet.items if item not in known]


_ID = re.compile(r"""\bid\s*=\s*["']([a-z0-9-]+)["']""")


class TakeAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Put a clean answer sheet into the autograded folder, from what was handed in, before any cell runs.

    It is read afresh from the submission for each notebook, so nothing that ran before can have changed it.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = nb.metadata.get("coaching", {})
        lesson = about.get("lesson")
        if not lesson:
            return nb, resources
        names = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        handed_in = Path(coursedir.format_path(coursedir.submitted_directory, names["student"], names["assignment"]))
        taken = take(handed_in, lesson, about.get("answers"))
        put(Path(resources["metadata"]["path"]) / "answers" / f"{lesson}.json", as_text(taken.sheet))
        about.pop("answers", None)
        if about.get("role") != "code-track":
            problems = told_of(taken, nb)
            say(nb, problems)
            for sentence in problems:
                self.log.warning("%s, %s: %s", names["student"], names["notebook"], sentence)
        resources["answers"] = taken.sheet
        return nb, resources


def told_of(taken: Taken, nb: NotebookNode) -> list[str]:
    """What is told of an answer sheet: what could not be read, and answers to questions that nobody asked."""
    problems = list(taken.problems)
    if unknown := unknown_items(nb, taken.sheet):
        listed = ", ".join(f"“{item[:40]}”" for item in unknown[:5])
        problems.append(f"Answers that belong to no question of this exercise were left out: {listed}.")
    return problems


def as_text(sheet: Sheet) -> str:
    """A sheet as it stands in its file."""
    return sound(json.dumps(sheet.as_json(), ensure_ascii=False, indent=1))


def put(path: Path, text: str) -> None:
    """Write an answer sheet, whatever a stranger has put in its place."""
    folder = path.parent
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    write_atomically(path, text)
