"""Asks between disciplines: what one person wants to know of another, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import asks
from bot.care.asks import Question
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, direct
from bot.care.people import COORDINATION, ROSTER, WRITING, Actor, Role
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.chat import questions
from bot.chat.arguments import receivers
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.takers import answer as taker
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, told, typed

_CATEGORY = "ask category"
_REPLIED = "ask replied"


@command(
    "ask",
    allow=WRITING | COORDINATION,
    example=(
        "!ask physician Can the next appointment wait until March?",
        "!ask #medical @nurse:clinic.example Who gives the leaflet?",
    ),
)
def ask(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("whom you ask, and what")]) -> Reply:
    """Ask a person or a discipline of the team. They are told at once, and a reply of theirs is the answer, which you are told.

    Until then it stands on each agenda, among the asks between disciplines.
    """
    found = typed(work, case, actor, text)
    words = split(found.text)
    to, count = receivers.named(words, work.rosters.of(case), actor.id)
    said = tags(following(found.text, words, count).lstrip(" \t:,"), now=work.now, zone=actor.zone)[1]
    if not to:
        others = (one.role for one in work.rosters.of(case) if one.clinician and one.person != actor.id)
        raise InvalidError("refused/ask_nobody", role=next(others, Role.PHYSICIAN).words)
    if is_blank(said):
        raise InvalidError("refused/nothing_said")
    if not found.categories:
        return ask_category(_CATEGORY, {"text": said, "to": to, "event": turn.event_id})
    return _kept(case, actor, work, turn, said, to, found.categories)


@taker(_CATEGORY, allow=WRITING | COORDINATION)
def sort_ask(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of what is asked."""
    named, people = categories(split(words.replace("#", " ")))[0], draft["to"]
    to = tuple(str(one) for one in people) if isinstance(people, list | tuple) else ()
    return _kept(case, actor, work, turn, str(draft["text"]), to, named, str(draft["event"]))


@command("answer", allow=ROSTER, example="!answer 8R2Q It can wait until the end of March")
def answer(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("what you answer")],
    text: Annotated[str, Said("what you answer")],
) -> Reply:
    """Answer what was asked. Whoever asked is told. A reply to the message that asks does the same."""
    return _answered(case, actor, work, turn, ref, text)


@taker(_REPLIED, allow=ROSTER)
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take a reply to the message that asked."""
    return _answered(case, actor, work, turn, str(draft["ref"]), words)


@command("asks", allow=ROSTER | COORDINATION, example="!asks", read=True)
def listed(case: CaseCode, work: Work) -> Reply:
    """List what was asked and waits for an answer, and what was answered in the last two weeks."""
    waiting = [_line("waiting", one, to=one.what.to, at=one.created) for one in asks.waiting(work, case)]
    answered = [_line("answered", one, to=(), at=one.created, of=one.what.of) for one in asks.recent(work, case)]
    values: dict[str, Value] = {"waiting": len(waiting), "answered": len(answered)}
    return Reply(template="asks/list", values=values, lines=(*waiting, *answered))


def _kept(
    case: str,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: str,
    to: tuple[str, ...],
    named: tuple[Category, ...],
    event: str = "",
) -> Reply:
    kept = asks.put(work, case, actor.id, text=text, categories=named, to=to)
    able = asks.able(work, kept)
    for person in able:
        _tell(case, work, turn, kept, person)
    heard = heard_in(work, case, turn, actor.id, named, event)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in named],
        "asked": able,
        "unasked": [one for one in to if one not in able],
        **told(heard),
    }
    return Reply(template="asks/kept", values=values, refs=(kept.ref,), privately=bool(heard))


def _tell(case: str, work: Work, turn: Turn, kept: Kept[Question], person: str) -> None:
    values: dict[str, Value] = {"ref": kept.ref, "by": kept.author}
    message = Message(template="asks/asked", values=values, lines=(_line("ask", kept),), case=case, mentions=(person,))
    work.say(direct(person), message)
    draft: dict[str, Value] = {"ref": kept.ref}
    questions.request(seat_of(turn), person, kept.ref, kind=_REPLIED, draft=draft, case=case, span=asks.ANSWERED)


def _answered(case: str, actor: Actor, work: Work, turn: Turn, ref: str, text: str) -> Reply:
    kept = asks.meant(work, case, ref)
    found, body = tags(text, now=work.now, zone=actor.zone)
    if is_blank(body):
        raise InvalidError("refused/nothing_said")
    named = found.categories or kept.what.categories
    said = asks.answer(work, kept, actor.id, body, named)
    for person in kept.what.to:
        questions.withdraw(seat_of(turn).desk, person, kept.ref)
    heard = heard_in(work, case, turn, actor.id, named)
    back: dict[str, Value] = {"ref": kept.ref, "by": actor.id}
    if work.rosters.member(case, kept.author) is not None:
        message = Message(template="asks/told", values=back, lines=(_line("answer", said),), case=case, mentions=(kept.author,))
        work.say(direct(kept.author), message)
    values: dict[str, Value] = {"ref": kept.ref, "answer": said.ref, "author": kept.author, **told(heard)}
    return Reply(template="asks/answered", values=values, refs=(said.ref, kept.ref), privately=bool(heard))


def _line(section: str, kept: Kept[Question] | Kept[asks.Answer], **more: Value) -> Line:
    values: dict[str, Value] = {"ref": kept.ref, "by": kept.author, "text": kept.what.text, **more}
    return Line(about=about(kept.what.categories), author=kept.author, section=section, values=values)
