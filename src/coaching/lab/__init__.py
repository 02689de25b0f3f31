"""The small JupyterLab extension of the course, and the settings that go with it.

`install(prefix)` puts them into one Python environment. A wheel carries the extension too, but an editable install
places no files outside the package, and the settings are ours to write either way.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

__all__ = ["EXTENSION", "install"]

EXTENSION = "coaching-lab"
_HERE = Path(__file__).parent

_SETTINGS: dict[str, dict[str, Any]] = {
    # What a widget says goes to the kernel's main thread. On its own subshell JupyterLab 4.6 loses the first word of a
    # page that has just opened, now and then, and every later one: the kernel does not know the subshell any more.
    "@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": "disabled"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": True, "autosaveInterval": 30},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
    "@jupyterlab/notebook-extension:tracker": {
        "autoStartDefaultKernel": True,
        "showEditorForReadOnlyMarkdown": False,
        "windowingMode": "none",
    },
}
_OFF_FOR_ALL = ["@jupyterlab/apputils-extension:announcements", "@jupyterlab/debugger-extension"]
_OFF_FOR_LEARNERS = [
    "@jupyter/nbgrader:course-list",
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:formgrader",
]
_NBGRADER_PARTS = ["assignment_list", "course_list", "formgrader", "validate_assignment"]


def install(prefix: Path | str, *, coach: bool = True) -> list[Path]:
    """Place the extension and its settings under `prefix` (a virtual environment), and nothing anywhere else.

    `coach` is the coach's and leader's edition, where nbgrader's Create Assignment and Formgrader stay on; without it
    they are switched off. News and debugger are off for all. Settings of others are merged into, never replaced: keys
    that are not ours stay. Doing it twice changes nothing. Returns the files and folders written. Raises
    `NotADirectoryError` when `prefix` is no folder, and `OSError` when it cannot be written.
    """
    prefix = Path(prefix)
    if not prefix.is_dir():
        raise NotADirectoryError(f"{prefix} is not a folder. Give the virtual environment of the course.")
    off = {name: name in _OFF_FOR_ALL or not coach for name in (*_OFF_FOR_ALL, *_OFF_FOR_LEARNERS)}
    parts = {f"nbgrader.server_extensions.{part}": True for part in _NBGRADER_PARTS}
    config = prefix / "etc" / "jupyter"
    return [
        _place_extension(prefix / "share" / "jupyter" / "labextensions" / EXTENSION),
        _merge(prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json", _SETTINGS),
        _merge(config / "labconfig" / "page_config.json", {"disabledExtensions": off}),
        _merge(config / "jupyter_server_config.d" / "nbgrader.json", {"ServerApp": {"jpserver_extensions": parts}}),
        _merge(config / "jupyter_server_config.d" / f"{EXTENSION}.json", _read(_HERE / "server_config.json")),
    ]


def _place_extension(there: Path) -> Path:
    """Copy the prebuilt extension; a file that a former version left behind goes."""
    if there.is_symlink():
        there.unlink()
    ours = {path.relative_to(_HERE / "labextension") for path in (_HERE / "labextension").rglob("*") if path.is_file()}
    for old in [path for path in there.rglob("*") if path.is_file() and path.relative_to(there) not in ours]:
        old.unlink()
    for name in sorted(ours):
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_HERE / "labextension" / name, there / name)
    return there


def _merge(path: Path, ours: dict[str, Any]) -> Path:
    """Bring `ours` into the JSON object at `path`. A file that is no JSON object is kept as `<name>.unreadable`."""
    try:
        found = _read(path)
    except FileNotFoundError:
        found = {}
    except ValueError:
        path.replace(path.with_name(path.name + ".unreadable"))
        found = {}
    text = json.dumps(_merged(found, ours), indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
    return path


def _merged(theirs: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """A copy of `theirs` in which our values win, object by object."""
    both = dict(theirs)
    for key, value in ours.items():
        before = both.get(key)
        both[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return both


def _read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{path} holds no JSON object")
    return found
