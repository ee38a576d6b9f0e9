from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care import absences, mine, outcomes, referral_lines, referrals
from bot.care.absences import Absence
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.items import Day, Item, Section
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.referral_states import OPEN, PATIENCE, TRANSITIONS, ReferralState
from bot.care.referrals import Passage, Referral
from tests.unit.desk import NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER, FakeDesk

S = ReferralState
BERLIN = ZoneInfo("Europe/Berlin")


def sent(desk: FakeDesk, case: str, *, urgent: bool = False) -> Kept[Referral]:
    what = Referral(name="The pelvic clinic", text="canary", categories=(Category.MEDICAL,), urgent=urgent)
    return referrals.refer(desk, case, PHYSICIAN, PHYSICIAN, what)


def to(desk: FakeDesk, kept: Kept[Referral], *states: ReferralState, day: date | None = None) -> Kept[Referral]:
    for state in states:
        on = day or date(2026, 12, 14) if state is S.SCHEDULED else None
        passage = Passage(state=state, at=desk.now, by=PHYSICIAN, text="a word")
        kept = referrals.advance(desk, kept.case, kept.ref, passage, day=on)
    return kept


def agenda(desk: FakeDesk, case: str) -> list[Item]:
    today = desk.now.astimezone(BERLIN).date()
    day = Day(case=case, today=today, zone=BERLIN, since=NOW, words=outcomes.last_words(desk, case))
    return list(referral_lines.on_agenda(desk, day))


def due(desk: FakeDesk, kept: Kept[Referral]) -> datetime:
    return next(one.at for one in desk.dues.of(kept.case) if one.key == f"referral:{kept.ref}:{kept.state}")


@pytest.mark.slow
@given(walk=st.lists(st.sampled_from(S), max_size=12))
def test_no_way_leads_out_of_the_table_whatever_is_tried(walk: list[ReferralState]) -> None:
    desk = FakeDesk()
    kept = sent(desk, desk.case())
    for wanted in walk:
        before = desk.records.get(Referral, kept.case, kept.ref)
        if wanted in TRANSITIONS[S(before.state)]:
            assert to(desk, before, wanted).state == wanted
            continue
        with pytest.raises(ConflictError) as refused:
            to(desk, before, wanted)
        assert desk.records.get(Referral, kept.case, kept.ref) == before
        assert refused.value.values["ways"] == [one.words for one in sorted(TRANSITIONS[S(before.state)])]
    after = desk.records.get(Referral, kept.case, kept.ref)
    path = [one.state for one in after.what.passages]
    assert path[0] is S.SENT
    assert all(later in TRANSITIONS[earlier] for earlier, later in pairwise(path))
    assert after.state == path[-1]


def test_the_table_is_whole_and_a_loop_is_closed_after_a_report_alone() -> None:
    assert set(TRANSITIONS) == set(S)
    assert set(PATIENCE) == OPEN == set(S) - {S.CLOSED, S.DECLINED}
    assert [state for state in S if S.CLOSED in TRANSITIONS[state]] == [S.REPORTED]
    assert all(one.urgent < one.routine for one in PATIENCE.values())
    reached = {S.SENT}
    for _ in S:
        reached |= {way for state in reached for way in TRANSITIONS[state]}
    assert reached == set(S)


@pytest.mark.parametrize(
    ("states", "urgent", "asked"),
    [
        ((), False, datetime(2026, 12, 14, 8, tzinfo=UTC)),
        ((), True, datetime(2026, 12, 8, 8, tzinfo=UTC)),
        ((S.ACCEPTED,), False, datetime(2026, 12, 21, 8, tzinfo=UTC)),
        ((S.SCHEDULED,), False, datetime(2026, 12, 16, 8, tzinfo=UTC)),
        ((S.SCHEDULED,), True, datetime(2026, 12, 15, 8, tzinfo=UTC)),
        ((S.SEEN,), False, datetime(2026, 12, 21, 8, tzinfo=UTC)),
        ((S.REPORTED,), True, datetime(2026, 12, 8, 8, tzinfo=UTC)),
    ],
)
def test_each_state_has_a_time_after_which_its_owner_is_asked(
    states: tuple[ReferralState, ...], *, urgent: bool, asked: datetime
) -> None:
    desk = FakeDesk()
    kept = to(desk, sent(desk, desk.case(), urgent=urgent), *states)
    assert kept.due == asked == due(desk, kept)


def test_nobody_is_asked_on_a_weekend() -> None:
    desk = FakeDesk(now=datetime(2026, 12, 11, 8, tzinfo=UTC))  # a Friday
    kept = sent(desk, desk.case(), urgent=True)
    assert kept.due == datetime(2026, 12, 14, 8, tzinfo=UTC)


def test_a_date_that_fell_through_leaves_it_accepted_without_one() -> None:
    desk = FakeDesk()
    kept = to(desk, sent(desk, desk.case()), S.ACCEPTED, S.SCHEDULED)
    assert kept.what.day == date(2026, 12, 14)
    assert to(desk, kept, S.ACCEPTED).what.day is None


def test_a_moment_rings_for_the_state_that_still_stands_alone() -> None:
    desk = FakeDesk()
    kept = sent(desk, desk.case())
    first = desk.dues.of(kept.case)[0]
    desk.later(first.at - desk.now)
    assert referrals.ring(desk, first) == kept
    to(desk, kept, S.ACCEPTED)
    assert referrals.ring(desk, first) is None


