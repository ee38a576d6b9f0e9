"""Telling a guest what they need for one conference, in a room of its own, which closes after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import briefs, disclosures, guests, voted
from bot.care.briefs import Brief
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value
from bot.care.people import LEAD, Actor
from bot.care.ports import Work
from bot.care.voted import Wish
from bot.chat import booking, drafts, owner, which
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.arguments.quotes import quotation
from bot.chat.arguments.refs import ref
from bot.chat.assigned import Short
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import Typed, ask_category, heard_in, sorted_as, told, typed

_EXAMPLE = '!brief @guest:clinic.example 8R2Q 5M8T "What would you look at next?"'
_OPENS = frozenset("\"'#")
_NOTHING = Typed(text="", categories=())


@command("brief", allow=LEAD, undo=Undo.NEVER, example=_EXAMPLE)
def brief(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("which guest, and the refs to send")]
) -> Reply:
    """Send a guest what they need for a conference: notes or other records by their refs, and a question in quotation marks.

    They are asked into a room of that conference, with those who take part, and never into this case's room. Only what the
    guest and everyone in there may read is sent; you are told what was left out. The conference is the next one, or the one
    whose ref you name, or in whose room you are. Two days after it the room closes, and the guest is off the team.
    """
    guest, refs, question = _read(text, owner.short(work, case, actor, turn))
    said = typed(work, case, actor, question) if not is_blank(question) else _NOTHING
    if said.text and not said.categories:
        draft: dict[str, Value] = {"guest": guest, "refs": list(refs), "text": said.text, "event": turn.event_id}
        return ask_category("brief category", draft)
    return _sent(case, actor, work, turn, guest, refs, said)


@answer("brief category", allow=LEAD)
def sorted_out(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Send it, now that the category of the question is known."""
    said = Typed(text=str(draft["text"]), categories=sorted_as(words))
    return _sent(case, actor, work, turn, str(draft["guest"]), drafts.texts(draft["refs"]), said, event=str(draft["event"]))


@due(guests.CLOSING, late=Late.ACT)
def closing(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it closes just the same however late
    """Tell everybody in the room of a conference that it closes."""
    if briefs.closes(work, moment):
        values: dict[str, Value] = {"ref": moment.subject, "minutes": int(guests.LAST_WORD.total_seconds()) // 60}
        work.say(guests.key_of(moment.subject), Message(template="brief/closing", values=values, case=moment.case))


@due(guests.CLOSED, late=Late.ACT)
def closed(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it closes just the same however late
    """Close the room of a conference: its guests are off the team, and everybody is out of it."""
    briefs.closed(work, moment)
    work.fact(guests.CLOSED, actor=work.clinic.bot, case=moment.case, ref=moment.subject)


def _sent(
    case: str, actor: Actor, work: Work, turn: Turn, guest: str, refs: tuple[str, ...], said: Typed, *, event: str = ""
) -> Reply:
    heard = heard_in(work, case, turn, actor.id, said.categories, event)
    meant = tuple(voted.conference_of(work, case, one, actor.id, Wish.HOLD) for one in (*refs, which.here(turn)) if one)
    sent = briefs.send(work, case, actor.id, guest, meant, said.text, said.categories)
    room = guests.key_of(sent.conference.ref)
    values: dict[str, Value] = {
        "ref": sent.conference.ref,
        "at": sent.conference.what.at,
        "closes": sent.conference.what.end + guests.OPEN_FOR,
        "guest": guest,
        "by": actor.id,
        "notice": disclosures.notice(work, case),
    }
    entry = booking.entry(work, sent.conference) if sent.opened else None
    posted = Message(
        template="brief/sent", values=values, lines=sent.lines, case=case, mentions=(guest,), rest_directly=False, file=entry
    )
    mine: dict[str, Value] = {**values, **_told(sent), **told(heard)}
    return Reply(template="brief/told", values=mine, refs=(sent.conference.ref,), also=((room, posted),), privately=bool(heard))


def _told(sent: Brief) -> dict[str, Value]:
    return {
        "refs": sent.refs,
        "question": any(line.section == "question" for line in sent.lines),
        "left": [{"ref": one.ref, "people": one.people} for one in sent.left],
        "opened": sent.opened,
    }


def _read(text: str, short: Short) -> tuple[str, tuple[str, ...], str]:
    """Read ``@guest REF… ["question"]``. The guest may be named by role; a word without a digit is no ref that was mistyped."""
    words = split(text)
    by_role = short(words[:1])
    guest, count = (by_role, 1) if by_role is not None else person(words)
    refs: list[str] = []
    while (
        count < len(words) and any(character.isdigit() for character in words[count].text) and words[count].text[:1] not in _OPENS
    ):
        refs += [ref(one) for one in words[count].text.split(",") if one]
        count += 1
    rest = following(text, words, count)
    tag = [word.text for word in split(rest) if word.text.startswith("#")][:1]
    quoted = quotation(rest.lstrip().removeprefix(tag[0]) if tag and rest.lstrip().startswith("#") else rest)
    if not refs and is_blank(rest):
        raise ArgumentError("record", "refs, or a question in quotation marks, or both", _EXAMPLE)
    if is_blank(rest):
        return guest, tuple(refs), ""
    if quoted is None or not is_blank(quoted[1]):
        raise InvalidError("refused/brief_words", example=_EXAMPLE)
    question = f"{tag[0]} {quoted[0]}" if tag and rest.lstrip().startswith("#") else quoted[0]
    return guest, tuple(refs), question
