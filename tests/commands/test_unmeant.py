from __future__ import annotations

import pytest

from bot.care.facts import direct
from bot.chat.dispatch import Dispatcher
from bot.flow.adverts import Form, Invocation
from tests.unit.desk import BOT, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

GIVEN_BACK = "refused/given_back"


@pytest.mark.parametrize(
    "text",
    [
        '!goal add "canary" and more',
        "!step add 0000 canary @physician:example.org due never",
        "!factor add canary",
        '!voice "canary" on 2027-13-01',
        "!intake canary",
    ],
)
def test_what_cannot_be_meant_does_not_stand_before_those_who_might_not_have_read_it(text: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent withdraw sexual history from physician")
    ward.say(SEX_THERAPIST, text)
    assert len(ward.desk.redacted) == 1
    assert [one.template for one in ward.desk.said_in(direct(SEX_THERAPIST))] == [GIVEN_BACK]


def test_a_tag_says_what_it_would_have_been_about() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent withdraw sexual history from physician")
    ward.say(SEX_THERAPIST, '!goal add #summary "canary" and more')
    assert ward.desk.redacted == []


def test_where_everybody_may_read_it_a_slip_stays_where_it_is() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, '!goal add "canary" and more')
    assert ward.desk.redacted == []


def test_a_date_that_cannot_be_meant_is_nobodys_secret() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent withdraw sexual history from physician")
    ward.say(SEX_THERAPIST, "!review every canary")
    assert ward.desk.redacted == []


def test_a_ref_that_is_none_stands_where_it_is_and_words_behind_it_do_not() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent withdraw sexual history from physician")
    ward.say(SEX_THERAPIST, "!done 9ZZ9")
    assert ward.desk.redacted == []
    ward.say(SEX_THERAPIST, "!done 9ZZ9 canary")
    assert len(ward.desk.redacted) == 1


def test_a_form_that_cannot_be_meant_is_as_private_as_what_is_typed() -> None:
    ward = Ward()
    ward.talk.dispatcher = Dispatcher(ward.talk.registry, tuple(Form))
    ward.say(SEX_THERAPIST, "!consent withdraw sexual history from physician")
    filled = Invocation(form=Form.MSC4391, name="note", given={"text": "canary"})
    ward.talk.hear(SEX_THERAPIST, ward.room, "/note", mentions=(BOT,), invoked=filled)
    assert len(ward.desk.redacted) == 1
    (given_back,) = ward.desk.said_in(direct(SEX_THERAPIST))
    assert (given_back.template, given_back.lines[0].values["text"]) == (GIVEN_BACK, "canary")
    ward.talk.hear(PHYSICIAN, ward.room, "/note", mentions=(BOT,), invoked=filled)
    assert len(ward.desk.redacted) == 1, "what everybody may read stays where it is"
