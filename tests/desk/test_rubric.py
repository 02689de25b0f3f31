"""One file says how a text is read: points, the reader's table, ready comments, and what the writer is told."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from coaching.grading.rubric import LEVELS, Rubric, level_of, level_reached, read_rubric
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY

SOURCES = sorted(path.parents[1] for path in REPOSITORY.glob("solutions/*/private/rubric.toml"))
each_exercise = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
NAMES = ["Restates", "Describes", "Explains", "Tests"]


def rubric_of(source: Path) -> Rubric:
    rubric = read_rubric(source)
    assert rubric is not None
    return rubric


# --- what the exercises say -------------------------------------------------------------------------------------------


@each_exercise
def test_the_levels_on_a_feedback_page_are_those_that_the_exercise_promised(source: Path) -> None:
    notebook = next(path for path in source.glob("*.ipynb") if path.stem != "code-track")
    words = "\n".join(cell.source for cell in nbformat.read(notebook, as_version=4).cells)  # type: ignore[no-untyped-call]
    promised = re.findall(r"(?m)^\| [1-4] · \*(\w+)\* \| (.+) \|$", words)
    levels = [(level.name.lower(), level.means) for level in rubric_of(source).levels]
    assert promised in ([], levels), "an exercise that shows no table promises the general levels"
    assert [level.name for level in rubric_of(source).levels] == NAMES


@each_exercise
def test_every_level_of_every_text_offers_what_is_there_and_more_than_one_way_on(source: Path) -> None:
    said = []
    for text in rubric_of(source).texts:
        for level in text.levels:
            assert level.is_there.endswith(".")
            assert len(level.lifts) >= 2
            said += [level.is_there, *level.lifts]
        assert all("?" in lift for lift in text.levels[1].lifts), "a case that is told is met with questions"
    assert len(set(said)) == len(said), "no comment is generic"
    assert not [sentence for sentence in said if len(sentence.split()) > 30]


@each_exercise
def test_a_reader_sees_this_text_alone_with_comments_and_when_to_stop(source: Path) -> None:
    rubric = rubric_of(source)
    for text in rubric.texts:
        shown = rubric.for_reader(text.item)
        assert text.title in shown
        assert all(level.reads in shown and level.is_there in shown for level in text.levels)
        assert rubric.stop.strip() in shown
        for other in rubric.texts:
            assert other is text or f"## {other.item}" not in shown


@each_exercise
def test_who_reads_alone_gets_the_levels_and_questions_but_no_last_word_on_points(source: Path) -> None:
    rubric = rubric_of(source)
    for text in rubric.texts:
        shown = rubric.for_own_reading(text.item)
        assert all(level.reads in shown for level in text.levels)
        assert text.levels[0].lifts[0] in shown
        assert "## " not in shown
    assert rubric.for_own_reading("another").count("\n") == 3


# --- points and levels ------------------------------------------------------------------------------------------------


def test_a_score_between_two_levels_stands_for_the_lower_one() -> None:
    assert [level_reached(score, 4) for score in (0, 0.5, 1, 1.5, 2, 3.5, 4, 5)] == [0, 1, 1, 1, 2, 3, 4, 4]
    assert level_reached(6, 8) == 3
    assert level_reached(1, 0) == 0
    assert level_of(3, 4) == f"3 of 4 · Explains: {LEVELS[2].means}"
    assert level_of(0, 4) == ""


# --- an author's mistakes ---------------------------------------------------------------------------------------------

GOOD = """
title = "How to read"
[[text]]
item = "one"
title = "First"
""" + "".join(f'[[text.level]]\nreads = "r{n}"\nis_there = "t{n}"\nlifts = ["l{n}"]\n' for n in range(4))


def written(folder: Path, words: str) -> Path:
    (folder / "private").mkdir()
    (folder / "private" / "rubric.toml").write_text(words, encoding="utf-8")
    return folder


def test_a_file_without_levels_of_its_own_has_the_general_ones(tmp_path: Path) -> None:
    assert rubric_of(written(tmp_path, GOOD)).levels == LEVELS


def test_an_exercise_without_the_file_has_no_rubric(tmp_path: Path) -> None:
    assert read_rubric(tmp_path) is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "How to read"', "", "the file has no title"),
        ('title = "How to read"', "title =", "cannot be used"),
        ('item = "one"\n', "", "has no item"),
        ('reads = "r2"', "", "the file has no reads"),
        ('is_there = "t0"', "is_there = 5", "has no is_there"),
        ('lifts = ["l1"]', 'lifts = "l1"', "lifts` that are no list"),
        ('[[text.level]]\nreads = "r3"\nis_there = "t3"\nlifts = ["l3"]\n', "", "has 3 entries"),
        ("[[text]]", "[text]", "cannot be used"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(CourseProblem, match=r"private/rubric\.toml cannot be used") as problem:
        read_rubric(written(tmp_path, GOOD.replace(old, new)))
    assert says in problem.value.sentence
    assert "\n" not in problem.value.sentence
