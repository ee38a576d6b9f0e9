"""The series of a team room's huddles: set, left out, moved, listed, ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care import catching_up, huddles, team_huddles, team_series, teamrooms
from bot.care.dues import Due
from bot.care.facts import case_room
from bot.care.people import PlaceKind
from bot.chat import due
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.team_ward import TeamWard, said


def test_a_room_has_one_series_and_a_second_one_takes_its_place() -> None:
    ward = TeamWard()
    first = ward.read(ward.there("!huddle every mon 09:00")[0]).text
    assert "Huddles every Monday" in first or "Next: Mon" in first
    second = ward.read(ward.there("!huddle every tue 10:00")[0]).text
    assert "It takes the place of the one" in second
    assert len([due for due in ward.desk.state.dues.values() if due.kind == team_series.RINGS]) == 1
    assert "Next: Tue" in ward.read(ward.there("!huddle")[0]).text
    ward.there("!huddle stop")
    assert [due for due in ward.desk.state.dues.values() if due.kind == team_series.RINGS] == []
    assert ward.there("!huddle stop")[0].message.template == "refused/no_huddle_series"


def test_one_day_is_left_out_with_its_reason() -> None:
    ward = TeamWard()
    assert ward.there("!huddle skip 2026-12-14 Nobody is in")[0].message.template == "refused/no_huddle_series"
    ward.there("!huddle every mon 09:00")
    assert ward.there("!huddle skip 2026-12-14")[0].message.template == "refused/reason_needed"
    assert ward.there("!huddle skip 2026-12-15 Nobody is in")[0].message.template == "refused/no_occurrence"
    text = ward.read(ward.there("!huddle skip 2026-12-14 Nobody is in")[0]).text
    assert text.startswith("Left out: Mon 14 Dec 2026, 09:00 Berlin. Next: Mon 21 Dec 2026")
    (moment,) = (due for due in ward.desk.state.dues.values() if due.kind == team_series.RINGS)
    assert moment.at.day == 21


def test_who_left_a_day_out_is_told_and_why_is_not_said_again() -> None:
    ward = TeamWard()
    ward.there("!huddle every mon 09:00")
    ward.there("!huddle skip 2026-12-14 A canary")
    text = ward.read(ward.there("!huddle")[0]).text
    assert f"Left out Mon 14 Dec 2026, by {SEX_THERAPIST}." in text
    assert "canary" not in text


def test_one_date_is_moved_or_all_from_a_day_on_or_all() -> None:
    ward = TeamWard()
    assert ward.there("!huddle move 2026-12-14 2026-12-15 10:00")[0].message.template == "refused/no_huddle_series"
    ward.there("!huddle every mon 09:00")
    text = ward.read(ward.there("!huddle move 2026-12-14 2026-12-15 10:00")[0]).text
    assert text.startswith("The huddle of Mon 14 Dec 2026, 09:00 Berlin is moved to Tue 15 Dec 2026, 10:00 Berlin.")
    (moment,) = (due for due in ward.desk.state.dues.values() if due.kind == team_series.RINGS)
    assert moment.at == datetime(2026, 12, 15, 9, tzinfo=UTC)
    (posted,) = said(ward.ring(team_series.RINGS), ward.key)
    assert ward.shown(posted).startswith("Huddle Tue 15 Dec 2026, 10:00 Berlin")
    ward.there("!huddle end")
    text = ward.read(ward.there("!huddle move tue 11:00 from 2027-01-11")[0]).text
    assert "until then every Monday at 09:00" in text
    assert "Next: Mon 21 Dec 2026" in text
    text = ward.read(ward.there("!huddle move all wed 11:30")[0]).text
    assert "from now on every Wednesday at 11:30" in text
    assert ward.there("!huddle move 2026-12-24")[0].message.template == "refused/no_occurrence"
    assert [one.place for one in ward.desk.said if one.message.template.startswith("series/")] == [ward.key] * 3


def test_the_list_of_huddles_names_the_team_rooms_that_one_is_in_and_no_others() -> None:
    ward = TeamWard()
    assert "None of your cases" in ward.privately(SEX_THERAPIST, "!huddles")
    ward.there("!huddle every mon 09:00")
    assert "- Team: Mon 14 Dec 2026, 09:00 Berlin (every Monday at 09:00" in ward.privately(SEX_THERAPIST, "!huddles")
    assert "Team:" not in ward.privately(MENTAL_HEALTH, "!huddles")
    ward.say(SEX_THERAPIST, "!huddle every tue 10:00")
    both = ward.privately(SEX_THERAPIST, "!huddles")
    assert both.index(f"- {ward.code}: Tue") < both.index("And of your team rooms:\n- Team: Mon")


def test_one_that_falls_due_closes_the_one_before_and_says_so() -> None:
    ward = TeamWard()
    ward.there("!huddle every mon 09:00")
    ward.ring(team_series.RINGS)
    ward.there("!next")
    heard = ward.ring(team_series.RINGS, timedelta(minutes=3))
    assert said(heard, case_room(ward.code))[0].template == "huddle/minutes"
    text = ward.shown(said(heard, ward.key)[0])
    assert "was still open. It is closed without a summary" in text
    assert "after a pause" in text
    assert len(ward.open_one().what.visits) == 0


def test_closing_the_room_ends_its_series_and_its_huddle() -> None:
    ward = TeamWard()
    ward.there("!huddle every mon 09:00")
    ward.there("!huddle start")
    ward.there("!next")
    ward.coordinate("!teamroom close")
    ward.coordinate(f"!yes {ward.team.ref}")
    kinds = {due.kind for due in ward.desk.state.dues.values()}
    assert not kinds & {team_series.RINGS, team_huddles.TEAM_QUIET}
    assert huddles.running(ward.desk, ward.code) is None
    assert "huddle/minutes" in [one.message.template for one in ward.desk.said if one.place == ward.room]


def test_a_moment_of_a_series_that_was_stopped_posts_nothing() -> None:
    ward = TeamWard()
    ward.there("!huddle every mon 09:00")
    (moment,) = (due for due in ward.desk.state.dues.values() if due.kind == team_series.RINGS)
    assert isinstance(moment, Due)
    ward.there("!huddle stop")
    assert ward.talk.ring(moment) == []
    assert [one for one in ward.desk.state.places.values() if one.kind is PlaceKind.TEAM]


def test_a_huddle_of_a_team_room_that_an_absence_made_late_stands_in_the_catch_up_of_whoever_is_in_that_room() -> None:
    ward = TeamWard()
    ward.there("!huddle every tue 10:00")
    catching_up.beat(ward.desk)
    ward.desk.later(timedelta(days=8, hours=2))
    catching_up.beat(ward.desk)
    (moment,) = (one for one in ward.desk.state.dues.values() if one.kind == team_series.RINGS)
    due.happen(ward.desk, ward.talk.registry, moment, ward.desk.now - moment.at)
    teamrooms.dismiss(ward.desk, ward.team, (PHYSICIAN,))
    waiting = {one.subject: one for one in ward.desk.state.dues.values() if one.kind == catching_up.TELL}
    assert set(waiting) == {SEX_THERAPIST, PHYSICIAN}
    (told,) = ward.talk.ring(waiting[SEX_THERAPIST])
    line = "\n- team room Team, huddle, Tue 15 Dec 2026, 10:00 Berlin: posted late; left out: Tue 8 Dec 2026.\n"
    assert line in ward.read(told).text
    assert ward.talk.ring(waiting[PHYSICIAN]) == [], "whoever is no longer in the room hears nothing of it"
