"""What the desk must find, worked out another way: from what everybody did, the plain answer files, and the keys.

Nothing here uses the desk, the gradebook's records or the item analysis of the course. Of the course it takes the keys,
and from `coaching.items` how far an answer reaches, which has its own tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

from coaching.items import Asked, ChoiceKey, OrderKey, SeveralKey

from .made_cohort import UNREADABLE, Deed, HandIn, MadeCohort
from .minds import asked_in

Which = Literal["first", "latest"]
GRADED_AFTER = 2  # the last round after which the coach grades


# --- where everybody is -----------------------------------------------------------------------------------------------


def work(made: MadeCohort) -> pd.DataFrame:
    """For each person and assignment: state, how late the last hand-in came, how many there were, what waits."""
    rows = []
    for deed in made.deeds:
        late = max(deed.last.at - deed.until, timedelta()) if deed.last else timedelta()
        rows.append(
            {
                "person": deed.person,
                "assignment": deed.assignment,
                "state": state(made, deed),
                "handed_in": deed.last.at if deed.last else None,
                "late": late,
                "hand_ins": len(deed.hand_ins),
            }
        )
    return pd.DataFrame(rows).set_index(["person", "assignment"])


def state(made: MadeCohort, deed: Deed) -> str:
    """How far the coach is with what this person did."""
    last = deed.last
    if last is None:
        return "nothing received"
    if last.round > GRADED_AFTER:
        return "handed in"
    if last.fault in UNREADABLE:
        return "set aside"
    if waiting(made, deed):
        return "waits for my reading"
    return "feedback sent" if any(one >= last.round for one in deed.fed) else "autograded"


def waiting(made: MadeCohort, deed: Deed) -> set[str]:
    """The texts that a person must still read: those that were written, or had been scored by hand before."""
    last = deed.last
    if last is None or last.fault in UNREADABLE or last.round > GRADED_AFTER or any(r >= last.round for r in deed.read):
        return set()
    texts = [asked.item.id for asked in asked_in(deed.assignment) if asked.key is None]
    now = answers(made, deed, last)
    written = {item for item in texts if str(now.get(item, {}).get("value") or "").strip()}
    before = [one for one in deed.hand_ins[:-1] if one.fault not in UNREADABLE]
    for one in before:
        if any(one.round <= reading < last.round for reading in deed.read):
            then = answers(made, deed, one)
            written |= {item for item in texts if str(then.get(item, {}).get("value") or "").strip()}
    return written


# --- what they answered -----------------------------------------------------------------------------------------------


def results(made: MadeCohort, which: Which) -> pd.DataFrame:
    """One row for each person and item of the exercises: the answer, how far it reaches, the ideas in it, sureness."""
    rows: list[dict[str, Any]] = []
    for deed in made.deeds:
        one = counted(deed, which)
        if one is not None:
            rows += _rows(made, deed, one)
    return pd.DataFrame(rows)


def counted(deed: Deed, which: Which) -> HandIn | None:
    """The hand-in that counts: the last one that was graded, or the first one of somebody whose work was graded."""
    seen = [one for one in deed.hand_ins if one.round <= GRADED_AFTER]
    if not seen:
        return None
    if which == "latest" or len(deed.hand_ins) == 1:
        return None if seen[-1].fault in UNREADABLE else seen[-1]
    return deed.hand_ins[0]


def answers(made: MadeCohort, deed: Deed, one: HandIn) -> dict[str, Any]:
    """The entries of the answer file of one hand-in; empty if it cannot be read."""
    folder = folder_of(made, deed, one)
    try:
        return dict(json.loads((folder / "answers" / f"{deed.assignment}.json").read_text(encoding="utf-8"))["items"])
    except FileNotFoundError:
        notebook = next(path for path in folder.glob("*.ipynb") if path.stem != "code-track")
        return dict(json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["coaching"]["answers"]["items"])
    except ValueError:
        return {}


def folder_of(made: MadeCohort, deed: Deed, one: HandIn) -> Path:
    """Where that hand-in lies now."""
    return _folders(made.course.root)[deed.person, deed.assignment, one.at]


@cache
def _folders(root: Path) -> dict[tuple[str, str, datetime], Path]:
    found = {}
    for path in [*root.glob("submitted_earlier/*/*/*"), *root.glob("submitted/*/*")]:
        person, assignment = path.relative_to(root).parts[1:3]
        found[person, assignment, _moment((path / "timestamp.txt").read_text())] = path
    for path in (root / ".course" / "exchange").glob("*/inbound/*"):
        person, assignment, at, _ = path.name.split("+")
        found.setdefault((person, assignment, _moment(at)), path)
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip().replace(" UTC", "+00:00"))


def _rows(made: MadeCohort, deed: Deed, one: HandIn) -> Iterator[dict[str, Any]]:
    given = answers(made, deed, one)
    for asked in asked_in(deed.assignment):
        if asked.key is None:
            continue
        entry = given.get(asked.item.id, {})
        value = asked.item.clean(entry.get("value")).value
        yield {
            "person": deed.person,
            "assignment": deed.assignment,
            "item": asked.item.id,
            "objective": asked.item.objective,
            "value": value,
            "fraction": asked.item.score(value, asked.key).fraction,
            "open": asked.item.is_untouched(value),
            "ideas": ideas(asked, value),
            "confidence": entry.get("confidence"),
        }


def ideas(asked: Asked, value: Any) -> frozenset[str]:
    """The codes of the misconceptions that an answer shows."""
    key = asked.key
    if asked.item.is_untouched(value):
        return frozenset()
    if isinstance(key, ChoiceKey):
        notes = [key.notes[part][option] for part, option in value.items() if key.correct[part] != option]
    elif isinstance(key, SeveralKey):
        notes = [key.note(choice) for choice in value if choice not in key.correct]
    elif isinstance(key, OrderKey):
        notes = [note for (a, b), note in key.notes.items() if value.index(a) > value.index(b)]
    else:
        return frozenset(asked.item.score(value, key).misconceptions)
    return frozenset(note.misconception for note in notes if note.misconception)


# --- figures ----------------------------------------------------------------------------------------------------------


def wide(table: pd.DataFrame, assignment: str) -> pd.DataFrame:
    """People × items: how far each answer reaches, with 0 for what was left open."""
    mine = table[table.assignment == assignment]
    order = [asked.item.id for asked in asked_in(assignment) if asked.key is not None]
    return mine.pivot(index="person", columns="item", values="fraction")[order]


def corrected(marks: pd.DataFrame) -> pd.Series:
    """Each column's correlation with the sum of the others; NaN where one of the two does not vary."""
    with np.errstate(all="ignore"):
        return pd.Series(
            {item: stats.pearsonr(marks[item], marks.drop(columns=item).sum(axis=1)).statistic for item in marks}
        )


def alpha(marks: pd.DataFrame) -> tuple[float, float, float]:
    """Cronbach's alpha with its 95 % interval (Feldt); of marks of 0 and 1 it is KR-20."""
    value, (low, high) = pingouin.cronbach_alpha(marks)
    return float(value), float(low), float(high)
