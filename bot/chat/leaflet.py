"""A leaflet for the patient as a file. Pure bytes out."""

from __future__ import annotations

from html import escape

from bot.care.facts import File
from bot.care.whos import Leaflet
from bot.chat.pages import page

TITLE = "Who is involved in your care"


def file(leaflet: Leaflet, ref: str) -> File:
    """Give the file, named by the ref alone."""
    parts = "".join(f"<h2>{escape(heading)}</h2>\n{_sentences(said)}\n" for heading, said in leaflet.parts)
    return page(ref, TITLE, f"<p>{escape(leaflet.day)}</p>\n{parts}", notice=leaflet.notice)


def _sentences(said: tuple[str, ...]) -> str:
    if len(said) == 1:
        return f"<p>{escape(said[0])}</p>"
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in said)}</ul>"
