from __future__ import annotations

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, Role
from bot.care.rejections import Rejection
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


def test_what_was_decided_against_stands_in_the_minutes_with_its_reason() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    assert "It stands in the minutes of this huddle." in ward.say(SEX_THERAPIST, "!reject A canary because it was tried before")
    (kept,) = ward.desk.records.find(Rejection, ward.code)
    assert f"Decided against\n- {kept.ref}: A canary, because it was tried before" in ward.say(SEX_THERAPIST, "!huddle end")
    assert "canary" not in ward.say(SEX_THERAPIST, "!huddle start")


def test_between_huddles_it_is_news_on_the_next_agenda_until_it_is_dealt_with() -> None:
    ward = Ward()
    assert "It stands on the next agenda." in ward.say(PHYSICIAN, "!reject A canary because it was tried before")
    (kept,) = ward.desk.records.find(Rejection, ward.code)
    assert f"{kept.ref}, decided against by the physician ({PHYSICIAN}), new today: A canary" in ward.say(PHYSICIAN, "!agenda here")
    ward.say(PHYSICIAN, f"!done {kept.ref}")
    assert "canary" not in ward.say(PHYSICIAN, "!agenda here")


def test_without_a_reason_nothing_is_kept() -> None:
    ward = Ward()
    for words in ("A canary", "A canary because", "because of a canary", "A canary because \u200b"):
        ward.say(SEX_THERAPIST, f"!reject {words}")
    assert [one.what.text for one in ward.desk.records.find(Rejection, ward.code)] == []
    assert "Say why it is not done" in ward.say(SEX_THERAPIST, "!reject A canary")


def test_its_category_is_the_authors_the_tags_or_asked_for_and_the_gate_holds() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    heard = ward.hear(PHYSICIAN, "!reject A canary because of another")
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert "reject/kept" in [one.message.template for one in heard if one.place == direct(PHYSICIAN)]
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.privately(COORDINATOR, f"!reject {ward.code} Another room because it is too small")
    assert "decided against: summary" in ward.privately(COORDINATOR, "summary")


def test_what_lacks_its_reason_is_as_private_as_what_does_not() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.say(PHYSICIAN, "!reject A canary")
    ward.say(PHYSICIAN, "!ask nobody About a canary?")
    assert [place for place, _ in ward.desk.redacted] == [ward.room, ward.room]
