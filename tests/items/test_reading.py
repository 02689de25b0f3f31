"""Items, keys and points are read out of the course's own notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from coaching.items import read

ASK = """
from coaching.cards import lesson
from coaching.items import *
here = lesson("demo")
here.ask(ChooseSeveral(id="all", prompt="Which?", options={"a": "A", "b": "B", "c": "C"}))
"""
GRADE = """
from coaching.grading import answered, grade
answered(here, "all")
### BEGIN HIDDEN TESTS
grade(here, "all", points=4, key=SeveralKey(correct={"a"}, default=Note(text="Why.")))
### END HIDDEN TESTS
"""


def notebook(folder: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    path = folder / "demo.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_source_tells_item_key_points_and_cells(tmp_path: Path) -> None:
    [asked] = read(notebook(tmp_path, ASK, GRADE))
    assert (asked.item.id, asked.points, asked.cell, asked.graded_cell) == ("all", 4.0, "cell-0", "cell-1")
    assert asked.key is not None and asked.key.model_value() == ["a"]


def test_a_release_tells_the_item_and_no_key(tmp_path: Path) -> None:
    [asked] = read(notebook(tmp_path, ASK, 'from coaching.grading import answered\nanswered(here, "all")'))
    assert (asked.key, asked.points) == (None, None)


def test_reading_shows_nothing_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explorable = "from coaching.explorables.score_dojo import score_dojo\nscore_dojo(here)"
    read(notebook(tmp_path, ASK, explorable))
    assert capsys.readouterr().out == ""
    assert [p.name for p in tmp_path.iterdir()] == ["demo.ipynb"]


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ((ASK, ASK), "asked twice"),
        ((ASK, GRADE.replace('"all", points', '"other", points')), "which no cell asks"),
        ((ASK, GRADE.replace('{"a"}', '{"z"}')), "must name some of the options"),
        ((ASK.replace("prompt=", "prompt"),), "cell-0"),
    ],
)
def test_an_author_is_told_notebook_cell_and_what_does_not_fit(
    tmp_path: Path, sources: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=f"demo.ipynb, cell 'cell-.*{says}|cell '{says}"):
        read(notebook(tmp_path, *sources))
