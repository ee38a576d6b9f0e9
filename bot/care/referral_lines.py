"""How a referral stands: since when and for what it waits, who is asked, and its line on an agenda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.care.absences import away, deputy_of
from bot.care.dates import spoken_day
from bot.care.facts import Line, Value
from bot.care.items import Day, Item, Need, Section, item, joined, lateness
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.referral_states import ReferralState
from bot.care.referrals import Referral, open_ones
from bot.care.tags import about
from bot.care.team import lead_of
from bot.care.texts import first_line

AHEAD = timedelta(days=14)
"""So long before its owner is asked, a referral stands on the agenda."""

_PENDING = {
    ReferralState.SENT: "no answer yet",
    ReferralState.ACCEPTED: "no date yet",
    ReferralState.SEEN: "no report yet",
    ReferralState.REPORTED: "to be read and closed",
}


def since(kept: Kept[Referral]) -> datetime:
    """When it came into the state in which it is."""
    return kept.what.passages[-1].at


def asked(work: Work, kept: Kept[Referral]) -> str | None:
    """Say who is asked: its owner; where they are away or gone, their deputy on the team, else whoever leads the case.

    Somebody who is away is asked rather than nobody; None: no one of these is on the team, so that the coordinators are asked.
    """
    lead = lead_of(work, kept.case)
    turn = (kept.owner, deputy_of(work, kept.owner) if kept.owner else None, lead.person if lead is not None else None)
    here = [one for one in turn if one is not None and work.rosters.member(kept.case, one) is not None]
    return next((one for one in here if away(work, one) is None), next(iter(here), None))


def pending(kept: Kept[Referral]) -> str:
    """Say what it waits for, in neutral words: ``no answer yet``; of a visit, its day."""
    if kept.what.day is not None and kept.state == ReferralState.SCHEDULED:
        return f"for {spoken_day(kept.what.day)}"
    return _PENDING[ReferralState(kept.state)]


def line(kept: Kept[Referral]) -> Line:
    """To whom and what for, as far as somebody may read it."""
    values: dict[str, Value] = {"ref": kept.ref, "name": first_line(kept.what.name), "text": first_line(kept.what.text)}
    return Line(about=about(kept.what.categories), author=kept.author, section="text", values=values)


def said(kept: Kept[Referral]) -> tuple[Line, ...]:
    """What was said on its way: a report, a reason, in the order of its states; each as far as somebody may read it."""
    return tuple(
        Line(
            about=about(one.categories),
            author=one.by,
            section="said",
            values={"number": number, "state": one.state.words, "at": one.at, "text": one.text},
        )
        for number, one in enumerate(kept.what.passages)
        if one.text
    )


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give those that are overdue, and those whose owner is asked within two weeks."""
    for kept in open_ones(work, day.case):
        if kept.due is None or kept.due - work.now > AHEAD:
            continue
        late = kept.due <= work.now
        when, need = lateness(day, day.local(kept.due), rank=Need.SOON)
        state = ReferralState(kept.state)
        spoken = "" if state is ReferralState.SCHEDULED else f"{day.spoken(since(kept))}, "
        stands = f"{state.words} {spoken}{pending(kept)}"
        reason = joined(f"{'urgent, ' if kept.what.urgent else ''}{stands}, {when}", day.put_off(kept.ref))
        section = Section.UNFINISHED if late else Section.DUE
        last = kept.what.passages[-1]
        if state is ReferralState.REPORTED:
            text, concerns = f"{kept.what.name}: {last.text}", (*kept.what.categories, *last.categories)
            yield item(
                section, kept, reason=reason, need=need, label="referral", owner=kept.owner, text=text,
                concerns=tuple(dict.fromkeys(concerns)), alone=last.by == kept.author,
            )  # fmt: skip
        else:
            yield item(section, kept, reason=reason, need=need, label="referral", owner=kept.owner)
