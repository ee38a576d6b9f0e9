"""A leaflet for the patient as a file: one page that every phone and every printer can show. Pure bytes out.

It loads nothing, runs nothing, and holds no link.
"""

from __future__ import annotations

from html import escape

from bot.care.facts import File
from bot.care.whos import Leaflet

MIME = "text/html"
TITLE = "Who is involved in your care"

STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1.2rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}"
    "p{margin:.3rem 0}ul{margin:0;padding-left:1.2rem}li{margin:.25rem 0}"
    "footer{margin-top:2rem;padding-top:.6rem;border-top:1px solid #bbb;font-size:.95rem}"
)


def file(leaflet: Leaflet, ref: str) -> File:
    """Give the file, named by the ref alone."""
    return File(name=f"{ref}.html", mime=MIME, data=page(leaflet).encode())


def page(leaflet: Leaflet) -> str:
    """Give the page."""
    parts = "".join(f"<h2>{escape(heading)}</h2>\n{_sentences(said)}\n" for heading, said in leaflet.parts)
    notice = f"<footer>{escape(leaflet.notice)}</footer>\n" if leaflet.notice else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{TITLE}</h1>\n<p>{escape(leaflet.day)}</p>\n{parts}{notice}</body>\n</html>\n"
    )


def _sentences(said: tuple[str, ...]) -> str:
    if len(said) == 1:
        return f"<p>{escape(said[0])}</p>"
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in said)}</ul>"
