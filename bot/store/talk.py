"""Open questions, what messages led to, and the few values that are remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, func, insert, select, update

from bot.care.facts import Value
from bot.flow.messages import EffectKind
from bot.flow.talk import Act, Dialogue, Waiting
from bot.store.mail import RECALLED, UNDELIVERABLE
from bot.store.tables import acts, dialogues, memory, outbox
from bot.store.transaction import Transaction

_REMEMBERED = timedelta(days=7)
"""How long it is known that a question expired: what was typed before it was asked stands in it."""


class DialogueTable:
    """``bot.chat.ports.Dialogues``."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction

    def question(self, person: str, place: str) -> Dialogue | None:
        """The open question to this person in this place."""
        asked = dialogues.c.waiting != Waiting.CONFIRM.value
        found = self._find(dialogues.c.person == person, dialogues.c.place == place, asked)
        return found[0] if found else None

    def confirmations(self, person: str) -> tuple[Dialogue, ...]:
        """Everything that this person may say yes to, latest first."""
        return self._find(dialogues.c.person == person, dialogues.c.waiting == Waiting.CONFIRM.value)

    def put(self, dialogue: Dialogue) -> None:
        """Open it; one with the same key is replaced. What nobody answered is kept for a while, to say so, and then erased."""
        self.close(dialogue.key)
        self._open.connection.execute(delete(dialogues).where(dialogues.c.expires < self._open.now - _REMEMBERED))
        sealed = self._open.seal("dialogues", dialogue.key, dialogue.case, 0, dialogue)
        columns = {
            "key": dialogue.key,
            "person": dialogue.person,
            "place": dialogue.place,
            "waiting": dialogue.waiting.value,
            "case": dialogue.case or "",
            "expires": dialogue.expires,
            "sealed": sealed,
        }
        self._open.connection.execute(insert(dialogues), columns)

    def close(self, key: str) -> None:
        """It is answered, or void."""
        self._open.connection.execute(delete(dialogues).where(dialogues.c.key == key))

    def lapsed(self, key: str) -> Dialogue | None:
        """What expired before anybody answered it; None where it is open, answered or never was."""
        found = self._rows(dialogues.c.key == key, dialogues.c.expires <= self._open.now)
        return found[0] if found else None

    def ours(self, event_id: str, place: str | None = None) -> bool:
        """We sent this event ourselves; with a place, into that one."""
        query = select(outbox.c.event_id).where(outbox.c.event_id == event_id)
        query = query if place is None else query.where(outbox.c.lane == place)
        return self._open.connection.execute(query).first() is not None

    def asked_in(self, event_id: str) -> str | None:
        """The key of the dialogue whose question was sent as this event."""
        query = select(outbox.c.asks).where(outbox.c.event_id == event_id, outbox.c.asks.is_not(None))
        return self._open.connection.execute(query).scalars().first()

    def last_said(self, place: str) -> str | None:
        """What ``asked_in`` gives of the text that we said last in this place."""
        texts = select(outbox.c.asks).where(outbox.c.lane == place, outbox.c.kind == EffectKind.MESSAGE.value)
        standing = texts.where(outbox.c.state.not_in((UNDELIVERABLE, RECALLED)))
        latest = standing.order_by(func.coalesce(outbox.c.turn, outbox.c.id).desc(), outbox.c.id.desc()).limit(1)
        return self._open.connection.execute(latest).scalars().first()

    def _find(self, *conditions: Any) -> tuple[Dialogue, ...]:  # noqa: ANN401 - SQLAlchemy's own expression type
        return self._rows(dialogues.c.expires > self._open.now, *conditions)

    def _rows(self, *conditions: Any) -> tuple[Dialogue, ...]:  # noqa: ANN401 - SQLAlchemy's own expression type
        rows = self._open.connection.execute(select(dialogues).where(and_(*conditions)).order_by(dialogues.c.id.desc()))
        return tuple(self._open.unseal("dialogues", row.key, row.case or None, 0, row.sealed, Dialogue) for row in rows)


_VERSION_OF = select(acts.c.version).where(acts.c.event_id == bindparam("event_"))
_ACT = insert(acts)
_ACT_ANEW = update(acts).where(acts.c.event_id == bindparam("event_"))


class ActTable:
    """``bot.chat.ports.Acts``."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction

    def of(self, event_id: str) -> Act | None:
        """What this message led to."""
        row = self._open.connection.execute(select(acts).where(acts.c.event_id == event_id)).one_or_none()
        return None if row is None else self._act(row)

    def last(self, person: str, place: str) -> Act | None:
        """This person's last act in this place that was done and not undone."""
        query = select(acts).where(acts.c.person == person, acts.c.place == place, acts.c.done)
        row = self._open.connection.execute(query.order_by(acts.c.id.desc()).limit(1)).one_or_none()
        return None if row is None else self._act(row)

    def put(self, act: Act) -> None:
        """Write it, or write it anew."""
        held = self._open.connection.execute(_VERSION_OF, {"event_": act.event_id}).scalar_one_or_none()
        version = 0 if held is None else held + 1
        columns = {
            "event_id": act.event_id,
            "person": act.person,
            "place": act.place,
            "at": act.at,
            "done": act.outcome == "done" and not act.undone,
            "case": act.case or "",
            "version": version,
            "sealed": self._open.seal("acts", act.event_id, act.case, version, act),
        }
        if held is None:
            self._open.connection.execute(_ACT, columns)
        else:
            self._open.connection.execute(_ACT_ANEW, {"event_": act.event_id, **columns})

    def _act(self, row: Row[Any]) -> Act:
        return self._open.unseal("acts", row.event_id, row.case or None, row.version, row.sealed, Act)


_REMEMBERED_UNDER = select(memory).where(memory.c.key == bindparam("key_"))
_VERSION_UNDER = select(memory.c.version).where(memory.c.key == bindparam("key_"))
_REMEMBER = insert(memory)
_REMEMBER_ANEW = update(memory).where(memory.c.key == bindparam("key_"))


class Memory:
    """The few sealed values that are remembered under a key."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction

    def remember(self, key: str, **values: Value) -> None:
        """Keep them, in place of what was there."""
        held = self._open.connection.execute(_VERSION_UNDER, {"key_": key}).scalar_one_or_none()
        version = 0 if held is None else held + 1
        columns = {"version": version, "sealed": self._open.seal("memory", key, None, version, values)}
        if held is None:
            self._open.connection.execute(_REMEMBER, {"key": key, **columns})
        else:
            self._open.connection.execute(_REMEMBER_ANEW, {"key_": key, **columns})

    def recall(self, key: str) -> dict[str, Any] | None:
        """What was remembered."""
        row = self._open.connection.execute(_REMEMBERED_UNDER, {"key_": key}).one_or_none()
        return (
            None if row is None else msgspec.convert(self._open.unseal_fields("memory", key, None, row.version, row.sealed), dict)
        )

    def forget(self, key: str) -> None:
        """Remove it."""
        self._open.connection.execute(delete(memory).where(memory.c.key == key))
