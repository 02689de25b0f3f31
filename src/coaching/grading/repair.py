"""A submission is laid back onto the release: what the release locks is restored, what is not part of it is set aside.

The source of truth is the release (`exercises/`) and, for the cells that carry points, the gradebook. The learner's
part is what stands in the cells that the release leaves open, and the answer sheet. So deleted, duplicated, split,
edited and retyped cells are all mended in the same way, and a redefinition in an added cell is never run.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.grading.cells import code, empty_notebook, grade_id, markdown, node, notebook_at, one_line, text

__all__ = ["ASIDE_HEADING", "Laid", "RepairFromRelease", "lay_onto", "release_of", "say"]

ASIDE_HEADING = "## Not part of the exercise"
_ASIDE_WORDS = "These cells were added or changed. They were kept for you and your coach to read, and were not run."
_LONGEST = 20_000
_MOST_ASIDE = 200


@dataclass
class Laid:
    """A repaired notebook and, in plain sentences for learner and coach, what was repaired (empty: nothing)."""

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)


def say(nb: NotebookNode, sentences: Iterable[str]) -> None:
    """Add sentences to what the notebook tells learner and coach about its repair, each once."""
    fresh = list(dict.fromkeys(map(one_line, sentences)))
    if fresh:
        told = nb.metadata.setdefault("coaching", node()).setdefault("repairs", [])
        told.extend(sentence for sentence in fresh if sentence not in told)


def lay_onto(release: NotebookNode, submitted: NotebookNode) -> Laid:
    """Return the release with the learner's own parts of `submitted` in it.

    For each graded, solution or locked cell of the release, the cells of the submission with the same id are
    looked at. None: the part was missing. Of a locked cell, the release's text is used. Of an open cell, the
    learner's text is used; several different ones are put together in the order in which they stood, which is
    what running them in that order means. All else that has words in it is set aside at the end, as text.
    """
    claims: dict[str, list[NotebookNode]] = defaultdict(list)
    loose: list[NotebookNode] = []
    ids = {name for cell in release.cells if (name := grade_id(cell))}
    for cell in submitted.cells:
        name = grade_id(cell)
        (claims[name] if name in ids else loose).append(cell)

    told: dict[str, list[str]] = defaultdict(list)
    aside: list[NotebookNode] = []
    cells: list[NotebookNode] = []
    heading = ""
    for original in release.cells:
        heading = _heading(original) or heading
        cell = deepcopy(original)
        name = grade_id(cell)
        if name:
            kind, extra = _settle(cell, claims[name])
            if kind:
                told[kind].append(f"“{heading or name}”")
            aside += extra
        cells.append(cell)
    ours = {text(cell) for cell in release.cells}
    aside += [cell for cell in loose if text(cell) not in ours]
    aside = [cell for cell in aside if text(cell)]

    repairs = [_SENTENCE[kind].format(", ".join(dict.fromkeys(names))) for kind, names in told.items()]
    if aside:
        repairs.append(_counted(len(aside)))
        cells.append(markdown(f"{ASIDE_HEADING}\n\n{_ASIDE_WORDS}", "set-aside"))
        cells += [_astext(cell, number) for number, cell in enumerate(aside[:_MOST_ASIDE], start=1)]

    laid = deepcopy(release)
    laid.cells = cells
    mirror = submitted.metadata.get("coaching", {})
    if isinstance(mirror, dict) and "answers" in mirror:
        laid.metadata.setdefault("coaching", node())["answers"] = deepcopy(mirror["answers"])
    say(laid, repairs)
    return Laid(laid, repairs)


_SENTENCE = {
    "missing": "Missing from what was handed in, and put back from the exercise: {}.",
    "copied": "Handed in more than once, and counted once: {}.",
    "split": "Split into several cells, and put together again: {}.",
    "retyped": "Changed into another type of cell, and changed back: {}.",
    "changed": "Changed in a part that belongs to the exercise; the exercise’s own text was used: {}.",
}


def _settle(cell: NotebookNode, found: list[NotebookNode]) -> tuple[str, list[NotebookNode]]:
    """Give the fresh release `cell` the learner's text where it is open; say what was repaired, return what is left."""
    if not found:
        return "missing", []
    fresh = text(cell)
    texts = list(dict.fromkeys(text(one) for one in found))
    if utils.is_locked(cell):
        if len(found) > 1:
            joined = "".join("".join(texts).split())
            kind = "split" if joined == "".join(fresh.split()) and len(texts) > 1 else "copied"
        else:
            kind = "changed" if texts != [fresh] else ""
        extra = [] if kind == "split" else [one for one in found if text(one) != fresh]
    else:
        own = [words for words in texts if words and words != fresh]
        if own:
            cell.source = "\n\n".join(own)
        kind = "" if len(found) == 1 else "split" if len(own) > 1 else "copied"
        extra = []
    if not kind and found[0].cell_type != cell.cell_type:
        kind = "retyped"
    return kind, extra


