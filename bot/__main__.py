"""``python -m bot``: the same as ``carehuddle``."""

from __future__ import annotations

from bot.cli import main

main()
