"""The Silence meter as people use it: mouse, keyboard, both themes, narrow windows, a dead kernel."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coaching.answers import SheetFile
from coaching.explorables.silence_meter import FOLDER, SilenceMeter, model
from coaching.explorables.silence_meter.talk import CHOICES, THOUGHTS

from .esm_page import Theme, mount

BEST = ["answer", "learn", "look"]
KIND = ["kind", "comfort", "praise"]
WAYS = [list(way) for way in product(*([one.id for one in turn.replies] for turn in CHOICES))]


def play(page: Page, way: list[str], bet: int = 3) -> None:
    """Lead the talk to its end, bet, and lift the lid."""
    for reply in way:
        page.locator(f'[data-reply="{reply}"]').click()
    page.get_by_role("radio", name=str(bet), exact=True).check()
    page.get_by_role("button", name="Lift the lid").click()


def test_three_replies_lead_to_the_end_and_what_was_not_said_stays_dark_until_the_lid_is_off(page: Page) -> None:
    mount(page, SilenceMeter())
    expect(page.locator('[data-reply="kind"]')).not_to_contain_text("Calm")
    turns = page.locator(".meter-turns li")
    for reply, heard in zip(KIND, (5, 9, 12), strict=True):
        page.locator(f'[data-reply="{reply}"]').click()
        expect(turns).to_have_count(heard)
    expect(page.locator('.meter-jar[data-look="dark"]')).to_have_count(6)
    expect(page.get_by_text("night alarm")).to_have_count(0)
    expect(page.get_by_role("button", name="Lift the lid")).to_be_disabled()
    page.get_by_role("radio", name="2", exact=True).check()
    page.get_by_role("button", name="Lift the lid").click()
    expect(page.locator(".meter-result")).to_have_text("5 of 6 thoughts were not said.")
    expect(page.locator(".meter-unsaid li")).to_have_count(5)
    expect(page.get_by_text("The night alarm has been off since March.")).to_be_visible()
    expect(page.locator(".meter-strip .unsaid")).to_have_count(5)


def test_runs_stand_side_by_side_and_one_that_is_played_twice_stands_once(page: Page) -> None:
    mount(page, SilenceMeter())
    for way in (KIND, BEST, KIND):
        play(page, way)
        page.get_by_role("button", name="Play again").click()
    rows = page.locator(".meter-runs tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator('[data-reply="kind"]')).to_contain_text("Calm: “Do not worry")
    expect(rows.nth(0)).to_contain_text("Calm · Comfort · Praise1 of 6")
    expect(rows.nth(1)).to_contain_text("Answer · Learn · Look at it6 of 6")


def test_the_whole_talk_can_be_led_by_keyboard_and_the_focus_goes_where_the_next_choice_is(page: Page) -> None:
    mount(page, SilenceMeter())
    place = "[document.activeElement.tagName, document.activeElement.textContent]"
    for choice in range(3):
        page.keyboard.press("Tab")
        for _ in range(5):
            if page.evaluate("document.activeElement.dataset.reply") == BEST[choice]:
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert page.evaluate(place) == ["P", "The talk is over."]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(place) == ["P", "All six thoughts were said."]
    expect(page.get_by_role("status").first).to_have_text("6 of 6 thoughts were said.")


def test_what_is_said_after_a_reply_is_read_out(page: Page) -> None:
    mount(page, SilenceMeter())
    page.locator('[data-reply="answer"]').click()
    expect(page.get_by_role("status").first).to_contain_text("Bao: We count from the desk on.")
    expect(page.get_by_role("status").first).to_contain_text("Tomasz: Then I should say this too.")


def test_every_focused_control_keeps_its_keys_from_the_notebook(page: Page) -> None:
    mount(page, SilenceMeter())
    play(page, KIND)
    for _ in range(8):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.tagName, document.activeElement.dataset.lmSuppressShortcuts]")
        assert focused[0] == "BODY" or focused[1] == "true", focused


def test_runs_are_saved_and_come_back(page: Page, tmp_path: Any) -> None:
    mount(page, SilenceMeter(SheetFile("02-psychological-safety", folder=tmp_path)))
    play(page, BEST, bet=0)
    expect(page.locator(".meter-saved")).to_have_text("Saved.")
    again = SilenceMeter(SheetFile("02-psychological-safety", folder=tmp_path))
    assert again.progress == {"replies": BEST, "bet": 0, "open": True, "runs": [BEST]}


def test_a_dead_kernel_is_told_within_six_seconds(page: Page, tmp_path: Any) -> None:
    meter = SilenceMeter(SheetFile("02-psychological-safety", folder=tmp_path))
    mount(page, meter, connected=False)
    page.locator('[data-reply="answer"]').click()
    expect(page.locator(".meter-saved")).to_contain_text("Not saved", timeout=6_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page: Page, theme: Theme, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    mount(page, SilenceMeter(), theme)
    for step in ("start", "bet", "end"):
        if step == "bet":
            for reply in KIND:
                page.locator(f'[data-reply="{reply}"]').click()
        if step == "end":
            page.get_by_role("radio", name="4", exact=True).check()
            page.get_by_role("button", name="Lift the lid").click()
        found = Axe().run(page, context=".meter")
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step


def test_browser_and_python_agree_on_every_way_through_the_talk(page: Page) -> None:
    ways = [way[:n] for way in WAYS for n in range(4)]
    page.goto("about:blank")
    ours = page.evaluate(
        """async ([source, setup, ways]) => {
          const js = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          return ways.map((way) => {
            const { heard, doors, over } = js.talked(setup, way);
            const ids = (thoughts) => thoughts.map(({ id }) => id);
            return {
              heard: heard.map(({ who, says }) => [who, says]), doors, over,
              told: ids(js.toldIn(heard)), unsaid: ids(js.unsaidIn(heard)),
              shares: js.sharesOf(setup, heard).map(({ shown }) => shown),
            };
          });
        }""",
        [(FOLDER / "model.js").read_text(encoding="utf-8"), model.setup(), ways],
    )
    for way, browser in zip(ways, ours, strict=True):
        python = model.course(way)
        assert browser["heard"] == [[said.who, said.says] for said in python.heard], way
        assert (browser["doors"], browser["over"]) == (dict(python.doors), python.over), way
        assert (browser["told"], browser["unsaid"]) == (list(python.told), list(python.unsaid)), way
        assert browser["shares"] == [model.shown(share) for share in python.shares().values()], way
    assert {len(browser["told"]) for browser in ours} == set(range(len(THOUGHTS) + 1))