def test_another_date_of_the_visit_moves_the_question() -> None:
    desk = FakeDesk()
    kept = to(desk, sent(desk, desk.case()), S.SCHEDULED)
    early = next(one for one in desk.dues.of(kept.case) if one.key.endswith(":2"))
    to(desk, kept, S.SCHEDULED, day=date(2026, 12, 21))
    desk.later(early.at - desk.now)
    desk.dues.cancel(early.key)
    assert referrals.ring(desk, early) is None
    assert [one.at for one in desk.dues.of(kept.case) if one.key == early.key] == [datetime(2026, 12, 23, 8, tzinfo=UTC)]


def test_the_lead_is_asked_where_the_owner_is_gone_and_else_the_coordinators() -> None:
    desk = FakeDesk()
    case = desk.case()
    kept = sent(desk, case)
    assert referral_lines.asked(desk, kept) == PHYSICIAN
    desk.state.members.pop((case, PHYSICIAN))
    assert referral_lines.asked(desk, kept) == SEX_THERAPIST
    desk.state.members.pop((case, SEX_THERAPIST))
    assert referral_lines.asked(desk, kept) is None


def test_a_deputy_or_the_lead_is_asked_while_the_owner_is_away() -> None:
    desk = FakeDesk()
    kept = sent(desk, desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), PHYSIO: (Role.PHYSIO,)}))
    today = Absence(first=NOW.date(), last=NOW.date())
    absences.leave(desk, PHYSICIAN, today)
    assert referral_lines.asked(desk, kept) == SEX_THERAPIST
    absences.appoint(desk, PHYSICIAN, PHYSIO)
    assert referral_lines.asked(desk, kept) == PHYSIO
    absences.leave(desk, PHYSIO, today)
    absences.leave(desk, SEX_THERAPIST, today)
    assert referral_lines.asked(desk, kept) == PHYSICIAN


def test_whoever_brings_it_on_owns_it_where_its_owner_has_left_the_team() -> None:
    desk = FakeDesk()
    kept = sent(desk, desk.case())
    accepted = Passage(state=S.ACCEPTED, at=desk.now, by=SEX_THERAPIST)
    assert referrals.advance(desk, kept.case, kept.ref, accepted).owner == PHYSICIAN
    desk.state.members.pop((kept.case, PHYSICIAN))
    assert referrals.advance(desk, kept.case, kept.ref, replace(accepted, state=S.SEEN)).owner == SEX_THERAPIST


def test_it_is_due_soon_then_unfinished_and_owed_by_its_owner() -> None:
    desk = FakeDesk()
    case = desk.case()
    kept = sent(desk, case, urgent=True)
    (soon,) = agenda(desk, case)
    assert soon.section is Section.DUE
    assert soon.reason == "urgent, sent today, no answer yet, due tomorrow"
    assert (soon.owner, soon.about, soon.text) == (PHYSICIAN, ("medical",), "The pelvic clinic: canary")
    desk.later(timedelta(days=4))
    (late,) = agenda(desk, case)
    assert late.section is Section.UNFINISHED
    assert late.reason == "urgent, sent Mon, no answer yet, overdue 3 days"
    (owed,) = mine.owed_by(desk, PHYSICIAN)
    assert (owed.ref, owed.what, owed.overdue) == (kept.ref, "referral without an answer", True)


def test_a_report_to_be_read_stands_on_the_agenda_for_whoever_may_read_both() -> None:
    desk = FakeDesk()
    case = desk.case()
    kept = sent(desk, case)
    report = Passage(state=S.REPORTED, at=desk.now, by=PHYSICIAN, text="nothing", categories=(Category.RESULTS,))
    referrals.advance(desk, case, kept.ref, report)
    (read,) = agenda(desk, case)
    assert (read.text, read.about) == ("The pelvic clinic: nothing", ("medical", "results"))
    assert read.reason == "reported today, to be read and closed, due Mon 14 Dec 2026"


def test_a_closed_loop_is_on_no_agenda_and_is_owed_by_nobody() -> None:
    desk = FakeDesk()
    case = desk.case()
    to(desk, sent(desk, case), S.REPORTED, S.CLOSED)
    to(desk, sent(desk, case), S.DECLINED)
    assert agenda(desk, case) == []
    assert mine.owed_by(desk, PHYSICIAN) == ()
    assert referrals.open_ones(desk, case) == ()


def test_what_a_visit_far_away_waits_for_is_not_on_the_agenda() -> None:
    desk = FakeDesk()
    case = desk.case()
    kept = to(desk, sent(desk, case), S.SCHEDULED, day=date(2027, 2, 1))
    assert agenda(desk, case) == []
    to(desk, kept, S.SCHEDULED, day=date(2026, 12, 14))
    assert [one.reason for one in agenda(desk, case)] == ["scheduled for Mon 14 Dec 2026, due Wed 16 Dec 2026"]


def test_a_date_is_needed_and_so_are_a_reason_and_a_report() -> None:
    desk = FakeDesk()
    kept = sent(desk, desk.case())
    for state in (S.SCHEDULED, S.DECLINED, S.REPORTED):
        with pytest.raises(InvalidError):
            referrals.advance(desk, kept.case, kept.ref, Passage(state=state, at=desk.now, by=PHYSICIAN))


def test_an_owner_is_on_the_team_and_a_ref_is_the_cases_own() -> None:
    desk = FakeDesk()
    case, other = desk.case(), desk.case()
    with pytest.raises(InvalidError):
        referrals.refer(desk, case, PHYSICIAN, STRANGER, Referral(name="x", text="x", categories=(Category.MEDICAL,)))
    kept = sent(desk, case)
    with pytest.raises(NotFoundError):
        referrals.advance(desk, other, kept.ref, Passage(state=S.ACCEPTED, at=desk.now, by=PHYSICIAN))
