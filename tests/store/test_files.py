"""Files on their way in: sealed at each stop, in a line of their own, handed in once."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.facts import Message, case_room
from bot.care.files import FileKind, StoredFile
from bot.care.people import Role
from bot.care.records import UNDONE
from bot.flow.inbox import Fetched
from bot.flow.messages import Attachment, Effect, EffectKind, Inbound, InboundKind, Proof
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import START, TestClock
from tests.store.opened import PHYSICIAN, THERAPIST, Memo, open_case, open_store, posture

DATA = b"%PDF-1.7 canary-Q7ZP in a file" + bytes(range(256)) * 400
FILE = Attachment(
    name="canary-name.pdf",
    mime="application/pdf",
    size=len(DATA),
    url="mxc://example.org/canary",
    key="canary-key",
    iv="I",
    sha256="H",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SealedStore]:
    opened = open_store(tmp_path, kinds=(Memo, StoredFile), clock=TestClock())
    yield opened
    opened.database.close()


@pytest.fixture
def code(store: SealedStore) -> str:
    def make(opened: OpenWork) -> str:
        case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN})
        opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
        return case.code

    return store.act_now(make)


def brought(code: str) -> Inbound:
    proof = Proof(device_id="D", sender_key="K", session_id="S", index=0, master_key="M", pin=1)
    return Inbound(
        kind=InboundKind.FILE,
        event_id="$file",
        room_id=f"!{code}",
        sender=THERAPIST,
        at=START,
        body="canary-caption",
        reply_to="$answered",
        attachment=FILE,
        proof=proof,
    )


def sent_for(store: SealedStore, code: str) -> tuple[str, Effect]:
    store.act_now(lambda opened: opened.fetch(case_room(code), brought(code)))
    ((lane, effect),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (effect.kind, effect.room_id) == (EffectKind.FETCH, f"!{code}")
    return lane, effect


def handed_in(store: SealedStore) -> list[Fetched]:
    found: list[Fetched] = []

    def claim(opened: OpenWork) -> bool:
        letter = opened.mail.claim()
        if letter is None:
            return False
        assert isinstance(letter.item, Fetched)
        found.append(letter.item)
        opened.mail.done(letter)
        return True

    while store.act_now(claim):
        pass
    return found


def nowhere(folder: Path) -> bool:
    """Nothing of the file, its name, its caption or what opens it stands anywhere in clear."""
    return not any(b"canary" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_file_comes_back_with_its_message_byte_for_byte_and_is_sealed_at_each_stop(
    store: SealedStore, code: str, tmp_path: Path
) -> None:
    lane, effect = sent_for(store, code)
    assert nowhere(tmp_path)
    store.act_now(lambda opened: opened.delivered(effect, lane, base64.b64encode(DATA).decode()))
    assert nowhere(tmp_path)
    (fetched,) = handed_in(store)
    assert (fetched.said, fetched.data, fetched.reason) == (brought(code), DATA, "")
    assert handed_in(store) == []
    assert nowhere(tmp_path)


def test_a_file_that_cannot_be_had_comes_back_as_the_news_of_that(store: SealedStore, code: str) -> None:
    _, effect = sent_for(store, code)
    store.act_now(lambda opened: opened.undeliverable(effect, "not there"))
    (fetched,) = handed_in(store)
    assert (fetched.said, fetched.data, fetched.reason) == (brought(code), None, "not there")
    assert store.act_now(lambda opened: opened.claim_effects((), 10)) == []


def test_what_is_said_meanwhile_does_not_wait_for_a_file(store: SealedStore, code: str) -> None:
    lane, effect = sent_for(store, code)

    def say(opened: OpenWork) -> None:
        opened.say(case_room(code), Message(template="while it is fetched", case=code))
        opened.finish()

    store.act_now(say)
    ((place, said),) = store.act_now(lambda opened: opened.claim_effects({lane}, 10))
    assert (place, said.kind) == (case_room(code), EffectKind.MESSAGE)
    later = START + timedelta(hours=1)
    store.act_now(lambda opened: opened.undelivered(effect, until=later, known=True))
    assert store.act_now(lambda opened: opened.claim_effects({place}, 10)) == []


def test_a_file_whose_fate_is_unknown_is_fetched_again(store: SealedStore, code: str) -> None:
    _, effect = sent_for(store, code)
    ((_, again),) = store.act_now(lambda opened: opened.claim_effects((), 10))
    assert (again.id, again.content, again.attempted) == (effect.id, effect.content, True)


def test_a_stored_file_is_sealed_with_its_case_and_can_be_taken_back(store: SealedStore, code: str, tmp_path: Path) -> None:
    what = StoredFile(name="canary-name.pdf", form=FileKind.PDF, data=DATA, of="8R2Q")
    ref, journal = store.act_now(lambda opened: (opened.records.add(what, case=code, author=THERAPIST).ref, opened.journal()))
    assert store.act_now(lambda opened: opened.records.get(StoredFile, code, ref)).what == what
    assert nowhere(tmp_path)
    store.act_now(lambda opened: opened.restore(journal))
    assert store.act_now(lambda opened: opened.records.locate(code, ref)) is None
    (undone,) = store.act_now(lambda opened: opened.records.find(StoredFile, code, states=frozenset({UNDONE})))
    assert undone.what == what
