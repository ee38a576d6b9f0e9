from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.care import teamrooms
from bot.care.facts import Line, Message
from bot.care.people import Membership, PlaceKind, Role
from bot.care.records import ORGANISATION
from bot.care.teamrooms import TeamRoom
from bot.flow.inbox import Again
from bot.flow.said import Body, Reader
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import TestClock
from tests.store.opened import PHYSICIAN, THERAPIST, messages, open_case, open_store, posture

BOTH = {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN}
NURSE = "@nurse:example.org"


def prepare(opened: OpenWork) -> tuple[str, str, str]:
    """Two cases of the same two people, and a team room of theirs: the codes, and the place of the room."""
    first, second = open_case(opened, BOTH), open_case(opened, BOTH)
    kept = opened.records.add(TeamRoom(name="Team", members=(THERAPIST, PHYSICIAN)), case=ORGANISATION, author=THERAPIST)
    key = teamrooms.key_of(kept.ref)
    opened.places.make(key, PlaceKind.TEAM, invite=(THERAPIST, PHYSICIAN))
    for lane, effect in opened.claim_effects((), 100):
        opened.delivered(effect, lane, "!team")
    opened.places.see(posture("!team", THERAPIST, PHYSICIAN))
    opened.finish()
    return first.code, second.code, key


def store_at(folder: Path, clock: TestClock) -> SealedStore:
    return open_store(folder, kinds=(TeamRoom,), clock=clock)


def say(opened: OpenWork, key: str, *codes: str) -> None:
    opened.say(key, Message(template="t", lines=tuple(Line(roster=code, values={"text": code}) for code in codes)))
    opened.finish()


def leave(opened: OpenWork, code: str) -> None:
    opened.rosters.put(Membership(case=code, person=PHYSICIAN, roles=(Role.PHYSICIAN,), since=opened.now, until=opened.now))
    opened.finish()


def decide_anew(opened: OpenWork) -> None:
    letter = opened.mail.claim()
    assert letter is not None
    assert isinstance(letter.item, Again)
    opened.tell_again(letter.item.said)
    opened.mail.done(letter)


def test_the_people_of_a_team_room_alone_hold_its_keys(tmp_path: Path) -> None:
    store = store_at(tmp_path, TestClock())
    _, _, key = store.act_now(prepare)
    assert store.act_now(lambda opened: opened.recipients("!team")) == {THERAPIST, PHYSICIAN}

    def dismiss(opened: OpenWork) -> None:
        place = opened.places.get(key)
        assert place is not None
        kept = teamrooms.at(opened, place)
        assert kept is not None
        teamrooms.dismiss(opened, kept, (PHYSICIAN,))

    store.act_now(dismiss)
    assert store.act_now(lambda opened: opened.recipients("!team")) == {THERAPIST}


def test_a_message_about_several_cases_says_who_may_be_there(tmp_path: Path) -> None:
    store = store_at(tmp_path, TestClock())
    first, second, key = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, key, first, second))
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (lane, effect.content["body"]) == (key, f"t | {first} | {second}")
    assert effect.covered == {THERAPIST, PHYSICIAN}
    assert effect.gated


def test_a_case_that_somebody_left_before_it_was_sent_is_left_out(tmp_path: Path) -> None:
    clock = TestClock()
    store = store_at(tmp_path, clock)
    first, second, key = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, key, first, second))
    store.act_now(lambda opened: leave(opened, second))
    assert store.act_now(lambda opened: opened.claim_effects((), 10)) == []
    store.act_now(decide_anew)
    clock.time += timedelta(seconds=2)
    sent = messages(store.act_now(lambda opened: opened.claim_effects((), 10)))
    assert sent == {key: f"t | {first}", f"direct:{THERAPIST}": f"t | {second}"}


def test_somebody_who_comes_in_unasked_stops_what_is_said_of_cases_that_they_are_not_on(tmp_path: Path) -> None:
    clock = TestClock()
    store = store_at(tmp_path, clock)
    first, _, key = store.act_now(prepare)
    store.act_now(lambda opened: say(opened, key, first))
    ((_, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert NURSE not in effect.covered

    def comes(opened: OpenWork) -> None:
        opened.places.see(posture("!team", THERAPIST, PHYSICIAN, NURSE))
        opened.unexpected(effect)

    store.act_now(comes)
    store.act_now(decide_anew)
    clock.time += timedelta(seconds=4)
    sent = messages(store.act_now(lambda opened: opened.claim_effects((), 10)))
    assert sent == {key: "t", f"direct:{THERAPIST}": f"t | {first}", f"direct:{PHYSICIAN}": f"t | {first}"}


def test_an_answer_about_a_case_is_not_said_in_a_team_room_where_somebody_is_not_on_it(tmp_path: Path) -> None:
    store = store_at(tmp_path, TestClock())
    first, second, key = store.act_now(prepare)
    store.act_now(lambda opened: leave(opened, second))

    def answer(opened: OpenWork) -> None:
        opened.say(key, Message(template="first", case=first))
        opened.say(key, Message(template="second", case=second))
        opened.finish()

    store.act_now(answer)
    assert messages(store.act_now(lambda opened: opened.claim_effects((), 10))) == {key: "first"}


def test_the_times_of_a_team_room_are_told_as_the_clinic_has_them_and_then_from_west_to_east(tmp_path: Path) -> None:
    def words(message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:  # noqa: ARG001 - the signature is Render's
        return (Body(text=" / ".join(reader.zones), html=""),)

    store = open_store(tmp_path, kinds=(TeamRoom,), words=words)

    def tell(opened: OpenWork) -> None:
        _, _, key = prepare(opened)
        for person, zone in ((PHYSICIAN, "Europe/London"), (THERAPIST, "America/New_York")):
            opened.people.put(replace(opened.people.get(person), zone=zone))
        opened.say(key, Message(template="t"))
        opened.finish()

    store.act_now(tell)
    ((_, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert effect.content["body"] == "Europe/Berlin / America/New_York / Europe/London"
