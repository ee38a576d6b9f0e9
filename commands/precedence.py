"""A medical evaluation that comes first, and its end: what waits for it, and which new dates are proposed."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from bot.care import carriers, precedence
from bot.care.appointments import Appointment
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, direct
from bot.care.holds import Precedence
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.care.precedence import Proposal
from bot.care.records import Kept
from bot.care.shared import readers_of
from bot.care.texts import categories_of
from bot.care.waiting import Lifted
from bot.chat import holding
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import Undo, command
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in

_MOVES = {"step": "!step {case} change {ref} due {date}", "appointment": "!appointment {case} move {ref} {date}"}
"""How its owner moves a thing, from wherever they read of it."""

_EXAMPLE = "!precedence @physician:clinic.example Bleeding is to be looked at first"


@command(
    "precedence",
    allow=CLINICAL,
    before_consent=True,
    undo=Undo.NEVER,
    example=(_EXAMPLE, "!precedence @physician:clinic.example ~physio Pain is to be looked at first"),
)
def first(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("who sees to it, and what is to be evaluated")]
) -> Reply:
    """Put a medical evaluation first. Name who sees to it.

    Every step and appointment but theirs waits until `!clear REF`; a tag narrows that to one part of care (~modality) or one
    goal (>REF). Each owner is told what waits.
    """
    owner, said = _owner(text, turn)
    found, why = tags(said, now=work.now, zone=actor.zone)
    if is_blank(why):
        raise InvalidError("refused/reason_needed", example=_EXAMPLE)
    categories = categories_of(work, case, actor.id, found.categories)
    what = Precedence(text=why, categories=categories, goal=found.goal, modality=found.modality)
    kept, waits = precedence.put_first(work, case, actor.id, owner, what)
    heard = heard_in(work, case, turn, actor.id, categories)
    allowed = readers_of(work, case, categories)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "owner": owner,
        "goal": kept.what.goal or "",
        "modality": kept.what.modality.words if kept.what.modality is not None else "",
        "unread": [] if owner == actor.id or owner in allowed else [one.words for one in categories],
    }
    _tell_owners(work, kept, waits, values, actor.id)
    if owner != actor.id:
        asked = Message(
            template="precedence/yours",
            values={**values, "by": actor.id, "count": len(waits)},
            lines=holding.reason(kept),
            case=case,
            mentions=(owner,),
        )
        work.say(direct(owner), asked)
    return holding.announced(turn, kept, "precedence/first", {**values, "waits": holding.rows(waits)}, actor.id, heard=heard)


@command("clear", allow=CLINICAL, before_consent=True, undo=Undo.NEVER, example="!clear 8R2Q")
def clear(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which evaluation is cleared")]
) -> Reply:
    """Let go on what waited for a medical evaluation. Whoever sees to it may say so, and the lead.

    Each owner is proposed new dates: the old ones, later by as long as they waited.
    """
    lifted = precedence.clear(work, case, actor, ref)
    proposed = precedence.proposals(work, lifted)
    _propose(work, lifted, proposed, actor.id)
    values: dict[str, Value] = {
        "ref": lifted.kept.ref,
        "moved": any(one.to is not None for one in proposed),
        "goes_on": holding.rows(lifted.goes_on),
        "still": holding.rows(lifted.still),
    }
    return holding.announced(turn, lifted.kept, "precedence/cleared", values, actor.id, quiet=True)


def _tell_owners(work: Work, kept: Kept[Precedence], waits: tuple[Kept[Any], ...], values: dict[str, Value], by: str) -> None:
    """One message for each owner of what waits, with all of theirs."""
    found = {one.ref: one for one in waits}
    for person_, refs in precedence.by_owner(work, kept.case, waits).items():
        told: dict[str, Value] = {**values, "by": by, "waits": holding.rows(found[ref] for ref in refs)}
        message = Message(template="precedence/held", values=told, lines=holding.reason(kept), case=kept.case, mentions=(person_,))
        work.say(direct(person_), message)


def _propose(work: Work, lifted: Lifted, proposed: tuple[Proposal, ...], by: str) -> None:
    """One message for each owner of what goes on, with a date for each thing."""
    found = {one.kept.ref: one for one in proposed}
    for person_, refs in precedence.by_owner(work, lifted.kept.case, lifted.goes_on).items():
        mine = [found[ref] for ref in refs]
        told: dict[str, Value] = {
            "ref": lifted.kept.ref,
            "by": by,
            "goes_on": [holding.row(one.kept, to=one.to, move=_move(work, one)) for one in mine],
            "moved": any(one.to is not None for one in mine),
        }
        work.say(direct(person_), Message(template="precedence/proposed", values=told, case=lifted.kept.case, mentions=(person_,)))


def _move(work: Work, proposal: Proposal) -> str:
    """The command that moves it to the proposed date; empty where there is nothing to move, or no such command."""
    pattern = _MOVES.get(proposal.kept.what.kind, "") if proposal.to is not None else ""
    what = proposal.kept.what
    if pattern and isinstance(what, Appointment) and what.end < work.now:  # what has passed is not moved: it is made again
        people = "".join(f" {one}" for one in (*what.people, *(role.words for role in what.roles)))
        part = f" ~{what.modality}" if what.modality is not None else ""
        pattern = f"!appointment {{case}} {what.role.words} {{date}}{' with' + people if people else ''}{part}"
    to = (proposal.to or work.now).astimezone(ZoneInfo(work.clinic.zone))
    _, timed = carriers.moment(proposal.kept)
    date = f"{to:%Y-%m-%d %H:%M}" if timed else f"{to:%Y-%m-%d}"
    return pattern.format(case=proposal.kept.case, ref=proposal.kept.ref, date=date)


def _owner(text: str, turn: Turn) -> tuple[str, str]:
    """Read the person in front, and what follows; a person whose client sent a mere name is the one who was mentioned."""
    words = split(text)
    try:
        found, count = person(words)
    except ArgumentError:
        if len(turn.mentions) != 1:
            raise
        return turn.mentions[0], text
    return found, following(text, words, count)
