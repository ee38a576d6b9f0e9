from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.matrix import keys, signing
from bot.matrix.client import Client
from bot.matrix.http import RefusedError, UnavailableError
from bot.matrix.sealed import SealedFile
from bot.matrix.signatures import public, signed_by
from tests.homeserver.edge import sealed
from tests.unit.matrix.people import BOT, bot_client


class Homeserver:
    """Keeps the keys of one account, as far as the bot asks it to. ``failing`` is answered with an outage, after it was done."""

    def __init__(self) -> None:
        self.device: dict[str, Any] = {}
        self.identity: dict[str, Any] = {}
        self.one_time: dict[str, Any] = {}
        self.fallback: dict[str, Any] = {}
        self.uploads: list[str] = []
        self.failing: set[str] = set()
        self.taken = True

    async def request(self, _method: str, path: str, body: Mapping[str, Any], **_: object) -> dict[str, object]:
        what = path.removeprefix("/_matrix/client/v3/keys/")
        said = getattr(self, what.replace("/", "_"))(body)
        if what != "query":
            self.uploads.append(what)
        if what in self.failing:
            raise UnavailableError("cut")
        return dict(said)

    def upload(self, body: Mapping[str, Any]) -> dict[str, object]:
        self.device = dict(body.get("device_keys", self.device))
        for held, sent in ((self.one_time, "one_time_keys"), (self.fallback, "fallback_keys")):
            for name, key in body.get(sent, {}).items():
                if held.setdefault(name, key) != key:
                    raise RefusedError("M_INVALID_PARAM", 400)
        return {"one_time_key_counts": {"signed_curve25519": len(self.one_time)}}

    def device_signing_upload(self, body: Mapping[str, Any]) -> dict[str, object]:
        if not self.taken:
            raise RefusedError("M_UNKNOWN", 401)
        self.identity = dict(body)
        return {}

    def signatures_upload(self, body: Mapping[str, Any]) -> dict[str, object]:
        if not self.taken:
            return {"failures": {BOT: {"BOTDEVICE": {"errcode": "M_INVALID_SIGNATURE"}}}}
        self.device["signatures"][BOT] |= body[BOT]["BOTDEVICE"]["signatures"][BOT]
        return {"failures": {}}

    def query(self, _body: Mapping[str, Any]) -> dict[str, object]:
        shown = {f"{use}_keys": {BOT: self.identity[f"{use}_key"]} for use in signing.USES if self.identity}
        return {"device_keys": {BOT: {"BOTDEVICE": self.device}}, **shown}


def start(folder: Path, homeserver: Homeserver) -> tuple[Client, SealedFile]:
    client = bot_client(folder / "keys")
    client.request = homeserver.request  # type: ignore[assignment, method-assign]
    return client, SealedFile(path=folder / "identity", seal=sealed, unseal=sealed)


async def test_every_start_after_the_first_finds_all_done(tmp_path: Path) -> None:
    homeserver = Homeserver()
    masters = []
    for _ in range(3):
        client, file = start(tmp_path, homeserver)
        await keys.upload(client, held=None, fallback_unused=True)
        masters.append((await signing.ensure(client, file)).master_key)
        await client.close()
    assert homeserver.uploads == ["upload", "device_signing/upload", "signatures/upload"]
    assert len(set(masters)) == 1


async def test_the_chain_goes_from_the_master_key_to_the_device(tmp_path: Path) -> None:
    homeserver = Homeserver()
    client, file = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    identity = await signing.ensure(client, file)
    lower = public(identity.self_signing)
    assert signed_by(homeserver.device, BOT, lower, lower)
    for use in ("self_signing_key", "user_signing_key"):
        assert signed_by(homeserver.identity[use], BOT, identity.master_key, identity.master_key)
    own = client.olm.account.identity_keys["ed25519"]
    assert signed_by(homeserver.identity["master_key"], BOT, "BOTDEVICE", own)
    await client.close()


