"""Changing an open proposal, as people type it: a time of one's own, one that is taken out, further ones, another deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.care import absences, votes
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.facts import direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"
SECOND = "@second_mental_health:example.org"
PLAIN = '!conference propose "canary" with mental health for 45m'
THURSDAY = datetime.fromisoformat("2026-12-17T14:00Z")


@pytest.fixture
def ward() -> Ward:
    opened = Ward()
    opened.say(PHYSICIAN, PLAIN)
    return opened


def one(ward: Ward) -> Kept[Proposal]:
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    return kept


def found(ward: Ward) -> list[Kept[Proposal]]:
    return ward.desk.records.find(Proposal, ward.code)


def change(ward: Ward, words: str, person: str = PHYSICIAN) -> list[Said]:
    return ward.hear(person, f"!conference times {one(ward).ref} {words}")


def refused(ward: Ward, words: str, person: str = PHYSICIAN) -> str:
    before = one(ward)
    text = ward.say(person, f"!conference {words.replace('REF', before.ref)}")
    assert one(ward) == before
    return text


def stand(ward: Ward, person: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    what = votes.of(ward.desk, one(ward))[person].what
    return what.yes, what.maybe


def ring(ward: Ward, kind: str) -> list[Said]:
    moments = (due for due in ward.desk.state.dues.values() if due.kind == kind)
    return ward.talk.ring(min(moments, key=lambda due: due.at))


def in_direct(said: list[Said], person: str) -> list[Said]:
    return [each for each in said if each.place == direct(person)]


def test_a_time_of_ones_own_gets_the_next_number_and_a_new_poll_with_all_of_the_text_takes_the_place_of_the_old_one(
    ward: Ward,
) -> None:
    (said,) = change(ward, "add 17 Dec 15:00")
    kept = one(ward)
    assert [(time.at, time.added) for time in kept.what.times][3:] == [(THURSDAY, True)]
    assert kept.what.times[3].end - THURSDAY == timedelta(minutes=45)
    text = ward.read(said).text
    assert text.startswith(f"Proposal {kept.ref}, changed by the physician ({PHYSICIAN}): time 4 is new.")
    assert "4: Thu 17 Dec 2026, 15:00 Berlin" in text
    assert "What you answered to the other times stands." in text
    assert (said.message.ends_poll, said.message.poll is not None) == (kept.ref, True)
    assert said.message.poll is not None
    assert [option.id for option in said.message.poll.options] == [f"{kept.ref}-{number}-4" for number in (1, 2, 3, 4)]


def test_who_has_voted_is_asked_for_the_new_time_in_one_line_and_their_other_answers_stand(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 1 maybe 2")
    ward.say(MENTAL_HEALTH, "!vote 3")
    said = change(ward, "add 17 Dec 15:00")
    assert [each.place for each in said] == [ward.room, direct(SEX_THERAPIST), direct(MENTAL_HEALTH)]
    (asked,) = in_direct(said, SEX_THERAPIST)
    text = ward.read(asked).text
    assert "has a new time, 4: Thu 17 Dec 2026, 15:00 Berlin. Does it suit you? Reply yes, maybe or no" in text
    assert f"`!vote {one(ward).ref} also 4`" in text
    assert asked.message.mentions == (SEX_THERAPIST,)
    assert votes.awaited(ward.desk, one(ward)) == (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    ward.hear(SEX_THERAPIST, "maybe", here=direct(SEX_THERAPIST), reply_to=asked)
    assert stand(ward, SEX_THERAPIST) == ((1,), (2, 4))
    ward.say(MENTAL_HEALTH, "!vote also 4")
    assert stand(ward, MENTAL_HEALTH) == ((3, 4), ())
    ward.hear(SEX_THERAPIST, "No.", here=direct(SEX_THERAPIST), reply_to=asked)
    assert stand(ward, SEX_THERAPIST) == ((1,), (2,))
    assert votes.awaited(ward.desk, one(ward)) == (PHYSICIAN,)


def test_an_answer_to_the_old_poll_or_the_old_text_says_nothing_of_what_was_added(ward: Ward) -> None:
    old = ward.desk.state.said[-1]
    change(ward, "add 17 Dec 15:00")
    ward.say(SEX_THERAPIST, "!vote 1 4")
    ref = one(ward).ref
    (told,) = ward.talk.votes(SEX_THERAPIST, ward.room, f"{ref}-2", f"{ref}-3")
    assert "yes to 2, 3 and 4" in ward.read(told).text
    ward.say(MENTAL_HEALTH, "1", reply_to=old)
    assert votes.unheard(ward.desk, one(ward)) == {MENTAL_HEALTH: (4,)}
    (told,) = ward.talk.votes(MENTAL_HEALTH, ward.room, f"{ref}-0-4")
    assert stand(ward, MENTAL_HEALTH) == ((), ())
    assert votes.unheard(ward.desk, one(ward)) == {}


def test_a_number_that_was_taken_out_stays_out_and_means_no_other_time(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 2 3")
    (said,) = change(ward, "drop 2")
    ref = one(ward).ref
    text = ward.read(said).text
    assert "time 2 is taken out" in text
    assert "\n2: " not in text
    assert f"`!vote {ref} 1 maybe 3`" in text
    assert said.message.poll is not None
    assert [option.id for option in said.message.poll.options] == [f"{ref}-1", f"{ref}-3"]
    change(ward, "add 17 Dec 15:00")
    assert [time.dropped for time in one(ward).what.times] == [False, True, False, False]
    assert "was taken out. Still to choose from: 1, 3 and 4" in ward.say(MENTAL_HEALTH, "!vote 2")
    (told,) = ward.talk.votes(MENTAL_HEALTH, ward.room, f"{ref}-1", f"{ref}-2")
    assert "yes to 1. Taken out meanwhile, and left out: 2. Not answered yet: 4." in ward.read(told).text
    assert "was taken out" in ward.say(SEX_THERAPIST, f"!conference settle {ref} 2")
    assert "1, 3 and 4. For example" in ward.say(MENTAL_HEALTH, "!vote 7")
    assert "3 possible times" in ward.privately(PHYSICIAN, f"!conferences {ward.code}")


def test_what_is_left_is_booked_where_no_missing_answer_can_change_it_any_more() -> None:
    ward = Ward({**TEAM, SECOND: (Role.MENTAL_HEALTH,)})
    ward.say(PHYSICIAN, PLAIN)
    for person in (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        ward.say(person, "!vote 1 2")
    assert one(ward).state == Stage.OPEN
    said = change(ward, "drop 2")
    assert one(ward).state == Stage.SETTLED
    assert "is settled: time 1" in ward.read(said[0]).text
    assert (said[0].message.ends_poll, said[0].message.poll) == (one(ward).ref, None)


@pytest.mark.parametrize("words", ["yes", "any", "the fourth"])
def test_a_time_that_was_added_is_booked_once_those_have_answered_to_it_who_had_voted(ward: Ward, words: str) -> None:
    ward.say(PHYSICIAN, "!vote 1")
    ward.say(SEX_THERAPIST, "!vote 1")
    asked = change(ward, "add 17 Dec 15:00")
    ward.say(MENTAL_HEALTH, "!vote 4")
    ward.say(PHYSICIAN, "!vote also 4")
    assert one(ward).state == Stage.OPEN
    said = ward.hear(SEX_THERAPIST, words, here=direct(SEX_THERAPIST), reply_to=in_direct(asked, SEX_THERAPIST)[0])
    assert one(ward).state == Stage.SETTLED
    assert "That settles it: time 4" in ward.read(said[0]).text
    (booked,) = ward.desk.records.find(Conference, ward.code)
    assert booked.what.at == THURSDAY


def test_further_times_are_as_fair_as_can_be_and_none_that_was_there_or_taken_out(ward: Ward) -> None:
    change(ward, "drop 1")
    change(ward, "more")
    times = one(ward).what.times
    assert len({time.at for time in times}) == len(times) == 6
    assert all(time.added and time.at > one(ward).what.closes and not time.outside for time in times[3:])
    change(ward, "more")
    assert "as many times as can be, 8" in refused(ward, "times REF add 17 Dec 15:00")
    assert "as many times as can be, 8" in refused(ward, "times REF more")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("times REF add 9 Dec 15:00", "The answers come first"),
        ("times REF add 17 Dec 15:00-16:00", "it lasts as long as the others"),
        ("times REF add 17 Dec 15:00 perhaps", "a day and when it begins"),
        ("times REF add 2026-12-01 15:00", "still to come"),
        ("times REF drop", "the numbers of the times to take out"),
        ("times REF drop two", "the numbers of the times to take out"),
        ("times REF drop 1 2 3", "No time to come would be left"),
        ("times REF drop 9", "has the times 1, 2 and 3. For example: `!conference times 8B2A drop 1`"),
        ("times REF less", "add and a time, drop and numbers, or more"),
        ("deadline REF 2026-12-01 15:00", "a day from today on"),
        ("deadline REF 23 Dec", "and the answers come first"),
    ],
)
def test_what_cannot_be_changed_so_is_said_with_an_example_and_nothing_is_changed(ward: Ward, words: str, expected: str) -> None:
    assert expected in refused(ward, words)


def test_a_time_that_is_there_already_is_named_by_its_number(ward: Ward) -> None:
    at = one(ward).what.times[1].at
    assert "That time is there already: 2 of" in refused(ward, f"times REF add {at:%Y-%m-%d %H:%M} UTC")


def test_what_a_time_breaks_is_said_without_a_reason_and_it_can_be_asked_for_all_the_same(ward: Ward) -> None:
    absences.leave(ward.desk, MENTAL_HEALTH, Absence(first=date(2026, 12, 17), last=date(2026, 12, 17), reason="canary"))
    text = refused(ward, "times REF add 17 Dec 15:00")
    assert "As far as is known, it would lack a mental health clinician. Not free: the mental health clinician" in text
    assert "away" not in text
    assert "put `anyway` behind it" in text
    assert "It is a day on which the clinic does not work." in refused(ward, "times REF add 19 Dec 15:00")
    (said,) = change(ward, "add 17 Dec 15:00 anyway")
    assert f"without the mental health clinician ({MENTAL_HEALTH}), who cannot come then" in ward.read(said).text
    change(ward, "add 19 Dec 15:00 anyway")
    assert one(ward).what.times[4].outside == (MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST)


def test_only_the_proposer_the_lead_and_coordinators_change_it(ward: Ward) -> None:
    assert "is changed and settled by whoever proposed it" in refused(ward, "times REF drop 1", MENTAL_HEALTH)
    assert "is changed and settled by whoever proposed it" in refused(ward, "deadline REF 9 Dec 12:00", MENTAL_HEALTH)
    change(ward, "drop 1", SEX_THERAPIST)
    said = ward.hear(COORDINATOR, f"!conference {ward.code} times {one(ward).ref} drop 2", here="control")
    assert [each.message.template for each in said] == ["propose/retimed", "propose/changed"]
    ward.say(PHYSICIAN, f"!conference cancel {one(ward).ref} answered")
    assert "is withdrawn" in refused(ward, "times REF drop 1")


def test_a_guest_gets_the_new_poll_in_their_own_room_in_the_place_of_the_old_one(ward: Ward) -> None:
    ward.say(PHYSICIAN, f"!conference cancel {one(ward).ref} answered")
    ward.desk.room_of(GUEST)
    ward.desk.rosters.put(Membership(case=ward.code, person=GUEST, roles=(Role.GUEST,), since=NOW))
    ward.say(PHYSICIAN, f'!conference propose "canary" with {GUEST}')
    kept = ward.desk.records.find(Proposal, ward.code, states=frozenset({Stage.OPEN}))[0]
    ward.talk.votes(GUEST, direct(GUEST), f"{kept.ref}-1")
    said = in_direct(ward.hear(PHYSICIAN, f"!conference times {kept.ref} add 17 Dec 15:00"), GUEST)
    assert [each.message.template for each in said] == ["propose/changed", "propose/added"]
    assert said[0].message.poll is not None
    assert said[0].message.ends_poll == kept.ref
    assert "canary" not in ward.read(said[0]).text


def test_without_a_ref_it_is_the_only_one_and_of_several_it_is_asked_which(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!conference times add 17 Dec 15:00")
    ward.say(PHYSICIAN, "!conference deadline 9 Dec 14h30")
    assert (len(one(ward).what.times), one(ward).what.closes) == (4, datetime.fromisoformat("2026-12-09T13:30Z"))
    ward.say(PHYSICIAN, PLAIN.replace("canary", "other"))
    (asked,) = ward.hear(PHYSICIAN, "!conference times drop 3")
    assert f"{ward.desk.records.find(Proposal, ward.code)[0].ref}, times proposed" in ward.read(asked).text
    ward.hear(PHYSICIAN, "2", reply_to=asked)
    dropped = [[number for number, time in enumerate(kept.what.times, 1) if time.dropped] for kept in found(ward)]
    assert dropped == [[], [3]]
    for kept in found(ward):
        ward.say(PHYSICIAN, f"!conference cancel {kept.ref} answered")
    assert "No times are voted on here" in ward.say(PHYSICIAN, "!conference times more")


def test_a_weekday_that_may_be_two_is_asked_about_and_the_answer_adds_the_time(ward: Ward) -> None:
    (asked,) = change(ward, "add 17 Dec 3")
    ward.hear(PHYSICIAN, "2", reply_to=asked)
    assert one(ward).what.times[3].at == THURSDAY


def test_undo_takes_none_of_it_back(ward: Ward) -> None:
    change(ward, "add 17 Dec 15:00")
    ward.say(PHYSICIAN, "!undo")
    assert len(one(ward).what.times) == 4


def test_a_time_far_away_names_who_pays_for_it(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="Asia/Tokyo"))
    (said,) = change(ward, "add 17 Dec 12:00")
    assert "outside working hours for the mental health clinician" in ward.read(said).text
