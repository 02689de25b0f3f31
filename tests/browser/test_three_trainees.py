"""The whole loop in a real browser: three trainees click through the released exercise and hand in through the exchange;
a coach collects, autogrades, reads and sends feedback in formgrader; the gradebook holds what was expected beforehand."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from coaching.items import read
from coaching.workspace import set_me, update

from ..coursecopy import Course
from .clicking import answer, card_of
from .labserver import PANEL, Lab, copy_course

ASSIGNMENT, NOTEBOOK = "03-stretch-scoring", "stretch-scoring"
EXERCISE = f"workspace/exercises/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
SOURCE = Path(__file__).resolve().parents[2] / "solutions" / ASSIGNMENT
MODEL: dict[str, Any] = {
    item: entry["value"]
    for item, entry in json.loads((SOURCE / "private/model_answers.json").read_text(encoding="utf-8"))["items"].items()
}
WORDS = "Our on-call promise is called a stretch, so nobody repaired it. I saw that in the March log."


@dataclass
class Trainee:
    """Who answers what, and what the gradebook must say: typed by hand, before anything was graded."""

    name: str
    answers: dict[str, Any]
    expected: dict[str, float]
    misconceptions: dict[str, str] = field(default_factory=dict)


FULL: dict[str, float] = {}

TRAINEES = [
    Trainee("mira", {**MODEL, "reflect-dressed": WORDS, "reflect-score": WORDS}, FULL),
    Trainee("tomas", {}, {}),
    Trainee("noor", {}, dict.fromkeys(FULL, 0.0)),
]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One shared folder through which all hand in, as on a common disk."""
    folder = tmp_path_factory.mktemp("exchange")
    folder.chmod(0o777)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACHING_EXCHANGE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def coach(browser: Browser, tmp_path_factory: pytest.TempPathFactory, exchange: Path) -> Iterator[Lab]:
    with Lab(copy_course(tmp_path_factory.mktemp("coach") / "course"), browser) as lab:
        yield lab


def manage(lab: Lab) -> Page:
    """formgrader's page of assignments."""
    page = lab.page()
    page.goto(f"{lab.url}/formgrader/manage_assignments?token={lab.token}")
    expect(page.get_by_role("link", name=ASSIGNMENT)).to_be_visible()
    return page


def press(page: Page, column: str) -> None:
    """Press the button of our assignment in one column of formgrader's table, and wait for its 'Success'."""
    row = page.get_by_role("row").filter(has_text=ASSIGNMENT)
    row.locator(f"td.{column} a").click()
    dialog = page.locator(".modal.in")
    expect(dialog).to_contain_text("Success")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    expect(dialog).to_be_hidden()


def learner_course(coach: Lab, folder: Path, name: str) -> Path:
    """A learner's own course: the coach's release, and no solutions."""
    root = copy_course(folder)
    shutil.rmtree(root / "solutions")
    shutil.copytree(coach.root / "exercises", root / "exercises", dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(root / ".course/jupyter/data"))
        update(root)
    set_me(root, name)
    return root


def hand_in(page: Page) -> None:
    """Nbgrader → Assignment List → Submit, in JupyterLab's menu."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("button", name="Fetch Feedback")).to_be_visible()


@pytest.fixture(scope="module")
def handed_in(coach: Lab, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Each trainee has clicked through the released exercise and handed it in."""
    page = manage(coach)
    press(page, "generate")
    press(page, "release")
    items = {asked.item.id: asked.item for asked in read(coach.root / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")}
    for trainee in TRAINEES:
        root = learner_course(coach, tmp_path_factory.mktemp(trainee.name) / "course", trainee.name)
        with Lab(root, browser, coach=False) as lab:
            page = lab.open(EXERCISE)
            lab.ready(page)
            for item_id, value in trainee.answers.items():
                answer(page, items[item_id], value)
            lab.save(page)
            hand_in(page)
    return [trainee.name for trainee in TRAINEES]


@pytest.fixture(scope="module")
def graded(coach: Lab, handed_in: list[str]) -> Course:
    """The coach has collected and autograded all three in formgrader."""
    page = manage(coach)
    press(page, "collect")
    page.goto(f"{coach.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    for name in handed_in:
        page.get_by_role("row").filter(has_text=name).locator("td.autograde a").click()
        dialog = page.locator(".modal.in")
        expect(dialog).to_contain_text("Success")
        dialog.get_by_role("button", name="Close", exact=True).last.click()
        expect(dialog).to_be_hidden()
    return Course(coach.root)


@pytest.mark.parametrize("trainee", TRAINEES, ids=lambda t: t.name)
def test_the_gradebook_says_item_by_item_what_was_expected_beforehand(graded: Course, trainee: Trainee) -> None:
    scores = graded.scores(ASSIGNMENT, NOTEBOOK, trainee.name)
    found = {cell.removeprefix("check-"): score for cell, (score, waits) in scores.items() if cell.startswith("check-")}
    assert found == pytest.approx(trainee.expected)
