"""What the coach's desk reads of a cohort, in a small real course."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from coaching.desk.coach.cohort import Cohort, ItemResult, State, shown_names
from coaching.desk.coach.read_cohort import read_cohort
from coaching.desk.coach.records import record_of
from coaching.grading.graded import RECORD
from coaching.problems import CourseProblem

from ..coursecopy import Course
from ..grading.demo_assignment import DEMO
from .small_course import small_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("desk") / "course")


@pytest.fixture(scope="module")
def cohort(course: Course) -> Cohort:
    return read_cohort(course.root)


def of(results: tuple[ItemResult, ...], person: str) -> dict[str, ItemResult]:
    return {one.item: one for one in results if one.person == person}


# --- states -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "state", "note"),
    [
        ("ann", State.WAITS, ""),
        ("bo", State.GRADED, "made, and not released"),
        ("cy", State.HANDED_IN, ""),
        ("di", State.ASIDE, "counts as not handed in yet"),
        ("ed", State.NOTHING, ""),
        ("gil", State.SENT, ""),
        ("ida", State.HANDED_IN, f"nbgrader collect {DEMO}"),
        ("jo", State.HANDED_IN, "Handed in again since it was graded"),
    ],
)
def test_every_person_is_in_the_state_that_a_coach_would_name(
    cohort: Cohort, person: str, state: State, note: str
) -> None:
    work = cohort.work[person, DEMO]
    assert work.state is state, work
    assert note in work.note and bool(note) == bool(work.note), work


def test_points_are_those_of_the_required_notebook_and_most_is_the_same_for_everybody(cohort: Cohort) -> None:
    assert (cohort.work["ann", DEMO].points, cohort.work["ann", DEMO].most) == (7, 11)
    assert (cohort.work["bo", DEMO].points, cohort.work["bo", DEMO].most) == (7, 11)
    assert cohort.work["di", DEMO].points is None
    assert cohort.work["ann", DEMO].waiting == ("reflect-1",)


def test_late_is_told_by_everybodys_own_date(cohort: Cohort) -> None:
    assert cohort.work["ann", DEMO].late == timedelta(hours=1)
    assert cohort.work["cy", DEMO].late == timedelta(hours=1), "also before it is graded"
    assert cohort.work["hu", DEMO].late == timedelta()
    assert cohort.work["ed", DEMO].late == timedelta()


def test_hand_ins_are_counted_where_they_lie(cohort: Cohort) -> None:
    counted = {person: cohort.work[person, DEMO].hand_ins for person in ("ann", "ed", "fay", "ida", "jo")}
    assert counted == {"ann": 1, "ed": 0, "fay": 2, "ida": 1, "jo": 3}
    assert cohort.work["fay", DEMO].handed_in == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_hand_in_is_told_once_though_it_lies_in_the_exchange_too(course: Course) -> None:
    inbound = next((course.root / ".course" / "exchange").glob("*/inbound"))
    copy = inbound / f"ann+{DEMO}+2026-11-20 09:00:00.000000 UTC+YmFy"
    shutil.copytree(course.root / "submitted" / "ann" / DEMO, copy)
    try:
        assert read_cohort(course.root).work["ann", DEMO].hand_ins == 1
    finally:
        shutil.rmtree(copy)


def test_what_is_not_handed_in_is_only_known_where_there_is_a_shared_disk(course: Course, tmp_path: Path) -> None:
    assert read_cohort(course.root, homes=tmp_path).work["ed", DEMO].state is State.NOTHING
    mine = tmp_path / "ed" / "safe-to-stretch" / "workspace" / "exercises" / DEMO
    mine.mkdir(parents=True)
    assert read_cohort(course.root, homes=tmp_path).work["ed", DEMO].state is State.NOT_OPENED
    (mine / "answers").mkdir()
    (mine / "answers" / f"{DEMO}.json").write_text('{"items": {}}')
    assert read_cohort(course.root, homes=tmp_path).work["ed", DEMO].state is State.STARTED


# --- results ----------------------------------------------------------------------------------------------------------


def test_the_latest_results_are_what_grading_recorded(cohort: Cohort) -> None:
    found = of(cohort.latest, "bo")
    assert (found["kinds"].fraction, found["kinds"].state, found["kinds"].objective) == (1, "there", "03.kinds")
    assert (found["kinds"].confidence, found["score"].confidence) == (90, None)
    assert found["double-test"].notebook == "code-track"
    assert {one.item for one in cohort.results(latest=True)} == {"kinds", "score"}, "the code track is apart"


def test_the_first_hand_in_counts_as_it_was_under_the_present_keys(cohort: Cohort) -> None:
    first, latest = of(cohort.first, "fay"), of(cohort.latest, "fay")
    assert (first["kinds"].value["s2"], latest["kinds"].value["s2"]) == ("aspirational", "learning")
    assert 0 < first["kinds"].fraction < 1 and latest["kinds"].fraction == 1
    assert (first["score"].state, latest["score"].state) == ("not yet", "there")
    assert (of(cohort.first, "jo")["kinds"].state, of(cohort.first, "jo")["score"].state) == ("there", "not attempted")


def test_whoever_handed_in_once_has_one_result(cohort: Cohort) -> None:
    assert of(cohort.first, "ann") == of(cohort.latest, "ann") != {}
    assert not of(cohort.first, "cy"), "what is not graded has no result"


def test_a_first_hand_in_is_read_from_the_copy_inside_the_notebook_where_its_answer_file_is_gone(
    course: Course,
) -> None:
    earlier = next((course.root / "submitted_earlier" / "fay" / DEMO).iterdir())
    file, notebook = earlier / "answers" / f"{DEMO}.json", earlier / "demo.ipynb"
    before = {path: path.read_text() for path in (file, notebook)}
    try:
        nb = nbformat.read(notebook, as_version=4)
        nb.metadata["coaching"]["answers"] = json.loads(file.read_text())
        nbformat.write(nb, notebook)
        file.unlink()
        assert of(read_cohort(course.root).first, "fay")["kinds"].value["s2"] == "aspirational"
    finally:
        for path, words in before.items():
            path.write_text(words)


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_are_hidden_and_stay_the_same(cohort: Cohort) -> None:
    hidden = shown_names(cohort)
    assert sorted(hidden.values()) == [f"Trainee {n:02}" for n in range(1, 11)]
    assert hidden == shown_names(cohort)
    assert [hidden[one.id] for one in cohort.people] != sorted(hidden.values()), "no order of ids to read off"
    assert shown_names(cohort, real=True)["ed"] == "Edda Quist"
    assert shown_names(cohort, real=True)["ann"] == "ann"


# --- strangers' files -------------------------------------------------------------------------------------------------

GOOD_RECORD = {
    "schema": 1,
    "item": "kinds",
    "kind": "classify",
    "title": "Kinds",
    "objective": None,
    "value": {"s1": "a"},
    "points": 2.5,
    "most": 5,
    "fraction": 0.5,
    "state": "partly",
    "misconceptions": ["a-b"],
    "confidence": None,
    "attempts": 0,
    "problems": [],
}


def test_a_record_as_grading_writes_it_is_believed() -> None:
    found = record_of(GOOD_RECORD)
    assert found is not None and (found.fraction, found.misconceptions, found.objective) == (0.5, ("a-b",), "")


@pytest.mark.parametrize(
    "odd",
    [
        {"schema": 2},
        {"item": ["kinds"]},
        {"item": "../kinds"},
        {"title": "x" * 3000},
        {"fraction": 1.5},
        {"fraction": True},
        {"fraction": float("nan")},
        {"points": "5"},
        {"points": 6},
        {"points": 10**400},
        {"most": None},
        {"state": "passed"},
        {"misconceptions": "a-b"},
        {"misconceptions": [["a"]]},
        {"confidence": 101},
        {"confidence": True},
        {"attempts": -1},
        {"value": [[[[["deep"]]]]]},
    ],
    ids=str,
)
def test_a_record_of_another_type_or_range_is_set_aside(odd: dict[str, object]) -> None:
    assert record_of({**GOOD_RECORD, **odd}) is None
    for name in odd:
        assert record_of({key: value for key, value in GOOD_RECORD.items() if key != name}) is None or name in (
            "value",
            "confidence",
        )


@pytest.mark.parametrize("raw", [None, [], "record", 7, {}])
def test_what_is_no_record_at_all_is_none(raw: object) -> None:
    assert record_of(raw) is None


def test_a_broken_graded_file_leaves_a_note_and_everybody_else_as_they_are(course: Course, cohort: Cohort) -> None:
    path = course.root / "autograded" / "ann" / DEMO / "demo.ipynb"
    before = path.read_text(encoding="utf-8")
    path.chmod(0o644)
    try:
        for bad in (
            b"",
            b"[1]",
            b'{"cells": 3}',
            b'{"cells": [null, 7, {"cell_type": "code"}]}',
            b"\xff\xfe",
            b"[" * 9999,
        ):
            path.write_bytes(bad)
            read = read_cohort(course.root)
            assert not of(read.latest, "ann").keys() & {"kinds", "score"}
            assert of(read.latest, "bo") == of(cohort.latest, "bo")
            assert "Traceback" not in read.work["ann", DEMO].note
        path.write_bytes(b"")
        assert "coaching grade" in read_cohort(course.root).work["ann", DEMO].note
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_record_in_a_learners_own_cell_is_not_believed(course: Course) -> None:
    path = course.root / "autograded" / "ann" / DEMO / "code-track.ipynb"
    before = path.read_text(encoding="utf-8")
    path.chmod(0o644)
    try:
        nb = nbformat.read(path, as_version=4)
        planted = {**GOOD_RECORD, "item": "planted", "fraction": 1, "points": 5, "state": "there"}
        theirs = next(cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("solution"))
        theirs.outputs = [nbformat.v4.new_output("display_data", {RECORD: planted})]
        nbformat.write(nb, path)
        assert "planted" not in of(read_cohort(course.root).latest, "ann")
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_link_in_place_of_a_graded_file_is_not_followed(course: Course, tmp_path: Path) -> None:
    path = course.root / "autograded" / "ann" / DEMO / "demo.ipynb"
    kept = tmp_path / "kept.ipynb"
    shutil.copy(path, kept)
    path.unlink()
    try:
        path.symlink_to(course.root / "autograded" / "bo" / DEMO / "demo.ipynb")
        read = read_cohort(course.root)
        assert "is a link to another place" in read.work["ann", DEMO].note
        assert "kinds" not in of(read.latest, "ann")
    finally:
        path.unlink()
        shutil.copy(kept, path)


# --- nothing there ----------------------------------------------------------------------------------------------------


def test_an_exercise_that_is_not_there_is_named_with_one_that_could_be_meant(course: Course) -> None:
    with pytest.raises(CourseProblem, match=r"no exercise '90-dmo' in this course\. Did you mean 90-demo"):
        read_cohort(course.root, ["90-dmo"])


def test_without_a_gradebook_there_is_one_sentence_and_none_is_made(course: Course, tmp_path: Path) -> None:
    shutil.copy(course.root / "nbgrader_config.py", tmp_path)
    with pytest.raises(CourseProblem, match=r"There is no gradebook\.db"):
        read_cohort(tmp_path)
    assert not (tmp_path / "gradebook.db").exists()


def test_a_gradebook_without_anybody_is_said_to_be_so(course: Course, tmp_path: Path) -> None:
    from ..coursecopy import new_course

    with pytest.raises(CourseProblem, match="People come in with `coaching roster"):
        read_cohort(new_course(tmp_path / "empty").root)
