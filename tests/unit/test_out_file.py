"""What a command writes is whole, and never lies over what it read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coaching.cli import app
from coaching.out_file import write_out
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY


@pytest.mark.parametrize(
    ("command", "table"),
    [("scores", "okr_template.csv"), ("climate", "climate_template.csv")],
    ids=["scores", "climate"],
)
def test_a_leaders_own_table_is_never_overwritten_by_the_page(
    command: str, table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.py").touch()
    content = (REPOSITORY / "data" / table).read_bytes()
    Path("own.csv").write_bytes(content)
    done = CliRunner().invoke(app, ["team", command, "own.csv", "--out", "./own.csv"])
    assert isinstance(done.exception, CourseProblem) and "would be lost" in str(done.exception)
    assert Path("own.csv").read_bytes() == content


def test_where_it_cannot_be_written_what_was_there_stays_and_nothing_else_is_left(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(CourseProblem, match="cannot be written"):
        write_out(tmp_path / "page.html", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    write_out(tmp_path / "table.xlsx", b"\x00\xff")
    assert (tmp_path / "table.xlsx").read_bytes() == b"\x00\xff"
