"""The small tables of the lesson on psychological safety say what the subject works out."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching import safety, safety_boards, survey

ROOT = Path(__file__).resolve().parents[2]
SELAM = [2, 6, 1, 5, 3, 6, 7]


@pytest.fixture(autouse=True)
def in_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COACHING_DATA", raising=False)


def test_each_worry_is_answered_by_an_assurance_of_its_own() -> None:
    rows = safety_boards.worries().rows
    assert [row[0] for row in rows] == list(safety.WORRIES)
    assert sorted(row[2] for row in rows) == sorted(safety.ASSURANCES.values())


def test_an_answer_sheet_shows_what_forgetting_to_turn_would_cost() -> None:
    *items, mean = safety_boards.one_sheet(SELAM).rows
    assert [row[4] for row in items] == ["6", "6", "7", "5", "5", "6", "7"]
    assert (mean[2], mean[4]) == ("4.29, if one forgets to turn", "6.00")


def test_an_answer_sheet_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError):
        safety_boards.one_sheet(SELAM[:-1])


def test_the_seven_sentences_are_declared_unvalidated_wherever_they_are_shown() -> None:
    board = safety_boards.statements()
    assert len(board.rows) == 7 and "not validated" in board.title
    assert [row[3] for row in board.rows].count("yes") == 3


def test_the_wobble_is_that_of_the_mean_of_so_many_answers() -> None:
    shown = dict(safety_boards.wobble([3, 5, 12]).rows)
    spread_of_one = survey.mean_interval([4, 5, 6])
    assert shown["3 answers"] == f"± {spread_of_one.high - spread_of_one.value:.2f} points"
    assert (shown["5 answers"], shown["12 answers"]) == ("± 1.24 points", "± 0.64 points")


def test_voices_and_turns_are_counted_and_a_path_is_put_together() -> None:
    talk = [("Ana", "Who will say something?"), ("Bo", "I will."), ("Ana", "Good.")]
    assert safety_boards.voices(talk).rows == (("Ana", "2", "71 %"), ("Bo", "1", "29 %"))
    assert safety_boards.paths({"a team": ("0.6", "0.5", "0.05")}).rows == (
        ("a team", "0.6 × 0.5 = 0.30", "0.05", "0.35"),
    )
