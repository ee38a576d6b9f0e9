"""Referrals: sending one, listing them, and asking after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import charting, directory, referral_lines, referrals
from bot.care.dates import spoken_day
from bot.care.dues import Due
from bot.care.facts import Message, Value, control, direct
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import ORGANISATION
from bot.care.referrals import Referral
from bot.care.texts import categories_of
from bot.chat import referring
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as
from commands.refer_told import advanced, answered, shown

MEETING = CLINICAL | COORDINATION
_CATEGORY = "referral category"


@command("refer", allow=MEETING, example=(referring.EXAMPLE, "!refer 8R2Q accepted", "!refer 8R2Q scheduled on 2026-12-14"))
def refer(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("to whom, and what for")]) -> Reply:
    """Refer the patient to somebody outside the team.

    To whom, the word for, and what for. It is yours, or that of whoever you name with their id; its owner is asked when nothing is
    heard for a while, sooner with the word urgent. Whoever is in the `!directory` can be named by their ref.
    """
    moved = referring.moved(text)
    if moved is not None:
        return advanced(case, actor, work, turn, *moved)
    read = referring.wanted(text, now=work.now, zone=actor.zone, mentions=turn.mentions)
    charting.check_goal(work, case, read.tags.goal)
    entry = directory.meant(work, read.name)
    what = Referral(
        name=entry.what.name if entry is not None else read.name,
        text=read.text,
        categories=categories_of(work, case, actor.id, read.tags.categories),
        urgent=read.urgent,
        modality=read.tags.modality,
        goal=read.tags.goal,
        entry=entry.ref if entry is not None else "",
        event=turn.event_id,
    )
    owner = read.owner or actor.id
    if not what.categories:
        return ask_category(_CATEGORY, referring.draft(what, owner))
    return _sent(case, actor, work, turn, what, owner)


@answer(_CATEGORY, allow=MEETING)
def sort_referral(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a referral."""
    named = sorted_as(words)
    return _sent(case, actor, work, turn, referring.completed(draft, named), str(draft["owner"]))


@command("referrals", allow=ROSTER | COORDINATION, example=("!referrals", "!referrals 8R2Q"), read=True)
def listed(case: CaseCode, work: Work, ref: Annotated[str, RefWord("which referral")] = "") -> Reply:
    """List the open referrals. What each waits for, and since when; its words as far as you may read them.

    With a ref, one of them, open or not: each state that it came into, and what was reported.
    """
    if ref:
        one = work.records.get(Referral, case, ref)
        passages: list[Value] = [
            {"state": each.state.words, "on": spoken_day(each.day) if each.day else "", "at": each.at, "by": each.by}
            for each in one.what.passages
        ]
        return Reply(
            template="refer/show",
            values={**shown(work, one), "passages": passages},
            lines=(referral_lines.line(one), *referral_lines.said(one)),
        )
    found = referrals.open_ones(work, case)
    every = work.records.find(Referral, case)
    values: dict[str, Value] = {"referrals": [shown(work, kept) for kept in found], "ended": len(every) - len(found)}
    return Reply(template="refer/list", values=values, lines=tuple(referral_lines.line(one) for one in found))


@due(referrals.ASK_DUE, late=Late.ACT)
def ask(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the question is the same however late it comes
    """Ask the owner of a referral that has been in one state for long."""
    kept = referrals.ring(work, moment)
    if kept is None:
        return
    who = referral_lines.asked(work, kept)
    on_team = work.rosters.member(kept.case, kept.owner or "") is not None
    values = {**shown(work, kept), "gone": not on_team, "away": on_team and kept.owner != who}
    mentions = (who,) if who is not None else ()
    message = Message(template="refer/ask", values=values, lines=(referral_lines.line(kept),), case=kept.case, mentions=mentions)
    work.say(direct(who) if who is not None else control(), message)
    work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


def _sent(case: str, actor: Actor, work: Work, turn: Turn, what: Referral, owner: str) -> Reply:
    kept = referrals.refer(work, case, actor.id, owner, what)
    heard = heard_in(work, case, turn, actor.id, what.categories, what.event)
    entry = work.records.locate(ORGANISATION, what.entry) if what.entry else None
    more: dict[str, Value] = {
        "listed": entry is not None,
        "wait": directory.wait_words(entry.what.wait) if entry is not None else "",
        "confirmed": entry.what.confirmed if entry is not None else None,
    }
    return answered(actor, work, turn, kept, "refer/sent", heard, more)
