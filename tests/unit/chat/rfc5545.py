"""The rules of RFC 5545 for a published event, written from the standard, and the zone of such a file as its own text describes it.

It shares no code with what writes the files. ``broken`` names each rule that a file breaks; ``onsets``, ``offset_at`` and
``resolved`` read a VTIMEZONE.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

ONCE = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
"""What has to stand in each component, once."""

AT_MOST_ONCE = {
    "VCALENDAR": {"CALSCALE", "METHOD"},
    "VEVENT": {
        *("CLASS", "CREATED", "DESCRIPTION", "DTEND", "DURATION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY"),
        *("RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL"),
    },
    "VTIMEZONE": {"LAST-MODIFIED", "TZURL"},
    "STANDARD": {"RRULE"},
    "DAYLIGHT": {"RRULE"},
}
MANY = {"STANDARD": {"RDATE", "TZNAME", "COMMENT"}, "DAYLIGHT": {"RDATE", "TZNAME", "COMMENT"}}
INSIDE = {
    None: {"VCALENDAR"},
    "VCALENDAR": {"VTIMEZONE", "VEVENT"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}
"""Which component stands in which."""

OF_PEOPLE = {"ATTENDEE", "ORGANIZER", "CONTACT", "DESCRIPTION", "COMMENT", "ATTACH", "RESOURCES"}
"""What would name somebody, or say what it is about."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TEXT = r"\x00-\x08\x0a-\x1f\x7f"
_LINE = re.compile(rf'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"{_TEXT}]*"|[^";:,{_TEXT}]*))*):(.*)', re.DOTALL)
_UTC = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_LOCAL = re.compile(r"[0-9]{8}T[0-9]{6}")
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_OCTETS = 75
_LONGEST_UID = 255


