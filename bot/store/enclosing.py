"""What goes with a message, as it waits in the outbox: a file, or a picture that is drawn when its turn comes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.care.facts import File, Message, Picture
from bot.flow import outbox as dividing
from bot.flow.said import Reader, Render

UNDRAWN = "score/undrawn"
"""What is said in place of a picture that could not be drawn."""

_PNG = "image/png"


def enclosing(one: File | Picture, message: Message, render: Render, reader: Reader) -> Mapping[str, Any]:
    """Give the content of the effect, still without its id. A picture brings the sentence that takes its place if need be."""
    if isinstance(one, File):
        return {"name": one.name, "mime": one.mime, "data": b64encode(one.data).decode(), "body": one.name}
    undrawn = Message(template=UNDRAWN, case=message.case)
    (otherwise,) = dividing.contents(undrawn, render(undrawn, (), reader), reader.place, rest=True)
    fields = msgspec.to_builtins(one)
    return {"name": one.name, "mime": _PNG, "body": one.words, "picture": fields, "otherwise": otherwise}
