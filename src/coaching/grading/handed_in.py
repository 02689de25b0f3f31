"""What one person handed in, read from the disk with care: it is a stranger's folder.

Nothing in it is followed, executed or trusted. The result is plain data, so that scoring can happen elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from coaching.grading.answer_sheet import LARGEST_FILE
from coaching.grading.cells import grade_id

__all__ = ["LARGEST_NOTEBOOK", "HandedIn", "Unreadable", "parse_notebook", "read_handed_in", "which_notebooks"]

LARGEST_NOTEBOOK = 32_000_000
"""Bytes. An exercise has about 200,000."""

LARGEST_SIDE_FILE = 20_000_000
MOST_SIDE_FILES = 200


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
    """Read a submission's folder. Links, and files far larger than work can be, are left out and told of."""
    from nbgrader.utils import find_all_files

    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    links: list[str] = []
    left_out: list[str] = []
    for path in sorted(map(Path, find_all_files(str(folder), ignore))):
        name = path.relative_to(folder).as_posix()
        matters = path.suffix == ".ipynb" or (path.parent.name == "answers" and path.suffix == ".json")
        most = LARGEST_NOTEBOOK if path.suffix == ".ipynb" else LARGEST_FILE if matters else LARGEST_SIDE_FILE
        try:
            if path.is_symlink():
                links.append(name)
                if matters:
                    refused[name] = "it is a link to another place"
            elif not path.is_file():
                left_out.append(name)
            elif path.stat().st_size > most:
                refused[name] = f"it is larger than {most // 1_000_000} MB"
                left_out += [] if matters else [name]
            elif not matters and len(files) >= MOST_SIDE_FILES:
                left_out.append(name)
            else:
                files[name] = path.read_bytes()
        except OSError as error:
            refused[name] = f"it cannot be opened ({error.strerror})"
    links += [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() and path.is_dir()]
    notes = [f"Links were not followed: {', '.join(sorted(links)[:5])}."] if links else []
    if left_out:
        notes.append(f"Files that are too large, or too many, were left out: {', '.join(sorted(left_out)[:5])}.")
    timestamp, problem = _timestamp(files)
    return HandedIn(student, files, timestamp, refused, (*notes, *problem))


def _timestamp(files: dict[str, bytes]) -> tuple[datetime | None, list[str]]:
    from nbgrader.utils import parse_utc

    text = files.get("timestamp.txt", b"").decode("utf-8", errors="replace").strip()
    if not text:
        return None, []
    try:
        moment: datetime = parse_utc(text[:100])
    except (ValueError, OverflowError):
        return None, ["The time of the hand-in could not be read, so it counts as in time."]
    return moment, []


def parse_notebook(raw: bytes) -> NotebookNode:
    """The notebook in these bytes, of format 4, with every cell of a known form; cells of no form are left out.

    Nothing is validated beyond that: of a submission, only the sources and ids of its cells are used.

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
    meta = plain.get("metadata")
    cells = [cell for one in plain["cells"] if (cell := _cell(one))]
    nb: NotebookNode = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"nbformat": 4, "nbformat_minor": 5, "metadata": meta if isinstance(meta, dict) else {}, "cells": cells}
    )
    return nb


def _cell(cell: Any) -> dict[str, Any] | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    meta = cell.get("metadata")
    kept = {"cell_type": cell["cell_type"], "metadata": meta if isinstance(meta, dict) else {}}
    return {**kept, "source": source if isinstance(source, str) else ""}


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
