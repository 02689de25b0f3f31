"""Feedback that is worked out beforehand is what scoring would say, for every answer there is."""

from __future__ import annotations

from itertools import product

from coaching.cards.instant import instant
from coaching.cards.words import rendered_remark, verdict

from .test_kinds import BINS, BINS_KEY, QUESTIONS, QUESTIONS_KEY, SEVERAL, SEVERAL_KEY


def test_the_table_says_what_scoring_says_for_every_answer_there_is() -> None:
    table = instant(QUESTIONS, QUESTIONS_KEY)
    assert table is not None
    parts = list(QUESTIONS.parts())
    for options in product(["", "a", "b", "c"], repeat=len(parts)):
        value = {part: option for part, option in zip(parts, options, strict=True) if option}
        score = QUESTIONS.score(value, QUESTIONS_KEY)
        right = sum(value.get(part) == table["right"][part] for part in parts)
        told = table["verdicts"][right] if value else table["untouched"]
        assert told == {"state": score.state, "label": verdict(score.state), "rule": score.rule}
        remarks = [table["remarks"][part][value.get(part, "")] for part in parts] if value else []
        assert remarks == [rendered_remark(r) for r in score.remarks]


def test_sorting_has_a_table_and_what_needs_more_than_looking_up_has_none() -> None:
    assert instant(BINS, BINS_KEY) is not None
    assert instant(SEVERAL, SEVERAL_KEY) is None
    assert instant(BINS, None) is None
