"""Padding inside the ciphertext, so that an event's size tells a step and not a length.

A plaintext is filled up to the next 256 bytes, and beyond 4 KiB to the next 4 KiB, with a key of ours that readers ignore.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

PAD = "org.carehuddle.pad"

FINE = 256
COARSE = 4096
"""Bytes: steps below and above 4 KiB."""


def padded(room_id: str, kind: str, content: Mapping[str, object]) -> str:
    """Write the Megolm plaintext of an event as JSON whose UTF-8 length is a whole number of steps.

    Raises ``UnicodeEncodeError`` for text that is no Unicode (a lone surrogate), which no reader could be sent.
    """
    bare = _written(room_id, kind, {**content, PAD: ""})
    length = len(bare.encode())
    return _written(room_id, kind, {**content, PAD: " " * (step(length) - length)})


def step(length: int) -> int:
    """Tell the size that a plaintext of this many bytes is sent with."""
    width = FINE if length <= COARSE else COARSE
    return -(-length // width) * width


def _written(room_id: str, kind: str, content: Mapping[str, object]) -> str:
    payload = {"room_id": room_id, "type": kind, "content": content}
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
