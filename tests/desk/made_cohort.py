"""A cohort for the coach's desk, made in the way in which a real one comes about.

People answer (see `minds`), and hand in on the shared disk or as a zip file, in time or late, once or twice, whole or
broken; the coach collects, grades, reads texts, sends feedback, and collects once more what came last. All of it goes
through the course's own releases, answer files, hand-ins, grading and gradebook; nothing is written into a result here.

What everybody did is kept beside it, as `Deed`s: from them a test knows what the desk must find out.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from coaching.grading.cohort import grade_cohort
from coaching.grading.collect import Outcome, collect
from coaching.grading.deadlines import agree, set_due
from coaching.grading.feedback_cohort import feedback_cohort
from coaching.grading.handin import hand_in
from coaching.grading.roster import import_roster
from coaching.grading.score import Options

from ..coursecopy import REPOSITORY, Course, new_course, write_answers
from ..grading.mixed_cohort import write_code
from .minds import Answer, a_mind, answers, better

MODULES = ("01-mindset", "02-psychological-safety", "03-stretch-scoring", "04-intelligent-failure")
FORMS = ("00-pretest", "99-posttest")
NEVER_SEEN = 1 / 25  # of all people: on the list, and nothing ever came from them
FIRST_DUE = datetime(2026, 9, 14, 21, 59, 59, tzinfo=UTC)
BETWEEN = timedelta(days=14)
FIRST_NAMES = ("Amara", "Bence", "Chiara", "Dagny", "Emre", "Farida", "Goran", "Hana", "Ifeoma", "Jonas", "Keiko")
LAST_NAMES = ("Adeyemi", "Brandt", "Castro", "Dvorak", "Eklund", "Ferrari", "Ghosh", "Haddad", "Ito", "Jansen", "Kaya")


@dataclass(frozen=True)
class HandIn:
    """One hand-in: when, in which round the coach took it in, its fault if it is broken, and if code was written."""

    at: datetime
    round: int
    fault: str = ""
    code: bool = False


@dataclass(frozen=True)
class Deed:
    """What one person did for one assignment, and what the coach did with it.

    `by_mail` tells a zip file from the shared disk; `until` is when it was due for this person. The coach grades after
    the rounds 1 and 2; `read` are the rounds after which all texts of this person were read, `fed` those after which
    feedback was made. What came in round 3 was collected, and nothing else.
    """

    person: str
    assignment: str
    by_mail: bool
    until: datetime
    hand_ins: tuple[HandIn, ...] = ()
    read: tuple[int, ...] = ()
    fed: tuple[int, ...] = ()

    @property
    def last(self) -> HandIn | None:
        return self.hand_ins[-1] if self.hand_ins else None


@dataclass(frozen=True)
class MadeCohort:
    """The course, who is on its list (with their names), and what everybody did."""

    course: Course
    names: Mapping[str, str]
    deeds: tuple[Deed, ...] = field(repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(self.names)

    @property
    def assignments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(deed.assignment for deed in self.deeds))


def make_cohort(
    room: Path,
    number: int,
    assignments: Sequence[str] = MODULES,
    *,
    seed: int = 2026,
    say: Callable[[str], object] = len,
) -> MadeCohort:
    """Make the course in `room/course`, with so many people on its list; `say` is told of each step.

    The same arguments give the same answers and deeds.
    """
    course = new_course(room / "course", *(REPOSITORY / "solutions" / name for name in assignments))
    shutil.copy(REPOSITORY / "course.py", course.root)
    names = _on_the_list(course, number, seed)
    people = list(names)
    first = round(number * NEVER_SEEN)
    absent = set(people[:: max(1, len(people) // first)][:first]) if first else set()
    deeds: list[Deed] = []
    for place, assignment in enumerate(assignments):
        course.generate(assignment)
        course.release(assignment)
        part = place / max(1, len(assignments) - 1)
        deeds += [_plan(person, assignment, due_of(place), part, absent, seed) for person in people]
        with course.gradebook() as gradebook:
            set_due(gradebook, assignment, due_of(place))
            for deed in deeds[-number:]:
                if deed.until > due_of(place):
                    agree(gradebook, assignment, deed.person, deed.until)
        _carry_out(room, course, assignment, deeds[-number:], part, seed)
        say(assignment)
    made = MadeCohort(course, names, tuple(deeds))
    (room / "deeds.json").write_text(json.dumps({"names": names, "deeds": [asdict(d) for d in deeds]}, default=str))
    return made


def open_cohort(room: Path) -> MadeCohort:
    """The cohort that was made in `room` before."""
    kept = json.loads((room / "deeds.json").read_text())
    moment = datetime.fromisoformat
    deeds = [
        Deed(
            **deed
            | {
                "until": moment(deed["until"]),
                "hand_ins": tuple(HandIn(**one | {"at": moment(one["at"])}) for one in deed["hand_ins"]),
                "read": tuple(deed["read"]),
                "fed": tuple(deed["fed"]),
            }
        )
        for deed in kept["deeds"]
    ]
    return MadeCohort(Course((room / "course").resolve()), kept["names"], tuple(deeds))


# --- who does what ----------------------------------------------------------------------------------------------------


def _plan(person: str, assignment: str, due: datetime, part: float, absent: set[str], seed: int) -> Deed:
    """Decide beforehand when a person hands in, how often, and what is broken; and what the coach does with it.

    `part` is how far into the course the assignment is: 0 for the first, 1 for the last.
    """
    rng, own = random.Random(f"{seed} {person} {assignment} plan"), random.Random(f"{seed} {person} plan")
    by_mail = own.random() < 0.5
    until = due + timedelta(days=3) if rng.random() < 0.03 else due
    if person in absent or rng.random() < 0.04 + 0.06 * part:
        return Deed(person, assignment, by_mail, until)
    late = timedelta(hours=rng.randint(1, 120)) if rng.random() < 0.12 else timedelta(hours=-rng.randint(1, 120))
    first = HandIn(
        until + late + timedelta(minutes=rng.randint(0, 59)),
        1 if rng.random() < 0.96 or part == 0 else 3,
        rng.choice([*FAULTS]) if rng.random() < 0.05 else "",
        code=rng.random() < 0.08,
    )
    again = rng.random() < (0.6 if first.fault else 0.18)
    hand_ins = [first]
    if again:
        gap = timedelta(days=rng.randint(1, 4), minutes=rng.randint(0, 600))
        fault = rng.choice([*FAULTS]) if rng.random() < 0.04 else ""
        hand_ins.append(HandIn(first.at + gap, rng.choice([1, 2, 2, 2, 3]) if first.round == 1 else 3, fault))
    # The coach has read the first half, and sent feedback; of the next some texts are read, of the last none.
    if part < 0.5:
        read: tuple[int, ...] = (1, 2) if part or rng.random() < 0.9 else (1,)
    else:
        read = (1,) if part < 1 and rng.random() < 0.7 else ()
    fed = read if part < 0.5 and rng.random() < 0.95 else ()
    return Deed(person, assignment, by_mail, until, tuple(hand_ins), read, fed)


def due_of(place: int) -> datetime:
    """Until when the assignment at that place is handed in."""
    return FIRST_DUE + place * BETWEEN


def _on_the_list(course: Course, number: int, seed: int) -> dict[str, str]:
    """Everybody's id and name, imported from a list as a school gives it."""
    rng = random.Random(f"{seed} names")
    rows = [(rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)) for _ in range(number)]
    ids = [f"{first.lower()}-{n:03}" for n, (first, _) in enumerate(rows, start=1)]
    file = course.root.parent / "people.csv"
    lines = [f"{person};{first};{last}" for person, (first, last) in zip(ids, rows, strict=True)]
    file.write_text("\n".join(["id;first name;last name", *lines]), encoding="utf-8")
    with course.gradebook() as gradebook:
        import_roster(gradebook, file)
    return {person: f"{first} {last}" for person, (first, last) in zip(ids, rows, strict=True)}


