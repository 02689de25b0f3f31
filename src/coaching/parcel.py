"""Parcels: zip files with a manifest and checksums, packed whole and opened with care.

A parcel travels by mail, chat or a learning platform and is opened on another person's machine. So nothing in it is
believed before it was checked, nothing is unpacked to a place that the parcel chooses, and nothing is read beyond a
limit, whatever the parcel's own table of contents says.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from coaching.problems import CourseProblem

__all__ = ["MANIFEST", "Foreign", "Parcel", "appearing", "open_parcel", "seal", "sha256", "unsafe_name"]

MANIFEST: Final = "manifest.json"
SCHEMA: Final = 1
MEGABYTE: Final = 1_000_000
MOST_FILES: Final = 200
MOST_BYTES_A_FILE: Final = 20 * MEGABYTE
MOST_BYTES: Final = 60 * MEGABYTE
MOST_RATIO: Final = 120  # a sheet of answers packs about 1 : 10, a page of the same letter 1 : 1000
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
LEFT_BY_SYSTEMS: Final = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


class Foreign(CourseProblem):
    """A readable zip file that is no parcel of ours: somebody's holiday pictures, to be left alone."""


@dataclass(frozen=True)
class Parcel:
    """What a parcel says of itself (`facts`), and its files by their path inside it. All checksums hold."""

    facts: Mapping[str, Any]
    files: Mapping[str, bytes]

    @property
    def text(self) -> str:
        """The manifest as text, the same for two parcels with the same facts and files, however they were packed."""
        return json.dumps(dict(self.facts), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def sha256(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def seal(target: Path, kind: str, facts: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Pack `files` (path inside: content) with a manifest into `target`, whole or not at all.

    The manifest holds `schema`, `kind`, then `facts`, then the SHA-256 of each file. The target appears in one step:
    a full disk or a closed laptop leaves no half parcel behind.

    Raises:
        CourseProblem: the folder cannot be written, or the parcel would be refused on arrival (too many, too big,
            names that some systems cannot have).
    """
    files = {unicodedata.normalize("NFC", name): content for name, content in files.items()}
    _refuse_names(list(files), target.name)
    if len(files) >= MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise CourseProblem(
            f"{target.name} would hold {len(files)} files of {_size(sum(map(len, files.values())))}; at most "
            f"{MOST_FILES - 1} files of {_size(MOST_BYTES)} can travel. Take out what is not part of your answers."
        )
    checksums = {name: sha256(content) for name, content in sorted(files.items())}
    manifest = {"schema": SCHEMA, "kind": kind, **facts, "files": checksums}
    try:
        with (
            appearing(target, 0o666 & ~_umask()) as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
            for inside, content in sorted(files.items()):
                archive.writestr(inside, content)
    except OSError as error:
        raise CourseProblem(
            f"{target.name} could not be written to {target.parent} ({error.strerror or error}). "
            "Choose another folder with --to, or make room on the disk."
        ) from error


@contextmanager
def appearing(target: Path, mode: int) -> Iterator[IO[bytes]]:
    """A file to write, which is at `target` (with permissions `mode`) when everything is on the disk, and not before.

    What was at `target` is replaced in the same step. When something is raised, it stays, and nothing else is left.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_parcel(path: Path, kind: str) -> Parcel:
    """Read a parcel of `kind` from `path` into memory, after checking everything about it.

    Nothing is written. Renamed files are fine: who and what a parcel is stands in its manifest. A parcel that was
    unpacked and packed again (one folder around everything, `__MACOSX` beside it) is fine too.

    Raises:
        Foreign: a sound zip file without a manifest of ours, or a parcel of another kind.
        CourseProblem: not a zip, truncated, encrypted, changed on the way, too big or packed too tightly, with links
            or with paths that lead elsewhere, or made by a newer version of the course. Each sentence names the file
            and the mend.
    """
    again = f"Ask for it to be sent again as it was made, or make it again with `coaching {_command(kind)}`."
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CourseProblem(f"{path.name} is larger than {_size(MOST_BYTES)}, so it is no hand-in. {again}")
        with zipfile.ZipFile(path) as archive:
            contents = _read_members(archive, path.name, again)
    except zipfile.BadZipFile as error:
        what = "is empty" if not path.stat().st_size else "is not a whole zip file (cut off or damaged on the way)"
        raise CourseProblem(f"{path.name} {what}. {again}") from error
    except (zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise CourseProblem(f"{path.name} cannot be unpacked ({error or type(error).__name__}). {again}") from error
    except OSError as error:
        raise CourseProblem(
            f"{path.name} cannot be read ({error.strerror or error}). Check its permissions."
        ) from error
    return _checked(contents, path.name, kind, again)


def unsafe_name(name: str) -> str | None:
    """Why `name` must not become a path on some machine, in words that follow "it", or None if it may.

    Windows, macOS and Linux are all meant: a parcel made on one is opened on another.
    """
    path = PurePosixPath(name)
    if "\\" in name or name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in path.parts:
        return "leads out of its folder"
    if not name or len(name) > 200 or str(path) != name:
        return "is no plain path"
    for part in path.parts:
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") or letter in '<>:"|?*' for letter in part):
            return "has a letter that file names cannot have"
        if RESERVED.fullmatch(part) or part.endswith((".", " ")) or part.startswith(" "):
            return "is a name that Windows cannot have"
    return None


# ---------------------------------------------------------------------------------------------------------------------


def _command(kind: str) -> str:
    return {"hand-in": "hand-in", "move": "move --out FILE"}.get(kind, kind)


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB"


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present


def _refuse_names(names: list[str], where: str) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if why := unsafe_name(name):
            raise CourseProblem(
                f"{where} holds a file called {name[:80]!r}, which {why}. Give that file a plain name and try again."
            )
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise CourseProblem(
                f"{where} holds both {seen[folded]!r} and {name!r}, which are one file on many computers. Rename one."
            )
        seen[folded] = name
    for folded in seen:
        for parent in PurePosixPath(folded).parents:
            if str(parent) in seen:
                raise CourseProblem(f"{where} holds {seen[str(parent)]!r} as a file and as a folder. Rename one.")


def _read_members(archive: zipfile.ZipFile, where: str, again: str) -> dict[str, bytes]:
    members = [
        member for member in archive.infolist() if not member.is_dir() and not LEFT_BY_SYSTEMS.search(member.filename)
    ]
    names = [member.filename for member in members]
    if not any(PurePosixPath(name).name == MANIFEST for name in names):
        inner = sum(name.lower().endswith(".zip") for name in names)
        if inner:
            raise CourseProblem(f"{where} holds {inner} zip file(s). Unpack it, and collect from the folder you get.")
        raise Foreign(f"{where} is a zip file, but no hand-in or move of this course. It was left alone.")
    if len(members) > MOST_FILES:
        raise CourseProblem(f"{where} holds {len(members)} files, more than {MOST_FILES}. {again}")
    _refuse_names([member.orig_filename for member in members], where)
    contents: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in members:
        if member.flag_bits & 0x1:
            raise CourseProblem(f"{where} is locked with a password. Ask for it without one.")
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise CourseProblem(f"{where} holds a link or device ({member.filename}), not only files. {again}")
        limit = min(MOST_BYTES_A_FILE, left)
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise CourseProblem(
                f"{where} unpacks to more than {_size(MOST_BYTES_A_FILE)} a file or {_size(MOST_BYTES)} in all. {again}"
            )
        if len(content) > MEGABYTE and len(content) > MOST_RATIO * max(1, member.compress_size):
            raise CourseProblem(f"{where} is packed far too tightly to be a hand-in ({member.filename}). {again}")
        left -= len(content)
        contents[member.filename] = content
    return contents


def _checked(contents: dict[str, bytes], where: str, kind: str, again: str) -> Parcel:
    manifest_path = min((name for name in contents if PurePosixPath(name).name == MANIFEST), key=len)
    around = manifest_path[: -len(MANIFEST)]
    try:
        facts = json.loads(contents.pop(manifest_path))
        claimed = dict(facts["files"])
        made_as = str(facts["kind"])
        schema = int(facts["schema"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Foreign(f"{where} is a zip file, but no hand-in or move of this course. It was left alone.") from error
    if schema > SCHEMA:
        raise CourseProblem(f"{where} was made by a newer version of the course. Update this course, then try again.")
    if made_as != kind:
        raise Foreign(f"{where} was made by `coaching {_command(made_as)[:40]}`, so it is not taken in here.")
    files = {}
    for name, content in contents.items():
        if not name.startswith(around):
            raise CourseProblem(f"{where} holds a file that is not in its list ({name[:80]}). {again}")
        # A Mac that unpacks and packs again spells é as e + accent.
        files[unicodedata.normalize("NFC", name[len(around) :])] = content
    for name in sorted(set(files) ^ set(claimed)):
        what = "lacks" if name in claimed else "holds a file that is not in its list,"
        raise CourseProblem(f"{where} {what} {name[:80]}. {again}")
    for name, content in files.items():
        if sha256(content) != claimed[name]:
            raise CourseProblem(f"{where} was changed after it was made ({name} is not what was packed). {again}")
    return Parcel(facts, files)
