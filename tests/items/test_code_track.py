"""What the optional code track promises: stubs, open examples, hidden cases, and a number whatever is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coaching import okr
from coaching.grading.code_checks import CodeGraded, Example, run_checks
from coaching.grading.graded import RECORD

from .planted_code import PLANTED

ROOT = Path(__file__).resolve().parents[2]
TRACK = ROOT / "solutions" / "03-stretch-scoring" / "code-track.ipynb"
needs_track = pytest.mark.skipif(not TRACK.is_file(), reason="the learner edition has no solutions")
FUNCTIONS = ("kr-score", "band", "objective-score")
each_function = pytest.mark.parametrize("name", FUNCTIONS)


def cells() -> dict[str, dict[str, Any]]:
    return {c["id"]: c | {"source": "".join(c["source"])} for c in json.loads(TRACK.read_text("utf-8"))["cells"]}


def run(name: str, written: str, *, hidden: bool = True) -> CodeGraded:
    """The result of the test cell of ``name``, as nbgrader runs it, after the learner has written ``written``."""
    test = cells()[f"check-{name}"]["source"]
    if not hidden:
        test = re.sub(r"(?ms)^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS$", "", test)
    *before, last = re.split(r"(?m)^(?=run_checks\()", test)
    namespace: dict[str, Any] = {}
    exec(written, namespace)
    exec("".join(before), namespace)
    result = eval(re.sub(r"(?m)^### END.*$", "", last).strip(), namespace)
    assert isinstance(result, CodeGraded)
    return result


def solution(name: str) -> str:
    return str(cells()[f"write-{name}"]["source"])


def stub(name: str) -> str:
    """What a learner gets in place of the solution."""
    return re.sub(
        r"(?ms)^( *)### BEGIN SOLUTION.*?### END SOLUTION",
        r"\1# Write your code here.\n\1raise NotImplementedError()",
        solution(name),
    )


# --- the notebook -------------------------------------------------------------------------------------------------


@needs_track
@each_function
def test_our_own_solution_earns_all_points(name: str) -> None:
    result = run(name, solution(name))
    assert (result.points, repr(result), result.score.state) == (4, "4", "there"), result.score.remarks


@needs_track
@each_function
def test_the_stub_is_not_attempted_and_earns_nothing(name: str) -> None:
    assert "BEGIN SOLUTION" in solution(name) and "raise NotImplementedError()" in stub(name)
    result = run(name, stub(name))
    assert (repr(result), result.score.state) == ("0", "not attempted")


@needs_track
@each_function
def test_a_deleted_function_earns_nothing_and_is_said(name: str) -> None:
    result = run(name, "")
    assert (repr(result), result.score.state) == ("0", "not attempted")
    assert "no such function" in result.score.rule


@needs_track
@pytest.mark.parametrize(("name", "habit"), [(name, habit) for name, habits in PLANTED.items() for habit in habits])
def test_a_planted_misconception_earns_less_than_all_and_is_shown(name: str, habit: str) -> None:
    result = run(name, PLANTED[name][habit])
    assert result.points < 4
    assert any(remark.state == "not yet" for remark in result.score.remarks)


@needs_track
@each_function
def test_the_course_itself_agrees_with_every_case(name: str) -> None:
    function: Callable[..., Any] = {
        "kr-score": lambda b, t, a: okr.kr_score(b, t, a).score,
        "band": okr.band,
        "objective-score": okr.objective_score,
    }[name]
    namespace = {"theirs": function}
    result = run(name, solution(name))
    cases = [remark.about for remark in result.score.remarks]
    test = cells()[f"check-{name}"]["source"].replace(name.replace("-", "_") + '")', 'theirs")')
    exec(re.sub(r"(?m)^### .*$", "", test), namespace)
    every = [*namespace["examples"], *namespace["more"]]  # type: ignore[misc]
    assert len(every) == len(cases)
    assert run_checks(function, every, 4).score.state == "there"


@needs_track
@each_function
def test_feedback_shows_the_open_examples_and_no_number_of_a_hidden_case(name: str) -> None:
    namespace: dict[str, Any] = {}
    test = cells()[f"check-{name}"]["source"]
    exec(re.sub(r"(?m)^### .*$", "", test), namespace)
    for written in (solution(name), *PLANTED[name].values()):
        result = run(name, written)
        told = {remark.about: remark.text for remark in result.score.remarks}
        for case in namespace["examples"]:
            assert repr(case.given[0]) in told[case.says], case.says
        for case in namespace["more"]:
            assert case.hidden and not re.search(r"\d", told[case.says] + case.says), case.says


@needs_track
@each_function
def test_what_a_learner_sees_before_handing_in_has_the_open_examples_only(name: str) -> None:
    result = run(name, solution(name), hidden=False)
    assert result.most == 0 and result.score.state == "there"
    assert "points" not in result._repr_html_()


@needs_track
def test_the_notebook_is_stored_clean_and_its_points_are_those_of_its_cells() -> None:
    book = json.loads(TRACK.read_text("utf-8"))
    assert book["metadata"]["coaching"] == {"lesson": "03-stretch-scoring", "role": "code-track"}
    for cell in book["cells"]:
        marks = cell["metadata"]["nbgrader"]
        assert marks["schema_version"] == 3
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            assert "card" not in cell["metadata"].get("tags", []), "code is shown in the code track"
        if marks["grade"]:
            assert f"points={marks['points']}," in "".join(cell["source"])
            assert f'item="{marks["grade_id"]}"' in "".join(cell["source"])


# --- scoring whatever a learner may write -------------------------------------------------------------------------

DOUBLE = [
    Example((1,), 2, "one"),
    Example((2,), 4, "two"),
    Example((3,), 6, "three", hidden=True),
    Example((-1,), ValueError, "below zero", hidden=True),
]


def test_each_case_that_holds_earns_its_share() -> None:
    assert run_checks(lambda x: 2 * x, DOUBLE, 4).points == 3


def test_a_function_that_does_not_look_at_what_is_given_earns_nothing() -> None:
    result = run_checks(lambda x: 2, DOUBLE, 4)
    assert (result.points, result.score.state) == (0, "not yet")
    assert "same answer" in result.score.rule


class EqualsEverything:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 2.0

    def __abs__(self) -> float:
        return 0.0

    def __repr__(self) -> str:
        raise RuntimeError("must not be asked")


class TextThatEqualsEverything(str):
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    "strange",
    [
        EqualsEverything(),
        TextThatEqualsEverything("green"),
        None,
        True,
        float("nan"),
        float("inf"),
        10**5000,
        Decimal("sNaN"),
        [2],
        "2",
        ValueError("returned, not raised"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_number_never_holds(strange: object) -> None:
    result = run_checks(lambda x: strange, DOUBLE, 4)
    assert result.points == 0
    assert result._repr_html_()
    text = run_checks(lambda x: strange, [Example((1,), "red", "a"), Example((2,), "green", "b")], 4)
    assert text.points == 0


def test_errors_and_exits_are_caught_and_said() -> None:
    def exits(x: int) -> int:
        raise SystemExit(3)

    def fails(x: int) -> float:
        return x / 0

    assert run_checks(exits, DOUBLE, 4).points == 0
    assert "ZeroDivisionError" in run_checks(fails, DOUBLE, 4)._repr_html_()


def test_what_a_function_prints_does_not_reach_the_notebook(capfd: pytest.CaptureFixture[str]) -> None:
    import sys

    def noisy(x: int) -> int:
        print("a lot")
        print("worse", file=sys.stderr)
        return 2 * x

    assert run_checks(noisy, DOUBLE, 4).points == 3
    assert capfd.readouterr() == ("", "")


def test_a_function_cannot_change_the_case_for_the_next_call() -> None:
    def greedy(scores: list[float]) -> float:
        total = sum(scores)
        scores.clear()
        return total

    case = Example(([1, 2],), 3, "a list")
    assert run_checks(greedy, [case, case, Example(([5],), 5, "another")], 3).points == 3


def test_markup_in_an_answer_is_shown_and_never_run() -> None:
    html = run_checks(lambda x: "<script>alert(1)</script>`" + str(x), DOUBLE, 4)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_the_result_is_a_number_a_page_and_a_record() -> None:
    bundle = run_checks(lambda x: 2 * x, DOUBLE, 4, item="double", objective="00.x")._repr_mimebundle_()
    assert bundle["text/plain"] == "3"
    record = bundle[RECORD]
    assert (record["item"], record["points"], record["most"], record["fraction"]) == ("double", 3, 4, 0.75)
    assert json.loads(json.dumps(record)) == record


def test_an_author_who_gives_no_cases_is_told() -> None:
    with pytest.raises(ValueError, match="no cases"):
        run_checks(lambda x: x, [])
    with pytest.raises(ValueError, match="points"):
        run_checks(lambda x: x, DOUBLE, -1)
