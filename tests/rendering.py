"""The one renderer of all tests: reading its templates takes longer than most tests do."""

from __future__ import annotations

from functools import cache

from bot.chat.render import Renderer


@cache
def renderer() -> Renderer:
    return Renderer()
