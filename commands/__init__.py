"""Every family of commands there is, in one explicit list."""

from __future__ import annotations

from types import ModuleType

from commands import action, agenda, conference, fix, help, huddle, mine, on, review, room, tz, undo  # noqa: A004 - a family is named after what people type

FAMILIES: tuple[ModuleType, ...] = (action, agenda, conference, fix, help, huddle, mine, on, review, room, tz, undo)
