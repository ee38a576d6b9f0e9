"""Forms of clients that are to do something else than they say: another verb, another case, a second command."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import commands
from bot.care.facts import case_room
from bot.chat import words
from bot.chat.adverts import adverts
from bot.chat.invoked import Forms
from bot.chat.registry import Registry
from bot.flow.adverts import CASE, Form, Invocation
from bot.flow.messages import Inbound
from tests.unit.desk import BOT, NOW, PHYSICIAN
from tests.unit.ward import Ward

REGISTRY = Registry(commands.FAMILIES)
ADVERTS = adverts(REGISTRY)
FORMS = Forms(REGISTRY, tuple(Form))
OTHER = "C-9QX2R"


def filled(name: str, given: dict[str, str], body: str = "") -> Inbound:
    invoked = Invocation(form=Form.MSC4391, name=name, given=given)
    return Inbound(event_id="$a", room_id="!a", sender=PHYSICIAN, at=NOW, body=body, mentions=(BOT,), invoked=invoked)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("note", {"text": "retract 8R2Q a reason"}),
        ("note", {"text": "sign 8R2Q"}),
        ("note", {"text": "\u200bsign 8R2Q"}),
        ("note", {"text": "Retract\n8R2Q"}),
        ("note", {"text": f"{OTHER} a topic"}),
        ("note", {"text": f"{OTHER.lower()} sign 8R2Q"}),
        ("note", {"text": "   retract 8R2Q"}),
        ("note", {"text": " "}),
        ("note", {"text": "\u200b"}),
        ("note", {"case": f"{OTHER} retract", "text": "8R2Q a reason"}),
        ("note", {"case": "retract", "text": "8R2Q a reason"}),
        ("note", {"case": "", "text": "a topic"}),
        ("note amend", {"ref": "8R2Q 5M8T", "text": "a topic"}),
        ("note amend", {"ref": "8R2Q\n!case close", "text": "a topic"}),
        ("note amend", {"text": "8R2Q a topic"}),
        ("huddle", {"words": "stop"}),
        ("case", {"case": "close because"}),
        ("case", {"reason": "close because"}),
        ("team", {"text": "remove @a:b"}),
        ("mine", {"text": "more"}),
        ("done", {"ref": "8R2Q !case close"}),
        ("plan", {"words": "propose"}),
    ],
)
def test_what_could_be_read_as_something_else_is_not_read_at_all(name: str, given: dict[str, str]) -> None:
    assert FORMS.spoken(filled(name, given), bot=BOT) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_filling_changes_the_command_the_case_or_the_place_of_anything(data: st.DataObject) -> None:
    advert = ADVERTS[data.draw(st.sampled_from(sorted(ADVERTS)))]
    pieces = st.sampled_from(
        ["!", "/", "//", "\n", " ", '"', "close", "retract", "sign", OTHER, "8R2Q", "here", "@a:b", "\u200b", "{", "}", "yes", "a"]
    )
    value = st.one_of(st.text(max_size=12), st.lists(pieces, max_size=5).map("".join), st.lists(pieces, max_size=4).map(" ".join))
    given_ = data.draw(st.dictionaries(st.sampled_from([slot.key for slot in advert.slots] or ["text"]), value))
    spoken = FORMS.spoken(filled(advert.name, given_), bot=BOT)
    if spoken is None:
        return
    utterance = words.read(spoken, bot_id=BOT)
    assert utterance is not None
    match = REGISTRY.find(utterance.words)
    assert match is not None
    assert match.command.name == advert.name
    assert (match.code is not None) == (CASE in given_)
    rest = [given_[one.name] for one in match.command.parameters if one.name in given_]
    assert spoken.endswith(" ".join(rest))


def test_what_is_done_is_what_the_room_reads() -> None:
    ward = Ward()
    ward.talk = type(ward.talk)(commands.FAMILIES, ward.desk, drafts=tuple(Form))
    for body in ("hello", "!note show 8R2Q", "/note amend 8R2Q", "/note amend 5M8T a topic", ""):
        given_ = {"ref": "8R2Q", "text": "a topic"}
        said = ward.talk.hear(
            PHYSICIAN,
            case_room(ward.code),
            body,
            mentions=(BOT,),
            invoked=Invocation(form=Form.MSC4391, name="note amend", given=given_),
        )
        assert [one.message.template for one in said] == ["refused/app_form"]
        assert "a topic" not in ward.read(said[0]).text


def test_a_form_gives_nobody_a_right_that_they_have_not() -> None:
    ward = Ward()
    ward.talk = type(ward.talk)(commands.FAMILIES, ward.desk, drafts=tuple(Form))
    invoked = Invocation(form=Form.MSC4332, name="case close", given={"reason": "a topic"})
    said = ward.talk.hear(PHYSICIAN, case_room(ward.code), "/case close a topic", mentions=(BOT,), invoked=invoked)
    typed = ward.hear(PHYSICIAN, "!case close a topic")
    assert [one.message.template for one in said] == [one.message.template for one in typed]
    unproven = ward.talk.hear(
        PHYSICIAN, case_room(ward.code), "/case close a topic", mentions=(BOT,), invoked=invoked, proven=False
    )
    assert [one.message.template for one in unproven] == ["refused/denied"]
