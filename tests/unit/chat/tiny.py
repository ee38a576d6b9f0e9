"""A family small enough to try the dispatcher with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import ModuleType
from typing import Annotated, ClassVar

from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, Message, Value, direct
from bot.care.people import CLINICAL, EVERYONE, LEAD, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Payload
from bot.chat.arguments.moments import moment
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, RefWord, Rest, Word
from bot.chat.spec import Undo, command
from bot.chat.takers import answer, confirmed
from bot.chat.tokens import split
from bot.chat.turn import Ask, Confirm, Reply, Turn
from commands import fix, help, mine, on, room, tz, undo  # noqa: A004 - families are named after what people type

OWN: tuple[ModuleType, ...] = (fix, help, mine, on, room, tz, undo)
"""The dispatcher's own families."""


@dataclass(frozen=True, kw_only=True)
class Topic(Payload):
    kind: ClassVar[str] = "tiny topic"
    text: str
    risk: str = ""


@command("topic", allow=CLINICAL, example="!topic a topic")
def topic(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what to talk about")]) -> Reply:
    """Keep a topic. It says so."""
    kept = work.records.add(Topic(text=text), case=case, author=actor.id, owner=actor.id)
    return Reply(template="tiny/kept", values={"ref": kept.ref}, refs=(kept.ref,), mentions=turn.mentions)


@command("memo", allow=CLINICAL, example="!memo a topic")
def memo(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("what to remember")]) -> Reply:
    """Keep a memo. Its family has no word of its own for what becomes of it when its message is removed."""
    kept = work.records.add(Topic(text=text), case=case, author=actor.id)
    return Reply(template="tiny/kept", values={"ref": kept.ref}, refs=(kept.ref,))


@command("topic risky", allow=CLINICAL, example="!topic risky a topic")
def risky(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("what to talk about")]) -> Reply:
    """Keep a topic and ask about it."""
    kept = work.records.add(Topic(text=text), case=case, author=actor.id)
    return Reply(
        template="tiny/asks", values={"ref": kept.ref}, ask=Ask(kind="topic risk", draft={"ref": kept.ref}), refs=(kept.ref,)
    )


@answer("topic risk", allow=CLINICAL)
def risk(case: CaseCode, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    if words == "no answer":
        raise InvalidError("tiny/not_that")
    kept = work.records.get(Topic, case, str(draft["ref"]))
    work.records.put(kept, what=replace(kept.what, risk=words))
    return Reply(template="tiny/kept", values={"ref": kept.ref}, refs=(kept.ref,))


@answer("topic edited", allow=CLINICAL)
def edited(case: CaseCode, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    kept = work.records.get(Topic, case, str(draft["ref"]))
    work.records.put(kept, what=replace(kept.what, text=words))
    return Reply(template="tiny/edited", values={"ref": kept.ref}, refs=(kept.ref,))


@confirmed("topic redacted", allow=CLINICAL)
def redacted(case: CaseCode, work: Work, draft: Mapping[str, Value]) -> Reply:
    kept = work.records.get(Topic, case, str(draft["ref"]))
    work.records.put(kept, state=9)
    return Reply(template="tiny/retracted", values={"ref": kept.ref})


@command("topic drop", allow=CLINICAL, example="!topic drop 8R2Q")
def drop(case: CaseCode, work: Work, ref: Annotated[str, RefWord("the topic's ref")]) -> Reply:
    """Drop a topic."""
    kept = work.records.get(Topic, case, ref)
    work.records.put(kept, state=1)
    work.say(direct(kept.author), Message(template="tiny/dropped", values={"ref": ref}))
    if kept.state == 1:
        raise ConflictError("tiny/dropped_before")
    return Reply(template="tiny/dropped", values={"ref": ref}, refs=(ref,))


@command("done", allow=CLINICAL, example="!done 8R2Q")
def done(
    case: CaseCode, work: Work, ref: Annotated[str, RefWord("the topic's ref")], why: Annotated[str, Rest("why")] = ""
) -> Reply:
    """Close a topic."""
    kept = work.records.get(Topic, case, ref)
    work.records.put(kept, state=2)
    return Reply(template="tiny/done", values={"ref": ref, "why": why}, refs=(ref,))


@command("topics", allow=ROSTER, read=True, example="!topics")
def topics(case: CaseCode, work: Work, turn: Turn) -> Reply:
    """List the topics."""
    kept = work.records.find(Topic, case)
    lines = tuple(Line(about=("summary",), author=one.author, values={"text": one.what.text}) for one in kept)
    return Reply(template="tiny/list", values={"here": turn.here, "number": len(lines)}, lines=lines)


@command("topics all", allow=EVERYONE, case=False, read=True, example="!topics all")
def every() -> Reply:
    """List the topics of all cases."""
    return Reply(template="tiny/all")


@command("book", allow=CLINICAL, undo=Undo.NEVER, example="!book 2026-12-08 14:00 a topic")
def book(case: CaseCode, actor: Actor, work: Work, now: datetime, text: Annotated[str, Rest("when, and what for")]) -> Reply:
    """Book a talk."""
    words = split(text)
    found = moment(words[1:] if words[0].key == "at" else words, now=now, zone=actor.zone)
    work.dues.put(Due(key="talk", kind="talk", at=found.at, place=f"case:{case}", case=case))
    return Reply(template="tiny/booked", values={"at": found.at})


@command("end", allow=LEAD, undo=Undo.NEVER, example="!end 8R2Q")
def end(case: CaseCode, actor: Actor, other: Annotated[str, Word("who confirms")] = "") -> Reply:
    """End it all, after a yes."""
    confirm = Confirm(kind="ended", code=case, draft={"by": actor.id}, case=case, by=other or None)
    also = ((direct(other), Message(template="tiny/asked")),) if other else ()
    return Reply(template="tiny/sure", confirm=confirm, also=also)


@confirmed("ended", allow=CLINICAL)
def ended(case: CaseCode, work: Work, draft: Mapping[str, Value]) -> Reply:
    work.remember("ended", case=case, by=draft["by"])
    return Reply(template="tiny/ended")


@command("break", allow=CLINICAL, example="!break")
def broken() -> Reply:
    """Fail as no rule ever should."""
    raise RuntimeError("broken")


@due("talk", late=Late.ACT)
def talk(moment: Due, work: Work, *, late: bool) -> None:
    work.say(moment.place, Message(template="tiny/talk", values={"late": late}))


@due("chime", late=Late.POST_MARKED)
def chime(moment: Due, work: Work, now: datetime, *, late: bool) -> None:
    work.say(moment.place, Message(template="tiny/chime", values={"late": late, "at": now}))
    if moment.subject == "refused":
        raise ConflictError("tiny/refused")
