"""Whose turn it is to be sent: the one long question that the sender asks each time it wakes, put into SQL once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, not_, or_, select

from bot.flow.messages import SPOKEN, EffectKind
from bot.store.places import stored_ids
from bot.store.tables import outbox, places, postures

_SPOKEN = tuple(sorted(one.value for one in SPOKEN))
_ROOMLESS = (EffectKind.CREATE_ROOM.value, EffectKind.FETCH.value)
"""What needs no room: it makes one, or has a lane of its own."""


def first_of_each_place(*, unsent: tuple[int, ...], held: int) -> Select[Any]:
    """The first unsent row of each place that has a room and is not ``busy``, unless it is held; ``most`` of them, oldest first.

    What is said where nobody but the bot (``alone``, as it stands in a column) is yet waits until somebody came: nobody reads
    what was said before. It holds up nothing else, neither an invitation nor a removal.
    """
    nobody = or_(postures.c.joined == stored_ids(()), postures.c.joined == bindparam("alone"))
    deserted = select(places.c.key).join(postures, postures.c.room_id == places.c.room_id).where(nobody)
    unheard = and_(outbox.c.kind.in_(_SPOKEN), outbox.c.lane.in_(deserted))
    turn = func.row_number().over(partition_by=outbox.c.lane, order_by=(func.coalesce(outbox.c.turn, outbox.c.id), outbox.c.id))
    ours = select(outbox, turn.label("place_in_line")).where(outbox.c.state.in_(unsent), not_(unheard))
    waiting = ours.subquery()
    return (
        select(waiting)
        .join(places, places.c.key == waiting.c.lane, isouter=True)
        .where(
            waiting.c.place_in_line == 1,
            waiting.c.state != held,
            waiting.c.not_before <= bindparam("now"),
            waiting.c.lane.not_in(bindparam("busy", expanding=True)),
            or_(places.c.room_id.is_not(None), waiting.c.kind.in_(_ROOMLESS)),
        )
        .order_by(waiting.c.id)
        .limit(bindparam("most", type_=Integer))
    )
