"""The calendar file of a conference: one neutral entry, which a later one with the same id supersedes. Pure bytes out.

RFC 5545. No text that anybody typed, no person and no case stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.care.facts import File

SUMMARY = "Care conference"
"""What everybody may read over a shoulder."""

MIME = "text/calendar"

_AROUND = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A conference, as far as a calendar may know it."""

    ref: str
    uid: str
    """The same for ever."""
    sequence: int
    """0, and one more with each change."""
    stamp: datetime
    """When this version was made; aware, UTC."""
    at: datetime
    """Aware, UTC."""
    end: datetime
    """Aware, UTC, later than ``at``."""
    zone: str
    """IANA name; the entry is written in its local time."""
    link: str = ""
    """Where to call."""
    cancelled: bool = False


def file(entry: Entry) -> File:
    """Give the file, named by the ref alone."""
    return File(name=f"conference-{entry.ref}.ics", mime=MIME, data=written(entry))


def written(entry: Entry) -> bytes:
    """Give the calendar as it is sent: CRLF, folded at 75 octets, with the rules of its zone around the date."""
    own = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("last-modified", entry.stamp)
    event.add("dtstart", entry.at.astimezone(own))
    event.add("dtend", entry.end.astimezone(own))
    event.add("summary", SUMMARY)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.link:
        event.add("url", entry.link)
        event.add("location", entry.link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    calendar = Calendar()
    calendar.add("prodid", "-//carehuddle//conference//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    day = entry.at.astimezone(own).date()
    calendar.add_missing_timezones(day - _AROUND, day + _AROUND)
    return bytes(calendar.to_ical())
