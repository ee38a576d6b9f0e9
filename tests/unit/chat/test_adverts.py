from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import commands
from bot.care.consent import Category
from bot.care.people import PlaceKind
from bot.chat import words
from bot.chat.adverts import adverts
from bot.chat.generic_words import WORDS
from bot.chat.invoked import typed
from bot.chat.registry import Registry
from bot.flow.adverts import CASE, Advert

REGISTRY = Registry(commands.FAMILIES)
ADVERTS = adverts(REGISTRY)
CODE = "C-7K3FX"
ABOUT_ILLNESS = """
    patient patients partner diagnosis illness disease symptom symptoms sexual sex therapy therapist therapists medication medicine
    medicines med meds drug dose mental health medical physician nurse physio trainee clinic clinical clinician risk safety suicide
    harm warning lab laboratory imaging image result results score scores measure measures instrument instruments intake factor
    factors consent modality modalities pause precedence referral refer relationship couple desire pain emotional care treatment
""".split()  # noqa: SIM905 - read more easily than a list


def said(advert: Advert) -> str:
    slots = [text for slot in advert.slots for text in (slot.key.replace("_", " "), slot.says)]
    return " ".join([advert.name, advert.says, *slots]).lower()


def test_every_word_that_is_advertised_may_be() -> None:
    assert len(ADVERTS) > 100
    assert {name: words for name, one in ADVERTS.items() if (words := set(re.findall(r"[a-z]+", said(one))) - WORDS)} == {}
    assert [name for name, one in ADVERTS.items() if re.search(r"[\d`*<>{}\[\]]", said(one))] == []


def test_no_word_that_may_be_advertised_is_about_illness() -> None:
    categories = {word for one in Category for word in one.value.split("_")} - {"history", "summary"}
    assert WORDS & {*ABOUT_ILLNESS, *categories} == set()


def test_what_people_need_most_is_advertised_and_what_tells_of_illness_is_not() -> None:
    assert {"help", "note", "agenda", "huddle every", "conference at", "signal", "mine", "done", "undo"} <= ADVERTS.keys()
    assert ADVERTS.keys() & {"med start", "score", "safetyplan", "consent", "intake", "result lab", "breakglass"} == set()
    assert all(PlaceKind.CASE in REGISTRY.commands[name].rule.places for name in ADVERTS)


def test_a_slot_is_what_the_declaration_says() -> None:
    amend = ADVERTS["note amend"]
    assert [(slot.key, slot.optional) for slot in amend.slots] == [(CASE, True), ("ref", False), ("text", False)]
    assert (amend.says, amend.slots[1].says) == ("Add to a note of yours.", "which note")
    assert CASE not in {slot.key for slot in ADVERTS["mine"].slots}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ADVERTS)), st.booleans(), st.booleans())
def test_each_advert_parses_back_to_its_command(name: str, with_case: bool, with_optional: bool) -> None:  # noqa: FBT001 - drawn
    advert = ADVERTS[name]
    wanted = [slot for slot in advert.slots if slot.key != CASE and (with_optional or not slot.optional)]
    filled = {slot.key: "a topic" if name == "review" else "8R2Q" for slot in wanted}  # a ref behind it reads one again
    coded = with_case and any(slot.key == CASE for slot in advert.slots)
    text = typed(advert, filled | ({CASE: CODE} if coded else {}))
    assert text is not None
    utterance = words.read(text, bot_id="@care:example.org")
    assert utterance is not None
    match = REGISTRY.find(utterance.words)
    assert match is not None
    assert (match.command.name, match.code, match.bad_code) == (name, CODE if coded else None, False)
    assert match.consumed == len(name.split()) + coded


def test_names_and_slots_are_told_apart() -> None:
    for advert in ADVERTS.values():
        keys = [slot.key for slot in advert.slots]
        assert len(keys) == len(set(keys))
        optional = [slot.optional for slot in advert.slots if slot.key != CASE]
        assert optional == sorted(optional)
