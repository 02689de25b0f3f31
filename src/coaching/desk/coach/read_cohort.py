"""A whole cohort, read once from the gradebook and the autograded answer files.

Nothing here runs what a learner wrote, and nothing is written.
"""

from __future__ import annotations

import contextlib
import difflib
import gc
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.desk.coach.book import Book, Due, Row, read_book
from coaching.desk.coach.cohort import CODE_TRACK, Cohort, ItemResult, Person, State, Work
from coaching.desk.coach.hand_ins import HandIn, exchange_of, folders_in, hand_ins, stamp
from coaching.desk.coach.keys import Keys, keys_of
from coaching.desk.coach.records import Record, read_records, record_of
from coaching.grading.course import course_directory, without_iri_grammar
from coaching.parcel import MANIFEST
from coaching.places import ASSIGNMENT
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

__all__ = ["read_cohort", "scored_again"]

_IN_A_HOME = ("", "*/", "workspace/exercises/", "*/workspace/exercises/")
"""Where in a home an exercise lies: fetched with nbgrader, or in the workspace of the course."""


def read_cohort(root: Path, assignments: Iterable[str] = (), *, homes: Path | None = None) -> Cohort:
    """Read the cohort of the course in `root`: of these assignments, or of all that the gradebook knows.

    A file that cannot be read, or a record that grading would not have written, is left out, and the person's work has
    a note about it. With `homes`, a folder on a shared disk in which everybody's home lies under their id, it is also
    seen who has opened or started an exercise there.

    Raises:
        CourseProblem: there is no gradebook, nobody in it, or no such assignment; or the gradebook cannot be used.
    """
    with without_iri_grammar():
        course = course_directory(root)
        from coaching.grading.gradebook import gradebook_file, gradebook_of

    file = gradebook_file(course)
    if file is not None and not file.is_file():
        raise CourseProblem(f"There is no {file.name} in {root.name} yet: nothing was generated, collected or graded.")
    with gradebook_of(course) as gradebook:
        book = read_book(gradebook)
    wanted = tuple(dict.fromkeys(assignments)) or _known(course, book)
    _refuse_unknown(root, book, wanted)
    reader = _Reader(course, book, wanted, homes)
    people = sorted({*book.people, *(person for person, _ in reader.there)}, key=lambda one: (one.casefold(), one))
    if not people or not wanted:
        raise CourseProblem(
            "Nobody is in the gradebook, and nothing was handed in. People come in with `coaching roster FILE.csv`, "
            "or with their first hand-in."
        )
    work: dict[tuple[str, str], Work] = {}
    first: list[ItemResult] = []
    latest: list[ItemResult] = []
    with _no_collection():
        for person in people:
            for assignment in wanted:
                one, now = reader.read(person, assignment)
                work[person, assignment] = one
                latest += now
                first += reader.first(person, assignment, now)
    named = tuple(Person(one, " ".join(filter(None, book.people.get(one, ()))) or one) for one in people)
    return Cohort(root, wanted, named, work, tuple(first), tuple(latest))


