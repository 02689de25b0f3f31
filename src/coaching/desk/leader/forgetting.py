"""Delete entries of the growth log, from the sheet and from every copy that would bring them back; say what is left."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from coaching.answers import write_atomically
from coaching.workspace import change_notebook

from .growth_log import Entry, Source

__all__ = ["Forgotten", "delete", "out_of_reach"]


@dataclass(frozen=True)
class Forgotten:
    """How many entries were deleted, and a sentence for each copy that could not be."""

    entries: int
    stuck: tuple[str, ...] = ()


def delete(root: Path, place: Path, entries: Iterable[Entry]) -> Forgotten:
    """Delete ``entries`` in the learner's folder ``place`` of the course in ``root``. It cannot be taken back.

    They go from the answer sheet and the version before it; from the copy inside the notebooks and from what their
    cards last showed, also in JupyterLab's checkpoints; and from what `coaching move` kept aside. An empty sheet stays
    and says so to every copy that is still open.

    Raises:
        NotSaved: a sheet cannot be read or written. Sheets before it in the log's order are done.
    """
    by_source: dict[Source, set[str]] = defaultdict(set)
    for entry in entries:
        by_source[entry.source].add(entry.item)
    stuck: list[str] = []
    count = 0
    for source, items in by_source.items():
        count += source.file().drop(items)
        for path in _copies(place, source):
            try:
                if path.suffix == ".json":
                    _drop_from_sheet(path, source.lesson, items)
                else:
                    change_notebook(
                        root, path, partial(_forget, source.lesson, items, _outputs(_released(root, place, path)))
                    )
            except (OSError, ValueError) as error:
                stuck.append(f"{path.relative_to(place).as_posix()} may still hold them ({error}). Delete that file.")
    return Forgotten(count, tuple(stuck))


def out_of_reach(place: Path) -> tuple[str, ...]:
    """What deleting does not reach, in sentences: what is on this machine by name, and what nobody here can know."""
    said = [
        "A lesson that is open now still shows them. Close it and open it again; if you are asked whether to overwrite "
        "or to revert, choose Revert."
    ]
    if any((place / "handed-in").glob("*.zip")):
        said.append("What you packed to hand in lies in workspace/handed-in. Delete those files too, if you like.")
    if any((place / "feedback").rglob("*.html")):
        said.append("Feedback pages in workspace/feedback may quote you. Delete them too, if you like.")
    aside = sorted([*place.glob("notebooks/answers/*.set-aside-*"), *place.glob("exercises/*/answers/*.set-aside-*")])
    if aside:
        names = ", ".join(path.relative_to(place).as_posix() for path in aside)
        said.append(f"Files that could not be read were set aside, and may hold answers: {names}.")
    said.append(
        "What you handed in, mailed, exported or moved to another computer stays with whoever has it. "
        "Ask your coach; `coaching forget` deletes your work there."
    )
    return tuple(said)


# ---------------------------------------------------------------------------------------------------------------------


def _copies(place: Path, source: Source) -> Iterator[Path]:
    """The other files that may hold this sheet's answers."""
    inside = source.folder.relative_to(place)
    sheet = source.file().path.relative_to(place)
    for moved in sorted(place.glob("moved/*/*")):
        if (moved / sheet).is_file():
            yield moved / sheet
    for folder in (place, *sorted(place.glob("moved/*/*"))):  # JupyterLab keeps one of every file that is saved in it
        yield from sorted((folder / sheet).parent.glob(f".ipynb_checkpoints/{sheet.stem}-checkpoint.json"))
    for folder in (source.folder, *sorted(path / inside for path in place.glob("moved/*/*"))):
        yield from sorted(folder.glob("*.ipynb"))
        yield from sorted(folder.glob(".ipynb_checkpoints/*.ipynb"))


def _drop_from_sheet(path: Path, lesson: str, items: Collection[str]) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))
    if _pop(raw, lesson, items):
        write_atomically(path, json.dumps(raw, ensure_ascii=False, indent=1))


def _pop(sheet: Any, lesson: str, items: Collection[str]) -> bool:
    """Take the items out of a raw sheet; whether there were any."""
    if not isinstance(sheet, dict) or sheet.get("lesson") != lesson or not isinstance(sheet.get("items"), dict):
        return False
    return bool([item for item in items if sheet["items"].pop(item, None) is not None])


def _forget(lesson: str, items: Collection[str], fresh: dict[str, Any], notebook: Any) -> bool:
    """Take the items out of a notebook's copy of the sheet, and out of what their cards showed; whether it changed."""
    matter = notebook.metadata.get("coaching", {})
    if matter.get("lesson") != lesson:
        return False
    changed = _pop(matter.get("answers"), lesson, items)
    if notebook.metadata.pop("widgets", None):  # what cards held, where JupyterLab was told to save it; made anew
        changed = True
    marks = [f"data-qid='{item}'" for item in items]
    for cell in notebook.cells:
        shown = json.dumps(cell.get("outputs", []))
        if any(mark in shown for mark in marks) and cell.outputs != fresh.get(cell.get("id"), []):
            cell.outputs = fresh.get(cell.get("id"), [])
            changed = True
    return changed


def _released(root: Path, place: Path, path: Path) -> Path:
    """The course's own notebook that a copy was made from."""
    parts = [part for part in path.relative_to(place).parts if part != ".ipynb_checkpoints"]
    if parts[0] == "moved":
        parts = parts[3:]
    return root.joinpath(*parts[:-1], parts[-1].replace("-checkpoint", ""))


def _outputs(path: Path) -> dict[str, Any]:
    """What the cells of the course's own notebook show to somebody who has not answered."""
    import nbformat

    with suppress(OSError, ValueError, KeyError, AttributeError):
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    return {}
