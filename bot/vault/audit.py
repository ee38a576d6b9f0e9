"""The audit chain: who did what, when, on which ref, in an order that cannot be rewritten unseen.

Each entry carries a MAC over the entry before it, made with a key that is then replaced by its own hash (Schneier and Kelsey,
"Secure Audit Logs to Support Computer Forensics", 1999). Whoever takes the head from a running machine can go on with the
chain, but cannot forge what came before; whoever holds the audit key can verify all of it, and could forge it: anchors posted
outside are what stands against that. A Merkle root over all heads (as RFC 6962 builds it) anchors every chain with one hash.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.vault.errors import TamperedError

MAC_BYTES = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HEAD = struct.Struct(f">Q{MAC_BYTES}s{MAC_BYTES}s")
_LEAF, _NODE = b"\0", b"\1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One fact. Ids only: nothing clinical, nothing that a person typed."""

    sequence: int
    """From 1, without gaps."""
    time: datetime
    """Aware; kept to the microsecond."""
    actor: str
    action: str
    ref: str
    outcome: str

    def canonical(self) -> bytes:
        """Bytes that differ whenever entries differ. The same instant in another zone is the same time."""
        texts = [text.encode("utf-8", "surrogatepass") for text in (self.actor, self.action, self.ref, self.outcome)]
        numbers = struct.pack(">QqIIII", self.sequence, (self.time - _EPOCH) // _MICROSECOND, *map(len, texts))
        return numbers + b"".join(texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An entry as it is stored: with its MAC."""

    entry: Entry
    mac: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """The end of a chain at some moment, without the key: what may be shown, and later be held against the chain."""

    sequence: int
    mac: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Where a chain goes on. It holds the evolving key: store ``packed()`` sealed, and overwrite it with each append."""

    sequence: int
    mac: bytes
    key: bytes = field(repr=False)

    @property
    def anchor(self) -> Anchor:
        """The head without its key."""
        return Anchor(sequence=self.sequence, mac=self.mac)

    def packed(self) -> bytes:
        """72 bytes, to be sealed."""
        return _HEAD.pack(self.sequence, self.mac, self.key)

    @classmethod
    def unpacked(cls, data: bytes) -> Head:
        """The head from ``packed()``. Raises ``TamperedError`` for anything else."""
        if len(data) != _HEAD.size:
            raise TamperedError("The head of an audit chain is damaged.")
        sequence, mac, key = _HEAD.unpack(data)
        return cls(sequence=sequence, mac=mac, key=key)


class Fault(StrEnum):
    """What is wrong with a chain."""

    ALTERED = "altered"
    """The entry is not the one that was appended here."""
    MISSING = "missing"
    """A later entry stands in its place: it was removed or moved."""
    OUT_OF_PLACE = "out of place"
    """An earlier entry stands in its place: repeated or moved."""
    TRUNCATED = "truncated"
    """The chain ends before it, though an anchor says that it was there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The first place where a chain is not what it was."""

    sequence: int
    fault: Fault


def begin(audit_key: bytes, chain: str) -> Head:
    """The head of an empty chain. Chains of different names have independent keys."""
    key = _mac(audit_key, b"chain", chain.encode("utf-8", "surrogatepass"))
    return Head(sequence=0, mac=bytes(MAC_BYTES), key=key)


def append(head: Head, *, time: datetime, actor: str, action: str, ref: str, outcome: str) -> tuple[Link, Head]:
    """The next link, and the head that replaces this one. Both are stored in the transaction of the act itself."""
    entry = Entry(sequence=head.sequence + 1, time=time, actor=actor, action=action, ref=ref, outcome=outcome)
    after = _advanced(head, entry)
    return Link(entry=entry, mac=after.mac), after


def verify(links: Iterable[Link], chain: str, audit_key: bytes, anchor: Anchor | None) -> Finding | None:
    """The first fault of a chain, read in stored order from its beginning; None if it is whole.

    An anchor of any age shows truncation before it, and a chain rewritten by somebody who had the key. Without one, a chain
    that was cut at its end looks whole.
    """
    head = begin(audit_key, chain)
    for link in links:
        expected = head.sequence + 1
        if link.entry.sequence != expected:
            return Finding(sequence=expected, fault=Fault.MISSING if link.entry.sequence > expected else Fault.OUT_OF_PLACE)
        head = _advanced(head, link.entry)
        if not hmac.compare_digest(head.mac, link.mac):
            return Finding(sequence=expected, fault=Fault.ALTERED)
        if anchor is not None and anchor.sequence == expected and not hmac.compare_digest(head.mac, anchor.mac):
            return Finding(sequence=expected, fault=Fault.ALTERED)
    if anchor is not None and head.sequence < anchor.sequence:
        return Finding(sequence=head.sequence + 1, fault=Fault.TRUNCATED)
    return None


def root(heads: Mapping[str, Anchor]) -> bytes:
    """32 bytes that stand for all chains at this moment, by name; another set of heads gives another root."""
    layer = [_leaf(chain.encode("utf-8", "surrogatepass"), anchor) for chain, anchor in sorted(heads.items())]
    while len(layer) > 1:
        pairs = [hashlib.sha256(_NODE + left + right).digest() for left, right in zip(layer[::2], layer[1::2], strict=False)]
        layer = pairs + layer[len(pairs) * 2 :]
    return layer[0] if layer else hashlib.sha256().digest()


def _leaf(chain: bytes, anchor: Anchor) -> bytes:
    return hashlib.sha256(_LEAF + struct.pack(">QI", anchor.sequence, len(chain)) + chain + anchor.mac).digest()


def _advanced(head: Head, entry: Entry) -> Head:
    mac = _mac(head.key, b"entry", head.mac + entry.canonical())
    return Head(sequence=entry.sequence, mac=mac, key=_mac(head.key, b"next", b""))


def _mac(key: bytes, purpose: bytes, message: bytes) -> bytes:
    """HMAC-SHA256; the purposes differ in their first letter, so that no message of one is a message of another."""
    return hmac.digest(key, purpose + message, "sha256")
