"""What is queued is decided anew when its readers have changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.care.facts import Line, Message, case_room
from bot.care.people import Membership, PlaceKind, Role
from bot.flow.inbox import Again
from bot.flow.messages import Effect, EffectKind
from bot.flow.pipeline import TRIES, Pipeline, Wakers
from bot.flow.said import Body, Reader
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import CountingDispatch, TestClock
from tests.store.opened import PHYSICIAN, THERAPIST, messages, open_case, open_store, posture
from tests.store.test_outgoing import TEAM, grant, prepare, say, spoken


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
        named = Line(about=("safety",), exception=(PHYSICIAN,), values={"text": "named"})
        said = spoken(case)
        opened.say(f"direct:{PHYSICIAN}", replace(said, reply_to="$asked", lines=(*said.lines, named)))
        opened.finish()

    store.act_now(tell)
    assert messages(claimed(store)) == {f"direct:{PHYSICIAN}": "t | named"}, "without any other line of the case"


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
