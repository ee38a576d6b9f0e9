"""What comes of a referral, told to whoever brought it on, and to its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.care import absences, holds, referral_lines, referrals
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.facts import Message, Value, direct
from bot.care.overheard import NOBODY, Overheard
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.referral_states import TRANSITIONS, ReferralState
from bot.care.referrals import Passage, Referral
from bot.chat import unread
from bot.chat.arguments.dates import day
from bot.chat.arguments.tags import tags
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told


def advanced(case: str, actor: Actor, work: Work, turn: Turn, state: ReferralState, ref: str, text: str) -> Reply:
    """Bring a referral into another state, with what was said about it: of its own category, unless a tag says another."""
    kept = work.records.get(Referral, case, ref)
    on: date | None = None
    if state is ReferralState.SCHEDULED and not is_blank(text):
        words = split(text)
        on, count = day(words, today=absences.today(work, actor.id))
        text = following(text, words, count)
    found, said = tags(text, now=work.now, zone=actor.zone)
    said = "" if is_blank(said) else said
    named: tuple[Category, ...] = found.categories or kept.what.categories if said else ()
    passage = Passage(state=state, at=work.now, by=actor.id, text=said, categories=named)
    after = referrals.advance(work, case, ref, passage, day=on)
    heard = heard_in(work, case, turn, actor.id, named) if said else NOBODY
    return answered(actor, work, turn, after, "refer/moved", heard, {"categories": [one.words for one in named]})


def answered(
    actor: Actor, work: Work, turn: Turn, kept: Kept[Referral], template: str, heard: Overheard, more: Mapping[str, Value]
) -> Reply:
    """Answer, and let the owner know if somebody else did it."""
    values: dict[str, Value] = {**shown(work, kept), **more, **told(heard)}
    rings = (kept.owner,) if kept.owner not in {None, actor.id} and work.rosters.member(kept.case, kept.owner or "") else ()
    apart = bool(heard) or turn.place.case != kept.case
    message = Message(
        template="refer/yours",
        values={**shown(work, kept), "by": actor.id},
        lines=(referral_lines.line(kept), *(one for one in referral_lines.said(kept)[-1:] if one.values["at"] == work.now)),
        case=kept.case,
    )
    also = tuple((direct(one or ""), replace(message, mentions=(one or "",))) for one in rings) if apart else ()
    mentions = () if apart else tuple(one or "" for one in rings)
    also = (*also, *(unread.warned(work, kept, actor.id) if template == "refer/sent" else ()))
    return Reply(template=template, values=values, also=also, mentions=mentions, refs=(kept.ref,), privately=bool(heard))


def shown(work: Work, kept: Kept[Referral]) -> dict[str, Value]:
    """What everybody may know of a referral."""
    hold = holds.on(work, kept.case, modality=kept.what.modality, kept=kept)
    state = ReferralState(kept.state)
    return {
        "ref": kept.ref,
        "state": state.words,
        "since": referral_lines.since(kept),
        "on": spoken_day(kept.what.day) if kept.what.day is not None and state is ReferralState.SCHEDULED else "",
        "open": bool(TRANSITIONS[state]),
        "declinable": ReferralState.DECLINED in TRANSITIONS[state],
        "urgent": kept.what.urgent,
        "owner": kept.owner,
        "asked": kept.due,
        "asks": referral_lines.asked(work, kept) or "",
        "late": kept.due is not None and kept.due <= work.now,
        "categories": [one.words for one in kept.what.categories],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "held": holds.words(hold) if hold is not None and TRANSITIONS[state] else "",
    }
