"""A homeserver that is a list: it makes rooms, and keeps what was sent."""

from __future__ import annotations

import base64

from bot.flow.messages import SPOKEN, Effect, EffectKind


class ListServer:
    """Makes rooms, and keeps what was sent."""

    def __init__(self) -> None:
        self.effects: list[tuple[str, Effect]] = []
        self.rooms: dict[str, set[str]] = {}
        self.files: dict[str, bytes] = {}
        """What was uploaded, by its address; nothing of it is encrypted here."""

    async def perform(self, effect: Effect) -> str:
        if effect.kind is EffectKind.CREATE_ROOM:
            room = f"!room{len(self.rooms)}"
            invited = effect.content["invite"]
            assert isinstance(invited, list)
            self.rooms[room] = set(invited)
            return room
        if effect.kind is EffectKind.FETCH:
            return base64.b64encode(self.files[str(_fields(effect.content["file"])["url"])]).decode()
        room = str(effect.room_id)
        if effect.kind is EffectKind.INVITE:
            self.rooms[room].add(str(effect.content["person"]))
        if effect.kind is EffectKind.KICK:
            self.rooms[room].discard(str(effect.content["person"]))
        if effect.kind in SPOKEN:
            assert self.rooms[room] <= effect.covered, "somebody is there who may not read this"
        event = f"$sent{len(self.effects)}"
        self.effects.append((event, effect))
        return event


def _fields(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value
