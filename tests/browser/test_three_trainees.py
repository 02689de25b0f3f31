"""The whole loop in a real browser.

Three trainees click through the released exercise and hand in through the exchange; a coach collects, autogrades, reads
and sends feedback in formgrader; the gradebook holds, item by item, what was typed here beforehand.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coaching.items import read
from coaching.workspace import set_me, update

from ..coursecopy import Course
from .clicking import answer
from .formgrader import assignments, grade_by_hand, press
from .labserver import Lab, copy_course

ASSIGNMENT, NOTEBOOK = "03-stretch-scoring", "stretch-scoring"
EXERCISE = f"workspace/exercises/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
SOURCE = Path(__file__).resolve().parents[2] / "solutions" / ASSIGNMENT
MODEL: dict[str, Any] = {
    item: entry["value"]
    for item, entry in json.loads((SOURCE / "private/model_answers.json").read_text(encoding="utf-8"))["items"].items()
}
WORDS = "Our on-call promise is called a stretch, so nobody repaired it. I saw that in the <b>March</b> log. " * 5


@dataclass
class Trainee:
    """Who answers what, and what the gradebook must say: points worked out by hand from the rules of credit."""

    name: str
    answers: dict[str, Any]
    expected: dict[str, float]
    by_hand: dict[str, float] = field(default_factory=dict)
    misconceptions: dict[str, tuple[str, ...]] = field(default_factory=dict)


EVERYTHING = Trainee(
    "mira",
    {**MODEL, "reflect-dressed": WORDS, "reflect-score": WORDS},
    {
        "goal-kinds": 5,
        "scores": 5,
        "four-conventions": 5,
        "needed-facts": 4,
        "house-frowns": 4,
        "green-average": 5,
        "name-the-trap": 5,
        "trap-hunt": 5,
        "stretch-or-not": 5,
        "kr-doctor": 5,
        "sealed-forecast": 4,
        "twice-the-reach": 4,
        "challenge-talk": 4,
    },
    by_hand={"reflect-dressed": 4, "reflect-score": 3},
)
NOTHING = Trainee("noor", {}, dict.fromkeys(EVERYTHING.expected, 0))
HALF = Trainee(
    "tomas",
    {
        # Two planted misconceptions: the moonshot that is a safety goal, and the goal that matters to the director.
        "goal-kinds": {**MODEL["goal-kinds"], "allergy": "aspirational", "map": "committed"},
        "scores": {**MODEL["scores"], "queue": "0.25"},
        "four-conventions": MODEL["four-conventions"],
        "needed-facts": MODEL["needed-facts"],
        "trap-hunt": MODEL["trap-hunt"][:3],
        "challenge-talk": ["seal", "past", "wish", "hear", "fix", "chance"],
        "reflect-dressed": WORDS,
    },
    {
        **NOTHING.expected,
        "goal-kinds": 3.33,  # 7 of 9, guessing gives 3: (7 - 3) / (9 - 3) of 5
        "scores": 4.38,  # 7 of 8 of 5
        "four-conventions": 5,
        "needed-facts": 4,
        "trap-hunt": 2.5,  # 3 of 6, nothing else picked
        "challenge-talk": 3.47,  # 1 of 15 pairs is swapped: 1 - 2/15 of 4
    },
    by_hand={"reflect-dressed": 2},
    misconceptions={
        "goal-kinds": ("important-means-committed", "stretch-fits-safety"),
        "scores": ("decrease-sign-flip",),
        "challenge-talk": ("hope-beats-history",),
    },
)
TRAINEES = [EVERYTHING, HALF, NOTHING]
each_trainee = pytest.mark.parametrize("trainee", TRAINEES, ids=[t.name for t in TRAINEES])


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
    """The coach's JupyterLab; the exercise is generated and released by formgrader's buttons."""
    with Lab(copy_course(tmp_path_factory.mktemp("coach") / "course"), browser) as lab:
        page = assignments(lab, ASSIGNMENT)
        press(page, ASSIGNMENT, "assign")
        press(page, ASSIGNMENT, "release")
        yield lab


def learner_course(coach: Lab, root: Path, name: str) -> Path:
    """A learner's own course: the coach's release, and no solutions."""
    copy_course(root)
    shutil.rmtree(root / "solutions")
    shutil.copytree(coach.root / "exercises", root / "exercises", dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(root / ".course/jupyter/data"))
        update(root)
    set_me(root, name)
    return root


def open_assignment_list(page: Page) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()


@pytest.fixture(scope="module")
def handed_in(coach: Lab, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each trainee has clicked through the released exercise and handed it in; name → the trainee's own course."""
    items = {asked.item.id: asked.item for asked in read(coach.root / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")}
    roots = {}
    for trainee in TRAINEES:
        root = learner_course(coach, tmp_path_factory.mktemp(trainee.name) / "course", trainee.name)
        with Lab(root, browser, coach=False) as lab:
            page = lab.open(EXERCISE)
            lab.ready(page)
            for item_id, value in trainee.answers.items():
                answer(page, items[item_id], value)
            lab.save(page)
            lab.screenshot(page, f"exercise-{trainee.name}")
            open_assignment_list(page)
            page.get_by_role("button", name="Submit").click()
            expect(page.get_by_role("button", name="Fetch Feedback")).to_be_visible()
        roots[trainee.name] = root
    return roots


@pytest.fixture(scope="module")
def graded(coach: Lab, handed_in: dict[str, Path]) -> Course:
    """The coach has collected and autograded all three, and graded the reflections by hand, all in formgrader."""
    page = assignments(coach, ASSIGNMENT)
    press(page, ASSIGNMENT, "collect")
    page.goto(f"{coach.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    for name in handed_in:
        press(page, name, "autograde")
    course = Course(coach.root)
    for trainee in TRAINEES:
        with course.gradebook() as gradebook:
            submission = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, trainee.name).id
        page.goto(f"{coach.url}/formgrader/submissions/{submission}")
        for cell, points in trainee.by_hand.items():
            expect(page.get_by_text("What the reader finds").or_(page.get_by_text("restates")).first).to_be_visible()
            grade_by_hand(page, cell, points, f"Thank you, {trainee.name}: what would show you that it worked?")
        coach.screenshot(page, f"formgrader-{trainee.name}")
    return course


@each_trainee
def test_the_gradebook_says_item_by_item_what_was_expected_beforehand(graded: Course, trainee: Trainee) -> None:
    scores = graded.scores(ASSIGNMENT, NOTEBOOK, trainee.name)
    assert {cell: score for cell, (score, _) in scores.items() if cell in trainee.expected} == pytest.approx(
        trainee.expected, abs=0.005
    )


@each_trainee
def test_texts_wait_for_a_person_and_keep_what_the_person_gave(graded: Course, trainee: Trainee) -> None:
    with graded.gradebook() as gradebook:
        for cell in ("reflect-dressed", "reflect-score"):
            grade = gradebook.find_grade(cell, NOTEBOOK, ASSIGNMENT, trainee.name)
            assert (grade.score, grade.needs_manual_grade) == (trainee.by_hand.get(cell, 0), False)


@each_trainee
def test_the_planted_misconceptions_are_on_record_and_no_others(graded: Course, trainee: Trainee) -> None:
    notebook = graded.root / "autograded" / trainee.name / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    records = [
        output["data"]["application/vnd.coaching.result+json"]
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "application/vnd.coaching.result+json" in output.get("data", {})
    ]
    found = {r["item"]: tuple(sorted(r["misconceptions"])) for r in records if r["misconceptions"]}
    assert found == trainee.misconceptions


@pytest.fixture(scope="module")
def fed_back(coach: Lab, graded: Course, handed_in: dict[str, Path], browser: Browser) -> dict[str, Path]:
    """The coach has made and released feedback in formgrader; each trainee has fetched it; name → the page they see."""
    page = assignments(coach, ASSIGNMENT)
    press(page, ASSIGNMENT, "generate-feedback")
    press(page, ASSIGNMENT, "release-feedback")
    pages = {}
    for name, root in handed_in.items():
        with Lab(root, browser, coach=False) as lab:
            page = lab.open("workspace/notebooks/00-welcome.ipynb")
            open_assignment_list(page)
            page.get_by_role("button", name="Fetch Feedback").click()
            expect(page.get_by_text("(view feedback)").or_(page.get_by_text("View feedback")).first).to_be_visible()
        [pages[name]] = (root / "workspace/exercises" / ASSIGNMENT / "feedback").glob(f"*/{NOTEBOOK}.html")
    return pages


@pytest.mark.parametrize("look", ["light", "dark"])
@each_trainee
def test_feedback_reads_well_offline_in_both_themes_and_on_a_phone(
    fed_back: dict[str, Path], browser: Browser, trainee: Trainee, look: Any, request: pytest.FixtureRequest
) -> None:
    with browser.new_context(color_scheme=look, viewport={"width": 360, "height": 800}, offline=True) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.goto(fed_back[trainee.name].as_uri())
        assert asked == [fed_back[trainee.name].as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_feedback_speaks_to_the_misconceptions_and_tells_no_key(fed_back: dict[str, Path], browser: Browser) -> None:
    asked = {a.item.id: a for a in read(SOURCE / f"{NOTEBOOK}.ipynb")}
    kinds = asked["goal-kinds"]
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(fed_back["tomas"].as_uri())
        text = " ".join(str(page.locator("body").text_content()).split())
    notes: Any = kinds.key
    assert notes is not None
    plain = {
        (part, option): note.text.replace("*", "") for part, row in notes.notes.items() for option, note in row.items()
    }
    chosen = HALF.answers["goal-kinds"]
    assert all(" ".join(plain[part, option].split()) in text for part, option in chosen.items())
    others = [words for (part, option), words in plain.items() if chosen[part] != option]
    assert not [words for words in others if " ".join(words.split()) in text]
    assert "Thank you, tomas" in text
