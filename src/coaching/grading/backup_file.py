"""The file format of a backup: one zip with a manifest and a checksum for each file, written and read as a stream.

The work of a large cohort does not fit into memory, nor into the limits of a parcel that travels by mail; else it is
kept as in `coaching.parcel`: nothing in it is believed before it was checked, and nothing leads out of its folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coaching.grading.databases import COPIES
from coaching.parcel import MANIFEST, appearing, unsafe_name
from coaching.problems import CourseProblem

__all__ = ["BROKEN", "WORK", "Contents", "pack", "read", "unpack"]

SCHEMA: Final = 1
KIND: Final = "backup"
BROKEN: Final = "broken gradebook"
WORK: Final = ("submitted", "submitted_earlier", "autograded", "feedback")
PRIVATE: Final = 0o600


class Contents(BaseModel):
    """What a backup says of itself; `files` is filled in when it is made, with the SHA-256 of each."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    format: int = Field(default=SCHEMA, validation_alias="schema", serialization_alias="schema")
    kind: str = KIND
    course: str
    made_at: str
    with_work: bool
    people: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()
    files: dict[str, str] = {}


def pack(target: Path, contents: Contents, files: Mapping[str, Path]) -> Contents:
    """Write `files` (path inside: where it is) and their manifest to `target`, whole or not at all.

    Only the owner of the file can read it.

    Raises:
        CourseProblem: a file cannot be read, or `target` cannot be written.
    """
    checksums = {}
    try:
        with appearing(target, PRIVATE) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in sorted(files.items()):
                member = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
                member.compress_type = zipfile.ZIP_DEFLATED
                with path.open("rb") as source, archive.open(member, "w", force_zip64=True) as sink:
                    checksums[name] = _copied(source, sink)
            contents = contents.model_copy(update={"files": checksums})
            archive.writestr(MANIFEST, contents.model_dump_json(by_alias=True, indent=1) + "\n")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseProblem(f"{target} could not be written ({reason}). Mend that, or choose another place.") from error
    return contents


def read(path: Path) -> Contents:
    """What the backup at `path` says of itself. Its files are not looked at.

    Raises:
        CourseProblem: there is no such file, or it is no backup.
    """
    with _opened(path) as archive:
        return _contents(archive, path.name)


def unpack(path: Path, folder: Path) -> Contents:
    """Unpack the backup at `path` into `folder`, a new one, and verify every file in it.

    Raises:
        CourseProblem: it is no backup, it is damaged or was changed, something in it is no part of a backup, or there
            is no room. What was unpacked by then is in `folder`.
    """
    with _opened(path) as archive:
        contents = _contents(archive, path.name)
        members = [member for member in archive.infolist() if member.filename != MANIFEST]
        _refuse_differences([member.filename for member in members], contents, path.name)
        folder.mkdir(parents=True)
        needed = sum(member.file_size for member in members)
        if needed > shutil.disk_usage(folder).free:
            raise CourseProblem(f"{path.name} needs {needed // 1_000_000} MB of room on the disk. Make room first.")
        for member in members:
            _refuse_places(member, path.name)
            target = folder / member.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("xb") as sink:
                checksum = _copied(source, sink)
            if checksum != contents.files[member.filename]:
                raise CourseProblem(
                    f"{path.name} was changed after it was made ({member.filename} is not what was packed). "
                    "Choose another backup."
                )
        return contents


# ---------------------------------------------------------------------------------------------------------------------


def _copied(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy one open file into another; return the SHA-256 of what went through."""
    checksum = hashlib.sha256()
    while block := source.read(1 << 20):
        checksum.update(block)
        sink.write(block)
    return checksum.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file at `path`; whatever is wrong with it, while it is open, becomes one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise CourseProblem(f"There is no file {path}. Name the file that `coaching backup` made.") from error
    except zipfile.BadZipFile as error:
        raise CourseProblem(f"{path.name} is damaged or no backup ({error}). Choose another backup.") from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        why = error or type(error).__name__
        raise CourseProblem(f"{path.name} is damaged ({why}). Choose another backup.") from error
    except OSError as error:
        raise CourseProblem(f"{path.name} cannot be read or unpacked here ({error.strerror or error}).") from error


def _contents(archive: zipfile.ZipFile, where: str) -> Contents:
    try:
        contents = Contents.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError) as error:
        raise CourseProblem(f"{where} is no backup of a course. Name a file that `coaching backup` made.") from error
    if contents.kind == BROKEN:
        raise CourseProblem(f"{where} holds a broken gradebook, kept as it was. Choose another backup.")
    if contents.kind != KIND:
        raise CourseProblem(f"{where} is no backup of a course. Name a file that `coaching backup` made.")
    if contents.format > SCHEMA:
        raise CourseProblem(f"{where} was made by a newer version of the course. Update this course, then try again.")
    return contents


def _refuse_differences(names: list[str], contents: Contents, where: str) -> None:
    missing = sorted(contents.files.keys() - set(names))
    added = sorted(set(names) - contents.files.keys()) + sorted(name for name in names if names.count(name) > 1)
    if missing or added:
        what = f"lacks {missing[0][:80]!r}" if missing else f"holds {added[0][:80]!r}, which is not in its list"
        raise CourseProblem(f"{where} {what}. Choose another backup.")


def _refuse_places(member: zipfile.ZipInfo, where: str) -> None:
    """Only a gradebook, and files below the folders of people's work, are ever written.

    Names that people gave to their files are their own, odd as they may be; on Windows some of them cannot exist.
    """
    path = PurePosixPath(member.filename)
    inside = member.filename in COPIES or (len(path.parts) > 1 and path.parts[0] in WORK)
    out = ".." in path.parts or str(path) != member.filename or (os.name == "nt" and unsafe_name(member.filename))
    if not inside or out or stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise CourseProblem(f"{where} holds {member.filename[:80]!r}, which no backup holds. Choose another backup.")
