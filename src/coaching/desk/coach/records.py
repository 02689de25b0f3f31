"""The records of graded results in an autograded notebook, read as what it is: a file that a stranger may have made.

Only the output of a locked test cell is believed, and of a record only what has the type and the range that
`coaching.grading.graded` writes.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coaching.grading.depth import is_deep

__all__ = ["RECORD", "Record", "read_records", "record_of"]

RECORD = "application/vnd.coaching.result+json"

_HEAD, _TAIL = b'{\n "cells": [\n  {\n', b"\n}\n"
_CELL, _ABOUT = b"\n  {\n", b'\n    "nbgrader": {'
_MARK = f'\n      "{RECORD}": {{'.encode()

STATES = ("not attempted", "not yet", "partly", "there")

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
_LONGEST = 2_000  # characters of a title
_DEEPEST = 4  # lists and dicts in each other: an answer has one or two


@dataclass(frozen=True, slots=True)
class Record:
    """One graded result. `value` is plain JSON of unknown form: its item reads it with `Item.clean`."""

    item: str
    kind: str
    title: str
    objective: str
    value: Any
    points: float
    most: float
    fraction: float
    state: str
    misconceptions: tuple[str, ...]
    confidence: int | None
    attempts: int


def read_records(path: Path) -> tuple[list[Record], list[str]]:
    """The records of the notebook at `path`, and a sentence for everything that is set aside. Never raises."""
    from coaching.grading.handed_in import LARGEST_NOTEBOOK  # it brings much of nbgrader with it

    where = f"{path.parent.name}/{path.name}"
    try:
        if path.is_symlink():
            return [], [f"{where} is a link to another place and was not read."]
        if path.stat().st_size > LARGEST_NOTEBOOK:
            return [], [f"{where} is larger than a graded notebook can be and was not read."]
        cells = _cells(path.read_bytes())
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"{where} cannot be opened ({error.strerror}); allow reading it."]
    except (ValueError, RecursionError, LookupError, TypeError):
        return [], [f"{where} is damaged; grade it anew with: coaching grade {path.parent.name} --again"]
    found: dict[str, Record] = {}
    bad = 0
    for raw in _raw(cells):
        record = record_of(raw)
        if record is None or record.item in found:
            bad += 1
        else:
            found[record.item] = record
    said = f"{where}: {bad} {'record is' if bad == 1 else 'records are'} not as grading writes them, and set aside."
    return list(found.values()), [said] if bad else []


def record_of(raw: object) -> Record | None:
    """A record as grading writes it; None where any part has another type or range."""
    if not isinstance(raw, dict) or raw.get("schema") != 1:
        return None
    item, kind, title, state = raw.get("item"), raw.get("kind"), raw.get("title"), raw.get("state")
    objective = raw.get("objective") or ""
    for words in (item, kind, title, state, objective):
        if not isinstance(words, str) or len(words) > _LONGEST:
            return None
    points, most, fraction = (_number(raw.get(name)) for name in ("points", "most", "fraction"))
    codes: Any = raw.get("misconceptions")
    sure: Any = raw.get("confidence")
    attempts: Any = raw.get("attempts")
    if points is None or most is None or fraction is None or not isinstance(codes, list):
        return None
    if not (0 <= fraction <= 1 and 0 <= points <= most + 0.005 and state in STATES):
        return None
    for one in (item, *codes):
        if not isinstance(one, str) or not _is_id(one):
            return None
    if not (sure is None or _whole(sure, 100)) or not _whole(attempts, 1_000_000_000):
        return None
    if is_deep(raw.get("value"), _DEEPEST):
        return None
    return Record(
        item=_one(item),
        kind=_one(kind),
        title=_one(title),
        objective=_one(objective),
        value=raw.get("value"),
        points=points,
        most=most,
        fraction=fraction,
        state=_one(state),
        misconceptions=tuple(_one(code) for code in dict.fromkeys(codes)),
        confidence=sure,
        attempts=attempts,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _cells(raw: bytes) -> object:
    """The cells of a notebook; where it has the layout in which grading writes it, those with a record, and of each
    only what says whose it is, and the record.

    In that layout every value has a line of its own, indented by its depth, and no text holds the end of a line. So the
    lines alone tell where a part ends, and most of a notebook, which is pages of feedback, need not be read as JSON.
    """
    if raw.startswith(_HEAD) and raw.endswith(_TAIL):
        with contextlib.suppress(ValueError):
            return list(_with_record(raw))
    return json.loads(raw)["cells"]


def _with_record(raw: bytes) -> Iterator[object]:
    """Raises ValueError where the layout is another one after all."""
    at = raw.find(_MARK)
    while at >= 0:
        cell = raw.rindex(_CELL, 0, at)
        about = _block(raw[cell:at], _ABOUT)
        marks = {name: b'\n     "%b": true' % name.encode() in about for name in ("grade", "solution")}
        yield {
            "cell_type": "code" if raw.startswith(b'   "cell_type": "code",', cell + len(_CELL)) else "",
            "metadata": {"nbgrader": marks},
            "outputs": [{"data": {RECORD: json.loads(_block(raw, _MARK, at).decode())}}],
        }
        following = raw.find(_CELL, at)
        at = raw.find(_MARK, following) if following >= 0 else -1


def _block(raw: bytes, start: bytes, place: int = 0) -> bytes:
    """The first JSON object after `place` that begins with `start`: a line's end, its blanks, its name and a brace."""
    at = raw.index(start, place)
    line = start[: start.index(b'"')]
    return raw[at + len(start) - 1 : raw.index(line + b"}", at) + len(line) + 1]


def _raw(cells: object) -> Iterator[object]:
    """The record of each locked test cell that has one; what only says that a test gave no number is none."""
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code" or not _is_test(cell.get("metadata")):
            continue
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict) and RECORD in data:
                record = data[RECORD]
                if not (isinstance(record, dict) and "fault" in record):
                    yield record
                break


def _is_test(metadata: object) -> bool:
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return isinstance(marks, dict) and marks.get("grade") is True and marks.get("solution") is False


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        number = float(raw)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _whole(raw: object, most: int) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= most


@lru_cache(maxsize=4096)
def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _one(words: Any) -> str:
    """The same words of a whole cohort are kept once."""
    return sys.intern(str(words))
