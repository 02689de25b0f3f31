"""A course notebook in a real JupyterLab: it starts by itself, only if it is ours, and says so when it cannot."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Page, WebSocketRoute, expect

from .labserver import PANEL, Lab

CODE = f"{PANEL} .jp-CodeCell .cm-editor"
OPENER = """
import json, os, pathlib
import ipywidgets
from IPython.display import HTML, display
with open("runs.txt", "a") as runs: print(os.getpid(), file=runs)
"""
CONTROLS = """
display(HTML("<fieldset><legend>How sure are you?</legend><label>Score <input type=range value=50></label></fieldset>"))
"""
SAVING = """
target = ipywidgets.ToggleButton(description="Answer")
def keep(change):
    pathlib.Path("answers").mkdir(exist_ok=True)
    sheet = {"schema": 1, "lesson": "03", "items": {"kinds": {"value": change["new"]}}}
    pathlib.Path("answers/03.json").write_text(json.dumps(sheet))
target.observe(keep, "value")
target
"""


def card(source: str, *more: str, **metadata: Any) -> Any:
    return new_code_cell(source.strip(), metadata={"tags": ["card", *more], **metadata})


class Course:
    """Writes small course notebooks into a folder of its own."""

    def __init__(self, root: Path, folder: str) -> None:
        self.root, self.folder = root, root / folder
        self.folder.mkdir(parents=True)

    def write(self, *cells: Any, role: str = "lesson", trusted: bool = True, lesson: str | None = "03") -> str:
        """A notebook with an opener and `cells`, signed as set-up signs ours if `trusted`; its path from the root."""
        metadata: dict[str, Any] = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        if lesson is not None:
            metadata["coaching"] = {"lesson": lesson, "role": role}
        first = [new_markdown_cell("# Honest scoring"), card(OPENER, "course")]
        path = self.folder / "page.ipynb"
        nbformat.write(new_notebook(cells=[*first, *cells], metadata=metadata), path)
        if trusted:
            data = self.root / ".course" / "jupyter" / "data"
            data.mkdir(parents=True, exist_ok=True)
            with NotebookNotary(data_dir=str(data)) as notary:
                notary.sign(nbformat.read(path, as_version=4))
        return path.relative_to(self.root).as_posix()

    @property
    def pids(self) -> list[int]:
        """The kernels that ran the opener, in order."""
        runs = self.folder / "runs.txt"
        return [int(line) for line in runs.read_text().split()] if runs.exists() else []

    @property
    def saved(self) -> Any:
        return json.loads((self.folder / "page.ipynb").read_text())

    def holds(self, text: str) -> bool:
        """Whether the saved notebook is whole and has `text` in it."""
        found = (self.folder / "page.ipynb").read_text()
        return text in found and found.rstrip().endswith("}")


@pytest.fixture
def course(lab: Lab, request: pytest.FixtureRequest) -> Course:
    return Course(lab.root, re.sub(r"\W+", "-", request.node.name))


def note(page: Page) -> Any:
    return page.locator(f"{PANEL} .coaching-note")


def test_a_notebook_of_the_course_starts_by_itself_without_code_in_sight(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    expect(page.get_by_role("slider", name="Score")).to_be_visible()
    expect(page.locator(CODE).locator("visible=true")).to_have_count(0)
    expect(note(page)).to_be_hidden()
    assert len(course.pids) == 1
    assert lab.errors == []
    lab.screenshot(page, "lab-lesson")


def test_a_notebook_that_is_not_of_the_course_is_left_alone(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS), lesson=None))
    expect(page.locator(f"{PANEL} .jp-NotebookPanel-toolbar")).to_be_visible()
    expect(page.locator(".coaching-page")).to_have_count(0)
    assert course.pids == []


def test_a_strangers_notebook_waits_for_start_shows_its_code_and_says_what_start_does(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS), trusted=False))
    lab.state(page, "held")
    expect(note(page)).to_contain_text("Start runs the code in it")
    expect(page.locator(CODE).first).to_be_visible()
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    assert course.pids == []
    lab.screenshot(page, "lab-held")
    page.get_by_role("button", name="Start", exact=True).click()
    lab.ready(page)
    assert len(course.pids) == 1
    expect(page.locator(CODE).first).to_be_hidden()


def test_saving_a_strangers_notebook_does_not_make_it_ours(lab: Lab, course: Course) -> None:
    path = course.write(card(CONTROLS), trusted=False)
    page = lab.open(path)
    lab.state(page, "held")
    page.locator(f"{PANEL} .jp-MarkdownCell").first.click()
    page.keyboard.press("b")  # the code is shown, so JupyterLab's keys work: a new cell makes the notebook unsaved
    page.locator(".jp-mod-dirty").first.wait_for()
    lab.save(page)
    lab.state(lab.open(path), "held")
    assert course.pids == []


def test_a_restarted_kernel_runs_the_page_again(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.until(page, lambda: len(course.pids) > 1)
    lab.ready(page)
    assert len(course.pids) == 2
    assert len(set(course.pids)) == 2


def test_a_kernel_that_dies_is_started_again_with_its_page(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)), fresh=True)
    lab.ready(page)
    os.kill(course.pids[0], signal.SIGKILL)
    lab.until(page, lambda: len(course.pids) > 1)
    lab.ready(page)
    assert len(course.pids) == 2
    assert len(set(course.pids)) == 2


def test_a_page_that_kills_its_kernel_is_not_started_for_ever(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card("os._exit(1)")), fresh=True)
    lab.state(page, "stopped")
    expect(note(page)).to_contain_text("stopped twice")
    assert len(course.pids) == 2


def test_a_restarted_kernel_that_nobody_hears_is_asked_over_a_new_connection(lab: Lab, course: Course) -> None:
    """The connection that JupyterLab makes after a crash may lead to where the kernel was, and stay silent for ever."""
    page = lab.page()
    made: list[str] = []

    def connect(line: WebSocketRoute) -> None:
        made.append(line.url)
        server = line.connect_to_server()
        if len(made) == 2:
            server.on_message(lambda message: None)

    page.route_web_socket(re.compile("/channels"), connect)
    path = course.write(card("len(open('runs.txt').readlines()) > 1 or os._exit(1)"))
    lab.open(path, page=page)
    lab.ready(page)
    assert len(course.pids) == 2
    assert len(made) > 2


def test_a_lost_kernel_is_said_in_words_and_mended_by_one_button(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)), fresh=True)
    lab.ready(page)
    lab.shutdown_kernels()
    lab.state(page, "stopped", "offline")
    expect(note(page)).to_contain_text("what you click now is not")
    lab.screenshot(page, "lab-stopped")
    page.get_by_role("button", name="Start again").click()
    lab.ready(page)
    expect(note(page)).to_be_hidden()
    assert len(course.pids) == 2


def test_a_card_that_fails_leaves_the_others_alone(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card("1 / 0"), card(CONTROLS)))
    lab.ready(page)
    expect(page.get_by_role("slider", name="Score")).to_be_visible()


def test_a_page_whose_first_cell_fails_says_why_and_what_to_do(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card("import no_such_course", "course"), card(CONTROLS)))
    lab.state(page, "failed")
    expect(note(page)).to_contain_text("ModuleNotFoundError: No module named 'no_such_course'")
    expect(note(page)).to_contain_text("python3 course.py start")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_the_code_is_shown_and_hidden_by_keyboard(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    button = page.get_by_role("button", name="Show code")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.get_by_role("slider", name="Score").focus()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(CODE).first).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    expect(page.locator(CODE).first).to_be_hidden()


def test_keys_in_a_control_stay_in_the_control(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    cells = page.locator(f"{PANEL} .jp-Cell")
    slider = page.get_by_role("slider", name="Score")
    for shown in ("false", "true"):
        expect(page.get_by_role("button", name="Show code")).to_have_attribute("aria-pressed", shown)
        slider.focus()
        slider.fill("50")
        for key in ("ArrowDown", "b", "a", "d", "d", "x"):
            page.keyboard.press(key)
        expect(slider).to_be_focused()
        expect(slider).to_have_value("49")
        expect(cells).to_have_count(3)
        page.get_by_role("button", name="Show code").click()


def test_keys_on_the_page_itself_change_nothing_while_one_reads(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    page.get_by_role("heading", name="Honest scoring").click()
    for key in ("b", "a", "d", "d", "x", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(f"{PANEL} .jp-Cell")).to_have_count(3)
    expect(page.locator(CODE).locator("visible=true")).to_have_count(0)


def test_saving_puts_the_answers_into_the_notebook_once(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(SAVING)))
    lab.ready(page)
    lab.save(page)
    assert "answers" not in course.saved["metadata"]["coaching"]
    saves: list[str] = []
    page.on("request", lambda request: saves.append(request.url) if request.method == "PUT" else None)
    page.get_by_role("button", name="Answer", exact=True).click()
    page.wait_for_function(f"document.querySelector({json.dumps(PANEL)}) && document.querySelector('.jp-mod-dirty')")
    lab.save(page)
    sheet = json.loads((course.folder / "answers/03.json").read_text())
    assert sheet["items"]["kinds"]["value"] is True
    assert course.saved["metadata"]["coaching"] == {"lesson": "03", "role": "lesson", "answers": sheet}
    lab.save(page)
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    assert len([url for url in saves if "page.ipynb" in url]) <= 3


def test_an_answer_saved_in_the_same_moment_is_in_the_notebook_too(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(SAVING)))
    lab.ready(page)
    page.get_by_role("button", name="Answer", exact=True).click()
    lab.until(page, (course.folder / "answers/03.json").exists)
    page.keyboard.press("Control+s")
    lab.until(page, lambda: course.holds('"answers"'))  # the file may be half written while one looks
    assert course.saved["metadata"]["coaching"]["answers"]["items"]["kinds"]["value"] is True


def test_nobody_is_asked_about_news_and_nothing_is_fetched_from_elsewhere(lab: Lab, course: Course) -> None:
    asked: list[str] = []
    page = lab.page()
    page.on("request", lambda request: asked.append(request.url))
    lab.open(course.write(card(CONTROLS)), page=page)
    lab.ready(page)
    expect(page.get_by_text("official Jupyter news")).to_have_count(0)
    assert [url for url in asked if "/api/news" in url or "/api/update" in url] == []
    assert [url for url in asked if not url.startswith((lab.url, "data:", "blob:"))] == []


def graded(source: str, name: str) -> Any:
    settings = {"grade": True, "solution": False, "locked": True, "points": 1, "grade_id": name, "schema_version": 3}
    return card(source, nbgrader={**settings, "cell_type": "code"})


def test_check_that_everything_is_answered_lists_what_is_open_in_words(lab: Lab, course: Course) -> None:
    closed = graded("assert True", "done")
    still = graded("raise AssertionError('Goal kinds: 2 of 6 statements have no place yet.')", "kinds")
    page = lab.open(course.write(closed, still, role="exercise"))
    lab.ready(page)
    page.get_by_role("button", name="Check that everything is answered").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not everything is answered yet")
    expect(dialog.get_by_role("listitem")).to_have_text(["Goal kinds: 2 of 6 statements have no place yet."])
    expect(dialog).not_to_contain_text("raise")
    lab.screenshot(page, "lab-check")


def test_grade_my_own_answers_opens_the_page_or_says_why_there_is_none(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(card(CONTROLS), role="exercise"))
    lab.ready(page)
    (course.folder / "feedback.html").write_text("<h1>Your feedback</h1>")
    where = f"{course.folder.name}/feedback.html"
    answers = iter([{"page": None, "sentence": "There are no keys here."}, {"page": where, "sentence": ""}])
    page.route("**/coaching/check*", lambda route: route.fulfill(json=next(answers)))
    page.get_by_role("button", name="Grade my own answers").click()
    expect(page.get_by_role("dialog")).to_contain_text("There are no keys here.")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Grade my own answers").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Your feedback")).to_be_visible()


def test_hand_in_says_both_ways(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(role="exercise"))
    lab.ready(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"coaching hand-in {course.folder.name}")
    page.get_by_role("button", name="Open the assignment list").click()
    expect(page.get_by_role("tab", name="Assignments")).to_be_visible()


def test_a_lesson_has_no_buttons_of_an_exercise_and_a_code_track_shows_its_code(lab: Lab, course: Course) -> None:
    page = lab.open(course.write(new_code_cell("1 / 0  # the learner's own cell"), role="code-track"))
    lab.ready(page)
    expect(page.get_by_role("button", name="Hand in")).to_have_count(0)
    expect(page.locator(CODE).last).to_be_visible()
    expect(page.get_by_text("ZeroDivisionError")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_narrow_window_in_both_themes(lab: Lab, course: Course, scheme: Any) -> None:
    page = lab.open(
        course.write(card(CONTROLS), role="exercise"), simple=True, color_scheme=scheme, width=360, height=640
    )
    lab.ready(page)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(scheme == "light").lower())
    wider = page.locator(f"{PANEL} .jp-WindowedPanel-outer").evaluate("node => node.scrollWidth - node.clientWidth")
    assert wider <= 0
    lab.screenshot(page, f"lab-narrow-{scheme}")


def test_the_extension_works_in_notebook_7_as_well(make_lab: Callable[..., Lab], tmp_path: Path) -> None:
    lab = make_lab(tmp_path, app="tree")
    course = Course(tmp_path, "course")
    page = lab.open(course.write(card(CONTROLS)))
    lab.ready(page)
    expect(page.get_by_role("slider", name="Score")).to_be_visible()
    lab.screenshot(page, "lab-notebook-7")
