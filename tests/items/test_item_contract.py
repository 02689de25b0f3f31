"""What every exercise of the course promises about its graded items.

The exercises are found, not listed: a new folder in ``solutions/`` is held to the same promises at once. Beside its
notebook an exercise keeps, in ``private/``, model answers, planted answers of people who hold a misconception, and
the list of misconceptions with what a coach can say.
"""

from __future__ import annotations

import csv
import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coaching.grading.rubric import read_rubric
from coaching.items import (
    ChoiceKey,
    ChooseOne,
    ChooseSeveral,
    Classify,
    Construct,
    ConstructKey,
    EstimateKey,
    Item,
    Key,
    Menu,
    Note,
    OrderKey,
    PickEvidence,
    Score,
    SeveralKey,
    ShortText,
    typed_number,
)
from coaching.items.reading import Asked, read

ROOT = Path(__file__).resolve().parents[2]
GUESSES = 2_000
GUESSING_LIMIT = 0.15
SIGNIFICANT = 0.05
GRADE_LIMIT = 10.0
LONGEST_SENTENCE = 34  # words; a list of alternatives may run on, a sentence of prose does not
HEDGES = re.compile(
    r"\b(may|might|could|can|perhaps|possibly|probably|often|usually|sometimes|mostly|some|tends?|likely|rather|about"
    r"|seems?|appears?|in general|as far as)\b",
    re.IGNORECASE,
)
NEVER_SAID = ("incorrect", "wrong", "false answer", "all of the above", "none of the above", "none of these")
_COMMON = """
    a an and are as at be been but by for from had has have how in is it its no not of on or so than that the their
    them there these they this to was what when which who will with would
"""
COMMON = frozenset(_COMMON.split())


def exercise_notebooks() -> Iterator[Path]:
    for path in sorted((ROOT / "solutions").glob("[0-9]*/*.ipynb")):
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        if metadata.get("coaching", {}).get("role") == "exercise":
            yield path


NOTEBOOKS = list(exercise_notebooks())
pytestmark = pytest.mark.skipif(not NOTEBOOKS, reason="the learner edition has no solutions")
each_exercise = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.parent.name)


@cache
def items_of(notebook: Path) -> tuple[Asked, ...]:
    return read(notebook)


def graded(notebook: Path) -> list[Asked]:
    return [asked for asked in items_of(notebook) if asked.key is not None]


GRADED = [(notebook, asked.item.id) for notebook in NOTEBOOKS for asked in graded(notebook)]
each_item = pytest.mark.parametrize(("notebook", "item_id"), GRADED, ids=[f"{n.parent.name}:{i}" for n, i in GRADED])


@dataclass(frozen=True)
class Case:
    item: Item
    key: Key
    model: Any
    planted: list[dict[str, Any]]

    def score(self, raw: object) -> Score:
        cleaned = self.item.clean(raw)
        assert not cleaned.problems, cleaned.problems
        score: Score = self.item.score(cleaned.value, self.key)  # type: ignore[attr-defined]
        return score


