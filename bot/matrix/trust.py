"""Whose devices are whose: decided from the raw answer to a key query, our pins, and nothing else.

A device is proven when its own key signed it, its owner's self-signing key signed it, the owner's master key signed that,
and that master key is the one we pinned. Everything else gets no keys and is not obeyed. Under ``tofu`` the first master
key of an enrolled person is pinned; it counts only once the pin is stored. Another master key stops that person alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.flow.messages import Pin, Seen
from bot.matrix.signatures import is_key, signed_by


class Policy(StrEnum):
    """When a first master key is believed."""

    TOFU = "tofu"
    """At first contact, for enrolled people."""
    VERIFIED = "verified"
    """Only after a person compared it."""


@dataclass(frozen=True, kw_only=True)
class Device:
    """One device as its own key signed it; ``owned`` when its person's identity signed it too."""

    device_id: str
    ed25519: str
    curve25519: str
    owned: bool


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What a key query said of one person, signatures checked. ``master`` is None where there is no whole identity."""

    person: str
    master: str | None
    devices: Mapping[str, Device]


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A device that its pinned owner signed."""

    person: str
    device_id: str
    ed25519: str
    curve25519: str
    master_key: str
    pin: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is known of some people's devices. ``proven`` get keys and are obeyed; every other device is refused."""

    proven: tuple[Proven, ...] = ()
    pins: tuple[Pin, ...] = ()
    """To be stored: first contacts, and pins whose person shows another master key now."""
    changed: tuple[tuple[str, str], ...] = ()
    """(person, the other master key) where it is not the pinned one."""
    unsigned: tuple[tuple[str, str], ...] = ()
    """(person, device id) that the person's pinned identity did not sign."""
    without_identity: tuple[str, ...] = ()
    """Enrolled people who have no identity to pin, or no device that it signed: nothing reaches them, not even why."""


def decide(known: Iterable[Keys], pins: Mapping[str, Pin], enrolled: frozenset[str], policy: Policy) -> Decision:
    """Judge each person's devices."""
    judged = [_judge(keys, pins.get(keys.person), enrolled=keys.person in enrolled, policy=policy) for keys in known]
    return Decision(
        proven=tuple(one for each in judged for one in each.proven),
        pins=tuple(one for each in judged for one in each.pins),
        changed=tuple(one for each in judged for one in each.changed),
        unsigned=tuple(one for each in judged for one in each.unsigned),
        without_identity=tuple(one for each in judged for one in each.without_identity),
    )


def _judge(keys: Keys, pin: Pin | None, *, enrolled: bool, policy: Policy) -> Decision:
    if keys.master is None:
        return Decision(without_identity=(keys.person,) if enrolled or pin is not None else ())
    if pin is None:
        first = Pin(person=keys.person, master_key=keys.master)
        return Decision(pins=(first,) if enrolled and policy is Policy.TOFU else ())
    if pin.master_key != keys.master:
        return Decision(pins=() if pin.changed else (replace(pin, changed=True),), changed=((keys.person, keys.master),))
    if pin.changed:
        return Decision()
    proven = tuple(_proven(device, pin) for device in keys.devices.values() if device.owned)
    return Decision(
        proven=proven,
        without_identity=() if proven else (keys.person,),
        unsigned=tuple((keys.person, device.device_id) for device in keys.devices.values() if not device.owned),
    )


def lacking(keys: Keys | None, pin: Pin | None) -> Seen | None:
    """What somebody lacks to be written to: a signed device, or the identity that was pinned. None: nothing."""
    if keys is None or keys.master is None or not any(device.owned for device in keys.devices.values()):
        return Seen.NO_IDENTITY
    stopped = pin is not None and (pin.changed or pin.master_key != keys.master)
    return Seen.IDENTITY_CHANGED if stopped else None


def read(body: Mapping[str, object]) -> dict[str, Keys]:
    """What the raw body of a key query says, person by person. What is malformed or badly signed is not there."""
    answered = _mapping(body.get("device_keys"))
    masters, lower = _mapping(body.get("master_keys")), _mapping(body.get("self_signing_keys"))
    return {person: _keys(person, _mapping(answered[person]), masters.get(person), lower.get(person)) for person in answered}


def wellformed(body: Mapping[str, object]) -> dict[str, object]:
    """The body as nio may see it: one broken device would otherwise keep it from learning any other."""
    known = read(body)
    raw = _mapping(body.get("device_keys"))
    kept = {person: {name: _plain(_mapping(raw[person])[name]) for name in keys.devices} for person, keys in known.items()}
    return {"device_keys": kept, "failures": {}}


def _keys(person: str, raw: Mapping[str, object], master: object, lower: object) -> Keys:
    top = _key(person, "master", master)
    self_signing = _key(person, "self_signing", lower)
    whole = top is not None and self_signing is not None and signed_by(_mapping(lower), person, top, top)
    devices = {}
    for device_id, payload in raw.items():
        if device := _device(person, device_id, payload, self_signing if whole else None):
            devices[device_id] = device
    return Keys(person=person, master=top if whole else None, devices=devices)


def _device(person: str, device_id: str, payload: object, self_signing: str | None) -> Device | None:
    said = _mapping(payload)
    keys = _texts(said.get("keys"))
    ed25519, curve25519 = keys.get(f"ed25519:{device_id}"), keys.get(f"curve25519:{device_id}")
    if (said.get("user_id"), said.get("device_id")) != (person, device_id) or ed25519 is None or curve25519 is None:
        return None
    algorithms, signatures = said.get("algorithms"), _mapping(said.get("signatures"))
    if not isinstance(algorithms, list) or not all(isinstance(name, str) for name in algorithms):
        return None
    if (
        not all(_texts(by) for by in signatures.values())
        or not is_key(curve25519)
        or not signed_by(said, person, device_id, ed25519)
    ):
        return None
    owned = self_signing is not None and signed_by(said, person, self_signing, self_signing)
    return Device(device_id=device_id, ed25519=ed25519, curve25519=curve25519, owned=owned)


def _key(person: str, usage: str, value: object) -> str | None:
    """The public half of a cross-signing key, if it is one of this person's for this use."""
    said = _mapping(value)
    keys, usages = _mapping(said.get("keys")), said.get("usage")
    if said.get("user_id") != person or not isinstance(usages, list) or usage not in usages or len(keys) != 1:
        return None
    ((name, key),) = keys.items()
    return key if isinstance(key, str) and name == f"ed25519:{key}" else None


def _proven(device: Device, pin: Pin) -> Proven:
    return Proven(
        person=pin.person,
        device_id=device.device_id,
        ed25519=device.ed25519,
        curve25519=device.curve25519,
        master_key=pin.master_key,
        pin=pin.version,
    )


def _plain(payload: object) -> dict[str, object]:
    """A device without its name: a name is typed by somebody, and nio raises over a wrong one."""
    return {key: value for key, value in _mapping(payload).items() if key != "unsigned"}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> Mapping[str, str]:
    """A mapping to strings, or nothing."""
    said = _mapping(value)
    texts = {key: inner for key, inner in said.items() if isinstance(inner, str)}
    return texts if len(texts) == len(said) else {}
