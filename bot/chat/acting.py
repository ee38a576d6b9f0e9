"""Doing what somebody asked for, whichever way they said it: authorise, run in a savepoint, answer once, keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.care import breakglass, consent_reviews, huddles, reads, teamrooms
from bot.care.errors import CareError, DeniedError, InvalidError
from bot.care.facts import Line, Message, direct
from bot.care.people import Actor, PlaceKind, Rule
from bot.care.ports import Work
from bot.chat import authorise, confirm, loops, questions, unmeant
from bot.chat.binding import injected
from bot.chat.declarations import DeclarationError
from bot.chat.one_word import hearing
from bot.chat.opened import as_opened
from bot.chat.ports import Act, Waiting
from bot.chat.seat import Seat
from bot.chat.turn import Confirm, Reply
from bot.chat.unheard import told_of

DONE = "done"
ASKED = "asked"
OPENED = "breakglass"
"""What the audit fact of a read says that was answered because the case was opened."""
BESIDE = "#file"
"""What marks the act of the file that came with a message, beside that of its words."""


@dataclass(frozen=True, kw_only=True)
class Undertaking:
    """Something that a person wants done."""

    name: str
    """The command, or the kind of answer or confirmation: it stands in the audit fact."""
    rule: Rule
    run: Callable[..., Reply]
    injected: Mapping[str, Any] = field(default_factory=dict)
    arguments: Callable[[], Mapping[str, Any]]
    """Reads them once it is known that the person may; raises ``CareError``."""
    case: str | None
    read: bool = False
    counted: bool = True
    """A read that counts towards how much somebody asks for."""
    takes_back: bool = True
    """``!undo`` finds it as the last act, if it wrote anything or cannot be taken back."""
    undoable: bool = True
    text: bool = False
    """It carries words of its author's own."""
    speaks: bool = False
    """In these words somebody speaks of the patient."""
    at_once: bool = False
    """It is not refused for a formatted text that says something else: what was typed counts."""
    taken_out: bool = False
    """Whatever is refused of it: the message is taken out of the room."""
    beside: bool = False
    """It is about the file that came with the message, whose words may have led to an act of their own."""
    own_act: bool = False
    """It is kept under the message itself, where that is an edit, and not under the one that was edited."""


Question = Callable[[CareError], bool]
"""Puts a refusal as a question instead, if it can be one."""


def undertake(
    seat: Seat, what: Undertaking, *, question: Question | None = None, otherwise: Callable[[], str] | None = None
) -> str:
    """Do it, and give the outcome: ``done``, ``asked``, or that of the refusal. Exactly one answer is said.

    With ``otherwise``, that is done where what was typed cannot be meant, as if it had never been tried.
    """
    desk = seat.desk
    opened = False
    try:
        with desk.savepoint():
            actor = authorise.require(desk, what.rule, seat.person, seat.place, what.case, proven=seat.proven)
            opened = actor.opened
            if seat.inbound.html_differs and not what.at_once:
                raise InvalidError("refused/html_differs")
            wants = injected(what.injected, actor=actor, work=_work(seat, what, actor), turn=seat, case=what.case)
            reply = what.run(**what.arguments(), **wants)
            answer(seat, reply, case=what.case, read=what.read)
    except CareError as error:
        if question is not None and question(error):
            outcome = ASKED
        elif otherwise is not None and isinstance(error, InvalidError):
            return otherwise()
        else:
            outcome = error.outcome
            refuse(seat, error, case=what.case)
            _take_out(seat, what, error)
        refs: tuple[str, ...] = ()
    else:
        outcome, refs = DONE, reply.refs
    _keep(seat, what, outcome, refs, opened=opened)
    return outcome


def answer(seat: Seat, reply: Reply, *, case: str | None, read: bool) -> None:
    """Say the answer where it belongs, open what it asks for, and say what is to be said elsewhere."""
    desk, case = seat.desk, reply.case or case
    reply = hearing(reply, case) if read else reply
    message = Message(
        template=reply.template,
        values=reply.values,
        lines=reply.lines,
        case=case,
        mentions=reply.mentions,
        reply_to=seat.root,
        file=reply.file,
        hears=reply.hears,
        poll=reply.poll,
        ends_poll=reply.ends_poll,
    )
    place = seat.place.key
    apart = case is not None and (seat.place.locked or _outsiders(seat, case))  # it is not for whoever may come in, or is not on it
    apart = apart or told_of(desk, seat.place, reply.values, reply.lines)
    if (seat.wordless or reply.privately or apart or (read and not _posted(seat, case, reply))) and not seat.direct:
        if not seat.wordless:
            desk.say(place, Message(template="read/sent", case=case, reply_to=seat.root))
            loops.mark(seat, place)
        place = _direct_room(seat)
        own = tuple(one for one in reply.mentions if one == seat.person)
        message = replace(message, reply_to=None, mentions=own)
    elif case is None:
        message = replace(message, case=seat.place.case)
    desk.say(place, message)
    _mark(seat, place, reply, case)
    if reply.confirm is not None and reply.confirm.anyone:
        _ask_anyone(seat, reply, reply.confirm)
        return
    key = confirm.open_confirmation(seat, reply.confirm) if reply.confirm else None
    if reply.confirm is not None and reply.confirm.kind not in seat.registry.confirmed:
        raise DeclarationError(f"nothing takes the confirmation {reply.confirm.kind!r}")
    if key is not None and (reply.confirm is None or reply.confirm.by in {None, seat.person}):
        confirm.mark(desk, place, key)
    for elsewhere, said in reply.also:
        desk.say(elsewhere, said)
        if key is not None and reply.confirm is not None and confirm.asks(elsewhere, said, reply.confirm.by or seat.person):
            confirm.mark(desk, elsewhere, key)


