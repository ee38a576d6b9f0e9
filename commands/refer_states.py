"""Saying how far a referral is, a command for each state; ``!refer 8R2Q accepted`` does the same."""

from __future__ import annotations

from typing import Annotated

from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.referral_states import ReferralState
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn
from commands.refer_told import advanced

MEETING = CLINICAL | COORDINATION


@command("refer accepted", allow=MEETING, example="!refer accepted 8R2Q")
def accepted(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Said("what they said")] = "",
) -> Reply:
    """Say that a referral was accepted. Also where a date fell through and another one is looked for."""
    return advanced(case, actor, work, turn, ReferralState.ACCEPTED, ref, text)


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
    return advanced(case, actor, work, turn, ReferralState.SCHEDULED, ref, text)


@command("refer seen", allow=MEETING, example="!refer seen 8R2Q")
def seen(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Said("what is known of it")] = "",
) -> Reply:
    """Say that the patient was seen. Now a report is waited for."""
    return advanced(case, actor, work, turn, ReferralState.SEEN, ref, text)


@command("refer reported", allow=MEETING, example="!refer reported 8R2Q Nothing speaks against going on")
def reported(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Said("what they report")],
) -> Reply:
    """Write down what the specialist reports. It is of the referral's category unless a tag says another."""
    return advanced(case, actor, work, turn, ReferralState.REPORTED, ref, text)


@command("refer closed", allow=MEETING, example="!refer closed 8R2Q")
def closed(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Said("what comes of it")] = "",
) -> Reply:
    """Close a referral. Once the report is read, and the patient knows what comes of it."""
    return advanced(case, actor, work, turn, ReferralState.CLOSED, ref, text)


@command("refer declined", allow=MEETING, example="!refer declined 8R2Q They take no new patients this year")
def declined(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which referral")],
    text: Annotated[str, Said("why")],
) -> Reply:
    """Say that nothing comes of a referral, and why. The specialist declines it, or the patient does."""
    return advanced(case, actor, work, turn, ReferralState.DECLINED, ref, text)
