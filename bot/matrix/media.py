"""Files: sealed before they leave, checked before they are opened. There is no other way to upload here.

The form is the specification's ``EncryptedFile`` version 2: AES-256-CTR under a key of its own, SHA-256 over the ciphertext.
Name, type and text travel inside the encrypted event.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bot.flow.messages import Attachment
from bot.matrix import http
from bot.matrix.client import Client
from bot.matrix.signatures import decode, encode

MOST = 5 * 1024 * 1024
"""Bytes of a file, either way."""
KEY_BYTES, IV_BYTES = 32, 16

_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")


class AttachmentError(Exception):
    """A file that cannot be sent or taken. ``reason`` is a word of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def seal(data: bytes) -> tuple[bytes, dict[str, object]]:
    """Encrypt a file: the ciphertext, and what opens it, in which ``url`` is still to be set."""
    key = secrets.token_bytes(KEY_BYTES)
    iv = secrets.token_bytes(IV_BYTES // 2) + bytes(IV_BYTES // 2)  # the lower half counts blocks
    ciphertext = _crypt(key, iv, data)
    jwk = {"kty": "oct", "alg": "A256CTR", "ext": True, "key_ops": ["encrypt", "decrypt"], "k": _url_safe(encode(key))}
    return ciphertext, {"v": "v2", "key": jwk, "iv": encode(iv), "hashes": {"sha256": _digest(ciphertext)}}


def unseal(ciphertext: bytes, attachment: Attachment) -> bytes:
    """Open a file, once its hash was found right. Raises ``AttachmentError``."""
    try:
        key, iv, digest = decode(_plain(attachment.key)), decode(_plain(attachment.iv)), decode(_plain(attachment.sha256))
    except ValueError:
        raise AttachmentError("malformed") from None
    if len(key) != KEY_BYTES or len(iv) != IV_BYTES:
        raise AttachmentError("malformed")
    if not secrets.compare_digest(hashlib.sha256(ciphertext).digest(), digest):
        raise AttachmentError("altered")
    return _crypt(key, iv, ciphertext)


async def upload(client: Client, data: bytes, *, deadline: float) -> dict[str, object]:
    """Encrypt and upload; answers with the ``EncryptedFile``. ``deadline`` is in seconds.

    Raises ``AttachmentError`` and the errors of ``bot.matrix.http``. Repeated, it leaves an unused blob on the server.
    """
    if len(data) > MOST:
        raise AttachmentError("too large")
    ciphertext, file = seal(data)
    path, kind = "/_matrix/media/v3/upload", "application/octet-stream"
    said = await client.request("POST", path, ciphertext, timeout=deadline, content_type=kind)
    return {**file, "url": str(said.get("content_uri"))}


def attachment(fields: object) -> Attachment:
    """Read what opens a file from the fields that an effect carries. Raises ``AttachmentError``."""
    try:
        return msgspec.convert(fields, Attachment)
    except msgspec.ValidationError:
        raise AttachmentError("malformed") from None


async def download(client: Client, attachment: Attachment, *, deadline: float = 60.0) -> bytes:
    """Fetch and open a file. What is in it is for the caller to judge. ``deadline`` is in seconds.

    It is read no further than ``MOST``, whatever its message says of its size. Raises ``AttachmentError`` and the errors of
    ``bot.matrix.http``.
    """
    place = _MXC.fullmatch(attachment.url)
    if place is None:
        raise AttachmentError("malformed")
    if attachment.size > MOST:
        raise AttachmentError("too large")
    server, media_id = (quote(part, safe="") for part in place.groups())
    path = f"/_matrix/client/v1/media/download/{server}/{media_id}"
    status, headers, body = await client.fetch("GET", path, timeout=deadline, most=MOST)
    if status != HTTPStatus.OK:
        http.answer(status, headers, body)
        raise AttachmentError("not there")
    if len(body) > MOST:
        raise AttachmentError("too large")
    return unseal(body, attachment)


def posted(file: Mapping[str, object], *, name: str, mime: str, size: int, body: str, reply_to: str | None) -> dict[str, object]:
    """The content of the message that shows a file. Without words its name stands in for them."""
    content: dict[str, object] = {
        "msgtype": "m.image" if mime.startswith("image/") else "m.file",
        "body": body or name,
        "filename": name,
        "file": file,
        "info": {"mimetype": mime, "size": size},
    }
    if reply_to is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    return content


def _crypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    stream = Cipher(AES(key), CTR(iv)).encryptor()
    return stream.update(data) + stream.finalize()


def _digest(ciphertext: bytes) -> str:
    return encode(hashlib.sha256(ciphertext).digest())


def _url_safe(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")


def _plain(text: str) -> str:
    """Base64 in either alphabet: clients differ."""
    return text.replace("-", "+").replace("_", "/")
