"""What `coaching.lab` places in an environment, and what its part of the server answers."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coaching.lab import __main__ as command
from coaching.lab import install, server


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_installing_twice_is_installing_once_and_stays_inside_the_prefix(tmp_path: Path) -> None:
    prefix = tmp_path / "venv"
    prefix.mkdir()
    written = install(prefix)
    first = tree(tmp_path)
    assert install(prefix) == written
    assert tree(tmp_path) == first
    assert all(name.startswith("venv/") for name in first)
    assert "venv/share/jupyter/labextensions/coaching-lab/static/remoteEntry.js" in first


def test_settings_of_others_stay_and_a_spoilt_file_is_set_aside(tmp_path: Path) -> None:
    overrides = tmp_path / "share/jupyter/lab/settings/overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text('{"their:plugin": {"a": 1}, "@jupyterlab/docmanager-extension:plugin": {"b": 2}}')
    page = tmp_path / "etc/jupyter/labconfig/page_config.json"
    page.parent.mkdir(parents=True)
    page.write_text("{spoilt")
    install(tmp_path)
    now = json.loads(overrides.read_text())
    assert now["their:plugin"] == {"a": 1}
    assert now["@jupyterlab/docmanager-extension:plugin"] == {"b": 2, "autosave": True, "autosaveInterval": 30}
    assert page.with_name("page_config.json.unreadable").read_text() == "{spoilt"


def test_what_widgets_say_goes_to_the_kernels_main_thread(tmp_path: Path) -> None:
    """On a subshell JupyterLab loses answers of a page that has just opened, and two threads would save at once."""
    install(tmp_path)
    settings = json.loads((tmp_path / "share/jupyter/lab/settings/overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:kernels-settings"] == {"commsOverSubshells": "disabled"}


@pytest.mark.parametrize("coach", [True, False])
def test_only_learners_lose_what_only_a_coach_uses(tmp_path: Path, coach: bool) -> None:
    install(tmp_path, coach=coach)
    off = json.loads((tmp_path / "etc/jupyter/labconfig/page_config.json").read_text())["disabledExtensions"]
    assert off["@jupyter/nbgrader:formgrader"] is not coach
    assert off["@jupyter/nbgrader:create-assignment"] is not coach
    assert off["@jupyterlab/apputils-extension:announcements"] is True


def test_a_prefix_that_is_no_folder_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["install", "--prefix", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_notebook_is_trusted_only_if_each_of_its_code_cells_is_marked() -> None:
    marked, plain = new_code_cell("1", metadata={"trusted": True}), new_code_cell("2")
    assert server.every_cell_trusted(new_notebook(cells=[new_markdown_cell("words"), marked]))
    assert "trusted" not in marked.metadata
    marked.metadata.trusted = True
    assert not server.every_cell_trusted(new_notebook(cells=[marked, plain]))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("'feedback/page.html'", {"page": "feedback/page.html", "sentence": ""}),
        ("('feedback/page.html', '')", {"page": "feedback/page.html", "sentence": ""}),
        ("(None, 'Nothing was answered yet.')", {"page": None, "sentence": "Nothing was answered yet."}),
        ("None", {"page": None, "sentence": server._NO_KEYS}),
        ("1 / 0", {"page": None, "sentence": "Your answers could not be graded: ZeroDivisionError: division by zero"}),
    ],
)
def test_the_button_gets_a_page_or_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, answer: dict[str, str | None]
) -> None:
    monkeypatch.setattr(server, "_CHECK", f"import json\nprint('chatter')\nprint('\\n' + json.dumps({said}))")
    with ThreadPoolExecutor(
        1
    ) as thread:  # a thread has no event loop yet; the browser tests leave one in the main thread
        found = thread.submit(lambda: asyncio.run(server._check(tmp_path))).result()
    assert found["page"] == answer["page"]
    assert answer["page"] or found["sentence"] == answer["sentence"]
