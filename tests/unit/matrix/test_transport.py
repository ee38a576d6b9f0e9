"""What the homeserver says, in the three words of the border."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from bot.flow.messages import AudienceChangedError, Effect, EffectKind, RetryLaterError, UndeliverableError
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.http import HomeserverError, LimitedError, RefusedError, RevokedError, UnavailableError
from bot.matrix.send import UnsureError
from bot.matrix.transport import FETCH_AGAIN, MatrixTransport
from bot.matrix.trust import Policy
from tests.sender import HandClock, MemoryMailroom

FILE = {"name": "a.pdf", "mime": "application/pdf", "size": 3, "url": "mxc://example.org/abc", "key": "K", "iv": "I", "sha256": "H"}
REDACTION = Effect(id="one", kind=EffectKind.REDACT, room_id="!room", content={"event_id": "$event"})


def transport(folder: Path, error: HomeserverError, asked: list[object] | None = None) -> MatrixTransport:
    """One whose homeserver answers everything with this error. ``asked`` takes what it was asked."""
    client = Client("http://127.0.0.1:1", "@carehuddle:example.org", folder=folder, pickle_key=bytes(32))

    async def request(*what: object, **_: object) -> NoReturn:
        if asked is not None:
            asked.append(what)
        raise error

    client.request = client.fetch = request  # type: ignore[method-assign]
    mailroom, clock = MemoryMailroom(), HandClock()
    return MatrixTransport(client, mailroom, Devices(client, mailroom, clock, Policy.TOFU), clock)


@pytest.mark.parametrize(
    ("error", "after"),
    [(LimitedError(17.5), 17.5), (UnavailableError("no answer"), 1.0), (RevokedError(), 300.0)],
)
async def test_limits_and_outages_are_later(tmp_path: Path, error: HomeserverError, after: float) -> None:
    with pytest.raises(RetryLaterError) as caught:
        await transport(tmp_path, error).perform(REDACTION)
    assert caught.value.after == after


@pytest.mark.parametrize(
    ("errcode", "status", "reason"),
    [
        ("M_FORBIDDEN", 403, "not permitted"),
        ("M_NOT_FOUND", 404, "not there"),
        ("M_TOO_LARGE", 413, "too large"),
        ("M_UNKNOWN", 413, "too large"),
        ("M_BAD_JSON", 400, "refused"),
    ],
)
async def test_a_refusal_is_for_ever_and_its_reason_is_a_word_of_ours(
    tmp_path: Path, errcode: str, status: int, reason: str
) -> None:
    with pytest.raises(UndeliverableError) as caught:
        await transport(tmp_path, RefusedError(errcode, status)).perform(REDACTION)
    assert caught.value.reason == reason


@pytest.mark.parametrize("error", [LimitedError(17.5), UnavailableError("no answer"), RevokedError()])
async def test_a_message_in_doubt_that_cannot_be_looked_for_stays_in_doubt(tmp_path: Path, error: HomeserverError) -> None:
    """Said to be unsent it might be decided anew, and come twice."""
    doubtful = Effect(id="two", kind=EffectKind.MESSAGE, room_id="!room", attempted=True)
    edge = transport(tmp_path, error)
    for _ in range(2):
        with pytest.raises(UnsureError):
            await edge.perform(doubtful)


async def test_while_the_homeserver_is_away_others_wait_without_asking(tmp_path: Path) -> None:
    asked: list[object] = []
    edge = transport(tmp_path, UnavailableError("no answer"), asked)
    for _ in range(3):
        with pytest.raises(RetryLaterError):
            await edge.perform(REDACTION)
    assert len(asked) == 1


async def test_an_act_without_a_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UndeliverableError, match="no room"):
        await transport(tmp_path, RevokedError()).perform(Effect(id="one", kind=EffectKind.LEAVE))


async def test_without_encryption_nothing_leaves(tmp_path: Path) -> None:
    """Nobody logged in, so the library holds no keys."""
    effect = Effect(id="one", kind=EffectKind.MESSAGE, room_id="!room", content={"msgtype": "m.text", "body": "canary"})
    with pytest.raises(Exception, match="without encryption"):
        await transport(tmp_path, RevokedError()).perform(effect)


FIT: dict[tuple[str, str], dict[str, object]] = {
    ("m.room.encryption", ""): {"algorithm": "m.megolm.v1.aes-sha2"},
    ("m.room.join_rules", ""): {"join_rule": "invite"},
    ("m.room.history_visibility", ""): {"history_visibility": "joined"},
    ("m.room.guest_access", ""): {"guest_access": "forbidden"},
    ("m.room.member", "@carehuddle:example.org"): {"membership": "join"},
}


@pytest.mark.parametrize(
    ("opened", "raised"),
    [
        ({}, RetryLaterError),  # fit: it goes on, to the homeserver that is away
        ({("m.room.history_visibility", ""): {"history_visibility": "shared"}}, AudienceChangedError),
        ({("m.room.join_rules", ""): {"join_rule": "public"}}, AudienceChangedError),
        ({("m.room.guest_access", ""): {"guest_access": "can_join"}}, AudienceChangedError),
    ],
)
async def test_nothing_of_a_category_goes_into_a_room_that_has_just_opened_to_others(
    tmp_path: Path, opened: dict[tuple[str, str], dict[str, object]], raised: type[Exception]
) -> None:
    sending = transport(tmp_path, UnavailableError("no answer"))
    client = sending.keys._client  # noqa: SLF001 - the state that the sync would have brought
    client.olm, client.user_id = object(), "@carehuddle:example.org"
    client.state["!room"] = {**FIT, **opened}
    content = {"name": "a", "mime": "b", "data": "YQ==", "body": "a"}
    effect = Effect(id="one", kind=EffectKind.FILE, room_id="!room", content=content, gated=True)
    with pytest.raises(raised):
        await sending.perform(effect)


def fetching(clock: HandClock, until: timedelta) -> Effect:
    content = {"file": FILE, "said": {}, "until": (clock.now() + until).isoformat()}
    return Effect(id="one", kind=EffectKind.FETCH, room_id="!room", content=content)


async def test_a_file_that_its_server_does_not_give_out_holds_up_nothing_else(tmp_path: Path) -> None:
    asked: list[object] = []
    sending, clock = transport(tmp_path, UnavailableError("no answer"), asked), HandClock()
    with pytest.raises(RetryLaterError) as later:
        await sending.perform(fetching(clock, timedelta(minutes=10)))
    assert later.value.after == FETCH_AGAIN
    with pytest.raises(RetryLaterError):
        await sending.perform(REDACTION)
    assert len(asked) == 1 + 1  # the other was asked for at once: no outage was made of the file


async def test_a_file_that_stays_away_is_lost_and_one_that_is_none_was_malformed(tmp_path: Path) -> None:
    sending, clock = transport(tmp_path, UnavailableError("no answer")), HandClock()
    with pytest.raises(UndeliverableError, match="not there"):
        await sending.perform(fetching(clock, timedelta(0)))
    nothing: dict[str, object] = {}
    for broken in (nothing, {**FILE, "url": "https://example.org/abc"}, {**FILE, "size": "3"}):
        content = {"file": broken, "until": clock.now().isoformat()}
        with pytest.raises(UndeliverableError, match="malformed"):
            await sending.perform(Effect(id="one", kind=EffectKind.FETCH, room_id="!room", content=content))
    content = {"file": {**FILE, "size": 6 * 2**20}, "until": clock.now().isoformat()}
    with pytest.raises(UndeliverableError, match="too large"):
        await sending.perform(Effect(id="one", kind=EffectKind.FETCH, room_id="!room", content=content))
