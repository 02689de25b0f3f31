"""The tables of the lessons say what the subject works out, and say it in text as well."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from coaching import boards
from coaching.boards import Board

EVERY: dict[str, Callable[[], Board]] = {
    "working": lambda: boards.working("Lagos", 12, 6, 8, "days"),
    "raw_and_score": lambda: boards.raw_and_score({"up": (50, 80, 95), "back": (50, 80, 40), "in": (50, 80, 71)}),
    "check_ins": lambda: boards.check_ins({"half-way": ("0.48", 6, 12)}),
    "ambition": lambda: boards.ambition({"as expected": (12, 6, 6), "no gain": (12, 6, 12)}),
    "moved_target": lambda: boards.moved_target("Help", 40, 80, 60, 58),
    "verdicts": lambda: boards.verdicts(["0.65", "1.00"]),
    "weighted": lambda: boards.weighted({"a": "0.7", "b": "0.3"}, [3, 1]),
    "reference": lambda: boards.reference(["0.7", "1.0"]),
    "brier_table": lambda: boards.brier_table({"even": ["0.5", "0.5"]}, [1, 0]),
    "rotterdam_scores": boards.rotterdam_scores,
    "rotterdam_open": boards.rotterdam_open,
    "call_desk": boards.call_desk,
}


@pytest.mark.parametrize("name", EVERY)
def test_a_board_says_the_same_as_table_and_as_text(name: str) -> None:
    board = EVERY[name]()
    bundle = board._repr_mimebundle_()
    for row in board.rows:
        assert len(row) == len(board.columns)
        for cell in row:
            assert cell in bundle["text/plain"]
    assert bundle["text/html"].count("<tr>") == len(board.rows) + 1
    assert 'scope="row"' in bundle["text/html"] and "<caption>" in bundle["text/html"]


def test_every_function_on_offer_is_tried_here() -> None:
    assert {*EVERY, "Board", "changed_targets"} == set(boards.__all__)


def test_words_from_a_table_are_shown_and_never_run() -> None:
    assert "<b>" not in Board("<b>", ("<b>",), (("<b>",),), "<b>").html()


def test_falling_numbers_are_worked_out_with_their_signs() -> None:
    text = boards.working("Lagos", 12, 6, 8, "days").text()
    assert "6 − 12 = −6 days" in text
    assert "−4 ÷ −6 = 0.67" in text


def test_the_raw_score_keeps_what_the_score_cuts_off() -> None:
    rows = {row[0]: row[1:] for row in EVERY["raw_and_score"]().rows}
    assert rows["up"] == ("1.50", "1.00", "overshoot")
    assert rows["back"] == ("−0.33", "0.00", "a step back")


def test_an_index_that_has_no_meaning_is_called_undefined() -> None:
    assert [row[-1] for row in EVERY["ambition"]().rows] == ["0.00", "undefined"]


def test_the_disagreement_about_one_score_is_on_the_board() -> None:
    assert boards.verdicts(["0.65"]).rows == (("0.65", "on target", "green", "too low", "missed"),)


def test_weights_move_the_mean() -> None:
    note = boards.weighted({"a": "0.7", "b": "0.3"}, [3, 1]).note
    assert re.findall(r"\d\.\d\d", note) == ["0.50", "0.60"]


def test_the_story_of_rotterdam_holds_in_numbers() -> None:
    """The lesson's text leans on these: the best score had no climb, the worst had four times the forecast gain."""
    assert [row[2] for row in boards.rotterdam_scores().rows] == ["0.95", "0.70", "0.40"]
    pharmacy, desk, ward = boards.rotterdam_open().rows
    assert (pharmacy[5], ward[5], ward[6]) == ("0.00", "9.00", "4.00")
    assert desk[-1].startswith("BREACHED in 3 of 12")
    assert pharmacy[-1] == ward[-1] == "held"


def test_a_guardrail_in_the_average_would_raise_the_mean_that_it_should_stop() -> None:
    """The lesson says these numbers in its text: 0.70 becomes 0.72, as 0.75 of the checks were inside."""
    assert re.findall(r"\d\.\d\d", boards.call_desk().note) == ["0.70", "0.70", "0.75", "0.72"]


def test_changed_targets_come_with_both_scores_and_the_log() -> None:
    rows = boards.changed_targets("2025-Q3")
    assert set(rows) == {"kr-023", "kr-038", "kr-044", "kr-058", "kr-084"}
    assert rows["kr-023"][3] == "no entry"
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in rows["kr-038"][1:3]] == [
        "8.4 → 5.0 (old count)",
        "5.5 (from 8.9, new count)",
    ]
    assert rows["kr-038"][4:] == ["6.55 (old count: 6.1)", "0.68", "0.69"], "each score by one way of counting"
    assert rows["kr-044"][3:] == ["2025-09-19: Aligned.", "83.5", "0.54", "1.00"]
