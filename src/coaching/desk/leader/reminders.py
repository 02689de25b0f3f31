"""Calendar reminders as an .ics file: whole days, with a plain text of what to look at, and no address of anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

__all__ = ["Reminder", "calendar", "reminders"]

AT_NINE = timedelta(hours=9)


@dataclass(frozen=True)
class Reminder:
    """One day, its title and what to look at."""

    day: date
    title: str
    text: str


def reminders(title: str, start: date, looks: Sequence[tuple[int, str]]) -> tuple[Reminder, ...]:
    """One reminder for each (days after ``start``, what to look at)."""
    return tuple(
        Reminder(
            start + timedelta(days=days),
            f"Day {days}: {title}",
            f"{look}\n\nBegun on {start.isoformat()}. This is a note to yourself; nobody else gets it.",
        )
        for days, look in looks
    )


def calendar(name: str, found: Sequence[Reminder], *, now: datetime) -> bytes:
    """The reminders as iCalendar (RFC 5545), for any calendar program.

    A reminder's UID follows from ``name``, its day and its words alone: importing the same file again changes the entry
    that is there and adds none. ``now`` is written as the moment of making, in UTC. The alarm rings at nine in the
    morning, in whatever time zone the calendar is read.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone: a moment without one is another moment elsewhere")
    made = Calendar()
    made.add("prodid", "-//Safe to Stretch//Reminders//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in found:
        event = Event()
        mark = hashlib.sha256("\0".join((name, one.day.isoformat(), one.title, one.text)).encode()).hexdigest()[:32]
        event.add("uid", f"{mark}@safe-to-stretch.invalid")
        event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.title)
        event.add("description", one.text)
        event.add("transp", "TRANSPARENT")  # the day stays free in the calendar
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.title)
        alarm.add("trigger", AT_NINE)
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
