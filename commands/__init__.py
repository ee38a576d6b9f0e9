"""Every family of commands there is, in one explicit list."""

from __future__ import annotations

from types import ModuleType

FAMILIES: tuple[ModuleType, ...] = ()
