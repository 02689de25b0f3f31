"""A page of a desk as people use it: mouse and keyboard, both themes, a phone, a file, a document, a dead kernel."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.sign import NotebookNotary
from playwright.sync_api import Page, expect

from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.figures import four_conventions
from coaching.problems import CourseProblem

from .esm_page import Theme, deliver, mount
from .labserver import PANEL, Lab

FIELDS = (
    Field("exercise", "Exercise", "choice", options=(("01", "01-mindset"), ("02", "02-psychological-safety"))),
    Field("names", "Show real names", "yes", help="Only on this screen."),
    Field("why", "Why you need them", needs=("names", "yes")),
    Field("least", "Smallest group", "number", 5),
    Field("day", "From which day", "date", "2026-03-02"),
    Field("words", "What you say first", "text", help="One or two sentences."),
    Field("table", "Your table", "file", help="CSV or Excel, at most 10 MB."),
)
COLUMNS = "".join(f'<th scope="col">Module number {n}</th>' for n in range(1, 9))
CELLS = "".join("<td>waits for my reading</td>" for _ in range(8))
CONTENT = f"""<h3>Where everyone is</h3><p class="dk-note">Names are hidden.</p>
<div class="dk-warn"><p>Eleven people are few: half a point is within chance.</p></div>
<div class="dk-wide" tabindex="0" role="region" aria-label="Where everyone is">
<table><caption>Where everyone is</caption>
<thead><tr><th scope="col">Trainee</th>{COLUMNS}</tr></thead>
<tbody><tr><th scope="row">Trainee 07</th>{CELLS}</tr></tbody></table></div>
<h3>What to look at</h3><div class="dk-cards"><div><h4>A score is no grade</h4><p>12 of 40.</p></div></div>
<div class="dk-figure">{four_conventions().html()}</div>"""


def work(now: Mapping[str, Any]) -> Shown:
    """A page with everything on it, which says in its status line what the form held."""
    if now["words"] == "bad":
        raise CourseProblem("Row 7, column target: 'soon' is no number; write digits.")
    table = f"{now['table'].name}, {len(now['table'].data)} bytes" if now["table"] else "no table"
    papers = (
        Document("report.html", "text/html", sheet("A report", "<h3>Größe</h3>")),
        Document("rows.csv", "text/csv", "größe;1\n"),
        Document("all.zip", "application/zip", b"PK\x05\x06\xff"),
    )
    return Shown(CONTENT, papers, f"{now['exercise']}, {now['names']}, {now['least']}, {now['day']}, {table}.")


def shown(page: Page, theme: Theme = "light", **how: Any) -> DeskPage:
    desk = DeskPage("Where is everyone?", FIELDS, work, **how)
    mount(page, desk, theme, settle=desk.settled)
    return desk


def press(page: Page) -> None:
    page.get_by_role("button", name="Show", exact=True).click()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.id"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_passes_axe_empty_full_and_with_a_problem(page: Page, theme: Theme) -> None:
    shown(page, theme)
    options = {"rules": {"region": {"enabled": False}, "page-has-heading-one": {"enabled": False}}}
    for step in ("empty", "full", "problem"):
        if step == "full":
            page.get_by_label("Show real names").check()
            press(page)
            expect(page.get_by_role("heading", name="Where everyone is")).to_be_visible()
        if step == "problem":
            page.get_by_label("What you say first").fill("bad")
            press(page)
            expect(page.get_by_role("alert")).to_contain_text("Row 7")
        # The notebook around it gives h1 and h2.
        found = Axe().run(page, options={**options, "rules": {**options["rules"], "heading-order": {"enabled": False}}})
        assert found.violations_count == 0, f"{step}: {found.generate_report()}"


def test_by_keyboard_alone_a_person_fills_in_the_form_and_lands_on_the_result(page: Page) -> None:
    shown(page)
    keys = page.keyboard
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    assert focused(page).endswith("-why"), "a field that is asked only now comes next"
    keys.press("Tab")
    keys.type("0,7")
    for _ in range(5):  # day, month, year and the calendar's button
        keys.press("Tab")
    keys.type("We try this.")
    keys.press("Tab")
    keys.press("Tab")
    assert focused(page) == "Show"
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text("02, True, 0.7, 2026-03-02, no table.")
    assert focused(page) == "Where everyone is"
    for _ in range(9):
        keys.press("Tab")
        suppressed = page.evaluate("document.activeElement.dataset.lmSuppressShortcuts")
        assert suppressed == "true" or page.evaluate("document.activeElement === document.body")


def test_the_focus_is_taken_only_from_the_button(page: Page) -> None:
    desk = DeskPage("A page", FIELDS[3:4], lambda now: Shown("<h3>Result</h3>"))
    mount(page, desk, settle=desk.settled)
    field = page.get_by_label("Smallest group")
    field.fill("7")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(field).to_be_focused()


def test_a_live_page_follows_its_fields_without_a_button_and_leaves_the_focus(page: Page) -> None:
    choice, names = FIELDS[:2]
    desk = DeskPage("A page", [choice, names], lambda now: Shown(f"<h3>{now['exercise']}</h3>"), live=True)
    desk.settled()
    mount(page, desk, settle=desk.settled)
    expect(page.get_by_role("heading", name="01")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_label("Exercise").select_option("02")
    expect(page.get_by_role("heading", name="02")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Shown below.")


def test_a_problem_is_an_alert_and_leaves_what_was_there(page: Page) -> None:
    shown(page)
    press(page)
    expect(page.get_by_role("heading", name="Where everyone is")).to_be_visible()
    page.get_by_label("What you say first").fill("bad")
    press(page)
    expect(page.get_by_role("alert")).to_have_text(
        "Row 7, column target: 'soon' is no number; write digits. What stands below is from before."
    )
    expect(page.get_by_role("heading", name="Where everyone is")).to_be_visible()
    page.get_by_label("What you say first").fill("good")
    press(page)
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_file_reaches_the_work_whole_and_one_that_was_mended_is_read_anew(page: Page, tmp_path: Path) -> None:
    shown(page)
    table = tmp_path / "Ergebnisse.csv"
    table.write_bytes(bytes(2_500_000))
    page.get_by_label("Your table").set_input_files(table)
    press(page)
    expect(page.get_by_role("status")).to_contain_text("Ergebnisse.csv, 2500000 bytes.")
    table.write_bytes(b"a;b\n")
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("Ergebnisse.csv has changed since you chose it.")
    page.get_by_label("Your table").set_input_files(table)
    press(page)
    expect(page.get_by_role("status")).to_contain_text("Ergebnisse.csv, 4 bytes.")
    page.get_by_label("Your table").set_input_files([])
    press(page)
    expect(page.get_by_role("status")).to_contain_text("no table.")


def test_a_file_that_is_too_large_is_refused_kindly_and_not_sent(page: Page, tmp_path: Path) -> None:
    desk = shown(page)
    (tmp_path / "huge.csv").write_bytes(bytes(10_000_001))
    page.get_by_label("Your table").set_input_files(tmp_path / "huge.csv")
    press(page)
    expect(page.get_by_role("alert")).to_have_text(
        "huge.csv has 11 MB, and a file here may have 10 MB at most. "
        "Save only the columns that are needed, and choose that file."
    )
    assert desk.ask == {}


def test_documents_open_in_a_new_tab_to_print_or_are_downloaded(page: Page) -> None:
    shown(page)
    press(page)
    papers = page.get_by_role("list", name="Documents").get_by_role("listitem")
    expect(papers).to_have_count(3)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open to print: report.html").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("A report")
    expect(opened.value.get_by_role("heading", level=2)).to_have_text("Größe")
    assert opened.value.evaluate("opener") is None
    for name, content in (("rows.csv", "größe;1\n".encode()), ("all.zip", b"PK\x05\x06\xff")):
        expect(papers.filter(has_text=name).get_by_role("button")).to_have_count(1)
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Download: {name}").click()
        assert saved.value.suggested_filename == name
        assert saved.value.path().read_bytes() == content


def test_a_page_at_work_says_so_and_a_second_press_asks_for_nothing_twice(page: Page) -> None:
    may_end, began = threading.Event(), []

    def slow(_: Mapping[str, Any]) -> Shown:
        began.append(True)
        assert may_end.wait(10)
        return Shown("<h3>Result</h3>", says="Done.")

    desk = DeskPage("A page", FIELDS[:1], slow)
    mount(page, desk)
    press(page)
    press(page)
    expect(page.get_by_role("status")).to_have_text("Working …")
    expect(page.locator(".dk-result")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("progressbar")).to_be_visible()
    may_end.set()
    desk.settled()
    deliver(page, desk)
    expect(page.get_by_role("status")).to_have_text("Done.")
    expect(page.locator(".dk-result")).to_have_attribute("aria-busy", "false")
    assert len(began) == 1


def test_a_dead_kernel_is_told_with_what_to_do(page: Page) -> None:
    page.clock.install()
    desk = DeskPage("A page", FIELDS[:1], work)
    mount(page, desk, connected=False)
    press(page)
    page.clock.run_for(3_000)
    expect(page.get_by_role("alert")).to_be_empty()
    page.clock.run_for(1_100)
    expect(page.get_by_role("alert")).to_contain_text("choose Kernel, then Restart Kernel and Run All Cells")
    expect(page.get_by_role("status")).to_be_empty()


def test_a_page_that_is_loaded_again_has_what_was_typed_and_what_was_shown(page: Page) -> None:
    shown(page)
    page.get_by_label("Show real names").check()
    page.get_by_label("Smallest group").fill("9")
    press(page)
    expect(page.get_by_role("heading", name="Where everyone is")).to_be_visible()
    page.get_by_label("What you say first").fill("We try")
    page.wait_for_function("window.model.get('typed').words === 'We try'")
    page.evaluate("window.redraw()")
    expect(page.get_by_label("Show real names")).to_be_checked()
    expect(page.get_by_label("Why you need them")).to_be_visible()
    expect(page.get_by_label("Smallest group")).to_have_value("9")
    expect(page.get_by_label("What you say first")).to_have_value("We try")
    expect(page.get_by_role("heading", name="Where everyone is")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_only_the_table_scrolls_sideways(page: Page, theme: Theme) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    shown(page, theme)
    press(page)
    table = page.get_by_role("region", name="Where everyone is")
    expect(table).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    left = {box["x"] for box in (field.bounding_box() for field in page.locator(".dk-field:visible").all()) if box}
    assert len(left) == 1, "the fields stand one below the other"


def test_work_in_steps_asks_something_else_each_time_below_what_is_shown(page: Page) -> None:
    def step(now: Mapping[str, Any]) -> Shown:
        asked = tuple(
            field for field in (Field("level", "Which level?"), Field("why", "Why?")) if field.name not in now
        )
        return Shown(f"<h3>You said {now}</h3>", form=asked, button="Save, and show the next")

    desk = DeskPage("A page", [Field("level", "Which level?")], step, below=True)
    mount(page, desk, settle=desk.settled)
    page.get_by_label("Which level?").fill("2")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="You said {'level': '2'}")).to_be_focused()
    expect(page.get_by_label("Which level?")).to_have_count(0)
    expect(page.get_by_label("Why?")).to_have_value("")
    below = page.get_by_role("button", name="Save, and show the next").bounding_box()
    above = page.get_by_role("heading", name="You said").bounding_box()
    assert above and below and above["y"] < below["y"]


def test_a_link_to_this_server_is_plain_words_where_there_is_none(page: Page) -> None:
    link = '<a data-server="formgrader/manage">Formgrader</a>'
    desk = DeskPage("A page", [], lambda now: Shown(link), first=Shown(link))
    mount(page, desk, settle=desk.settled)
    expect(page.locator(".dk-content a")).to_have_text("Formgrader")
    expect(page.get_by_role("link")).to_have_count(0)


# The printed sheet


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_sheet_passes_axe_by_itself_and_fits_a_phone(page: Page, theme: Theme) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.set_content(sheet("A report", CONTENT, note="Made on 31 March 2026"))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sheet_is_printed_black_on_white_with_its_tables_open(page: Page, paper: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.set_content(sheet("Records", CONTENT))
    look = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert look == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.get_by_role("table").last).to_be_visible()
    people = "".join(f'<section class="dk-page"><h3>{name}</h3></section>' for name in ("Ana", "Bo", "Cy"))
    page.set_content(sheet("Records", people))
    assert page.pdf(format=paper).count(b"/Type /Page\n") == 3


# In a real notebook

CELL = """
from coaching.desk.page import *
from coaching.desk.sheet import sheet

