"""What happens to a source notebook on its way to the learners, beside nbgrader's own steps. Both fail closed."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

__all__ = ["NothingSecretLeft", "TidyRelease"]

_KEPT = ("kernelspec", "language_info", "coaching")
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE = {"name": "python"}

_SECRET = re.compile(
    r"HIDDEN TESTS|BEGIN SOLUTION|END SOLUTION|MARK SCHEME"
    r"|\b(?:Choice|Several|Order|Estimate|Construct)Key\b|\bNote\s*\("
)


class TidyRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """Leave in the release nothing of the author's session: no answers, no widget state, no execution traces.

    The same source then gives the same bytes on every machine.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        for key in [key for key in nb.metadata if key not in _KEPT]:
            del nb.metadata[key]
        nb.metadata["kernelspec"] = dict(_KERNEL)
        nb.metadata["language_info"] = dict(_LANGUAGE)
        nb.metadata.get("coaching", {}).pop("answers", None)
        for cell in nb.cells:
            for key in ("execution", "collapsed", "ExecuteTime", "trusted"):
                cell.metadata.pop(key, None)
        return nb, resources


class NothingSecretLeft(NbGraderPreprocessor):  # type: ignore[misc]
    """Stop the release if a key, a hidden test, a solution or an output is still in it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        name = resources["nbgrader"]["notebook"]
        for number, cell in enumerate(nb.cells, start=1):
            where = f"cell {number} of {name}.ipynb"
            found = _SECRET.search(cell.source)
            if found:
                raise ValueError(
                    f"“{found.group()}” would have been released in {where}. Put keys between "
                    "### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS of a test cell. Nothing was written."
                )
            if cell.get("outputs"):
                raise ValueError(f"An output would have been released in {where}. Nothing was written.")
        return nb, resources
