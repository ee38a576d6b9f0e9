"""The one renderer of all tests: reading its templates takes longer than most tests do."""

from __future__ import annotations

from functools import cache

import commands
from bot.chat.registry import Registry
from bot.chat.render import Renderer


@cache
def renderer() -> Renderer:
    return Renderer(registry=Registry(commands.FAMILIES))
