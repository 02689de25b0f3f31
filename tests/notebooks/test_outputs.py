"""Every stored output of every lesson is what the cell gives today, to the letter (strict nbval)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..browser.labserver import copy_course

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in (REPOSITORY / "notebooks").rglob("*.ipynb")
    if '"cell_type": "code"' in path.read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def clean_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course in which nobody has answered anything."""
    return copy_course(tmp_path_factory.mktemp("nbval") / "course")


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_stored_outputs_are_what_the_cells_give_today(clean_course: Path, notebook: str) -> None:
    options = ["--nbval", "--nbval-sanitize-with", "tests/notebooks/nbval.cfg", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, notebook], cwd=clean_course, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_code_cell_has_run_and_no_widget_is_stored(notebook: str) -> None:
    """nbval compares nothing where a cell has no execution count, and a stored widget hides its twin."""
    stored = json.loads((REPOSITORY / notebook).read_text(encoding="utf-8"))
    code = [cell for cell in stored["cells"] if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    kinds = {kind for cell in code for output in cell["outputs"] for kind in output.get("data", {})}
    assert not {kind for kind in kinds if "widget" in kind}
    assert "widgets" not in stored["metadata"]
