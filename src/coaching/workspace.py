"""The learner's own copies of the course: `workspace/`, beside the course that git keeps.

`update(root)` brings `workspace/` up to date. The rule is one sentence: *what the learner has not touched is refreshed,
what they have touched is never overwritten*. A notebook counts as touched when a cell's id, kind or words differ from
what was placed; outputs, metadata and execution counts change by mere reading. `.course/workspace.json` remembers what
was placed. Answers (`answers/`) are never read, moved or written here.

What is placed is signed for JupyterLab's trust, with the signatures under `.course/jupyter/data`; nothing else is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import nbformat
from filelock import FileLock, Timeout
from nbformat.sign import NotebookNotary

__all__ = ["WorkspaceError", "answers_inside", "change_notebook", "me", "set_me", "update"]

_TREES = ("notebooks", "exercises", "data")
_LEFT_OUT = {"answers", "__pycache__", ".ipynb_checkpoints"}
_LINK = re.compile(r"\]\(\s*<?((?:\.\./)+docs/[^)\s>#?]+)")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")


class WorkspaceError(Exception):
    """The workspace cannot be brought up to date; the text is one sentence for the person, with the mend."""


@dataclass(frozen=True)
class _Placed:
    """What was placed last under one name.

    `source` is the hash of our file, `content` the fingerprint that tells whether the learner touched the copy, and
    `beside` the name of a newer version that was put beside a touched copy ("" when there is none).
    """

    source: str
    content: str
    beside: str = ""


def update(root: Path | str, *, today: date | None = None) -> list[str]:
    """Make `root/workspace` or bring it up to date; what is worth saying, as plain sentences (none: nothing changed).

    Copied are `notebooks/`, `exercises/`, `data/`, and what the notebooks link to in `docs/`. For each file, in order:

    1. no copy there: it is placed (a copy that was deleted comes back);
    2. untouched: it is refreshed when ours changed or JupyterLab no longer trusts it; its mirror of the answers stays;
    3. touched, ours unchanged: it is left alone;
    4. touched, ours changed: ours is put beside it, as `name (new YYYY-MM-DD).ipynb`.

    Each file is replaced in one step and remembered at once, so an interrupted update is finished by the next one.
    Raises `WorkspaceError` when the course is incomplete or a folder cannot be written.
    """
    root = Path(root)
    for tree in ("notebooks", "exercises"):
        if not (root / tree).is_dir():
            raise WorkspaceError(
                f"The folder {tree} is missing in {root.resolve()}. "
                "Start from the course's own folder, or fetch the course again."
            )
    try:
        (root / ".course").mkdir(exist_ok=True)
        (root / "workspace").mkdir(exist_ok=True)
        with FileLock(root / ".course" / "workspace.lock", timeout=60), _notary(root) as notary:
            return _Update(root, notary, today or date.today()).run()
    except Timeout as problem:
        raise WorkspaceError("Another set-up of this course is still running. Wait until it has ended.") from problem
    except OSError as problem:
        what = f"{problem.strerror or problem}" + (f" ({problem.filename})" if problem.filename else "")
        raise WorkspaceError(
            f"Your copies of the course could not be written: {what}. Make the course's folder writable, or move it to "
            "your own documents."
        ) from problem


class _Update:
    """One run of `update`."""

    def __init__(self, root: Path, notary: Any, today: date) -> None:
        self.root, self.notary, self.today = root, notary, today
        self.workspace = root / "workspace"
        self.manifest_path = root / ".course" / "workspace.json"
        self.manifest = _read_manifest(self.manifest_path)
        self.placed: list[str] = []
        self.said: list[str] = []

    def run(self) -> list[str]:
        first = not self.manifest
        names = list(_sources(self.root))
        for name in names:
            self._bring(name)
        for name in sorted(set(self.manifest) - set(names)):
            if (self.workspace / name).exists():
                self.said.append(f"{name} is no longer part of the course. Your copy stays.")
            self._remember(name, None)
        if first and self.placed:
            self.said.insert(0, "Your own copies of the course are in the folder workspace.")
        elif self.placed:
            count = "One file was" if len(self.placed) == 1 else f"{len(self.placed)} files were"
            self.said.insert(0, f"{count} brought up to date: {_listed(self.placed)}.")
        return self.said

    def _bring(self, name: str) -> None:
        ours, theirs = self.root / name, self.workspace / name
        source, content = _hash(ours), _fingerprint(ours)
        before = self.manifest.get(name)
        now = _Placed(source, content)
        if not theirs.exists():
            return self._refresh(name, now)
        present = _fingerprint(theirs)
        if present == content and (before is None or before.source == source) and self._trusted(theirs):
            return self._remember(name, now) if before is None else None
        if present == content or (before is not None and present == before.content):
            return self._refresh(name, now)
        if before is not None and before.source == source:
            return None
        beside = self._put_beside(ours, theirs, before)
        self.said.append(
            f"{name} has a new version. You have changed yours, so it stays as it is; "
            f"the new one lies beside it: {beside}."
        )
        return self._remember(name, _Placed(source, before.content if before else "", beside))

    def _refresh(self, name: str, now: _Placed) -> None:
        self._place(self.root / name, self.workspace / name)
        self._remember(name, now)
        self.placed.append(name)

    def _put_beside(self, ours: Path, theirs: Path, before: _Placed | None) -> str:
        """Place our version beside theirs under a free name; an earlier one that nobody touched makes room."""
        if before is not None and before.beside:
            earlier = theirs.with_name(before.beside)
            if earlier.exists() and _hash(earlier) == before.source:
                earlier.unlink()
        for number in range(1, 1000):
            mark = f" (new {self.today.isoformat()}{'' if number == 1 else f', {number}'})"
            there = theirs.with_name(f"{theirs.stem}{mark}{theirs.suffix}")
            if not there.exists() or _fingerprint(there) == _fingerprint(ours):
                break
        self._place(ours, there)
        return there.name

    def _place(self, ours: Path, theirs: Path) -> None:
        """Put our file there in one step; a notebook keeps the mirror of the answers it had, and is signed."""
        theirs.parent.mkdir(parents=True, exist_ok=True)
        data = ours.read_bytes()
        if ours.suffix == ".ipynb":
            notebook = _parsed(data)
            mirror = answers_inside(theirs)
            if mirror is not None:
                notebook.metadata.setdefault("coaching", {})["answers"] = mirror
                data = (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]
                notebook = _parsed(data)
            self.notary.sign(notebook)
        _write(theirs, data)
        shutil.copymode(ours, theirs)
        theirs.chmod(theirs.stat().st_mode | 0o200)  # a read-only course gives copies that can be written

    def _trusted(self, path: Path) -> bool:
        if path.suffix != ".ipynb":
            return True
        try:
            return bool(self.notary.check_signature(_parsed(path.read_bytes())))
        except (OSError, ValueError, KeyError, AttributeError, nbformat.ValidationError):
            return False

    def _remember(self, name: str, placed: _Placed | None) -> None:
        if placed is None:
            self.manifest.pop(name, None)
        else:
            self.manifest[name] = placed
        files = {key: vars(value) for key, value in sorted(self.manifest.items())}
        _write(self.manifest_path, (json.dumps({"schema": 1, "files": files}, indent=1) + "\n").encode("utf-8"))


def change_notebook(root: Path, path: Path, change: Callable[[Any], bool]) -> bool:
    """Let `change` change the notebook at `path`, if it says so, in one step; what JupyterLab trusted it trusts still.

    Raises `OSError` when it cannot be read or written, and `ValueError` when it is no notebook.
    """
    data = path.read_bytes()
    try:
        notebook = _parsed(data)
        with _notary(root) as notary:
            trusted = notary.check_signature(notebook)
            if not change(notebook):
                return False
            changed = (str(nbformat.writes(notebook)) + "\n").encode("utf-8")  # type: ignore[no-untyped-call]
            if trusted:
                notary.sign(_parsed(changed))
    except (ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError) as problem:
        raise ValueError(f"{path.name} is no notebook") from problem
    _write(path, changed)
    return True


def me(root: Path | str) -> str | None:
    """The name or nickname under which the learner hands in, or None when they have not been asked yet."""
    try:
        found = json.loads((Path(root) / ".course" / "me.json").read_text(encoding="utf-8"))
        name = found["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and _ID.fullmatch(name) else None


def set_me(root: Path | str, name: str) -> str:
    """Keep `name` as the learner's; it is given back without the spaces around it.

    Allowed are 1 to 40 letters (a to z), digits, dots, dashes and underscores, with a letter or digit at both ends: the
    name becomes part of a file's name on every system. Anything else raises `ValueError` with a sentence for them.
    """
    name = name.strip()
    if not _ID.fullmatch(name):
        raise ValueError(
            "Choose a name or nickname of 1 to 40 letters (a to z), digits, dots, dashes and underscores, "
            "with a letter or digit first and last, for example ada-l or team7."
        )
    folder = Path(root) / ".course"
    folder.mkdir(exist_ok=True)
    _write(folder / "me.json", (json.dumps({"schema": 1, "id": name}) + "\n").encode("utf-8"))
    return name


def _sources(root: Path) -> Iterator[str]:
    """The names, relative to `root`, of all files that belong in the workspace."""
    linked: set[str] = set()
    for tree in _TREES:
        for path in sorted((root / tree).rglob("*")):
            parts = path.relative_to(root).parts
            hidden = any(part in _LEFT_OUT or part.startswith(".") for part in parts)
            if hidden or path.is_symlink() or not path.is_file():
                continue
            yield path.relative_to(root).as_posix()
            if path.suffix == ".ipynb":
                linked |= _linked_docs(root, path)
    yield from sorted(linked)


def _linked_docs(root: Path, notebook: Path) -> set[str]:
    """The files in `docs/` that the notebook's text links to; nothing outside of `docs/` is followed."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8")).get("cells", [])
    except (ValueError, AttributeError):
        return set()
    words = "\n".join("".join(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "markdown")
    docs = (root / "docs").resolve()
    found = ((notebook.parent / unquote(link)).resolve() for link in _LINK.findall(words))
    return {
        PurePosixPath("docs", path.relative_to(docs)).as_posix()
        for path in found
        if path.is_relative_to(docs) and path.is_file()
    }


def _fingerprint(path: Path) -> str:
    """What the learner may touch: of a notebook its cells' ids, kinds and words, of any other file every byte."""
    data = path.read_bytes()
    if path.suffix != ".ipynb":
        return hashlib.sha256(data).hexdigest()
    try:
        cells = json.loads(data)["cells"]
        words = [[cell.get("id"), cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha256(json.dumps(words).encode("utf-8")).hexdigest()


def _parsed(data: bytes) -> Any:
    return nbformat.reads(data.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def answers_inside(path: Path) -> Any:
    """The answers that a notebook carries in its metadata, or None."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["metadata"]["coaching"]["answers"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read_manifest(path: Path) -> dict[str, _Placed]:
    """What was placed before. A manifest that cannot be read is none: then only equal copies count as untouched."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {name: _Placed(**placed) for name, placed in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(path: Path, data: bytes) -> None:
    """Write in one step: whoever looks finds the old file or the new one, never half of it."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(unfinished).chmod(0o666 & ~umask)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _listed(names: list[str], most: int = 4) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


@contextmanager
def _notary(root: Path) -> Iterator[Any]:
    """Who signs notebooks for the course's JupyterLab: the keys and signatures are in `.course/jupyter/data`."""
    data = root / ".course" / "jupyter" / "data"
    data.mkdir(parents=True, exist_ok=True)
    with NotebookNotary(data_dir=str(data)) as notary:  # type: ignore[no-untyped-call]
        yield notary


def main(argv: list[str] | None = None) -> int:
    """`python -m coaching.workspace update`; 0 when it worked, 1 with one sentence when it did not."""
    parser = argparse.ArgumentParser(prog="python -m coaching.workspace", description="The learner's own copies.")
    commands = parser.add_subparsers(dest="command", required=True)
    doing = commands.add_parser("update", help="make workspace/ or bring it up to date")
    doing.add_argument("--root", type=Path, default=Path(), help="the course's folder (default: this one)")
    asked = parser.parse_args(argv)
    try:
        for sentence in update(asked.root):
            print(sentence)
    except WorkspaceError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
