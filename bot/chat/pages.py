"""A file that leaves as one page, for every phone and every printer: it loads nothing, runs nothing, and holds no link."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from bot.care.facts import File
from bot.care.ports import Work

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1.2rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}"
    "p{margin:.3rem 0}ul{margin:0;padding-left:1.2rem}li{margin:.25rem 0}"
    "footer{margin-top:2rem;padding-top:.6rem;border-top:1px solid #bbb;font-size:.95rem}"
)


def page(name: str, title: str, body: str, *, notice: str) -> File:
    """Give it as a file of this name, without its suffix. ``body`` is HTML of ours, in which what people typed is escaped.

    ``notice``: what goes with whatever leaves a case that is marked; empty for any other.
    """
    footer = f"<footer>{escape(notice)}</footer>\n" if notice else ""
    whole = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}{footer}</body>\n</html>\n"
    )
    return File(name=f"{name}.html", mime="text/html", data=whole.encode())


def naming(work: Work, case: str) -> Callable[[str], str]:
    """Give what puts a Matrix id into words, with the role that this person has on a case; whoever has none is their id alone."""
    roles = {member.person: member.role.person for member in work.rosters.of(case)}

    def who(person: str) -> str:
        return f"the {roles[person]} ({person})" if person in roles else person

    return who
