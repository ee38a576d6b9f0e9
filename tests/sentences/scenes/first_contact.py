"""Somebody is to be invited, and cannot be written to yet."""

from __future__ import annotations

from bot.flow.messages import Looked, Seen
from tests.cast import STRANGER
from tests.sentences.play import Play


def play(one: Play) -> None:
    """What the coordinators read before the invitation goes out."""
    for what in (Seen.NO_IDENTITY, Seen.NO_ACCOUNT, Seen.UNCHECKED, Seen.IDENTITY_CHANGED):
        one.stage.see(what, STRANGER, "control", Looked.ASKED)
