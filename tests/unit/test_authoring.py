"""What an author's `refresh` stores is the same on every machine and holds no answers."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coaching.authoring import executed, exercises, refresh
from coaching.problems import CourseProblem


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    (root / "notebooks" / "answers").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "data" / "numbers.csv").write_text("7\n")
    (root / "course.py").touch()
    (root / "notebooks" / "answers" / "lesson.json").write_text("mine")
    return root


def write(course: Path, *sources: str, **metadata: object) -> Path:
    path = course / "notebooks" / "lesson.ipynb"
    document = new_notebook(cells=[new_markdown_cell("# A lesson"), *map(new_code_cell, sources)], metadata=metadata)
    nbformat.write(document, path)
    return path


def test_a_refreshed_lesson_is_complete_clean_and_stays_the_same(course: Path) -> None:
    """Counts from 1, html and text kept, no widget views or state, no clock, no version, no answers; twice the same."""
    lesson = write(
        course,
        "import ipywidgets; ipywidgets.IntSlider()",
        "from IPython.display import HTML; HTML('<b>seven</b>')",
        "open('../data/numbers.csv').read().strip()",
        "import os; os.path.exists('answers/lesson.json')",
        coaching={"lesson": "lesson", "answers": {"items": {"q": 1}}},
        widgets={"state": {}},
    )
    assert refresh([lesson]) == [lesson]
    stored = json.loads(lesson.read_text(encoding="utf-8"))
    code = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]

    assert [cell["execution_count"] for cell in code] == [1, 2, 3, 4]
    assert [output["execution_count"] for cell in code for output in cell["outputs"]] == [1, 2, 3, 4]
    assert set(code[0]["outputs"][0]["data"]) == {"text/plain"}
    assert set(code[1]["outputs"][0]["data"]) == {"text/plain", "text/html"}
    assert "7" in "".join(code[2]["outputs"][0]["data"]["text/plain"])
    assert code[3]["outputs"][0]["data"]["text/plain"] == ["False"], "the author's own answers were in reach"
    assert stored["metadata"] == {
        "coaching": {"lesson": "lesson"},
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in code)
    assert len({cell["id"] for cell in stored["cells"]}) == 5

    assert refresh([lesson]) == []
    assert (course / "notebooks" / "answers" / "lesson.json").read_text() == "mine"


def test_ids_made_up_by_a_tool_do_not_change_what_is_stored(course: Path) -> None:
    """A lesson written twice by a script has random ids both times, and the same stored text."""
    first = executed(write(course, "1", "1"))
    assert executed(write(course, "1", "1")) == first


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1/0", "cell 3 raises ZeroDivisionError"),
        ("import sys; print('hm', file=sys.stderr)", "writes to stderr: hm"),
        ("object()", "the address of an object"),
        ("import os; os.getcwd()", "a folder of this machine"),
        ("", "empty code cell"),
    ],
)
def test_what_would_not_be_stable_is_refused_and_nothing_is_written(course: Path, source: str, says: str) -> None:
    lesson = write(course, "1", source)
    before = lesson.read_bytes()
    with pytest.raises(CourseProblem, match=says):
        refresh([lesson])
    assert lesson.read_bytes() == before


def test_one_bad_lesson_does_not_stop_the_others(course: Path) -> None:
    good = write(course, "1")
    bad = course / "notebooks" / "missing.ipynb"
    with pytest.raises(CourseProblem, match=r"There is no notebook .*missing\.ipynb"):
        refresh([bad, good])
    assert '"execution_count": 1' in good.read_text()


def test_an_exercise_is_made_from_its_source_without_touching_the_gradebook(course: Path) -> None:
    """Generating twice gives the same bytes; a file that left the source leaves the release; no gradebook appears."""
    source = course / "solutions" / "01-small"
    source.mkdir(parents=True)
    cell = new_code_cell(
        "6 * 7\n### BEGIN HIDDEN TESTS\nassert 'key'\n### END HIDDEN TESTS",
        id="seven",
        metadata={
            "nbgrader": {
                "grade": True, "grade_id": "seven", "locked": True, "points": 1,
                "schema_version": 3, "solution": False, "task": False,
            }
        },
    )  # fmt: skip
    nbformat.write(new_notebook(cells=[cell]), source / "small.ipynb")
    (source / "side.txt").write_text("side")
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.source_directory='solutions'\n"
        "c.CourseDirectory.release_directory='exercises'\n"
    )
    assert exercises(course) == ["01-small"]
    made = course / "exercises" / "01-small"
    first = (made / "small.ipynb").read_bytes()
    assert b"key" not in first
    assert (made / "side.txt").read_text() == "side"

    (source / "side.txt").unlink()
    exercises(course, ["01-small"])
    assert (made / "small.ipynb").read_bytes() == first
    assert sorted(path.name for path in made.iterdir()) == ["small.ipynb"]
    assert not (course / "gradebook.db").exists()
    assert [path.name for path in course.glob(".exercises-*")] == []

    (source / "small.ipynb").write_text("broken")
    with pytest.raises(CourseProblem, match="nbgrader did not generate 01-small"):
        exercises(course)
    assert (made / "small.ipynb").read_bytes() == first

    with pytest.raises(CourseProblem, match="There is no solutions/02-none"):
        exercises(course, ["02-none"])
