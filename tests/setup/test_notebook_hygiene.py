"""What is stored in a notebook is what a reader may see without a kernel, and nothing of the machine it ran on."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from tests.setup.trees import REPOSITORY

FOLDERS = ("notebooks", "solutions", "exercises")
NOTEBOOKS = [path for folder in FOLDERS for path in sorted((REPOSITORY / folder).rglob("*.ipynb"))]
NOTEBOOKS = [path for path in NOTEBOOKS if ".ipynb_checkpoints" not in path.parts]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_a_stored_notebook_is_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata, "stored widget state shows 'model not found' to a reader with no kernel"
    assert "answers" not in notebook.metadata.get("coaching", {}), "somebody's answers are stored in it"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids)), "two cells have the same id"
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            where = f"cell {number}"
            assert output.output_type != "error", f"{where}: an error is stored"
            assert output.get("name") != "stderr", f"{where}: a warning is stored: {output.get('text')}"
            kinds = set(output.get("data", {}))
            assert "application/vnd.jupyter.widget-view+json" not in kinds, f"{where}: a widget is stored"
            stored = str(output.get("data", output.get("text", "")))
            assert not re.search(r" object at 0x[0-9a-f]+", stored), f"{where}: an address is stored"


def test_there_are_notebooks_to_look_at() -> None:
    assert NOTEBOOKS
