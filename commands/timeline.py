"""What happened in a case, in order of time: a dozen at a time, or all of it as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Annotated

from bot.care import absences, disclosures, huddles, reads
from bot.care import timeline as happening
from bot.care.clocks import at_clock
from bot.care.dates import spoken_day
from bot.care.errors import ConflictError
from bot.care.facts import Line, Value
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.timeline import Page
from bot.care.timeline_events import Event
from bot.chat import timeline_page
from bot.chat.arguments.dates import day, example_day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.pages import naming
from bot.chat.parameters import CaseCode, Rest
from bot.chat.replies import OF_CASE
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import Word, split
from bot.chat.turn import Reply, Turn

MORE = "timeline more"
"""What takes the reply ``more``."""

_BEFORE, _BEHIND = "B", "A"
"""Whether it goes on before a key, or behind it."""


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    since: date | None = None
    file: bool = False


@command(
    "timeline",
    allow=ROSTER | COORDINATION,
    read=True,
    example=("!timeline", "!timeline since 2026-12-01", "!timeline since 2026-12-01 file"),
)
def timeline(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("since which day, or as a file")] = ""
) -> Reply:
    """Show what happened in this case, in order of time: the last dozen, as far as you may read it.

    With `since` and a day, from that day on. To go on: reply `more`. With `file`, all of it comes as a page that you can keep or
    print. With `here`, what everyone in the room may read.
    """
    wanted, people = _wanted(text, work, actor), _readers(actor, turn, room=turn.here)
    found = happening.happened(work, case, people)
    start = None if wanted.since is None else at_clock(wanted.since, time(), actor.zone)
    if wanted.file:
        events = happening.shared(work, case, tuple(one for one in found if start is None or one.at >= start), people)
        return _filed(case, actor, work, events, wanted.since)
    page = happening.last(found) if start is None else happening.first(found, start)
    return _shown(case, actor, work, page, since=wanted.since)


@command("timeline more", allow=ROSTER | COORDINATION, read=True, example="!timeline more")
def more(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Go on with the timeline that you were shown last. To reply `more` to it does the same."""
    kept = work.recall(_key(case, actor.id))
    if kept is None or not kept["mark"]:
        raise _over(work, actor)
    return _onward(case, actor, work, str(kept["mark"]), _readers(actor, turn, room=turn.here))


@answer(MORE, allow=ROSTER | COORDINATION, takes=lambda words: words.strip(" .").casefold() == "more")
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - `takes` has read them
    """Take the reply ``more``: where the one before was read, by those who read it there. It counts as a read."""
    if huddles.running(work, case) is None:
        reads.count(work, case, actor.id)
    if not draft["ref"]:
        raise _over(work, actor)
    return _onward(case, actor, work, str(draft["ref"]), _readers(actor, turn, room=not turn.direct))


def _over(work: Work, actor: Actor) -> ConflictError:
    return ConflictError("refused/timeline_over", example=example_day(absences.today(work, actor.id), ahead=-30))


def _onward(case: str, actor: Actor, work: Work, mark: str, people: tuple[str, ...]) -> Reply:
    found = happening.happened(work, case, people)
    key = mark[1:]
    page = happening.last(found, key) if mark.startswith(_BEFORE) else happening.first(found, behind=key)
    return _shown(case, actor, work, page, since=None)


def _shown(case: str, actor: Actor, work: Work, page: Page, *, since: date | None) -> Reply:
    mark = f"{_BEFORE}{page.earlier}" if page.earlier else f"{_BEHIND}{page.later}" if page.later else ""
    work.remember(_key(case, actor.id), mark=mark)
    values: dict[str, Value] = {
        "since": spoken_day(since) if since is not None else "",
        "earlier": bool(page.earlier),
        "later": bool(page.later),
        "replied": not actor.opened,
    }
    hears = (MORE, f"{case}{OF_CASE}{mark}") if not actor.opened else None
    return Reply(template="timeline/page", values=values, lines=happening.lines(page.events), hears=hears)


def _filed(case: str, actor: Actor, work: Work, events: tuple[Event, ...], since: date | None) -> Reply:
    """What they may read goes into the file, which as a whole is for those who may read all of it."""
    about = tuple(dict.fromkeys(one for event in events for one in (*event.about, *(event.text_about if event.text else ()))))
    notice = disclosures.notice(work, case)
    file = timeline_page.file(case, events, zone=actor.zone, who=naming(work, case), notice=notice, since=since)
    values: dict[str, Value] = {"since": spoken_day(since) if since is not None else ""}
    line = Line(about=about, section="file", file=file, values={"count": len(events)})
    return Reply(template="timeline/file", values=values, lines=(line,) if events else ())


def _wanted(text: str, work: Work, actor: Actor) -> _Wanted:
    words, wanted, today = list(split(text)), _Wanted(), absences.today(work, actor.id)
    while words:
        if words[0].key == "file" and not wanted.file:
            wanted, count = replace(wanted, file=True), 0
        elif words[0].key == "since" and len(words) > 1 and wanted.since is None:
            since, count = day(words[1:], today=today, back=True)
            wanted = replace(wanted, since=since)
        elif (found := _day(words, today)) is not None and wanted.since is None:
            since, count = found[0], found[1] - 1
            wanted = replace(wanted, since=since)
        else:
            expected = "nothing, since and a day, or file"
            raise ArgumentError("timeline", expected, f"!timeline since {example_day(today, ahead=-7)}")
        words = words[1 + count :]
    return wanted


def _day(words: Sequence[Word], today: date) -> tuple[date, int] | None:
    """A day that says so itself, without ``since`` in front of it; one that may be two does not."""
    with suppress(ArgumentError, AmbiguousError):
        return day(words, today=today, back=True)
    return None


def _readers(actor: Actor, turn: Turn, *, room: bool) -> tuple[str, ...]:
    """Who reads it: whoever asks, and where it is posted, everyone in the room."""
    return (actor.id, *(sorted(turn.place.present) if room else ()))


def _key(case: str, person: str) -> str:
    return f"timeline:{case}:{person}"
