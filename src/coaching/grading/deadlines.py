"""Until when an exercise is handed in: one moment for everybody, and later ones agreed with single persons.

nbgrader keeps a due date with the assignment, and an extension (a length of time) with the submission. So it can give
nobody more time before they have handed in, and when the due date moves, every agreed date moves with it. Here the
moment that was agreed is kept, in a table of its own in the gradebook. The extension follows from it: at once where
there is a submission, and else when it is scored (see `keep_agreed`). What is late, and by how much, is
computed by nbgrader alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, inspect, select

from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from nbgrader.api import Assignment, Gradebook, SubmittedAssignment

__all__ = [
    "Agreed",
    "Deadlines",
    "agree",
    "agreed_dates",
    "dates_of",
    "deadlines",
    "duration",
    "forget_agreed",
    "keep_agreed",
    "moment",
    "set_due",
    "zone_of",
]

AGREED: Final = Table(
    "coaching_agreed_dates",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("until", DateTime, nullable=False),  # UTC without saying so, as all moments in a gradebook
)

END_OF_DAY: Final = clock(23, 59, 59)


@dataclass(frozen=True)
class Agreed:
    """A person's own date, and when they handed in, if they have; both UTC."""

    learner: str
    until: datetime
    handed_in: datetime | None = None


@dataclass(frozen=True)
class Deadlines:
    """What is set for one assignment.

    `due` is the date for everybody (UTC; None: no date), `agreed` those of single persons, `late` who handed in after
    theirs and by how much. `penalties` says whether points were taken off for it, which happens at scoring only.
    """

    due: datetime | None
    agreed: tuple[Agreed, ...]
    late: Mapping[str, timedelta]
    penalties: bool


def moment(day: str, time: str | None = None, zone: str | None = None) -> datetime:
    """The moment that `day` (such as 2026-12-01) and `time` (such as 18:00) mean in `zone` (such as Europe/Berlin).

    Without a time it is the last second of the day; without a zone, the clock of this computer counts. An hour that a
    clock shows twice, when summer time ends, is the later one.

    Raises:
        CourseProblem: one of the three cannot be read, or no clock ever shows that hour in that zone.
    """
    try:
        wanted = datetime.combine(date.fromisoformat(day), clock.fromisoformat(time) if time else END_OF_DAY)
        if wanted.tzinfo is not None or not 1970 < wanted.year < 9000:
            raise ValueError
    except ValueError:
        raise CourseProblem(
            f"{' '.join(filter(None, (day, time)))!r} is no date here. Write it as 2026-12-01, "
            "and the time as --time 18:00."
        ) from None
    place = zone_of(zone)
    there = wanted.replace(tzinfo=place, fold=1) if place else wanted.replace(fold=1).astimezone()
    if there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) != wanted:
        raise CourseProblem(
            f"{wanted:%Y-%m-%d %H:%M} does not exist in {zone or 'this time zone'}: summer time begins. "
            "Take another hour."
        )
    return there


def zone_of(name: str | None) -> ZoneInfo | None:
    """The time zone of that name (such as Europe/Berlin); without one, None, which means the clock of this computer.

    Raises:
        CourseProblem: there is no such zone.
    """
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise CourseProblem(f"There is no time zone {name!r}. One is called Europe/Berlin, and one UTC.") from None


def set_due(gradebook: Gradebook, assignment: str, due: datetime | None) -> None:
    """Set the date for everybody, or take it away. Dates that were agreed with single persons stay as they are.

    An assignment that nbgrader does not know yet is put into the gradebook, where `generate_assignment` finds it.
    """
    row = gradebook.update_or_create_assignment(assignment)
    _take_over_extensions(gradebook, row)
    row.duedate = _plain(due) if due else None
    agreed = agreed_dates(gradebook, assignment)
    for submission in row.submissions:
        submission.extension = _extension(row.duedate, agreed.get(submission.student_id))
    gradebook.db.commit()


def agree(gradebook: Gradebook, assignment: str, learner: str, until: datetime | None) -> None:
    """Give one person until `until`, or take that back. They need not have handed in yet.

    Raises:
        CourseProblem: this person is not in the gradebook; there is no date for everybody to extend; or `until` is not
            after it.
    """
    from nbgrader.api import MissingEntry

    _refuse_strangers(gradebook, learner)
    try:
        row = gradebook.find_assignment(assignment)
    except MissingEntry:
        row = None
    if until and (row is None or row.duedate is None):
        raise CourseProblem(
            f"{assignment} has no date for everybody yet, so there is nothing to extend. "
            f"First: coaching due {assignment} DATE"
        )
    if until and _plain(until) <= row.duedate:
        raise CourseProblem(
            f"{until:%Y-%m-%d %H:%M} is no later than the date for everybody, {row.duedate:%Y-%m-%d %H:%M} UTC. "
            "Choose a later one."
        )
    _forget(gradebook, assignment, learner)
    if until:
        _remember(gradebook, assignment, learner, _plain(until))
    for submission in row.submissions if row else ():
        if submission.student_id == learner:
            submission.extension = _extension(row.duedate, _plain(until) if until else None)
    gradebook.db.commit()


