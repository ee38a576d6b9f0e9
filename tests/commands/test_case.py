from __future__ import annotations

from datetime import timedelta
from textwrap import wrap

import pytest

from bot.care.cases import Closing
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import case_room, control, direct
from bot.care.people import Role
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward


def opened(ward: Ward, named: str) -> str:
    """Open a case and give its code."""
    asked = ward.hear(COORDINATOR, f"!case open {named}", here=control())[0]
    ward.say(COORDINATOR, "yes", here=control(), reply_to=asked)
    return ward.desk.cases.all()[-1].code


def test_opening_is_shown_first_and_happens_on_yes() -> None:
    ward = Ward()
    shown = ward.coordinate(f"!case open {PHYSIO} physio {PHYSICIAN} physician")
    assert f"{PHYSIO}, physiotherapist, leads" in shown
    assert len(ward.desk.cases.all()) == 1
    code = shown.partition("`!yes ")[2].partition("`")[0]
    said = ward.coordinate(f"!yes {code}")
    made = ward.desk.cases.all()[-1]
    assert f"Case {made.code} is open" in said
    assert f"`!consent {made.code} form REFERENCE DATE`" in said


def test_those_named_are_looked_at_when_the_opening_is_shown_and_nobody_where_it_is_refused() -> None:
    ward = Ward()
    ward.coordinate(f"!case open {PHYSIO} physio {PHYSICIAN} physician")
    assert ward.desk.looked == [(PHYSIO, PHYSICIAN)]
    ward.coordinate(f"!case open {PHYSIO} physio {PHYSIO} nurse")
    ward.coordinate("!case open")
    assert len(ward.desk.looked) == 1


def test_those_named_are_invited_and_enrolled_and_the_opener_is_not_in_the_room() -> None:
    ward = Ward()
    code = opened(ward, f"{PHYSIO} physio {MENTAL_HEALTH} mh")
    room = ward.desk.places.get(case_room(code))
    assert room is not None
    assert room.invited == {PHYSIO, MENTAL_HEALTH}
    roster = {member.person: (member.roles, member.lead, member.reviewed) for member in ward.desk.rosters.of(code)}
    assert roster == {
        PHYSIO: ((Role.PHYSIO,), True, True),
        MENTAL_HEALTH: ((Role.MENTAL_HEALTH,), False, True),
        COORDINATOR: ((Role.COORDINATOR,), False, True),
    }
    assert ward.desk.said_in(direct(PHYSIO))[0].template == "welcome/first"
    assert ward.desk.said_in(case_room(code))[0].template == "case/welcome"


def test_an_opener_who_is_named_is_in_the_room_with_both_roles() -> None:
    ward = Ward()
    code = opened(ward, f"{COORDINATOR} nurse {PHYSICIAN} physician")
    member = ward.desk.rosters.member(code, COORDINATOR)
    assert member is not None
    assert (member.roles, member.lead) == ((Role.NURSE, Role.COORDINATOR), True)


def test_a_case_may_be_opened_with_nobody_named() -> None:
    ward = Ward()
    code = opened(ward, "")
    assert [member.person for member in ward.desk.rosters.of(code)] == [COORDINATOR]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (f"{PHYSIO} guest", "A guest has no place in a case's room"),
        (f"{TRAINEE} trainee", "added under a supervisor"),
        (f"{PHYSIO} physio {PHYSIO} nurse", "named twice"),
        (f"{BOT} nurse", "my own id"),
        (f"{PHYSIO} pilot", "role"),
    ],
)
def test_an_opening_that_cannot_be_is_refused(named: str, sentence: str) -> None:
    ward = Ward()
    assert sentence in ward.coordinate(f"!case open {named}")


def test_a_case_is_opened_by_coordinators_in_the_control_room_alone() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!case open {PHYSIO} physio")
    ward.say(COORDINATOR, f"!case open {PHYSIO} physio", here=direct(COORDINATOR))
    assert ward.desk.dialogues.confirmations(COORDINATOR) == ()
    assert ward.desk.dialogues.confirmations(PHYSICIAN) == ()


def test_one_screen_tells_of_team_consent_notes_and_what_is_due() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note contact Called.")
    ward.desk.dues.put(Due(key="k", kind="plan review", at=ward.desk.now + timedelta(days=2), place=ward.room, case=ward.code))
    shown = ward.privately(PHYSICIAN, f"!case {ward.code}")
    assert "the sex therapist (@sex_therapist:example.org), leads" in shown
    assert "Shared: everything but partner." in shown
    assert "1 note, the last of Mon 7 Dec 2026." in shown
    assert "- plan review, Wed 9 Dec 2026" in shown


def test_the_screen_says_where_a_case_without_consent_begins() -> None:
    ward = Ward(consent=False)
    assert "Nothing is shared yet." in ward.privately(PHYSICIAN, f"!case {ward.code}")


def test_a_preference_heads_the_screen_as_typed_and_replaces_the_last_one() -> None:
    ward = Ward()
    assert "heads every agenda." in ward.say(PHYSICIAN, "!case preference she/her; say <i>intimacy</i>")
    assert "in place of" in ward.say(PHYSICIAN, "!case preference they/them; say <i>closeness</i>")
    shown = ward.privately(PHYSICIAN, f"!case {ward.code}")
    assert "How to speak of and to the patient: they/them; say <i>closeness</i>" in shown


