"""What a conference is prepared with: the conferences to come, one of them on one screen, and who brings what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import apologies, at_hand, booked, preparing, proposal_lines, quorum, voted
from bot.care.booked import Conference
from bot.care.consent import Category
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Message, Value, direct
from bot.care.people import COORDINATION, ROSTER, WRITING, Actor
from bot.care.ports import Work
from bot.care.preparing import ConferenceItem
from bot.care.records import Kept
from bot.care.texts import categories_of
from bot.care.voted import Wish
from bot.chat import booking, bringing, owner, which
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.bringing import Brought
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, elsewhere, heard_in, told

_CATEGORY = "conference item category"


@command("conferences", allow=ROSTER | COORDINATION, example="!conferences", read=True)
def listed(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """List the conferences to come. Their questions are shown as far as you may read them."""
    found = tuple(one for one in booked.to_come(work, case) if booked.is_known_to(work, one, *turn.readers(actor.id)))
    values: dict[str, Value] = {
        "conferences": [booking.shown(work, kept) for kept in found],
        "proposals": proposal_lines.listed(work, case, *turn.readers(actor.id)),
    }
    return Reply(template="conference/list", values=values, lines=tuple(booked.line(one) for one in found if one.what.question))


@command(
    "conference show",
    allow=ROSTER | COORDINATION,
    example=("!conference show 8R2Q", "!conference"),
    read=True,
    aliases=("conference",),
)
def show(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which conference")] = "") -> Reply:
    """Show one conference. Its question, when it is, whom it needs, who brings what, and who cannot come.

    Without a ref it is the one that is being held, or else the next one; `!conference` alone shows it too.
    """
    ref = voted.conference_of(work, case, ref or which.here(turn), actor.id, Wish.ATTEND)
    kept = work.records.get(Conference, case, ref) if ref else at_hand.held_or_next(work, case, actor.id)
    if kept is None:
        proposed = proposal_lines.listed(work, case, *turn.readers(actor.id))
        return Reply(template="conference/none", values={"proposals": proposed})
    if not booked.is_known_to(work, kept, *turn.readers(actor.id)):
        raise NotFoundError("refused/no_such_ref")
    brought = preparing.items(work, case, kept.ref)
    given = apologies.given_for(work, case, kept.ref)
    wanted = booked.quorum_of(kept)
    shown = booking.shown(work, kept)
    values: dict[str, Value] = {
        **shown,
        "state": booked.Standing(kept.state).name.lower(),
        "open": not shown["running"] and kept.ref in {one.ref for one in booked.to_come(work, case)},
        "chair": quorum.holder(work, case, wanted.chair),
        "presenter": quorum.holder(work, case, wanted.presenter),
        "disciplines": [role.person for role in wanted.disciplines],
        "items": [bringing.shown(one) for one in brought],
        "locks": preparing.locks_at(kept),
    }
    lines = (
        *((booked.line(kept),) if kept.what.question else ()),
        *(preparing.line(one) for one in brought if one.what.text),
        *(apologies.reason(one) for one in given if one.what.text),
    )
    return Reply(template="conference/shown", values=values, lines=lines)


@command(
    "conference add",
    allow=WRITING | COORDINATION,
    example=(
        "!conference add The latest results @physician:clinic.example",
        "!conference add 8R2Q The new scan urgent because it came in today",
    ),
)
def add(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which conference")] = "",
    text: Annotated[str, Said("what is brought, and by whom")],
) -> Reply:
    """Put something on the list of a conference, with whoever brings it. Nobody named means you.

    Without a ref it is the only conference whose list takes it; of several you are asked which. A day before it the list locks:
    then say behind it `urgent because …`.
    """
    found, body = tags(text, now=work.now, zone=actor.zone)
    said = bringing.read(body, turn.mentions, owner.short(work, case, actor, turn))
    if is_blank(said.text):
        raise InvalidError("refused/nothing_said")
    kept = booked.standing(work, case, which.prepared(work, case, actor, turn, ref, urgent=bool(said.urgent)), actor.id)
    named = found.categories or kept.what.categories or categories_of(work, case, actor.id)
    if not named:
        return ask_category(_CATEGORY, {**bringing.draft(kept.ref, said), "event": turn.typed_in})
    return _added(case, actor, work, turn, kept.ref, said, named)


@answer(_CATEGORY, allow=WRITING | COORDINATION)
def sort_item(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of something that is brought."""
    named = categories(split(words.replace("#", " ")))[0]
    return _added(case, actor, work, turn, *bringing.completed(draft), named, str(draft["event"]))


def _added(
    case: str,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: str,
    said: Brought,
    named: tuple[Category, ...],
    event: str = "",
) -> Reply:
    what = ConferenceItem(conference=ref, text=said.text, categories=named, urgent=said.urgent)
    kept = preparing.add(work, case, actor.id, what, owner=said.owner or actor.id)
    heard = heard_in(work, case, turn, actor.id, named, event)
    conference = booked.standing(work, case, ref)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "conference": ref,
        "at": conference.what.at,
        "owner": kept.owner,
        "mine": kept.owner == actor.id,
        "late": kept.what.late,
        "locks": preparing.locks_at(conference),
        "categories": [one.words for one in named],
        "by": actor.id,
        **told(heard),
    }
    message = Message(template="conference/bring", values=values, lines=(preparing.line(kept),), case=case)
    rings = (kept.owner,) if kept.owner and kept.owner != actor.id else ()
    apart = bool(heard) or any(elsewhere(turn, one) for one in rings)
    for person in dict.fromkeys((*(rings if apart else ()), *(_to_tell(work, conference, actor.id) if kept.what.late else ()))):
        work.say(direct(person), replace(message, mentions=(person,)))
    mentions = () if apart else rings
    return Reply(template="conference/added", values=values, mentions=mentions, refs=(kept.ref,), privately=bool(heard))


def _to_tell(work: Work, kept: Kept[Conference], by: str) -> tuple[str, ...]:
    """Who has to know what comes late: whoever presents, has the chair, and booked it."""
    return tuple(one for one in booked.leading(work, kept) if one != by)
