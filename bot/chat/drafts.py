"""What a question keeps of a command until it is answered, read back as what it was."""

from __future__ import annotations

from bot.care.consent import Category
from bot.care.facts import Value


def texts(value: Value) -> tuple[str, ...]:
    """Read several texts; of anything else, none."""
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def categories(value: Value) -> tuple[Category, ...]:
    """Read several categories."""
    return tuple(Category(one) for one in texts(value))
