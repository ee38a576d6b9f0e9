"""The dispatcher over the real store: what the fake desk promises of questions, confirmations and undo holds there too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.consent import Category, Grant, Rank
from bot.care.facts import case_room
from bot.care.people import Membership, Role
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.flow.messages import Effect, EffectKind, Inbound, InboundKind, Proof
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import TestClock
from tests.store.opened import THERAPIST, open_case, open_store, posture
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN, Topic


class Room:
    """One case room on a real store, and one therapist who talks in it."""

    def __init__(self, folder: Path) -> None:
        self.clock = TestClock()
        self.store: SealedStore = open_store(folder, kinds=(Topic,), clock=self.clock)
        self.dispatcher = Dispatcher(Registry((*OWN, tiny)))
        self.count = 0
        self.code = self.store.act_now(self._begin)

    def hear(self, body: str, *, reply_to: str | None = None, edits: str | None = None) -> list[tuple[str, str]]:
        """The therapist says something; event id and text of what is said because of it."""
        self.count += 1
        inbound = Inbound(
            kind=InboundKind.EDIT if edits else InboundKind.MESSAGE,
            event_id=f"$typed{self.count}",
            room_id=f"!{self.code}",
            sender=THERAPIST,
            at=self.clock.now(),
            body=body,
            reply_to=reply_to,
            edits=edits,
            proof=Proof(device_id="D", sender_key="K", session_id="S", index=self.count, master_key="M", pin=1),
        )

        def run(opened: OpenWork) -> list[tuple[str, str]]:
            self.dispatcher.message(opened, inbound)
            opened.finish()
            return [self._deliver(opened, lane, effect) for lane, effect in opened.claim_effects((), 100)]

        return self.store.act_now(run)

    def topics(self) -> list[Topic]:
        return self.store.act_now(lambda opened: [one.what for one in opened.records.find(Topic, self.code)])

    def _begin(self, opened: OpenWork) -> str:
        code = open_case(opened, {THERAPIST: Role.SEX_THERAPIST}).code
        opened.places.see(posture(f"!{code}", THERAPIST))
        opened.people.put(replace(opened.people.get(THERAPIST), enrolled=opened.now))
        opened.consents.add(
            Grant(
                case=code,
                category=Category.SUMMARY,
                rank=Rank.TEAM,
                recipient="team",
                given=True,
                by=THERAPIST,
                at=opened.now,
            )
        )
        return code

    def _deliver(self, opened: OpenWork, lane: str, effect: Effect) -> tuple[str, str]:
        assert effect.kind is EffectKind.MESSAGE
        assert lane == case_room(self.code)
        event = f"$said-{effect.id}"
        opened.delivered(effect, lane, event)
        return event, str(effect.content["body"])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def _lead(opened: OpenWork, code: str) -> Membership:
    member = opened.rosters.member(code, THERAPIST)
    assert member is not None
    return replace(member, lead=True)


def test_a_missing_word_is_asked_for_and_the_reply_completes_it(room: Room) -> None:
    ((asked, text),) = room.hear("!topic")
    assert text == "ask/missing"
    ((_, text),) = room.hear("a topic", reply_to=asked)
    assert text == "tiny/kept"
    assert [one.text for one in room.topics()] == ["a topic"]
    assert room.hear("again", reply_to=asked) == []


def test_the_question_of_a_rule_is_answered_and_two_of_them_are_kept_apart(room: Room) -> None:
    ((first, _),) = room.hear("!topic risky one")
    ((second, _),) = room.hear("!topic risky two")
    room.hear("second", reply_to=second)
    room.hear("first", reply_to=first)
    assert [(one.text, one.risk) for one in room.topics()] == [("one", "first"), ("two", "second")]


def test_an_ambiguous_time_is_settled_by_its_number(room: Room) -> None:
    ((asked, text),) = room.hear("!book tomorrow 10")
    assert text == "ask/which"
    ((_, text),) = room.hear("2", reply_to=asked)
    assert text == "tiny/booked"


def test_a_yes_by_reply_confirms_within_ten_minutes(room: Room) -> None:
    room.store.act_now(lambda opened: opened.rosters.put(_lead(opened, room.code)))
    ((sure, _),) = room.hear("!end")
    ((_, text),) = room.hear("yes", reply_to=sure)
    assert text == "tiny/ended"
    room.hear("!end")
    room.clock.time += timedelta(minutes=10)
    ((_, text),) = room.hear(f"!yes {room.code}")
    assert text == "refused/nothing_to_confirm"


def test_an_edit_and_undo_restore_what_stood_there(room: Room) -> None:
    room.hear("!topic one")
    room.hear("!topic two", edits="$typed1")
    assert [one.text for one in room.topics()] == ["two"]
    room.hear("!undo")
    assert [one.text for one in room.topics()] == ["one"]


def test_a_refusal_leaves_nothing_behind_but_its_sentence(room: Room) -> None:
    room.hear("!topic one")
    ref = room.store.act_now(lambda opened: opened.records.find(Topic, room.code)[0].ref)
    room.hear(f"!done {ref}")
    version = room.store.act_now(lambda opened: opened.records.find(Topic, room.code)[0].version)
    ((_, text),) = room.hear("!topic drop 8Z9Z")
    assert text == "refused/no_such_ref"
    assert room.store.act_now(lambda opened: opened.records.find(Topic, room.code)[0].version) == version


def test_the_fourth_reply_to_our_replies_within_a_minute_is_not_answered(room: Room) -> None:
    ((said, _),) = room.hear("!help")
    for _ in range(3):
        ((said, _),) = room.hear("!help", reply_to=said)
    assert room.hear("!help", reply_to=said) == []
