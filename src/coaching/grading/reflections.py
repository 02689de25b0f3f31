"""Reflections are read by a person: the learner's words and the rubric are laid in front of the reader."""

import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.answers import Sheet
from coaching.grading.cells import is_reflection, is_released_as_is, markdown
from coaching.grading.rubric import Rubric, read_rubric
from coaching.items import ShortText

__all__ = ["PlaceReflections", "as_plain_text", "harmless", "place_reflections"]

_MARKUP = re.compile(r"[^\w\s.,;:!?'’\"“”()/%+=–—-]", re.ASCII)


def harmless(words: str) -> str:
    """Markdown that shows `words` letter by letter: no markup, link, picture, formula or script can come of them.

    Everything that could mean something to a page is written as its number.
    """
    return _MARKUP.sub(lambda found: found.group() if ord(found.group()) > 127 else f"&#{ord(found.group())};", words)


def as_plain_text(words: str) -> str:
    """As `harmless`, with line breaks as they are; long lines wrap."""
    return (
        '<pre class="coaching-words" style="white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; '
        f'font-family: inherit">{harmless(words)}</pre>'
    )


def place_reflections(nb: NotebookNode, sheet: Sheet, rubric: Rubric | None) -> None:
    """Put the learner's words into the reflection cells, and the rubric above each, where formgrader shows both.

    The rubric's cell also carries the levels as the writer was promised them, for the feedback page. A reflection
    without words stays as released: nbgrader then gives 0 and says "No response".
    """
    cells: list[NotebookNode] = []
    for cell in nb.cells:
        if is_reflection(cell):
            name = cell.metadata.nbgrader["grade_id"]
            typed = "" if is_released_as_is(cell) else cell.source
            words = [text for text in (_words(name, sheet), typed.strip()) if text]
            if words:
                cell.source = as_plain_text("\n\n".join(words))
            if rubric:
                shown = markdown(f'<a id="read-{name}"></a>\n\n{rubric.for_reader(name)}', f"rubric-{name}")
                levels = [[level.name, level.means] for level in rubric.levels]
                shown.metadata["coaching"] = {"rubric": name, "levels": levels}
                cells.append(shown)
        cells.append(cell)
    nb.cells = cells


class PlaceReflections(NbGraderPreprocessor):  # type: ignore[misc]
    """`place_reflections`, as a step of nbgrader's autograding."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        place_reflections(
            nb, resources.get("answers") or Sheet(lesson=""), self._rubric(resources["nbgrader"]["assignment"])
        )
        return nb, resources

    def _rubric(self, assignment: str) -> Rubric | None:
        coursedir = self.parent.parent.coursedir
        return read_rubric(Path(coursedir.format_path(coursedir.source_directory, ".", assignment)))


def _words(name: str, sheet: Sheet) -> str:
    return str(ShortText(id=name, prompt="Your words").clean(sheet.value(name)).value)
