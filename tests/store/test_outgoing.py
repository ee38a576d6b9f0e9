from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care import reads
from bot.care.consent import Category, Grant, Rank
from bot.care.facts import Line, Message, case_room, control
from bot.care.people import Membership, PlaceKind, Role
from bot.flow.inbox import Again
from bot.flow.messages import Effect, EffectKind
from bot.flow.pipeline import TRIES, Pipeline, Wakers
from bot.flow.said import Body, Reader
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import START, CountingDispatch, TestClock
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


def leave(opened: OpenWork, case: str, person: str) -> None:
    member = opened.rosters.member(case, person)
    assert member is not None
    opened.rosters.put(replace(member, until=opened.now))
    opened.finish()


def decide_anew(opened: OpenWork) -> None:
    """Handle whatever has to be put into words again."""
    while (letter := opened.mail.claim()) is not None:
        assert isinstance(letter.item, Again)
        opened.tell_again(letter.item.said)
        opened.mail.done(letter)


def claimed(store: SealedStore) -> list[tuple[str, Effect]]:
    return store.act_now(lambda opened: opened.claim_effects((), 10))


def test_whoever_has_left_the_roster_is_told_nothing_more_of_the_case(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def tell(opened: OpenWork) -> None:
        opened.say(f"direct:{PHYSICIAN}", spoken(case))
        opened.finish()

    store.act_now(tell)
    store.act_now(lambda opened: leave(opened, case, PHYSICIAN))
    store.act_now(tell)
    store.act_now(decide_anew)
    assert claimed(store) == []
    left = store.act_now(lambda opened: opened.connection.exec_driver_sql("select count(*) from said").scalar_one())
    assert left == 0


def test_what_somebody_asked_for_is_answered_even_where_it_ended_their_membership(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def tell(opened: OpenWork) -> None:
        leave(opened, case, PHYSICIAN)
        opened.say(f"direct:{PHYSICIAN}", replace(spoken(case), reply_to="$asked"))
        opened.finish()

    store.act_now(tell)
    assert messages(claimed(store)) == {f"direct:{PHYSICIAN}": "t | plain"}


def test_a_direct_room_that_is_open_to_others_is_told_no_line(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def tell(opened: OpenWork) -> None:
        opened.places.see(replace(posture(f"!direct-{PHYSICIAN}", PHYSICIAN), history_joined=False))
        opened.say(f"direct:{PHYSICIAN}", spoken(case))
        opened.finish()

    store.act_now(tell)
    assert messages(claimed(store)) == {f"direct:{PHYSICIAN}": "t"}


def test_what_may_have_been_sent_before_a_withdrawal_is_only_looked_for(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))
    ((_, before),) = claimed(store)
    assert before.covered == {THERAPIST, PHYSICIAN}
    store.act_now(lambda opened: opened.consents.add(grant(case, PHYSICIAN, given=False)))
    ((_, after),) = claimed(store)
    assert (after.id, after.attempted, after.covered) == (before.id, True, frozenset())
    store.act_now(lambda opened: opened.unexpected(after))
    store.act_now(decide_anew)
    clock.time += timedelta(seconds=2)
    assert messages(claimed(store)) == {case_room(case): "t | plain", f"direct:{THERAPIST}": "t | canary"}


def test_a_grant_that_runs_out_before_sending_opens_nothing(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)

    def begin(opened: OpenWork) -> str:
        case = open_case(opened, TEAM).code
        opened.places.see(posture(f"!{case}", THERAPIST, PHYSICIAN))
        for_an_hour = replace(grant(case, PHYSICIAN), until=opened.now + timedelta(hours=1))
        opened.consents.add(grant(case, THERAPIST), for_an_hour)
        opened.finish()
        say(opened, case)
        return case

    case = store.act_now(begin)
    clock.time += timedelta(hours=2)
    assert claimed(store) == []
    store.act_now(decide_anew)
    clock.time += timedelta(seconds=2)
    assert messages(claimed(store)) == {case_room(case): "t | plain", f"direct:{THERAPIST}": "t | canary"}


def test_what_was_said_before_its_room_was_made_is_for_those_who_are_asked_in(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)

    def early(opened: OpenWork) -> str:
        case = opened.cases.open(opened.now).code
        opened.rosters.put(Membership(case=case, person=THERAPIST, roles=(Role.SEX_THERAPIST,), since=opened.now))
        opened.consents.add(grant(case, THERAPIST))
        opened.places.make(case_room(case), PlaceKind.CASE, invite=(THERAPIST,), case=case)
        say(opened, case)
        return case

    case = store.act_now(early)
    ((lane, room),) = claimed(store)
    assert room.kind is EffectKind.CREATE_ROOM
    store.act_now(lambda opened: opened.delivered(room, lane, f"!{case}"))
    store.act_now(lambda opened: opened.places.see(posture(f"!{case}", THERAPIST)))
    assert claimed(store) == []
    store.act_now(decide_anew)
    clock.time += timedelta(seconds=2)
    assert messages(claimed(store)) == {case_room(case): "t | canary | plain"}


def test_somebody_who_stays_where_they_may_not_be_does_not_have_it_tried_each_second(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    case = store.act_now(prepare)

    def tell(opened: OpenWork) -> None:
        opened.say(f"direct:{PHYSICIAN}", spoken(case))
        opened.finish()

    store.act_now(tell)
    tries = 0
    for _ in range(600):
        for _, effect in claimed(store):
            tries += 1
            store.act_now(lambda opened, one=effect: opened.unexpected(one))  # type: ignore[misc]
            store.act_now(decide_anew)
        clock.time += timedelta(seconds=1)
    assert tries < 12


def test_however_many_people_come_meanwhile_it_is_said_soon_after_the_last_of_them(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))

    def changes(opened: OpenWork) -> None:
        opened.cases.raise_epoch(case)
        opened.finish()

    for _ in range(9):
        store.act_now(changes)
        store.act_now(decide_anew)
    assert messages(claimed(store)) == {}
    clock.time += timedelta(seconds=1)
    assert case_room(case) in messages(claimed(store))


async def test_what_cannot_be_put_into_words_again_does_not_hold_up_its_room_for_ever(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    case = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, case))
    store.act_now(lambda opened: opened.consents.add(grant(case, PHYSICIAN, given=False)))
    assert claimed(store) == []
    store._render = brittle  # noqa: SLF001 - a template that fails
    reports: list[str] = []

    def report(reference: str, error: BaseException, *, attempt: int) -> None:
        reports.append(f"{reference} {type(error).__name__} {attempt}")

    pipeline = Pipeline(store, CountingDispatch(), Wakers.fresh(), report=report, reference=lambda: "7F3K")
    while await pipeline.step() or len(reports) < TRIES:
        clock.time += timedelta(seconds=5)
    assert reports == [f"7F3K ValueError {attempt}" for attempt in range(1, TRIES + 1)]
    ((lane, fault),) = claimed(store)
    assert fault.content["body"] == "fault 7F3K"
    store.act_now(lambda opened: opened.delivered(fault, lane, "$fault"))
    assert store.act_now(lambda opened: opened.connection.exec_driver_sql("select count(*) from said").scalar_one()) == 0


def brittle(message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:  # noqa: ARG001 - the signature is Render's
    if lines:
        raise ValueError("canary")
    return (Body(text=str(message.values["text"]), html=""),)


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


def test_the_words_of_a_signal_reach_whom_they_name_in_their_direct_room_without_consent_and_without_the_roster(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    outsider = "@on_call:example.org"

    def prepared(opened: OpenWork) -> str:
        case = open_case(opened, TEAM)
        for person in (outsider,):
            opened.places.make(f"direct:{person}", PlaceKind.DIRECT, invite=(person,), person=person)
            opened.places.bind(f"direct:{person}", f"!direct-{person}", invited=frozenset({person}))
            opened.places.see(posture(f"!direct-{person}", person))
        for lane, effect in opened.claim_effects((), 100):
            opened.delivered(effect, lane, str(opened.room_of(lane)))
        opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
        opened.finish()
        return case.code

    case = store.act_now(prepared)
    words = Line(about=("safety",), author=PHYSICIAN, exception=(outsider,), values={"text": "canary"})
    message = Message(template="t", lines=(words,), case=case, exception=(outsider,))

    def said(opened: OpenWork) -> dict[str, str]:
        for place in (case_room(case), f"direct:{outsider}", f"direct:{THERAPIST}"):
            opened.say(place, message)
        opened.finish()
        claimed = opened.claim_effects((), 10)
        assert {effect.covered for lane, effect in claimed if lane == f"direct:{outsider}"} == {frozenset({outsider})}
        return messages(claimed)

    assert store.act_now(said) == {case_room(case): "t", f"direct:{outsider}": "t | canary", f"direct:{THERAPIST}": "t"}


def test_without_that_exception_nobody_outside_the_roster_hears_of_a_case(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def said(opened: OpenWork) -> list[tuple[str, Effect]]:
        opened.say("direct:@on_call:example.org", Message(template="t", case=case))
        opened.finish()
        return opened.claim_effects((), 10)

    assert [lane for lane, effect in store.act_now(said) if effect.kind is EffectKind.MESSAGE] == []


def test_the_words_of_a_signal_are_still_for_those_they_name_when_they_are_decided_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    line = Line(about=("safety",), author=THERAPIST, exception=(PHYSICIAN,), values={"text": "canary"})

    def said(opened: OpenWork) -> None:
        opened.say(f"direct:{PHYSICIAN}", Message(template="t", lines=(line,), case=case, exception=(PHYSICIAN,)))
        opened.finish()
        opened.consents.add(grant(case, PHYSICIAN, given=False))
        opened.finish()

    store.act_now(said)
    again = store.act_now(lambda opened: opened.mail.claim())
    assert again is not None
    assert isinstance(again.item, Again)
    key = again.item.said

    def told(opened: OpenWork) -> dict[str, str]:
        opened.tell_again(key)
        opened.finish()
        return {}

    store.act_now(told)
    bodies = store.act_now(
        lambda opened: [opened.mail.parked(row).content["body"] for row in opened.mail.siblings(key, frozenset({0}))]
    )
    assert bodies == ["t | canary"]
