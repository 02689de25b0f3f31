"""What do I do on Tuesday? The choice of three is a stated rule, and the page is one page."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from coaching.desk.coach.cohort import Cohort, ItemResult, Person
from coaching.desk.coach.keys import keys_of
from coaching.desk.coach.tuesday import doubtful_keys, ideas_held, people_in, scene_of, worth
from coaching.desk.coach.tuesday_page import coach_questions, tuesday_html, tuesday_sheet
from coaching.items import ChoiceKey

from ..coursecopy import REPOSITORY

MODULES = ("01-mindset", "02-psychological-safety", "03-stretch-scoring", "04-intelligent-failure")
pytestmark = pytest.mark.skipif(not (REPOSITORY / "solutions").is_dir(), reason="the learner edition has no keys")


def result(person: str, item: str, *codes: str, sure: int | None = None, **more: Any) -> ItemResult:
    """A result with these ideas behind the choice; there, if with none."""
    made = ItemResult(
        person, "03-stretch-scoring", "stretch-scoring", item, "choose-one", f"The item {item}", "03.kinds", None,
        0.0 if codes else 1.0, 1.0, 0.0 if codes else 1.0, "not yet" if codes else "there", codes, sure, 1,
    )  # fmt: skip
    return replace(made, **more)


def cohort(results: list[ItemResult], root: Path = REPOSITORY) -> Cohort:
    people = sorted({one.person for one in results})
    assignments = tuple(sorted({one.assignment for one in results}))
    return Cohort(root, assignments, tuple(Person(one, one) for one in people), {}, tuple(results), ())


def holders(code: str, people: int, *, of: int = 24, sure: int | None = None, item: str = "") -> list[ItemResult]:
    """So many of the people chose what this idea leads to, in its own item of the exercise."""
    place = item or scene_items(code)[0]
    return [result(f"p{i:02}", place, *([code] if i < people else []), sure=sure) for i in range(of)]


def scene_items(code: str, exercise: str = "03-stretch-scoring") -> list[str]:
    """The items of an exercise with an option behind which this idea stands."""
    keys = keys_of(REPOSITORY, exercise)
    return [name for name, asked in keys.items.items() if code in str(asked.key)]


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_a_person_counts_once_for_an_idea_however_often_they_chose_it() -> None:
    results = [result("ana", "a", "x"), result("ana", "b", "x"), result("ben", "b", "x")]
    (held,) = ideas_held(results)
    assert (held.people, held.worth) == (2, 2)
    assert [(place.item, place.people) for place in held.places] == [("b", 2), ("a", 1)]


def test_who_is_sure_counts_twice_and_only_once_twice() -> None:
    results = [result("ana", "a", "x", sure=90), result("ana", "b", "x", sure=100), result("ben", "a", "x", sure=79)]
    (held,) = ideas_held(results)
    assert (held.people, held.sure, held.asked, held.worth) == (2, 1, 2, 3)


def test_confident_and_not_yet_outweighs_many_who_are_unsure() -> None:
    unsure = [result(f"p{i}", "a", "common", sure=50) for i in range(5)]
    sure = [result(f"p{i}", "b", "certain", sure=80) for i in range(3)]
    assert [held.code for held in ideas_held(unsure + sure)] == ["certain", "common"]


def test_equal_sums_go_to_more_people_then_more_items_then_the_alphabet() -> None:
    results = [
        *(result(f"p{i}", "a", "two-sure", sure=95) for i in range(2)),
        *(result(f"p{i}", "b", "four") for i in range(4)),
        *(result(f"p{i}", "c", "beta") for i in range(2)),
        *(result(f"p{i}", "c", "alpha") for i in range(2)),
        *(result(f"p{i}", item, "wide") for i, item in enumerate("de")),
    ]
    for seed in range(5):
        random.Random(seed).shuffle(results)
        assert [held.code for held in ideas_held(results)] == ["four", "two-sure", "wide", "alpha", "beta"]


def test_only_ideas_with_words_to_open_a_talk_are_proposed_and_never_more_than_three() -> None:
    known = keys_of(REPOSITORY, "03-stretch-scoring").misconceptions
    codes = list(known)[:4]
    held = ideas_held([result("ana", "a", "nobody-knows-this", *codes)])
    assert len(worth(held, known)) == 3
    assert {one.code for one in worth(held, known)} <= set(codes)


def test_people_who_answered_nothing_are_no_people_of_this_page() -> None:
    assert people_in([result("ana", "a"), result("ben", "a", state="not attempted")]) == 1


# --- keys to look at first --------------------------------------------------------------------------------------------


def able_people(n: int, wrong_key: str = "", items: int = 8, seed: int = 1) -> list[ItemResult]:
    """People of all abilities; in one item the key is turned round, so the able fail it."""
    rng = random.Random(seed)
    found = []
    for i in range(n):
        ability = rng.gauss(0, 1.5)
        for j in range(items):
            good = rng.gauss(ability, 1) > 0
            if f"i{j}" == wrong_key:
                good = not good
            found.append(result(f"p{i:04}", f"i{j}", *([] if good else [f"idea-{j}"])))
    return found


@pytest.mark.parametrize("n", [20, 60, 400])
def test_an_item_with_a_wrong_key_is_named_and_sound_ones_are_not(n: int) -> None:
    assert [doubt.item for doubt in doubtful_keys(able_people(n, "i3"))] == ["i3"]
    assert doubtful_keys(able_people(n)) == ()


def test_with_fewer_than_twenty_people_no_key_is_doubted() -> None:
    assert doubtful_keys(able_people(19, "i3")) == ()


def test_an_item_that_all_have_right_is_a_success_and_no_doubt() -> None:
    results = [replace(one, fraction=1.0) if one.item == "i0" else one for one in able_people(40)]
    assert doubtful_keys(results) == ()


def test_what_was_chosen_under_a_doubtful_key_is_no_misconception() -> None:
    results = able_people(60, "i3")
    held = ideas_held(results, {("03-stretch-scoring", "i3")})
    assert "idea-3" not in {one.code for one in held}
    code = scene_items("stretch-fits-safety")[0]
    real = [
        replace(one, item=code, misconceptions=("stretch-fits-safety",)) if one.item == "i1" else one for one in results
    ]
    html, _ = tuesday_html(cohort(real), ["03-stretch-scoring"])
    assert "Look at the key first: “The item i3”" in html
    alone, _ = tuesday_html(cohort(results), ["03-stretch-scoring"])
    assert "Look at the key first" in alone, "it is said too where the course has words for none of the ideas"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_people_who_have_not_come_to_the_module_of_an_idea_are_not_counted_beside_its_holders() -> None:
    elsewhere = [replace(result(f"q{i:02}", "other"), assignment="01-mindset") for i in range(6)]
    results = [*holders("stretch-fits-safety", 9, sure=90), *elsewhere]
    html, _ = tuesday_html(cohort(results), ["01-mindset", "03-stretch-scoring"])
    assert "9 of 24 people chose what it leads to" in html


def test_the_page_says_how_many_hold_an_idea_in_how_many_items_and_how_sure_they_were() -> None:
    html, says = tuesday_html(cohort(holders("stretch-fits-safety", 9, sure=90)), ["03-stretch-scoring"])
    assert says == "One misconception, ten minutes each."
    assert "9 of 24 people chose what it leads to, in one item; " in html
    assert "; 9 of the 9 who said how sure they were had 80 % or more." in html
    assert "Show · 2 min" in html
    assert "Ask · 5 min" in html
    assert "Listen · 3 min" in html
    for phrase in keys_of(REPOSITORY, "03-stretch-scoring").misconceptions["stretch-fits-safety"].phrases:
        assert phrase in html.unescape()
    assert "How these were chosen" in html


def test_with_fewer_than_five_people_there_are_phrases_a_reason_and_no_number() -> None:
    html, _ = tuesday_html(cohort(holders("stretch-fits-safety", 4, of=4, sure=90)), ["03-stretch-scoring"])
    words = html.striptags().replace("1 ·", "")
    assert "would point at single people" in words
    assert "people chose" not in words
    assert "Show" not in words
    for phrase in keys_of(REPOSITORY, "03-stretch-scoring").misconceptions["stretch-fits-safety"].phrases:
        assert phrase in words
        words = words.replace(phrase, "")
    assert not any(letter.isdigit() for letter in words)


def test_nobody_and_nothing_are_a_sentence() -> None:
    assert "Nobody's first hand-in" in tuesday_html(cohort([]), [])[0].unescape()
    html, _ = tuesday_html(cohort([result(f"p{i}", "a") for i in range(9)]), ["03-stretch-scoring"])
    assert "no" in html.lower()


def test_the_scene_is_the_choice_that_most_holders_made_in_the_words_of_the_item() -> None:
    keys = keys_of(REPOSITORY, "03-stretch-scoring")
    item, part, option, note = next(
        (name, part, option, note)
        for name, asked in keys.items.items()
        if isinstance(asked.key, ChoiceKey)
        for part, notes in asked.key.notes.items()
        for option, note in notes.items()
        if note.misconception == "stretch-fits-safety" and asked.key.correct[part] != option
    )
    results = [result(f"p{i}", item, "stretch-fits-safety", value={part: option}) for i in range(6)]
    (held,) = ideas_held(results)
    scene = scene_of(held.code, held.places[0], results, keys)
    assert scene.note == note.text
    assert " → " in scene.choice


def test_an_item_that_is_gone_from_the_course_is_shown_by_its_title() -> None:
    html, _ = tuesday_html(cohort(holders("stretch-fits-safety", 9, item="gone")), ["03-stretch-scoring"])
    assert "The item gone" in html


def test_a_stranger_s_words_in_a_record_stay_words() -> None:
    results = [replace(one, title="<img src=x onerror=alert(1)>") for one in holders("stretch-fits-safety", 9)]
    assert "<img" not in tuesday_html(cohort(results), ["03-stretch-scoring"])[0]


@pytest.mark.parametrize("module", MODULES)
def test_each_question_of_the_coach_s_page_that_speaks_to_an_idea_is_there(module: str) -> None:
    questions = coach_questions(REPOSITORY, module)
    assert questions
    assert set(questions) <= set(keys_of(REPOSITORY, module).misconceptions)
    assert all(question.endswith("?") for question in questions.values())


def longest(module: str) -> list[ItemResult]:
    """Twenty-four people who hold just the three ideas of which this module has most to say."""
    keys = keys_of(REPOSITORY, module)
    questions = coach_questions(REPOSITORY, module)
    ideas: dict[str, tuple[int, str, Any]] = {}
    for name, asked in keys.items.items():
        if isinstance(asked.key, ChoiceKey):
            for part, notes in asked.key.notes.items():
                for option, note in notes.items():
                    if note.misconception and asked.key.correct[part] != option:
                        idea = keys.misconceptions[note.misconception]
                        words = (*idea.phrases, idea.means * 2, note.text, questions.get(idea.code, ""))
                        size = len(" ".join(words)) + len(str(asked.item.describe({part: option})))
                        ideas[idea.code] = max(
                            ideas.get(idea.code, (0, "", {})), (size, name, {part: option}), key=lambda x: x[0]
                        )
    found = []
    for code, (_, item, value) in sorted(ideas.items(), key=lambda one: one[1][0], reverse=True)[:3]:
        title = keys.items[item].item.title
        found += [result(f"p{i}", item, code, sure=90, value=value, title=title, assignment=module) for i in range(24)]
    return found


def test_the_sheet_is_one_printed_page_for_the_longest_ideas_of_every_module(browser: Browser) -> None:
    printer = browser.new_page()
    for module in MODULES:
        html, _ = tuesday_html(cohort(longest(module)), [module])
        assert html.count("<h3>") == 3
        printer.set_content(tuesday_sheet(html, module))
        pages = printer.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
        assert pages == 1, (module, pages)
    printer.close()