# --- doing it ---------------------------------------------------------------------------------------------------------


def _carry_out(room: Path, course: Course, assignment: str, deeds: list[Deed], growth: float, seed: int) -> None:
    for number in (1, 2, 3):
        _hand_in(room, course, assignment, deeds, number, growth, seed)
        if number == 3:
            break
        with course.importable():
            grade_cohort(course.root, assignment, Options(trust=True))
        with course.gradebook() as gradebook:
            _read_texts(gradebook, assignment, [deed.person for deed in deeds if number in deed.read], seed)
        fed = [d.person for d in deeds if number in d.fed and any(one.round <= number for one in d.hand_ins)]
        if fed:
            feedback_cohort(course.root, assignment, people=fed)


def _hand_in(
    room: Path, course: Course, assignment: str, deeds: Iterable[Deed], number: int, growth: float, seed: int
) -> None:
    """Let everybody hand in who does in this round, and collect it in both ways."""
    mail, laptop = room / "mail" / f"{assignment} {number}", room / "laptop" / assignment
    mail.mkdir(parents=True)
    on_disk = False
    for deed in deeds:
        if not any(one.round == number for one in deed.hand_ins):
            continue
        for one, given in zip(deed.hand_ins, _tries(deed, growth, seed), strict=True):
            if one.round != number:
                continue
            _write(course, laptop, deed, one, given)
            if deed.by_mail:
                hand_in(assignment, learner=deed.person, start=laptop, to=mail, now=one.at)
            else:
                _submit(course, laptop, deed, one)
                on_disk = True
    shutil.rmtree(laptop, ignore_errors=True)
    if on_disk:
        course.collect(assignment)
    refused = [taken for taken in collect(course.root, mail) if taken.outcome in (Outcome.REFUSED, Outcome.FOREIGN)]
    assert not refused, refused[:3]
    shutil.rmtree(mail)


