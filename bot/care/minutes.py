"""The minutes of a huddle: who was there, what was dealt with, what comes of it, and what is carried over.

They are read from the record whenever they are shown; what was done after its end changes nothing of what they tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.care import outcomes, progress, stuck, taken
from bot.care.actions import Action, Decision, Info
from bot.care.alerts import Signal
from bot.care.asks import Answer, Question
from bot.care.checkins import CheckIn
from bot.care.codes import parse_ref
from bot.care.dates import spoken_day
from bot.care.facts import Line, Message, Value
from bot.care.goals import Goal
from bot.care.huddles import Huddle, Stage, Topic
from bot.care.items import Way
from bot.care.notes import CURRENT, Note
from bot.care.ports import Work
from bot.care.progress import Progress
from bot.care.records import Kept
from bot.care.rejections import Rejection
from bot.care.steps import Step, with_voice
from bot.care.tags import about
from bot.care.texts import first_line

SECTIONS = ("dealt", "actions", "begun", "decisions", "rejected", "goals", "steps", "asks", "answers", "info", "carried")
"""What lines minutes have, in their order."""

Born = TypeVar("Born", Action, Answer, Decision, Goal, Info, Progress, Question, Rejection, Step)

_BORN: tuple[type[Any], ...] = (Action, Answer, Decision, Goal, Info, Progress, Question, Rejection, Step)


def message(work: Work, huddle: Kept[Huddle]) -> Message:
    """Put a huddle into words; of one that is open, what there is so far."""
    told = tuple(_lines(work, huddle))
    values: dict[str, Value] = {
        "ref": huddle.ref,
        "empty": not told,
        "open": huddle.state == Stage.OPEN,
        "overtaken": huddle.state == Stage.OVERTAKEN,
        "begun": huddle.created,
        "minutes": ((huddle.what.ended or work.now) - huddle.created) // timedelta(minutes=1),
        "by_clock": huddle.state == Stage.BY_CLOCK,
        "present": huddle.what.present,
        "wrote": _wrote(work, huddle),
        "apologies": huddle.what.apologies,
    }
    return Message(template="huddle/minutes", values=values, lines=told, case=huddle.case)


def still_open(topics: list[Kept[Topic]], words: Mapping[str, tuple[Way, datetime]], until: datetime) -> list[Kept[Topic]]:
    """Give those that waited at a moment; ``words``: what became last of each ref, and when."""
    closed = {ref for ref, (way, at) in words.items() if way is Way.DONE and at <= until}
    return [one for one in topics if one.created <= until and one.ref not in closed]


def _lines(work: Work, huddle: Kept[Huddle]) -> Iterator[Line]:
    takes = taken.of(work, huddle)

    def on(kept: Kept[Any]) -> str:
        return taken.at(takes, kept.created)

    ways = outcomes.of_huddle(work, huddle.case, huddle.ref, huddle.early)
    settled = [(way, kept) for ref, way in ways.items() if (kept := work.records.locate(huddle.case, ref)) is not None]
    closed = {kept.ref: kept for way, kept in settled if way is Way.DONE}
    yield from (_shown("dealt", work, kept) for kept in closed.values() if not _told_below(kept, huddle))
    yield from (_action(one, done=one.ref in closed, on=on(one)) for one in _born(work, huddle, Action))
    begun = {one.what.subject: one for one in _born(work, huddle, Progress) if one.what.subject not in closed}
    yield from (_begun(work, one, on="" if on(one) == subject else on(one)) for subject, one in begun.items())
    yield from (_decided(one, done=one.ref in closed, on=on(one)) for one in _born(work, huddle, Decision))
    yield from (_line("rejected", one, on=on(one)) for one in _born(work, huddle, Rejection))
    yield from (_line("goals", one, on=on(one)) for one in _born(work, huddle, Goal))
    yield from (_step("steps", work, one) for one in _born(work, huddle, Step))
    yield from (_line("asks", one, to=one.what.to, on=on(one)) for one in _born(work, huddle, Question))
    yield from (_line("answers", one, of=one.what.of, by=one.author, on=on(one)) for one in _born(work, huddle, Answer))
    yield from (_informed(work, one, on=on(one)) for one in _born(work, huddle, Info))
    yield from (_shown("carried", work, kept) for way, kept in settled if way is Way.DEFERRED and not isinstance(kept.what, Topic))
    yield from (_line("carried", one) for one in _topics(work, huddle))
    yield from (_stuck(one) for one in stuck.left(work, huddle, ways))


def _stuck(kept: Kept[CheckIn]) -> Line:
    """Where somebody is stuck, who, and since when."""
    text = f"stuck: {first_line(kept.what.stuck)}"
    plain = _line("carried", kept, text=text, by=kept.author, said=kept.created)
    return replace(plain, about=about(kept.what.categories))


def _topics(work: Work, huddle: Kept[Huddle]) -> list[Kept[Topic]]:
    """Those that were open when it ended."""
    every = work.records.find(Topic, huddle.case)
    return still_open(every, outcomes.last_words(work, huddle.case), huddle.what.ended or work.now)


def _wrote(work: Work, huddle: Kept[Huddle]) -> tuple[str, ...]:
    """Who did something in it, and was not written down as present."""
    acts = [one for kind in _BORN for one in _born(work, huddle, kind)]
    people = {one.author for one in acts} | {one.author for one in outcomes.acts(work, huddle.case, huddle.ref, huddle.early)}
    return tuple(sorted(people - set(huddle.what.present)))


def _born(work: Work, huddle: Kept[Huddle], kind: type[Born]) -> list[Kept[Born]]:
    found = work.records.find(kind, huddle.case, since=huddle.early)
    return [kept for kept in found if kept.what.huddle == huddle.ref]


def _shown(section: str, work: Work, kept: Kept[Any]) -> Line:
    """What a signal says is repeated in no room, and what was retracted nowhere, so their minutes are in words of ours."""
    retracted = isinstance(kept.what, Note) and kept.state not in CURRENT
    if isinstance(kept.what, Signal) or retracted:
        text = "a note, retracted since" if retracted else f"{kept.what.severity.words} signal"
        return Line(section=section, values={**_line(section, kept).values, "text": text})
    if isinstance(kept.what, Info) and (said := _said_of(work, kept)) is not None:
        return _line(section, kept, text=first_line(said[1]))
    return _step(section, work, kept) if isinstance(kept.what, Step) else _line(section, kept)


def _informed(work: Work, kept: Kept[Info], *, on: str) -> Line:
    """What was said of a record stands behind the ref of that record alone."""
    said = _said_of(work, kept)
    if said is None:
        return _line("info", kept, on=on)
    return _line("info", kept, ref=said[0], text=first_line(said[1]), on="" if on == said[0] else on)


def _said_of(work: Work, kept: Kept[Info]) -> tuple[str, str] | None:
    """The ref of the record that a sentence is about, and the sentence; None where it is about none."""
    pointed, _, said = kept.what.text.partition(": ")
    ref = parse_ref(pointed)
    return (ref, said) if ref is not None and said and work.records.locate(kept.case, ref) is not None else None


def _step(section: str, work: Work, kept: Kept[Step]) -> Line:
    """A step brings the patient's words along."""
    voice, concerns = with_voice(work, kept)
    plain = _line(section, kept, due=spoken_day(kept.what.day), voice=first_line(voice))
    return replace(plain, about=about(concerns))