def _ask_anyone(seat: Seat, reply: Reply, wanted: Confirm) -> None:
    if wanted.kind not in seat.registry.confirmed:
        raise DeclarationError(f"nothing takes the confirmation {wanted.kind!r}")
    keys = {person: confirm.open_confirmation(seat, replace(wanted, by=person)) for person in wanted.anyone}
    for elsewhere, said in reply.also:
        seat.desk.say(elsewhere, said)
        for person, key in keys.items():
            if confirm.asks(elsewhere, said, person):
                confirm.mark(seat.desk, elsewhere, key)


def refuse(seat: Seat, error: CareError, *, case: str | None) -> None:
    """Say no, in the room where it was asked for. A denial never names the case.

    A choice in a poll, and what is for nobody else, is refused to whoever made it, in their direct room if they have one. So is
    what tells something of a case to somebody who is not on it, or of a conference to a guest who hears nothing of that.
    """
    own = direct(seat.person)
    apart = seat.wordless or error.apart or _tells_others(seat, error, error.case or case)
    apart = apart and not seat.direct and seat.desk.places.get(own) is not None
    place = own if apart else seat.place.key
    for one in (error, *error.also):
        about = one.case or case
        hidden = about is not None and not apart and bool(_outsiders(seat, about))
        shown = None if isinstance(one, DeniedError) or hidden else about
        message = Message(
            template=one.template,
            values=one.values,
            lines=one.lines,
            case=shown,
            reply_to=None if apart else seat.root,
            answers=seat.person,
            rest_directly=False,
        )
        seat.desk.say(place, message)
    loops.mark(seat, place)


def deny(seat: Seat, what: str) -> None:
    """Answer with the sentence that has no reasons, and write down that this was asked for."""
    refuse(seat, DeniedError(), case=None)
    seat.desk.fact(what, actor=seat.person, outcome=DeniedError.outcome)


def _take_out(seat: Seat, what: Undertaking, error: CareError) -> None:
    """Have the message taken out of its room if it may not stand there. Nothing typed is lost: its author reads it on their own."""
    denied = isinstance(error, DeniedError)
    private = what.text and error.gives_back
    private = private or (what.speaks and not denied and what.case is not None and unmeant.too_private(seat, what.case))
    if seat.direct or seat.wordless or not (what.taken_out or private):
        return
    seat.desk.redact(seat.place.key, seat.event_id)
    if what.text and not denied:
        words = Line(author=seat.person, section="words", values={"text": seat.text})
        seat.desk.say(_direct_room(seat), Message(template="refused/given_back", lines=(words,)))


def _mark(seat: Seat, place: str, reply: Reply, case: str | None) -> None:
    if reply.ask is None:
        if reply.hears is None:
            loops.mark(seat, place)
        return
    if reply.ask.kind not in seat.registry.answers:
        raise DeclarationError(f"nothing takes the answer {reply.ask.kind!r}")
    questions.ask(seat, place, waiting=Waiting.ANSWER, kind=reply.ask.kind, draft=reply.ask.draft, case=reply.ask.case or case)


def _posted(seat: Seat, case: str | None, reply: Reply) -> bool:
    """A read may be posted with ``here`` in the control room, and in the room of the very case, or team, that it is about."""
    in_its_room = (case is not None and seat.place.case == case) or (reply.for_team and seat.place.kind is PlaceKind.TEAM)
    return seat.here and (in_its_room or seat.place.kind is PlaceKind.CONTROL)


def _outsiders(seat: Seat, case: str) -> bool:
    """Somebody is in this team room who is not on the case that is spoken of."""
    return bool(teamrooms.outsiders(seat.desk, seat.place, case, bot=seat.desk.clinic.bot))


def _tells_others(seat: Seat, error: CareError, case: str | None) -> bool:
    """A refusal tells more than that it is one, where somebody reads it for whom that is not."""
    told = bool(error.values or error.lines) and case is not None and _outsiders(seat, case)
    return told or told_of(seat.desk, seat.place, error.values, error.lines)


def _direct_room(seat: Seat) -> str:
    key = direct(seat.person)
    seat.desk.places.make(key, PlaceKind.DIRECT, invite=(seat.person,), person=seat.person)
    return key


def _work(seat: Seat, what: Undertaking, actor: Actor) -> Work:
    """Whoever has opened the case reads its lists as somebody who is covered; what looks at no consent tells of the team alone."""
    if what.case is None or not actor.opened or what.rule.before_consent:
        return seat.desk
    return as_opened(seat.desk, what.case, actor.id)


def _keep(seat: Seat, what: Undertaking, outcome: str, refs: tuple[str, ...], *, opened: bool) -> None:
    desk = seat.desk
    exists = what.case is not None and desk.cases.get(what.case) is not None
    case = what.case if exists else None
    if case is not None and outcome == DONE:
        consent_reviews.noticed(desk, case, refs)
        if what.read and (opened or (what.counted and huddles.running(desk, case) is None)):
            reads.count(desk, case, seat.person)
        if opened:
            breakglass.count(desk, case, seat.person)
    shown = OPENED if opened and outcome == DONE else outcome
    desk.fact(what.name, actor=seat.person, case=case, ref=refs[0] if refs else "", outcome=shown)
    journal = desk.journal() if outcome == DONE and what.undoable else ()
    desk.acts.put(
        Act(
            event_id=f"{seat.root}{BESIDE}" if what.beside else seat.event_id if what.own_act else seat.root,
            person=seat.person,
            place=seat.place.key,
            command=what.name,
            outcome=outcome,
            case=case,
            refs=refs,
            at=desk.now,
            undone=not what.takes_back or (what.undoable and not journal),
            journal=journal,
        )
    )