def _tries(deed: Deed, growth: float, seed: int) -> Iterator[Mapping[str, Answer]]:
    """The answers of each hand-in of a person, one after the other."""
    mind = a_mind(deed.person, deed.assignment, seed, growth)
    rng = random.Random(f"{seed} {deed.person} {deed.assignment}")
    given = answers(deed.assignment, mind, rng, seed)
    for number, _ in enumerate(deed.hand_ins):
        if number:
            mind = mind.later()
            given = better(deed.assignment, given, mind, rng, seed)
        yield given


def _write(course: Course, laptop: Path, deed: Deed, one: HandIn, given: Mapping[str, Answer]) -> None:
    """The exercise on a learner's machine, answered; and then what goes wrong there."""
    shutil.rmtree(laptop, ignore_errors=True)
    shutil.copytree(course.root / "exercises" / deed.assignment, laptop)
    values = {item: answer.value for item, answer in given.items()}
    write_answers(laptop, deed.assignment, values, {item: answer.confidence for item, answer in given.items()})
    code = laptop / "code-track.ipynb"
    if one.code and code.exists():
        write_code(code, random.Random(f"{deed.person} {deed.assignment} code"), deed.assignment)
    if one.fault:
        FAULTS[one.fault](laptop, deed.assignment)


def _submit(course: Course, laptop: Path, deed: Deed, one: HandIn) -> None:
    """What nbgrader's submit leaves in the shared folder, without a moment for each person to be another user."""
    exchange = course.config().Exchange.root
    rng = random.Random(f"{deed.person} {one.at}")
    stamp = f"{one.at:%Y-%m-%d %H:%M:%S.%f} UTC"
    end = base64.urlsafe_b64encode(rng.randbytes(9)).decode()
    folder = Path(exchange, "safe-to-stretch", "inbound", f"{deed.person}+{deed.assignment}+{stamp}+{end}")
    shutil.copytree(laptop, folder)
    (folder / "timestamp.txt").write_text(stamp)
    (folder / "submission_secret.txt").write_text(f"{end} {rng.randrange(10**9)}")


