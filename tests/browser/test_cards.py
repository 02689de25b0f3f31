"""Cards as people use them: mouse, keyboard, both themes, narrow windows, a dead kernel, a second tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coaching.answers import SheetFile
from coaching.cards import Card, readout
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
)

from .esm_page import mount


def note(code: str | None = None) -> Note:
    return Note(text=f"This is said about **{code or 'a good choice'}**.", misconception=code, see="section 2")


@readout
def distance(settings: Any) -> list[tuple[str, str]]:
    return [("Distance to 100", f"{100 - settings['t']:g}")]


CHOOSE = ChooseOne(
    id="choose",
    title="One number, two readers",
    prompt="A team scores **0.65** on an aspirational goal.",
    questions=[
        Question(
            id="q1", text="What does the first reader say?", options={"a": "Too low", "b": "On target", "c": "Too easy"}
        ),
        Question(id="q2", text="And the second?", options={"a": "Red", "b": "Yellow", "c": "Green"}),
    ],
    confidence=True,
    hints=["Whose rule is it?", "Look where 0.65 falls."],
)
CHOOSE_KEY = ChoiceKey(
    correct={"q1": "b", "q2": "c"},
    notes={
        q: {o: note(None if o == right else f"idea-{q}{o}") for o in "abc"} for q, right in (("q1", "b"), ("q2", "c"))
    },
)
CLASSIFY = Classify(
    id="classify",
    title="Which kind of goal?",
    prompt="Put each goal where it belongs.",
    statements={"s1": "Pay all wages on the 28th.", "s2": "Halve the waiting time."},
    bins={"c": "Committed", "a": "Aspirational", "l": "Learning"},
)
SEVERAL = ChooseSeveral(
    id="several",
    title="Ask first",
    prompt="What must you know?",
    options={"a": "The kind", "b": "The target", "c": "The font"},
)
EVIDENCE = PickEvidence(
    id="evidence",
    title="Find the trap",
    prompt="Pick the rows.",
    columns=["Team", "Key result", "Baseline", "Target", "Actual"],
    rows={f"r{i}": [f"Team {i}", "Shorten the queue at the front desk", "12", "6", str(i)] for i in range(6)},
    most=2,
)
ORDER = Order(
    id="order", title="A hard talk", prompt="Put the steps in order.", entries={"a": "Thank", "b": "Ask", "c": "Decide"}
)
NUMBERS = Estimate(
    id="numbers",
    title="Work it out",
    prompt="From 50 to 80; now 71.",
    fields=[NumberField(id="score", label="Score", unit="points")],
)
BENCH = Construct(
    id="bench",
    title="Make it far",
    prompt="Set a far target within two edits.",
    controls=[
        Slider(id="t", label="Target", low=0, high=100, step=5, start=50, unit="%"),
        Menu(id="g", label="Kind", options={"c": "committed", "a": "aspirational"}, start="c"),
        Switch(id="s", label="Forecast is sealed"),
    ],
    edits=2,
    readout="distance",
)
TEXT = ShortText(id="text", title="In your words", prompt="Which of your goals is dressed up?", words=(40, 200))

CARDS: list[tuple[Item, Key | None]] = [
    (CHOOSE, CHOOSE_KEY),
    (CLASSIFY, ChoiceKey(correct={"s1": "c", "s2": "a"}, notes={s: {b: note(b) for b in "cal"} for s in ("s1", "s2")})),
    (SEVERAL, SeveralKey(correct={"a", "b"}, default=note("fonts"))),
    (EVIDENCE, SeveralKey(correct={"r1", "r2"}, default=note("row"))),
    (ORDER, OrderKey(correct=("b", "a", "c"), notes={("b", "a"): note("ba"), ("a", "c"): note("ac")})),
    (
        NUMBERS,
        EstimateKey(correct={"score": Target(value="0.7")}, notes={"score": note()}, otherwise={"score": note("slip")}),
    ),
    (
        BENCH,
        ConstructKey(
            checks=[Check(id="far", says="The target is far.", holds=lambda v: v["t"] > 80, note=note("timid"))]
        ),
    ),
    (TEXT, None),
]
each_card = pytest.mark.parametrize(("item", "key"), CARDS, ids=[item.kind for item, _ in CARDS])


@pytest.fixture
def sheet(tmp_path: Path) -> SheetFile:
    return SheetFile("demo", folder=tmp_path)


def card_of(page: Page, item: Item) -> Any:
    return page.locator(f"[data-qid='{item.id}']")


def expect_saved(page: Page, item: Item) -> None:
    expect(card_of(page, item)).to_have_attribute("data-saved", "saved")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 360])
@each_card
def test_axe_finds_nothing_and_nothing_overflows(
    page: Page, sheet: SheetFile, item: Item, key: Key | None, theme: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    mount(page, Card(item, sheet, key), theme)
    if key is not None:
        page.get_by_role("button", name="Check").click()
        expect(card_of(page, item)).to_have_attribute("data-state", "not attempted")
    results = Axe().run(page, options={"rules": {"page-has-heading-one": {"enabled": False}}})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_menu_of_long_options_stays_inside_its_card_on_a_phone(page: Page, sheet: SheetFile) -> None:
    long = {o: f"An option that says {o} in so many words that a phone cannot show them in one line" for o in "abc"}
    item = Construct(id="long", prompt="Choose.", controls=[Menu(id="m", label="Menu", start="a", options=long)])
    page.set_viewport_size({"width": 360, "height": 740})
    mount(page, Card(item, sheet))
    edges = page.evaluate(
        "['.coaching-card', 'select'].map((s) => document.querySelector(s).getBoundingClientRect().right)"
    )
    assert edges[1] < edges[0]


def test_a_click_is_saved_and_the_card_says_so(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CLASSIFY, sheet))
    page.get_by_role("group", name="Pay all wages").get_by_role("radio", name="Committed").check()
    expect_saved(page, CLASSIFY)
    expect(card_of(page, CLASSIFY).get_by_role("status").first).to_contain_text("1 of 2 still open")
    assert sheet.get("classify") == {"s1": "c"}


def test_check_gives_the_feedback_that_is_meant_for_each_choice(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CHOOSE, sheet, CHOOSE_KEY))
    page.get_by_role("group", name="first reader").get_by_role("radio", name="On target").check()
    page.get_by_role("group", name="second").get_by_role("radio", name="Red").check()
    page.get_by_role("button", name="Check").click()
    feedback = page.get_by_role("status", name="Feedback")
    expect(feedback).to_contain_text("Partly there")
    expect(feedback).to_contain_text("idea-q2a")
    expect(feedback).not_to_contain_text("idea-q1")
    expect(feedback).not_to_contain_text("Green")


def test_changing_an_answer_marks_the_feedback_as_older_than_the_answer(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CHOOSE, sheet, CHOOSE_KEY))
    page.get_by_role("radio", name="On target").check()
    page.get_by_role("button", name="Check").click()
    expect(card_of(page, CHOOSE)).to_have_attribute("data-state", "partly")
    page.get_by_role("radio", name="Too low").check()
    expect(card_of(page, CHOOSE)).to_have_attribute("data-stale", "true")


def test_hints_come_one_by_one_and_then_the_answer_with_its_reason(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CHOOSE, sheet, CHOOSE_KEY))
    page.get_by_role("button", name="Give me a hint").click()
    expect(page.get_by_text("Whose rule is it?")).to_be_visible()
    page.get_by_role("button", name="Another hint").click()
    expect(page.get_by_text("Look where 0.65 falls.")).to_be_visible()
    page.get_by_role("button", name="Show the answer with its reason").click()
    expect(page.get_by_role("status", name="Feedback")).to_contain_text("On target")


def test_confidence_is_kept_and_offers_no_less_than_a_guess(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CHOOSE, sheet))
    sure = page.get_by_role("group", name="How sure are you?")
    expect(sure.get_by_role("radio").first).to_have_accessible_name("33 % (a guess)")
    sure.get_by_role("radio", name="90 %").check()
    expect_saved(page, CHOOSE)
    assert sheet.read().sheet.items["choose"].confidence == 90


KEYS: dict[str, tuple[list[str], Any]] = {
    # kind: the keys pressed from the top of the page, and the answer they give
    "choose-one": (["Tab", "ArrowDown", "Tab", "ArrowDown", "ArrowDown"], {"q1": "b", "q2": "c"}),
    "classify": (["Tab", "Space", "Tab", "ArrowRight"], {"s1": "c", "s2": "a"}),
    "choose-several": (["Tab", "Space", "Tab", "Space"], ["a", "b"]),
    "pick-evidence": (["Tab", "Tab", "Tab", "Space", "Tab", "Space"], ["r1", "r2"]),
    "order": (["Tab", "Tab", "Enter"], ["b", "a", "c"]),
    "estimate": (["Tab", "0", "Comma", "7"], {"score": "0,7"}),
    "construct": (["Tab", *["ArrowRight"] * 8, "Tab", "a"], {"t": 90, "g": "a"}),
    "short-text": (["Tab", "W", "e", "Space", "a", "s", "k"], "We ask"),
}


@each_card
def test_every_card_is_answered_and_checked_by_keyboard_alone(
    page: Page, sheet: SheetFile, item: Item, key: Key | None
) -> None:
    mount(page, Card(item, sheet, key))
    keys, value = KEYS[item.kind]
    for name in keys:
        page.keyboard.press({"Comma": ","}.get(name, name))
    for _ in range(12):  # on to the Check button, wherever it stands
        if page.evaluate("document.activeElement.textContent") == "Check" or key is None:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter" if key is not None else "Tab")
    if key is not None:
        expect(card_of(page, item)).to_have_attribute("data-state", "there")
    expect_saved(page, item)
    assert sheet.get(item.id) == value


def test_the_focused_control_keeps_labs_shortcut_keys_to_itself(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CHOOSE, sheet, CHOOSE_KEY))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.lmSuppressShortcuts") == "true"


def test_entries_are_ordered_with_buttons_and_the_focus_stays(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(ORDER, sheet))
    later = page.get_by_role("button", name="Move later: Thank")
    later.focus()
    page.keyboard.press("Enter")
    expect_saved(page, ORDER)
    assert sheet.get("order") == ["b", "a", "c"]
    expect(later).to_be_focused()
    expect(page.get_by_text("Thank is now in place 2 of 3.")).to_be_attached()


def test_entries_are_ordered_by_dragging_too(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(ORDER, sheet))
    page.get_by_role("listitem").filter(has_text="Decide").drag_to(
        page.get_by_role("listitem").filter(has_text="Thank")
    )
    expect_saved(page, ORDER)
    assert sheet.get("order") == ["c", "a", "b"]


def test_somebody_who_agrees_with_the_first_order_can_say_so(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(ORDER, sheet))
    page.get_by_role("button", name="Keep this order").click()
    expect_saved(page, ORDER)
    assert sheet.get("order") == ["a", "b", "c"]


def test_picking_stops_at_the_budget_and_says_how_to_go_on(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(EVIDENCE, sheet))
    for row in ("Team 1", "Team 2"):
        page.get_by_role("checkbox", name=row).check()
    expect(page.get_by_role("checkbox", name="Team 3")).to_be_disabled()
    expect(page.get_by_text("Untick one to pick another")).to_be_visible()
    expect_saved(page, EVIDENCE)
    assert sheet.get("evidence") == ["r1", "r2"]


def test_a_number_is_taken_with_a_comma_and_an_odd_one_gets_a_hint(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(NUMBERS, sheet))
    box = page.get_by_role("textbox", name="Score")
    box.fill("seven")
    expect(page.get_by_text("Write a plain number")).to_be_visible()
    box.fill("0,7")
    box.blur()
    expect(page.get_by_text("Write a plain number")).to_be_hidden()
    expect_saved(page, NUMBERS)
    assert sheet.get("numbers") == {"score": "0,7"}


def test_edits_are_counted_and_the_budget_holds(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(BENCH, sheet))
    page.get_by_role("slider", name="Target").focus()
    page.keyboard.press("End")
    page.get_by_role("combobox", name="Kind").select_option("aspirational")
    expect(page.get_by_text("2 of 2 edits used.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Forecast is sealed")).to_be_disabled()
    expect(page.get_by_role("row", name="Distance to 100")).to_contain_text("0")
    expect_saved(page, BENCH)
    assert sheet.get("bench") == {"t": 100, "g": "a"}
    page.get_by_role("button", name="Back to the start").click()
    expect(page.get_by_text("0 of 2 edits used.")).to_be_visible()


def test_text_is_saved_while_writing_and_words_are_counted(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(TEXT, sheet))
    page.get_by_role("textbox").press_sequentially("Our on-call promise is dressed up.")
    expect(page.get_by_text("6 words")).to_be_visible()
    expect_saved(page, TEXT)
    assert sheet.get("text") == "Our on-call promise is dressed up."


def test_a_dead_kernel_is_said_within_five_seconds_with_the_mend(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CLASSIFY, sheet), connected=False)
    page.get_by_role("radio", name="Committed").first.check()
    expect(card_of(page, CLASSIFY)).to_have_attribute("data-saved", "lost", timeout=5_500)
    expect(page.get_by_text("Restart Kernel and Run All Cells")).to_be_visible()
    page.evaluate("window.kernelIsAlive = true")
    page.get_by_role("radio", name="Aspirational").first.check()
    expect_saved(page, CLASSIFY)


def test_a_sheet_that_cannot_be_written_is_said_on_the_card(page: Page, sheet: SheetFile) -> None:
    sheet.path.parent.write_text("a file where the folder should be")
    mount(page, Card(CLASSIFY, sheet))
    page.get_by_role("radio", name="Committed").first.check()
    expect(card_of(page, CLASSIFY)).to_have_attribute("data-saved", "not saved")
    expect(page.get_by_text("Not saved:")).to_be_visible()


def test_a_card_that_is_drawn_again_still_saves_the_same_click(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CLASSIFY, sheet))
    page.get_by_role("radio", name="Committed").first.check()
    expect_saved(page, CLASSIFY)
    page.evaluate("window.redraw()")
    page.get_by_role("radio", name="Aspirational").first.check()
    expect_saved(page, CLASSIFY)
    assert sheet.get("classify") == {"s1": "a"}
    sheet.put("classify", {})
    page.evaluate("window.redraw()")
    page.get_by_role("radio", name="Aspirational").first.check()
    expect_saved(page, CLASSIFY)
    assert sheet.get("classify") == {"s1": "a"}


def test_an_answer_from_another_tab_is_shown_on_coming_back(page: Page, sheet: SheetFile) -> None:
    mount(page, Card(CLASSIFY, sheet))
    SheetFile("demo", folder=sheet.folder).put("classify", {"s1": "l"})
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("radio", name="Learning").first).to_be_checked()


@each_card
def test_what_was_saved_stands_on_the_card_when_it_is_opened_again(
    page: Page, sheet: SheetFile, item: Item, key: Key | None
) -> None:
    import random

    value = item.guess(random.Random(5))
    sheet.put(item.id, value)
    card = Card(item, sheet, key)
    mount(page, card)
    expect(card_of(page, item)).to_contain_text("Your saved answer is shown.")
    page.evaluate("window.model.set('look', 1)")
    assert item.clean(page.evaluate("window.model.get('shown').value")).value == value


def test_words_of_an_item_never_run_as_markup(page: Page, sheet: SheetFile) -> None:
    item = ChooseSeveral(
        id="odd",
        prompt="<img src=x onerror='window.ran=1'>",
        options={o: f"<script>window.ran=1</script>{o}" for o in "abc"},
    )
    mount(page, Card(item, sheet))
    expect(page.get_by_text("<img src=x")).to_be_visible()
    assert page.evaluate("window.ran") is None
