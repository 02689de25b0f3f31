"""What one person handed in, read from the disk with care: it is a stranger's folder.

Nothing in it is followed, executed or trusted. The result is plain data, so that scoring can happen elsewhere.
"""

from __future__ import annotations

import contextlib
import fnmatch
import itertools
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from nbformat import NotebookNode

from coaching.grading.answer_sheet import LARGEST_FILE
from coaching.grading.cells import grade_id, sound
from coaching.grading.depth import is_deep

__all__ = [
    "LARGEST_NOTEBOOK",
    "HandedIn",
    "Unreadable",
    "beside",
    "moment_in",
    "parse_notebook",
    "read_handed_in",
    "which_notebooks",
]

T = TypeVar("T")

LARGEST_NOTEBOOK = 32_000_000
"""Bytes. An exercise has about 200,000."""

LARGEST_WORK = 100_000_000
LARGEST_SIDE = 20_000_000
"""Bytes of all notebooks and answers, and of all other files, of one submission."""

MOST_FILES = 200
MOST_LOOKED_AT = 5_000
DEEPEST = 8  # folders in folders


@dataclass(frozen=True)
class HandedIn:
    """The files of one submission by relative name, and what is told of those that could not be taken.

    `refused` has a reason for each notebook, and each answer file, that is not among the `files`.
    """

    student: str
    files: dict[str, bytes] = field(repr=False)
    timestamp: datetime | None = None
    refused: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Unreadable(ValueError):
    """A file that is not a notebook as the course can grade it. The message completes "… because"."""


def read_handed_in(folder: Path, student: str, ignore: list[str]) -> HandedIn:
    """Read a submission's folder. Links, and files far larger than work can be, are left out and told of.

    Notebooks and answers are read first, and of those that are alike the smaller ones, so that nothing else, however
    much there is of it, takes their place.
    """
    found, links, left_out = _files(folder, ignore)
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    room = {True: LARGEST_WORK, False: LARGEST_SIDE}
    for name, size in sorted(found.items(), key=lambda one: (not _is_work(one[0]), one[0].count("/"), one[1], one[0])):
        work = _is_work(name)
        most = LARGEST_NOTEBOOK if name.endswith(".ipynb") else LARGEST_FILE if work else LARGEST_SIDE
        try:
            if size > most:
                refused[name] = f"it is larger than {most // 1_000_000} MB"
                left_out += [] if work else [name]
            elif size > room[work] or (not work and len(files) >= MOST_FILES):
                refused[name] = "too much was handed in"
                left_out.append(name)
            else:
                files[name] = (folder / name).read_bytes()
                room[work] -= size
        except OSError as error:
            refused[name] = f"it cannot be opened ({error.strerror})"
    refused |= {name: "it is a link to another place" for name in links if _is_work(name)}
    notes = [f"Links were not followed: {', '.join(sorted(links)[:5])}."] if links else []
    if left_out:
        notes.append(f"Files that are too large, or too many, were left out: {', '.join(sorted(left_out)[:5])}.")
    timestamp, problem = _timestamp(files)
    return HandedIn(student, files, timestamp, refused, (*notes, *problem))