def _read_texts(gradebook: Gradebook, assignment: str, people: list[str], seed: int) -> None:
    """What formgrader does while a coach reads: points for each text that waits, and now and then a comment."""
    readable = {one.student_id: one for one in gradebook.find_assignment(assignment).submissions}
    for person in sorted(set(people) & set(readable)):
        rng = random.Random(f"{seed} {person} {assignment} read")
        for notebook in readable[person].notebooks:
            if notebook.flagged:
                continue
            for grade in notebook.grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = float(rng.randint(1, 4)), False
            for comment in notebook.comments:
                if rng.random() < 0.5 and comment.auto_comment is None:
                    comment.manual_comment = "You name what was seen. What would you ask next?"
    gradebook.db.commit()


# --- what goes wrong --------------------------------------------------------------------------------------------------


def _exercise(folder: Path) -> Path:
    return next(path for path in folder.glob("*.ipynb") if path.stem != "code-track")


def _half_a_notebook(folder: Path, lesson: str) -> None:
    raw = _exercise(folder).read_bytes()
    _exercise(folder).write_bytes(raw[: len(raw) // 2])


def _empty_notebook(folder: Path, lesson: str) -> None:
    _exercise(folder).write_bytes(b"")


def _half_a_sheet(folder: Path, lesson: str) -> None:
    path = folder / "answers" / f"{lesson}.json"
    path.write_bytes(path.read_bytes()[:200])


def _copy_in_the_notebook(folder: Path, lesson: str) -> None:
    """What the extension of JupyterLab does whenever a notebook is saved."""
    sheet = json.loads((folder / "answers" / f"{lesson}.json").read_text(encoding="utf-8"))
    nb = nbformat.read(_exercise(folder), as_version=4)
    nb.metadata.coaching["answers"] = sheet
    nbformat.write(nb, _exercise(folder))


def _answers_only_in_the_notebook(folder: Path, lesson: str) -> None:
    _copy_in_the_notebook(folder, lesson)
    (folder / "answers" / f"{lesson}.json").unlink()


def _half_a_sheet_and_a_copy(folder: Path, lesson: str) -> None:
    _copy_in_the_notebook(folder, lesson)
    _half_a_sheet(folder, lesson)


def _test_cell_deleted(folder: Path, lesson: str) -> None:
    nb = nbformat.read(_exercise(folder), as_version=4)
    nb.cells.remove(next(cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")))
    nbformat.write(nb, _exercise(folder))


FAULTS: dict[str, Callable[[Path, str], None]] = {
    "half a notebook": _half_a_notebook,
    "empty notebook": _empty_notebook,
    "half a sheet": _half_a_sheet,
    "half a sheet, and a copy in the notebook": _half_a_sheet_and_a_copy,
    "answers only in the notebook": _answers_only_in_the_notebook,
    "test cell deleted": _test_cell_deleted,
}
UNREADABLE = ("half a notebook", "empty notebook")
"""The faults for which a hand-in is set aside."""
WITH_A_COPY = ("answers only in the notebook", "half a sheet, and a copy in the notebook")
"""The faults for which the copy of the answers in the notebook counts."""


# --- by hand ----------------------------------------------------------------------------------------------------------


def main() -> None:
    """Make a cohort to look at: `python -m tests.desk.made_cohort FOLDER --n 200`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("room", type=Path)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--forms", action="store_true", help="also the questions before and after the course")
    options = parser.parse_args()
    assignments = (FORMS[0], *MODULES, FORMS[1]) if options.forms else MODULES
    began = time.perf_counter()
    made = make_cohort(
        options.room, options.n, assignments, say=lambda done: print(f"{time.perf_counter() - began:6.1f} s  {done}")
    )
    print(f"{made.course.root}: {len(made.people)} people")


if __name__ == "__main__":
    main()
