"""How an autograded notebook looks to the coach in formgrader: cards to read, code out of the way, notes on top."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.grading.cells import markdown
from coaching.grading.reflections import harmless

__all__ = ["ForTheCoach", "for_the_coach"]

_STYLE = """<style>
#notebook-container .code_cell:not(:has(.nbgrader_cell)) .input { display: none; }
#notebook-container .nbgrader_cell .input_area { max-height: 4.6em; overflow: auto; resize: vertical; }
#notebook-container .nbgrader_cell:has(textarea) .input_area { max-height: none; }
#notebook-container .prompt { display: none; }
#notebook-container table { border-collapse: collapse; margin: .5em 0 1em; }
#notebook-container :is(th, td) { padding: .35em 1em .35em 0; vertical-align: top; border-bottom: 1px solid #ddd; }
#notebook-container :is(th, td) { text-align: left; font-weight: normal; }
#notebook-container thead th { font-weight: bold; }
#notebook-container .coaching-feedback { padding: .6em 1em; margin: .4em 0 2em; border-left: 4px solid #777; }
#notebook-container .coaching-twin > :is(.ct-label, .ct-answer, .ct-words) { display: none; }
#notebook-container .ct-remarks { list-style: none; padding: 0; }
#notebook-container .ct-remarks li { padding: .35em 0 .35em .8em; margin: .5em 0; border-left: 3px solid #1b6b3a; }
#notebook-container .ct-remarks li:not([data-state="there"]) { border-left-color: #8a3b12; }
#notebook-container pre.coaching-words { font-size: 15px; line-height: 1.6; }
#notebook-container pre.coaching-words { padding: .8em 1em; background: none; border: 0; }
</style>"""


def for_the_coach(nb: NotebookNode) -> None:
    """Put one cell on top: what was repaired, where the texts to read are, and the look of this page.

    It comes last, so that it can tell everything; it carries no points and no place in feedback.
    """
    lines = [f"- {harmless(sentence)}" for sentence in nb.metadata.get("coaching", {}).get("repairs", [])]
    texts = [name for cell in nb.cells if (name := cell.metadata.get("coaching", {}).get("rubric"))]
    if texts:
        lines.append("- To read: " + ", ".join(f"[{name}](#read-{name})" for name in texts))
    words = "**For the coach**\n\n" + "\n".join(lines) if lines else ""
    cell = markdown(f"{_STYLE}\n\n{words}".strip(), "for-the-coach")
    cell.metadata["coaching"] = {"coach": True}
    nb.cells.insert(0, cell)


class ForTheCoach(NbGraderPreprocessor):  # type: ignore[misc]
    """`for_the_coach`, as the last step of nbgrader's autograding."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        for_the_coach(nb)
        return nb, resources
