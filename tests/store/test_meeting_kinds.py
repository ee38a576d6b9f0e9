from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.care.actions import Action, Decision, Info
from bot.care.apologies import Apology
from bot.care.booked import Moved
from bot.care.cadence import LAST, Closing, Kind, Rule
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.conferences import Conference
from bot.care.consent import Category, Modality
from bot.care.contributions import Fact, Option
from bot.care.corrections import Correction
from bot.care.dissents import Dissent
from bot.care.hashed import digest
from bot.care.huddles import Huddle, Topic
from bot.care.items import Way
from bot.care.kinds import KINDS
from bot.care.outcomes import Outcome
from bot.care.people import Role
from bot.care.preparing import ConferenceItem
from bot.care.proposals import Proposal, Time
from bot.care.records import Kept, Payload
from bot.care.reviews import Looked, Review
from bot.care.series import Purpose, Series, Skip
from bot.care.sittings import Sitting
from bot.care.tellings import Telling
from bot.care.timetable import Move
from bot.care.votes import Vote
from bot.store.work import OpenWork
from tests.store.opened import THERAPIST, open_case, open_store
from tests.unit.care.test_hashed import MINUTES

AT = datetime(2026, 12, 7, 8, 0, 0, 123456, tzinfo=UTC)
MEDICAL = (Category.MEDICAL,)
RULE = Rule(kind=Kind.WEEKS, at=time(9, 30), zone="Europe/Berlin", start=date(2026, 12, 7), weekdays=(0, 2), weeks=6)

RECORDS: tuple[Payload, ...] = (
    Decision(text="x", reason="y", categories=MEDICAL, conference="8R2Q", day=date(2026, 12, 9), instead_of="5M8T"),
    Sitting(conference="8R2Q", planned=AT, until=AT, present=(THERAPIST,), ended=AT, lacking=("a physician",), huddle=AT),
    Fact(text="x", categories=MEDICAL, conference="8R2Q"),
    Option(text="x", categories=MEDICAL, conference="8R2Q"),
    Dissent(text="x", categories=MEDICAL, decision="5M8T", conference="8R2Q"),
    Telling(text="x", categories=MEDICAL, conference="8R2Q"),
    Correction(text="x", categories=MEDICAL, conference="8R2Q", of="5M8T"),
    MINUTES,
    Proposal(
        times=(
            Time(at=AT, end=AT + timedelta(minutes=45), outside=(THERAPIST,), absent=("@p:x",), rank=1, added=True, dropped=True),
        ),
        closes=AT - timedelta(days=3),
        zone="Europe/Berlin",
        question="What next?",
        categories=MEDICAL,
        people=(THERAPIST,),
        roles=(Role.PHYSIO,),
        modality=Modality.COUPLE_WORK,
        chair=THERAPIST,
        presenter=THERAPIST,
        required=(Role.PHYSIO, Role.NURSE),
        conference="8R2Q",
        withdrawn="It is answered",
    ),
    Vote(proposal="8R2Q", yes=(1, 3), maybe=(2,), despite=(3,), about=(1, 2, 3, 4)),
    Series(purpose=Purpose.HUDDLE, rule=RULE, skips=(Skip(day=date(2026, 12, 9), reason="x", by=THERAPIST, categories=MEDICAL),)),
    Series(
        purpose=Purpose.REVIEW,
        rule=RULE,
        moves=(Move(day=date(2026, 12, 9), to=AT, by=THERAPIST),),
        later=(
            Rule(
                kind=Kind.MONTHLY,
                at=time(9),
                zone="UTC",
                start=date(2027, 1, 1),
                weekdays=(4,),
                ordinals=(2, LAST),
                closing=Closing.MOVE,
            ),
        ),
    ),
    Huddle(since=AT, planned=AT, present=(THERAPIST,), ended=AT),
    Topic(text="x", categories=MEDICAL),
    Action(text="x", categories=MEDICAL, day=date(2026, 12, 9), huddle="8R2Q"),
    Decision(text="x", reason="y", categories=MEDICAL),
    Info(text="x", categories=MEDICAL),
    Outcome(subject="8R2Q", what="topic"),
    Conference(at=AT, end=AT + timedelta(hours=1), zone="UTC", question="x", categories=MEDICAL, roles=(Role.PHYSIO,)),
    Conference(
        at=AT,
        end=AT + timedelta(hours=1),
        zone="UTC",
        chair=THERAPIST,
        presenter=THERAPIST,
        required=(Role.PHYSIO, Role.NURSE),
        outside=(THERAPIST,),
        proposal="8R2Q",
        moves=(Moved(on=AT, was=AT + timedelta(days=1)),),
    ),
    Apology(conference="8R2Q", text="x", categories=MEDICAL),
    ConferenceItem(conference="8R2Q", text="x", categories=MEDICAL, urgent="y", late=True),
    Review(
        since=AT,
        done=AT,
        asked=AT,
        reminded=AT,
        looked=Looked(refs=("8R2Q",), ratings={"8R2Q": -1}, people=(THERAPIST,), version=2),
    ),
)


def test_a_series_that_was_kept_before_there_were_months_and_moves_is_the_same_one() -> None:
    kept = {
        "purpose": "huddle",
        "rule": {"kind": "weekly", "at": "09:30:00", "zone": "UTC", "start": "2026-12-07", "weekdays": [0]},
    }
    series = msgspec.convert(kept, Series, strict=False)
    assert series.rule == Rule(kind=Kind.WEEKLY, at=time(9, 30), zone="UTC", start=date(2026, 12, 7), weekdays=(0,))
    assert (series.rule.closing, series.moves, series.later) == (Closing.SKIP, (), ())


@pytest.mark.parametrize("what", RECORDS, ids=lambda what: str(what.kind))
def test_what_a_meeting_keeps_comes_back_as_it_was_kept_and_as_it_was_before(what: Payload, tmp_path: Path) -> None:
    store = open_store(tmp_path, kinds=KINDS)

    def kept(opened: OpenWork) -> Kept[Payload]:
        case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST})
        return opened.records.add(what, case=case.code, author=THERAPIST, state=Way.DEFERRED, due=AT)

    first = store.act_now(kept)
    assert store.act_now(lambda opened: opened.records.get(type(what), first.case, first.ref)) == first

    def changed(opened: OpenWork) -> None:
        opened.records.put(first, state=Way.DONE)
        opened.records.restore(opened.journal())

    store.act_now(changed)
    restored = store.act_now(lambda opened: opened.records.get(type(what), first.case, first.ref))
    assert (restored.what, restored.state, restored.due) == (what, Way.DEFERRED, AT)


def test_minutes_that_come_back_have_the_hash_that_they_had(tmp_path: Path) -> None:
    store = open_store(tmp_path, kinds=KINDS)

    def kept(opened: OpenWork) -> Kept[ConferenceMinutes]:
        case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST})
        return opened.records.add(MINUTES, case=case.code, author=THERAPIST)

    first = store.act_now(kept)
    again = store.act_now(lambda opened: opened.records.get(ConferenceMinutes, first.case, first.ref))
    assert digest(again.what) == digest(MINUTES)