@pytest.mark.parametrize("step", ["upload", "device_signing/upload", "signatures/upload"])
async def test_a_start_cut_off_at_any_step_is_finished_by_the_next(tmp_path: Path, step: str) -> None:
    homeserver = Homeserver()
    homeserver.failing = {step}
    for _ in range(2):
        client, file = start(tmp_path, homeserver)
        try:
            await keys.upload(client, held=None, fallback_unused=True)
            await signing.ensure(client, file)
        except UnavailableError:
            homeserver.failing.clear()
        await client.close()
    client, file = start(tmp_path, homeserver)
    await signing.ensure(client, file)
    assert client.olm.account.shared
    await client.close()


async def test_another_identity_for_the_bots_account_stops_the_start(tmp_path: Path) -> None:
    homeserver = Homeserver()
    for folder in (tmp_path / "first", tmp_path / "second"):
        homeserver.one_time, homeserver.fallback = {}, {}
        client, file = start(folder, homeserver)
        await keys.upload(client, held=None, fallback_unused=True)
        if folder.name == "first":
            await signing.ensure(client, file)
        else:
            with pytest.raises(signing.IdentityError):
                await signing.ensure(client, file)
        await client.close()
    assert homeserver.uploads.count("device_signing/upload") == 1


async def test_a_homeserver_that_does_not_take_the_identity_stops_the_start(tmp_path: Path) -> None:
    homeserver = Homeserver()
    client, file = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    homeserver.taken = False
    with pytest.raises(signing.IdentityError):
        await signing.ensure(client, file)
    homeserver.taken = True
    await signing.ensure(client, file)
    homeserver.device["signatures"][BOT] = {}
    homeserver.taken = False
    with pytest.raises(signing.IdentityError):
        await signing.ensure(client, file)
    await client.close()


async def test_seeds_are_sealed_and_on_disk_before_anything_is_published(tmp_path: Path) -> None:
    homeserver = Homeserver()
    client, file = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    homeserver.failing = {"device_signing/upload"}
    with pytest.raises(UnavailableError):
        await signing.ensure(client, file)
    seeds = file.read()
    assert seeds is not None
    assert set(seeds) == set(signing.USES)
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    assert not any(seed.encode() in (tmp_path / "identity").read_bytes() for seed in seeds.values())
    await client.close()


@pytest.mark.slow
async def test_one_time_keys_are_saved_before_they_leave_and_sent_again_as_they_were(tmp_path: Path) -> None:
    homeserver = Homeserver()
    homeserver.failing = {"upload"}
    client, _ = start(tmp_path, homeserver)
    with pytest.raises(UnavailableError):
        await keys.upload(client, held=None, fallback_unused=True)
    await client.close()
    homeserver.failing.clear()
    client, _ = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    assert (len(homeserver.one_time), len(homeserver.fallback)) == (50, 1)
    await client.close()


async def test_a_count_of_exactly_none_is_refilled_and_an_unknown_one_is_not(tmp_path: Path) -> None:
    homeserver = Homeserver()
    client, _ = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    homeserver.one_time.clear()
    for held, expected in ((None, 0), (25, 0), (0, 50)):
        await keys.upload(client, held=held, fallback_unused=True)
        assert len(homeserver.one_time) == expected
    await client.close()


async def test_a_used_fallback_key_is_replaced_and_every_key_is_signed(tmp_path: Path) -> None:
    homeserver = Homeserver()
    client, _ = start(tmp_path, homeserver)
    await keys.upload(client, held=None, fallback_unused=True)
    await keys.upload(client, held=50, fallback_unused=False)
    await keys.upload(client, held=50, fallback_unused=True)
    assert (len(homeserver.fallback), homeserver.uploads) == (2, ["upload", "upload"])
    own = client.olm.account.identity_keys["ed25519"]
    for key in [*homeserver.one_time.values(), *homeserver.fallback.values()]:
        assert signed_by(key, BOT, "BOTDEVICE", own)
    assert all(key["fallback"] is True for key in homeserver.fallback.values())
    await client.close()
