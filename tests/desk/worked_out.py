"""What the desk must find, worked out another way: from what everybody did, the plain answer files, and the keys.

Nothing here uses the desk, the gradebook's records or the item analysis of the course. Of the course it takes the keys,
and from `coaching.items` how far an answer reaches, which has its own tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pingouin
from scipy import stats

from coaching.items import Asked, ChoiceKey, EstimateKey, OrderKey, SeveralKey, Target

from .made_cohort import UNREADABLE, WITH_A_COPY, Deed, HandIn, MadeCohort
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
                "waiting": waiting(made, deed),
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
    read_before = [one for one in deed.hand_ins[:-1] if any(one.round <= r < last.round for r in deed.read)]
    return {text for one in (last, *read_before) for text in _written(deed, answers(made, deed, one) or {})}


def _written(deed: Deed, given: Mapping[str, Any]) -> set[str]:
    texts = [asked.item.id for asked in asked_in(deed.assignment) if asked.key is None]
    return {text for text in texts if str(given.get(text, {}).get("value") or "").strip()}


# --- what they answered -----------------------------------------------------------------------------------------------


def results(made: MadeCohort, which: Which) -> pd.DataFrame:
    """One row for each person and item of the exercises: the answer, how far it reaches, the ideas in it, sureness.

    The latest hand-in is the last one in which the coach graded, if it could be. The first one is the first that could
    be read, of those up to it: a broken file says nothing of what somebody understood.
    """
    rows: list[dict[str, Any]] = []
    for deed in made.deeds:
        seen = [one for one in deed.hand_ins if one.round <= GRADED_AFTER]
        given = [answers(made, deed, one) for one in seen]
        readable = [one for one in given if one is not None]
        if which == "first" and readable:
            rows += _rows(deed, readable[0])
        elif seen and seen[-1].fault not in UNREADABLE:
            rows += _rows(deed, given[-1] or {})  # without answers it is graded all the same, as not attempted
    return pd.DataFrame(rows)


def answers(made: MadeCohort, deed: Deed, one: HandIn) -> dict[str, Any] | None:
    """The entries of the answers of one hand-in, from their file or from the copy in the notebook; None: unreadable."""
    folder = folder_of(made, deed, one)
    if one.fault in UNREADABLE:
        return None
    file = folder / "answers" / f"{deed.assignment}.json"
    notebook = next(path for path in folder.glob("*.ipynb") if path.stem != "code-track")
    if one.fault not in ("half a sheet", *WITH_A_COPY):
        return dict(json.loads(file.read_text(encoding="utf-8"))["items"])
    if one.fault in WITH_A_COPY:
        return dict(json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["coaching"]["answers"]["items"])
    return None


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


def _rows(deed: Deed, given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
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


def marks(table: pd.DataFrame, assignment: str) -> pd.DataFrame:
    """People × items: how far each answer reaches, with 0 for what was left open."""
    mine = table[table.assignment == assignment]
    order = [asked.item.id for asked in asked_in(assignment) if asked.key is not None]
    return mine.pivot(index="person", columns="item", values="fraction")[order]


def together(mark: pd.Series, others: pd.Series) -> float:
    """How a mark goes with the sum of the others (Pearson); NaN where one of the two does not vary."""
    both = pd.DataFrame({"mark": mark, "others": others}).dropna()
    if both.mark.nunique() < 2 or both.others.nunique() < 2:
        return float("nan")
    return float(stats.pearsonr(both.mark, both.others).statistic)


def alpha(table: pd.DataFrame) -> tuple[float, float, float]:
    """Cronbach's alpha with its 95 % interval (Feldt), to three digits; of marks of 0 and 1 it is KR-20."""
    value, interval = pingouin.cronbach_alpha(table)
    return float(value), float(interval[0]), float(interval[1])


def parts(table: pd.DataFrame, assignment: str, item: str) -> pd.DataFrame:
    """People × parts of one item: True or False where a part was answered, None where it was left open.

    Only items have parts here that are right or wrong by themselves: questions, statements, numbers.
    """
    asked = next(one for one in asked_in(assignment) if one.item.id == item)
    mine = table[(table.assignment == assignment) & (table.item == item)].set_index("person")
    key = asked.key
    if isinstance(key, ChoiceKey):
        columns = {
            part: mine.value.map(lambda v, p=part, r=right: v[p] == r if p in v else None)
            for part, right in key.correct.items()
        }
    elif isinstance(key, EstimateKey):
        columns = {
            field: mine.value.map(lambda v, f=field, t=target: _within(v[f], t) if f in v else None)
            for field, target in key.correct.items()
        }
    else:
        columns = {}
    return pd.DataFrame(columns, index=mine.index, dtype=object)


def sureness(table: pd.DataFrame, assignment: str) -> pd.DataFrame:
    """Of each part, or item without parts, of which somebody said how sure they were: that, and whether it is there."""
    rows = []
    for asked in asked_in(assignment):
        if asked.key is None:
            continue
        item = asked.item.id
        single = parts(table, assignment, item)
        for one in table[(table.assignment == assignment) & (table.item == item)].itertuples():
            if pd.isna(one.confidence) or one.open:
                continue
            there = [one.fraction == 1] if single.empty else single.loc[one.person].dropna()
            rows += [{"item": item, "sure": one.confidence / 100, "there": bool(so)} for so in there]
    return pd.DataFrame(rows, columns=["item", "sure", "there"])


def _within(typed: str, target: Target) -> bool:
    number = Decimal(typed.replace(",", ".").replace("−", "-").strip(" %"))
    return bool(abs(number - Decimal(target.value)) <= Decimal(target.within))
