"""Where is everyone? A table with words and shapes, and a queue that begins with the oldest."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coaching.desk.coach.cohort import Cohort, State, shown_names
from coaching.desk.coach.progress import SHAPES, counts, progress_html, queue

from ..coursecopy import REPOSITORY
from .made_up import MODULE, cohort, later, work

IDS = (("code-track", "c0de"), ("stretch-scoring", "ab12"))


def waits(person: str, hours: float, *cells: str) -> object:
    return work(person, State.WAITS, handed_in=later(hours), waiting=cells, submissions=IDS)


def shown(one: Cohort, *, real: bool = False) -> str:
    return str(progress_html(one, shown_names(one, real), real=real))


def row_of(html: str, who: str) -> str:
    return next(row for row in re.findall(r"<tr>.*?</tr>", html, re.S)[::-1] if f">{who}</th>" in row)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_shape_of_its_own_and_its_words_beside_it(state: State) -> None:
    assert len(set(SHAPES.values())) == len(State)
    html = shown(cohort([work("ann", state)]), real=True)
    assert f'<span aria-hidden="true">{SHAPES[state]}</span> {state.value}' in row_of(html, "ann")


def test_states_are_counted_by_module() -> None:
    one = cohort([work("ann", State.SENT), work("bo", State.SENT), work("cy", State.NOTHING)])
    assert counts(one, MODULE) == {State.SENT: 2, State.NOTHING: 1}
    assert "3 people by state" in shown(one)


def test_late_and_handed_in_again_are_told_in_words() -> None:
    one = cohort([work("ann", late=timedelta(days=2, hours=5), hand_ins=3, points=12.5, most=20.0)])
    row = row_of(shown(one, real=True), "ann")
    assert "late by 2 days" in row and "3 hand-ins, the newest counts" in row and "12.5 of 20" in row


def test_the_page_counts_who_was_late_and_says_nothing_where_nobody_was() -> None:
    late = work("ann", late=timedelta(days=2))
    assert "Handed in late:" in (page := str(progress_html(cohort([late, work("ben")]), {"ann": "A", "ben": "B"})))
    assert ": 1. “Everybody”, below" in page
    assert "Handed in late" not in progress_html(cohort([work("ann")]), {"ann": "A"})


def test_the_queue_begins_with_the_oldest_hand_in() -> None:
    one = cohort([waits("new", 5, "a"), waits("old", -5, "a", "b"), waits("mid", 0, "a"), work("done", State.SENT)])
    assert [(text.person, text.cell) for text in queue(one)] == [("old", "a"), ("old", "b"), ("mid", "a"), ("new", "a")]


def test_a_text_leads_to_its_place_in_formgrader() -> None:
    one = cohort([waits("ann", 0, "reflect-goal")])
    assert queue(one)[0].where == "formgrader/submissions/ab12/#read-reflect-goal"
    html = shown(one)
    assert 'data-server="formgrader/submissions/ab12/#read-reflect-goal"' in html
    assert "href=" not in html, "a page outside JupyterLab has no link that leads nowhere"
    assert "Manual Grading, choose the exercise" in html, "and says where to click"


def test_a_text_is_called_by_its_title_where_the_exercise_is_here() -> None:
    texts = [text.title for text in queue(cohort([waits("ann", 0, "reflect-goal", "other")], root=REPOSITORY))]
    assert texts[1] == "other" or texts[0] == "other"
    from coaching.desk.coach.keys import text_titles

    known = text_titles(REPOSITORY / "exercises" / MODULE)
    assert known and all(words and words != cell for cell, words in known.items())


def test_a_long_queue_is_cut_and_says_so() -> None:
    one = cohort([waits(f"p{n:02}", n, "a") for n in range(60)])
    html = str(progress_html(one, shown_names(one), most=10))
    assert "60 texts wait, in 60 hand-ins. Here are the 10 oldest." in html
    assert html.count("data-server=") == 10


def test_names_are_hidden_unless_asked_for() -> None:
    one = cohort(
        [work("secret-id", note="It needs a look."), waits("other-id", 0, "a")], names={"secret-id": "Sena Öz"}
    )
    assert not re.search("secret-id|other-id|Sena", shown(one))
    assert "Sena Öz" in shown(one, real=True)


def test_what_needs_a_look_is_listed_with_the_reason() -> None:
    one = cohort([work("ann", State.ASIDE, note="It cannot be graded."), work("bo")])
    html = shown(one, real=True)
    assert "Work that needs a look" in html and "It cannot be graded." in html


def test_fewer_than_five_people_are_said_to_be_few_where_names_are_hidden() -> None:
    few, five = cohort([work(f"p{n}") for n in range(4)]), cohort([work(f"p{n}") for n in range(5)])
    assert "can point at single ones" in shown(few)
    assert "can point at single ones" not in shown(five)


def test_whatever_a_name_or_a_note_holds_is_only_text() -> None:
    bad = "<img src=x onerror=alert(1)>"
    one = cohort([work("ann", note=bad), waits("bo", 0, bad)], names={"ann": bad})
    html = shown(one, real=True)
    assert "<img" not in html and html.count("&lt;img") >= 3
