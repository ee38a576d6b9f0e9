"""Referrals: sending one, saying how far it is, listing them, and asking after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.care import charting, directory, holds, referrals
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.facts import Message, Value, control, direct
from bot.care.overheard import NOBODY, Overheard
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Due, Work
from bot.care.records import ORGANISATION, Kept
from bot.care.referral_states import TRANSITIONS, ReferralState
from bot.care.referrals import Passage, Referral
from bot.care.texts import categories_of
from bot.chat import referring
from bot.chat.arguments.dates import day
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.spec import CaseCode, Late, RefWord, Reply, Rest, Turn, answer, command, due
from bot.chat.tokens import following, is_blank, split
from bot.chat.typed import ask_category, heard_in, told

MEETING = CLINICAL | COORDINATION
_CATEGORY = "referral category"


@command("refer", allow=MEETING, example=(referring.EXAMPLE, "!refer 8R2Q accepted", "!refer scheduled 8R2Q on 2026-12-14"))
def refer(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("to whom, and what for")]) -> Reply:
    """Refer the patient to somebody outside the team.

    To whom, the word for, and what for. It is yours, or that of whoever you name with their id; its owner is asked when nothing is
    heard for a while, sooner with the word urgent. Whoever is in the `!directory` can be named by their ref.
    """
    moved = referring.moved(text)
    if moved is not None:
        return _advanced(case, actor, work, turn, *moved)
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
    named = categories(split(words.replace("#", " ")))[0]
    return _sent(case, actor, work, turn, referring.completed(draft, named), str(draft["owner"]))


@command("refer accepted", allow=MEETING, example="!refer accepted 8R2Q")
def accepted(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("what they said")] = "",
) -> Reply:
    """Say that a referral was accepted. Also where a date fell through and another one is looked for."""
    return _advanced(case, actor, work, turn, ReferralState.ACCEPTED, ref, text)


@command("refer scheduled", allow=MEETING, example="!refer scheduled 8R2Q on 2026-12-14")
def scheduled(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("on which day")],
) -> Reply:
    """Say on which day the patient will be seen there. Again, if the day changes."""
    return _advanced(case, actor, work, turn, ReferralState.SCHEDULED, ref, text)


@command("refer seen", allow=MEETING, example="!refer seen 8R2Q")
def seen(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("what is known of it")] = "",
) -> Reply:
    """Say that the patient was seen. Now a report is waited for."""
    return _advanced(case, actor, work, turn, ReferralState.SEEN, ref, text)


@command("refer reported", allow=MEETING, example="!refer reported 8R2Q Nothing speaks against going on")
def reported(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("what they report")],
) -> Reply:
    """Write down what the specialist reports. It is of the referral's category unless a tag says another."""
    return _advanced(case, actor, work, turn, ReferralState.REPORTED, ref, text)


@command("refer closed", allow=MEETING, example="!refer closed 8R2Q")
def closed(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("what comes of it")] = "",
) -> Reply:
    """Close a referral. Once the report is read, and the patient knows what comes of it."""
    return _advanced(case, actor, work, turn, ReferralState.CLOSED, ref, text)


@command("refer declined", allow=MEETING, example="!refer declined 8R2Q They take no new patients this year")
def declined(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Rest("why")],
) -> Reply:
    """Say that nothing comes of a referral, and why. The specialist declines it, or the patient does."""
    return _advanced(case, actor, work, turn, ReferralState.DECLINED, ref, text)


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
            values={**_shown(work, one), "passages": passages},
            lines=(referrals.line(one), *referrals.said(one)),
        )
    found = referrals.open_ones(work, case)
    every = work.records.find(Referral, case)
    values: dict[str, Value] = {"referrals": [_shown(work, kept) for kept in found], "ended": len(every) - len(found)}
    return Reply(template="refer/list", values=values, lines=tuple(referrals.line(one) for one in found))


@due(referrals.ASK_DUE, late=Late.ACT)
def ask(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the question is the same however late it comes
    """Ask the owner of a referral that has been in one state for long."""
    kept = referrals.ring(work, moment)
    if kept is None:
        return
    who = referrals.asked(work, kept)
    on_team = work.rosters.member(kept.case, kept.owner or "") is not None
    values = {**_shown(work, kept), "gone": not on_team, "away": on_team and kept.owner != who}
    mentions = (who,) if who is not None else ()
    message = Message(template="refer/ask", values=values, lines=(referrals.line(kept),), case=kept.case, mentions=mentions)
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
    return _told(actor, work, turn, kept, "refer/sent", heard, more)


def _advanced(case: str, actor: Actor, work: Work, turn: Turn, state: ReferralState, ref: str, text: str) -> Reply:
    kept = work.records.get(Referral, case, ref)
    on: date | None = None
    if state is ReferralState.SCHEDULED and not is_blank(text):
        words = split(text)
        on, count = day(words, today=work.now.astimezone(ZoneInfo(actor.zone)).date())
        text = following(text, words, count)
    found, said = tags(text, now=work.now, zone=actor.zone)
    said = "" if is_blank(said) else said
    named: tuple[Category, ...] = found.categories or kept.what.categories if said else ()
    passage = Passage(state=state, at=work.now, by=actor.id, text=said, categories=named)
    after = referrals.advance(work, case, ref, passage, day=on)
    heard = heard_in(work, case, turn, actor.id, named) if said else NOBODY
    return _told(actor, work, turn, after, "refer/moved", heard, {"categories": [one.words for one in named]})


def _told(
    actor: Actor, work: Work, turn: Turn, kept: Kept[Referral], template: str, heard: Overheard, more: Mapping[str, Value]
) -> Reply:
    """Answer, and let the owner know if somebody else did it."""
    values: dict[str, Value] = {**_shown(work, kept), **more, **told(heard)}
    rings = (kept.owner,) if kept.owner not in {None, actor.id} and work.rosters.member(kept.case, kept.owner or "") else ()
    apart = bool(heard) or turn.place.case != kept.case
    message = Message(
        template="refer/yours",
        values={**_shown(work, kept), "by": actor.id},
        lines=(referrals.line(kept), *(one for one in referrals.said(kept)[-1:] if one.values["at"] == work.now)),
        case=kept.case,
    )
    also = tuple((direct(one or ""), replace(message, mentions=(one or "",))) for one in rings) if apart else ()
    mentions = () if apart else tuple(one or "" for one in rings)
    return Reply(template=template, values=values, also=also, mentions=mentions, refs=(kept.ref,), privately=bool(heard))


def _shown(work: Work, kept: Kept[Referral]) -> dict[str, Value]:
    """What everybody may know of a referral."""
    hold = holds.on(work, kept.case, modality=kept.what.modality, kept=kept)
    state = ReferralState(kept.state)
    return {
        "ref": kept.ref,
        "state": state.words,
        "since": referrals.since(kept),
        "on": spoken_day(kept.what.day) if kept.what.day is not None and state is ReferralState.SCHEDULED else "",
        "open": bool(TRANSITIONS[state]),
        "declinable": ReferralState.DECLINED in TRANSITIONS[state],
        "urgent": kept.what.urgent,
        "owner": kept.owner,
        "asked": kept.due,
        "asks": referrals.asked(work, kept) or "",
        "late": kept.due is not None and kept.due <= work.now,
        "categories": [one.words for one in kept.what.categories],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "held": holds.words(hold) if hold is not None and TRANSITIONS[state] else "",
    }