# ---------------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Make thousands of values that stay: to look for garbage among them, again and again, is a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Reader:
    """Reads the work of one person on one assignment after the other."""

    def __init__(self, course: CourseDirectory, book: Book, assignments: tuple[str, ...], homes: Path | None) -> None:
        self._root, self._book, self._homes = Path(course.root), book, homes
        self._hand_ins = hand_ins(course, assignments)
        self._graded = dict(folders_in(self._root / course.autograded_directory, assignments))
        self._pages = dict(folders_in(self._root / course.feedback_directory, assignments))
        self.there = {*self._hand_ins, *self._graded}
        exchange = exchange_of(course)
        self._released = {path.stem for path in (exchange / "feedback").glob("*.html")} if exchange else set()
        self._outbound = {path.name for path in (exchange / "outbound").glob("*/")} if exchange else set()
        self._required = {one: _required(Path(course.root) / course.release_directory / one) for one in assignments}
        self._times: dict[tuple[str, str], datetime | None] = {}
        self._rows: dict[tuple[str, str], dict[str, Row]] = {}
        for (person, assignment, notebook), row in book.rows.items():
            self._rows.setdefault((person, assignment), {})[notebook] = row

    def read(self, person: str, assignment: str) -> tuple[Work, list[ItemResult]]:
        """This person's work, and the results of the hand-in that is graded."""
        place = (person, assignment)
        notebooks, results, notes = self._results(place)
        rows = self._rows.get(place, {})
        required = [name for name in rows if name not in self._optional(assignment, rows)]
        has_score = any(rows[name].scored for name in required)
        graded = bool(required) and (all(name in notebooks for name in required) or has_score)
        made = self._hand_ins.get(place, [])
        collected = [one for one in made if one.collected]
        handed_in = (
            collected[-1].at if collected else max((r.handed_in for r in rows.values() if r.handed_in), default=None)
        )
        if handed_in is None and made:
            handed_in = made[-1].at
        scored = [rows[name] for name in required] if graded else []
        waiting = tuple(cell for row in scored for cell in row.waiting)
        state, told = self._state(place, graded, waiting, made)
        return (
            Work(
                person,
                assignment,
                state,
                handed_in,
                self._book.due.get(assignment, Due()).late(person, handed_in),
                self._counted(place, made),
                round(sum(max(0.0, row.points - row.penalty) for row in scored), 2) if scored else None,
                sum(row.most for row in scored) if scored else None,
                waiting,
                " ".join([*told, *notes]),
                tuple((name, row.id) for name, row in rows.items() if name in notebooks),
            ),
            results,
        )

    def first(self, person: str, assignment: str, now: list[ItemResult]) -> list[ItemResult]:
        """The results of this person's first hand-in that could be read: those `now` known, if it is the graded one.

        A file that is damaged says nothing of what somebody understood; and what came after the last grading waits.
        """
        place = (person, assignment)
        graded_at = self._graded_at(place)
        before = [one for one in self._hand_ins.get(place, []) if graded_at and one.at and one.at < graded_at]
        if not before:
            return now
        try:
            keys = keys_of(self._root, assignment)
        except CourseProblem:
            return now
        notebook = next((name for name in self._required[assignment]), assignment)
        found = (list(scored_again(one, keys)) for one in before)
        records = next(filter(None, found), None)
        return now if records is None else [_result(person, assignment, notebook, one) for one in records]

    # --- parts ------------------------------------------------------------------------------------------------------

    def _results(self, place: tuple[str, str]) -> tuple[set[str], list[ItemResult], list[str]]:
        """The graded notebooks that are there, the results in them, and what is told of them."""
        folder = self._graded.get(place)
        names: set[str] = set()
        results: list[ItemResult] = []
        notes: list[str] = []
        if folder is None:
            return names, results, notes
        for file in _notebooks(folder):
            name = file.removesuffix(".ipynb")
            names.add(name)
            records, told = read_records(folder / file)
            results += [_result(*place, name, one) for one in records]
            notes += told
        return names, results, notes

    def _state(
        self, place: tuple[str, str], graded: bool, waiting: tuple[str, ...], made: list[HandIn]
    ) -> tuple[State, list[str]]:
        _, assignment = place
        collected = [one for one in made if one.collected]
        at = self._graded_at(place)
        told: list[str] = []
        if made and not made[-1].collected:
            again = " --update" if collected else ""
            told = [f"A hand-in waits in the exchange: nbgrader collect {assignment}{again}"]
        if graded:
            if collected and at and collected[-1].at and collected[-1].at > at:
                return State.HANDED_IN, [
                    *told,
                    "Handed in again since it was graded; the points are of the one before.",
                ]
            if waiting:
                return State.WAITS, told
            page, not_sent = self._page(place)
            return (State.SENT if page else State.GRADED), [*told, *not_sent]
        if collected and self._rows.get(place) and (at is None or collected[-1].at in (None, at)):
            why = f"It cannot be graded, and counts as not handed in yet: coaching grade {assignment} says why."
            return State.ASIDE, [*told, why]
        if made:
            return State.HANDED_IN, told
        return self._at_home(place), told

    def _graded_at(self, place: tuple[str, str]) -> datetime | None:
        """The time of the hand-in that was graded last."""
        if place not in self._times:
            folder = self._graded.get(place)
            known = stamp(folder) if folder else None
            rows = self._rows.get(place, {}).values()
            self._times[place] = known or max((row.handed_in for row in rows if row.handed_in), default=None)
        return self._times[place]

    def _page(self, place: tuple[str, str]) -> tuple[bool, list[str]]:
        """Whether the page on the present work is made and sent; where it is made and not sent, why."""
        folder, graded = self._pages.get(place), self._graded.get(place)
        pages = [folder / f"{name}.html" for name in self._required[place[1]]] if folder else []
        pages = [page for page in pages if page.is_file()]
        if not pages or folder is None:
            return False, []
        if graded is not None and stamp(folder) != stamp(graded):
            return False, ["The page is about an earlier hand-in."]
        if any(b" points so far" in page.read_bytes() for page in pages):
            return False, ["The page was made before all texts were read."]
        secret = folder / "submission_secret.txt"
        if secret.is_file() and not (self._hand_in_folder(place) / MANIFEST).is_file():
            words = secret.read_bytes()
            hashes = (hashlib.md5(words + page.stem.encode(), usedforsecurity=False).hexdigest() for page in pages)
            if not all(one in self._released for one in hashes):
                return False, ["The page is made, and not released."]
        return True, []

    def _counted(self, place: tuple[str, str], made: list[HandIn]) -> int:
        """How many hand-ins are known: those on a disk here, and the graded one, though its folder may be gone."""
        graded_at = self._graded_at(place)
        gone = graded_at is not None and all(one.at not in (graded_at, None) for one in made)
        return max(len(made) + gone, 1 if self._rows.get(place) else 0)

    def _hand_in_folder(self, place: tuple[str, str]) -> Path:
        collected = [one.folder for one in self._hand_ins.get(place, ()) if one.collected]
        return collected[-1] if collected else self._graded.get(place, Path())

    def _optional(self, assignment: str, rows: Iterable[str]) -> set[str]:
        required = self._required[assignment]
        return {name for name in rows if (name not in required if required else name == CODE_TRACK)}

    def _at_home(self, place: tuple[str, str]) -> State:
        """What can be seen on a shared disk of somebody who has not handed in; else only that nothing was received."""
        person, assignment = place
        home = self._homes / person if self._homes and Path(person).name == person else None
        if home is None or not home.is_dir():
            return State.NOTHING
        copies = [copy for pattern in _IN_A_HOME for copy in home.glob(f"{pattern}{assignment}")]
        if any(file.stat().st_size > 2 for copy in copies for file in copy.glob("answers/*.json")):
            return State.STARTED
        return State.NOT_OPENED if copies or assignment in self._outbound else State.NOTHING


