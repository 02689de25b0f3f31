"""Every hand-in of a cohort that is still on a disk here: the one that counts, earlier ones, and the exchange's."""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

__all__ = ["HandIn", "exchange_of", "folders_in", "hand_ins", "stamp"]

Place = tuple[str, str]
"""(person, assignment)"""


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in: its folder, when it was made (None: it does not say), and whether it is collected."""

    folder: Path
    at: datetime | None
    collected: bool = True


def hand_ins(course: CourseDirectory, assignments: Collection[str] = ()) -> dict[Place, list[HandIn]]:
    """All hand-ins by person and assignment, oldest first; one that lies in two places is told once.

    A person's own folder in `submitted/` is the last of those at its time. Links are not followed.
    """
    root = Path(course.root)
    found: dict[Place, list[HandIn]] = defaultdict(list)
    for place, folder in folders_in(root / course.submitted_directory, assignments):
        found[place].append(HandIn(folder, stamp(folder)))
    for place, folder in folders_in(root / "submitted_earlier", assignments):
        found[place] += [HandIn(one, stamp(one)) for one in _inside(folder)]
    for place, folder, at in _inbound(course, assignments):
        found[place].append(HandIn(folder, at, collected=False))
    return {place: _once(those) for place, those in found.items()}


def folders_in(step: Path, assignments: Collection[str] = ()) -> Iterator[tuple[Place, Path]]:
    """The folders `step`/PERSON/ASSIGNMENT that are there, without links and hidden ones."""
    for person in _inside(step):
        for folder in _inside(person):
            if not assignments or folder.name in assignments:
                yield (person.name, folder.name), folder


def exchange_of(course: CourseDirectory) -> Path | None:
    """The course's folder in the exchange; None where none is configured."""
    root = course.config.Exchange.get("root")
    return Path(root) / course.course_id if isinstance(root, str) and root and course.course_id else None


def stamp(folder: Path) -> datetime | None:
    """When the work in `folder` was handed in, by its `timestamp.txt`; None if nobody can read it there."""
    file = folder / "timestamp.txt"
    try:
        if file.is_symlink():
            return None
        with file.open("rb") as stream:
            return _moment(stream.read(200))
    except OSError:
        return None


# ---------------------------------------------------------------------------------------------------------------------


def _moment(raw: bytes) -> datetime | None:
    words = raw.decode("utf-8", errors="replace").strip()
    try:
        return datetime.fromisoformat(words.removesuffix(" UTC")).replace(tzinfo=UTC)
    except ValueError:
        pass
    from coaching.grading.handed_in import moment_in

    try:
        found = moment_in(raw)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found else None


def _once(those: list[HandIn]) -> list[HandIn]:
    """Oldest first, without a time before all others; of those at one time the collected one."""
    oldest = datetime.min.replace(tzinfo=UTC)
    kept: dict[datetime, HandIn] = {}
    for one in those:
        at = one.at or oldest
        if at not in kept or (one.collected and not kept[at].collected):
            kept[at] = one
    return [kept[at] for at in sorted(kept)]


def _inbound(course: CourseDirectory, assignments: Collection[str]) -> Iterator[tuple[Place, Path, datetime]]:
    """What was submitted through the exchange, collected or not: PERSON+ASSIGNMENT+TIME or PERSON+ASSIGNMENT+TIME+X."""
    exchange = exchange_of(course)
    for folder in _inside(exchange / "inbound") if exchange else ():
        parts = folder.name.rsplit("+", 3)
        if len(parts) == 4 and _moment(parts[2].encode()) is None:
            parts = folder.name.rsplit("+", 2)
        if len(parts) < 3 or (assignments and parts[1] not in assignments):
            continue
        at = _moment(parts[2].encode())
        if at is not None and parts[0]:
            yield (parts[0], parts[1]), folder, at


def _inside(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return [
            Path(entry.path)
            for entry in entries
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
        ]
    return []
