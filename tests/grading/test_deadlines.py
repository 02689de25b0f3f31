"""A date for everybody, later ones for single persons whenever they are agreed, and lateness that nbgrader computes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from coaching.grading.cohort import grade_cohort
from coaching.grading.deadlines import (
    Agreed,
    agree,
    agreed_dates,
    dates_of,
    deadlines,
    forget_agreed,
    keep_agreed,
    moment,
    set_due,
)
from coaching.grading.score import Options
from coaching.problems import CourseProblem

from ..coursecopy import HANDED_IN, Course, new_course
from .demo_assignment import DEMO, GOOD

DAY = timedelta(days=1)
DUE = datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)


# --- what a date means -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "zone", "utc"),
    [
        ("2026-12-01", None, "Europe/Berlin", "2026-12-01 22:59:59"),
        ("2026-12-01", "18:00", "Europe/Berlin", "2026-12-01 17:00:00"),
        ("2026-07-01", "18:00", "Europe/Berlin", "2026-07-01 16:00:00"),
        ("2026-12-01", "00:30", "Pacific/Auckland", "2026-11-30 11:30:00"),
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25 01:30:00"),
    ],
)
def test_a_date_is_a_moment_in_its_zone(day: str, hour: str | None, zone: str, utc: str) -> None:
    """Summer and winter, the other side of the world, and of an hour that comes twice the later one."""
    assert f"{moment(day, hour, zone).astimezone(UTC):%Y-%m-%d %H:%M:%S}" == utc


def test_without_a_zone_the_clock_of_this_computer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert moment("2026-12-01", "18:00").astimezone(UTC).hour == 23
        with pytest.raises(CourseProblem, match="summer time begins"):
            moment("2026-03-08", "02:30")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("day", "hour", "zone", "sentence"),
    [
        ("1.12.2026", None, None, "Write it as 2026-12-01"),
        ("2026-02-30", None, None, "'2026-02-30' is no date"),
        ("2026-12-01", "6pm", None, "--time 18:00"),
        ("2026-12-01", "18:00Z", None, "--time 18:00"),
        ("0001-01-01", None, None, "is no date here"),
        ("2026-12-01", None, "Berlin", "no time zone 'Berlin'"),
        ("2026-12-01", None, "Europe", "no time zone 'Europe'"),
        ("2026-12-01", None, "../../etc/passwd", "no time zone"),
        ("2026-03-29", "02:30", "Europe/Berlin", "does not exist in Europe/Berlin"),
    ],
)
def test_what_is_no_moment_is_a_sentence(day: str, hour: str | None, zone: str | None, sentence: str) -> None:
    with pytest.raises(CourseProblem, match=sentence):
        moment(day, hour, zone)


# --- what the gradebook says -----------------------------------------------------------------------------------------


@pytest.fixture
def gradebook(tmp_path: Path) -> Iterator[Gradebook]:
    """Mira and Bo, and an assignment that Bo handed in one day after it was due."""
    course = new_course(tmp_path / "course")
    with course.gradebook() as book:
        book.add_assignment(DEMO)
        for name in ("mira", "bo"):
            book.add_student(name)
        set_due(book, DEMO, DUE)
        book.add_submission(DEMO, "bo", timestamp=DUE + DAY)
        yield book


def late(book: Gradebook) -> dict[str, float]:
    """What nbgrader itself says, in days."""
    return {one.student_id: one.total_seconds_late / 86_400 for one in book.find_assignment(DEMO).submissions}


def test_the_due_date_is_nbgraders_own(gradebook: Gradebook) -> None:
    assert gradebook.find_assignment(DEMO).duedate == DUE.replace(tzinfo=None)
    assert late(gradebook) == {"bo": 1}
    said = deadlines(gradebook, DEMO)
    assert (said.due, said.agreed, said.late, said.penalties) == (DUE, (), {"bo": DAY}, False)


def test_more_time_after_the_hand_in_counts_at_once(gradebook: Gradebook) -> None:
    agree(gradebook, DEMO, "bo", DUE + 3 * DAY)
    assert late(gradebook) == {"bo": 0}
    assert deadlines(gradebook, DEMO).agreed == (Agreed("bo", DUE + 3 * DAY, handed_in=DUE + DAY),)
    agree(gradebook, DEMO, "bo", None)
    assert late(gradebook) == {"bo": 1}
    assert deadlines(gradebook, DEMO).agreed == ()


def test_more_time_before_the_hand_in_is_kept_until_then(gradebook: Gradebook) -> None:
    """There is no submission in the meantime: an empty one would count as 0 in every mean."""
    agree(gradebook, DEMO, "mira", DUE + 3 * DAY)
    assert deadlines(gradebook, DEMO).agreed == (Agreed("mira", DUE + 3 * DAY),)
    assert gradebook.find_assignment(DEMO).num_submissions == 1
    gradebook.add_submission(DEMO, "mira", timestamp=DUE + 5 * DAY)
    for submission in gradebook.assignment_submissions(DEMO):
        keep_agreed(submission, agreed_dates(gradebook, DEMO))
    assert late(gradebook) == {"bo": 1, "mira": 2}


def test_an_agreed_date_stays_when_the_date_for_everybody_moves(gradebook: Gradebook) -> None:
    agree(gradebook, DEMO, "bo", DUE + 3 * DAY)
    set_due(gradebook, DEMO, DUE - 2 * DAY)
    assert deadlines(gradebook, DEMO).agreed[0].until == DUE + 3 * DAY
    assert gradebook.find_submission(DEMO, "bo").extension == 5 * DAY


def test_nobody_has_less_time_than_everybody(gradebook: Gradebook) -> None:
    agree(gradebook, DEMO, "bo", DUE + 3 * DAY)
    set_due(gradebook, DEMO, DUE + 9 * DAY)
    assert gradebook.find_submission(DEMO, "bo").extension is None
    with pytest.raises(CourseProblem, match="no later than the date for everybody"):
        agree(gradebook, DEMO, "bo", DUE + 9 * DAY)


def test_taking_the_date_away_leaves_nobody_late_and_forgets_no_promise(gradebook: Gradebook) -> None:
    """nbgrader alone would stop with an error at an extension of no date."""
    agree(gradebook, DEMO, "bo", DUE + 3 * DAY)
    set_due(gradebook, DEMO, None)
    assert late(gradebook) == {"bo": 0}
    set_due(gradebook, DEMO, DUE)
    assert gradebook.find_submission(DEMO, "bo").extension == 3 * DAY


def test_an_extension_that_nbgrader_was_told_of_is_shown_and_kept(gradebook: Gradebook) -> None:
    gradebook.grant_extension(DEMO, "bo", days=2)
    assert deadlines(gradebook, DEMO).agreed[0].until == DUE + 2 * DAY
    set_due(gradebook, DEMO, DUE + DAY)
    assert deadlines(gradebook, DEMO).agreed[0].until == DUE + 2 * DAY
    assert gradebook.find_submission(DEMO, "bo").extension == DAY


def test_a_date_can_be_set_before_the_exercise_is_made(gradebook: Gradebook) -> None:
    set_due(gradebook, "91-next", DUE)
    assert deadlines(gradebook, "91-next").due == DUE
    assert deadlines(gradebook, "92-later").due is None


def test_there_is_nothing_to_extend_for_a_stranger_or_without_a_date(gradebook: Gradebook) -> None:
    with pytest.raises(CourseProblem, match=r"'mirra' is not in the gradebook\. Did you mean mira\?"):
        agree(gradebook, DEMO, "mirra", DUE + DAY)
    with pytest.raises(CourseProblem, match="91-next has no date for everybody yet"):
        agree(gradebook, "91-next", "mira", DUE + DAY)


def test_dates_are_forgotten_with_the_person(gradebook: Gradebook) -> None:
    assert dates_of(gradebook, "mira") == []
    forget_agreed(gradebook, "mira")
    agree(gradebook, DEMO, "mira", DUE + DAY)
    agree(gradebook, DEMO, "bo", DUE + DAY)
    assert dates_of(gradebook, "mira") == [DEMO]
    forget_agreed(gradebook, "mira")
    assert [one.learner for one in deadlines(gradebook, DEMO).agreed] == ["bo"]


# --- and when nbgrader scores ----------------------------------------------------------------------------------------


def late_course(course: Course) -> None:
    """Both hand in two hours late, and points for late work are lost; Mira had been promised a day."""
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write('get_config().LateSubmissionPlugin.penalty_method = "zero"\n')
    due = moment("2026-11-20", "07:00", "UTC")
    assert HANDED_IN.startswith("2026-11-20 09:00")
    with course.gradebook() as book:
        for name in ("mira", "bo"):
            book.add_student(name)
        set_due(book, DEMO, due)
        agree(book, DEMO, "mira", due + DAY)
    for name in ("mira", "bo"):
        course.hand_in(DEMO, name, GOOD)


def lateness(course: Course) -> dict[str, tuple[float, float]]:
    """Seconds late and points lost, as the gradebook has them."""
    with course.gradebook() as book:
        assert deadlines(book, DEMO).penalties
        submissions = book.find_assignment(DEMO).submissions
        return {one.student_id: (one.total_seconds_late, one.late_submission_penalty) for one in submissions}


def test_autograde_counts_what_was_agreed_before_the_hand_in(demo_course: Course) -> None:
    late_course(demo_course)
    assert demo_course.autograde(DEMO)["success"]
    assert lateness(demo_course) == {"mira": (0, 0), "bo": (7200, 7)}


def test_the_courses_own_grading_counts_it_too(demo_course: Course) -> None:
    late_course(demo_course)
    with demo_course.importable():
        grade_cohort(demo_course.root, DEMO, Options())
    assert lateness(demo_course) == {"mira": (0, 0), "bo": (7200, 7)}
