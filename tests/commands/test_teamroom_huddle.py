from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import huddles, team_agenda, team_huddles, team_series
from bot.care.actions import Action
from bot.care.facts import case_room, direct
from bot.care.people import Membership, Role
from bot.care.signals import Severity, raise_signal
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.team_ward import TeamWard, said


def test_a_code_still_means_the_huddle_of_that_case() -> None:
    ward = TeamWard()
    heard = ward.there(f"!huddle {ward.code} start")
    assert said(heard, case_room(ward.code))[0].template == "huddle/agenda"
    assert team_huddles.running(ward.desk, ward.team.ref) is None


def test_the_agenda_is_posted_at_its_minute_with_a_line_a_case_and_no_word_of_anybodys() -> None:
    ward = TeamWard()
    ward.say(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-08")
    ward.there("!huddle every mon 09:00")
    (posted,) = said(ward.ring(team_series.RINGS), ward.key)
    text = ward.shown(posted)
    assert text.startswith("Huddle Mon 14 Dec 2026, 09:00 Berlin")
    assert f"- {ward.code}: 1 unfinished, the longest overdue 6 days. With {PHYSICIAN}. No huddle yet." in text
    assert all(code in text for code in ward.codes)
    assert "canary" not in text
    assert "Your own lines are in your direct room." in text
    assert ward.open_one().what.order == ward.codes


def test_one_message_tells_of_so_many_cases_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert team_agenda.SIX == 6
    monkeypatch.setattr(team_agenda, "SIX", 2)
    ward = TeamWard()
    for heard in (ward.there("!agenda here"), ward.there("!huddle start")):
        posted = said(heard, ward.key)
        assert [len(one.lines) for one in posted] == [2, 1]
        assert ward.shown(posted[1]).startswith("More cases:")
    whole = said(ward.there("!agenda"), direct(SEX_THERAPIST))
    assert [len(one.lines) for one in whole] == [3]


def test_a_case_is_left_out_as_long_as_somebody_is_there_who_is_not_on_it_and_its_team_reads_it_alone() -> None:
    ward = TeamWard()
    ward.desk.rosters.put(
        Membership(case=ward.code, person=PHYSICIAN, roles=(Role.PHYSICIAN,), since=ward.desk.now, until=ward.desk.now)
    )
    (posted,) = said(ward.there("!huddle start"), ward.key)
    assert ward.code not in ward.shown(posted)
    assert ward.code in [line.values["code"] for line in ward.lines(posted, frozenset({SEX_THERAPIST}))]
    assert ward.code not in [line.values["code"] for line in ward.lines(posted, frozenset({PHYSICIAN}))]


def test_a_case_with_an_open_signal_comes_first_even_where_nothing_is_shared() -> None:
    ward = TeamWard()
    last = ward.codes[-1]
    ward.desk.state.grants[:] = [one for one in ward.desk.state.grants if one.case != last]
    raise_signal(ward.desk, last, PHYSICIAN, Severity.URGENT, "A canary")
    text = ward.shown(said(ward.there("!huddle start"), ward.key)[0])
    first = next(line for line in text.split("\n") if line.startswith("- "))
    assert first.startswith(f"- {last}: 1 open signal")
    assert "canary" not in text


def test_next_goes_through_the_cases_and_what_is_typed_needs_no_code() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    heard = ward.there("!next")
    assert f"Now {ward.code}, case 1 of this huddle, 2 to come" in ward.shown(said(heard, ward.key)[0])
    assert said(heard, case_room(ward.code))[0].template == "huddle/agenda"
    assert team_huddles.at_hand(ward.desk, ward.place) == ward.code
    answer = ward.there(f"!action A canary {PHYSICIAN} due 2026-12-14")[0]
    assert answer.message.case == ward.code
    (kept,) = ward.desk.records.find(Action, ward.code)
    assert kept.what.huddle == ward.open_one().what.visits[0].huddle
    heard = ward.there("!next")
    (minutes,) = said(heard, case_room(ward.code))
    assert minutes.template == "huddle/minutes"
    assert [line.values["ref"] for line in minutes.lines] == [kept.ref]
    assert huddles.running(ward.desk, ward.code) is None
    assert team_huddles.at_hand(ward.desk, ward.place) == ward.codes[1]


def test_after_the_last_case_the_huddle_ends_with_codes_and_counts() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.there("!next")
    ward.there(f"!action A canary {PHYSICIAN} due 2026-12-14")
    ward.there("!next")
    ward.there("!info The practice is closed between the years")
    ward.there("!next")
    text = ward.shown(said(ward.there("!next"), ward.key)[0])
    assert f"- {ward.code}: 1 action." in text
    assert f"- {ward.codes[1]}: 1 for everyone." in text
    assert f"- {ward.codes[2]}: nothing was written down." in text
    assert "canary" not in text
    assert team_huddles.running(ward.desk, ward.team.ref) is None
    assert ward.there("!next")[0].message.template == "refused/no_huddle_open"


def test_what_was_not_spoken_of_is_named_when_the_huddle_ends_early() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.there("!next")
    heard = ward.there("!huddle end")
    assert f"Not spoken of: {ward.codes[1]} and {ward.codes[2]}." in ward.shown(said(heard, ward.key)[0])
    assert said(heard, case_room(ward.code))[0].template == "huddle/minutes"


def test_a_case_that_somebody_there_is_not_on_is_passed_over() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.desk.rosters.put(
        Membership(case=ward.code, person=PHYSICIAN, roles=(Role.PHYSICIAN,), since=ward.desk.now, until=ward.desk.now)
    )
    ward.there("!next")
    assert team_huddles.at_hand(ward.desk, ward.place) == ward.codes[1]
    assert huddles.running(ward.desk, ward.code) is None


def test_a_case_that_was_passed_over_is_named_at_the_end_to_those_who_are_on_it() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.desk.rosters.put(
        Membership(case=ward.code, person=PHYSICIAN, roles=(Role.PHYSICIAN,), since=ward.desk.now, until=ward.desk.now)
    )
    ward.there("!next")
    ward.there("!next")
    (over,) = said(ward.there("!next"), ward.key)
    assert ward.code not in ward.shown(over)
    assert f"Not spoken of: {ward.code}." in ward.summary(over, SEX_THERAPIST)
    assert ward.code not in ward.summary(over, PHYSICIAN)


def test_when_somebody_comes_who_is_not_on_it_the_case_at_hand_is_meant_no_more() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.there("!next")
    ward.desk.join(ward.key, PHYSIO)
    assert team_huddles.at_hand(ward.desk, ward.place) is None
    assert ward.there("!info A topic")[0].message.template == "ask/case"


def test_everyone_in_a_team_room_is_who_is_in_it() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.there("!next")
    ward.there("!present everyone")
    found = huddles.running(ward.desk, ward.code)
    assert found is not None
    assert set(found.what.present) == {SEX_THERAPIST, PHYSICIAN}
    ward.say(PHYSICIAN, "!present everyone")
    found = huddles.running(ward.desk, ward.code)
    assert found is not None
    assert MENTAL_HEALTH in found.what.present


def test_a_huddle_that_is_open_in_the_case_room_is_joined_and_not_ended() -> None:
    ward = TeamWard()
    ward.say(PHYSICIAN, "!huddle start")
    ward.there("!huddle start")
    heard = ward.there("!next")
    shown = ward.shown(said(heard, ward.key)[0])
    assert "Its huddle was open already." in shown
    assert "No huddle yet." not in shown
    ward.there("!next")
    assert huddles.running(ward.desk, ward.code) is not None


def test_half_an_hour_of_silence_closes_it_with_the_case_at_hand() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    ward.there("!next")
    ward.desk.later(timedelta(minutes=20))
    ward.there("!info #summary A topic")
    assert ward.ring(team_huddles.TEAM_QUIET) == []
    assert ward.ring("huddle quiet")[0].message.template == "huddle/minutes"
    (over,) = ward.ring(team_huddles.TEAM_QUIET)
    assert "closed by the clock" in ward.shown(over.message)
    assert team_huddles.running(ward.desk, ward.team.ref) is None


def test_the_agenda_is_looked_at_privately_or_posted_with_here() -> None:
    ward = TeamWard()
    assert [one.place for one in ward.there("!agenda")] == [ward.key, direct(SEX_THERAPIST)]
    (posted,) = ward.there("!agenda here")
    assert posted.place == ward.key
    assert ward.shown(posted.message).startswith("The cases of this team room")


def test_only_the_people_of_the_room_and_coordinators_lead_its_huddle() -> None:
    ward = TeamWard()
    ward.desk.join(ward.key, MENTAL_HEALTH)
    assert ward.there("!huddle start", MENTAL_HEALTH)[0].message.template == "refused/denied"
    ward.desk.join(ward.key, COORDINATOR)
    assert ward.there("!huddle start", COORDINATOR)[0].message.template == "teamroom/agenda"
    assert ward.there("!huddle start")[0].message.template == "refused/huddle_open"


def test_these_commands_are_for_team_rooms() -> None:
    ward = TeamWard()
    heard = ward.hear(SEX_THERAPIST, "!next")
    assert heard[0].message.template == "refused/wrong_place"
    assert ward.there("!huddle shut")[0].message.template == "refused/teamroom_huddle"
    assert ward.there("!huddle every mon 09:00 please do")[0].message.template == "refused/argument"


def test_a_case_in_which_a_conference_is_held_waits_for_the_others_and_no_huddle_begins_in_it() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    first, second, third = ward.open_one().what.order
    for code in (first, third):
        ward.there(f'!conference {code} at 2026-12-07 09:10 for 30m #summary "A topic" with {PHYSICIAN}')
        ward.there(f"!conference {code} start")
    ward.there("!next")
    assert [one.code for one in ward.open_one().what.visits] == [second]
    ward.there(f"!conference {third} end")
    ward.there("!next")
    assert [one.code for one in ward.open_one().what.visits] == [second, third]
    ended = ward.there("!next")
    assert huddles.running(ward.desk, first) is None
    assert f"Not spoken of: {first}." in "".join(ward.shown(one.message) for one in ended)


def test_a_huddle_that_came_to_no_case_speaks_of_no_minutes() -> None:
    ward = TeamWard()
    ward.there("!huddle start")
    (ended,) = ward.there("!huddle end")
    assert "minutes" not in ward.shown(ended.message)
