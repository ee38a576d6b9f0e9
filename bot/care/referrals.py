"""Referrals that are kept: sent, brought from state to state by the table of ``bot.care.referral_states``, and asked after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from bot.care import workdays
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import case_room
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.referral_states import OPEN, PATIENCE, TRANSITIONS, ReferralState
from bot.care.team import on_team
from bot.care.texts import checked
from bot.care.workdays import morning

ASK_DUE = "referral asked after"
"""The kind of due moment at which the owner of a referral is asked."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One state that a referral came into, with what was said about it."""

    state: ReferralState
    at: datetime
    by: str
    text: str = ""
    categories: tuple[Category, ...] = ()
    """Of that text."""
    day: date | None = None
    """Of the visit, where a date was set."""


@dataclass(frozen=True, kw_only=True)
class Referral(Payload):
    """One referral. The record's owner sees to it; its ``due`` is when they are asked, and its state a ``ReferralState``."""

    kind: ClassVar[str] = "referral"
    name: str
    """To whom, as typed. It is not the patient's, but says what they go for: it is read by whoever may read the text."""
    text: str
    """What for."""
    categories: tuple[Category, ...]
    urgent: bool = False
    modality: Modality | None = None
    goal: str | None = None
    entry: str = ""
    """The ref of the directory's entry for whoever it goes to."""
    day: date | None = None
    """Of the visit."""
    passages: tuple[Passage, ...] = ()
    """Each state it came into, the first one included; the last one is where it is."""
    event: str = ""
    """The message that it was typed in."""
    huddle: str = ""
    """The ref of the huddle it came from."""

    def gist(self) -> str:
        """To whom, and what for."""
        return f"{self.name}: {self.text}"


def refer(work: Work, case: str, by: str, owner: str, what: Referral) -> Kept[Referral]:
    """Keep a referral that is sent. ``InvalidError`` where its owner is not on the team, or its text is too long."""
    on_team(work, case, owner)
    first = Passage(state=ReferralState.SENT, at=work.now, by=by)
    whole = replace(what, name=checked(what.name), text=checked(what.text), passages=(first,), huddle=stir(work, case))
    kept = work.records.add(
        whole, case=case, author=by, owner=owner, state=ReferralState.SENT, due=_asked_at(work, whole, ReferralState.SENT)
    )
    _await(work, kept)
    return kept


def advance(work: Work, case: str, ref: str, passage: Passage, *, day: date | None = None) -> Kept[Referral]:
    """Bring a referral into another state; ``day`` is that of the visit, which ``SCHEDULED`` needs.

    Where its owner has left the team, it is from then on that of whoever brings it on.

    ``ConflictError`` for a way that is not in the table; ``InvalidError`` where a report or a reason is missing.
    """
    kept = work.records.get(Referral, case, ref)
    state = ReferralState(kept.state)
    if passage.state not in TRANSITIONS[state]:
        ways = [one.words for one in sorted(TRANSITIONS[state])]
        raise ConflictError("refused/referral_order", ref=kept.ref, state=state.words, ways=ways)
    text = checked(passage.text)
    if not text and passage.state in {ReferralState.REPORTED, ReferralState.DECLINED}:
        raise InvalidError("refused/nothing_said")
    if day is None and passage.state is ReferralState.SCHEDULED:
        raise InvalidError("refused/referral_day", ref=kept.ref)
    stir(work, case)
    passed = replace(passage, text=text, day=day if passage.state is ReferralState.SCHEDULED else None)
    what = replace(
        kept.what,
        day=day if passage.state in {ReferralState.SCHEDULED, ReferralState.ACCEPTED} else kept.what.day,
        passages=(*kept.what.passages, passed),
    )
    due = _asked_at(work, what, passage.state) if passage.state in OPEN else None
    gone = work.rosters.member(case, kept.owner or "") is None and work.rosters.member(case, passage.by) is not None
    written = work.records.put(kept, what=what, state=passage.state, due=due, owner=passage.by if gone else None)
    if passage.state in OPEN:
        _await(work, written)
    return written


def ring(work: Work, moment: Due) -> Kept[Referral] | None:
    """Give the referral whose owner is to be asked now; None where it went on, or has another day, at which it then rings."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Referral) or _key(found) != moment.key or found.state not in OPEN:
        return None
    if found.due is not None and found.due > work.now:
        _await(work, found)
        return None
    return found


def open_ones(work: Work, case: str) -> tuple[Kept[Referral], ...]:
    """Those whose loop is not closed, oldest first."""
    return tuple(work.records.find(Referral, case, states=frozenset(OPEN)))


def _asked_at(work: Work, what: Referral, state: ReferralState) -> datetime:
    today = workdays.today(work)
    begins = what.day if state is ReferralState.SCHEDULED and what.day is not None else today
    days = PATIENCE[state].urgent if what.urgent else PATIENCE[state].routine
    return morning(work.clinic, begins + timedelta(days=days))


def _await(work: Work, kept: Kept[Referral]) -> None:
    """Have its owner asked. Each state has a moment of its own, so that taking a step back leaves the earlier one standing."""
    if kept.due is not None:
        place = case_room(kept.case)
        work.dues.put(Due(key=_key(kept), kind=ASK_DUE, at=kept.due, place=place, case=kept.case, subject=kept.ref))


def _key(kept: Kept[Referral]) -> str:
    return f"referral:{kept.ref}:{kept.state}"
