"""What the welcome lesson shows: whether this machine is fine, the map of the course, and the learner's name.

`machine_check` shows its findings live and stores only a list of what it checks, because what it finds is another thing
on every machine. `course_map` is plain HTML with links, made from the lessons' front matter and the answer sheets.
"""

from __future__ import annotations

import html
import json
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import anywidget
import traitlets
from jupyter_core.paths import jupyter_path

from coaching.answers import read_sheet, sheet_path
from coaching.cards import Card, Lesson
from coaching.cards.twin import Twin
from coaching.items import ShortText

__all__ = ["Finding", "Map", "Stop", "course_map", "findings", "machine_check", "name_card", "stops"]

OLDEST_PYTHON = (3, 11)
EXTENSION = "coaching-lab"

_STYLE = (
    ".sts-map{margin:.8em 0;max-width:46em;overflow-x:auto;color:inherit}"
    ".sts-map.sts-map table{border-collapse:collapse;font-size:inherit;margin:0;color:inherit}"
    ".sts-map.sts-map caption{text-align:left;font-weight:600;padding:0 0 .4em;caption-side:top;color:inherit}"
    ".sts-map.sts-map tr{background:none}"
    ".sts-map.sts-map th,.sts-map.sts-map td{text-align:left;vertical-align:top;padding:.4em 1.2em .4em 0;"
    "white-space:normal;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}"
    ".sts-map.sts-map thead th{vertical-align:bottom}"
    ".sts-map .n{font-variant-numeric:tabular-nums}.sts-map p{margin:.6em 0 0}"
)


def _table(caption: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in the page's own colours; the cells are HTML already."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="sts-map" tabindex="0" role="region" aria-label="{html.escape(caption)}"><style>{_STYLE}</style>'
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        "</div>"
    )


# --- the machine ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, whether it is fine, and what was seen or how to mend it."""

    what: str
    fine: bool
    words: str

    @property
    def mark(self) -> str:
        return "●\N{NO-BREAK SPACE}fine" if self.fine else "○ needs a look"


def findings(folder: Path | None = None) -> tuple[Finding, ...]:
    """Look at this machine, from the folder of the notebook (the working folder, unless given). Never raises."""
    here = Path.cwd() if folder is None else folder
    return tuple(look(here) for _, look in _CHECKS)


def _kernel(here: Path) -> Finding:
    new_enough = sys.version_info >= OLDEST_PYTHON
    words = f"Python {platform.python_version()}"
    if not new_enough:
        words += ": the course needs 3.11 or newer. Install it, then start the course again."
    return Finding("The engine answers and is new enough", new_enough, words)


def _packages(here: Path) -> Finding:
    versions, missing = [], []
    for package in ("jupyterlab", "nbgrader", "anywidget"):
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        return Finding(
            "All parts are installed", False, f"Missing: {', '.join(missing)}. Run the set-up again: course.py setup."
        )
    return Finding("All parts are installed", True, ", ".join(versions))


def _answers(here: Path) -> Finding:
    what = "Answers can be saved"
    folder = here / "answers"
    try:
        folder.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".try-"):
            pass
    except OSError as error:
        why = error.strerror or "the disk refuses"
        return Finding(what, False, f"{why}. Move the course to a folder of your own, such as your documents.")
    return Finding(what, True, "in the folder answers, beside this page")


def _extension(here: Path) -> Finding:
    what = "Lessons start by themselves"
    places = [Path(folder) / EXTENSION / "package.json" for folder in jupyter_path("labextensions")]
    if any(place.is_file() for place in places):
        return Finding(what, True, "the course's small extension is there")
    return Finding(
        what,
        False,
        "The small extension of the course is not there. Lessons still work: choose Run, then Run All Cells. "
        "To mend it, run the set-up again: course.py setup.",
    )


_CHECKS: tuple[tuple[str, Callable[[Path], Finding]], ...] = (
    ("The engine answers and is new enough", _kernel),
    ("All parts are installed", _packages),
    ("Answers can be saved", _answers),
    ("Lessons start by themselves", _extension),
)


class _Live(anywidget.AnyWidget):
    """HTML that is shown while a kernel runs, with a constant twin for every other page."""

    _esm = """
    export default { render({ model, el }) {
      const show = () => { el.innerHTML = model.get("shown"); };
      model.on("change:shown", show);
      show();
    } };
    """
    shown = traitlets.Unicode("").tag(sync=True)

    def __init__(self, shown: str, twin_html: str, twin_text: str) -> None:
        super().__init__(shown=shown)
        self._twin = {"text/html": twin_html, "text/plain": twin_text}

    def __repr__(self) -> str:
        return self._twin["text/plain"]

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, more = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, **self._twin}, more


def machine_check(folder: Path | None = None) -> _Live:
    """Show whether this machine is fine for the course. What is stored with the notebook says only what is checked."""
    found = findings(folder)
    all_fine = all(finding.fine for finding in found)
    caption = "This machine is fine" if all_fine else "Something on this machine needs a look"
    rows: list[tuple[str, ...]] = [(html.escape(f.what), f.mark, html.escape(f.words)) for f in found]
    names = [what for what, _ in _CHECKS]
    text = "\n".join(["When this page runs, it checks:", *(f"- {name}" for name in names)])
    twin = f"<p>When this page runs, it checks:</p><ul>{''.join(f'<li>{html.escape(n)}</li>' for n in names)}</ul>"
    return _Live(_table(caption, ("what", "state", "seen"), rows), twin, text)


