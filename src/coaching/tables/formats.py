"""Which kind of file somebody has brought, and what to do with one that cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final, Literal

from coaching.problems import CourseProblem

MOST_BYTES: Final = 10_000_000
"""The largest file that is looked at. A team's table has some hundred kilobytes at most."""

_UNPACKED: Final = 25_000_000
_SAVE_AS: Final = "as “Excel workbook (.xlsx)” or as “CSV UTF-8”"
_AS_TABLE: Final = f"Open it in the program that made it, and save the sheet {_SAVE_AS}"

_OLD_EXCEL: Final = "Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")


def bytes_of(path: Path) -> bytes:
    """What is in the file at `path`, if it is there and not too large.

    Raises:
        CourseProblem: it is not there, it is a folder, it cannot be opened, or it is larger than `MOST_BYTES`.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _too_large(path.name, size)
        return path.read_bytes()
    except OSError as error:
        raise CourseProblem(
            f"{path} cannot be read ({error.strerror or error}). Name the file of the table."
        ) from error


def kind_of(data: bytes, name: str) -> Literal["text", "workbook"]:
    """Whether `data` is to be read as text or as an Excel workbook. Its content decides, never its name.

    Raises:
        CourseProblem: it is empty, too large, or of a kind that cannot be read; the sentence says what to save instead.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(name, len(data))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise CourseProblem(f"{name} is empty. Save the table with its rows, and choose it again.")
    head = data[:4096]
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise CourseProblem(_old_office(data, name))
    if head.startswith(b"PK"):
        return _zip(data, name)
    if head.startswith(b"%PDF"):
        raise CourseProblem(f"{name} is a PDF, which has no cells. Bring the table it was made from, as .xlsx or CSV.")
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        raise CourseProblem(f"{name} is a packed file. Unpack it, and choose the table in it.")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")):
        raise CourseProblem(f"{name} is a picture. Bring the table that it shows, as .xlsx or CSV.")
    if head.startswith(b"{\\rtf"):
        raise CourseProblem(f"{name} is a text document. {_AS_TABLE}.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<meta")):
        raise CourseProblem(
            f"{name} is a web page or XML, whatever its ending says; many systems name such a file .xls. {_AS_TABLE}."
        )
    return "text"


def _too_large(name: str, size: int) -> CourseProblem:
    return CourseProblem(
        f"{name} has {size // 1_000_000} MB, more than the {MOST_BYTES // 1_000_000} MB that are read here. "
        "Copy the table alone into a new sheet, and save that."
    )


def _old_office(data: bytes, name: str) -> str:
    if _LOCKED in data:
        return f"{name} is protected by a password. Save a copy without one, and bring that; it stays on this machine."
    if any(mark in data for mark in _OLD_EXCEL):
        return f"{name} is of the old Excel format (.xls). Open it and save it {_SAVE_AS}."
    return f"{name} is an old Office document, not a table that can be read here. {_AS_TABLE}."


def _zip(data: bytes, name: str) -> Literal["workbook"]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise CourseProblem(
            f"{name} is damaged, perhaps because it was not copied to the end. Save it anew, and choose it again."
        ) from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise CourseProblem(f"{name} is protected by a password. Save a copy without one, and bring that.")
    if "xl/workbook.bin" in names:
        raise CourseProblem(f"{name} is a binary workbook (.xlsb). Save it {_SAVE_AS}.")
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise CourseProblem(f"{name} {_other_zip(names)}. {_AS_TABLE}.")
    if sum(part.file_size for part in parts if not part.filename.startswith("xl/media/")) > _UNPACKED:
        raise CourseProblem(
            f"{name} unpacks to more than {_UNPACKED // 1_000_000} MB, far more than a team’s table needs. "
            "Copy the table alone into a new sheet, and save that."
        )
    return "workbook"


def _other_zip(names: set[str]) -> str:
    if "content.xml" in names:
        return "is an OpenDocument file (.ods or .odt), which is not read here"
    if any(part.endswith(".iwa") or part == "Index.zip" for part in names):
        return "is an Apple Numbers or Pages file, which is not read here"
    if any(part.startswith("word/") for part in names):
        return "is a Word document, not a table"
    return "is a packed file, and no Excel workbook is in it"
