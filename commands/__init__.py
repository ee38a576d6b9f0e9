"""Every family of commands there is, in one explicit list."""

from __future__ import annotations

from types import ModuleType

from commands import fix, help, mine, on, room, tz, undo  # noqa: A004 - a family is named after what people type

FAMILIES: tuple[ModuleType, ...] = (fix, help, mine, on, room, tz, undo)
