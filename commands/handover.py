"""Handing a role over, which counts once whoever receives it says yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import handovers, taking_over
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, case_room, direct
from bot.care.handovers import Handover, Stand
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor, Allow, Membership, Role
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import on_team
from bot.chat import lost
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.takers import answer, confirmed
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Confirm, Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as, told, typed

_EXAMPLE = "!handover physician @p3:clinic.example I am on parental leave from March."
_SEATED = CLINICAL | Allow(roles=frozenset({Role.COORDINATOR}))


@command("handover", allow=_SEATED, before_consent=True, undo=Undo.NEVER, example=_EXAMPLE)
def handover(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which role, to whom, and why")]
) -> Reply:
    """Hand your role over to somebody of the team.

    It counts once they say `!yes`, within 48 hours. Your open items go along, and the lead if you have it. Notes stay with
    whoever wrote them. Without another role here, you are off the team then.
    """
    role, receiver, why = _read(text)
    giver = on_team(work, case, actor.id)
    handovers.check(giver, role, on_team(work, case, receiver))
    said = typed(work, case, actor, why)
    if not said.categories:
        draft = {"role": role.value, "receiver": receiver, "text": said.text, "event": turn.event_id}
        return ask_category("handover category", draft)
    heard = heard_in(work, case, turn, actor.id, said.categories)
    kept = handovers.ask(work, case, giver, role, receiver, said.text, said.categories)
    return _asked(work, giver, kept, {**told(heard)}, privately=bool(heard))


@answer("handover category", allow=_SEATED, before_consent=True)
def sorted_out(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Ask for it, now that the category of the reason is known."""
    named = sorted_as(words)
    heard = heard_in(work, case, turn, actor.id, named, str(draft["event"]))
    giver = on_team(work, case, actor.id)
    kept = handovers.ask(work, case, giver, Role(str(draft["role"])), str(draft["receiver"]), str(draft["text"]), named)
    return _asked(work, giver, kept, {**told(heard)}, privately=bool(heard))


@command("handovers", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!handovers")
def listed(case: CaseCode, work: Work) -> Reply:
    """Show which roles were handed over. When, by whom, to whom, and what waits for a yes."""
    every = handovers.history(work, case)
    rows: list[Value] = [
        {
            "ref": kept.ref,
            "role": kept.what.role.person,
            "giver": kept.author,
            "receiver": kept.owner or "",
            "asked": kept.created,
            "at": kept.what.at,
            "moved": len(kept.what.moved),
            "led": kept.what.led,
            "waits": kept.state == Stand.ASKED,
        }
        for kept in every
    ]
    return Reply(template="handover/list", values={"handovers": rows}, lines=tuple(handovers.reason(kept) for kept in every))


@confirmed("handover", allow=_SEATED, before_consent=True)
def taken(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Take the role over."""
    done = taking_over.take(work, case, str(draft["ref"]), actor.id)
    lost.tell(work, case)
    what = done.kept.what
    values: dict[str, Value] = {
        **_values(done.kept),
        "moved": list(what.moved),
        "led": what.led,
        "leaves": done.leaves,
        "review": done.review,
        "covered": done.covered,
    }
    message = Message(template="handover/taken", values=values, case=case)
    room, giver = case_room(case), done.kept.author
    theirs = {**values, "code": case}
    farewell = Message(template="handover/given", values=theirs, case=None if done.leaves else case, mentions=(giver,))
    also = [(direct(giver), farewell)]
    if turn.place.key != room:
        also.append((room, message))
    elsewhere = turn.place.key not in {room, direct(actor.id)}
    if turn.place.key == room or elsewhere:
        also.append((direct(actor.id), replace(message, mentions=(actor.id,))))
    return Reply(template="handover/taken", values=values, refs=(done.kept.ref,), also=tuple(also))


@due(handovers.UNANSWERED, late=Late.ACT)
def unanswered(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it is told just the same however late
    """Tell whoever asked that nobody has answered."""
    kept = handovers.lapse(work, moment)
    if kept is not None:
        message = Message(template="handover/lapsed", values=_values(kept), case=kept.case, mentions=(kept.author,))
        work.say(direct(kept.author), message)


def _asked(work: Work, giver: Membership, kept: Kept[Handover], unshared: Mapping[str, Value], *, privately: bool) -> Reply:
    receiver = kept.owner or ""
    values: dict[str, Value] = {
        **_values(kept),
        "items": sum(1 for _ in taking_over.owed(work, kept.case, giver.person)),
        "led": taking_over.leads_along(giver, kept.what),
        "leaves": taking_over.leaves(giver, kept.what),
        "notes": taking_over.own_notes(work, kept.case, giver.person),
    }
    question = Message(
        template="handover/question", values=values, lines=(handovers.reason(kept),), case=kept.case, mentions=(receiver,)
    )
    confirm = Confirm(kind="handover", code=kept.ref, draft={"ref": kept.ref}, case=kept.case, by=receiver)
    return Reply(
        template="handover/asked",
        values={**values, **unshared},
        refs=(kept.ref,),
        confirm=confirm,
        also=((direct(receiver), question),),
        privately=privately,
    )


def _values(kept: Kept[Handover]) -> dict[str, Value]:
    return {
        "ref": kept.ref,
        "role": kept.what.role.person,
        "role_words": kept.what.role.words,
        "giver": kept.author,
        "receiver": kept.owner or "",
        "until": kept.due,
    }


def _read(text: str) -> tuple[Role, str, str]:
    words = split(text)
    held, count = roles(words)
    if len(held) > 1:
        raise ArgumentError("role", "one role", _EXAMPLE)
    receiver, more = person(words[count:])
    why = following(text, words, count + more)
    if is_blank(why):
        raise InvalidError("refused/reason_needed", example=_EXAMPLE)
    return held[0], receiver, why
