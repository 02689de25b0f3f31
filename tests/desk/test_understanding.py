"""What did they not understand? Figures that are published elsewhere, and sentences where figures would mislead."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coaching.desk.coach.analysis import ModuleFigures, module_figures, surely_negative
from coaching.desk.coach.choices import parts_of
from coaching.desk.coach.keys import Keys, keys_of
from coaching.desk.coach.pictures import confidence_and_result, difficulty_and_discrimination
from coaching.desk.coach.understanding import reading, reliability_sentence, understanding_html
from coaching.item_analysis import kr20
from coaching.items import ChoiceKey, SeveralKey
from coaching.survey.reliability import cronbach_alpha
from tests.unit.survey_references import WORKSHEET

from ..coursecopy import REPOSITORY
from .made_up import MODULE, cohort, marks, result

NO_KEYS = Keys(MODULE)
MODULES = [path.name for path in sorted((REPOSITORY / "solutions").glob("0[1-9]*"))]


def figures(results: list[Any], **more: Any) -> ModuleFigures:
    return module_figures(cohort(first=results, **more), NO_KEYS)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return keys_of(REPOSITORY, MODULE)


# --- published values -------------------------------------------------------------------------------------------------


def test_the_classroom_worksheet_gives_its_printed_figures() -> None:
    """Twice the same ten people: enough of them, and neither shares nor correlations change."""
    found = figures(marks(WORKSHEET, times=2))
    assert [one.difficulty for one in found.items] == pytest.approx([0.6, 1, 0.8, 0.5, 0.8, 0.8, 0.5, 0.6, 0.3, 0.6])
    known = [0.3122, None, 0.1954, 0.3586, 0.5071, 0.1954, 0.3586, 0.4480, -0.3852, 0.3122]
    assert [one.discrimination for one in found.items] == [
        r if r is None else pytest.approx(r, abs=5e-5) for r in known
    ]
    assert found.coefficient == "KR-20"
    assert found.reliability is not None
    assert found.reliability.value == pytest.approx(0.529680, abs=5e-7) == kr20(WORKSHEET)


def test_part_credit_gives_alpha_with_feldts_interval() -> None:
    table = [[mark / 2 if i == 3 else mark for i, mark in enumerate(row)] for row in WORKSHEET * 3]
    found, known = figures(marks(table)), cronbach_alpha(table)
    assert found.coefficient == "alpha" and found.reliability == known
    assert f"from {known.low:.2f} to {known.high:.2f}" in reliability_sentence(found)


# --- what is counted --------------------------------------------------------------------------------------------------


def test_who_lacks_the_result_of_an_item_is_left_out_of_what_needs_all_items_and_counted() -> None:
    results = marks(WORKSHEET, times=3)
    gone = [one for one in results if not (one.person == "p0-00" and one.item == "q4")]
    found = figures(gone)
    asked = {one.item: one.n for one in found.items}
    assert (found.n, found.left_out, asked["q4"], asked["q5"]) == (30, 1, 29, 30)
    assert found.reliability is not None and found.reliability.n == 29
    assert "One person lacks the result of an item, and is left out" in reliability_sentence(found)


def test_the_first_hand_in_counts_unless_the_latest_is_asked_for() -> None:
    people = [f"p{n:02}" for n in range(20)]
    first = [result(one, item, 0) for one in people for item in ("a", "b")]
    latest = [result(one, item, 1) for one in people for item in ("a", "b")]
    both = cohort(first=first, latest=latest)
    assert [one.difficulty for one in module_figures(both, NO_KEYS).items] == [0, 0]
    assert [one.difficulty for one in module_figures(both, NO_KEYS, latest=True).items] == [1, 1]


def test_the_code_track_is_no_item_of_the_exercise() -> None:
    found = figures([*marks(WORKSHEET), result("p0-00", "code", notebook="code-track")])
    assert "code" not in [one.item for one in found.items]


def test_a_misconception_counts_each_person_once_in_however_many_items() -> None:
    held = {"misconceptions": ("mean-is-all",)}
    found = figures(
        [result("ann", "a", 0, **held), result("ann", "b", 0, **held), result("bo", "a", 0, **held), result("bo", "b")]
    )
    assert [(one.code, one.people, one.items) for one in found.held] == [("mean-is-all", 2, ("a", "b"))]


def test_sureness_is_compared_with_every_part_that_was_answered(keys: Keys) -> None:
    asked = keys.items["goal-kinds"]
    assert isinstance(asked.key, ChoiceKey)
    right = dict(asked.key.correct)
    part, *_ = right
    wrong = {**right, part: next(option for option in asked.key.notes[part] if option != right[part])}
    found = module_figures(cohort(first=[result("ann", "goal-kinds", 0.8, value=wrong, confidence=100)]), keys).items[0]
    assert found.sure is not None and found.sure.n == len(right)
    assert found.sure.over == pytest.approx(1 / len(right))


# --- few people -------------------------------------------------------------------------------------------------------


def test_under_twenty_people_there_are_sentences_and_counts_and_no_figures() -> None:
    found = figures(marks(WORKSHEET))
    assert found.reliability is None
    assert not [one for one in found.items if one.difficulty is not None or one.discrimination is not None]
    assert "it takes 20 at least" in reliability_sentence(found)
    html = str(understanding_html(cohort(first=marks(WORKSHEET), root=REPOSITORY)))
    assert "10 people: too few for figures" in html
    assert "%" not in html and "<svg" not in html and "Discrimination" not in html


def test_under_fifty_people_every_figure_is_called_provisional() -> None:
    some = str(understanding_html(cohort(first=marks(WORKSHEET, times=2), root=REPOSITORY)))
    many = str(understanding_html(cohort(first=marks(WORKSHEET, times=5), root=REPOSITORY)))
    assert "every figure here is provisional" in some
    assert "provisional" not in many


def test_nobody_is_one_sentence() -> None:
    assert "Nothing is graded yet" in str(understanding_html(cohort(root=REPOSITORY)))


# --- what is read out of it -------------------------------------------------------------------------------------------


def test_an_easy_item_is_a_success_of_the_lesson_whatever_it_discriminates() -> None:
    found = figures(
        [result(f"p{n:02}", item, float(item == "easy" or n % 2)) for n in range(20) for item in ("easy", "a")]
    )
    assert found.items[0].discrimination is None
    assert reading(found.items[0]) == "Nearly all are there: a success of the lesson."


def test_where_discrimination_is_negative_the_key_is_asked_first() -> None:
    found = figures(marks(WORKSHEET, times=5))
    assert reading(found.items[8]).startswith("Ask the key first")
    html = str(understanding_html(cohort(first=marks(WORKSHEET, times=5), root=REPOSITORY)))
    assert "Ask the key first in 9. “Q8”" in html
    assert "before you look for a reason in the people" in html


def test_a_little_below_zero_may_be_luck() -> None:
    assert surely_negative(-0.4, 30) and surely_negative(-1, 30)
    assert not surely_negative(-0.05, 30) and not surely_negative(1, 30)


def test_no_word_on_the_page_calls_anybody_wrong() -> None:
    html = str(understanding_html(cohort(first=marks(WORKSHEET, times=3), root=REPOSITORY))).lower()
    assert "wrong" not in html and "fail" not in html.replace("03-", "") and "not yet" in html


# --- choices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_every_planted_wrong_answer_shows_the_idea_behind_it_with_its_name(module: str) -> None:
    found = keys_of(REPOSITORY, module)
    planted = json.loads((REPOSITORY / "solutions" / module / "private" / "wrong_answers.json").read_text("utf-8"))
    for item, answers in planted.items():
        if item not in found.items:
            continue
        for answer in answers:
            parts = parts_of(found.items[item], [answer["value"]])
            codes = {choice.misconception for part in parts for choice in part.choices if choice.people}
            assert set(answer["reports"]) <= codes, (item, answer["holder"], parts)
            assert all(found.name_of(code) != code.replace("-", " ") for code in answer["reports"])


def test_shares_of_a_part_are_of_those_who_answered_it(keys: Keys) -> None:
    asked = keys.items["goal-kinds"]
    assert isinstance(asked.key, ChoiceKey)
    first = next(iter(asked.key.correct))
    one, other, *_ = asked.key.notes[first]
    part = parts_of(asked, [{first: one}, {first: one}, {first: other}, {}, None])[0]
    assert (part.answered, [choice.people for choice in part.choices][:2]) == (3, [2, 1])


def test_a_choice_of_several_counts_every_option_that_was_chosen(keys: Keys) -> None:
    asked = next(one for one in keys.items.values() if isinstance(one.key, SeveralKey))
    assert isinstance(asked.key, SeveralKey)
    right = sorted(asked.key.correct)
    part = parts_of(asked, [right, right[:1]])[0]
    assert sum(choice.people for choice in part.choices if choice.holds) == len(right) + 1


@pytest.mark.parametrize(
    "value", [None, 7, "words", [], [None], {"x": []}, {"miss": {}}, [["a"]], {"s1": 10**400}], ids=repr
)
def test_an_answer_of_any_form_counts_as_open_or_is_left_out(keys: Keys, value: Any) -> None:
    for asked in keys.items.values():
        for part in parts_of(asked, [value]):
            assert sum(choice.people for choice in part.choices) >= 0


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_every_picture_has_its_numbers_in_a_table() -> None:
    sure = [
        result(f"p{n:02}", item, float(n % 3 > 0), confidence=50 + 10 * (n % 5)) for n in range(30) for item in "ab"
    ]
    found = figures(sure)
    for picture in (difficulty_and_discrimination(found), confidence_and_result(found)):
        assert picture is not None
        assert len(picture.rows) >= 2 and "<table>" in picture.html() and picture.alt


def test_where_there_is_nothing_to_draw_there_is_no_picture() -> None:
    found = figures(marks(WORKSHEET))
    assert difficulty_and_discrimination(found) is None and confidence_and_result(found) is None


def test_a_title_is_only_text() -> None:
    bad = [result(f"p{n}", item, float(n % 2), title="<script>alert(1)</script>") for n in range(30) for item in "ab"]
    assert "<script" not in str(understanding_html(cohort(first=bad, root=REPOSITORY)))
