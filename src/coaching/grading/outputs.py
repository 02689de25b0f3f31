"""What the cells of an autograded notebook gave: made safe to look at, and never full credit for silence."""

import math
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.grading.cells import is_test, node, result
from coaching.grading.clean_html import clean
from coaching.grading.graded import RECORD
from coaching.grading.repair import say

__all__ = ["NoNumberNoPoints", "TidyOutputs", "no_number_no_points", "score_in", "tidy"]

_KEPT = {"text/plain", "text/html", RECORD}
_LONGEST_STREAM = 20_000


def score_in(cell: NotebookNode) -> float | None:
    """The number that a test cell gave, if it is one that counts: finite, and between 0 and the cell's points."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            try:
                score = float(output.data.get("text/plain", ""))
            except ValueError:
                return None
            return score if math.isfinite(score) and 0 <= score <= float(cell.metadata.nbgrader["points"]) else None
    return None


def tidy(nb: NotebookNode) -> None:
    """Leave in the outputs what can be read without a kernel and cannot act: no widgets, no scripts, no pictures
    from elsewhere. What a learner's own code showed is kept as text alone.
    """
    nb.metadata.pop("widgets", None)
    for cell in nb.cells:
        if cell.cell_type == "code":
            forms = _KEPT if utils.is_locked(cell) else {"text/plain"}
            cell.outputs = [kept for output in cell.outputs if (kept := _tidy(output, forms))]


def _tidy(output: NotebookNode, forms: set[str]) -> NotebookNode | None:
    if output.output_type == "stream":
        if len(output.text) > _LONGEST_STREAM:
            output.text = output.text[:_LONGEST_STREAM] + "\n… (shortened)"
        return output
    if output.output_type in ("display_data", "execute_result"):
        for form in [form for form in output.data if form not in forms]:
            del output.data[form]
        if "text/html" in output.data:
            output.data["text/html"] = clean(output.data["text/html"])
        output.metadata = node()
        return output if output.data else None
    return output


def no_number_no_points(nb: NotebookNode) -> list[str]:
    """A test cell that gave no usable number gives 0; learner and coach are told. Returns these sentences.

    nbgrader gives full credit for no output and for "nan", raises for a number above the maximum, and gives 0 for a
    mere warning on stderr. Here a warning is kept for the coach and costs nothing.
    """
    faults: list[str] = []
    for cell in nb.cells:
        if not is_test(cell):
            continue
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                output.name = "stdout"
        stopped = any(output.output_type == "error" for output in cell.outputs)
        if stopped or score_in(cell) is None:
            faults.append(_give_nothing(cell, _STOPPED if stopped else _SILENT))
    say(nb, faults)
    return faults


def _give_nothing(cell: NotebookNode, why: str) -> str:
    name = cell.metadata.nbgrader["grade_id"]
    said = why.format(name)
    kept = [output for output in cell.outputs if output.output_type in ("stream", "error")]
    data = {"text/plain": "0.0", "text/html": f"<p>{said}</p>", RECORD: {"item": name, "points": 0.0, "fault": said}}
    cell.outputs = [*kept, result(data, cell.execution_count)]
    return said


_SILENT = "“{}” could not be scored: its test gave no usable number. It stands at 0 until your coach has looked."
_STOPPED = "“{}” could not be scored: its test stopped with an error. It stands at 0; your coach can see the error."


class TidyOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """`tidy`, as a step of nbgrader's autograding."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        tidy(nb)
        return nb, resources


class NoNumberNoPoints(NbGraderPreprocessor):  # type: ignore[misc]
    """`no_number_no_points`, as a step of nbgrader's autograding."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        for said in no_number_no_points(nb):
            self.log.warning("%s, %s: %s", resources["nbgrader"]["student"], resources["nbgrader"]["notebook"], said)
        return nb, resources
