"""The whole loop for every assignment of the course: generate, hand in, grade, a reader's scores, feedback. The page is
then looked at as a learner would. One assignment goes all of it by nbgrader alone, exchange and autograding included;
the others are graded by `coaching grade`, which `test_cohort_ways` and the benchmark hold to the same rows.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from coaching.grading.cohort import grade_cohort
from coaching.grading.graded import RECORD
from coaching.grading.rubric import read_rubric
from coaching.grading.score import Options
from coaching.items import read

from ..coursecopy import REPOSITORY, Course, new_course, write_answers
from .test_release import key_texts

ASSIGNMENTS = sorted(folder.name for folder in (REPOSITORY / "solutions").glob("[0-9]*"))
ALL_BY_NBGRADER = "03-stretch-scoring"
COMMENT = "You name <b>what</b> happened.\nName the day, too."


@dataclass(frozen=True)
class Loop:
    """One assignment after the whole loop, with three learners: everything right, half, nothing."""

    course: Course
    assignment: str
    answers: dict[str, dict[str, Any]]

    @property
    def source(self) -> Path:
        return REPOSITORY / "solutions" / self.assignment

    @property
    def notebook(self) -> str:
        """The notebook that is not the optional one."""
        return next(path.stem for path in self.source.glob("*.ipynb") if path.stem != "code-track")

    def page(self, student: str, notebook: str | None = None) -> str:
        return self.course.page(self.assignment, notebook or self.notebook, student)


def model_answers(source: Path) -> dict[str, Any]:
    sheet = json.loads((source / "private" / "model_answers.json").read_text(encoding="utf-8"))
    return {item: entry["value"] for item, entry in sheet["items"].items()}


def first_wrong(source: Path) -> dict[str, Any]:
    planted = json.loads((source / "private" / "wrong_answers.json").read_text(encoding="utf-8"))
    return {item: answers[0]["value"] for item, answers in planted.items() if answers}


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def loop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loop:
    assignment = request.param
    source = REPOSITORY / "solutions" / assignment
    course = new_course(tmp_path_factory.mktemp("loop") / "course", source)
    model, wrong = model_answers(source), first_wrong(source)
    half = {item: wrong.get(item, value) if number % 2 else value for number, (item, value) in enumerate(model.items())}
    answers = {"all": model, "half": half, "none": {}}

    course.generate(assignment)
    if assignment == ALL_BY_NBGRADER:
        hand_in_through_the_exchange(course, assignment, answers)
        result = course.autograde(assignment)
        assert result["success"], result
    else:
        for student, given in answers.items():
            folder = course.hand_in(assignment, student, given)
            if student == "all":
                write_code_track(source, folder)
        grade_cohort(course.root, assignment, Options())
    made = Loop(course, assignment, answers)
    for cell in reflections(made):
        course.grade_by_hand(assignment, made.notebook, "all", cell, 3, COMMENT)
    course.feedback(assignment)
    if assignment == ALL_BY_NBGRADER:
        course.release_feedback(assignment)
    return made


def hand_in_through_the_exchange(course: Course, assignment: str, answers: dict[str, dict[str, Any]]) -> None:
    """What learners and their coach do with nbgrader: release, fetch, submit, collect."""
    course.release(assignment)
    desk = course.root / "workspace" / "exercises"
    for student, given in answers.items():
        course.nbgrader("fetch_assignment", assignment, f"--student={student}")
        if given:
            write_answers(desk / assignment, assignment, given)
        if student == "all":
            write_code_track(REPOSITORY / "solutions" / assignment, desk / assignment)
        course.nbgrader("submit", assignment, f"--student={student}")
        shutil.rmtree(desk / assignment)
    course.collect(assignment)


def write_code_track(source: Path, folder: Path) -> None:
    """Solve the code track as a learner would: in the open cells."""
    if not (source / "code-track.ipynb").exists():
        return
    solved = {cell.id: cell.source for cell in nbformat.read(source / "code-track.ipynb", as_version=4).cells}
    nb = nbformat.read(folder / "code-track.ipynb", as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = solved[cell.id]
    nbformat.write(nb, folder / "code-track.ipynb")


def reflections(loop: Loop) -> list[str]:
    with loop.course.gradebook() as gradebook:
        cells = gradebook.find_notebook(loop.notebook, loop.assignment).grade_cells
        return [cell.name for cell in cells if cell.cell_type == "markdown"]


def test_everything_right_is_full_and_nothing_is_nothing(loop: Loop) -> None:
    with loop.course.gradebook() as gradebook:
        cells = gradebook.find_notebook(loop.notebook, loop.assignment).grade_cells
        most = {cell.name: cell.max_score for cell in cells if cell.cell_type == "code"}
    for student, expected in (("all", most), ("none", dict.fromkeys(most, 0.0))):
        scores = loop.course.scores(loop.assignment, loop.notebook, student)
        assert {name: scores[name][0] for name in most} == expected
    half = loop.course.scores(loop.assignment, loop.notebook, "half")
    assert 0 < sum(half[name][0] or 0 for name in most) < sum(most.values())


def test_the_code_track_is_scored_apart(loop: Loop) -> None:
    if not (loop.source / "code-track.ipynb").exists():
        pytest.skip("this assignment has no code track")
    solved = loop.course.scores(loop.assignment, "code-track", "all")
    with loop.course.gradebook() as gradebook:
        cells = gradebook.find_notebook("code-track", loop.assignment).grade_cells
        assert {name: score for name, (score, _) in solved.items()} == {cell.name: cell.max_score for cell in cells}
    page = loop.page("all", "code-track")
    assert "optional code track" in page
    assert "you never need them for a full mark" in page
    assert "code track" not in loop.page("all").split("<main>")[1].split("</header>")[0]


def test_a_reflection_waits_for_its_reader_with_the_rubric_in_sight(loop: Loop) -> None:
    cells = loop.course.autograded(loop.assignment, loop.notebook, "half").cells
    for name in reflections(loop):
        assert loop.course.scores(loop.assignment, loop.notebook, "half")[name] == (None, True)
        assert loop.course.scores(loop.assignment, loop.notebook, "none")[name] == (0.0, False)
        place = next(number for number, cell in enumerate(cells) if cell.id == name)
        rubric = cells[place - 1].source
        assert name in rubric and "Restates" in rubric and "Tests" in rubric
        assert not [other for other in reflections(loop) if other != name and f"## {other}" in rubric]


def test_every_item_leaves_one_record_for_reports(loop: Loop) -> None:
    asked = {one.item.id for one in read(loop.source / f"{loop.notebook}.ipynb") if one.key is not None}
    for student in loop.answers:
        nb = loop.course.autograded(loop.assignment, loop.notebook, student)
        records = [
            output.data[RECORD]
            for cell in nb.cells
            for output in cell.get("outputs", [])
            if RECORD in output.get("data", {})
        ]
        assert {record["item"] for record in records} == asked
        assert len(records) == len(asked)


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_reader_said(loop: Loop) -> None:
    page = loop.page("all")
    if reflections(loop):
        assert "Level 3 of 4 · Explains" in page
        assert "You name &lt;b&gt;what&lt;/b&gt; happened." in page
        assert "wait for a person to read them" in loop.page("half") or "One text still waits" in loop.page("half")


@pytest.mark.parametrize("student", ["all", "half", "none"])
def test_the_page_gives_nothing_away(loop: Loop, student: str) -> None:
    """A learner reads the notes on their own choices, and no other; no code, no test, no key."""
    page = plain(loop.page(student))
    for word in ("HIDDEN TESTS", "ChoiceKey", "here.ask", "coaching.items", "import ", "widget", "misconception="):
        assert word not in page
    with_records = loop.course.autograded(loop.assignment, loop.notebook, student)
    shown = plain(
        "".join(
            "".join(output.data.get("text/html", ""))
            for cell in with_records.cells
            for output in cell.get("outputs", [])
            if "data" in output
        )
    )
    texts = [plain(text) for text in set(key_texts(loop.source))]
    told = [text for text in texts if text in page]
    assert all(text in shown for text in told)
    if student == "none":
        assert not told
    else:
        assert len(told) < len(texts) * 2 / 3, "notes on options that were not chosen are on the page"


def test_misconceptions_and_the_readers_notes_stay_with_the_coach(loop: Loop) -> None:
    codes = re.findall(r'code = "([a-z-]+)"', (loop.source / "private" / "misconceptions.toml").read_text("utf-8"))
    rubric = read_rubric(loop.source)
    assert bool(rubric) == bool(reflections(loop)), "a rubric is for texts that a person reads"
    words = "\n".join(rubric.for_reader(text.item) for text in rubric.texts) if rubric else ""
    private = [line for line in words.splitlines() if len(line) > 60]
    for student in loop.answers:
        page = loop.page(student)
        assert not [code for code in codes if re.search(rf"\b{code}\b", page)]
        assert not [line for line in private if plain(line)[:60] in plain(page)]


@pytest.mark.parametrize("student", ["all", "half", "none"])
def test_the_page_needs_nothing_from_anywhere(loop: Loop, student: str) -> None:
    parser = Loads()
    parser.feed(loop.page(student))
    assert parser.loads == []
    assert "url(" not in loop.page(student)
    assert "@import" not in loop.page(student)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("student", ["all", "half", "none"])
def test_axe_finds_nothing_and_a_phone_shows_all(loop: Loop, browser: Browser, student: str, scheme: Any) -> None:
    file = loop.course.root / "feedback" / student / loop.assignment / f"{loop.notebook}.html"
    asked: list[str] = []
    with browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert asked == [file.as_uri()]


def test_print_shows_what_the_screen_folds_away(loop: Loop, browser: Browser) -> None:
    file = loop.course.root / "feedback" / "half" / loop.assignment / f"{loop.notebook}.html"
    with browser.new_context(viewport={"width": 800, "height": 1000}) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        shown = "document.querySelector('details:not([open]) li').checkVisibility()"
        assert not page.evaluate(shown)
        page.emulate_media(media="print")
        assert page.evaluate(shown)


class Loads(HTMLParser):
    """What a page would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object", "embed", "video", "audio", "base", "form"):
            self.loads.append(f"{tag} {given}")
        self.loads += [name for name in given if name.startswith("on") or name in ("src", "srcset")]


def plain(html: str) -> str:
    """The words of a page or of light Markdown, without tags, marks and spacing."""
    text = re.sub(r"<[^>]+>", " ", html)
    for entity, letter in (
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, letter)
    return re.sub(r"[\s*_`|]+", " ", text).strip()


@pytest.mark.parametrize("loop", [ALL_BY_NBGRADER], indirect=True)
def test_feedback_comes_back_through_the_exchange(loop: Loop) -> None:
    loop.course.nbgrader("fetch_feedback", loop.assignment, "--student=half")
    pages = list((loop.course.root / "workspace" / "exercises" / loop.assignment / "feedback").rglob("*.html"))
    assert f"{loop.notebook}.html" in {page.name for page in pages}
    assert all("Safe to Stretch" in page.read_text("utf-8") for page in pages)
