from __future__ import annotations

from datetime import timedelta

from bot.care import reads
from bot.care.breakglass import Breakglass
from bot.care.consent import Category
from bot.care.facts import direct
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.ward import Ward


def told(ward: Ward) -> int:
    return sum(message.template == "read/many" for message in ward.desk.said_in(direct(SEX_THERAPIST)))


def test_a_withdrawal_says_who_has_read_already() -> None:
    ward = Ward()
    reads.mark(ward.desk, ward.code, {PHYSICIAN}, {"medical", "unsorted"})
    said = ward.say(MENTAL_HEALTH, "!consent withdraw medical results")
    assert f"Read already: medical, by the physician ({PHYSICIAN})." in said
    assert "results, by" not in said


def test_what_is_typed_in_a_room_has_been_read_by_those_who_are_in_it() -> None:
    ward = Ward()
    ward.desk.join(ward.room, PHYSICIAN)
    ward.desk.join(ward.room, MENTAL_HEALTH)
    ward.say(PHYSICIAN, "!note #medical Said before everyone\nRisk: none")
    everyone = (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    assert MENTAL_HEALTH in reads.seen(ward.desk, ward.code, Category.MEDICAL, everyone)
    assert reads.seen(ward.desk, ward.code, Category.RESULTS, everyone) == ()


def test_thirty_reads_in_ten_minutes_are_told_to_the_lead_once_and_go_on() -> None:
    ward = Ward()
    for number in range(reads.MANY + 5):
        assert "denied" not in ward.privately(PHYSICIAN, f"!notes {ward.code}")
        assert told(ward) == (1 if number >= reads.MANY - 1 else 0)
    assert [fact.action for fact in ward.desk.facts].count("many reads") == 1
    ward.desk.later(timedelta(minutes=11))
    ward.privately(PHYSICIAN, f"!notes {ward.code}")
    assert told(ward) == 1


def test_agendas_and_what_is_read_while_a_huddle_is_open_do_not_count() -> None:
    ward = Ward()
    for _ in range(reads.MANY + 5):
        ward.privately(PHYSICIAN, f"!agenda {ward.code}")
    ward.say(PHYSICIAN, "!huddle start")
    for _ in range(reads.MANY + 5):
        ward.privately(PHYSICIAN, f"!notes {ward.code}")
    assert told(ward) == 0


def test_where_the_lead_reads_much_the_coordinators_are_told() -> None:
    ward = Ward()
    for _ in range(reads.MANY):
        ward.privately(SEX_THERAPIST, f"!notes {ward.code}")
    assert [message.template for message in ward.desk.said_in(direct(COORDINATOR))][-1] == "read/many"


def test_a_withdrawal_names_whoever_has_opened_the_case_and_read_too() -> None:
    ward = Ward()
    ward.desk.records.add(Breakglass(reason="A canary.", until=ward.desk.now, told=()), case=ward.code, author=PHYSIO)
    reads.mark(ward.desk, ward.code, {PHYSIO}, {"medical"})
    assert PHYSIO in ward.say(MENTAL_HEALTH, "!consent withdraw medical")
    assert PHYSIO not in ward.say(MENTAL_HEALTH, "!consent withdraw results")
