"""Every figure of the coach's desk beside the same figure worked out another way: a sentence for each that differs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from coaching.desk.coach.analysis import ENOUGH, module_figures
from coaching.desk.coach.cohort import Cohort
from coaching.desk.coach.keys import keys_of
from coaching.items import ChoiceKey, EstimateKey, OrderKey, SeveralKey

from . import worked_out
from .made_cohort import MadeCohort
from .minds import asked_in
from .worked_out import Which

__all__ = ["Which", "differences", "figures_differ", "results_differ", "work_differs"]


def differences(made: MadeCohort, cohort: Cohort) -> list[str]:
    """All that the desk says otherwise: of everybody's work, of every answer, and of every figure."""
    ways: tuple[Which, Which] = ("first", "latest")
    found = list(work_differs(made, cohort))
    for which in ways:
        found += [*results_differ(made, cohort, which), *figures_differ(made, cohort, which)]
    return found


def work_differs(made: MadeCohort, cohort: Cohort) -> Iterator[str]:
    """State, time, lateness, hand-ins and waiting texts of each person and assignment."""
    expected = worked_out.work(made)
    for (person, assignment), row in expected.iterrows():
        one = cohort.work[person, assignment]
        says = (one.state.value, one.handed_in, one.late, one.hand_ins)
        if says != (row.state, _none(row.handed_in), row.late.to_pytimedelta(), row.hand_ins):
            yield f"{person}, {assignment}: {says}, and it is {tuple(row)}"
        if row.state != "handed in" and set(one.waiting) != row.waiting:
            yield f"{person}, {assignment}: {one.waiting} waits, and it is {row.waiting}"
    if len(cohort.work) != len(expected) or [one.id for one in cohort.people] != sorted(made.people):
        yield f"{len(cohort.people)} people, and there are {len(made.people)}"


def results_differ(made: MadeCohort, cohort: Cohort, which: Which) -> Iterator[str]:
    """Each person's answer to each item: how far it reaches, the ideas in it, and how sure they were."""
    found = {(one.person, one.assignment, one.item): one for one in cohort.results(latest=which == "latest")}
    for row in worked_out.results(made, which).itertuples():
        place = (row.person, row.assignment, row.item)
        one = found.pop(place, None)
        if one is None:
            yield f"{place}, {which}: it is missing"
            continue
        says = (one.value, set(one.misconceptions), one.confidence, one.state == "not attempted")
        if says != (row.value, set(row.ideas), _none(row.confidence), row.open) or not _same(
            one.fraction, row.fraction
        ):
            yield f"{place}, {which}: {one}, and it is {row}"
    yield from (f"{place}, {which}: nobody answered this" for place in found)


def figures_differ(made: MadeCohort, cohort: Cohort, which: Which) -> Iterator[str]:
    """Difficulty, discrimination, what was chosen, sureness, misconceptions and reliability of each exercise."""
    table = worked_out.results(made, which)
    for assignment in made.assignments:
        figures = module_figures(cohort, keys_of(made.course.root, assignment), latest=which == "latest")
        marks = worked_out.marks(table, assignment)
        enough = len(marks) >= ENOUGH
        where = f"{assignment}, {which}"
        yield from _pair(f"{where}, people", figures.n, len(marks))
        yield from _pair(f"{where}, items", [one.item for one in figures.items], list(marks))
        yield from _reliability(where, figures.reliability, marks if enough else None)
        sure = worked_out.sureness(table, assignment)
        yield from _sureness(where, figures.sure, sure)
        for one in figures.items:
            here, mark, others = f"{where}, {one.item}", marks[one.item], marks.drop(columns=one.item).sum(axis=1)
            yield from _pair(f"{here}, difficulty", one.difficulty, mark.mean() if enough else None)
            tells = worked_out.together(mark, others) if enough else None
            yield from _pair(f"{here}, discrimination", one.discrimination, tells)
            yield from _sureness(here, one.sure, sure[sure["item"] == one.item])
            yield from _parts(
                here, one.parts, worked_out.parts(table, assignment, one.item), others if enough else None
            )
            yield from _chosen(here, one.parts, table, assignment, one.item)
        held = table[table.assignment == assignment].explode("ideas").dropna(subset="ideas").groupby("ideas").person
        yield from _pair(f"{where}, ideas", {one.code: one.people for one in figures.held}, dict(held.nunique()))


# ----------------------------------------------------------------------------------------------------------------------


def _reliability(where: str, says: Any, marks: pd.DataFrame | None) -> Iterator[str]:
    if marks is None or says is None:
        yield from _pair(f"{where}, reliability", says, marks)
        return
    value, low, high = worked_out.alpha(marks)
    yield from _pair(f"{where}, alpha", says.value, value)
    if (round(says.low, 3), round(says.high, 3)) != (round(low, 3), round(high, 3)):
        yield f"{where}, interval of alpha: {says}, and it is {low}, {high}"


def _sureness(where: str, says: Any, sure: pd.DataFrame) -> Iterator[str]:
    if says is None or sure.empty:
        yield from _pair(f"{where}, sureness", says, None if sure.empty else sure)
        return
    yield from _pair(f"{where}, Brier score", says.brier, ((sure.sure - sure.there) ** 2).mean())
    yield from _pair(f"{where}, sureness above result", says.over, (sure.sure - sure.there).mean())


def _parts(where: str, says: Any, there: pd.DataFrame, others: pd.Series | None) -> Iterator[str]:
    if there.empty:
        return
    for number, (part, column) in enumerate(there.items()):
        here = f"{where}, {part}"
        yield from _pair(f"{here}, answered", says[number].part.answered, int(column.notna().sum()))
        yield from _pair(f"{here}, right", says[number].part.right, int((column == True).sum()))  # noqa: E712
        tells = None if others is None else worked_out.together((column == True).astype(float), others)  # noqa: E712
        yield from _pair(f"{here}, discrimination", says[number].discrimination, tells)


def _chosen(where: str, says: Any, table: pd.DataFrame, assignment: str, item: str) -> Iterator[str]:
    """How often each option was chosen, in the order in which the item has them."""
    asked = next(one for one in asked_in(assignment) if one.item.id == item)
    values = table[(table.assignment == assignment) & (table.item == item) & ~table.open].value
    found = [{choice.words: choice.people for choice in one.part.choices} for one in says]
    kind: Any = asked.item
    key = asked.key
    if isinstance(key, ChoiceKey):
        expected = [
            {words: sum(v.get(part) == option for v in values) for option, words in options.items()}
            for part, (_, options) in kind.parts().items()
        ]
    elif isinstance(key, SeveralKey):
        expected = [{words: sum(choice in v for v in values) for choice, words in kind.choices().items()}]
    elif isinstance(key, OrderKey):
        swapped = [sum(v.index(a) > v.index(b) for v in values) for a, b in key.notes]
        found, expected = (
            [{str(n): people for n, people in enumerate(one.values())} for one in found],
            [{str(n): people for n, people in enumerate(swapped)}],
        )
    elif isinstance(key, EstimateKey):
        found, expected = (
            [{"all": sum(one.values())} for one in found],
            [{"all": sum(field in v for v in values)} for field in key.correct],
        )
    else:
        return
    yield from _pair(f"{where}, chosen", found, expected)


def _pair(what: str, says: Any, is_so: Any) -> Iterator[str]:
    if not _same(says, is_so):
        yield f"{what}: {says}, and it is {is_so}"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=1e-9)
    return bool(_none(one) == _none(other))


def _none(value: Any) -> Any:
    """None for a blank of pandas."""
    return None if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) else value
