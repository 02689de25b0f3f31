"""Reminders: a calendar takes them in, they fall on the right days, and they tell nobody anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from icalendar import Calendar

from coaching.desk.leader.our_ritual import make
from coaching.desk.leader.reminders import Reminder, calendar, reminders
from coaching.desk.leader.rituals import RITUALS, Ritual

NOW = datetime(2026, 11, 22, 12, 0, 5, 7, tzinfo=UTC)
START = date(2026, 11, 23)
LOOKS = ((7, "Look at the number."), (30, "Ask a person."), (90, "Stop or go on."))


def events(raw: bytes) -> list[Any]:
    return list(Calendar.from_ical(raw).walk("VEVENT"))


@pytest.mark.parametrize("ritual", RITUALS.values(), ids=lambda ritual: ritual.name)
def test_each_ritual_comes_back_after_7_30_and_90_days(ritual: Ritual) -> None:
    found = events(make(ritual, ritual.example, START, now=NOW).reminders)
    assert [event["dtstart"].dt - START for event in found] == [timedelta(days=days) for days in (7, 30, 90)]
    for event, look in zip(found, ritual.looks, strict=True):
        assert str(event["description"]).startswith(look)
        assert ritual.title in str(event["summary"])


def test_a_reminder_is_a_whole_day_that_stays_free_and_rings_at_nine() -> None:
    (event, *_) = events(calendar("x", reminders("Card", START, LOOKS), now=NOW))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 11, 30), date(2026, 12, 1))
    assert type(event["dtstart"].dt) is date
    assert event["transp"] == "TRANSPARENT"
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(hours=9))
    assert str(alarm["description"]) == "Day 7: Card"


def test_the_moment_of_making_is_written_in_utc() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-5)))
    raw = calendar("x", reminders("Card", START, LOOKS), now=elsewhere)
    assert b"DTSTAMP:20261122T120005Z" in raw
    with pytest.raises(ValueError, match="time zone"):
        calendar("x", (), now=NOW.replace(tzinfo=None))


def test_the_same_reminders_have_the_same_ids_and_others_have_others() -> None:
    def ids(name: str = "x", title: str = "Card", start: date = START, now: datetime = NOW) -> list[str]:
        return [str(event["uid"]) for event in events(calendar(name, reminders(title, start, LOOKS), now=now))]

    assert ids() == ids(now=NOW + timedelta(days=1))
    every = [*ids(), *ids("y"), *ids(title="Other"), *ids(start=START + timedelta(days=1))]
    assert len(set(every)) == len(every) == 12


def test_it_is_valid_and_tells_nobody() -> None:
    raw = calendar("x", reminders("Card, with; marks\\ and\nbreaks – 你好 " + "long " * 40, START, LOOKS), now=NOW)
    made = Calendar.from_ical(raw)
    assert made["version"] == "2.0" and made["prodid"]
    assert raw.replace(b"\r\n", b"").find(b"\n") == -1, "lines end with CR LF"
    assert max(map(len, raw.split(b"\r\n"))) <= 75, "lines are folded"
    for word in (b"ATTENDEE", b"ORGANIZER", b"mailto", b"EMAIL", b"URL"):
        assert word not in raw
    assert all(str(event["uid"]).endswith("@safe-to-stretch.invalid") for event in events(raw))
    assert str(events(raw)[0]["summary"]).startswith("Day 7: Card, with; marks\\ and\nbreaks – 你好 long")


def test_words_of_a_person_cannot_add_a_line_to_the_calendar() -> None:
    attack = "x\r\nATTENDEE:mailto:a@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    raw = make(RITUALS["premortem"], {"plan": attack}, START, now=NOW).reminders
    assert len(events(raw)) == 3
    assert b"\r\nATTENDEE" not in raw
    both = calendar(attack, [Reminder(START, attack, attack)], now=NOW)
    assert len(events(both)) == 1 and not any(event.get("attendee") for event in events(both))
