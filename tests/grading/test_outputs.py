"""What a test cell gave is believed only if it is a number that counts, and shown only if it cannot act."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output
from nbgrader.utils import determine_grade

from coaching.grading.clean_html import clean
from coaching.grading.graded import RECORD
from coaching.grading.outputs import NoNumberNoPoints, TidyOutputs
from coaching.grading.reflections import as_plain_text
from coaching.grading.rubric import level_of

from .demo_assignment import graded, locked, solution

NAMES = {"nbgrader": {"student": "ana", "notebook": "demo"}}


def result(text: str, **data: Any) -> NotebookNode:
    return new_output("execute_result", {"text/plain": text, **data}, execution_count=1)


def stream(name: str, text: str) -> NotebookNode:
    return new_output("stream", name=name, text=text)


def error() -> NotebookNode:
    return new_output("error", ename="NameError", evalue="double", traceback=["NameError: double"])


OUTPUTS: list[tuple[str, list[NotebookNode], float, bool]] = [
    ("a number", [result("3.5")], 3.5, False),
    ("nought", [result("0")], 0.0, False),
    ("a warning and a number", [stream("stderr", "DeprecationWarning: soon"), result("3.5")], 3.5, False),
    ("nothing", [], 0.0, True),
    ("print alone", [stream("stdout", "5")], 0.0, True),
    ("a word", [result("'full'")], 0.0, True),
    ("nan", [result("nan")], 0.0, True),
    ("infinity", [result("inf")], 0.0, True),
    ("more than there is", [result("99")], 0.0, True),
    ("less than nothing", [result("-1")], 0.0, True),
    ("an error", [error()], 0.0, True),
    ("a number, then an error", [result("5"), error()], 0.0, True),
    ("a display that looks like a number", [new_output("display_data", {"text/plain": "5"})], 0.0, True),
]


@pytest.mark.parametrize(("name", "outputs", "points", "told"), OUTPUTS, ids=[row[0] for row in OUTPUTS])
def test_no_output_is_never_full_credit(name: str, outputs: list[NotebookNode], points: float, told: bool) -> None:
    cell = graded("grade()", "kinds", 5)
    cell.outputs = outputs
    nb = new_notebook(cells=[cell])
    nb, _ = NoNumberNoPoints().preprocess(nb, NAMES)
    assert determine_grade(nb.cells[0]) == (points, 5.0)
    assert bool(nb.metadata.get("coaching", {}).get("repairs")) == told


def test_a_warning_is_kept_for_the_coach() -> None:
    cell = graded("grade()", "kinds", 5)
    cell.outputs = [stream("stderr", "DeprecationWarning: soon"), result("5")]
    nb, _ = NoNumberNoPoints().preprocess(new_notebook(cells=[cell]), NAMES)
    assert "DeprecationWarning" in nb.cells[0].outputs[0].text


def test_no_widget_stays_and_what_a_learners_code_showed_is_text_alone() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    html = {"text/html": "<p>Card</p><script>alert(1)</script>"}
    ours, theirs = locked("here.ask()", "card"), solution("show()", "double")
    ours.outputs = [new_output("display_data", {"text/plain": "card", **html, **view})]
    theirs.outputs = [
        new_output("display_data", {"text/plain": "theirs", **html, "application/javascript": "alert(2)"}),
        new_output("display_data", {"image/svg+xml": "<svg onload='alert(3)'/>"}),
    ]
    nb = new_notebook(cells=[ours, theirs], metadata={"widgets": {"state": {}}})
    nb, _ = TidyOutputs().preprocess(nb, NAMES)
    assert "widgets" not in nb.metadata
    assert nb.cells[0].outputs[0].data == {"text/plain": "card", "text/html": "<p>Card</p>alert(1)"}
    assert [output.data for output in nb.cells[1].outputs] == [{"text/plain": "theirs"}]


def test_the_record_of_an_item_stays() -> None:
    cell = graded("grade()", "kinds", 5)
    cell.outputs = [result("5", **{RECORD: {"item": "kinds"}})]
    nb, _ = TidyOutputs().preprocess(new_notebook(cells=[cell]), NAMES)
    assert nb.cells[0].outputs[0].data[RECORD] == {"item": "kinds"}


@pytest.mark.parametrize(
    "dirty",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "<p onclick='alert(1)' style='position:fixed;background:url(http://a.b)'>x</p>",
        "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<iframe src='http://a.b'></iframe><form action='http://a.b'><input></form>",
        "<style>body{display:none}</style>",
        "<math><mtext></p><img src=x onerror=alert(1)>",
    ],
)
def test_html_that_could_act_is_only_read(dirty: str) -> None:
    shown = clean(dirty)
    for danger in (
        "<script",
        "<img",
        "<iframe",
        "<form",
        "<style",
        "<input",
        "javascript:",
        "onclick=",
        "url(",
        "fixed",
    ):
        assert danger not in shown


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "</pre># Heading",
        "![x](http://a.b/c.png)",
        "$$x$$ \\(y\\)",
        "`code` *b* _i_",
        "a\n\nb",
    ],
)
def test_a_learners_words_are_shown_letter_by_letter(words: str) -> None:
    from html import unescape

    from nbconvert.filters import markdown2html

    page = markdown2html(as_plain_text(words))
    inside = page.partition(">")[2].rpartition("</pre>")[0]
    assert "<" not in inside
    assert unescape(inside) == words


def test_a_score_stands_for_the_level_that_it_reaches() -> None:
    names = [level_of(score, 4)[:1] for score in (0, 0.5, 1, 1.5, 2, 3, 3.5, 4, 5)]
    assert names == ["", "1", "1", "1", "2", "3", "3", "4", "4"]
    assert level_of(6, 8).startswith("3 of 4 · Explains")
