"""A proven message's content, turned into what a person said. Pure; the guard has proven it before.

The text is taken as it is, code point by code point. What only concerns its display is not looked at, but for one
question: whether the formatted text says something else than the plain text, which is what is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.flow.messages import Attachment, Inbound, InboundKind, Proof
from bot.matrix import invocations
from bot.matrix.megolm import BadEventError
from bot.matrix.pills import with_ids
from bot.matrix.signatures import decode
from bot.matrix.spoken import differs

FILES = frozenset({"m.file", "m.image", "m.audio", "m.video"})
MOST_MENTIONS = 50
"""Mentions beyond that are nobody's."""
_KEY_BYTES, _IV_BYTES, _SHA256_BYTES = 32, 16, 32


def read(
    *,
    event_id: str,
    room_id: str,
    sender: str,
    at: datetime,
    content: Mapping[str, object],
    relation: object,
    proof: Proof,
) -> Inbound | None:
    """What was said, or None for what is not for us: notices, emotes, kinds we do not know, files in clear.

    ``relation`` is ``m.relates_to``, which stands in clear and is trusted to point, never to prove. Raises ``BadEventError``.
    """
    edits, reply_to, replaces = _relation(relation)
    fresh = content.get("m.new_content")
    if replaces:
        if not isinstance(fresh, Mapping):
            return None
        content = {"m.mentions": content.get("m.mentions"), **fresh}
    elif fresh is not None:
        raise BadEventError("edit of nothing")
    body, kind = content.get("body"), content.get("msgtype")
    if not isinstance(kind, str) or not isinstance(body, str):
        raise BadEventError("body")
    if kind in FILES:
        if replaces or "file" not in content:
            return None
        what = InboundKind.FILE
    elif kind == "m.text":
        what = InboundKind.EDIT if replaces else InboundKind.MESSAGE
    else:
        return None
    formatted = content.get("formatted_body") if content.get("format") == "org.matrix.custom.html" else None
    mentions = _mentions(content.get("m.mentions"))
    return Inbound(
        kind=what,
        event_id=event_id,
        room_id=room_id,
        sender=sender,
        at=at,
        body=with_ids(body, formatted, mentions) if isinstance(formatted, str) and mentions else body,
        mentions=mentions,
        reply_to=reply_to,
        edits=edits,
        html_differs=isinstance(formatted, str) and differs(body, formatted),
        attachment=attachment(content) if what is InboundKind.FILE else None,
        invoked=invocations.read(content) if what is not InboundKind.FILE else None,
        proof=proof,
    )


def attachment(content: Mapping[str, object]) -> Attachment | None:
    """The encrypted file of a message, or None where its keys are broken: somebody has to be told that it cannot be read."""
    file, info = content.get("file"), content.get("info")
    name = content.get("filename", content.get("body"))
    if not isinstance(file, Mapping) or not isinstance(name, str):
        return None
    key, hashes = file.get("key"), file.get("hashes")
    values = (
        file.get("url"),
        key.get("k") if isinstance(key, Mapping) else None,
        file.get("iv"),
        hashes.get("sha256") if isinstance(hashes, Mapping) else None,
    )
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) != len(values) or file.get("v") != "v2":
        return None
    url, secret, iv, sha256 = texts
    if not url.startswith("mxc://") or [_length(secret), _length(iv), _length(sha256)] != [_KEY_BYTES, _IV_BYTES, _SHA256_BYTES]:
        return None
    size = info.get("size") if isinstance(info, Mapping) else None
    mime = info.get("mimetype") if isinstance(info, Mapping) else None
    return Attachment(
        name=name,
        mime=mime if isinstance(mime, str) else "application/octet-stream",
        size=size if isinstance(size, int) and size >= 0 else 0,
        url=url,
        key=secret,
        iv=iv,
        sha256=sha256,
    )


def _relation(relation: object) -> tuple[str | None, str | None, bool]:
    """(what it edits, what it answers, whether it is an edit). A message in a thread answers what the thread hangs on."""
    if relation is None:
        return None, None, False
    if not isinstance(relation, Mapping):
        raise BadEventError("relation")
    kind, target, answered = relation.get("rel_type"), relation.get("event_id"), relation.get("m.in_reply_to", {})
    reply = answered.get("event_id") if isinstance(answered, Mapping) else 0
    if any(value is not None and not isinstance(value, str) for value in (kind, target, reply)):
        raise BadEventError("relation")
    if kind == "m.replace":
        if not isinstance(target, str):
            raise BadEventError("relation")
        return target, None, True
    if kind == "m.thread" and relation.get("is_falling_back") is True:
        return None, target if isinstance(target, str) else None, False
    return None, reply if isinstance(reply, str) else None, False


def _mentions(said: object) -> tuple[str, ...]:
    people = said.get("user_ids") if isinstance(said, Mapping) else None
    named = [person for person in people if isinstance(person, str)] if isinstance(people, list) else []
    return tuple(dict.fromkeys(named))[:MOST_MENTIONS]


def _length(text: str) -> int:
    """Bytes in base64 of either alphabet; -1 where it is none."""
    try:
        return len(decode(text.replace("-", "+").replace("_", "/")))
    except ValueError:
        return -1
