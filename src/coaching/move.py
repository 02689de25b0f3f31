"""Take one's own answers from one computer to another, in one file; what both have is merged, and nothing is lost."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from coaching.answers import Entry, NotSaved, Sheet, SheetFile, parse_sheet, read_sheet, write_atomically
from coaching.grading.handin import same_words
from coaching.parcel import MOST_BYTES_A_FILE, open_parcel, seal
from coaching.problems import CourseProblem
from coaching.workspace import me, set_me

__all__ = ["MovedIn", "MovedOut", "move_in", "move_out"]

PLACE = r"(?P<folder>notebooks|exercises/[0-9]{2}-[a-z0-9-]+)"
SHEET = re.compile(rf"{PLACE}/answers/(?P<lesson>[a-z0-9-]+)\.json")
NOTEBOOK = re.compile(rf"{PLACE}/[^/]+\.ipynb")


@dataclass(frozen=True)
class MovedOut:
    """The file that was made, and how many answers are in it."""

    path: Path
    answers: int


@dataclass
class MovedIn:
    """What became of each answer that came in; `replaced` is where the older ones of both sides are kept."""

    new: int = 0
    newer: int = 0
    stayed: int = 0
    equal: int = 0
    replaced: Path | None = None
    notes: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """For the person, the most important first."""
        counts = [
            (self.new, "were new here"),
            (self.newer, "replaced an older one"),
            (self.stayed, "stayed as you have them here, which is newer"),
            (self.equal, "were here already"),
        ]
        total = sum(count for count, _ in counts)
        parts = ", ".join(f"{count} {what}" for count, what in counts if count)
        said = [f"Of {total} answers, {parts}." if total else "There were no answers in this file."]
        if self.replaced:
            said.append(f"Both versions of what differed are kept in workspace/{self.replaced.as_posix()}.")
        return [*said, *self.notes, "Reload a lesson that is open, and it shows the answers."]


def move_out(root: Path, target: Path) -> MovedOut:
    """Pack all answers of the course in `root`, and the notebooks that were changed in it, into the zip `target`.

    Packed is every answer sheet of the workspace (what the learner logs for themselves is one of them), and each
    notebook of theirs whose words are no longer the course's, such as a code track. Nothing here is changed.

    Raises:
        CourseProblem: there is nothing to pack, or `target` cannot be written.
    """
    workspace = root / "workspace"
    files: dict[str, bytes] = {}
    answers = 0
    for path in sorted(workspace.glob("notebooks/answers/*.json")) + sorted(
        workspace.glob("exercises/*/answers/*.json")
    ):
        name = path.relative_to(workspace).as_posix()
        if (match := SHEET.fullmatch(name)) and _is_ours(path):
            files[name] = path.read_bytes()
            answers += len(read_sheet(path, match["lesson"]).sheet.items)
    for path in sorted(workspace.glob("notebooks/*.ipynb")) + sorted(workspace.glob("exercises/*/*.ipynb")):
        name = path.relative_to(workspace).as_posix()
        if NOTEBOOK.fullmatch(name) and _is_ours(path) and not _is_as_released(path, root / name):
            files[name] = path.read_bytes()
    if not files:
        raise CourseProblem("There are no answers here yet, so there is nothing to take along.")
    if target.is_dir():
        target /= "answers.zip"
    if target.suffix != ".zip":
        target = target.with_name(target.name + ".zip")
    if target.exists():
        try:
            open_parcel(target, "move")
        except CourseProblem as problem:
            raise CourseProblem(f"There is another file called {target}. Choose another name with --out.") from problem
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    seal(target, "move", {"learner": me(root) or "", "packed_at": moment}, files)
    return MovedOut(target, answers)


def move_in(root: Path, source: Path, *, mine: bool = False, now: datetime | None = None) -> MovedIn:
    """Take in what `move_out` packed elsewhere. Item by item the newest answer stays; both versions are kept aside.

    A notebook that was changed on both computers is put beside the one here. Taking the same file in twice changes
    nothing. A sheet that cannot be read is left out with a sentence, and the rest is taken in.

    Args:
        mine: take answers in although they were packed under another name.

    Raises:
        CourseProblem: no such file, not a file of `move_out`, damaged or unsafe (see `coaching.parcel`), of a person
            with another name, or nothing can be written here. Then nothing has been changed.
    """
    if not source.is_file():
        raise CourseProblem(f"There is no file {source}. Name the file that `coaching move --out` made.")
    parcel = open_parcel(source, "move")
    for name in parcel.files:
        if not (SHEET.fullmatch(name) or NOTEBOOK.fullmatch(name)):
            raise CourseProblem(f"{source.name} holds {name[:60]!r}, which is no answer. Make the file again.")
    _same_person(root, str(parcel.facts.get("learner") or ""), source.name, mine)
    aside = Path("moved") / (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    done = MovedIn()
    try:
        for name, content in parcel.files.items():
            if match := SHEET.fullmatch(name):
                _merge_sheet(root / "workspace", name, match["lesson"], content, aside, done)
            else:
                _place_notebook(root, name, content, aside, done)
    except (OSError, NotSaved) as error:
        reason = str(error) if isinstance(error, NotSaved) else f"{error.strerror or error}"
        raise CourseProblem(
            f"Not everything could be written here ({reason}). What was here is whole; mend it and take it in again."
        ) from error
    return done


# ---------------------------------------------------------------------------------------------------------------------


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES_A_FILE


def _is_as_released(path: Path, release: Path) -> bool:
    return release.is_file() and same_words(path.read_bytes(), release.read_bytes())


def _same_person(root: Path, theirs: str, where: str, mine: bool) -> None:
    here = me(root)
    if theirs and here and theirs != here and not mine:
        raise CourseProblem(
            f"{where} holds the answers of {theirs}, and here it is {here} who learns. If both are you, add --mine."
        )
    if theirs and not here:
        try:
            set_me(root, theirs)
        except ValueError as error:
            raise CourseProblem(f"{where} was packed under a name that cannot be used. {error}") from error


def _merge_sheet(workspace: Path, name: str, lesson: str, content: bytes, aside: Path, done: MovedIn) -> None:
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError):
        raw = None
    incoming = parse_sheet(raw, lesson, name)
    done.notes += incoming.problems
    if incoming.damaged:
        _keep(workspace / aside / "there" / name, content)
        done.replaced = aside
        return
    file = SheetFile(lesson, (workspace / name).parents[1])
    with file._locked() as path:
        reading = file.read()
        before = path.read_bytes() if path.exists() else b""
        merged, counts = _merged(reading.sheet, incoming.sheet)
        done.new += counts["new"]
        done.newer += counts["newer"]
        done.stayed += counts["stayed"]
        done.equal += counts["equal"]
        if counts["newer"] or counts["stayed"]:
            _keep(workspace / aside / "here" / name, before)
            _keep(workspace / aside / "there" / name, content)
            done.replaced = aside
        if reading.damaged:
            done.notes.append(file._set_aside(path))
        if counts["new"] or counts["newer"]:
            write_atomically(path, json.dumps(merged.as_json(), ensure_ascii=False, indent=1))


def _merged(here: Sheet, there: Sheet) -> tuple[Sheet, Counter[str]]:
    """Both sheets as one. Where both have an item, the one saved later stays; a tie goes to the one that is here."""
    items = dict(here.items)
    counts: Counter[str] = Counter()
    for item, entry in there.items.items():
        present = items.get(item)
        if present is None:
            counts["new"] += 1
            items[item] = entry
        elif (present.value, present.confidence) == (entry.value, entry.confidence):
            counts["equal"] += 1
        elif _saved(entry) > _saved(present):
            counts["newer"] += 1
            items[item] = entry.model_copy(update={"attempts": max(entry.attempts, present.attempts)})
        else:
            counts["stayed"] += 1
    return here.model_copy(update={"items": items}), counts


def _saved(entry: Entry) -> datetime:
    try:
        moment = datetime.fromisoformat(entry.saved_at)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _place_notebook(root: Path, name: str, content: bytes, aside: Path, done: MovedIn) -> None:
    path = root / "workspace" / name
    present = path.read_bytes() if path.exists() else None
    if present is not None and same_words(present, content):
        return
    if present is None or _is_as_released(path, root / name):
        _keep(path, content)
        done.notes.append(f"{name} came with what you wrote in it.")
        return
    there = path.with_name(f"{path.stem} (moved).ipynb")
    number = 1
    while there.exists() and not same_words(there.read_bytes(), content):
        number += 1
        there = path.with_name(f"{path.stem} (moved {number}).ipynb")
    if not there.exists():
        _keep(there, content)
        done.notes.append(f"{name} was changed on both computers: the other one lies beside yours, as {there.name}.")


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    shutil.move(draft, path)