# --- the map ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """One notebook on the map: ``answered`` of its ``asked`` cards have an answer in its sheet."""

    title: str
    link: str
    kind: str
    minutes: int | None
    asked: int
    answered: int

    @property
    def progress(self) -> str:
        if not self.asked:
            return ""
        if self.answered >= self.asked:
            return f"● {self.asked} of {self.asked}, all answered"
        return f"{'◐' if self.answered else '○'} {self.answered} of {self.asked} answered"


@dataclass(frozen=True)
class Map:
    """The stops of the course in order; the last line of a cell shows it."""

    stops: tuple[Stop, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        rows: list[tuple[str, ...]] = [
            (f'<a href="{html.escape(stop.link)}">{html.escape(stop.title)}</a>', *self._rest(stop))
            for stop in self.stops
        ]
        table = _table("Course map", ("open", "kind", "minutes", "your progress"), rows)
        return {"text/html": table, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(
            ["Course map", *(" · ".join(filter(None, [stop.title, *self._rest(stop)])) for stop in self.stops)]
        )

    @staticmethod
    def _rest(stop: Stop) -> tuple[str, str, str]:
        return stop.kind, "" if stop.minutes is None else str(stop.minutes), stop.progress


def course_map(here: Lesson, folder: Path | None = None) -> Map:
    """The map as seen from the lesson ``here``: its own page is left out. Unreadable notebooks are left out too."""
    place = Path.cwd() if folder is None else folder
    return Map(tuple(stop for stop in stops(place) if not stop.link.startswith(f"{here.id}.")))


def stops(folder: Path) -> Iterator[Stop]:
    """Every lesson in ``folder`` and, after each, its exercise in ``../exercises``, by number; then the leader's desk.

    Exercises without a lesson of their own (the questions before and after the course) stand at their number too.
    """
    exercises = folder.parent / "exercises"
    names = {path.stem for path in folder.glob("*.ipynb")} | {path.parent.name for path in exercises.glob("*/*.ipynb")}
    for name in sorted(names):
        if stop := _stop(folder / f"{name}.ipynb", f"{name}.ipynb"):
            yield stop
        for exercise in sorted((exercises / name).glob("*.ipynb"), key=lambda p: (p.stem == "code-track", p.name)):
            if stop := _stop(exercise, f"../exercises/{name}/{exercise.name}"):
                yield stop
    for page in sorted((folder / "leader").glob("*.ipynb")):
        if stop := _stop(page, f"leader/{page.name}"):
            yield stop


_KINDS = {
    "lesson": "lesson",
    "exercise": "exercise",
    "code-track": "code track, optional",
    "desk": "leader's desk, for your own work",
}


def _stop(path: Path, link: str) -> Stop | None:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        matter = notebook["metadata"]["coaching"]
        lesson, kind = str(matter["lesson"]), "questions" if "form" in matter else _KINDS[matter["role"]]
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    asked = sum(source.count("here.ask(") + source.count("here.practise(") for source in sources)
    sheet = read_sheet(sheet_path(lesson, path.parent), lesson).sheet
    minutes = matter.get("minutes")
    return Stop(
        title=str(matter.get("title") or path.stem),
        link=link,
        kind=kind if minutes else "to look things up" if kind == "lesson" else kind,
        minutes=minutes if isinstance(minutes, int) and minutes else None,
        asked=asked,
        answered=min(asked, len(sheet.items)),
    )


# --- the name ---------------------------------------------------------------------------------------------------------


def name_card(here: Lesson, folder: Path | None = None) -> Card | Twin:
    """A card that asks for a name or nickname and keeps it for handing in.

    A name that cannot be part of a file's name is answered on the card with a sentence that says what can.
    """
    card = here.ask(
        ShortText(
            id="name",
            prompt="**A name or nickname.** It goes on what you hand in, and nowhere else. Letters, digits, dots, "
            "dashes and underscores, for example *amina-k* or *team7*.",
            words=(1, 3),
            reader="self",
            placeholder="amina-k",
        )
    )
    if isinstance(card, Card):
        card.observe(lambda change: _keep_name(card, folder), "answer")
    return card


def _keep_name(card: Card, folder: Path | None) -> None:
    """Runs after the card has saved: hand the name on, and say on the card how that went."""
    from coaching.workspace import set_me

    typed = str(card.answer.get("value") or "").strip()
    root = _course_folder(Path.cwd() if folder is None else folder)
    if not typed or root is None:
        return
    try:
        kept = set_me(root, typed)
    except (ValueError, OSError) as problem:
        card.status = {**card.status, "saved": "not saved", "text": str(problem)}
        return
    card.status = {**card.status, "saved": "saved", "text": f"Saved. You hand in as {kept}."}


def _course_folder(start: Path) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / "course.py").is_file()), None)
