"""The Failure bench as people use it: mouse, keyboard, both themes, narrow windows, and the same facts as Python."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from coaching.answers import SheetFile
from coaching.explorables.failure_bench import FOLDER, FailureBench, model
from coaching.explorables.failure_bench.cards import CARDS, REACH

from .esm_page import Theme, mount

REASON = "Reason, from 1 nearest to blame to 9 nearest to praise"
HARM = "Reach: how far the harm could go"
CHANCE = "Chance of going well, as people would have said the day before"


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def opened(*ids: str, at: str) -> dict[str, Any]:
    marks = {id: model.BLANK | {"deserved": False, "treated": True, "opened": True} for id in ids}
    return model.clean({"marks": marks, "at": at})


def drag(page: Page, name: str, stops: int, of: int) -> None:
    """Drag a handle by so many stops of a ruler with ``of`` stops."""
    ruler = page.locator(".bench-ruler", has=slider(page, name)).locator("svg[role=group]").bounding_box()
    box = slider(page, name).locator(".halo").bounding_box()
    assert ruler and box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + stops * (ruler["width"] - 48) / (of - 1), y + 20, steps=6)
    page.mouse.up()


def test_handles_follow_the_mouse_and_say_their_place_in_words(page: Page) -> None:
    mount(page, FailureBench())
    drag(page, REASON, -3, 9)
    expect(slider(page, REASON)).to_have_attribute(
        "aria-valuetext", "2 of 9, Inattention: slipped from the known way unawares"
    )
    drag(page, HARM, -2, 6)
    expect(slider(page, HARM)).to_have_attribute("aria-valuetext", "one desk")
    drag(page, CHANCE, 9, 21)
    expect(slider(page, CHANCE)).to_have_attribute("aria-valuetext", "95 per cent, 0.29 bits")


def test_a_card_is_judged_opened_and_made_smaller_by_keyboard_alone_and_is_kept(page: Page, tmp_path: Path) -> None:
    mount(page, FailureBench(SheetFile("04-intelligent-failure", folder=tmp_path)))
    ring = page.get_by_role("button", name="Card 16: Self-service tills, closed")
    ring.focus()
    page.keyboard.press("Enter")
    slider(page, REASON).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for question, answer in (
        ("Does somebody deserve blame?", "No"),
        ("Would somebody be blamed where you work?", "Yes"),
    ):
        page.get_by_role("group", name=question).get_by_role("radio", name=answer).focus()
        page.keyboard.press("Space")
    slider(page, HARM).focus()
    page.keyboard.press("ArrowRight")
    button = page.get_by_role("button", name="Open the file")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bench-file .bench-title")).to_have_text("The file: half-built bet")
    expect(page.locator(".bench-file .bench-title")).to_be_focused()
    expect(page.get_by_role("status").last).to_contain_text("File opened: half-built bet")
    expect(page.locator('[data-test="small"] .sts-verdict')).to_have_text("breaks")
    slider(page, HARM).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-test="small"] .sts-verdict')).to_have_text("holds")
    expect(page.locator(".bench-now")).to_contain_text("an intelligent failure")
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-test="tells"] .sts-verdict')).to_have_text("too small to tell")
    expect(page.locator(".bench-now")).to_contain_text("too small to tell")
    page.wait_for_function(  # what was moved last has been sent, and answered
        "() => model.get('progress').marks.tills.reach === 2 && model.get('heard').turn === model.get('progress').turn"
    )
    expect(page.locator(".bench-saved")).to_have_text("Saved.")
    kept = FailureBench(SheetFile("04-intelligent-failure", folder=tmp_path)).progress
    assert kept["marks"]["tills"] == {
        "step": 8, "deserved": False, "treated": True, "reach": 2, "chance": 50, "opened": True
    }  # fmt: skip


def test_on_known_ground_the_other_tests_are_not_asked(page: Page) -> None:
    bench = FailureBench()
    bench.progress = opened("drawer", at="drawer")
    mount(page, bench)
    expect(page.locator('[data-test="new"] .sts-verdict')).to_have_text("breaks")
    for test in ("worth", "known", "small", "used", "tells"):
        expect(page.locator(f'[data-test="{test}"]')).to_be_hidden()
    page.get_by_role("button", name="Next card").click()
    expect(page.locator(".bench-story .bench-title")).to_have_text(CARDS[1].title)


def test_the_blame_share_stands_beside_the_guess_and_its_evidence(page: Page) -> None:
    bench = FailureBench()
    bench.progress = opened("tills", "drawer", "storm", at="tills")
    mount(page, bench)
    page.locator("label", has_text="Your blame share").click()
    expect(page.locator(".bench-share .bench-big").nth(0)).to_have_text("0 %")
    expect(page.locator(".bench-share .bench-big").nth(1)).to_have_text("100 %")
    expect(page.locator(".bench-shares")).to_contain_text("your gap is 100 percentage points")
    expect(page.locator(".bench-shares")).to_contain_text("unverified as a count")


def test_one_bet_moves_by_field_key_and_button(page: Page) -> None:
    mount(page, FailureBench())
    page.locator("label", has_text="One bet").click()
    field = page.get_by_role("textbox", name="Chance, %")
    field.fill("25")
    expect(page.locator('[data-out="bits"] .bench-big')).to_have_text("0.81")
    expect(page.locator('[data-out="works"] .bench-big')).to_have_text("2.00")
    slider(page, "Chance that the bet works").focus()
    page.keyboard.press("End")
    expect(page.locator('[data-out="fails"] .bench-big')).to_have_text("–")
    page.get_by_role("button", name="An even bet").click()
    expect(page.locator('[data-out="bits"] .bench-big')).to_have_text("1.00")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page: Page, theme: Theme) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    bench = FailureBench()
    bench.progress = opened("tills", at="tills")
    mount(page, bench, theme)
    for look in ("One bet", "Your blame share", "The cards"):
        page.locator("label", has_text=look).click()
        found = Axe().run(page, context=".bench")
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 740})
    found = Axe().run(page, context=".bench")
    assert found.violations_count == 0, found.generate_report()


def test_labels_keep_inside_the_picture_wherever_the_handles_stand(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    mount(page, FailureBench())
    for name in (REASON, HARM, CHANCE):
        for key in ("Home", "End"):
            slider(page, name).focus()
            page.keyboard.press(key)
            outside = page.locator('[data-panel="cards"] .bench-ruler text').evaluate_all(
                """texts => texts.map((text) => [text.textContent, text.getBoundingClientRect()])
                  .filter(([, box]) => box.width && (box.left < 6 || box.right > 354)).map(([words]) => words)"""
            )
            assert not outside, (name, key, outside)


def test_browser_and_python_agree_on_every_fact_of_all_cards_and_bets(page: Page) -> None:
    rng = random.Random(4)
    settings = [
        (card.id, model.BLANK | {"step": rng.randint(1, 9), "reach": reach, "chance": 5 * rng.randint(0, 20)})
        for card in CARDS
        for reach in range(len(REACH))
    ]
    decks = [
        {
            str(i): model.BLANK
            | {name: rng.choice([True, False, None]) for name in ("deserved", "treated")}
            | {"opened": rng.random() < 0.8}
            for i in range(rng.randint(0, 24))
        }
        for _ in range(80)
    ]
    page.goto("about:blank")
    theirs = page.evaluate(
        """async ([source, cards, settings, decks]) => {
          const js = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          return {
            facts: settings.map(([id, mark]) => js.facts(cards.find((card) => card.id === id), mark)),
            shares: decks.map(js.shares),
            bets: [...Array(101).keys()].map(js.bet),
          };
        }""",
        [(FOLDER / "model.js").read_text(encoding="utf-8"), FailureBench().setup["cards"], settings, decks],
    )
    for (id, mark), there in zip(settings, theirs["facts"], strict=True):
        assert _close(there, model.facts(id, mark)), id
    assert theirs["shares"] == [model.shares(deck) for deck in decks]
    for chance, there in enumerate(theirs["bets"]):
        assert _close(there, model.bet(chance)), chance


def _close(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """The same names with the same values; numbers up to the last bits of a logarithm."""
    return one.keys() == other.keys() and all(
        abs(one[name] - value) < 1e-12 if isinstance(value, float) else one[name] == value
        for name, value in other.items()
    )
