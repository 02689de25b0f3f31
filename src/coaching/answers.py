"""The answer sheet: what a learner has answered, kept safely on disk beside the notebook.

A sheet is the file ``answers/<lesson>.json``::

    {"schema": 1, "lesson": "03-stretch-scoring", "release": "",
     "items": {"goal-kinds": {"value": {...}, "confidence": 80, "saved_at": "2026-11-22T10:15:00Z", "attempts": 2}}}

Saving locks, reads what is there, merges this one item, writes a new file, flushes it to the disk and swaps it in; the
version before stays as ``<lesson>.json.bak``. So two tabs on one lesson merge item by item, a kernel that is killed in
mid-save leaves the old sheet, and a file that cannot be read is set aside under a new name, never overwritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

SCHEMA = 1
LARGEST_SHEET = 5_000_000  # bytes; a full sheet has about 20,000
LOCK_SECONDS = 5.0


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


UMASK = _umask() if os.name == "posix" else 0  # read once: reading it changes it for a moment, for all threads


class NotSaved(Exception):
    """An answer could not be saved. The message is one sentence for the learner: what, where, and the mend."""


class Entry(BaseModel):
    """One item's answer. ``value`` is plain JSON of unknown shape: its item reads it with ``Item.clean``."""

    model_config = ConfigDict(extra="ignore")

    value: Any = None
    confidence: int | None = Field(default=None, ge=0, le=100)
    saved_at: str = Field(default="", max_length=40)
    attempts: int = Field(default=1, ge=0, le=1_000_000)


class Sheet(BaseModel):
    """All answers of one lesson."""

    model_config = ConfigDict(extra="ignore")

    lesson: str
    release: str = ""
    items: dict[str, Entry] = Field(default_factory=dict)

    def value(self, item_id: str) -> Any:
        """The raw value of one item, or None."""
        entry = self.items.get(item_id)
        return None if entry is None else entry.value

    def as_json(self) -> dict[str, Any]:
        """The sheet as it stands in its file."""
        return {"schema": SCHEMA, **self.model_dump(mode="json")}


@dataclass(frozen=True)
class Reading:
    """A sheet as far as it could be read, and one sentence for each thing that could not.

    ``source`` is "file", "mirror" or "nothing". ``damaged`` says that the file must be set aside before the next save.
    """

    sheet: Sheet
    problems: tuple[str, ...] = ()
    source: str = "nothing"
    damaged: bool = False


def sheet_path(lesson: str, folder: Path | None = None) -> Path:
    """Where the sheet of ``lesson`` stands: resolved at every call, since a folder may be renamed under a kernel."""
    return (Path.cwd() if folder is None else folder) / "answers" / f"{lesson}.json"


def parse_sheet(raw: object, lesson: str, where: str) -> Reading:
    """Read a decoded sheet of unknown origin. Never raises.

    A sheet of another lesson, of a newer schema, or of no known form gives an empty sheet and is ``damaged``; single
    entries that cannot be read are left out, and the rest is kept.
    """
    empty = Sheet(lesson=lesson)
    if not isinstance(raw, dict) or not isinstance(raw.get("items"), dict):
        return Reading(empty, (f"{where} is not an answer file; it is kept as it is, beside a new one.",), damaged=True)
    schema = raw.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        return Reading(empty, (f"{where} does not say which version it is; it is set aside.",), damaged=True)
    if schema > SCHEMA:
        said = f"{where} was written by a newer version of the course; update the course to use it. It is set aside."
        return Reading(empty, (said,), damaged=True)
    if raw.get("lesson") != lesson:
        said = f"{where} belongs to the lesson '{str(raw.get('lesson'))[:60]}' and not to '{lesson}'; it is set aside."
        return Reading(empty, (said,), damaged=True)
    items: dict[str, Entry] = {}
    problems: list[str] = []
    for item_id, entry in raw["items"].items():
        try:
            items[str(item_id)[:64]] = Entry.model_validate(entry)
        except (ValidationError, RecursionError):
            problems.append(f"{where}: the answer to '{str(item_id)[:64]}' cannot be read and is left out.")
    release = raw.get("release")
    sheet = Sheet(lesson=lesson, release=release if isinstance(release, str) else "", items=items)
    return Reading(sheet, tuple(problems), source="file")


