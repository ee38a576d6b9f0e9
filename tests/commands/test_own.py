"""The bot's own commands: room, tz, mine, on, fix, move, and the first words to somebody new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care.actions import Action, TaskState
from bot.care.asks import Question
from bot.care.conferences import Conference
from bot.care.consent import Category, Modality
from bot.care.facts import case_room, control, direct
from bot.care.huddles import Huddle
from bot.care.notes import KEPT, Format, Note
from bot.care.people import Membership, PlaceKind, Role
from bot.care.records import Kept, Payload
from bot.care.welcome import enrol
from bot.chat.ports import Act
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.talk import Talk
from tests.unit.ward import Ward


@dataclass(frozen=True, kw_only=True)
class Bare(Payload):
    kind: ClassVar[str] = "bare"


def talk() -> tuple[Talk, str]:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case()
    conversation.desk.grant(code, Category.MEDICAL, Category.SUMMARY)
    conversation.desk.grant(code, Category.SEXUAL_HISTORY, given=False)
    return conversation, code


def note(conversation: Talk, code: str, author: str = SEX_THERAPIST, **changes: object) -> Kept[Note]:
    what = replace(Note(format=Format.CONTACT, text="canary", categories=(Category.MEDICAL,)), **changes)  # type: ignore[arg-type]
    return conversation.desk.records.add(what, case=code, author=author, owner=author, state=KEPT)


def test_a_fit_room_is_called_fit_and_an_open_one_says_what_mends_it() -> None:
    conversation, code = talk()
    (fit,) = conversation.in_case(PHYSICIAN, code, "!room")
    assert "is fit" in conversation.read(fit).text
    room = conversation.desk.state.places[case_room(code)]
    conversation.desk.state.places[case_room(code)] = replace(room, locked=True, joined=room.joined - {SEX_THERAPIST} | {STRANGER})
    (told,) = conversation.in_case(PHYSICIAN, code, "!room")
    text = conversation.read(told).text
    assert "is fit" not in text
    assert "by invitation only" in text
    assert f"!team add {STRANGER} ROLE" in text
    assert f"On the roster, and not here: the sex therapist ({SEX_THERAPIST})" in text


def test_a_coordinator_who_was_not_named_and_a_guest_are_not_missed_in_a_case_room() -> None:
    conversation, code = talk()
    for person, role in ((COORDINATOR, Role.COORDINATOR), (STRANGER, Role.GUEST)):
        conversation.desk.rosters.put(Membership(case=code, person=person, roles=(role,), since=NOW))
    (told,) = conversation.in_case(PHYSICIAN, code, "!room")
    assert "not here" not in conversation.read(told).text


def test_the_control_room_and_a_direct_room_are_fit_too() -> None:
    conversation, _ = talk()
    conversation.desk.join(control(), COORDINATOR)
    for person, place in ((COORDINATOR, control()), (PHYSICIAN, direct(PHYSICIAN))):
        (said,) = conversation.hear(person, place, "!room")
        assert said.message.values["fit"] is True


def test_a_zone_is_set_told_and_refused_by_its_name() -> None:
    conversation, code = talk()
    (shown,) = conversation.in_case(PHYSICIAN, code, "!tz")
    assert "Europe/Berlin" in conversation.read(shown).text
    (said,) = conversation.in_case(PHYSICIAN, code, "!tz asia/tokyo")
    assert "Asia/Tokyo: Mon 7 Dec 2026, 17:00 Tokyo. It was Europe/Berlin." in conversation.read(said).text
    assert conversation.desk.people.get(PHYSICIAN).zone == "Asia/Tokyo"
    (refused,) = conversation.in_case(PHYSICIAN, code, "!tz ../../etc/passwd")
    assert "etc" not in conversation.read(refused).text
    assert conversation.desk.people.get(PHYSICIAN).zone == "Asia/Tokyo"


def test_a_zone_is_called_by_its_place_where_there_is_one_of_that_name() -> None:
    conversation, code = talk()
    for typed, zone in (("New York", "America/New_York"), ("london", "Europe/London"), ("hong  kong", "Asia/Hong_Kong")):
        conversation.in_case(PHYSICIAN, code, f"!tz {typed}")
        assert conversation.desk.people.get(PHYSICIAN).zone == zone
    for typed in ("Indianapolis", "New York or so", "EST"):
        (refused,) = conversation.in_case(PHYSICIAN, code, f"!tz {typed}")
        assert "For example: `!tz Europe/Berlin`" in conversation.read(refused).text
    assert conversation.desk.people.get(PHYSICIAN).zone == "Asia/Hong_Kong"


def test_a_chosen_zone_goes_before_the_profiles_and_that_before_the_clinics() -> None:
    conversation, code = talk()

    def shown() -> str:
        (told,) = conversation.in_case(PHYSICIAN, code, "!tz")
        return conversation.read(told).text

    assert "Your zone is Europe/Berlin, the clinic's: it is now Mon 7 Dec 2026, 09:00 Berlin." in shown()
    people = conversation.desk.people
    people.put(replace(people.get(PHYSICIAN), profile_zone="Asia/Tokyo"))
    assert "Your zone is Asia/Tokyo, as your Matrix profile says: it is now Mon 7 Dec 2026, 17:00 Tokyo." in shown()
    conversation.in_case(PHYSICIAN, code, "!tz UTC")
    assert "Your zone is UTC: it is now Mon 7 Dec 2026, 08:00 UTC." in shown()
    assert people.get(PHYSICIAN).profile_zone == "Asia/Tokyo"


def test_mine_tells_what_one_owes_by_its_day_over_all_cases_and_what_waits_for_a_yes() -> None:
    conversation, code = talk()
    desk = conversation.desk
    other = desk.case()
    kept = note(conversation, code)
    action = Action(text="canary", categories=(Category.MEDICAL,), day=NOW.date())
    late = desk.records.add(action, case=other, author=PHYSICIAN, owner=SEX_THERAPIST, due=NOW - timedelta(hours=1))
    done = desk.records.add(action, case=code, author=PHYSICIAN, owner=SEX_THERAPIST, due=NOW, state=TaskState.DONE)
    over = Conference(at=NOW, end=NOW, zone="UTC")
    desk.records.add(over, case=code, author=SEX_THERAPIST, owner=SEX_THERAPIST, due=NOW - timedelta(hours=2))
    conversation.to_bot(SEX_THERAPIST, f"!end {code}")
    (said,) = conversation.to_bot(SEX_THERAPIST, "!me")
    text = conversation.read(said).text
    assert text.index(f"{other}, {late.ref}: action, Mon 7 Dec 2026 (overdue)") < text.index(f"{code}, {kept.ref}: note to sign")
    assert done.ref not in text
    assert "conference" not in text
    assert f"ended: `!yes {code}`" in text
    assert "canary" not in text
    (nothing,) = conversation.to_bot(PHYSICIAN, "mine")
    assert conversation.read(nothing).text == "Nothing waits for you."


def test_what_one_owes_on_a_case_that_one_has_left_is_not_told() -> None:
    conversation, code = talk()
    note(conversation, code)
    member = conversation.desk.rosters.member(code, SEX_THERAPIST)
    assert member is not None
    conversation.desk.rosters.put(replace(member, until=conversation.desk.now))
    (said,) = conversation.to_bot(SEX_THERAPIST, "!mine")
    assert code not in conversation.read(said).text


def test_a_case_of_others_cannot_be_chosen() -> None:
    conversation, _ = talk()
    other = conversation.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    for code in (other, "C-4R41T"):
        (said,) = conversation.to_bot(SEX_THERAPIST, f"!on {code}")
        assert said.message.template == "refused/denied"


def test_fix_corrects_what_a_record_is_about_and_leaves_its_words() -> None:
    conversation, code = talk()
    kept = note(conversation, code)
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!fix {kept.ref.lower()} #sexual_history ~couple_work")
    assert "sexual history, couple work" in conversation.read(said).text
    fixed = conversation.desk.records.get(Note, code, kept.ref).what
    assert (fixed.categories, fixed.modality, fixed.text) == ((Category.SEXUAL_HISTORY,), Modality.COUPLE_WORK, "canary")
    conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert conversation.desk.records.get(Note, code, kept.ref).what == kept.what


def test_fix_corrects_when_it_was() -> None:
    conversation, code = talk()
    kept = note(conversation, code)
    conversation.in_case(SEX_THERAPIST, code, f"!fix {kept.ref} @07:30")
    served = conversation.desk.records.get(Note, code, kept.ref).served
    assert served is not None
    assert served.astimezone(ZoneInfo(conversation.desk.clinic.zone)).strftime("%H:%M") == "07:30"


def test_fix_takes_a_message_out_of_the_room_once_it_is_not_for_everyone_there() -> None:
    conversation, code = talk()
    kept = note(conversation, code, event="$note")
    conversation.desk.acts.put(
        Act(event_id="$note", person=SEX_THERAPIST, place=case_room(code), command="note", outcome="done", case=code, at=NOW)
    )
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!fix {kept.ref} #sexual_history")
    assert said.message.values["redacted"] is True
    assert conversation.desk.redacted == [(case_room(code), "$note")]


def test_fix_refuses_what_is_not_ones_own_signed_unknown_or_without_such_a_thing() -> None:
    conversation, code = talk()
    signed = note(conversation, code, signed=NOW)
    others = note(conversation, code, PHYSICIAN)
    bare = conversation.desk.records.add(Bare(), case=code, author=SEX_THERAPIST)
    expected = {
        f"{signed.ref} #medical": "refused/fix_signed",
        f"{others.ref} #medical": "refused/denied",
        f"{bare.ref} #medical": "refused/not_fixable",
        "8Z9Z #medical": "refused/no_such_ref",
        f"{signed.ref} >9X9X": "refused/fix_signed",
        f"{signed.ref} medical": "refused/argument",
        f"{signed.ref}": "ask/missing",
    }
    for typed, template in expected.items():
        (said,) = conversation.in_case(SEX_THERAPIST, code, f"!fix {typed}")
        assert (typed, said.message.template) == (typed, template)


def test_a_record_in_the_wrong_case_is_moved_within_ten_minutes_to_where_its_author_writes() -> None:
    conversation, code = talk()
    desk = conversation.desk
    other = desk.case()
    foreign = desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    kept = note(conversation, code)
    (denied,) = conversation.to_bot(SEX_THERAPIST, f"!move {kept.ref} {other}")
    assert denied.message.template == "refused/denied"
    desk.grant(other, Category.SUMMARY)
    (stranger,) = conversation.to_bot(SEX_THERAPIST, f"!move {kept.ref} {foreign}")
    assert stranger.message.template == "refused/denied"
    (said,) = conversation.to_bot(SEX_THERAPIST, f"!move {kept.ref} {other}")
    assert conversation.read(said).text == f"{kept.ref} moved from {code} to {other}."
    assert desk.records.locate(code, kept.ref) is None
    assert desk.records.get(Note, other, kept.ref).what == kept.what
    (again,) = conversation.to_bot(SEX_THERAPIST, f"!move {kept.ref} {other}")
    assert again.message.template == "refused/already_there"
    (not_mine,) = conversation.to_bot(PHYSICIAN, f"!move {kept.ref} {code}")
    assert not_mine.message.template == "refused/denied"
    desk.later(timedelta(minutes=11))
    (late,) = conversation.to_bot(SEX_THERAPIST, f"!move {kept.ref} {code}")
    assert late.message.template == "refused/too_late_to_move"
    (unknown,) = conversation.to_bot(SEX_THERAPIST, f"!move 8Z9Z {code}")
    assert unknown.message.template == "refused/no_such_ref"


def test_somebody_new_is_welcomed_once_in_a_room_of_their_own_on_one_phone_screen() -> None:
    conversation, _ = talk()
    desk = conversation.desk
    for person in (STRANGER, COORDINATOR):
        enrol(desk, person)
        enrol(desk, person)
        (said,) = [one for one in desk.said if one.place == direct(person)]
        text = conversation.read(said).text
        assert desk.clinic.emergency_text in text
        assert text.count("\n`!") == 3
        assert len(text) < 700
    enrol(desk, PHYSICIAN, writes=False)
    assert "!note" not in conversation.read(desk.last).text
    assert desk.people.get(STRANGER).greeted
    place = desk.places.get(direct(STRANGER))
    assert place is not None
    assert (place.kind, place.invited) == (PlaceKind.DIRECT, frozenset({STRANGER}))


def test_what_others_were_asked_to_in_one_case_is_moved_to_no_other() -> None:
    ward = Ward()
    other = ward.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    ward.desk.grant(other, Category.SEXUAL_HISTORY)
    ward.say(SEX_THERAPIST, '!conference at 2026-12-10 14:00 "canary"')
    ward.say(SEX_THERAPIST, "!ask physician canary?")
    ward.say(SEX_THERAPIST, "!huddle start")
    for kind in (Conference, Question, Huddle):
        (kept,) = ward.desk.records.find(kind, ward.code)
        said = ward.privately(SEX_THERAPIST, f"!move {kept.ref} {other}")
        assert f"{kept.ref} stays in this case: others were told of it here." in said
        assert ward.desk.records.find(kind, other) == []
