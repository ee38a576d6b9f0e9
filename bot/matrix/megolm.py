"""A room event's ciphertext: opened with the sender's own session, and read as strict JSON.

nio parses plaintexts in a way that a hostile one can break (nesting, numbers, bytes that are no text, a key said twice),
and believes the ``sender_key`` that stands in clear. Here the session is found by its id among those that came from a
proven device of the sender, and what is read is what every strict reader would read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import vodozemac

from bot.matrix.trust import Proven

ALGORITHM = "m.megolm.v1.aes-sha2"
DEEPEST = 32
"""Levels of nesting; a message of a real client has six."""


class BadEventError(Exception):
    """The event is put aside. ``reason`` is a word of ours, never of the event."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoKeyError(Exception):
    """Its key has not come (yet)."""

    def __init__(self, session_id: str) -> None:
        super().__init__("no key")
        self.session_id = session_id


class UnprovenError(Exception):
    """It was encrypted by a device that is not proven to be the sender's (as far as we know now)."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What the event says inside, and who proved it. ``index`` is the message's place in its session."""

    payload: Mapping[str, object]
    device: Proven
    session_id: str
    index: int


def unlock(
    sessions: Mapping[str, Mapping[str, Any]],
    proven: Callable[[str, str], Proven | None],
    sender: str,
    content: Mapping[str, object],
) -> Opened:
    """Open an event of ``sender``. ``sessions`` are the room's inbound sessions, by sender key and session id.

    Raises ``NoKeyError``, ``UnprovenError`` or ``BadEventError``.
    """
    session_id, ciphertext = content.get("session_id"), content.get("ciphertext")
    if content.get("algorithm") != ALGORITHM:
        raise BadEventError("algorithm")
    if not isinstance(session_id, str) or not isinstance(ciphertext, str):
        raise BadEventError("envelope")
    keys = [key for key, known in sessions.items() if session_id in known]
    owned = [(key, device) for key in keys if (device := proven(sender, key)) is not None]
    if not keys:
        raise NoKeyError(session_id)
    if not owned:
        raise UnprovenError
    key, device = owned[0]
    session = sessions[key][session_id]
    if session.forwarding_chain:
        raise BadEventError("forwarded key")
    if session.ed25519 != device.ed25519:
        raise BadEventError("signing key")
    plaintext, index = _decrypt(session, ciphertext)
    return Opened(payload=strict(plaintext), device=device, session_id=session_id, index=index)


def strict(plaintext: bytes) -> dict[str, object]:
    """The JSON object that every strict reader sees. Raises ``BadEventError``."""
    try:
        said = json.loads(plaintext.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        _shallow(said, DEEPEST)
    except RecursionError:
        raise BadEventError("nesting") from None
    except ValueError:
        raise BadEventError("plaintext") from None
    if not isinstance(said, dict):
        raise BadEventError("plaintext")
    return said


def _decrypt(session: Any, ciphertext: str) -> tuple[bytes, int]:  # noqa: ANN401 - nio carries no types
    try:
        message = vodozemac.MegolmMessage.from_base64(ciphertext)
        if message.message_index() < session.first_known_index:
            raise NoKeyError(session.id)
        opened = session._session.decrypt(message)  # noqa: SLF001 - nio decodes the bytes without care
    except ValueError:  # what vodozemac raises for everything it cannot open
        raise BadEventError("ciphertext") from None
    return bytes(opened.plaintext), int(opened.message_index)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise BadEventError("key said twice")
    return said


def _no_number(_text: str) -> object:
    raise BadEventError("number")


def _shallow(value: object, levels: int) -> None:
    """Raise ``BadEventError`` for nesting beyond ``levels``, ``ValueError`` for text that is none (lone surrogates)."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, list | dict):
        if levels == 0:
            raise BadEventError("nesting")
        for inner in value:
            _shallow(inner, levels - 1)
        if isinstance(value, dict):
            for inner in value.values():
                _shallow(inner, levels - 1)
