"""A look at somebody before they are invited: at their account, their identity, and the devices that it signed.

It asks and tells, and changes nothing. Whose devices count is decided by ``devices``, once a person shares a room with the bot:
only from then on does the homeserver say when their devices change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from urllib.parse import quote

from bot.clock import Clock
from bot.flow.messages import Looked, Observed, Pin, Seen
from bot.flow.ports import Mailroom
from bot.matrix.client import Client
from bot.matrix.devices import PERSON
from bot.matrix.http import RefusedError, UnavailableError
from bot.matrix.trust import lacking, read

QUERY_SECONDS = 15.0
ELSEWHERE_MILLISECONDS = 5_000
"""How long our homeserver waits for others. Meanwhile nothing else is sent to the room that the look stands before."""


class FirstLook:
    """Looks at people, and has what they lack noticed."""

    def __init__(self, client: Client, mailroom: Mailroom, clock: Clock) -> None:
        self._client = client
        self._mailroom = mailroom
        self._clock = clock

    async def look(self, people: Iterable[str], *, look: str, why: Looked) -> None:
        """Have noticed what each of ``people`` lacks, before it returns. The same ``look`` again tells nothing twice.

        In doubt the coordinators are told that there was no answer, and it goes on. Raises ``LimitedError`` and
        ``RevokedError``.
        """
        wanted = sorted(set(people) - {self._client.user_id})
        if not wanted:
            return
        said, pins = await self._asked(wanted), await self._mailroom.pins()
        found = {person: await self._lacks(person, said, pins.get(person)) for person in wanted}
        at = self._clock.now()
        noticed = [
            Observed(id=f"look:{look}:{person}:{what}", what=what, at=at, person=person, detail=why)
            for person, what in found.items()
            if what is not None
        ]
        if noticed:
            await self._mailroom.observe(*noticed)

    async def _asked(self, people: list[str]) -> Mapping[str, object] | None:
        wanted: dict[str, list[str]] = {person: [] for person in people if PERSON.fullmatch(person)}
        body = {"device_keys": wanted, "timeout": ELSEWHERE_MILLISECONDS}
        try:
            return await self._client.request("POST", "/_matrix/client/v3/keys/query", body, timeout=QUERY_SECONDS)
        except (UnavailableError, RefusedError):
            return None

    async def _lacks(self, person: str, said: Mapping[str, object] | None, pin: Pin | None) -> Seen | None:
        if said is None or _unanswered(said, person):
            return Seen.UNCHECKED
        keys = read(said).get(person)
        if keys is not None and (keys.master is not None or keys.devices):
            return lacking(keys, pin)
        return await self._without_keys(person)

    async def _without_keys(self, person: str) -> Seen:
        """Somebody who has published nothing: they have no client that encrypts, or there is nobody of this id."""
        try:
            path = f"/_matrix/client/v3/profile/{quote(person, safe='')}"
            await self._client.request("GET", path, timeout=QUERY_SECONDS)
        except RefusedError as error:
            return Seen.NO_ACCOUNT if error.status == HTTPStatus.NOT_FOUND else Seen.NO_IDENTITY
        except UnavailableError:
            return Seen.UNCHECKED
        return Seen.NO_IDENTITY


def _unanswered(said: Mapping[str, object], person: str) -> bool:
    failures = said.get("failures")
    return isinstance(failures, Mapping) and person.partition(":")[2] in failures
