"""What is well-formed TOML of the right types, and still cannot be a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

from bot.settings import SQLITE, Clinic, Config, Matrix, People, loopback

_PERSON = re.compile(r"@[!-9;-~]+:[A-Za-z0-9.\[\]:-]+")
_LONGEST_ID = 255
_SERVER = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_LISTEN = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})")
_LAST_PORT = 65535
_POSTGRES = {"postgresql", "postgresql+psycopg"}


def faults(config: Config) -> Iterator[str]:
    """A line for each, beginning with the key as it stands in the file."""
    yield from _of_matrix(config.matrix)
    yield from _of_people(config.people, config.matrix.user_id)
    yield from _of_clinic(config.clinic)
    yield from _of_stores(config.store.url, config.vault.keys_url)
    listen = _LISTEN.fullmatch(config.http.listen)
    if listen is None or int(listen[2]) > _LAST_PORT:
        yield "[http] listen: must look like 127.0.0.1:8480"


def _of_matrix(matrix: Matrix) -> Iterator[str]:
    parts = _split(matrix.homeserver)
    if (
        parts is None
        or parts.hostname is None
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        yield "[matrix] homeserver: must look like https://matrix.example.org, without a path"
    elif parts.scheme != "https" and not (parts.scheme == "http" and loopback(parts.hostname)):
        yield "[matrix] homeserver: must be https; http is for a homeserver on this machine alone"
    if not _is_person(matrix.user_id):
        yield "[matrix] user_id: must look like @name:server"
    if not matrix.device_name.strip():
        yield "[matrix] device_name: is empty"


def _of_people(people: People, bot: str) -> Iterator[str]:
    if not people.coordinators:
        yield "[people] coordinators: at least one is needed"
    for key in ("coordinators", "privacy_officers", "auditors", "on_call"):
        persons: tuple[str, ...] = getattr(people, key)
        yield from (f"[people] {key}: {person!r} must look like @name:server" for person in persons if not _is_person(person))
        if bot in persons:
            yield f"[people] {key}: the bot itself cannot be one of them"
    strange = (server for server in people.allowed_servers if not _SERVER.fullmatch(server))
    yield from (f"[people] allowed_servers: {server!r} is no server name" for server in strange)


def _of_clinic(clinic: Clinic) -> Iterator[str]:
    if not clinic.name.strip():
        yield "[clinic] name: is empty"
    if not clinic.emergency_text.strip():
        yield "[clinic] emergency_text: is empty"
    if clinic.call_link and (not clinic.call_link.startswith("https://") or clinic.call_link.count("{room}") != 1):
        yield "[clinic] call_link: must begin with https:// and have {room} in it once, as in https://meet.example.org/{room}"
    if not _is_zone(clinic.timezone):
        yield f"[clinic] timezone: {clinic.timezone!r} is no IANA name such as Europe/Berlin, nor UTC"
    if not _LANGUAGE.fullmatch(clinic.language):
        yield f"[clinic] language: {clinic.language!r} is no code such as en or de-CH"
    if clinic.country is not None and not _COUNTRY.fullmatch(clinic.country):
        yield f"[clinic] country: {clinic.country!r} is no code of two capitals such as DE"
    elif clinic.country is not None and not _has_holidays(clinic.country):
        yield f"[clinic] country: the holidays of {clinic.country!r} are not known here; leave it out, and name them in closed"
    if not _HOURS.fullmatch(clinic.working_hours) or clinic.hours[0] >= clinic.hours[1]:
        yield "[clinic] working_hours: must look like 08:00-18:00, and begin before they end"


def _of_stores(records: str, keys: str) -> Iterator[str]:
    for key, url in (("[store] url", records), ("[vault] keys_url", keys)):
        parts = _split(url)
        if parts is None or parts.password or "password=" in parts.query:
            yield f"{key}: must be a URL without a password; name the password's file: ?passfile=/path/to/pgpass"
    if records and not records.removeprefix(SQLITE):
        yield "[store] url: names no file"
    elif records and not records.startswith(SQLITE) and records.partition("://")[0] not in _POSTGRES:
        yield "[store] url: must begin with sqlite:/// or postgresql://"
    if keys and not (keys.startswith(SQLITE) and keys.removeprefix(SQLITE)):
        yield "[vault] keys_url: must look like sqlite:////path/to/keys.db"
    elif not keys and records and not records.startswith(SQLITE):
        yield "[vault] keys_url: must be given with PostgreSQL, so that the keys lie apart from the records that they open"


def _split(url: str) -> SplitResult | None:
    """The parts of a URL whose port, if any, is a number in range."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def _is_person(text: str) -> bool:
    return len(text.encode()) <= _LONGEST_ID and _PERSON.fullmatch(text) is not None


def _has_holidays(country: str) -> bool:
    try:
        country_holidays(country)
    except NotImplementedError:
        return False
    return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