def agreed_dates(gradebook: Gradebook, assignment: str) -> dict[str, datetime]:
    """Until when single persons have time (UTC, without saying so), by their ids. For those who score."""
    if not _is_there(gradebook):
        return {}
    rows = gradebook.db.execute(select(AGREED.c.student, AGREED.c.until).where(AGREED.c.assignment == assignment))
    return {row.student: row.until for row in rows}


def keep_agreed(submission: SubmittedAssignment, agreed: Mapping[str, datetime]) -> None:
    """Give a submission in the gradebook the extension that was agreed with its person, if one was.

    To be done before its lateness is asked for; the caller commits.
    """
    if submission.student_id in agreed:
        submission.extension = _extension(submission.assignment.duedate, agreed[submission.student_id])


def deadlines(gradebook: Gradebook, assignment: str) -> Deadlines:
    """What is set for `assignment`; nothing, if the gradebook does not know it."""
    from nbgrader.api import MissingEntry

    try:
        row = gradebook.find_assignment(assignment)
    except MissingEntry:
        return Deadlines(None, (), {}, False)
    handed_in = {one.student_id: _utc(one.timestamp) for one in row.submissions if one.timestamp}
    until = {one.student_id: one.duedate for one in row.submissions if one.extension is not None and row.duedate}
    until |= agreed_dates(gradebook, assignment)
    return Deadlines(
        due=_utc(row.duedate) if row.duedate else None,
        agreed=tuple(Agreed(one, _utc(until[one]), handed_in.get(one)) for one in sorted(until)),
        late={
            one.student_id: timedelta(seconds=one.total_seconds_late)
            for one in sorted(row.submissions, key=lambda one: str(one.student_id))
            if one.total_seconds_late > 0
        },
        penalties=any(one.late_submission_penalty for one in row.submissions),
    )


def dates_of(gradebook: Gradebook, learner: str) -> list[str]:
    """The assignments for which a date was agreed with `learner`."""
    if not _is_there(gradebook):
        return []
    return sorted(gradebook.db.scalars(select(AGREED.c.assignment).where(AGREED.c.student == learner)).all())


def forget_agreed(gradebook: Gradebook, learner: str) -> None:
    """Take back all dates agreed with `learner`, without a word on who they were."""
    if _is_there(gradebook):
        gradebook.db.execute(delete(AGREED).where(AGREED.c.student == learner))
        gradebook.db.commit()


def duration(seconds: float) -> str:
    """A length of time in its largest whole unit, as people say it: "2 hours"."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


# ---------------------------------------------------------------------------------------------------------------------


def _extension(due: datetime | None, until: datetime | None) -> timedelta | None:
    """What nbgrader is told. Nobody has less time than everybody, and without a due date nothing is late."""
    return until - due if due and until and until > due else None


def _take_over_extensions(gradebook: Gradebook, row: Assignment) -> None:
    """Extensions that were given by other means become agreed dates, so that they do not move with the due date."""
    agreed = agreed_dates(gradebook, row.name)
    for submission in row.submissions:
        if row.duedate and submission.extension and submission.student_id not in agreed:
            _remember(gradebook, row.name, submission.student_id, submission.duedate)


def _remember(gradebook: Gradebook, assignment: str, learner: str, until: datetime) -> None:
    AGREED.create(gradebook.db.connection(), checkfirst=True)
    gradebook.db.execute(AGREED.insert().values(assignment=assignment, student=learner, until=until))


def _forget(gradebook: Gradebook, assignment: str, learner: str) -> None:
    if _is_there(gradebook):
        gradebook.db.execute(delete(AGREED).where(AGREED.c.assignment == assignment, AGREED.c.student == learner))


def _is_there(gradebook: Gradebook) -> bool:
    """Nobody has a date of their own in most courses: then their gradebook stays exactly as nbgrader makes it."""
    return bool(inspect(gradebook.db.connection()).has_table(AGREED.name))


def _refuse_strangers(gradebook: Gradebook, learner: str) -> None:
    known = [student.id for student in gradebook.students]
    if learner not in known:
        near = difflib.get_close_matches(learner, known, n=1, cutoff=0.6)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise CourseProblem(
            f"{learner[:60]!r} is not in the gradebook.{meant} People come in with `coaching roster FILE.csv`."
        )


def _plain(aware: datetime) -> datetime:
    return aware.astimezone(UTC).replace(tzinfo=None)


def _utc(plain: datetime) -> datetime:
    return plain.replace(tzinfo=UTC)
