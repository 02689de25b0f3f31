"""What the coach's desk says of a cohort is what everybody did: every figure equals one that is worked out another way.

The cohort is small here, so that making it takes seconds; `python -m benchmarks.desk` compares 200 people so.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from coaching.desk.coach.analysis import ENOUGH, module_figures
from coaching.desk.coach.cohort import Cohort, State
from coaching.desk.coach.keys import keys_of
from coaching.desk.coach.read_cohort import read_cohort
from coaching.desk.coach.records import read_records

from ..coursecopy import REPOSITORY
from .compared import Which, figures_differ, results_differ, work_differs
from .made_cohort import FAULTS, MadeCohort, make_cohort, open_cohort

pytestmark = pytest.mark.skipif(not (REPOSITORY / "solutions").is_dir(), reason="the learner edition has no solutions")
SEED = 2246  # with it, 26 people do all that `test_the_made_cohort_has_everything` asks for
SOME, FEW = "01-mindset", "03-stretch-scoring"
first_and_latest = pytest.mark.parametrize("which", ["first", "latest"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeCohort:
    return make_cohort(tmp_path_factory.mktemp("cohort"), 26, (SOME, FEW), seed=SEED)


@pytest.fixture(scope="module")
def cohort(made: MadeCohort) -> Cohort:
    return read_cohort(made.course.root)


def test_the_made_cohort_has_everything(made: MadeCohort, cohort: Cohort) -> None:
    """Else the tests below would show little."""
    states = {one.state for one in cohort.work.values()}
    assert states == {State.NOTHING, State.HANDED_IN, State.GRADED, State.WAITS, State.SENT, State.ASIDE}
    twice = [deed for deed in made.deeds if len(deed.hand_ins) > 1]
    assert {deed.by_mail for deed in twice} == {True, False}
    assert any(deed.hand_ins[0].fault for deed in twice), "somebody's first hand-in is broken"
    assert any(deed.hand_ins[-1].round == 2 and 1 in deed.read for deed in twice), "one was read, and came again"
    assert any(deed.last and deed.last.at > deed.until for deed in made.deeds), "somebody is late"
    assert len({deed.until for deed in made.deeds}) > 2, "somebody has a later date of their own"
    assert len({one.fault for deed in made.deeds for one in deed.hand_ins} & FAULTS.keys()) >= 4


def test_the_same_seed_gives_the_same_cohort_and_it_can_be_opened_again(made: MadeCohort) -> None:
    assert open_cohort(made.course.root.parent) == made


def test_everybodys_state_lateness_and_hand_ins_are_what_they_did(made: MadeCohort, cohort: Cohort) -> None:
    assert list(work_differs(made, cohort)) == []


@first_and_latest
def test_every_answer_is_the_one_in_the_answer_file(made: MadeCohort, cohort: Cohort, which: Which) -> None:
    assert list(results_differ(made, cohort, which)) == []


@first_and_latest
def test_every_figure_of_the_items_equals_an_independent_one(made: MadeCohort, cohort: Cohort, which: Which) -> None:
    """Difficulty, corrected discrimination, choices, misconceptions, sureness, alpha and its interval."""
    assert list(figures_differ(made, cohort, which)) == []


def test_there_are_figures_from_twenty_people_on_and_none_for_fewer(made: MadeCohort, cohort: Cohort) -> None:
    some, few = (module_figures(cohort, keys_of(made.course.root, name)) for name in (SOME, FEW))
    assert some.n >= ENOUGH > few.n
    assert some.reliability is not None and few.reliability is None
    assert all(one.difficulty is not None for one in some.items)
    assert all(one.difficulty is None and one.discrimination is None for one in few.items)


def test_a_wrong_figure_is_noticed(made: MadeCohort, cohort: Cohort) -> None:
    """The comparison itself is worth something: one answer and one count that differ are told."""
    one = next(one for one in cohort.first if one.assignment == SOME and one.fraction == 1)
    wrong = dataclasses.replace(one, fraction=0.0)
    changed = dataclasses.replace(cohort, first=tuple(wrong if other is one else other for other in cohort.first))
    assert len(list(results_differ(made, changed, "first"))) == 1
    assert any(one.item in told for told in figures_differ(made, changed, "first"))
    place, work = next(iter(cohort.work.items()))
    moved = dataclasses.replace(cohort, work={**cohort.work, place: dataclasses.replace(work, hand_ins=9)})
    assert len(list(work_differs(made, moved))) == 1


def test_reading_a_cohort_changes_nothing(made: MadeCohort, cohort: Cohort) -> None:
    def files(root: Path) -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}

    before = files(made.course.root)
    read_cohort(made.course.root)
    assert files(made.course.root) == before


def test_a_notebook_in_another_layout_has_the_same_records(made: MadeCohort, tmp_path: Path) -> None:
    """Records are found by the layout in which grading writes; any other layout is read as a whole."""
    notebooks = sorted(made.course.root.glob("autograded/*/*/*.ipynb"))
    graded = next(path for path in notebooks if read_records(path)[0])
    as_written, other = graded.read_text(encoding="utf-8"), tmp_path / graded.name
    plain = json.loads(as_written)
    backwards = {**plain, "cells": [dict(reversed(cell.items())) for cell in plain["cells"]]}
    for text in (json.dumps(plain), json.dumps(plain, indent=2), json.dumps(backwards, indent=1) + "\n"):
        assert text != as_written
        other.write_text(text, encoding="utf-8")
        assert read_records(other)[0] == read_records(graded)[0]


def test_only_a_test_cell_has_records(made: MadeCohort, tmp_path: Path) -> None:
    """An open cell's output of the same kind is not believed, whatever the layout."""
    graded = next(path for path in sorted(made.course.root.glob("autograded/*/*/*.ipynb")) if read_records(path)[0])
    plain = json.loads(graded.read_text(encoding="utf-8"))
    for cell in plain["cells"]:
        if marks := cell["metadata"].get("nbgrader"):
            marks["solution"] = True
    for indent in (None, 1):
        (tmp_path / graded.name).write_text(json.dumps(plain, indent=indent) + "\n" * (indent or 0), encoding="utf-8")
        assert read_records(tmp_path / graded.name) == ([], [])
