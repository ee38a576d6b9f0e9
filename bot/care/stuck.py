"""Where people said before a huddle that they are stuck: a topic until somebody closes it, or they check in anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from bot.care.checkins import CheckIn, Stand
from bot.care.huddles import Huddle
from bot.care.items import Day, Item, Need, Section, Way, item
from bot.care.outcomes import last_words
from bot.care.ports import Work
from bot.care.records import Kept

_LONGEST = timedelta(days=60)
"""So long before the huddle before it was said at most."""


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what stood on an earlier agenda, with since when they are stuck and how often it was carried over.

    What was put off stands there as such (``bot.care.checkins``), and so does what is new.
    """
    found = [one for one in _last(work, day.case, day.early, work.now) if one.created < day.since and not day.carried(one.ref)]
    if not found:
        return
    earlier = [one.created for one in work.records.find(Huddle, day.case, since=found[0].created) if one.created <= day.since]
    for kept in found:
        times = sum(kept.created <= at for at in earlier)
        often = "once" if times == 1 else f"{times} times"
        yield item(
            Section.TOPICS,
            kept,
            reason=f"stuck {day.dated('since', kept.created)}, carried over {often}",
            need=(Need.CARRIED, -times, kept.created.timestamp()),
            label="check-in",
            text=kept.what.stuck,
            concerns=kept.what.categories,
        )


def left(work: Work, huddle: Kept[Huddle], ways: Collection[str]) -> tuple[Kept[CheckIn], ...]:
    """Give what stood on the agenda of a huddle and was left as it was; ``ways``: the refs of which something became in it."""
    until, words = huddle.what.ended or work.now, last_words(work, huddle.case)
    closed = {ref for ref, (way, at) in words.items() if way is Way.DONE and at <= until}
    found = _last(work, huddle.case, huddle.what.since - _LONGEST, until)
    return tuple(one for one in found if one.created <= huddle.created and one.ref not in {*ways, *closed})


def _last(work: Work, case: str, since: datetime, until: datetime) -> tuple[Kept[CheckIn], ...]:
    """What each said last about their work up to a moment, if they are stuck; an apology says nothing of it. Oldest first."""
    said = work.records.find(CheckIn, case, states=frozenset({Stand.LAST}), since=since)
    last = {one.author: one for one in said if one.created <= until and _of_work(one.what)}
    return tuple(sorted((one for one in last.values() if one.what.halted), key=lambda one: (one.created, one.ref)))


def _of_work(what: CheckIn) -> bool:
    return bool(what.done or what.ahead or what.stuck or what.answers)
