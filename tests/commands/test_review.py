from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.meeting import Meeting


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_a_series_of_reviews_needs_no_time_of_day(meeting: Meeting) -> None:
    assert meeting.read(PHYSICIAN, "!review every 6 weeks") == (
        "Plan reviews every 6 weeks on Monday at 09:00 Berlin time, series 8B2A.\n"
        "Next: Mon 18 Jan 2027, 09:00 Berlin / 08:00 London; Mon 1 Mar 2027, 09:00 Berlin / 08:00 London; "
        "Mon 12 Apr 2027, 09:00 Berlin / 08:00 London. To change it: `!review every …`"
    )


def test_what_there_is_to_review_is_posted_on_its_day_and_says_if_it_is_late(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!review every 2 weeks")
    said = meeting.wait_for("plan review", late=timedelta(hours=1))
    assert [one.place for one in said] == [meeting.room]
    shown = meeting.shown(said[0])
    assert shown.startswith("Plan review 8C2A, Mon 21 Dec 2026, 09:00 Berlin / 08:00 London. Since Mon 7 Dec 2026: no notes")
    assert "Due 09:00, posted 10:00 after a pause." in shown
    assert "Next review: Mon 4 Jan 2027, 09:00 Berlin / 08:00 London." in shown
    assert shown.endswith("Your own lines are in your direct room.")


def test_a_review_now_shows_what_is_open_and_what_was_decided(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, f"!action Ask for the results {SEX_THERAPIST} due tomorrow")
    meeting.say(PHYSICIAN, f"!decide Go on by {PHYSICIAN}")
    assert meeting.read(COORDINATOR, "!review") == (
        "Plan review 8D2A, Mon 7 Dec 2026, 09:00 Berlin / 08:00 London. "
        "Since Mon 7 Dec 2026: no notes, 1 decision; 1 action open.\n\n"
        f"Open actions\n- 8B2A, the sex therapist ({SEX_THERAPIST}), due Tue 8 Dec 2026: Ask for the results\n\n"
        f"Decisions since then\n- 8C2A, the physician ({PHYSICIAN}): Go on\n\n"
        "When you have gone through it: `!review done`. No next date is set: `!review every 6 weeks`\n"
        "Your own lines are in your direct room."
    )


def test_a_review_begins_with_risks_and_says_what_changed_in_team_and_consent(meeting: Meeting) -> None:
    meeting.desk.later(timedelta(days=1))
    meeting.desk.grant(meeting.case, Category.SAFETY)
    joined = Membership(case=meeting.case, person=PHYSIO, roles=(Role.PHYSIO,), since=meeting.desk.now)
    meeting.desk.rosters.put(joined)
    meeting.say(PHYSICIAN, "!note Pressure fine\nRisk: a canary")
    said = meeting.say(PHYSICIAN, "!review")[0]
    for shown in (meeting.shown(said), meeting.shown(said, html=True)):
        assert f"New on the team: the physio ({PHYSIO})." in shown
        assert "Consent changed, last on Tue 8 Dec 2026" in shown
    assert "Risks named since then" in meeting.shown(said, html=True) + meeting.rest(said, PHYSICIAN)


def test_closing_it_names_the_next_date(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!review every 6 weeks")
    meeting.say(PHYSICIAN, "!review")
    assert meeting.read(PHYSICIAN, "!review done") == (
        "Plan review 8C2A is closed. The next one: Mon 18 Jan 2027, 09:00 Berlin / 08:00 London."
    )
    assert meeting.read(PHYSICIAN, "!review done") == "No plan review is open. To begin one: `!review`"


def test_asked_for_in_the_direct_room_it_is_posted_in_the_case_room(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!review {meeting.case}", here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), meeting.room]


@pytest.mark.parametrize("text", ["!review every 0 weeks", "!review every 99 weeks", "!review sometime", "!review every 6 weeks x"])
def test_what_cannot_be_meant_sets_nothing(meeting: Meeting, text: str) -> None:
    answer = meeting.read(PHYSICIAN, text)
    assert "`!review every 6 weeks" in answer or "`every 6 weeks" in answer
    assert meeting.desk.state.records == {}
    assert meeting.desk.dues.of(meeting.case) == ()
