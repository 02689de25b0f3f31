"""Answer a card as a person does: with clicks and keys, kind by kind, until it says that it is saved."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from coaching.items import (
    ChooseOne,
    ChooseSeveral,
    Classify,
    Construct,
    Estimate,
    Item,
    Order,
    PickEvidence,
    ShortText,
)

from .labserver import PANEL


def card_of(page: Page, item_id: str) -> Locator:
    """The live card of an item in the notebook in sight."""
    return page.locator(f"{PANEL} .coaching-card[data-qid='{item_id}']")


def answer(page: Page, item: Item, value: Any) -> None:
    """Give ``value`` (as the answer sheet would hold it) by using the card of ``item``; wait until it is saved."""
    card = card_of(page, item.id)
    card.scroll_into_view_if_needed()
    _by_kind(card, item, value)
    expect(card, f"the card of '{item.id}' says that it is saved").to_have_attribute("data-saved", "saved")


def _by_kind(card: Locator, item: Item, value: Any) -> None:
    match item:
        case ChooseOne() | Classify():
            parts = list(item.parts())
            for part, option in value.items():
                group = card.locator("fieldset").nth(parts.index(part))
                group.locator(f"input[value='{option}']").check()
        case ChooseSeveral() | PickEvidence():
            for choice in value:
                card.locator(f"input[type=checkbox][value='{choice}']").check()
        case Order():
            _order(card, item, value)
        case Estimate():
            fields = [field.id for field in item.fields]
            for field, typed in value.items():
                box = card.get_by_role("textbox").nth(fields.index(field))
                box.fill(str(typed))
                box.blur()
        case Construct():
            controls = {control.id: (place, control) for place, control in enumerate(item.controls)}
            for control_id, setting in value.items():
                place, control = controls[control_id]
                box = card.locator(".cc-control").nth(place).locator("input, select")
                if control.type == "menu":
                    box.select_option(value=setting)
                elif control.type == "switch":
                    box.set_checked(setting)
                else:
                    box.fill(f"{setting:g}")
        case ShortText():
            card.get_by_role("textbox").fill(value)
            card.get_by_role("textbox").blur()
        case _:
            raise NotImplementedError(f"nobody has shown how to answer a card of kind '{item.kind}'")


def _order(card: Locator, item: Order, value: list[str]) -> None:
    rows = card.locator("li[data-entry]")
    if [row.get_attribute("data-entry") for row in rows.all()] == value:
        card.get_by_role("button", name="Keep this order").click()
    for place, entry in enumerate(value):
        earlier = card.locator(f"li[data-entry='{entry}']").get_by_role("button", name="Move earlier")
        while rows.nth(place).get_attribute("data-entry") != entry:
            earlier.click()
