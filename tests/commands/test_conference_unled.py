"""A conference whose chair has left a case that nobody leads: it says so, is advisory, and counts once somebody leads."""

from __future__ import annotations

from bot.care import proposals, sittings
from bot.care.conferences import Conference
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

EMPTY = "Without the chair and the presenter it can only advise. Nobody leads the case; a coordinator can name somebody."


def left(text: str, *votes: str) -> Ward:
    """What the lead has planned, who then left: nobody leads."""
    ward = Ward()
    ward.say(SEX_THERAPIST, text)
    for person, vote in zip((PHYSICIAN, MENTAL_HEALTH), votes, strict=False):
        ward.say(person, vote)
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    return ward


def test_without_chair_and_lead_it_is_advisory_however_many_are_there_until_somebody_leads() -> None:
    ward = left(f'!conference at 2026-12-10 14:00-14:30 "What next?" with {PHYSICIAN}')
    assert EMPTY in ward.say(PHYSICIAN, "!conferences here")
    shown = ward.say(PHYSICIAN, "!conference show here")
    assert f"Chair: nobody. Presents: nobody. Needed: physician. {EMPTY}" in shown
    (moment,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == sittings.BEGINS)
    opening = ward.read(ward.talk.ring(moment)[0]).text
    assert "- the chair: nobody yet" in opening
    assert "Nobody leads the case, so it can only advise: a coordinator can name somebody." in opening
    ward.say(PHYSICIAN, f"!present {MENTAL_HEALTH}")
    decide = f"!decide #summary Go on because it helps by {PHYSICIAN}"
    assert "It is advisory as long as nobody is there for the chair and the presenter." in ward.say(PHYSICIAN, decide)
    ward.coordinate(f"!team {ward.code} lead {MENTAL_HEALTH}")
    assert "Everyone who is needed to decide is there." in ward.say(PHYSICIAN, f"!present {MENTAL_HEALTH}")
    assert "dvisory" not in ward.say(PHYSICIAN, "!conference end")


def test_votes_alone_settle_nothing_while_the_chair_is_empty_and_nobody_is_put_into_it_by_chance() -> None:
    ward = left(f'!conference propose "canary" with {PHYSICIAN} and {MENTAL_HEALTH} #summary', "!vote 1", "!vote 1")
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    for kind, expected in ((proposals.LOOKS, 0), (proposals.CLOSES, 1)):
        (moment,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == kind)
        assert len([one for one in ward.talk.ring(moment) if one.place == ward.room]) == expected
    undecided = next(one for one in reversed(ward.desk.said) if one.message.template == "propose/undecided")
    told = ward.read(undecided).text
    assert "Nobody leads the case; a coordinator can name somebody." in ward.read(undecided).html
    assert "without the chair and the presenter" in told
    assert "Nobody leads the case; a coordinator can name somebody." in told
    assert "advisory" in ward.coordinate(f"!conference {ward.code} settle {kept.ref} 1")
    (conference,) = ward.desk.records.find(Conference, ward.code)
    assert EMPTY in ward.say(PHYSICIAN, f"!conference show {conference.ref} here")
