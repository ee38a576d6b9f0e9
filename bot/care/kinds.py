"""Every kind of record there is, in one explicit list: the store knows no other."""

from __future__ import annotations

from bot.care.records import Payload

KINDS: tuple[type[Payload], ...] = ()
