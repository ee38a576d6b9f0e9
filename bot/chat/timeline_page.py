"""What happened in a case as a file. Pure bytes out; what people typed stays text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.care.dates import place, spoken, spoken_day
from bot.care.facts import File
from bot.care.texts import listed
from bot.care.timeline_events import Event
from bot.chat.pages import page


def file(
    case: str, events: Sequence[Event], *, zone: str, who: Callable[[str], str], notice: str, since: date | None = None
) -> File:
    """Give the file, named by the case alone. ``zone``: the reader's; ``who`` puts a Matrix id into words.

    ``notice``: what goes with whatever leaves the case, if it is marked.
    """
    own = ZoneInfo(zone)
    title = f"Timeline of {case}{f' since {spoken_day(since)}' if since is not None else ''}"
    days = groupby(events, key=lambda one: one.at.astimezone(own).date())
    parts = "".join(
        f"<h2>{escape(spoken_day(on))}</h2>\n<ul>{''.join(_entry(one, own, who) for one in found)}</ul>\n" for on, found in days
    )
    return page(f"timeline-{case}", title, f"<p>Times are those of {escape(place(zone))}.</p>\n{parts}", notice=notice)


def _entry(one: Event, zone: ZoneInfo, who: Callable[[str], str]) -> str:
    whom = [*([one.link] if one.link else []), listed([who(person) for person in one.whom])] if one.whom else []
    first = [who(one.by)] if one.by and not one.hand else []
    head = [f"{one.at.astimezone(zone):%H:%M}", " ".join((*first, one.what, *whom))]
    head += [one.detail] if one.detail else []
    head += [f"for {spoken(one.moment, zone.key)}"] if one.moment is not None else []
    head += [f"{one.hand} {who(one.by)}"] if one.by and one.hand else []
    head += [one.ref] if one.ref else []
    said = f"<br><bdi>{escape(one.text)}</bdi>" if one.text else ""
    return f"<li>{escape(', '.join(head))}{said}</li>"
