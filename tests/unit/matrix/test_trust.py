from __future__ import annotations

import json

from bot.flow.messages import Pin
from bot.matrix.trust import Decision, Policy, decide, read, wellformed
from tests.unit.matrix.people import Person, answer


def judge(
    *people: Person, pins: tuple[Pin, ...] = (), enrolled: tuple[Person, ...] | None = None, policy: Policy = Policy.TOFU
) -> Decision:
    known = read(answer(people)).values()
    allowed = frozenset(person.user_id for person in (people if enrolled is None else enrolled))
    return decide(known, {pin.person: pin for pin in pins}, allowed, policy)


def pin(person: Person, *, changed: bool = False) -> Pin:
    return Pin(person=person.user_id, master_key=person.master_key, changed=changed)


def test_a_first_master_key_of_an_enrolled_person_is_pinned_and_counts_only_then() -> None:
    person = Person("sex_therapist")
    phone = person.phone()
    first = judge(person)
    assert (first.pins, first.proven) == ((pin(person),), ())
    (proven,) = judge(person, pins=first.pins).proven
    assert (proven.person, proven.device_id, proven.curve25519) == (person.user_id, "PHONE", phone.curve25519)
    assert (proven.master_key, proven.pin) == (person.master_key, 1)


def test_a_stranger_is_never_pinned() -> None:
    person = Person("stranger")
    person.phone()
    assert judge(person, enrolled=()) == Decision()


def test_nobody_is_pinned_unseen_where_identities_are_to_be_compared() -> None:
    person = Person("sex_therapist")
    person.phone()
    assert judge(person, policy=Policy.VERIFIED) == Decision()
    assert len(judge(person, pins=(pin(person),), policy=Policy.VERIFIED).proven) == 1


def test_a_device_that_its_owner_did_not_sign_is_refused_and_told() -> None:
    person = Person("psychiatrist")
    person.phone()
    person.phone("LAPTOP", signed=False)
    decision = judge(person, pins=(pin(person),))
    assert [one.device_id for one in decision.proven] == ["PHONE"]
    assert decision.unsigned == ((person.user_id, "LAPTOP"),)


def test_a_person_whose_devices_are_all_unsigned_can_be_told_by_others_only() -> None:
    person = Person("psychiatrist")
    person.phone(signed=False)
    decision = judge(person, pins=(pin(person),))
    assert decision.without_identity == (person.user_id,)
    person.phone("TABLET")
    assert judge(person, pins=(pin(person),)).without_identity == ()


def test_a_changed_identity_stops_that_person_alone() -> None:
    changed, other = Person("nurse"), Person("sex_therapist")
    changed.phone()
    other.phone()
    pins = (pin(changed), pin(other))
    changed.reset()
    decision = judge(changed, other, pins=pins)
    assert [one.person for one in decision.proven] == [other.user_id]
    assert decision.pins == (Pin(person=changed.user_id, master_key=pins[0].master_key, changed=True),)
    assert decision.changed == ((changed.user_id, changed.master_key),)


def test_going_back_to_the_pinned_identity_does_not_undo_the_stop() -> None:
    person = Person("nurse")
    person.phone()
    assert judge(person, pins=(pin(person, changed=True),)) == Decision()


def test_a_person_without_an_identity_is_told_if_they_are_one_of_us() -> None:
    person = Person("social_worker")
    person.phone()
    body = answer([person])
    del body["master_keys"]
    for enrolled, told in ((frozenset({person.user_id}), (person.user_id,)), (frozenset[str](), ())):
        decision = decide(read(body).values(), {}, enrolled, Policy.TOFU)
        assert (decision.proven, decision.without_identity) == ((), told)


def test_a_self_signing_key_that_the_master_did_not_sign_makes_no_identity() -> None:
    person, forger = Person("sex_therapist"), Person("sex_therapist")
    phone = person.phone()
    forger.phones.append(phone)
    forged = answer([person])
    forged["self_signing_keys"] = answer([forger])["self_signing_keys"]
    assert read(forged)[person.user_id].master is None


def test_an_answer_about_one_person_cannot_carry_the_keys_of_another() -> None:
    person, other = Person("sex_therapist"), Person("nurse")
    person.phone()
    other.phone()
    body = answer([person, other])
    for group in ("master_keys", "self_signing_keys"):
        body[group][person.user_id] = body[group][other.user_id]
    assert read(body)[person.user_id].master is None
    body["device_keys"][person.user_id] = body["device_keys"][other.user_id]
    assert read(body)[person.user_id].devices == {}


def test_one_broken_device_hides_no_other() -> None:
    person = Person("psychologist")
    whole = person.phone().keys()
    broken: dict[str, object] = {
        "NUMBER": 7,
        "EMPTY": {},
        "NO_KEYS": {**whole, "keys": {}},
        "OTHER_NAME": whole,
        "BAD_SIGNATURE": {**whole, "device_id": "BAD_SIGNATURE"},
        "LIST": {**whole, "signatures": []},
    }
    body = answer([person])
    body["device_keys"][person.user_id] |= broken
    assert list(read(body)[person.user_id].devices) == ["PHONE"]
    shown = wellformed(body)
    assert shown["device_keys"] == {person.user_id: {"PHONE": {key: value for key, value in whole.items() if key != "unsigned"}}}


def test_bodies_of_the_wrong_shape_say_nothing() -> None:
    for body in ({}, {"device_keys": 7}, {"device_keys": {"@a:b": []}, "master_keys": []}, {"master_keys": {"@a:b": {"keys": 1}}}):
        assert all(keys.master is None and keys.devices == {} for keys in read(body).values())
        json.dumps(wellformed(body))
