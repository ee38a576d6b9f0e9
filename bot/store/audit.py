"""The audit chains: one a case and one for the organisation, written in the transaction of the act."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, bindparam, func, insert, select, update

from bot.care import anchors
from bot.care.ports import Written
from bot.store.tables import facts, heads
from bot.store.transaction import Transaction
from bot.vault import audit
from bot.vault.keyring import ORGANISATION
from bot.vault.master import Label

_HEAD = select(heads).where(heads.c.chain == bindparam("named")).with_for_update()
_FACT, _BEGUN = insert(facts), insert(heads)
_GROWN = update(heads).where(heads.c.chain == bindparam("named"))
"""Statements that are used for each fact; made once, they are put into SQL once."""


class AuditTable:
    """Appends facts. The head's row is locked by whoever appends."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction
        self._appended: Counter[tuple[str, str]] = Counter()

    def append(self, action: str, *, actor: str, case: str | None, ref: str, outcome: str) -> None:
        """Write one fact at the end of its chain."""
        chain = case or ORGANISATION
        self._appended[chain, action] += 1
        row = self._open.connection.execute(_HEAD, {"named": chain}).one_or_none()
        if row is None:
            head = audit.begin(self._open.keyring.subkey(Label.AUDIT), chain)
        else:
            head = audit.Head.unpacked(self._open.unseal("heads", chain, None, row.sequence, row.sealed, bytes))
        link, after = audit.append(head, time=self._open.now, actor=actor, action=action, ref=ref, outcome=outcome)
        entry = link.entry
        fact = {
            "chain": chain,
            "sequence": entry.sequence,
            "time": entry.time,
            "actor": actor,
            "action": action,
            "ref": ref,
            "outcome": outcome,
            "mac": link.mac,
        }
        self._open.connection.execute(_FACT, fact)
        sealed = self._open.seal("heads", chain, None, after.sequence, after.packed())
        statement = _BEGUN if row is None else _GROWN
        columns = {"chain": chain, "sequence": after.sequence, "sealed": sealed}
        self._open.connection.execute(statement, columns if row is None else {**columns, "named": chain})

    def noted(self, action: str, case: str | None) -> int:
        """How many facts of this name this transaction has written so far into one chain."""
        return self._appended[case or ORGANISATION, action]

    def chains(self) -> tuple[str, ...]:
        """The names of all chains."""
        return tuple(self._open.connection.execute(select(heads.c.chain).order_by(heads.c.chain)).scalars())

    def newest(self, *, chain: str | None, ref: str | None, count: int) -> tuple[Written, ...]:
        """Give the last entries, the newest first: of all chains, or of one, or of one ref."""
        query = select(facts).order_by(facts.c.time.desc(), facts.c.sequence.desc()).limit(count)
        query = query.where(facts.c.chain == chain) if chain is not None else query
        query = query.where(facts.c.ref == ref) if ref is not None else query
        return tuple(
            Written(
                at=one.time,
                case=None if one.chain == ORGANISATION else one.chain,
                actor=one.actor,
                action=one.action,
                ref=one.ref,
                outcome=one.outcome,
            )
            for one in self._open.connection.execute(query)
        )

    def root(self, before: datetime) -> bytes:
        """Give the Merkle root over where every chain stood at a moment. It can be found again as long as no chain is altered."""
        last = (
            select(facts.c.chain, func.max(facts.c.sequence).label("sequence"))
            .where(facts.c.time < before)
            .group_by(facts.c.chain)
            .subquery()
        )
        here = and_(facts.c.chain == last.c.chain, facts.c.sequence == last.c.sequence)
        rows = self._open.connection.execute(select(facts.c.chain, facts.c.sequence, facts.c.mac).join(last, here))
        return audit.root({one.chain: audit.Anchor(sequence=one.sequence, mac=one.mac) for one in rows})

    def stands(self, root: str) -> bool:
        """Say whether a root that was posted is still that of the chains, as they stood at its moment."""
        here = (facts.c.chain == ORGANISATION, facts.c.action == anchors.ROOT, facts.c.ref == root)
        posted = self._open.connection.execute(select(facts.c.time).where(*here)).scalars().all()
        return any(self.root(one - anchors.SETTLED).hex() == root for one in posted)

    def verify(self, chain: str) -> audit.Finding | None:
        """The first fault of a chain, up to its head; None if it is whole."""
        row = self._open.connection.execute(select(heads).where(heads.c.chain == chain)).one()
        head = audit.Head.unpacked(self._open.unseal("heads", chain, None, row.sequence, row.sealed, bytes))
        rows = self._open.connection.execute(select(facts).where(facts.c.chain == chain).order_by(facts.c.sequence))
        links = (
            audit.Link(
                entry=audit.Entry(
                    sequence=one.sequence, time=one.time, actor=one.actor, action=one.action, ref=one.ref, outcome=one.outcome
                ),
                mac=one.mac,
            )
            for one in rows
        )
        return audit.verify(links, chain, self._open.keyring.subkey(Label.AUDIT), head.anchor)
