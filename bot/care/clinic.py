"""What the configuration says of the clinic, as a rule may ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.care.cadence import open_always


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How long a signal waits for somebody's own words."""

    urgent: timedelta = timedelta(minutes=10)
    """On each rung of its ladder."""
    concern: timedelta = timedelta(hours=24)
    """The same for a concern, which then waits for working hours."""
    outcome: timedelta = timedelta(minutes=30)
    """Before whoever took an urgent one over is asked what happened."""


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """What the configuration says of the clinic."""

    name: str
    zone: str
    emergency_text: str
    coordinators: tuple[str, ...]
    bot: str
    """The bot's own Matrix id."""
    on_call: tuple[str, ...] = ()
    """Who is rung when nobody of a case answers a signal."""
    privacy_officers: tuple[str, ...] = ()
    """Who is told when somebody opens a case that they are not on, and says whether that was justified."""
    auditors: tuple[str, ...] = ()
    """Who reads what was written down: ids alone."""
    hours: tuple[time, time] = (time(8), time(18))
    """When work begins and ends, on the clocks of whoever works."""
    waits: Waits = Waits()
    closed: Callable[[date], bool] = open_always
    """Whether a day of the clinic's own calendar is a public holiday there, or one of its closing days."""
    allowed_servers: tuple[str, ...] = ()
    """Whose users may be on a team, the bot's own server among them; empty: of every server."""
    language: str = "en"
    standard_consent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a signed form grants: category, recipients."""
    call_link: str = ""
    """The address of a call, with ``{room}`` in place of its name; empty: the clinic has none."""
    redisclosure: str = ""
    """What goes with whatever leaves the team of a case that is marked ``part2``."""