def _told_below(kept: Kept[Any], huddle: Kept[Huddle]) -> bool:
    """An action or a decision of the same huddle stands once, among its like."""
    return isinstance(kept.what, Action | Decision) and kept.what.huddle == huddle.ref


def _action(kept: Kept[Action], *, done: bool, on: str) -> Line:
    return _line("actions", kept, due="" if done else spoken_day(kept.what.day), done=done, on=on)


def _decided(kept: Kept[Decision], *, done: bool, on: str) -> Line:
    due = spoken_day(kept.what.day) if kept.what.day is not None and not done else ""
    reason = first_line(kept.what.reason)
    return _line("decisions", kept, reason=reason, due=due, done=done, instead_of=kept.what.instead_of, on=on)


def _begun(work: Work, kept: Kept[Progress], *, on: str) -> Line:
    """What somebody said last of how far something is, for whoever may read both."""
    whole = progress.of(work, kept.case)[kept.what.subject]
    subject = work.records.locate(kept.case, kept.what.subject)
    both = tuple(dict.fromkeys((*subject.what.concerns(), *kept.what.categories))) if subject is not None else kept.what.categories
    plain = _line("begun", subject or kept, on=on, note=first_line(kept.what.text), since=whole.since)
    return replace(plain, about=about(both), author=plain.author if plain.author == kept.author or not kept.what.text else None)


def _line(section: str, kept: Kept[Any], **more: Value) -> Line:
    values: dict[str, Value] = {
        "ref": kept.ref,
        "kind": kept.what.kind,
        "text": first_line(kept.what.gist()),
        "owner": kept.owner,
        "voice": "",
        "note": "",
        "done": False,
        "on": "",
        **more,
    }
    return Line(about=about(kept.what.concerns()), author=kept.author, section=section, values=values)
