"""The tables of lesson 4 say what the subject works out."""

from __future__ import annotations

from coaching import failure_boards
from coaching.failure import bits


def test_four_misses_are_four_kinds() -> None:
    opened = failure_boards.turku_open()
    assert [row[3] for row in opened.rows] == ["intelligent", "basic", "complex", "half-built bet"]
    assert opened.rows[3][4] == "known, small, used"
    assert [row[3] for row in failure_boards.turku_scores().rows] == ["0.20", "0.97", "0.62", "0.05"]


def test_bets_are_shown_as_they_are_computed() -> None:
    board = failure_boards.bets_by_chance([0.5, 0.98])
    assert board.rows[0] == ("50%", "1.00", "1.00", "1.00")
    assert board.rows[1][3] == f"{bits(0.98):.2f}"


def test_a_test_that_always_says_yes_stands_at_zero() -> None:
    assert [row[3] for row in failure_boards.tests_of_one_question(0.5).rows] == ["0.00", "0.19", "0.71"]


def test_the_best_allowed_try_in_gdansk_is_the_one_that_the_lesson_chooses() -> None:
    rows = failure_boards.trials_in_gdansk().rows
    allowed = [row for row in rows if "over the cap" not in row[2]]
    assert max(allowed, key=lambda row: float(row[5]))[0].startswith("Two rooms")
    assert max(rows, key=lambda row: float(row[4]))[0].startswith("Night opening"), "the clearest one is over the cap"


def test_a_board_reads_in_words_and_holds_no_address() -> None:
    for board in (failure_boards.turku_open(), failure_boards.trials_in_gdansk()):
        assert "0x" not in repr(board) and "<table>" in board.html()
