from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care import reads
from bot.care.consent import Category, Grant, Rank
from bot.care.facts import Line, Message, case_room, control
from bot.care.people import PlaceKind, Role
from bot.flow.inbox import Again
from bot.flow.messages import EffectKind
from bot.store.work import OpenWork
from tests.flow.world import START, TestClock
from tests.store.opened import PHYSICIAN, THERAPIST, messages, open_case, open_store, posture

TEAM = {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN}


def grant(case: str, recipient: str, *, given: bool = True) -> Grant:
    return Grant(
        case=case, category=Category.SEXUAL_HISTORY, rank=Rank.PERSON, recipient=recipient, given=given, by=THERAPIST, at=START
    )


def spoken(case: str) -> Message:
    line = Line(about=("sexual_history",), values={"text": "canary"})
    return Message(template="t", lines=(line, Line(values={"text": "plain"})), case=case)


def prepare(opened: OpenWork) -> str:
    case = open_case(opened, TEAM)
    opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
    opened.consents.add(grant(case.code, THERAPIST), grant(case.code, PHYSICIAN))
    opened.finish()
    return case.code


def say(opened: OpenWork, case: str) -> None:
    opened.say(case_room(case), spoken(case))
    opened.finish()


def test_what_all_may_read_goes_to_the_room_and_says_who_may_be_there(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (lane, effect.content["body"]) == (case_room(case), "t | canary | plain")
    assert effect.covered == {THERAPIST, PHYSICIAN}
    assert effect.gated


def test_a_withdrawal_before_sending_changes_what_is_sent(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))

    def withdraw(opened: OpenWork) -> None:
        opened.consents.add(grant(case, PHYSICIAN, given=False))
        opened.finish()

    store.act_now(withdraw)
    assert store.act_now(lambda opened: opened.claim_effects((), 10)) == []

    def again(opened: OpenWork) -> None:
        letter = opened.mail.claim()
        assert letter is not None
        assert isinstance(letter.item, Again)
        opened.tell_again(letter.item.said)
        opened.mail.done(letter)

    store.act_now(again)
    clock.time += timedelta(seconds=2)
    sent = messages(store.act_now(lambda opened: opened.claim_effects((), 10)))
    assert sent == {case_room(case): "t | plain", f"direct:{THERAPIST}": "t | canary"}


def test_a_room_that_is_open_to_others_is_told_nothing_with_a_category(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def unlock(opened: OpenWork) -> None:
        seen = posture(f"!{case}", THERAPIST, PHYSICIAN)
        opened.places.see(type(seen)(**{**vars(seen), "invite_only": False}))
        say(opened, case)

    store.act_now(unlock)
    sent = messages(store.act_now(lambda opened: opened.claim_effects((), 10)))
    assert sent[case_room(case)] == "t"
    assert sent[f"direct:{PHYSICIAN}"] == "t | canary | plain"


def test_one_place_sends_in_order_and_one_at_a_time(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    for _ in range(2):
        store.act_now(lambda opened: say(opened, case))
    ((lane, first),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert store.act_now(lambda opened: opened.claim_effects((lane,), 10)) == []
    store.act_now(lambda opened: opened.delivered(first, lane, "$one"))
    ((_, second),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert second.id != first.id


def test_what_was_on_its_way_in_a_crash_is_looked_for_first(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))
    ((_, before),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    ((_, after),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (before.attempted, after.attempted) == (False, True)
    assert after.id == before.id


@pytest.mark.parametrize("who", [THERAPIST, PHYSICIAN])
def test_what_was_sent_is_erased_from_the_outbox(tmp_path: Path, who: str) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def tell(opened: OpenWork) -> None:
        opened.say(f"direct:{who}", Message(template="x", case=case))
        opened.finish()

    store.act_now(tell)
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    store.act_now(lambda opened: opened.delivered(effect, lane, "$sent"))

    def look(opened: OpenWork) -> None:
        assert opened.connection.exec_driver_sql("select count(*) from said").scalar_one() == 0
        assert opened.connection.exec_driver_sql("select length(sealed) from outbox where event_id = '$sent'").scalar_one() == 0

    store.act_now(look)


def test_a_look_that_was_asked_for_goes_out_and_one_that_was_undone_does_not(tmp_path: Path) -> None:
    store = open_store(tmp_path)

    def ask(opened: OpenWork) -> None:
        opened.places.make(control(), PlaceKind.CONTROL, invite=())
        opened.places.bind(control(), "!control", invited=frozenset())
        for lane, made in opened.claim_effects((), 10):
            opened.delivered(made, lane, "!control")
        with suppress(LookupError), opened.savepoint():
            opened.look(PHYSICIAN)
            raise LookupError
        opened.look(THERAPIST, PHYSICIAN)

    store.act_now(ask)
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (lane, effect.kind, effect.room_id) == (control(), EffectKind.LOOK, "!control")
    assert effect.content == {"people": [THERAPIST, PHYSICIAN]}
    store.act_now(lambda opened: opened.delivered(effect, lane, ""))
    assert store.act_now(lambda opened: opened.claim_effects((), 10)) == []


def test_what_is_said_where_nobody_is_yet_waits_and_holds_up_no_invitation(tmp_path: Path) -> None:
    store = open_store(tmp_path)

    def deserted(opened: OpenWork) -> str:
        case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST})
        opened.say(case_room(case.code), Message(template="t", case=case.code))
        opened.finish()
        opened.places.invite(case_room(case.code), PHYSICIAN)
        return case.code

    case = store.act_now(deserted)
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert effect.kind is EffectKind.INVITE
    store.act_now(lambda opened: opened.delivered(effect, lane, ""))
    assert store.act_now(lambda opened: opened.claim_effects((), 10)) == []
    store.act_now(lambda opened: opened.places.see(posture(f"!{case}", THERAPIST)))
    ((_, heard),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert heard.kind is EffectKind.MESSAGE


def test_what_arrived_has_been_read_by_everyone_who_was_there_and_by_nobody_before(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    both = (THERAPIST, PHYSICIAN)
    assert store.act_now(lambda opened: reads.seen(opened, case, Category.SEXUAL_HISTORY, both)) == ()
    store.act_now(lambda opened: opened.delivered(effect, lane, "$sent"))
    assert store.act_now(lambda opened: reads.seen(opened, case, Category.SEXUAL_HISTORY, both)) == both
    assert store.act_now(lambda opened: reads.seen(opened, case, Category.MEDICAL, both)) == ()
