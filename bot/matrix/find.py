"""Finding what was posted before a crash: the server took it, and we never read its answer.

Past messages are decrypted with our own copy of the session key and compared by the id inside, which no server can change.
The transaction id that the server remembers for us is taken as well, for messages whose key we no longer have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from bot.matrix.client import Client

INNER_ID = "org.carehuddle.id"
PAGES = 5
PAGE = 100
"""Our own encrypted messages a page. A try and its repetition are seconds or one restart apart, so few pages suffice."""
PAGE_SECONDS = 30.0


async def find(client: Client, room_id: str, effect_id: str) -> str | None:
    """The id of our event that carries ``effect_id``, among our last messages in the room; None if there is none.

    Raises the errors of ``bot.matrix.http``.
    """
    asked = {"dir": "b", "limit": str(PAGE), "filter": json.dumps({"senders": [client.user_id], "types": ["m.room.encrypted"]})}
    for _ in range(PAGES):
        path = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/messages?{urlencode(asked)}"
        said = await client.request("GET", path, timeout=PAGE_SECONDS)
        chunk = said.get("chunk")
        for event in chunk if isinstance(chunk, list) else []:
            if found := _matching(client, room_id, event, effect_id):
                return found
        end = said.get("end")
        if not chunk or not isinstance(end, str):
            return None
        asked["from"] = end
    return None


def _matching(client: Client, room_id: str, event: object, effect_id: str) -> str | None:
    """The event's id, if it is ours and carries ``effect_id`` inside, or was sent under it by this very device."""
    match event:
        case {"event_id": str(event_id), "sender": client.user_id, "content": dict(content), **rest}:
            if _inner_id(client, room_id, content) == effect_id:
                return event_id
            hint = rest.get("unsigned")
            if isinstance(hint, Mapping) and hint.get("transaction_id") == effect_id:
                return event_id
    return None


def _inner_id(client: Client, room_id: str, content: Mapping[str, object]) -> object:
    """What our own ciphertext says its id is; None for another device's, and for what cannot be read."""
    own = client.olm.account.identity_keys["curve25519"]
    session_id, ciphertext = content.get("session_id"), content.get("ciphertext")
    if content.get("sender_key") != own or not isinstance(session_id, str) or not isinstance(ciphertext, str):
        return None
    session = client.olm.inbound_group_store.get(room_id, own, session_id)
    if session is None:
        return None
    try:
        plaintext, _ = session.decrypt(ciphertext)
        inner = json.loads(plaintext)["content"]
    except (ValueError, KeyError, TypeError):  # each error of vodozemac is a ValueError
        return None
    return inner.get(INNER_ID) if isinstance(inner, Mapping) else None