def test_a_case_is_closed_with_a_reason_and_what_was_planned_is_called_off() -> None:
    ward = Ward()
    ward.desk.dues.put(Due(key="k", kind="plan review", at=ward.desk.now + timedelta(days=2), place=ward.room, case=ward.code))
    assert "1 planned date will be called off" in ward.say(SEX_THERAPIST, "!case close A canary.")
    assert "was closed by the sex therapist" in ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert ward.desk.dues.of(ward.code) == ()
    (closing,) = ward.desk.records.find(Closing, ward.code)
    assert (closing.what.reason, closing.what.categories) == ("A canary.", (Category.SEXUAL_HISTORY,))
    ward.say(PHYSICIAN, "!note contact Called.")
    assert ward.desk.rosters.cases(PHYSICIAN) == ()


def test_what_is_going_on_ends_with_the_case_and_its_room_reads_so() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle every mon 09:00")
    ward.say(PHYSICIAN, "!review every 6 weeks")
    ward.say(PHYSICIAN, "!conference at 2027-03-09 14:00")
    ward.say(PHYSICIAN, "!huddle start")
    assert "3 planned dates will be called off" in ward.say(SEX_THERAPIST, "!case close A canary.")
    before = len(ward.desk.said)
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    told = {one.message.template: one.message for one in ward.desk.said[before:] if one.place == ward.room}
    assert set(told) == {"case/closed", "conference/cancelled", "huddle/minutes"}
    file = told["conference/cancelled"].file
    assert file is not None
    assert b"STATUS:CANCELLED" in file.data
    assert PHYSICIAN in told["conference/cancelled"].mentions
    ward.coordinate(f"!case {ward.code} reopen")
    assert "There is no series of huddles yet" in ward.privately(PHYSICIAN, f"!huddle {ward.code}")
    assert "No conference is booked" in ward.privately(PHYSICIAN, f"!conferences {ward.code}")


def test_the_reason_of_a_coordinator_needs_a_category() -> None:
    ward = Ward()
    assert "say with a tag" in ward.coordinate(f"!case {ward.code} close Goals reached")
    assert "`!yes" in ward.coordinate(f"!case {ward.code} close #summary Goals reached")


def test_a_closed_case_can_be_opened_again_and_its_room_is_told() -> None:
    ward = Ward()
    assert "open already" in ward.coordinate(f"!case {ward.code} reopen")
    ward.coordinate(f"!case {ward.code} close #summary Goals reached")
    ward.coordinate(f"!yes {ward.code}")
    ward.coordinate(f"!case {ward.code} reopen")
    assert [message.template for message in ward.desk.said_in(ward.room)] == ["case/closed", "case/reopened"]
    assert ward.desk.rosters.cases(PHYSICIAN) == (ward.code,)


def test_only_the_lead_or_a_coordinator_closes_a_case() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!case close Goals reached")
    assert ward.desk.dialogues.confirmations(PHYSICIAN) == ()


def test_mine_are_the_open_cases_i_am_on_with_my_drafts() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!note A topic.")
    shown = ward.privately(SEX_THERAPIST, "!cases")
    assert f"- {ward.code}, as sex therapist, you lead; 1 draft to complete: " in shown
    assert "no open case" in ward.privately(COORDINATOR, "!cases")


def test_the_list_of_all_cases_is_the_coordinators() -> None:
    ward = Ward()
    shown = ward.coordinate("!case list here")
    assert f"- {ward.code}, opened Mon 7 Dec 2026, 3 people, lead {SEX_THERAPIST}" in shown
    assert ward.code not in ward.privately(PHYSICIAN, "!case list")


def test_a_preference_typed_where_somebody_may_not_read_it_is_kept_and_taken_out_of_the_room() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SUMMARY, to="physician", given=False)
    (sent, said) = ward.hear(SEX_THERAPIST, "!case preference a canary")
    assert (sent.place, said.place) == (ward.room, direct(SEX_THERAPIST))
    assert "taken out of the room" in ward.read(said).text
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert ward.desk.state.cases[ward.code].preference == "a canary"


def test_the_list_of_every_case_begins_with_ones_own_the_most_recent_first() -> None:
    ward = Ward()
    others = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    ward.desk.later()
    mine = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,), COORDINATOR: (Role.COORDINATOR,)})
    shown = ward.coordinate("!case list here")
    codes = [line[2:9] for line in shown.splitlines() if line.startswith("- ")]
    assert codes == [mine, others, ward.code]


def test_one_screen_about_a_case_is_one_screen_of_a_phone() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!case preference she/her, German; say intimacy, not duty")
    ward.say(SEX_THERAPIST, '!goal add #summary "I want to stop bracing"')
    ward.say(SEX_THERAPIST, "!huddle every mon 09:00")
    ward.say(SEX_THERAPIST, "!review every 6 weeks")
    ward.say(PHYSICIAN, "!signal concern A canary")
    ward.say(PHYSICIAN, "!pause couple work A canary until 2026-12-20")
    ward.say(PHYSICIAN, "!note A topic.\nRisk: none")
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} until 2026-12-11")
    shown = ward.privately(SEX_THERAPIST, f"!case {ward.code}")
    parts = ("Team:", "In the patient's words:", "Open signals:", "On hold:", "Next:", "Shared:")
    assert sorted(parts, key=shown.index) == list(parts)
    assert f"the physician ({PHYSIO}), for {PHYSICIAN}" in shown
    assert sum(len(wrap(line, 46)) or 1 for line in shown.splitlines()) <= 30


def test_whoever_is_on_one_case_alone_reads_of_it_without_its_code_and_writes_nothing_so() -> None:
    ward = Ward()
    assert ward.privately(PHYSICIAN, "!who here").startswith(f"{ward.code}: ")
    assert "Which case?" in ward.privately(PHYSICIAN, "!note A topic")
    ward.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    assert "Which case?" in ward.privately(SEX_THERAPIST, "!team")
    assert ward.privately(PHYSICIAN, "!team").startswith(f"{ward.code}, team:")
    assert "Which case?" in ward.privately(COORDINATOR, "!team")
