"""Every kind of item: what it takes, what it gives, and what it does with a stranger's answer."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.items import (
    Check,
    ChoiceKey,
    ChooseOne,
    ChooseSeveral,
    Classify,
    Construct,
    ConstructKey,
    Estimate,
    EstimateKey,
    Item,
    Key,
    Menu,
    Note,
    NumberField,
    Order,
    OrderKey,
    PickEvidence,
    Question,
    SeveralKey,
    ShortText,
    Slider,
    Switch,
    Target,
    typed_number,
)


def note(code: str | None = None) -> Note:
    return Note(text=f"Because of {code or 'this'}.", misconception=code)


QUESTIONS = ChooseOne(
    id="five",
    prompt="Choose.",
    questions=[Question(id=f"q{i}", text=f"Question {i}?", options={"a": "A", "b": "B", "c": "C"}) for i in range(5)],
)
QUESTIONS_KEY = ChoiceKey(
    correct={f"q{i}": "b" for i in range(5)},
    notes={f"q{i}": {"a": note(f"idea-a{i}"), "b": note(), "c": note(f"idea-c{i}")} for i in range(5)},
)
BINS = Classify(
    id="bins",
    prompt="Sort.",
    statements={f"s{i}": f"Statement {i}" for i in range(6)},
    bins={"x": "X", "y": "Y", "z": "Z"},
)
BINS_KEY = ChoiceKey(
    correct={f"s{i}": "xyz"[i % 3] for i in range(6)},
    notes={f"s{i}": {b: note(None if b == "xyz"[i % 3] else f"{b}{i}") for b in "xyz"} for i in range(6)},
)
SEVERAL = ChooseSeveral(id="several", prompt="Choose all.", options={c: c.upper() for c in "abcdefg"})
SEVERAL_KEY = SeveralKey(correct={"a", "b", "c"}, notes={c: note(f"idea-{c}") for c in "abcdefg"})
EVIDENCE = PickEvidence(
    id="evidence",
    prompt="Pick.",
    columns=["Team", "Score"],
    rows={f"r{i}": [f"T{i}", "0.7"] for i in range(12)},
    most=3,
)
EVIDENCE_KEY = SeveralKey(correct={"r1", "r5", "r9"}, default=note("not-evidence"))
ORDER = Order(id="order", prompt="Order.", entries={c: c.upper() for c in "abcdef"})
ORDER_KEY = OrderKey(
    correct=tuple("badcfe"), notes={(a, b): note(f"{a}{b}") for a, b in zip("badcf", "adcfe", strict=True)}
)
NUMBERS = Estimate(
    id="numbers",
    prompt="Work out.",
    fields=[
        NumberField(id="share", label="Share", low=0, high=1),
        NumberField(id="count", label="Count", low=0, high=50),
    ],
)
NUMBERS_KEY = EstimateKey(
    correct={"share": Target(value="0.70", within="0.005"), "count": Target(value="12")},
    notes={"share": note(), "count": note()},
    known={"share": {"0.30": note("flipped")}},
    otherwise={"share": note("slip"), "count": note("count-slip")},
)
BENCH = Construct(
    id="bench",
    prompt="Set.",
    controls=[
        Slider(id="t", label="Target", low=0, high=100, step=5, start=50),
        Menu(id="g", label="Kind", options={"c": "committed", "a": "aspirational"}, start="c"),
        Switch(id="s", label="Sealed"),
    ],
    edits=2,
)
BENCH_KEY = ConstructKey(
    checks=[
        Check(id="far", says="The target is far.", holds=lambda v: v["t"] >= 90, note=note("timid")),
        Check(id="kind", says="It is aspirational.", holds=lambda v: v["g"] == "a", note=note("dressed")),
    ]
)

KINDS: list[tuple[Item, Key, Any]] = [
    (QUESTIONS, QUESTIONS_KEY, {f"q{i}": "b" for i in range(5)}),
    (BINS, BINS_KEY, {f"s{i}": "xyz"[i % 3] for i in range(6)}),
    (SEVERAL, SEVERAL_KEY, ["c", "a", "b"]),
    (EVIDENCE, EVIDENCE_KEY, ["r1", "r5", "r9"]),
    (ORDER, ORDER_KEY, list("badcfe")),
    (NUMBERS, NUMBERS_KEY, {"share": "0,70", "count": "12"}),
    (BENCH, BENCH_KEY, {"t": 90, "g": "a"}),
]
each_kind = pytest.mark.parametrize(("item", "key", "model"), KINDS, ids=[item.kind for item, _, _ in KINDS])


@each_kind
def test_an_untouched_item_is_not_attempted_and_earns_nothing(item: Item, key: Key, model: Any) -> None:
    untouched = item.clean(None).value
    score = item.score(untouched, key.check_fits(item))
    assert (score.fraction, score.state) == (0, "not attempted")
    assert item.open_parts(untouched)


@each_kind
def test_the_model_answer_is_there_and_nothing_is_open(item: Item, key: Key, model: Any) -> None:
    cleaned = item.clean(model)
    score = item.score(cleaned.value, key)
    assert cleaned.problems == ()
    assert (score.fraction, score.state, score.misconceptions) == (1, "there", ())
    assert item.open_parts(cleaned.value) == ()
    assert all(answer for _, answer in item.describe(cleaned.value))


@each_kind
def test_guessing_earns_about_nothing(item: Item, key: Key, model: Any) -> None:
    rng = random.Random(7)
    fractions = [item.score(item.guess(rng), key).fraction for _ in range(1500)]
    assert sum(fractions) / len(fractions) <= 0.20, f"{item.kind}: {sum(fractions) / len(fractions):.3f}"


@each_kind
def test_a_guess_is_a_complete_answer_that_reads_back_as_it_is(item: Item, key: Key, model: Any) -> None:
    for seed in range(50):
        guess = item.guess(random.Random(seed))
        assert item.clean(guess) == item.clean(guess).model_copy(update={"value": guess, "problems": ()})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=12,
)


@each_kind
@given(raw=json_values)
def test_whatever_stands_in_an_answer_file_is_read_without_a_fault(item: Item, key: Key, model: Any, raw: Any) -> None:
    cleaned = item.clean(raw)
    score = item.score(cleaned.value, key)
    assert 0 <= score.fraction <= 1
    assert score.fraction < 1 or item.clean(model).value == cleaned.value or item.kind == "construct"


@each_kind
def test_the_card_is_told_nothing_of_the_key(item: Item, key: Key, model: Any) -> None:
    assert "Because" not in str(item.payload())


@each_kind
def test_a_key_for_another_item_is_refused_with_its_name(item: Item, key: Key, model: Any) -> None:
    for other, _, _ in KINDS:
        if other is not item:
            with pytest.raises((ValueError, KeyError)):
                key.check_fits(other)


def test_every_choice_gets_the_feedback_that_is_meant_for_it() -> None:
    score = QUESTIONS.score({"q0": "a", "q1": "b", "q2": "c"}, QUESTIONS_KEY)
    assert score.misconceptions == ("idea-a0", "idea-c2")
    assert [r.state for r in score.remarks] == ["not yet", "there", "not yet", "open", "open"]


def test_a_set_is_corrected_for_guessing_as_a_set() -> None:
    four = {**{f"q{i}": "b" for i in range(4)}, "q4": "a"}
    assert QUESTIONS.score(four, QUESTIONS_KEY).fraction == pytest.approx((4 / 5 - 1 / 3) / (1 - 1 / 3))
    assert QUESTIONS.score({"q0": "b"}, QUESTIONS_KEY).fraction == 0


def test_choosing_everything_earns_nothing() -> None:
    assert SEVERAL.score(list("abcdefg"), SEVERAL_KEY).fraction == 0


def test_feedback_never_names_a_right_option_that_was_not_chosen() -> None:
    score = SEVERAL.score(["a", "d"], SEVERAL_KEY)
    assert {r.about for r in score.remarks} == {"A", "D", "What you left out"}


def test_more_picks_than_allowed_are_cut_and_said() -> None:
    cleaned = EVIDENCE.clean(["r1", "r5", "r2", "r9"])
    assert cleaned.value == ["r1", "r5", "r2"]
    assert "at most 3" in cleaned.problems[0]


def test_order_is_scored_by_pairs() -> None:
    assert ORDER.score(list("abdcfe"), ORDER_KEY).fraction == pytest.approx(1 - 2 / 15)
    assert ORDER.score(list("efcdab"), ORDER_KEY).fraction == 0
    assert ORDER.score(list("abdcfe"), ORDER_KEY).misconceptions == ("ba",)


def test_a_known_number_gets_its_own_feedback() -> None:
    score = NUMBERS.score({"share": ",3", "count": "11"}, NUMBERS_KEY)
    assert score.misconceptions == ("flipped", "count-slip")


def test_tolerance_is_exact_and_inclusive() -> None:
    assert NUMBERS.score({"share": "0.705"}, NUMBERS_KEY).fraction == 0.5
    assert NUMBERS.score({"share": "0.7051"}, NUMBERS_KEY).fraction == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0.7", "0.7"), ("0,7", "0.7"), (" 70 % ", "70"), ("−3", "-3"), (".5", "0.5"), ("5.", "5"), (7, "7")],
)
def test_numbers_are_read_as_people_write_them(typed: object, number: str) -> None:
    assert typed_number(typed) is not None
    assert str(typed_number(typed)).rstrip(".") in {number, f"{number}.0"}


@pytest.mark.parametrize("typed", ["", "nan", "inf", "1e5", "1 000", "1.000,5", "0x1", True, None, [], "9" * 5000, "½"])
def test_what_is_no_plain_number_is_not_taken(typed: object) -> None:
    assert typed_number(typed) is None


def test_conditions_that_hold_from_the_start_earn_nothing() -> None:
    """Setting something that helps nothing leaves the credit at zero."""
    assert BENCH.score({"s": True}, BENCH_KEY).fraction == 0


def test_more_edits_than_the_budget_earn_nothing_and_say_so() -> None:
    score = BENCH.score({"t": 95, "g": "a", "s": True}, BENCH_KEY)
    assert score.fraction == 0
    assert "2 are allowed" in score.remarks[0].text


def test_a_slider_takes_only_its_own_steps() -> None:
    assert BENCH.clean({"t": 52}).value == {}
    assert BENCH.clean({"t": True}).value == {}
    assert BENCH.clean({"t": float("nan")}).value == {}


def test_long_or_odd_text_is_cut_and_said_and_never_scored() -> None:
    item = ShortText(id="why", prompt="Why?")
    assert item.clean("a" * 10_000_000).problems
    assert len(item.clean("a" * 10_000_000).value) == 20_000
    assert item.clean("be\x00ll\x1b[31m\r\nok").value == "bell[31m\nok"
    assert item.score("Some words").state == "partly"
    assert item.clean(17).value == ""