def _files(folder: Path, ignore: list[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """The files below a folder with their sizes, the links, and what is neither or too deep; as relative names."""
    files: dict[str, int] = {}
    links: list[str] = []
    strange: list[str] = []
    folders = [""]
    while folders and len(files) + len(strange) < MOST_LOOKED_AT:
        inside = folders.pop()
        with contextlib.suppress(OSError), os.scandir(folder / inside) as entries:
            for entry in itertools.islice(entries, MOST_LOOKED_AT):
                name = f"{inside}{entry.name}"
                if any(fnmatch.fnmatch(entry.name, pattern) for pattern in ignore):
                    continue
                if entry.is_symlink():
                    links.append(name)
                elif entry.is_dir():
                    (folders if inside.count("/") < DEEPEST else strange).append(f"{name}/")
                elif entry.is_file():
                    files[name] = entry.stat().st_size
                else:
                    strange.append(name)
    return files, links, strange + folders


def _is_work(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix == ".ipynb" or (path.suffix == ".json" and path.parent.name == "answers")


def beside(theirs: Mapping[str, T], ours: Mapping[str, T]) -> dict[str, T]:
    """Files of a learner and of the course for one folder, by name. Where one is in the other's way, it is ours."""
    folders = {above.as_posix() for name in ours for above in PurePosixPath(name).parents}
    free = {
        name: file
        for name, file in theirs.items()
        if name not in folders and not any(above.as_posix() in ours for above in PurePosixPath(name).parents)
    }
    return {**free, **ours}


def moment_in(raw: bytes) -> datetime | None:
    """The moment that a `timestamp.txt` names; None if it is empty. Raises ValueError if nobody can read it."""
    from nbgrader.utils import parse_utc

    text = raw[:200].decode("utf-8", errors="replace").strip()
    try:
        return parse_utc(text) if text else None
    except Exception as error:  # a parser of dates that means well runs into anything
        raise ValueError(text) from error


def _timestamp(files: dict[str, bytes]) -> tuple[datetime | None, list[str]]:
    try:
        return moment_in(files.get("timestamp.txt", b"")), []
    except ValueError:
        return None, ["The time of the hand-in could not be read, so it counts as in time."]


def parse_notebook(raw: bytes) -> NotebookNode:
    """The notebook in these bytes, of format 4, with every cell of a known form; cells of no form are left out.

    Nothing is validated beyond that: of a submission, only the sources and ids of its cells, and the copy of the
    answers, are used and kept.

    Raises:
        Unreadable: it is empty, damaged, no notebook, or of a format from before 2015.
    """
    import nbformat

    if not raw.strip():
        raise Unreadable("it is empty")
    try:
        plain = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("it is damaged: this is no JSON, as every notebook is") from error
    if not isinstance(plain, dict):
        raise Unreadable("it is not a notebook")
    if plain.get("nbformat") in (1, 2, 3):
        raise Unreadable("it has the notebook format of before 2015; open it in JupyterLab, save it, and hand in again")
    if plain.get("nbformat") != 4 or not isinstance(plain.get("cells"), list):
        raise Unreadable("it is not a notebook")
    cells = [cell for one in plain["cells"] if (cell := _cell(one))]
    about = plain.get("metadata")
    about = about.get("coaching") if isinstance(about, dict) else None
    mirror = about.get("answers") if isinstance(about, dict) else None
    kept = {"coaching": {"answers": mirror}} if mirror is not None and not is_deep(mirror, 20) else {}
    nb: NotebookNode = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"nbformat": 4, "nbformat_minor": 5, "metadata": kept, "cells": cells}
    )
    return nb


def _cell(cell: Any) -> dict[str, Any] | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    meta = cell.get("metadata")
    marks = meta.get("nbgrader") if isinstance(meta, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    kept = {"nbgrader": {"grade_id": sound(name)}} if isinstance(name, str) else {}
    return {
        "cell_type": cell["cell_type"],
        "metadata": kept,
        "source": sound(source) if isinstance(source, str) else "",
    }


def which_notebooks(
    handed_in: HandedIn, releases: dict[str, NotebookNode]
) -> tuple[dict[str, NotebookNode], dict[str, str], list[str]]:
    """Which of the files is which notebook of the assignment.

    A file of the right name is that notebook. For a notebook that is missing, a file of another name takes its place
    if most of its cells are that notebook's, and no other file could be meant.

    Returns the notebooks, a reason for each one that is not there, and a sentence for each one that was renamed.
    """
    found: dict[str, NotebookNode] = {}
    why: dict[str, str] = {}
    told: list[str] = []
    strangers: dict[str, NotebookNode] = {}
    for name, raw in handed_in.files.items():
        if not name.endswith(".ipynb"):
            continue
        stem = name.removesuffix(".ipynb")
        try:
            nb = parse_notebook(raw)
        except Unreadable as problem:
            if stem in releases:
                why[stem] = f"{name} cannot be graded: {problem}."
            continue
        (found if stem in releases else strangers)[stem] = nb
    for name, reason in handed_in.refused.items():
        if name.removesuffix(".ipynb") in releases:
            why[name.removesuffix(".ipynb")] = f"{name} cannot be graded: {reason}."
    for stem, release in releases.items():
        if stem in found or stem in why:
            continue
        like = [other for other, nb in strangers.items() if _is_like(nb, release)]
        if len(like) == 1:
            found[stem] = strangers.pop(like[0])
            told.append(f"The notebook {like[0]}.ipynb was taken for {stem}.ipynb.")
        elif like:
            names = ", ".join(f"{other}.ipynb" for other in sorted(like))
            why[stem] = (
                f"{stem}.ipynb is missing, and several files could be meant ({names}). Keep one, under that name."
            )
        else:
            why[stem] = f"{stem}.ipynb is missing."
    return found, why, told


def _is_like(nb: NotebookNode, release: NotebookNode) -> bool:
    own, theirs = _ids(release.cells), _ids(nb.cells)
    return bool(own) and len(own & theirs) * 2 > len(own)


def _ids(cells: Iterable[NotebookNode]) -> set[str]:
    return {name for cell in cells if (name := grade_id(cell))}