def scored_again(made: HandIn, keys: Keys) -> Iterator[Record]:
    """The results of an earlier hand-in, under the present keys; none where its notebook or answers cannot be read."""
    from coaching.answers import Entry
    from coaching.grading.answer_sheet import take
    from coaching.grading.graded import Graded

    readable, mirror = _notebook(made.folder)
    taken = take(made.folder, keys.lesson, mirror)
    if not readable or not taken.sheet.items:
        return
    for asked in keys.items.values():
        item, key = asked.item, asked.key
        entry = taken.sheet.items.get(item.id, Entry(value=None, attempts=0))
        value = item.clean(entry.value).value
        graded = Graded(item, value, item.score(value, key), asked.points or 0, (), entry.confidence, entry.attempts)
        record = record_of(graded.record())
        if record is not None:
            yield record


def _notebook(folder: Path) -> tuple[bool, object]:
    """Whether a notebook of the exercise is there to be read, and the copy of the answers that it holds."""
    from coaching.grading.handed_in import LARGEST_NOTEBOOK, Unreadable, parse_notebook

    readable = False
    for path in sorted(folder.glob("*.ipynb")):
        if path.stem == CODE_TRACK or path.is_symlink() or path.stat().st_size > LARGEST_NOTEBOOK:
            continue
        with contextlib.suppress(Unreadable, OSError):
            mirror = parse_notebook(path.read_bytes()).metadata.get("coaching", {}).get("answers")
            readable = True
            if mirror is not None:
                return True, mirror
    return readable, None


def _notebooks(folder: Path) -> list[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.name.endswith(".ipynb"))
    return []


def _result(person: str, assignment: str, notebook: str, record: Record) -> ItemResult:
    return ItemResult(
        person,
        assignment,
        notebook,
        record.item,
        record.kind,
        record.title,
        record.objective,
        record.value,
        record.points,
        record.most,
        record.fraction,
        record.state,
        record.misconceptions,
        record.confidence,
        record.attempts,
    )


def _required(release: Path) -> list[str]:
    """The notebooks of a release that everybody hands in."""
    names = []
    for path in sorted(release.glob("*.ipynb")):
        try:
            role = json.loads(path.read_bytes())["metadata"].get("coaching", {}).get("role")
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            role = None
        if role != CODE_TRACK:
            names.append(path.stem)
    return names


def _known(course: CourseDirectory, book: Book) -> tuple[str, ...]:
    """The assignments that the gradebook knows, and those that somebody handed in and the course has."""
    root = Path(course.root)
    there = {assignment for _, assignment in ((p, a) for (p, a), _ in folders_in(root / course.submitted_directory))}
    here = {one for one in there if ASSIGNMENT.fullmatch(one) and (root / course.release_directory / one).is_dir()}
    return tuple(sorted({*book.due, *here}))


def _refuse_unknown(root: Path, book: Book, assignments: Iterable[str]) -> None:
    here = {path.name for part in ("exercises", "solutions") for path in (root / part).glob("[0-9]*/")}
    for name in assignments:
        if name not in book.due and name not in here:
            near = difflib.get_close_matches(name, here, n=1, cutoff=0.5)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise CourseProblem(f"There is no exercise {name[:60]!r} in this course.{meant}")
