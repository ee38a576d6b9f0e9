"""The calendar file of a conference: one neutral entry, which a later one with the same id supersedes. Pure bytes out.

RFC 5545. No text that anybody typed, no person and no case stands in it.

It is published (METHOD:PUBLISH) and asks nobody for an answer: people import it from the chat, the bot knows no address of theirs,
and who comes is said in the chat. A move raises SEQUENCE under the same UID, a cancellation has STATUS:CANCELLED besides. There is
no ORGANIZER, which would be an address, and no VALARM: the bot reminds, and leaves out who apologised, is away, or in quiet hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.care.facts import File
from bot.chat.vtimezone import described, is_utc

SUMMARY = "Care conference"
"""What everybody may read over a shoulder."""

MIME = "text/calendar"


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
    """Give the calendar as it is sent: CRLF, folded at 75 octets, with the rules of its zone around the date.

    It is written in UTC where the zone's clocks show that, and where they show a time twice of which the second is meant: a local
    time always stands for the first.
    """
    begin, end = (at.astimezone(ZoneInfo(entry.zone)) for at in (entry.at, entry.end))
    utc = begin.fold == 1 or end.fold == 1 or is_utc(entry.zone, begin.date())
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("last-modified", entry.stamp)
    event.add("dtstart", begin.astimezone(UTC) if utc else begin)
    event.add("dtend", end.astimezone(UTC) if utc else end)
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
    if not utc:
        calendar.add_component(described(entry.zone, begin.date()))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
