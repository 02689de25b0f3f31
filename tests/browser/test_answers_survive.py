"""An answer that a card has called saved is there again: after a reload, a restart, a rename, and a journey."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Page, expect

from .labserver import PANEL, Lab

START = 'from coaching.cards import lesson\nfrom coaching.items import *\nhere = lesson("90-demo")'
ASK = """here.ask(
    Classify(
        id="kinds",
        title="Which kind?",
        prompt="Sort.",
        statements={"pay": "Pay wages", "wait": "Halve waits"},
        bins={"c": "Committed", "a": "Aspirational"},
    )
)"""


@pytest.fixture
def notebook(lab: Lab, request: pytest.FixtureRequest) -> Path:
    """A small exercise of the course with one real card."""
    path = lab.root / re.sub(r"\W+", "-", request.node.name) / "page.ipynb"
    path.parent.mkdir()
    cells = [new_markdown_cell("# Demo"), *(new_code_cell(s, metadata={"tags": ["card"]}) for s in (START, ASK))]
    write(lab, path, nbformat.from_dict(new_notebook(cells=cells, metadata={"coaching": {"lesson": "90-demo"}})))
    return path


def write(lab: Lab, path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook and sign it, as set-up signs ours."""
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    data = lab.root / ".course" / "jupyter" / "data"
    data.mkdir(parents=True, exist_ok=True)
    with NotebookNotary(data_dir=str(data)) as notary:
        notary.sign(nbformat.read(path, as_version=4))


def opened(lab: Lab, path: Path) -> Page:
    page = lab.open(path.relative_to(lab.root).as_posix(), fresh=True)
    lab.ready(page)
    return page


def choose(page: Page) -> None:
    card = page.locator(f"{PANEL} .coaching-card")
    card.get_by_role("radio", name="Committed").first.check()
    expect(card).to_have_attribute("data-saved", "saved")


def expect_chosen(page: Page) -> None:
    expect(page.locator(f"{PANEL} .coaching-card").get_by_role("radio", name="Committed").first).to_be_checked()


def test_after_a_reload_and_after_reopening_without_saving_the_page(lab: Lab, notebook: Path) -> None:
    page = opened(lab, notebook)
    choose(page)
    expect_chosen(opened(lab, notebook))
    lab.shutdown_kernels()
    expect_chosen(opened(lab, notebook))


def test_after_restart_and_run_all(lab: Lab, notebook: Path) -> None:
    page = opened(lab, notebook)
    choose(page)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel and Run All")).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(page.get_by_text("Your saved answer is shown.")).to_be_visible()
    expect_chosen(page)


def test_after_the_notebook_and_its_folder_were_renamed(lab: Lab, notebook: Path) -> None:
    choose(opened(lab, notebook))
    lab.close_pages()
    lab.shutdown_kernels()
    renamed = notebook.parent.with_name(notebook.parent.name + "-renamed")
    notebook.parent.rename(renamed)
    (renamed / "page.ipynb").rename(renamed / "mine.ipynb")
    expect_chosen(opened(lab, renamed / "mine.ipynb"))


def test_when_only_the_notebook_travels(lab: Lab, notebook: Path) -> None:
    page = opened(lab, notebook)
    choose(page)
    lab.save(page)
    lab.until(page, lambda: "answers" in nbformat.read(notebook, as_version=4).metadata.coaching)
    lab.close_pages()
    lab.shutdown_kernels()
    elsewhere = notebook.parent.with_name(notebook.parent.name + "-elsewhere") / "page.ipynb"
    elsewhere.parent.mkdir()
    write(lab, elsewhere, nbformat.read(notebook, as_version=4))
    expect_chosen(opened(lab, elsewhere))


def test_a_second_tab_shows_what_the_first_has_answered(lab: Lab, notebook: Path) -> None:
    first, second = opened(lab, notebook), opened(lab, notebook)
    choose(first)
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_chosen(second)
    stored = json.loads((notebook.parent / "answers" / "90-demo.json").read_text(encoding="utf-8"))
    assert stored["items"]["kinds"]["value"] == {"pay": "c"}
