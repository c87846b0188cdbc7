"""The calendar file, read back as a calendar reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.coaching.calendar import Mode, Slot, Standing
from bot.reports.appointment import ics
from bot.store.sessions import Session

#: Two in the afternoon in Paris, on the Sunday on which summer time begins.
START = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
SESSION = Session(
    "ab" * 16, "cd" * 16, "ef" * 16, Slot(START, 120), Mode.VIDEO, 0, datetime(2026, 3, 1, tzinfo=UTC)
)


@pytest.mark.parametrize("standing", Standing)
def test_read_back(standing: Standing) -> None:
    session = replace(SESSION, slot=Slot(START, 120, standing), sequence=3)
    calendar = Calendar.from_ical(ics(session))
    (event,) = calendar.walk("VEVENT")
    cancelled = standing is Standing.CANCELLED
    assert str(calendar["method"]) == ("CANCEL" if cancelled else "PUBLISH")
    assert str(event["status"]) == ("CANCELLED" if cancelled else "CONFIRMED")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (START, START + timedelta(hours=2))
    assert (event["sequence"], str(event["uid"])) == (3, f"{'ab' * 16}@recul.invalid")
    assert str(event["summary"]) == "Séance de coaching"


def test_a_change_is_the_same_event_and_the_same_state_the_same_bytes() -> None:
    moved = replace(SESSION, slot=Slot(START + timedelta(days=1), 90), sequence=1)
    first, second = (Calendar.from_ical(ics(one)).walk("VEVENT")[0] for one in (SESSION, moved))
    assert str(first["uid"]) == str(second["uid"])
    assert (first.decoded("sequence"), second.decoded("sequence")) == (0, 1)
    assert ics(SESSION) == ics(SESSION)


def test_nothing_else_stands_in_it() -> None:
    text = ics(SESSION).decode()
    assert {line.partition(":")[0].partition(";")[0] for line in text.splitlines()} == {
        "BEGIN", "END", "VERSION", "PRODID", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
        "STATUS", "CLASS", "TRANSP", "ORGANIZER",
    }  # fmt: skip
    assert "cd" * 16 not in text
    assert "ef" * 16 not in text
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    assert text.count("\r\n") == len(text.splitlines())