def work(now):
    data = now["table"].data if now["table"] else b""
    report = Document("report.html", "text/html", sheet("A report", f"<p>{now['team']}</p>"))
    return Shown(f"<h3>{now['team']}</h3><p>{len(data)} bytes, {data.count(7)} of them 7</p>", (report,), "Read.")

DeskPage("Our scores", [Field("team", "Your team"), Field("table", "Your table", "file")], work)
"""


def test_in_jupyterlab_keys_stay_in_the_page_and_ten_megabytes_arrive_whole(lab: Lab, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell(CELL, metadata={"tags": ["course", "card"]})
    about = {
        "coaching": {"lesson": "desk", "role": "desk"},
        "kernelspec": {"name": "python3", "display_name": "Python"},
    }
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A desk"), cell], metadata=about)
    nbformat.write(notebook, lab.root / "desk.ipynb")
    data = lab.root / ".course" / "jupyter" / "data"
    data.mkdir(parents=True, exist_ok=True)
    with NotebookNotary(data_dir=str(data)) as notary:
        notary.sign(nbformat.read(lab.root / "desk.ipynb", as_version=4))
    (tmp_path / "table.csv").write_bytes(b"\x07" * 10_000_000)

    page = lab.open("desk.ipynb", color_scheme="dark")
    lab.ready(page)
    desk = page.locator(f"{PANEL} .dk")
    cells = page.locator(f"{PANEL} .jp-Cell").count()
    desk.get_by_label("Your team").focus()
    page.keyboard.type("ward b")
    desk.get_by_label("Your table").set_input_files(tmp_path / "table.csv")
    desk.get_by_role("button", name="Show").press("Enter")
    heading = desk.get_by_role("heading", name="ward b")
    expect(heading).to_be_focused()
    for key in ("ArrowDown", "b", "d", "d", "ArrowUp"):
        page.keyboard.press(key)
    expect(heading).to_be_focused()
    assert page.locator(f"{PANEL} .jp-Cell").count() == cells
    lab.screenshot(page, "desk-page")
    expect(desk).to_contain_text("10000000 bytes, 10000000 of them 7")
    with page.context.expect_page() as opened:
        desk.get_by_role("button", name="Open to print").click()
    expect(opened.value.get_by_role("heading")).to_have_text("A report")
    lab.save(page)
    page.reload()
    lab.ready(page)
    expect(desk.get_by_label("Your team")).to_have_value("ward b")
    assert not lab.errors
