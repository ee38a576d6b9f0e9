"""Reminders: of a record or of words of one's own; for whoever asks, in their direct room, or for the team, in the case's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot.care import memos, recalling, reminding
from bot.care.consent import Category
from bot.care.current import of_ref
from bot.care.errors import CareError, DeniedError, InvalidError
from bot.care.facts import Value
from bot.care.memos import Memo
from bot.care.people import EVERYONE, ROSTER, Actor, Allow, Role
from bot.care.ports import Work
from bot.care.team import on_team
from bot.care.texts import categories_of, checked
from bot.chat import remembered, remind_times, remind_words, replied_to
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.tags import tags
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.parameters import CaseCode, Said
from bot.chat.remind_words import Asked
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as

_TEAM = Allow(roles=frozenset(Role) - {Role.GUEST})
"""A guest is not in the room of the case."""

_CATEGORY = "reminder category"


def _case_named(work: Work, person: str, text: str) -> str | None:
    """The case of the record that is named in front."""
    first = split(text, limit=1)
    return of_ref(work, person, first[0].text) if first else None


@command(
    "remind",
    allow=ROSTER,
    example=("!remind tomorrow 9:00 Call the lab", "!remind 8R2Q tomorrow 9:00", "!remind in 2 weeks Call the lab"),
    case_of=_case_named,
    by_reply=True,
)
def remind(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("when, and then of what, in your words")]
) -> Reply:
    """Be reminded, alone, in your direct room. Of a record, of words of your own, or of both.

    The time stands in front of the words; a day without an hour means when work begins. It rings in your quiet hours too, since you
    chose the time. Nobody else learns of it. As a reply to what told of a record, it is about that one.

    Reply `done` to it, or when you want it again: `in 1h`.
    """
    return _asked(case, actor, work, turn, what, room=False)


@command(
    "remind every",
    allow=ROSTER,
    example=("!remind every mon 09:00 Look at the scores", "!remind every 2nd tue 10:00 Look at the scores"),
    by_reply=True,
)
def remind_every(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("how often, and then of what, in your words")]
) -> Reply:
    """Be reminded again and again. On public holidays it is left out, or with `move` comes on the next working day.

    One of every day comes on holidays too. While you are away it comes, and does not ring.
    """
    return _asked(case, actor, work, turn, f"{WORDS.every[0]} {what}", room=False)


@command(
    "remind here",
    allow=_TEAM,
    example=("!remind here fri 14:00 The letters go out today", "!remind here @nurse:clinic.example mon 09:00 Bring the list"),
    case_of=_case_named,
    by_reply=True,
)
def remind_here(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("when, and then of what, in your words")]
) -> Reply:
    """Have something said in the room of the case. To those in it who may read it then; the others see its ref.

    It rings nobody, or exactly those whom you name, outside their quiet hours.
    """
    return _asked(case, actor, work, turn, what, room=True)


@command("reminders", allow=EVERYONE, case=False, read=True, example="!reminders")
def reminders(actor: Actor, work: Work) -> Reply:
    """List what you asked to be reminded of. Over all your cases, in order of time."""
    return remembered.listed(work, memos.mine(work, actor.id))


@answer(_CATEGORY, allow=ROSTER)
def sort_reminder(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a reminder's words."""
    if draft["room"] and not _TEAM.includes(actor):  # what they are on the case may have changed since
        raise DeniedError
    said_at = datetime.fromisoformat(str(draft["now"]))
    asked, _ = _read(case, actor, work, str(draft["text"]), said_at)
    return _kept(case, actor, work, turn, asked, sorted_as(words), room=bool(draft["room"]), event=str(draft["event"]))


def _asked(case: str, actor: Actor, work: Work, turn: Turn, what: str, *, room: bool) -> Reply:
    asked, tagged = _read(case, actor, work, what, work.now)
    asked = asked if asked.ref else replace(asked, ref=_replied_to(case, actor, work, turn, alone=not asked.text))
    if asked.ref and not asked.text and not room and reminding.is_own(work, actor.id, case, asked.ref):
        return _again(case, actor, work, asked)
    named = categories_of(work, case, actor.id, tagged) if asked.text else ()
    if asked.text and not named and (room or not turn.direct):
        draft: dict[str, Value] = {"text": what, "now": work.now.isoformat(), "room": room, "event": turn.event_id}
        return ask_category(_CATEGORY, draft)
    return _kept(case, actor, work, turn, asked, named, room=room)


def _replied_to(case: str, actor: Actor, work: Work, turn: Turn, *, alone: bool) -> str:
    """The ref of what it replies to, where somebody can be reminded of that; else empty. ``alone``: no words were typed."""
    found = replied_to.record(seat_of(turn))
    if found is None or found[0] != case:
        return ""
    if reminding.is_own(work, actor.id, case, found[1]):
        return found[1] if alone else ""
    with suppress(CareError):
        recalling.check_subject(work, case, actor.id, found[1])
        return found[1]
    return ""


def _again(case: str, actor: Actor, work: Work, asked: Asked) -> Reply:
    """A time alone, for a reminder of one's own: it is put off, or gets another rhythm."""
    found, at = reminding.standing(work, actor, case, asked.ref), asked.when.at
    if at is None:
        return remembered.kept(work, reminding.move(work, found, None, asked.when.rule), moved=True, opening=asked.when.opening)
    return remembered.put_off(work, found, at)


def _read(case: str, actor: Actor, work: Work, text: str, now: datetime) -> tuple[Asked, tuple[Category, ...]]:
    """Read who, when and what, and the tags, which may stand in front of the time, behind it, or behind the words."""
    around, body = tags(text, now=work.now, zone=actor.zone)
    asked = remind_words.read(
        body,
        now=now,
        zone=actor.zone,
        opens=work.clinic.hours[0],
        known=lambda ref: recalling.can_name(work, case, actor.id, ref),
    )
    within, words = tags(asked.text, now=work.now, zone=actor.zone)
    if around.at is not None or within.at is not None:
        raise ArgumentError("time", "when, in front of the words, without @", remind_times.EXAMPLE)
    return replace(asked, text=words.strip()), tuple(dict.fromkeys((*around.categories, *within.categories)))


def _kept(
    case: str,
    actor: Actor,
    work: Work,
    turn: Turn,
    asked: Asked,
    named: tuple[Category, ...],
    *,
    room: bool,
    event: str = "",
) -> Reply:
    if not asked.ref and not asked.text:
        raise InvalidError("refused/nothing_said")
    if asked.ref:
        recalling.check_subject(work, case, actor.id, asked.ref)
    if not room and set(asked.people) - {actor.id}:
        raise InvalidError("refused/reminder_others")
    mentioned = turn.mentions if turn.reply_to is None else ()
    people = tuple(dict.fromkeys((*asked.people, *mentioned))) if room else ()
    for person in people:
        on_team(work, case, person)
    rule, at = asked.when.rule, asked.when.at
    memo = Memo(words=checked(asked.text), categories=named, subject=asked.ref, room=room, people=people, rule=rule)
    one = reminding.keep(work, case, actor.id, memo, at)
    heard = heard_in(work, case, turn, actor.id, named, event)
    return remembered.kept(work, one, opening=asked.when.opening, heard=heard)
