"""How a date of a series is left out or moved, and the whole of it from a day on: the same for huddles, wherever, and plan reviews.

``case`` is None for the huddles of a team room: what is said of these needs no category, and is said in that room alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care import rescheduled, series
from bot.care.cadence import Kind, Rule, at_clock, describe
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.overheard import NOBODY
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import Purpose, S, Skip
from bot.care.texts import categories_of, checked
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.rhythms import STARTS, days
from bot.chat.arguments.series import series as read_series
from bot.chat.arguments.series import start_time
from bot.chat.arguments.tags import tags
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.arguments.zones import zone_behind
from bot.chat.series_words import one_day, onwards, today
from bot.chat.tokens import Word, following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told, told_team

_DAY = timedelta(days=1)


def left_out(case: str | None, actor: Actor, work: Work, turn: Turn, what: str, going: Kept[S]) -> Reply:
    """Leave out one day, with its reason, and tell the team."""
    words, purpose = split(what), going.what.purpose
    on, count = one_day(words, work, going)
    found, reason = tags(following(what, words, count), now=work.now, zone=actor.zone)
    if is_blank(reason):
        raise InvalidError("refused/reason_needed", example=f"!{purpose.value} skip {on.isoformat()} Nobody is in")
    named = categories_of(work, case, actor.id, found.categories) if case is not None else ()
    if case is not None and not named:
        raise InvalidError("refused/category_needed", example=f"!{purpose.value} skip {on.isoformat()} #summary Nobody is in")
    at = rescheduled.occurrence(work, going, on).at
    kept = rescheduled.skip(work, going, Skip(day=on, reason=checked(reason), by=actor.id, categories=named))
    heard = heard_in(work, case, turn, actor.id, named) if case is not None else NOBODY
    values: dict[str, Value] = {**series.shown(work, kept), "at": at, "by": "", **told(heard)}
    reply = Reply(template=f"{purpose.value}/skipped", values=values, refs=(kept.ref,), privately=bool(heard))
    return _told(case, turn, reply, actor)


def moved(case: str | None, actor: Actor, work: Work, turn: Turn, what: str, going: Kept[S]) -> Reply:
    """Move one date, or the series from a date on, or all that is to come of it, and tell the team."""
    words, purpose = split(what), going.what.purpose
    turned = onwards(words, work, going)
    if turned is not None:
        first, new, more = turned
        _nothing_more(more, purpose)
        return _changed(case, actor, work, turn, going, new, first)
    on, count = one_day(words, work, going)
    found = rescheduled.occurrence(work, going, on)
    to = _target(words[count:], on, going, actor, work)
    kept = rescheduled.move(work, going, found, to, actor.id)
    values: dict[str, Value] = {**series.shown(work, kept), "purpose": purpose.value, "at": found.at, "to": to, "by": ""}
    return _told(case, turn, Reply(template="series/moved", values=values, refs=(kept.ref,)), actor)


def _changed(case: str | None, actor: Actor, work: Work, turn: Turn, going: Kept[S], words: Sequence[Word], first: date) -> Reply:
    words = words[1:] if words and words[0].key in WORDS.to else words
    found = rescheduled.occurrence(work, going, first)
    begin = max(found.day, today(work, going))
    purpose, old = going.what.purpose.value, going.what.timetable.rule_of(begin)
    try:
        rule = _rule(words, old, begin, actor, work)
    except ArgumentError as error:
        to = "tue 10:00" if old.weekdays else "10:00"
        raise ArgumentError(error.field, error.expected, f"!{purpose} move {to} from {begin.isoformat()}") from error
    before = series.shown(work, going)["rhythm"]
    kept = rescheduled.change(work, going, rule, found)
    values: dict[str, Value] = {**series.shown(work, kept), "purpose": purpose, "at": found.at, "before": before, "by": ""}
    return _told(case, turn, Reply(template="series/changed", values=values, refs=(kept.ref,)), actor)


def _told(case: str | None, turn: Turn, reply: Reply, actor: Actor) -> Reply:
    return told_team(turn, case, reply, actor.id) if case is not None else reply


def _target(words: Sequence[Word], on: date, going: Kept[S], actor: Actor, work: Work) -> datetime:
    """The moment to which one date is moved: a day with or without a time, or a time of the same day."""
    words = words[1:] if words and words[0].key in WORDS.to else words
    try:
        to, count = day(words, today=today(work, going))
    except ArgumentError:
        if clock(words) is None:
            raise
        same = (Word(text=on.isoformat(), start=0, end=0), *words)
        at = moment(same, now=work.now, zone=actor.zone)
        _nothing_more(same[at.consumed :], going.what.purpose)
        return at.at
    if len(words) == count:
        rule = going.what.timetable.rule_of(on)
        found = at_clock(to, rule.at, rule.zone)
        if found <= work.now:
            raise ArgumentError("date", "a time that is still to come", _example(going.what.purpose))
        return found
    at = moment(words, now=work.now, zone=actor.zone)
    _nothing_more(words[at.consumed :], going.what.purpose)
    return at.at


def _rule(words: Sequence[Word], before: Rule, first: date, actor: Actor, work: Work) -> Rule:
    """The rule from a day on: a whole one, or the same one on another weekday, at another time, in another zone."""
    if words and words[0].key in STARTS:
        read = read_series(words, now=work.now, zone=actor.zone)
        if read.consumed < len(words):
            raise ArgumentError("series", "a day or a number of weeks, and a time", "every tue 10:00")
        return replace(read.rule, start=max(first, read.rule.start))
    named, count = days([word.key for word in words])
    shown, more = start_time(words[count:])
    count += more
    zone = zone_behind(words[count:], actor.zone)
    count += zone.consumed if zone else 0
    if named and not before.weekdays:
        raise ArgumentError("series", f"a time alone, since it is held {describe(before)}", "10:00")
    if not words or count < len(words) or (zone and not (zone.sure and shown)):
        raise ArgumentError("series", "a weekday, a time, or both", "tue 10:00")
    if shown is not None and shown.vague:
        raise ArgumentError("time", "the hour and minute at which it begins", "10:00")
    rule = replace(
        before,
        weekdays=named or before.weekdays,
        at=shown.readings[0] if shown else before.at,
        zone=zone.names[0] if zone else actor.zone if shown else before.zone,
        start=first,
    )
    return replace(rule, start=_begin(rule, before, first, work.now.astimezone(ZoneInfo(rule.zone)).date()))


def _begin(rule: Rule, before: Rule, first: date, today: date) -> date:
    """The first day of a rule on another weekday: of the week, or the month, that the date was in, if it is still to come."""
    if rule.weekdays == before.weekdays or len(before.weekdays) > 1 or len(before.ordinals) > 1:
        return first
    if rule.kind is Kind.MONTHLY:
        return max(first.replace(day=1), today)
    monday = first - first.weekday() * _DAY
    if monday + rule.weekdays[0] * _DAY < today:
        return monday + rule.weeks * 7 * _DAY
    return max(monday, today)


def _nothing_more(words: Sequence[Word], purpose: Purpose) -> None:
    if words:
        raise ArgumentError("date", "the date, the day that it is moved to, and perhaps a time", _example(purpose))


def _example(purpose: Purpose) -> str:
    return f"!{purpose.value} move 2026-12-28 2026-12-29 10:00"
