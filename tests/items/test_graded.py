"""What a test cell of an exercise says, before handing in and when it is graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.cards import Lesson
from coaching.grading import RECORD, StillOpen, answered, grade
from coaching.items import Classify

from .test_kinds import BINS, BINS_KEY


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    monkeypatch.chdir(tmp_path)
    place = Lesson("90-demo")
    place.ask(BINS)
    return place


def test_validate_names_what_is_open_in_plain_words_and_tells_no_key(
    here: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = Classify(
        id="marked",
        title="Sort",
        prompt="Sort.",
        statements={"a": "**Map.** *Go*", "b": "B"},
        bins={"x": "X", "y": "Y"},
    )
    here.ask(marked)
    here.sheet.put("marked", {"b": "x"})
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(StillOpen, match=r"^Still open in “Sort”: “Map\. Go”\.$"):
        answered(here, "marked")


@pytest.mark.parametrize("mode", ["autograde", ""])
def test_outside_validate_an_open_item_stops_nobody(here: Lesson, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    answered(here, "bins")


def test_a_complete_answer_validates(here: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    here.sheet.put("bins", {f"s{i}": "x" for i in range(6)})
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    answered(here, "bins")


def test_a_graded_item_is_a_bare_number_for_nbgrader_and_a_record_for_reports(here: Lesson) -> None:
    here.sheet.put("bins", {f"s{i}": "xyz"[i % 3] for i in range(5)} | {"s5": "x"}, confidence=70)
    graded = grade(here, "bins", points=6, key=BINS_KEY)
    assert (repr(graded), graded.points) == ("4.5", 4.5)  # 5 of 6, guessing gives 2: (5 - 2) / (6 - 2) of 6
    record = graded._repr_mimebundle_()[RECORD]
    assert (record["misconceptions"], record["confidence"], record["state"]) == (["x5"], 70, "partly")


@pytest.mark.parametrize("value", [None, 7, "text", ["s0"], {"s0": 3}, {"nobody": "x"}, {"s0": ["x"]}, {"s0": "<b>"}])
def test_whatever_stands_in_the_sheet_the_item_is_graded_and_nothing_of_it_runs(here: Lesson, value: object) -> None:
    here.sheet.put("bins", value)
    graded = grade(here, "bins", points=6, key=BINS_KEY)
    assert graded.points == 0
    assert "<b>" not in graded._repr_html_()


def test_an_authors_mistake_is_said_to_the_author(here: Lesson) -> None:
    with pytest.raises(KeyError):
        grade(here, "no-such-item", points=1, key=BINS_KEY)
