"""What every optional code track promises: stubs, open examples, hidden cases, and a number whatever is written.

The tracks are found, not listed. Beside its notebook, ``private/planted_code.toml`` holds for each function what people
with a named habit would write.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coaching import failure, mindset, okr
from coaching.grading.code_checks import CodeGraded, Example, run_checks
from coaching.grading.graded import RECORD

ROOT = Path(__file__).resolve().parents[2]
TRACKS = sorted((ROOT / "solutions").glob("[0-9]*/code-track.ipynb"))  # none in the learner edition
COURSE: dict[str, Callable[..., Any]] = {
    "kr_score": lambda b, t, a: okr.kr_score(b, t, a).score,
    "band": okr.band,
    "objective_score": okr.objective_score,
    "bits": failure.bits,
    "ruin": failure.ruin,
    "above_old_middle": mindset.above_old_middle,
}
"""What a learner writes, as the course itself has it, where it has it."""


@cache
def cells(track: Path) -> dict[str, dict[str, Any]]:
    return {c["id"]: c | {"source": "".join(c["source"])} for c in json.loads(track.read_text("utf-8"))["cells"]}


@dataclass(frozen=True)
class Task:
    """One function that a learner writes: its track, and its name with hyphens."""

    track: Path
    name: str

    @property
    def function(self) -> str:
        return self.name.replace("-", "_")

    @property
    def test(self) -> str:
        """The test cell's source."""
        return str(cells(self.track)[f"check-{self.name}"]["source"])

    @property
    def points(self) -> int:
        return int(cells(self.track)[f"check-{self.name}"]["metadata"]["nbgrader"]["points"])

    @property
    def solution(self) -> str:
        return str(cells(self.track)[f"write-{self.name}"]["source"])

    @property
    def stub(self) -> str:
        """What a learner gets in place of the solution."""
        return re.sub(
            r"(?ms)^( *)### BEGIN SOLUTION.*?### END SOLUTION",
            r"\1# Write your code here.\n\1raise NotImplementedError()",
            self.solution,
        )

    @property
    def planted(self) -> dict[str, str]:
        text = (self.track.parent / "private" / "planted_code.toml").read_text("utf-8")
        return dict(tomllib.loads(text)[self.name])

    def cases(self) -> dict[str, Any]:
        """``examples`` and ``more``, the open and the hidden cases."""
        namespace: dict[str, Any] = {}
        exec(re.sub(r"(?m)^### .*$", "", self.test), namespace)
        return namespace

    def run(self, written: str, *, hidden: bool = True) -> CodeGraded:
        """The result of the test cell, as nbgrader runs it, after the learner has written ``written``."""
        test = self.test
        if not hidden:
            test = re.sub(r"(?ms)^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS$", "", test)
        *before, last = re.split(r"(?m)^(?=run_checks\()", test)
        namespace: dict[str, Any] = {}
        exec(written, namespace)
        exec("".join(before), namespace)
        result = eval(re.sub(r"(?m)^### END.*$", "", last).strip(), namespace)
        assert isinstance(result, CodeGraded)
        return result


TASKS = [
    Task(track, cell.removeprefix("write-")) for track in TRACKS for cell in cells(track) if cell.startswith("write-")
]
each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.track.parent.name}:{task.name}")


# --- the notebooks ------------------------------------------------------------------------------------------------


@each_task
def test_our_own_solution_earns_all_points(task: Task) -> None:
    result = task.run(task.solution)
    assert (result.points, repr(result), result.score.state) == (task.points, str(task.points), "there"), result.score


@each_task
def test_the_stub_is_not_attempted_and_earns_nothing(task: Task) -> None:
    assert "BEGIN SOLUTION" in task.solution and "raise NotImplementedError()" in task.stub
    result = task.run(task.stub)
    assert (repr(result), result.score.state) == ("0", "not attempted")


@each_task
def test_a_deleted_function_earns_nothing_and_is_said(task: Task) -> None:
    result = task.run("")
    assert (repr(result), result.score.state) == ("0", "not attempted")
    assert "no such function" in result.score.rule


@each_task
def test_a_planted_habit_earns_less_than_all_and_is_shown(task: Task) -> None:
    assert len(task.planted) >= 3, task.planted
    for habit, written in task.planted.items():
        result = task.run(written)
        assert result.points < task.points, habit
        assert any(remark.state == "not yet" for remark in result.score.remarks), habit


@each_task
def test_the_course_itself_agrees_with_every_case(task: Task) -> None:
    namespace: dict[str, Any] = {}
    exec(task.solution, namespace)
    function = COURSE.get(task.function, namespace[task.function])
    given = task.cases()
    every = [*given["examples"], *given["more"]]
    assert len(every) == len(task.run(task.solution).score.remarks)
    assert run_checks(function, every, task.points).score.state == "there"


@each_task
def test_feedback_shows_the_open_examples_and_no_number_of_a_hidden_case(task: Task) -> None:
    given = task.cases()
    for written in (task.solution, *task.planted.values()):
        result = task.run(written)
        told = {remark.about: remark.text for remark in result.score.remarks}
        for case in given["examples"]:
            assert repr(case.given[0]) in told[case.says], case.says
        for case in given["more"]:
            assert case.hidden and not re.search(r"\d", told[case.says] + case.says), case.says


@each_task
def test_what_a_learner_sees_before_handing_in_has_the_open_examples_only(task: Task) -> None:
    result = task.run(task.solution, hidden=False)
    assert result.most == 0 and result.score.state == "there"
    assert "points" not in result._repr_html_()


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.parent.name)
def test_the_notebook_is_stored_clean_and_its_points_are_those_of_its_cells(track: Path) -> None:
    book = json.loads(track.read_text("utf-8"))
    assert book["metadata"]["coaching"] == {"lesson": track.parent.name, "role": "code-track"}
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


def test_where_chance_has_a_part_a_number_may_be_off_by_what_the_case_says() -> None:
    case = Example((1,), 0.5, "about a half", within=0.02)
    assert run_checks(lambda x: 0.515, [case], 4).points == 4
    assert run_checks(lambda x: 0.53, [case], 4).points == 0
    assert "give or take 0.02" in run_checks(lambda x: 0.53, [case], 4).score.remarks[0].text


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
