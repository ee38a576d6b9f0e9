"""What happened in a case as a file: one page that every phone and every printer can show. Pure bytes out.

It loads nothing, runs nothing, and holds no link; what people typed stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.care.dates import place, spoken, spoken_day
from bot.care.facts import File
from bot.care.timeline_events import Event
from bot.chat.leaflet import MIME, STYLE


def file(case: str, events: Sequence[Event], *, zone: str, who: Callable[[str], str], since: date | None = None) -> File:
    """Give the file, named by the case alone. ``zone``: the reader's; ``who`` puts a Matrix id into words."""
    own = ZoneInfo(zone)
    title = f"Timeline of {case}{f' since {spoken_day(since)}' if since is not None else ''}"
    days = groupby(events, key=lambda one: one.at.astimezone(own).date())
    parts = "".join(
        f"<h2>{escape(spoken_day(on))}</h2>\n<ul>{''.join(_entry(one, own, who) for one in found)}</ul>\n" for on, found in days
    )
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p>Times are those of {escape(place(zone))}.</p>\n{parts}</body>\n</html>\n"
    )
    return File(name=f"timeline-{case}.html", mime=MIME, data=page.encode())


def _entry(one: Event, zone: ZoneInfo, who: Callable[[str], str]) -> str:
    whom = [*([one.link] if one.link else []), " and ".join(map(who, one.whom))] if one.whom else []
    first = [who(one.by)] if one.by and not one.hand else []
    head = [f"{one.at.astimezone(zone):%H:%M}", " ".join((*first, one.what, *whom))]
    head += [one.detail] if one.detail else []
    head += [f"for {spoken(one.moment, zone.key)}"] if one.moment is not None else []
    head += [f"{one.hand} {who(one.by)}"] if one.by and one.hand else []
    head += [one.ref] if one.ref else []
    said = f"<br><bdi>{escape(one.text)}</bdi>" if one.text else ""
    return f"<li>{escape(', '.join(head))}{said}</li>"
