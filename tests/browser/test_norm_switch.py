"""Norm switch and effect microscope as people use them: mouse, keyboard, both themes, narrow windows, a dead kernel."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from coaching.answers import SheetFile
from coaching.explorables.norm_switch import FOLDER, NormSwitch, model
from coaching.explorables.norm_switch.tasks import TASKS
from coaching.mindset import REACTIONS

from .esm_page import Theme, mount
from .moving import slider, tab_to


def office(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=f"Office {name}", exact=True)


def crossed(page: Page, name: str) -> Locator:
    return office(page, name).locator('.norm-person[data-crossed="true"]')


def give_the_message(page: Page) -> None:
    page.locator("label", has_text="given to both offices").click()


def distance(page: Page) -> Locator:
    return slider(page, "Distance d of the two curves")


# Moving


def test_people_cross_in_the_office_that_backs_the_message_and_in_no_other(page: Page) -> None:
    mount(page, NormSwitch())
    page.get_by_role("button", name="0.11", exact=True).click()
    give_the_message(page)
    expect(crossed(page, "A")).to_have_count(0)
    office(page, "A").locator("label", has_text="ask what it taught").click()
    expect(crossed(page, "A")).to_have_count(4)
    expect(crossed(page, "B")).to_have_count(0)
    expect(office(page, "A").get_by_role("img")).to_have_accessible_name(
        "Office A: 54 of 100 people above the old middle, 4 of them have crossed it."
    )
    office(page, "A").locator("label", has_text="look away").click()
    expect(crossed(page, "A")).to_have_count(0)


def test_the_handle_follows_the_mouse_and_everything_follows_the_handle(page: Page) -> None:
    mount(page, NormSwitch())
    ruler = page.locator(".norm-curves svg").bounding_box()
    box = distance(page).locator(".halo").bounding_box()
    assert ruler and box
    tenth = (ruler["width"] - 36) / 10
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + tenth, y + 20, steps=5)
    page.mouse.up()
    expect(distance(page)).to_have_attribute("aria-valuetext", "0.60, 73 of 100 above the old middle")
    expect(page.locator(".norm-big")).to_have_text("73 of 100")
    expect(page.locator(".sts-field input")).to_have_value("0.6")


def test_the_field_takes_a_decimal_comma(page: Page) -> None:
    mount(page, NormSwitch())
    page.locator(".sts-field input").fill("0,33")
    expect(page.locator(".norm-big")).to_have_text("63 of 100")


def test_all_five_things_are_found_by_keyboard_alone_and_kept(page: Page, tmp_path: Any) -> None:
    widget = NormSwitch(SheetFile("01-mindset", folder=tmp_path))
    mount(page, widget)
    news = page.get_by_role("status").last
    tab_to(page, "radio not given")
    page.keyboard.press("ArrowRight")
    expect(news).to_contain_text(TASKS[0].shows)
    tab_to(page, "radio ask who did it")
    page.keyboard.press("ArrowLeft")
    expect(news).to_contain_text(TASKS[1].shows)
    tab_to(page, "slider Distance d of the two curves")
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    expect(news).to_contain_text(TASKS[2].shows)
    tab_to(page, "button 0.67")
    page.keyboard.press("Enter")
    expect(news).to_contain_text(TASKS[3].shows)
    tab_to(page, "radio given to both offices")
    page.keyboard.press("ArrowLeft")
    expect(news).to_contain_text(TASKS[4].shows)
    expect(page.get_by_text("5 of 5 found")).to_be_visible()
    expect(page.locator(".norm-saved")).to_have_text("Saved.")
    assert NormSwitch(SheetFile("01-mindset", folder=tmp_path)).progress["found"] == [task.id for task in TASKS]


def test_every_focused_control_keeps_its_keys_from_the_notebook(page: Page) -> None:
    mount(page, NormSwitch())
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.tagName, document.activeElement.dataset.lmSuppressShortcuts]")
        assert focused[0] == "BODY" or focused[1] == "true", focused


def test_what_is_not_found_yet_is_not_told(page: Page) -> None:
    mount(page, NormSwitch())
    for task in TASKS:
        expect(page.get_by_text(task.ask)).to_be_visible()
        expect(page.get_by_text(task.shows)).to_be_hidden()


# Keeping


def test_a_dead_kernel_is_told_within_six_seconds(page: Page, tmp_path: Any) -> None:
    mount(page, NormSwitch(SheetFile("01-mindset", folder=tmp_path)), connected=False)
    give_the_message(page)
    expect(page.locator(".norm-saved")).to_contain_text("Not saved", timeout=6_000)


def test_what_another_tab_found_appears_here(page: Page) -> None:
    mount(page, NormSwitch())
    page.evaluate("fromPython({progress: {...model.get('progress'), found: ['study'], turn: 1}})")
    expect(page.get_by_text("1 of 5 found")).to_be_visible()


# For everyone


@pytest.mark.parametrize(("theme", "width"), [("light", 1100), ("dark", 1100), ("light", 360), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page: Page, theme: Theme, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    widget = NormSwitch()
    widget.progress = model.clean(
        {"found": ["study"], "state": {"message": True, "a": "learn", "b": "blame", "d": 0.67}}
    )
    mount(page, widget, theme)
    found = Axe().run(page, context=".norm")
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.locator(".norm text:visible").evaluate_all(
        """texts => texts.map((text) => [text.textContent, text.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.left < 8 || box.right > innerWidth - 8)).map(([words]) => words)"""
    )
    assert not outside


# Browser and Python


def test_browser_and_python_agree_on_every_fact_of_every_setting(page: Page) -> None:
    states = [
        {"message": message, "a": a, "b": b, "d": round(step * model.STEP, 2)}
        for message, a, b, step in itertools.product((True, False), REACTIONS, REACTIONS, range(0, 101, 3))
    ]
    page.goto("about:blank")
    theirs = page.evaluate(
        """async ([source, setup, states]) => {
          const js = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          return states.map((state) => {
            const known = js.facts(state, setup);
            return [known, setup.tasks.filter((task) => js.finds(task, known)).map((task) => task.id)];
          });
        }""",
        [(FOLDER / "model.js").read_text(encoding="utf-8"), NormSwitch().setup, states],
    )
    for state, (known, found) in zip(states, theirs, strict=True):
        assert known == model.facts(state), state
        assert found == [task.id for task in TASKS if model.finds(task, state)], state
