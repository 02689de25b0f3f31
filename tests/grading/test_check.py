"""A leader studying alone gets what a cohort gets: the same scores and the same page, and leaves no trace behind."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from coaching.grading.check import check, check_here
from coaching.grading.collect import Outcome, collect
from coaching.grading.handin import hand_in
from coaching.grading.sendback import send_back
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course, write_answers
from .demo_assignment import HALF, write_demo

NAME = "90-demo"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A clone with the exercise generated, and a learner's workspace in it with half of the answers right."""
    course = new_course(tmp_path / "course", write_demo(tmp_path / "source", with_code=True))
    course.generate(NAME)
    mine = course.root / "workspace" / "exercises" / NAME
    shutil.copytree(course.root / "exercises" / NAME, mine)
    write_answers(mine, NAME, HALF)
    return course


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def said_of_items(html: str) -> list[str]:
    return re.findall(r"<article .*?</article>", html, re.DOTALL)


def test_checking_alone_says_what_a_coach_would_and_leaves_no_trace(course: Course, tmp_path: Path) -> None:
    """Page and points are those of hand-in, collect, autograde and send-back; gradebook and answers stay as they were.

    A second check is quicker because nothing is generated again, and says the same.
    """
    before = tree(course.root)
    steps: list[str] = []
    with course.importable():
        checked = check(NAME, start=course.root, tell=steps.append)
    after = tree(course.root)
    new = sorted(name for name in after if name not in before and not name.startswith(".course/check/"))
    assert new == ["workspace/feedback/90-demo/demo.html"], "an untouched code track needs no page"
    assert {name: after[name] for name in before} == before

    assert (checked.points, checked.most, checked.to_read) == (4, 7, 1)
    assert checked.parts[0] == ("Sort five goals", "Partly there", "2 of 5")
    own = checked.page.read_text(encoding="utf-8")
    assert "Be your own reader" in own
    assert "MARK-OF-THE-RUBRIC" in own

    with course.importable():
        again: list[str] = []
        assert check(NAME, start=course.root, tell=again.append) == checked
    assert len(again) < len(steps)
    assert checked.page.read_text(encoding="utf-8").count("Be your own reader") == own.count("Be your own reader")

    hand_in(NAME, learner="mira", start=course.root, to=tmp_path / "mail")
    (taken,) = collect(course.root, tmp_path / "mail")
    assert taken.outcome == Outcome.NEW
    assert [(one.learner, one.page) for one in send_back(course.root, NAME, tmp_path / "back")] == [("mira", None)]
    course.autograde(NAME)
    (sent,) = send_back(course.root, NAME, tmp_path / "back")
    assert sent.page == tmp_path / "back" / "90-demo__mira__feedback.html"
    assert (sent.points, sent.note) == ("4 of 7", "1 of their texts still wait for you.")
    assert said_of_items(sent.page.read_text(encoding="utf-8")) == said_of_items(own)


def test_the_button_gets_a_page_or_a_sentence(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the learners' edition the sentence says what is still open and whom to ask; answers travel as JSON."""
    monkeypatch.chdir(course.root / "workspace" / "exercises" / NAME)
    shutil.rmtree(course.root / "solutions")
    page, sentence = json.loads(json.dumps(check_here(NAME)))
    assert page is None
    assert sentence.startswith("This is the learners' edition: your coach has the keys")
    assert "Everything is answered. Hand in with" in sentence
    write_answers(Path(), NAME, {"kinds": {"s1": "committed"}})
    assert "Still open: “Sort five goals”, “Compute one score”, “Look back”." in check_here(NAME)[1]


def test_what_is_missing_is_said_before_anything_is_started(tmp_path: Path) -> None:
    (tmp_path / "course.py").touch()
    with pytest.raises(CourseProblem, match="There is no exercise 04-none of yours here"):
        check("04-none", start=tmp_path)
    with pytest.raises(CourseProblem, match=r"Nobody has handed in 90-demo yet.*coaching collect"):
        send_back(tmp_path, NAME, tmp_path / "back")
