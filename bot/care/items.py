"""What a case has for an agenda: each thing with the reason why it is there, gathered from the records of every family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.care import outcomes
from bot.care.actions import Action, Decision, Info, TaskState
from bot.care.consent import Category
from bot.care.dates import WEEKDAYS, spoken_day
from bot.care.huddles import Huddle, Topic, TopicState
from bot.care.notes import CURRENT, Note, Risk
from bot.care.outcomes import Way
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line

_LONGEST_DRAFT = timedelta(days=60)
"""A trainee's note is new when it is signed; so long before, it may have been written."""

_WEEK = 7
_TODAY = "today"


class Section(StrEnum):
    """The parts of an agenda, in their order."""

    UNFINISHED = "unfinished"
    NEW = "new"
    TOPICS = "topics"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing for an agenda."""

    section: Section
    ref: str
    kind: str
    text: str
    about: tuple[str, ...]
    author: str
    reason: str
    """Why it is there, in neutral words: ``overdue 3 days``."""
    need: tuple[float, ...]
    """The least first: a rank, and within it numbers."""
    owner: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Day:
    """From where the agenda looks: its own day, and since when a record is new."""

    case: str
    today: date
    zone: ZoneInfo
    since: datetime
    words: dict[str, tuple[Way, datetime]]

    def local(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def spoken(self, at: datetime) -> str:
        day = self.local(at)
        if day == self.today:
            return _TODAY
        return WEEKDAYS[day.weekday()][:3] if 0 <= (self.today - day).days < _WEEK else spoken_day(day)

    def dated(self, word: str, at: datetime) -> str:
        """``since Mon``, but ``today`` alone."""
        day = self.spoken(at)
        return day if day == _TODAY else f"{word} {day}"

    def waits(self, ref: str) -> bool:
        """Nothing became of it since."""
        return ref not in self.words or (self.words[ref][0] is Way.DEFERRED and self.words[ref][1] < self.since)

    def put_off(self, ref: str) -> str:
        return f"put off {self.dated('on', self.words[ref][1])}" if ref in self.words else ""


def collect(work: Work, case: str, *, since: datetime, begun: datetime, zone: str) -> list[Item]:
    """Gather everything that belongs on the agenda of a huddle, in no order.

    ``since`` is the beginning of the huddle before; ``begun`` that of this one (for a preview: now): what was dealt with or
    put off later is no longer on it. ``zone`` is the IANA name of the zone whose days count.
    """
    own = ZoneInfo(zone)
    words = outcomes.last_words(work, case)
    gone = {ref for ref, (way, at) in words.items() if way is Way.DONE or at >= begun}
    day = _Day(case=case, today=work.now.astimezone(own).date(), zone=own, since=since, words=words)
    found = [*_tasks(work, day), *_news(work, day), *_information(work, day), *_topics(work, day)]
    return [item for item in found if item.ref not in gone]


def _tasks(work: Work, day: _Day) -> Iterator[Item]:
    for kept in work.records.find(Action, day.case, states=frozenset({TaskState.OPEN})):
        late = (day.today - kept.what.day).days
        reason, need = _lateness(late, kept.what.day)
        yield _item(Section.UNFINISHED, kept, kept.what.text, kept.what.categories, _joined(reason, day.put_off(kept.ref)), need)
    for decided in work.records.find(Decision, day.case, states=frozenset({TaskState.OPEN})):
        reason = _joined(f"decided {day.spoken(decided.created)}, not yet carried out", day.put_off(decided.ref))
        need = (4, decided.created.timestamp())
        yield _item(Section.UNFINISHED, decided, decided.what.text, decided.what.categories, reason, need)


def _news(work: Work, day: _Day) -> Iterator[Item]:
    for risk in work.records.find(Risk, day.case):
        carried = _carried(day, risk.ref)
        if risk.created >= day.since or carried:
            section = Section.TOPICS if carried else Section.NEW
            reason = carried or f"a risk named {day.dated('since', day.since)}"
            yield _item(section, risk, risk.what.text, (Category.SAFETY,), reason, (0, -risk.created.timestamp()))
    for note in work.records.find(Note, day.case, states=CURRENT, since=_early(day)):
        at = note.what.signed if note.what.supervised and note.what.signed else note.created
        carried = _carried(day, note.ref)
        if at >= day.since or carried:
            section = Section.TOPICS if carried else Section.NEW
            text = note.what.text or "; ".join(one.text for one in note.what.sections)
            reason = carried or f"new {day.dated('since', day.since)}"
            yield _item(section, note, text, note.what.categories, reason, (2 if carried else 5, -at.timestamp()))


def _information(work: Work, day: _Day) -> Iterator[Item]:
    """What was written down between huddles, so that the minutes of none of them hold it."""
    for info in work.records.find(Info, day.case, since=_early(day)):
        carried = _carried(day, info.ref)
        if not info.what.huddle and (info.created >= day.since or carried):
            section = Section.TOPICS if carried else Section.NEW
            reason = carried or f"new {day.dated('since', day.since)}"
            need = (2 if carried else 5, -info.created.timestamp())
            yield _item(section, info, info.what.text, info.what.categories, reason, need)


def _topics(work: Work, day: _Day) -> Iterator[Item]:
    topics = work.records.find(Topic, day.case, states=frozenset({TopicState.OPEN}))
    if not topics:
        return
    earlier = [one.created for one in work.records.find(Huddle, day.case, since=topics[0].created) if one.created <= day.since]
    for kept in topics:
        times = sum(kept.created <= at for at in earlier)
        added = f"added {day.spoken(kept.created)}"
        reason = f"{added}, carried over {'once' if times == 1 else f'{times} times'}" if times else added
        need = (2, -times, kept.created.timestamp()) if times else (3, kept.created.timestamp())
        yield _item(Section.TOPICS, kept, kept.what.text, kept.what.categories, reason, need)


def _early(day: _Day) -> datetime:
    """No record from before this moment can stand on the agenda."""
    return min([day.since, *(at for way, at in day.words.values() if way is Way.DEFERRED)]) - _LONGEST_DRAFT


def _carried(day: _Day, ref: str) -> str:
    way = day.words.get(ref)
    return f"{day.put_off(ref)}, carried over" if way is not None and way[0] is Way.DEFERRED else ""


def _lateness(late: int, until: date) -> tuple[str, tuple[int, float]]:
    if late > 0:
        return f"overdue {late} {'day' if late == 1 else 'days'}", (1, -float(late))
    if late == 0:
        return "due today", (1, 0.0)
    return ("due tomorrow" if late == -1 else f"due {spoken_day(until)}"), (4, float(until.toordinal()))


def _joined(reason: str, put_off: str) -> str:
    return f"{reason}, {put_off}" if put_off else reason


def _item(
    section: Section,
    kept: Kept[Action] | Kept[Decision] | Kept[Info] | Kept[Risk] | Kept[Note] | Kept[Topic],
    text: str,
    categories: tuple[Category, ...],
    reason: str,
    need: tuple[float, ...],
) -> Item:
    owner = kept.owner if isinstance(kept.what, Action | Decision) else None
    return Item(
        section=section,
        ref=kept.ref,
        kind=kept.what.kind,
        text=first_line(text),
        about=about(categories),
        author=kept.author,
        reason=reason,
        need=need,
        owner=owner,
    )
