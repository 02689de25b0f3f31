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

__all__ = ["NoNumberNoPoints", "TidyOutputs", "score_in"]

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


class TidyOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Leave in the outputs what can be read without a kernel and cannot act: no widgets, no scripts, no pictures
    from elsewhere. What a learner's own code showed is kept as text alone.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            if cell.cell_type == "code":
                forms = _KEPT if utils.is_locked(cell) else {"text/plain"}
                cell.outputs = [kept for output in cell.outputs if (kept := _tidy(output, forms))]
        return nb, resources


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


class NoNumberNoPoints(NbGraderPreprocessor):  # type: ignore[misc]
    """A test cell that gave no usable number gives 0, and coach and learner are told.

    nbgrader gives full credit for no output and for "nan", raises for a number above the maximum, and gives 0 for a
    mere warning on stderr. Here a warning is kept for the coach and costs nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        for cell in nb.cells:
            if not is_test(cell):
                continue
            for output in cell.outputs:
                if output.output_type == "stream" and output.name == "stderr":
                    output.name = "stdout"
            stopped = any(output.output_type == "error" for output in cell.outputs)
            if stopped or score_in(cell) is None:
                self._give_nothing(nb, cell, resources, _STOPPED if stopped else _SILENT)
        return nb, resources

    def _give_nothing(self, nb: NotebookNode, cell: NotebookNode, resources: Any, why: str) -> None:
        name = cell.metadata.nbgrader["grade_id"]
        said = why.format(name)
        kept = [output for output in cell.outputs if output.output_type in ("stream", "error")]
        record = {"item": name, "points": 0.0, "fault": said}
        data = {"text/plain": "0.0", "text/html": f"<p>{said}</p>", RECORD: record}
        cell.outputs = [*kept, result(data, cell.execution_count)]
        say(nb, [said])
        self.log.warning("%s, %s: %s", resources["nbgrader"]["student"], resources["nbgrader"]["notebook"], said)


_SILENT = "“{}” could not be scored: its test gave no usable number. It stands at 0 until your coach has looked."
_STOPPED = "“{}” could not be scored: its test stopped with an error. It stands at 0; your coach can see the error."
