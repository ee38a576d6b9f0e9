"""What the configuration can say: a frozen struct for each table, a field for each key.

``bot.config`` reads the file, checks it and fills in what follows from other keys.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

import msgspec

SQLITE = "sqlite:///"
REDISCLOSURE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short notice of 42 CFR 2.32 (a)."""
EMERGENCY_TEXT = "In an emergency call your local emergency number."
Category = Literal[
    "summary",
    "mental_health",
    "sexual_history",
    "medical",
    "results",
    "medication",
    "relationship",
    "partner",
    "measures",
    "safety",
]
Recipient = Literal[
    "team",
    "coordinator",
    "sex_therapist",
    "physician",
    "mental_health",
    "primary_care",
    "physio",
    "nurse",
    "social_worker",
    "trainee",
    "guest",
]
STANDARD_CONSENT: Mapping[Category, tuple[Recipient, ...]] = {
    "summary": ("team",),
    "medical": ("team",),
    "medication": ("team",),
    "results": ("team",),
    "measures": ("team",),
    "safety": ("team",),
    "mental_health": ("sex_therapist", "mental_health", "physician", "primary_care", "social_worker"),
    "relationship": ("sex_therapist", "mental_health", "social_worker"),
    "sexual_history": ("sex_therapist", "mental_health", "physician"),
}


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; its fields are its keys."""


class Matrix(Table, frozen=True, kw_only=True):
    """Where the bot lives."""

    homeserver: str
    """https, or http on loopback; without a path."""
    user_id: str
    password_file: Path
    device_name: str = "carehuddle"
    adverts: tuple[Literal["msc4391", "msc4332"], ...] = ()
    """By which drafts clients are told which commands there are. The homeserver reads it: generic words, the same in each room."""


class People(Table, frozen=True, kw_only=True):
    """Who is what for the whole organisation, by Matrix id."""

    coordinators: tuple[str, ...]
    privacy_officers: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    on_call: tuple[str, ...] = ()
    allowed_servers: tuple[str, ...] = ()
    """Whose users may be invited, beside those of the bot's own server."""


class Clinic(Table, frozen=True, kw_only=True):
    """The clinic, its days and its words."""

    name: str
    timezone: str
    country: str | None = None
    """ISO 3166, two letters; its public holidays are skipped."""
    language: str = "en"
    emergency_text: str = EMERGENCY_TEXT
    call_link: str = ""
    """The address of a call, Element Call or Jitsi, with ``{room}`` in place of its name."""
    closed: tuple[date, ...] = ()
    working_hours: str = "08:00-18:00"

    @property
    def hours(self) -> tuple[time, time]:
        """When work begins and ends, on the clocks of whoever works."""
        begin, end = self.working_hours.split("-")
        return time.fromisoformat(begin), time.fromisoformat(end)


Span = Annotated[float, msgspec.Meta(gt=0)]


class Signals(Table, frozen=True, kw_only=True):
    """How long a signal waits for somebody's own words, before the next ones are rung."""

    urgent_minutes: Span = 10.0
    concern_hours: Span = 24.0
    outcome_minutes: Span = 30.0
    """Before whoever took an urgent one over is asked what happened."""


class Consent(Table, frozen=True, kw_only=True):
    """What a signed form grants, until it is refined: by category, to whom."""

    standard: dict[Category, tuple[Recipient, ...]] = msgspec.field(default_factory=lambda: dict(STANDARD_CONSENT))
    redisclosure: str = REDISCLOSURE
    """What goes with whatever leaves the team of a case that is marked as part 2."""


class Data(Table, frozen=True, kw_only=True):
    """Where everything lies that is not elsewhere."""

    dir: Path


class Vault(Table, frozen=True, kw_only=True):
    """The master key, and the place of the wrapped keys of the cases."""

    key_file: Path
    keys_url: str = ""
    """Once loaded: always a URL."""

    @property
    def keys_path(self) -> Path:
        """The file of the key store."""
        return Path(self.keys_url.removeprefix(SQLITE))


class Store(Table, frozen=True, kw_only=True):
    """The database of records."""

    url: str = ""
    """Once loaded: always a URL, for SQLAlchemy."""


class Trust(Table, frozen=True, kw_only=True):
    """How a person's identity is first believed."""

    policy: Literal["tofu", "verified"] = "tofu"


class Http(Table, frozen=True, kw_only=True):
    """``/healthz`` and ``/metrics``."""

    listen: str = "127.0.0.1:8480"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; port 0 takes a free one."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class Config(Table, frozen=True, kw_only=True):
    """The whole file."""

    matrix: Matrix
    people: People
    clinic: Clinic
    data: Data
    vault: Vault
    consent: Consent = Consent()
    signals: Signals = Signals()
    store: Store = Store()
    trust: Trust = Trust()
    http: Http = Http()

    def warnings(self) -> tuple[str, ...]:
        """What works but should not stay so, a sentence each."""
        found = (
            (self.matrix.homeserver.startswith("http:"), "[matrix] homeserver: http, which is for this machine alone."),
            (bool(self.matrix.adverts), "[matrix] adverts: drafts of Matrix, which may change; the homeserver reads the list."),
            (len(self.people.coordinators) == 1, "[people] coordinators: a single one; nobody stands in."),
            (not self.people.privacy_officers, "[people] privacy_officers: none; nobody can second an erasure."),
            (not loopback(self.http.address[0]), "[http] listen: other machines can ask for health and metrics."),
            (self.clinic.emergency_text == EMERGENCY_TEXT, "[clinic] emergency_text: not the clinic's own yet."),
        )
        return tuple(sentence for wrong, sentence in found if wrong)


def loopback(host: str) -> bool:
    """Whether a host is this machine and no other. Names are not looked up: only ``localhost`` counts."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
