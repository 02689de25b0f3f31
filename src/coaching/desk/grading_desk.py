"""The grading desk: one button that grades what was handed in, and the summary of the run as a table.

``grading_desk()`` shows it in a notebook of the course. What it does is `coaching grade`, in a process of its own: the
notebook stays usable, and a page that is closed stops nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from coaching.places import ASSIGNMENT, course_root
from coaching.problems import CourseProblem

__all__ = ["Exercise", "GradingDesk", "exercises_in", "grading_desk"]

HERE = Path(__file__).parent
BASE = HERE.parent / "explorables" / "base.css"


@dataclass(frozen=True)
class Exercise:
    """An exercise, and how many people handed it in and were graded."""

    name: str
    handed_in: int
    graded: int


def exercises_in(root: Path) -> list[Exercise]:
    """The exercises of the course in `root`, counted by folders, as they lie there now."""
    names = sorted(path.name for path in (root / "exercises").glob("*") if ASSIGNMENT.fullmatch(path.name))
    return [Exercise(name, _count(root / "submitted", name), _count(root / "autograded", name)) for name in names]


def _count(place: Path, name: str) -> int:
    return sum(path.is_dir() for path in place.glob(f"*/{name}"))


class GradingDesk(anywidget.AnyWidget):
    """The widget. ``ask`` is what the coach presses; ``progress``, ``report`` and ``says`` are what comes of it."""

    _esm = (HERE / "grading_desk.js").read_text(encoding="utf-8")
    _css = "\n".join(path.read_text(encoding="utf-8") for path in (BASE, HERE / "grading_desk.css"))

    exercises: traitlets.List[Any] = traitlets.List().tag(sync=True)
    ask = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    report = traitlets.Dict().tag(sync=True)
    says = traitlets.Unicode("").tag(sync=True)

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_work = False
        super().__init__(exercises=self._exercises())
        self.observe(self._start, names="ask")

    def _exercises(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in exercises_in(self._root)]

    def _start(self, change: dict[str, Any]) -> None:
        name = str(change["new"].get("exercise", ""))
        if self._at_work or name not in {one["name"] for one in self.exercises}:
            return
        self._at_work = True
        self.says, self.report, self.progress = "", {}, {"done": 0, "of": 0}
        threading.Thread(target=self._grade, args=(name, bool(change["new"].get("again"))), daemon=True).start()

    def _grade(self, name: str, again: bool) -> None:
        """Runs `coaching grade NAME --json` and passes on what it says."""
        command = [sys.executable, "-m", "coaching.cli", "grade", name, "--json", *(["--again"] if again else [])]
        words: list[str] = []
        try:
            with subprocess.Popen(
                command, cwd=self._root, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as run:
                reader = threading.Thread(target=self._follow, args=(run.stderr, words), daemon=True)
                reader.start()
                out = run.stdout.read() if run.stdout else ""
                reader.join()
            if out.strip():
                self.report = json.loads(out)
            else:
                self.says = " ".join(words[-3:]) or "The run ended without a word. Try it in a terminal: coaching grade"
        except (OSError, ValueError) as error:
            self.says = f"The run could not be started or read ({error})."
        finally:
            self._at_work = False
            self.progress = {}
            self.exercises = self._exercises()

    def _follow(self, lines: Any, words: list[str]) -> None:
        for line in lines:
            try:
                said = json.loads(line)
                self.progress = {"done": int(said["done"]), "of": int(said["of"])}
            except (ValueError, TypeError, KeyError):
                words.append(line.strip())

    def __repr__(self) -> str:
        """The text twin: what the page is for, without numbers that change from day to day."""
        return "The grading desk. It needs a running kernel; in a terminal, the same is: coaching grade NAME"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle or {},)
        data = {**data, "text/plain": repr(self), "text/html": f"<p>{escape(repr(self))}</p>"}
        return (data, *rest) if rest else data


def grading_desk() -> GradingDesk | str:
    """The desk for the course that this notebook is in; a sentence where there is none, or no keys."""
    try:
        root = course_root(Path.cwd())
    except CourseProblem as problem:
        return problem.sentence
    if not any((root / "solutions").glob("[0-9]*/*.ipynb")):
        return "This is the learners' edition: it has no keys, and nothing is graded here."
    return GradingDesk(root)
