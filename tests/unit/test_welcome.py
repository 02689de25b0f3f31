"""The welcome page: is the machine fine, where am I in the course, and what is my name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coaching import welcome
from coaching.cards import Lesson
from coaching.workspace import me


def notebook(path: Path, cells: list[str], **matter: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "metadata": {"coaching": matter},
        "cells": [{"cell_type": "code", "source": source} for source in cells],
    }
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's copy of a small course; the working folder is its ``notebooks``."""
    (tmp_path / "course.py").touch()
    home = tmp_path / "workspace" / "notebooks"
    notebook(home / "00-welcome.ipynb", ["here.ask(x)"], lesson="00-welcome", role="lesson", title="Hi", minutes=7)
    two = ["here.practise(a)", "here.ask(b)"]
    notebook(home / "03-x.ipynb", two, lesson="03-x", role="lesson", title="Stretch", minutes=90)
    exercise = tmp_path / "workspace" / "exercises" / "03-x" / "x.ipynb"
    notebook(exercise, ["here.ask(a)"], lesson="03-x", role="exercise", title="Do it", minutes=75)
    notebook(exercise.with_name("code-track.ipynb"), [], lesson="03-x", role="code-track", title="Code")
    notebook(home / "glossary.ipynb", [], lesson="glossary", role="lesson", title="Glossary", minutes=0)
    monkeypatch.chdir(home)
    return tmp_path


def test_a_working_machine_is_fine_and_nothing_is_left_behind(course: Path) -> None:
    found = {f.what: f for f in welcome.findings()}
    assert found["The engine answers and is new enough"].fine
    assert found["All parts are installed"].fine
    assert found["Answers can be saved"].fine
    assert list((Path.cwd() / "answers").iterdir()) == []


def test_a_missing_extension_gets_a_way_round_and_a_mend(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "jupyter_path", lambda *parts: [str(course / "nowhere")])
    extension = welcome.findings()[-1]
    assert not extension.fine
    assert "Run All Cells" in extension.words and "course.py setup" in extension.words


def test_a_folder_that_cannot_be_written_is_said_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file stands where the folder should be")
    answers = welcome.findings(tmp_path)[2]
    assert not answers.fine and "Move the course" in answers.words


def test_what_is_stored_of_the_check_is_the_same_on_every_machine(course: Path) -> None:
    check = welcome.machine_check()
    data, _ = check._repr_mimebundle_()
    assert "This machine" in check.shown or "Something on this machine" in check.shown
    for stored in (data["text/plain"], data["text/html"]):
        assert "Answers can be saved" in stored
        assert "Python" not in stored


def test_the_map_leads_from_lesson_to_exercise_and_leaves_out_its_own_page(course: Path) -> None:
    stops = welcome.course_map(Lesson("00-welcome")).stops
    assert [stop.title for stop in stops] == ["Stretch", "Do it", "Code", "Glossary"]
    assert [stop.minutes for stop in stops] == [90, 75, None, None]
    for stop in stops:
        assert (Path.cwd() / stop.link).resolve().exists()


def test_questions_before_and_after_the_course_stand_first_and_last_though_they_have_no_lesson(course: Path) -> None:
    for name, file in (("00-pretest", "pretest"), ("99-posttest", "posttest")):
        path = course / "workspace" / "exercises" / name / f"{file}.ipynb"
        notebook(path, ["here.ask(a)"], lesson=name, role="exercise", title=file, minutes=30, form="before")
    stops = welcome.course_map(Lesson("00-welcome")).stops
    assert [stop.title for stop in stops] == ["pretest", "Stretch", "Do it", "Code", "posttest", "Glossary"]
    assert (stops[0].link, stops[0].kind) == ("../exercises/00-pretest/pretest.ipynb", "questions")
    assert (Path.cwd() / stops[0].link).resolve().exists()


def test_the_leaders_desk_stands_last_on_the_map(course: Path) -> None:
    desk = course / "workspace" / "notebooks" / "leader" / "ritual.ipynb"
    notebook(desk, ["our_next_ritual()"], lesson="ritual", role="desk", title="Our next ritual")
    last = welcome.course_map(Lesson("00-welcome")).stops[-1]
    assert (last.title, last.kind, last.minutes) == ("Our next ritual", "leader's desk, for your own work", None)
    assert (Path.cwd() / last.link).resolve() == desk


def test_the_map_shows_how_far_the_learner_is(course: Path) -> None:
    Lesson("03-x").sheet.put("a", {"q": "b"})
    lesson, exercise, *_ = welcome.course_map(Lesson("00-welcome")).stops
    assert lesson.progress == "◐ 1 of 2 answered"
    assert exercise.progress == "○ 0 of 1 answered"
    Lesson("03-x").sheet.put("b", "words")
    assert next(welcome.stops(Path.cwd() / ".." / "notebooks")).link == "00-welcome.ipynb"
    assert welcome.course_map(Lesson("00-welcome")).stops[0].progress == "● 2 of 2, all answered"


def test_a_broken_notebook_is_left_off_the_map(course: Path) -> None:
    Path("04-broken.ipynb").write_text("{", encoding="utf-8")
    Path("05-foreign.ipynb").write_text('{"metadata": {}, "cells": []}', encoding="utf-8")
    assert len(welcome.course_map(Lesson("00-welcome")).stops) == 4


def test_the_map_reads_as_text_and_as_links(course: Path) -> None:
    bundle = welcome.course_map(Lesson("00-welcome"))._repr_mimebundle_()
    assert "Stretch · lesson · 90 · ○ 0 of 2 answered" in bundle["text/plain"]
    assert '<a href="../exercises/03-x/x.ipynb">Do it</a>' in bundle["text/html"]


def answer(card: Any, words: str) -> None:
    card.answer = {"value": words, "confidence": None, "seq": card.answer.get("seq", 0) + 1, "check": False}


def test_a_nickname_is_kept_for_handing_in(course: Path) -> None:
    card = welcome.name_card(Lesson("00-welcome"))
    answer(card, " amina-k ")
    assert me(course) == "amina-k"
    assert card.status["saved"] == "saved" and "amina-k" in card.status["text"]


def test_a_name_that_no_file_can_carry_is_answered_with_what_can(course: Path) -> None:
    card = welcome.name_card(Lesson("00-welcome"))
    answer(card, "../../etc")
    assert me(course) is None
    assert card.status["saved"] == "not saved" and "letters" in card.status["text"]


def test_without_a_course_around_it_the_name_is_only_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    card = welcome.name_card(Lesson("00-welcome"))
    answer(card, "amina")
    assert Lesson("00-welcome").sheet.get("name") == "amina"
    assert not Path(".course").exists()
