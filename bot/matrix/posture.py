"""What a room's state says about who may come in, read from the state events themselves.

nio keeps parsed copies of the same events with defaults of its own; this reads the events, and whatever is missing or
malformed counts as the specification's default, or as open where the specification has none.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.flow.messages import Posture

MEGOLM = "m.room.encryption"
ALGORITHM = "m.megolm.v1.aes-sha2"

State = Mapping[tuple[str, str], Mapping[str, object]]
"""A room's state: content by (type, state key)."""

_INVITATION_NEEDED = frozenset({"invite", "knock"})
"""Who knocks is let in by an invitation and not otherwise; ``restricted`` and ``public`` let people in by themselves."""


def read(room_id: str, state: State) -> Posture:
    """Say what the room lets others do, and who is in it. The bot itself is among the joined."""
    return Posture(
        room_id=room_id,
        encrypted=_value(state, MEGOLM, "algorithm", None) == ALGORITHM,
        invite_only=_value(state, "m.room.join_rules", "join_rule", "invite") in _INVITATION_NEEDED,
        history_joined=_value(state, "m.room.history_visibility", "history_visibility", "shared") == "joined",
        guests_forbidden=_value(state, "m.room.guest_access", "guest_access", "forbidden") == "forbidden",
        federated=_value(state, "m.room.create", "m.federate", default=True) is not False,
        joined=_members(state, "join"),
        invited=_members(state, "invite"),
    )


def _value(state: State, kind: str, key: str, default: object) -> object:
    """Tell one value of a state event; the default counts only while nobody has sent the event."""
    content = state.get((kind, ""))
    if content is None:
        return default
    value = content.get(key, default if kind == "m.room.create" else None)
    return value if isinstance(value, str | bool) else None


def _members(state: State, membership: str) -> frozenset[str]:
    return frozenset(
        person for (kind, person), content in state.items() if kind == "m.room.member" and content.get("membership") == membership
    )