def read_sheet(path: Path, lesson: str) -> Reading:
    """Read the sheet at ``path``. A missing file is an empty sheet; a bad one is an empty sheet with a sentence."""
    where = f"answers/{path.name}"
    try:
        if path.stat().st_size > LARGEST_SHEET:
            said = f"{where} is larger than an answer file can be; it is set aside."
            return Reading(Sheet(lesson=lesson), (said,), damaged=True)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Reading(Sheet(lesson=lesson))
    except UnicodeDecodeError:
        return Reading(Sheet(lesson=lesson), (f"{where} is not text; it is set aside.",), damaged=True)
    except OSError as error:
        said = f"{where} cannot be opened ({error.strerror}); allow reading it and try again."
        return Reading(Sheet(lesson=lesson), (said,))
    if not text.strip():
        return Reading(Sheet(lesson=lesson), (f"{where} is empty; it is set aside.",), damaged=True)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return Reading(Sheet(lesson=lesson), (f"{where} is damaged; it is set aside and kept.",), damaged=True)
    return parse_sheet(raw, lesson, where)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Put ``content`` at ``path`` so that at every moment the old or the new file is whole; flushed to the disk.

    Half a letter, which UTF-8 cannot hold, becomes a question mark. Where it fails, no other file is left behind.
    """
    written = content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".new", delete=False) as new:
        try:
            new.write(written)
            new.flush()
            os.fsync(new.fileno())
            if os.name == "posix":
                # Temporary files are private; a grader who is another user must be able to read an answer.
                os.fchmod(new.fileno(), 0o666 & ~UMASK)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
    try:
        Path(new.name).replace(path)
    except BaseException:
        Path(new.name).unlink(missing_ok=True)
        raise


def is_grading() -> bool:
    """Whether nbgrader executes this notebook, to validate or to grade it: then nothing is written."""
    return os.environ.get("NBGRADER_EXECUTION") in {"validate", "autograde"}


@dataclass
class SheetFile:
    """The sheet of one lesson, in ``answers/`` beside the notebook (the folder is looked up at each use)."""

    lesson: str
    folder: Path | None = None
    mirror: object = None
    notices: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return sheet_path(self.lesson, self.folder)

    def read(self) -> Reading:
        """The sheet; where there is no file, the mirror that travels inside the notebook, if there is one."""
        reading = read_sheet(self.path, self.lesson)
        if reading.source == "nothing" and not reading.problems and self.mirror is not None:
            mirrored = parse_sheet(self.mirror, self.lesson, "the copy of the answers inside the notebook")
            return Reading(mirrored.sheet, mirrored.problems, source="mirror")
        return reading

    def get(self, item_id: str) -> Any:
        """The raw value of one item, or None."""
        return self.read().sheet.value(item_id)

    def put(self, item_id: str, value: Any, confidence: int | None = None, *, attempt: bool = False) -> Entry:
        """Save one answer and return it as it stands now.

        ``attempt`` counts a finished try (Check was pressed). Raises ``NotSaved`` with a sentence when the disk, the
        folder or another program does not let us; the sheet on the disk is then as it was.
        """
        if is_grading():
            return Entry(value=value, confidence=confidence)
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise NotSaved(f"Not saved: this answer is not plain text and numbers ({error}).") from None
        try:
            with self._locked() as path:
                reading = self.read()
                if reading.damaged:
                    self.notices.append(self._set_aside(path))
                sheet = reading.sheet
                before = sheet.items.get(item_id)
                entry = Entry(
                    value=value,
                    confidence=confidence,
                    saved_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    attempts=(before.attempts if before else 0) + (1 if attempt else 0),
                )
                sheet.items[item_id] = entry
                text = json.dumps(sheet.as_json(), ensure_ascii=False, indent=1)
                self._keep_previous(path)
                write_atomically(path, text)
                return entry
        except Timeout:
            raise NotSaved("Not saved: another program holds the answer file. Close it, then answer again.") from None
        except OSError as error:
            why = error.strerror or "the disk refused"
            where = f"answers/{self.lesson}.json"
            raise NotSaved(f"Not saved: {why} ({where}). Make room or allow writing, then answer again.") from None

    def drop(self, item_ids: Collection[str]) -> int:
        """Delete these answers, also from the version before, and say how many there were.

        An empty sheet stays: where there is a file, the copy inside the notebook is not read, and the notebook's next
        save takes over what the file says. Raises ``NotSaved`` with a sentence when the sheet cannot be read or
        written; then nothing is deleted.
        """
        where = f"answers/{self.lesson}.json"
        try:
            with self._locked() as path:
                reading = self.read()
                if reading.damaged:
                    raise NotSaved(
                        f"Nothing was deleted in {where}, because it cannot be read. Delete the file itself."
                    )
                found = [item_id for item_id in item_ids if reading.sheet.items.pop(item_id, None) is not None]
                write_atomically(path, json.dumps(reading.sheet.as_json(), ensure_ascii=False, indent=1))
                path.with_name(f"{path.name}.bak").unlink(missing_ok=True)
                return len(found)
        except Timeout:
            raise NotSaved(
                f"Nothing was deleted in {where}: another program holds it. Close it, then try again."
            ) from None
        except OSError as error:
            why = error.strerror or "the disk refused"
            raise NotSaved(f"Nothing was deleted in {where}: {why}. Allow writing, then try again.") from None

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        path = self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
            yield path

    def _set_aside(self, path: Path) -> str:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        aside = path.with_name(f"{path.stem}.set-aside-{stamp}.json")
        path.rename(aside)
        return f"The old answer file could not be used. It is kept as answers/{aside.name}."

    def _keep_previous(self, path: Path) -> None:
        if path.exists():
            backup = path.with_name(f"{path.name}.bak")
            backup.unlink(missing_ok=True)
            try:
                os.link(path, backup)
            except OSError:  # a file system without hard links
                backup.write_bytes(path.read_bytes())