@dataclass(frozen=True)
class Property:
    """One content line."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def one(self, name: str) -> Property:
        (found,) = self.all(name)
        return found

    def walk(self) -> Iterator[Component]:
        yield self
        for one in self.inside:
            yield from one.walk()

    def named(self, name: str) -> list[Component]:
        return [one for one in self.walk() if one.name == name]


def broken(data: bytes) -> list[str]:
    """Name the rules that a file breaks; none: it is a calendar that may be published."""
    return list(rules(data))


def rules(data: bytes) -> Iterator[str]:
    """The same, one after another."""
    yield from _broken_lines(data)
    yield from _broken_components(parsed(data))


def parsed(data: bytes) -> Component:
    """Read the file. ``ValueError`` where its text is no calendar at all."""
    root = Component("")
    stack = [root]
    for line in unfolded(data):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(line)
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            stack.append(Component(value.upper()))
            stack[-2].inside.append(stack[-1])
        elif name == "END":
            if stack.pop().name != value.upper():
                raise ValueError(line)
        else:
            pairs = (one.partition("=") for one in re.findall(r';([^=;]+=(?:"[^"]*"|[^;]*))', found[2]))
            stack[-1].properties.append(Property(name, {key.upper(): text.strip('"') for key, _, text in pairs}, value))
    if len(stack) != 1 or root.properties:
        raise ValueError("a component is left open, or something stands outside of it")
    return root


def unfolded(data: bytes) -> list[str]:
    """The content lines, each put together again."""
    return data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8").split("\r\n")[:-1]


def moment(calendar: Component, when: Property) -> datetime:
    """Which moment a date with time stands for, by the file alone; aware, UTC."""
    zone = when.parameters.get("TZID")
    if zone is None:
        return datetime.strptime(when.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    (found,) = [one for one in calendar.named("VTIMEZONE") if one.one("TZID").value == zone]
    return resolved(found, _local(when.value))


def resolved(zone: Component, local: datetime) -> datetime:
    """Which moment a local time is, by a VTIMEZONE alone (RFC 5545, 3.3.5): of two the first, in a gap by the offset before it."""
    offsets = [-span for span in sorted({-one.offset for one in onsets(zone)})]
    possible = sorted(moment for offset in offsets if offset_at(zone, moment := (local - offset).replace(tzinfo=UTC)) == offset)
    if possible:
        return possible[0]
    early = min((local - offset).replace(tzinfo=UTC) for offset in offsets)
    return (local - (offset_at(zone, early) or timedelta())).replace(tzinfo=UTC)


def offset_at(zone: Component, at: datetime) -> timedelta | None:
    """What a VTIMEZONE says of a moment: the offset of the last observance that has begun by then; None where none has."""
    begun = [one for one in onsets(zone) if one.at <= at]
    return begun[-1].offset if begun else None


@dataclass(frozen=True, order=True)
class Onset:
    """One beginning of an observance."""

    at: datetime
    """Aware, UTC."""
    offset: timedelta


def onsets(zone: Component) -> list[Onset]:
    """Every beginning in a VTIMEZONE, the earliest first. Each is given in the local time before it (RFC 5545, 3.6.5)."""
    found = []
    for one in zone.inside:
        before, offset = _offset(one.one("TZOFFSETFROM").value), _offset(one.one("TZOFFSETTO").value)
        for when in (*one.all("DTSTART"), *one.all("RDATE")):
            found += [Onset((_local(value) - before).replace(tzinfo=UTC), offset) for value in when.value.split(",")]
    return sorted(found)


def _broken_lines(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n") or b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    for line in data.split(b"\r\n"):
        if len(line) > _OCTETS:
            yield "a line is longer than 75 octets"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield "a character is folded in two"
    if any(_CONTROL.search(line) for line in unfolded(data)):
        yield "a control character stands in it"


def _broken_components(root: Component) -> Iterator[str]:
    if [one.name for one in root.inside] != ["VCALENDAR"]:
        yield "it is not one calendar"
    for outer in root.walk():
        inside = INSIDE.get(outer.name or None, set())
        yield from (f"{one.name} stands in {outer.name}" for one in outer.inside if one.name not in inside)
        if outer.name:
            yield from _broken_properties(outer)
    calendar = root.inside[0]
    zones = Counter(one.one("TZID").value for one in calendar.named("VTIMEZONE"))
    yield from (f"{zone} is described {count} times" for zone, count in zones.items() if count > 1)
    used = {name for event in calendar.named("VEVENT") for one in event.properties if (name := one.parameters.get("TZID"))}
    yield from (f"{zone} is not described" for zone in used - set(zones))
    yield from (f"{zone} is described, and nothing is in it" for zone in set(zones) - used)
    yield from _broken_calendar(calendar)
    for event in calendar.named("VEVENT"):
        yield from _broken_event(root, event)


def _broken_properties(one: Component) -> Iterator[str]:
    count = Counter(each.name for each in one.properties)
    once, most = ONCE.get(one.name, set()), AT_MOST_ONCE.get(one.name, set())
    yield from (f"{one.name} has {count[name]} {name}" for name in once if count[name] != 1)
    yield from (f"{one.name} has {count[name]} {name}" for name in most if count[name] > 1)
    yield from (
        f"{one.name} has {name}, which is not for it" for name in count if name not in once | most | MANY.get(one.name, set())
    )
    if one.name == "VTIMEZONE" and not one.inside:
        yield "a zone has no observance"
    if one.name in {"STANDARD", "DAYLIGHT"}:
        yield from (f"{name} is no offset" for name in ("TZOFFSETFROM", "TZOFFSETTO") if not _OFFSET.fullmatch(one.one(name).value))
        dates = [value for each in (*one.all("DTSTART"), *one.all("RDATE")) for value in each.value.split(",")]
        if not all(_LOCAL.fullmatch(value) for value in dates):
            yield "an observance does not begin at a local time"


def _broken_calendar(calendar: Component) -> Iterator[str]:
    expected = {"VERSION": "2.0", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH"}
    yield from (f"{name} is not {value}" for name, value in expected.items() if calendar.one(name).value != value)
    if len(calendar.named("VEVENT")) != 1:
        yield "it is not one event"


def _broken_event(root: Component, event: Component) -> Iterator[str]:
    yield from (f"{one.name} would tell of people" for one in event.properties if one.name in OF_PEOPLE)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        if not all(_UTC.fullmatch(one.value) and not one.parameters for one in event.all(name)):
            yield f"{name} is not in UTC"
    uid = event.one("UID").value
    if not uid or len(uid.encode()) > _LONGEST_UID or not uid.isascii():
        yield "UID is empty, too long, or not plain"
    if not re.fullmatch("[0-9]+", event.one("SEQUENCE").value):
        yield "SEQUENCE is no number"
    if event.one("STATUS").value not in {"CONFIRMED", "CANCELLED", "TENTATIVE"}:
        yield "STATUS is none of an event"
    for name in ("DTSTART", "DTEND"):
        when = event.one(name)
        pattern = _LOCAL if "TZID" in when.parameters else _UTC
        if not pattern.fullmatch(when.value) or set(when.parameters) - {"TZID"}:
            yield f"{name} is no moment"
    if not any(one for one in _zone_gaps(root, event)) and moment(root, event.one("DTEND")) <= moment(root, event.one("DTSTART")):
        yield "DTEND is not behind DTSTART"


def _zone_gaps(root: Component, event: Component) -> Iterator[str]:
    described = {one.one("TZID").value for one in root.named("VTIMEZONE")}
    yield from (one.name for one in event.properties if one.parameters.get("TZID", "") not in {"", *described})


def _local(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - it is local, which is what is looked at


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text)
    assert found is not None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -span if found[1] == "-" else span
