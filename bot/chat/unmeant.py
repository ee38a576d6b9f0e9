"""What was typed of the patient and cannot be meant: whether it may stand in its room all the same.

It has no category, since it is no record. It would have had one: that of its tags, else its author's default.
"""

from __future__ import annotations

from bot.care.consent import Category
from bot.care.overheard import overheard
from bot.care.tags import about
from bot.care.texts import categories_of
from bot.chat.arguments.tags import named
from bot.chat.seat import Seat


def too_private(seat: Seat, case: str) -> bool:
    """Somebody is in the room who may not read what the words are most likely about.

    False for an author who has no default, and named nothing: a coordinator, a guest.
    """
    likely: tuple[Category, ...] = categories_of(seat.desk, case, seat.person, named(seat.text))
    return bool(likely) and bool(overheard(seat.desk, case, seat.place, seat.person, about(likely)))