def _heading(cell: NotebookNode) -> str:
    if cell.cell_type != "markdown":
        return ""
    titles = [line.lstrip("#").strip() for line in cell.source.splitlines() if line.startswith("#")]
    return titles[-1] if titles else ""


def _counted(number: int) -> str:
    if number == 1:
        return "One cell is not part of the exercise. It was kept to be read, and was not run."
    if number > _MOST_ASIDE:
        return (
            f"{number} cells are not part of the exercise. The first {_MOST_ASIDE} were kept to be read, and none was "
            "run. All of them stand in what was handed in."
        )
    return f"{number} cells are not part of the exercise. They were kept to be read, and were not run."


def _astext(cell: NotebookNode, number: int) -> NotebookNode:
    """A stranger's cell as a markdown cell that shows its text and nothing but its text."""
    words = cell.source if len(cell.source) <= _LONGEST else cell.source[:_LONGEST] + "\n… (shortened)"
    fence = "```"
    while fence in words:
        fence += "`"
    aside = markdown(f"{fence}text\n{words}\n{fence}", f"set-aside-{number}")
    aside.metadata["coaching"] = {"set_aside": True}
    return aside


class RepairFromRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """The first step of taking a submission in. Later steps may rely on the release's cells, each once, in order."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        where = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.release_directory, ".", where["assignment"])
        with Gradebook(where["db_url"]) as gradebook:
            release = release_of(Path(folder), where["assignment"], where["notebook"], gradebook)
        laid = lay_onto(release, nb)
        for sentence in laid.repairs:
            self.log.warning("%s, %s: %s", where["student"], where["notebook"], sentence)
        return laid.notebook, resources


def release_of(folder: Path, assignment: str, notebook: str, gradebook: Gradebook) -> NotebookNode:
    """The release of a notebook: its file in `folder`, made to agree with the gradebook where the two differ.

    Cells that the gradebook does not know lose their nbgrader id (they carry no points there); cells that only the
    gradebook knows are added at the end. Without the file, the gradebook's cells alone are the release.
    """
    path = folder / f"{notebook}.ipynb"
    nb = notebook_at(path) if path.is_file() else empty_notebook()
    known = gradebook.find_notebook(notebook, assignment)
    sources = {cell.name: cell for cell in known.source_cells}
    for cell in nb.cells:
        if grade_id(cell) not in sources:
            cell.metadata.pop("nbgrader", None)
    present = {grade_id(cell) for cell in nb.cells}
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    solutions = {cell.name for cell in known.solution_cells}
    for name, source in sources.items():
        if name not in present:
            nb.cells.append(_from_gradebook(source, points.get(name), name in solutions))
    return nb


def _from_gradebook(source: Any, points: float | None, solution: bool) -> NotebookNode:
    make = code if source.cell_type == "code" else markdown
    cell = make(source.source or "", source.name)
    cell.metadata["nbgrader"] = {
        "grade_id": source.name,
        "grade": points is not None,
        "solution": solution,
        "locked": bool(source.locked),
        "task": False,
        "cell_type": source.cell_type,
        "checksum": source.checksum,
        "schema_version": 3,
        **({} if points is None else {"points": points}),
    }
    return cell
