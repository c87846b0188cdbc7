"""A session as a calendar file (RFC 5545): one event that calendars recognise again when it is moved or cancelled.

It says « Séance de coaching » and when, no more: calendars are read by colleagues. Hours stand in UTC, which every
calendar shows on its owner's clock. `METHOD:PUBLISH` asks nobody for an answer; the organiser that RFC 5546 wants has
an address that can reach nobody (RFC 2606).
"""

from __future__ import annotations

from icalendar import Calendar, Event, vCalAddress, vText

from bot.coaching.calendar import Standing
from bot.store.sessions import Session

NAME = "seance.ics"
_TITLE = "Séance de coaching"
_ORGANISER = "mailto:seances@recul.invalid"


def ics(which: Session) -> bytes:
    """The same bytes for the same state of a session."""
    cancelled = which.slot.standing is Standing.CANCELLED
    event = Event()
    event.add("uid", f"{which.id}@recul.invalid")
    event.add("sequence", which.sequence)
    event.add("dtstamp", which.changed_at)
    event.add("dtstart", which.slot.starts_at)
    event.add("dtend", which.slot.ends_at)
    event.add("summary", _TITLE)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    organiser = vCalAddress(_ORGANISER)
    organiser.params["cn"] = vText("Recul")
    event["organizer"] = organiser
    calendar = Calendar()
    calendar.add("prodid", "-//Recul//Séances//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
