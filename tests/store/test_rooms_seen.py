from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.care.people import Role
from bot.flow.messages import Batch, Observed, Posture, Seen
from bot.store.store import EdgeStore, SealedStore
from bot.store.work import OpenWork
from tests.flow.world import BOT
from tests.store.opened import PHYSICIAN, THERAPIST, open_case, open_store, posture

STRANGER = "@stranger:example.org"


def prepare(opened: OpenWork) -> str:
    case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN}).code
    opened.places.see(posture(f"!{case}", THERAPIST, PHYSICIAN))
    return case


async def seen(store: SealedStore, *postures: Posture) -> list[tuple[Seen, str]]:
    """What is told because rooms were seen like this."""
    edge = EdgeStore(store, BOT, {}, lambda: None)
    for number, one in enumerate(postures):
        await edge.receive(Batch(cursor=str(number), postures=(one,)))

    def read(opened: OpenWork) -> list[tuple[Seen, str]]:
        found: list[tuple[Seen, str]] = []
        while (letter := opened.mail.claim()) is not None:
            if isinstance(letter.item, Observed):
                found.append((letter.item.what, letter.item.person))
            opened.mail.done(letter)
        return found

    return await store.act(read)


async def test_somebody_who_comes_and_is_not_on_the_roster_is_told_of_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    with_stranger = posture(f"!{case}", THERAPIST, PHYSICIAN, STRANGER)
    assert await seen(store, with_stranger, with_stranger) == [(Seen.STRANGER, STRANGER)]


async def test_somebody_who_was_only_invited_counts_as_a_stranger_too(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    invited = replace(posture(f"!{case}", THERAPIST, PHYSICIAN), invited=frozenset({STRANGER}))
    assert await seen(store, invited) == [(Seen.STRANGER, STRANGER)]


async def test_members_who_come_and_go_are_nobodys_business(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    assert await seen(store, posture(f"!{case}", THERAPIST), posture(f"!{case}", THERAPIST, PHYSICIAN)) == []


async def test_a_second_person_in_a_direct_room_is_a_stranger_whoever_it_is(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.act_now(prepare)
    assert await seen(store, posture(f"!direct-{THERAPIST}", THERAPIST, PHYSICIAN)) == [(Seen.STRANGER, PHYSICIAN)]


async def test_a_room_that_opens_to_others_is_told_of_and_has_what_waits_decided_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    fit = posture(f"!{case}", THERAPIST, PHYSICIAN)
    before = store.act_now(lambda opened: opened.cases.get(case))
    assert await seen(store, replace(fit, history_joined=False), fit) == [(Seen.POSTURE, BOT), (Seen.POSTURE, BOT)]
    after = store.act_now(lambda opened: opened.cases.get(case))
    assert before is not None
    assert after is not None
    assert after.epoch == before.epoch + 2