def private(notebook: Path, name: str) -> Any:
    text = (notebook.parent / "private" / name).read_text(encoding="utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


def case(notebook: Path, item_id: str) -> Case:
    asked = next(a for a in graded(notebook) if a.item.id == item_id)
    assert asked.key is not None
    model = private(notebook, "model_answers.json")["items"].get(item_id, {}).get("value")
    return Case(asked.item, asked.key, model, private(notebook, "wrong_answers.json").get(item_id, []))


def codes_known(notebook: Path) -> dict[str, dict[str, Any]]:
    return {entry["code"]: entry for entry in private(notebook, "misconceptions.toml")["misconception"]}


@dataclass(frozen=True)
class Wrong:
    """One wrong option: where it stands, its note, and an answer that is the model answer but for this option."""

    where: str
    part: str
    note: Note
    answer: Any
    code_wanted: bool = True


def wrong_options(case: Case) -> list[Wrong]:
    """Every wrong option of an item, each planted alone in an otherwise full answer."""
    key, model = case.key, case.model
    match key:
        case ChoiceKey():
            return [
                Wrong(f"{part}={option}", part, note, {**model, part: option})
                for part, notes in key.notes.items()
                for option, note in notes.items()
                if option != key.correct[part]
            ]
        case SeveralKey():
            choices = [c for c in case.item.choices() if c not in key.correct]  # type: ignore[attr-defined]
            rest = sorted(key.correct)[1:]
            return [Wrong(choice, choice, key.note(choice), [choice, *rest]) for choice in choices]
        case EstimateKey():
            found = [
                Wrong(f"{field}={value}", f"{field}:{note.text}", note, {**model, field: value})
                for field, values in key.known.items()
                for value, note in values.items()
            ]
            one_off = "9999"
            others = [
                Wrong(f"{field}={one_off}", field, note, {**model, field: one_off}, code_wanted=False)
                for field, note in key.otherwise.items()
            ]
            return found + others
        case OrderKey():
            found = []
            for (a, b), note in key.notes.items():
                order = list(key.correct)
                i = order.index(a)
                order[i : i + 2] = [b, a]
                found.append(Wrong(f"{b} before {a}", f"{a}-{b}", note, order))
            return found
        case _:
            return []


# --- one item -----------------------------------------------------------------------------------------------------


@each_item
def test_an_untouched_item_earns_nothing_and_is_called_not_attempted(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    untouched: list[object] = [None, {}, [], c.item.clean(None).value]
    if isinstance(c.item, Construct):
        untouched.append(c.item.settings({}))
    for nothing in untouched:
        score = c.item.score(c.item.clean(nothing).value, c.key)  # type: ignore[attr-defined]
        assert (score.fraction, score.state, score.misconceptions) == (0, "not attempted", ()), nothing


@each_item
def test_the_model_answer_earns_everything_and_meets_no_misconception(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    assert c.model is not None, f"model_answers.json has no answer to '{item_id}'"
    assert not c.item.open_parts(c.item.clean(c.model).value)
    score = c.score(c.model)
    assert (score.fraction, score.state, score.misconceptions) == (1, "there", ()), score.remarks


@each_item
def test_every_planted_misconception_costs_and_is_reported_with_its_own_words(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    known = codes_known(notebook)
    assert len(c.planted) >= 2, f"wrong_answers.json has {len(c.planted)} answers to '{item_id}'"
    for planted in c.planted:
        score = c.score(planted["value"])
        assert score.fraction < 1, planted["holder"]
        assert set(planted["reports"]) <= set(score.misconceptions), (planted["holder"], score.misconceptions)
        assert set(planted["reports"]) <= set(known), planted["reports"]
        for code in planted["reports"]:
            said = [r.text for r in score.remarks if r.misconception == code]
            assert said and all(said), (planted["holder"], code)


@each_item
def test_every_wrong_option_alone_costs_and_is_answered_by_its_own_note(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    for wrong in wrong_options(c):
        score = c.score(wrong.answer)
        assert score.fraction < 1, wrong.where
        assert wrong.note.text in [r.text for r in score.remarks if r.state == "not yet"], wrong.where
        if wrong.code_wanted:
            assert wrong.note.misconception in score.misconceptions, wrong.where


@each_item
def test_every_wrong_option_names_a_listed_misconception_and_a_place_in_the_lesson(
    notebook: Path, item_id: str
) -> None:
    c = case(notebook, item_id)
    known = codes_known(notebook)
    for wrong in wrong_options(c):
        if wrong.code_wanted:
            assert wrong.note.misconception in known, wrong.where
        assert wrong.note.see or c.item.see, wrong.where
    if isinstance(c.key, ConstructKey):
        named = [check.note.misconception for check in c.key.checks]
        assert set(named) - {None} <= set(known), named
        assert named.count(None) <= 1, "only the condition that asks for all at once may go without a misconception"
        assert all(check.note.see or c.item.see for check in c.key.checks)


@each_item
def test_within_one_question_two_wrong_options_have_two_misconceptions(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    if isinstance(c.key, ChoiceKey):
        for part, notes in c.key.notes.items():
            codes = [note.misconception for option, note in notes.items() if option != c.key.correct[part]]
            assert len(set(codes)) == len(codes), (part, codes)


@each_item
def test_the_right_choice_says_why_it_holds(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    told = [r for r in c.score(c.model).remarks if r.state == "there"]
    assert told and all(len(r.text) > 10 for r in told)
    if not isinstance(c.key, ConstructKey | OrderKey):
        assert all(len(r.text.split()) >= 8 for r in told), [r.text for r in told]


@each_item
def test_feedback_to_a_wrong_choice_does_not_name_the_right_one(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    if isinstance(c.item, ChooseOne | Classify) and isinstance(c.key, ChoiceKey):
        for part, (_, options) in c.item.parts().items():
            right = options[c.key.correct[part]].lower()
            for option, note in c.key.notes[part].items():
                if option != c.key.correct[part]:
                    assert not re.search(rf"\b{re.escape(right)}\b", note.text.lower()), (part, option, right)
    if isinstance(c.key, EstimateKey):
        for field, target in c.key.correct.items():
            for note in (*c.key.known.get(field, {}).values(), c.key.otherwise[field]):
                numbers = [typed_number(n) for n in re.findall(r"\d+(?:\.\d+)?", note.text)]
                answer = typed_number(target.value)
                assert answer == 0 or answer not in numbers, (field, note.text)
    if isinstance(c.key, ConstructKey) and isinstance(c.item, Construct):
        for menu in (control for control in c.item.controls if isinstance(control, Menu)):
            right = menu.options[c.item.settings(c.model)[menu.id]].lower()
            assert not any(right in check.note.text.lower() + check.says.lower() for check in c.key.checks), menu.id


@each_item
def test_the_value_of_a_stranger_never_earns_full_credit(notebook: Path, item_id: str) -> None:
    c = case(notebook, item_id)
    strange: list[object] = [True, "all", 3.5, float("nan"), [["a"]], {"": {}}, {"q": []}, ["no-such-id"] * 50]
    for raw in strange:
        score = c.item.score(c.item.clean(raw).value, c.key)  # type: ignore[attr-defined]
        assert score.fraction == 0, raw


# --- one exercise -------------------------------------------------------------------------------------------------


def is_form(notebook: Path) -> bool:
    """Whether it is one of the two forms before and after the course, which ask much on few cards."""
    return "form" in json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["coaching"]


@each_exercise
def test_there_are_at_least_ten_graded_items_of_at_least_five_kinds(notebook: Path) -> None:
    kinds = Counter(asked.item.kind for asked in graded(notebook))
    assert len(kinds) >= 5, kinds
    assert kinds.total() >= 10 or is_form(notebook), kinds


@each_exercise
def test_questions_to_choose_one_come_in_sets_of_at_least_five(notebook: Path) -> None:
    for asked in graded(notebook):
        if isinstance(asked.item, ChooseOne):
            assert len(asked.item.questions) >= 5, asked.item.id


@each_exercise
def test_no_feedback_text_is_used_twice(notebook: Path) -> None:
    texts: Counter[str] = Counter()
    for asked in graded(notebook):
        texts.update(said for _, said in texts_of(asked))
    assert [text for text, times in texts.items() if times > 1] == []


def texts_of(asked: Asked) -> Iterator[tuple[str, str]]:
    """(where, feedback text): each note once, although an answer may be typed in several ways."""
    match asked.key:
        case ChoiceKey() as key:
            yield from ((f"{p}={o}", n.text) for p, notes in key.notes.items() for o, n in notes.items())
        case SeveralKey() as key:
            yield from ((choice, note.text) for choice, note in key.notes.items())
        case EstimateKey() as key:
            yield from ((field, note.text) for field, note in (*key.notes.items(), *key.otherwise.items()))
            for field, known in key.known.items():
                yield from ((field, text) for text in {note.text for note in known.values()})
        case OrderKey() as key:
            yield from (("-".join(pair), note.text) for pair, note in key.notes.items())
        case ConstructKey() as key:
            for check in key.checks:
                yield check.id, check.note.text
                yield check.id, check.praise


@each_exercise
def test_feedback_is_short_and_kind(notebook: Path) -> None:
    for asked in graded(notebook):
        for where, text in texts_of(asked):
            assert not any(word in text.lower() for word in NEVER_SAID), (asked.item.id, where, text)
            assert len(text.split()) <= 55, (asked.item.id, where, text)
            assert "!" not in text, (asked.item.id, where, text)


@each_exercise
def test_every_objective_is_assessed_and_every_item_names_its_objective(notebook: Path) -> None:
    number = notebook.parent.name.split("-")[0]
    lesson = ROOT / "notebooks" / f"{notebook.parent.name}.ipynb"
    named = Counter(asked.item.objective for asked in items_of(notebook))
    assert None not in named, [asked.item.id for asked in items_of(notebook) if asked.item.objective is None]
    assert all(objective and objective.startswith(f"{number}.") for objective in named), named
    if lesson.is_file():
        front = json.loads(lesson.read_text(encoding="utf-8"))["metadata"].get("coaching", {})
        promised = objective_ids(front.get("objectives", []))
        assert promised <= {asked.item.objective for asked in graded(notebook)}, promised
        assert {asked.item.objective for asked in graded(notebook)} <= promised or not promised


def objective_ids(stated: Any) -> set[str]:
    """The ids in a lesson's front matter, whether it lists them bare, as a mapping, or as entries with an id."""
    if isinstance(stated, dict):
        return set(stated)
    return {entry if isinstance(entry, str) else entry["id"] for entry in stated}


def places_of(asked: Asked) -> set[str]:
    """Where in the lesson the feedback of an item sends people."""
    match asked.key:
        case ChoiceKey() as key:
            notes = [note for by_option in key.notes.values() for note in by_option.values()]
        case SeveralKey() as key:
            notes = list(key.notes.values())
        case EstimateKey() as key:
            notes = [*key.otherwise.values(), *(note for known in key.known.values() for note in known.values())]
        case OrderKey() as key:
            notes = list(key.notes.values())
        case ConstructKey() as key:
            notes = [check.note for check in key.checks]
        case _:
            notes = []
    return {note.see for note in notes if note.see}


@each_exercise
def test_feedback_sends_people_to_sections_that_the_lesson_has(notebook: Path) -> None:
    for asked in graded(notebook):
        for place in places_of(asked):
            named = re.search(r"(?i)lesson (\d+).*“(.+)”", place)
            assert named, (asked.item.id, place)
            headings = headings_of(int(named.group(1)))
            assert headings is None or named.group(2) in headings, (asked.item.id, place)


@cache
def headings_of(number: int) -> frozenset[str] | None:
    """The headings of the lesson with this number; None while it is not written yet."""
    for lesson in (ROOT / "notebooks").glob(f"{number:02}-*.ipynb"):
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        words = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        return frozenset(heading.strip() for heading in re.findall(r"(?m)^#{1,4} (.*)$", words))
    return None


@each_exercise
def test_the_points_of_the_cells_are_the_points_that_are_given(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    marked = {c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"] for c in cells}
    assert len(marked) == len(cells), "every cell has nbgrader metadata with a name of its own"
    for asked in graded(notebook):
        assert asked.points == marked[asked.item.id]["points"], asked.item.id
    reflections = {a.item.id for a in items_of(notebook) if isinstance(a.item, ShortText)}
    by_hand = {i for i, m in marked.items() if m["grade"] and m["solution"]}
    assert reflections == by_hand
    assert all(marked[i]["points"] == 4 for i in by_hand), "four levels, four points"
    graded_cells = {i for i, m in marked.items() if m["grade"] and not m["solution"]}
    assert graded_cells == {asked.item.id for asked in graded(notebook)}


@each_exercise
def test_cells_are_locked_named_and_stored_without_outputs(notebook: Path) -> None:
    book = json.loads(notebook.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]{3,64}", i) for i in ids), ids
    for cell in book["cells"]:
        nbgrader = cell["metadata"]["nbgrader"]
        assert nbgrader["schema_version"] == 3 and nbgrader["cell_type"] == cell["cell_type"], cell["id"]
        assert nbgrader["locked"] is not nbgrader["solution"], cell["id"]
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None, cell["id"]
            assert "card" in cell["metadata"]["tags"], cell["id"]


@each_exercise
def test_each_card_stands_right_above_the_cell_that_grades_it(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    place = {cell["id"]: i for i, cell in enumerate(cells)}
    for asked in graded(notebook):
        assert asked.graded_cell is not None
        assert place[asked.graded_cell] == place[asked.cell] + 1, asked.item.id


@each_exercise
def test_no_card_carries_its_key(notebook: Path) -> None:
    """What a learner's notebook keeps after hidden tests are cut holds no feedback, and no list of right answers."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    kept = "\n".join(
        re.sub(r"(?ms)^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS$", "", "".join(cell["source"])) for cell in cells
    )
    assert not re.search(r"\b(Note|\w+Key|grade)\(|misconception|correct", kept)


@each_exercise
def test_a_random_guesser_earns_next_to_nothing(notebook: Path) -> None:
    """Mean over the exercise, by points, of seeded guessers who answer everything without reading."""
    items = graded(notebook)
    means = {}
    for asked in items:
        rng = random.Random(f"guess:{asked.item.id}")
        total = 0.0
        for _ in range(GUESSES):
            value = asked.item.clean(asked.item.guess(rng)).value
            total += asked.item.score(value, asked.key).fraction  # type: ignore[attr-defined]
        means[asked.item.id] = total / GUESSES
    points = sum(asked.points or 0 for asked in items)
    mean = sum((asked.points or 0) * means[asked.item.id] for asked in items) / points
    assert mean <= GUESSING_LIMIT, means


# --- somebody who does not know, but has learned how tests are made -----------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One choice to make: ``take`` of these options (id → words), of which ``right`` are right."""

    where: str
    stem: str
    options: dict[str, str]
    right: frozenset[str]

    @property
    def take(self) -> int:
        return len(self.right)


def choices_of(asked: Asked) -> Iterator[Choice]:
    item, key = asked.item, asked.key
    if isinstance(item, ChooseOne | Classify) and isinstance(key, ChoiceKey):
        for part, (words, options) in item.parts().items():
            yield Choice(f"{item.id}:{part}", words, dict(options), frozenset({key.correct[part]}))
    elif isinstance(item, ChooseSeveral | PickEvidence) and isinstance(key, SeveralKey):
        words = item.choices() if isinstance(item, ChooseSeveral) else {r: " ".join(c) for r, c in item.rows.items()}
        yield Choice(item.id, item.prompt, dict(words), key.correct)
    elif isinstance(item, Construct):
        model = item.settings(private(asked.notebook, "model_answers.json")["items"][item.id]["value"])
        for menu in (control for control in item.controls if isinstance(control, Menu)):
            yield Choice(f"{item.id}:{menu.id}", item.prompt, dict(menu.options), frozenset({model[menu.id]}))


def content_words(text: str) -> set[str]:
    return set(re.findall(r"[a-zà-ÿ0-9]+", text.lower())) - COMMON


TRICKS: dict[str, Callable[[str, str, int, int], float]] = {
    "the longest": lambda stem, words, place, of: len(words),
    "the shortest": lambda stem, words, place, of: -len(words),
    "the most hedged": lambda stem, words, place, of: len(HEDGES.findall(words)),
    "most words of the stem": lambda stem, words, place, of: len(content_words(stem) & content_words(words)),
    "always the first": lambda stem, words, place, of: -place,
    "always the last": lambda stem, words, place, of: place,
    "always in the middle": lambda stem, words, place, of: -abs(place - (of - 1) / 2),
}


def hits(choice: Choice, trick: Callable[[str, str, int, int], float]) -> float:
    """How many right options the trick finds; options between which it cannot decide share what they hold."""
    of = len(choice.options)
    marks = {o: trick(choice.stem, w, place, of) for place, (o, w) in enumerate(choice.options.items())}
    found, left = 0.0, choice.take
    for mark in sorted(set(marks.values()), reverse=True):
        level = [o for o in marks if marks[o] == mark]
        taken = min(left, len(level))
        found += len(choice.right & set(level)) * taken / len(level)
        left -= taken
    return found


@cache
def pool_of(notebook: Path) -> tuple[Choice, ...]:
    return tuple(choice for asked in graded(notebook) for choice in choices_of(asked))


@cache
def luck(notebook: Path) -> list[int]:
    """How many right options each of the seeded guessers takes."""
    rng = random.Random(f"trick:{notebook.parent.name}")
    pool = [(list(c.options), c.right, c.take) for c in pool_of(notebook)]
    return [sum(len(right & set(rng.sample(of, take))) for of, right, take in pool) for _ in range(GUESSES)]


@each_exercise
@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_finds_no_more_than_chance(notebook: Path, trick: str) -> None:
    """Pooled over all choices of the exercise, against guessers who take as many options at random; one-sided."""
    found = {choice.where: hits(choice, TRICKS[trick]) for choice in pool_of(notebook)}
    draws = luck(notebook)
    p = sum(drawn >= sum(found.values()) for drawn in draws) / len(draws)
    assert p > SIGNIFICANT, (trick, p, sum(found.values()), sum(draws) / len(draws), found)


# --- words --------------------------------------------------------------------------------------------------------


@each_exercise
def test_options_of_one_question_are_alike_in_length(notebook: Path) -> None:
    for asked in graded(notebook):
        for choice in choices_of(asked):
            if isinstance(asked.item, PickEvidence | Classify):
                continue
            lengths = [len(words) for words in choice.options.values()]
            assert max(lengths) <= 1.45 * min(lengths), (choice.where, choice.options)


@each_exercise
def test_statements_to_sort_are_alike_in_length_whatever_their_bin(notebook: Path) -> None:
    for asked in graded(notebook):
        if isinstance(asked.item, Classify) and isinstance(asked.key, ChoiceKey):
            lengths = {part: len(words.split()) for part, words in asked.item.statements.items()}
            assert max(lengths.values()) <= 2 * min(lengths.values()), (asked.item.id, lengths)


def prose(asked: Asked) -> Iterator[tuple[str, str]]:
    item = asked.item
    yield "prompt", item.prompt
    if isinstance(item, ChooseOne | Classify):
        yield "parts", "\n\n".join(words for words, _ in item.parts().values())
    yield "feedback", "\n\n".join(text for _, text in texts_of(asked))


def plain_words(markdown: str) -> str:
    text = re.sub(r"`[^`]*`|\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(?m)^\s*[-|#].*$", "", text)  # lists, tables and headings are not sentences
    return re.sub(r"[*_]", "", text)


def sentences(text: str) -> list[str]:
    found = re.split(r"(?<=[.!?])[”\"]?\s+|\n{2,}", text)
    return [s for s in found if re.search(r"[a-z]{2}", s)]


def syllables(word: str) -> int:
    word = re.sub(r"(?<=[^aeiouy])e$|es$|ed$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouyà-ÿ]+", word)))


def grade_level(text: str) -> float:
    """Flesch and Kincaid's grade level (Kincaid and others, 1975)."""
    words = re.findall(r"[A-Za-zÀ-ÿ’'-]{1,}", text)
    return 0.39 * len(words) / max(1, len(sentences(text))) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@each_exercise
def test_items_and_feedback_are_easy_to_read(notebook: Path) -> None:
    for asked in items_of(notebook):
        for where, text in prose(asked):
            words = plain_words(text)
            if words.strip():
                assert grade_level(words) <= GRADE_LIMIT, (asked.item.id, where, round(grade_level(words), 1))
            for sentence in sentences(words):
                assert len(re.findall(r"[\w’'-]+", sentence)) <= LONGEST_SENTENCE, (asked.item.id, where, sentence)


@each_exercise
def test_the_text_between_the_items_is_easy_to_read(notebook: Path) -> None:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            words = plain_words("".join(cell["source"]))
            if len(words.split()) > 20:
                assert grade_level(words) <= GRADE_LIMIT, (cell["id"], round(grade_level(words), 1))


@each_exercise
def test_prompts_have_no_double_negative_and_no_trick_option(notebook: Path) -> None:
    negative = re.compile(r"\b(not|never|no|nobody|none|without|except|unless)\b", re.IGNORECASE)
    for asked in graded(notebook):
        if isinstance(asked.item, ChooseOne):
            for question in asked.item.questions:
                assert not re.search(r"\bNOT\b|\bexcept\b", question.text), question.id
                for option in question.options.values():
                    assert len(negative.findall(option)) <= 1, option
                    assert not any(word in option.lower() for word in NEVER_SAID), option


# --- what a coach gets --------------------------------------------------------------------------------------------


@each_exercise
def test_each_misconception_is_named_explained_planted_and_met_by_two_phrases(notebook: Path) -> None:
    known = codes_known(notebook)
    planted = {
        code
        for answers in private(notebook, "wrong_answers.json").values()
        for answer in answers
        for code in answer["reports"]
    }
    assert planted == set(known)
    for code, entry in known.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert entry["name"] and entry["means"].endswith("."), code
        assert len(entry["phrases"]) == 2 and all(len(p.split()) >= 4 for p in entry["phrases"]), code
    names = [entry["name"] for entry in known.values()]
    assert len(set(names)) == len(names)


@each_exercise
def test_planted_and_model_answers_are_for_items_that_exist(notebook: Path) -> None:
    ids = {asked.item.id for asked in items_of(notebook)}
    machine = {asked.item.id for asked in graded(notebook)}
    sheet = private(notebook, "model_answers.json")
    assert set(sheet["items"]) == ids and sheet["lesson"] == notebook.parent.name
    assert set(private(notebook, "wrong_answers.json")) == machine


@each_exercise
def test_the_rubric_has_four_levels_for_each_text_that_a_person_reads(notebook: Path) -> None:
    for asked in items_of(notebook):
        if isinstance(asked.item, ShortText):
            rubric = read_rubric(notebook.parent)
            text = rubric and rubric.text(asked.item.id)
            assert rubric and text, asked.item.id
            assert [level.name for level in rubric.levels] == ["Restates", "Describes", "Explains", "Tests"]
            assert text.title == asked.item.title and len(text.levels) == 4


def test_the_rows_of_the_trap_hunt_are_the_traps_that_the_portfolio_was_built_with() -> None:
    notebook = next(path for path in NOTEBOOKS if path.parent.name == "03-stretch-scoring")
    hunt = next(asked for asked in graded(notebook) if asked.item.id == "trap-hunt")
    assert isinstance(hunt.item, PickEvidence) and isinstance(hunt.key, SeveralKey)
    with (notebook.parent / "private" / "portfolio_traps.csv").open(encoding="utf-8", newline="") as file:
        built = {row["kr_id"].lower() for row in csv.DictReader(file) if row["finding"] == "trap"}
    assert hunt.key.correct == built & set(hunt.item.rows)
    assert hunt.item.most == len(hunt.key.correct)
