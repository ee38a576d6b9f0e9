"""Minutes, or a plan review, as a file. Pure bytes out; what people typed stays text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from bot.care.dates import spoken
from bot.care.facts import File, Line, Message, Value
from bot.chat.pages import page

TITLES: Mapping[str, str] = {
    "question": "Question",
    "dealt": "Dealt with",
    "fact": "Facts",
    "option": "Options",
    "decision": "Decisions",
    "decisions": "Decisions",
    "rejected": "Decided against",
    "dissent": "Dissent",
    "was": "Decided before",
    "telling": "To tell the patient",
    "action": "Actions",
    "actions": "Actions",
    "begun": "In progress",
    "goals": "New goals, in the patient's words",
    "steps": "New steps of the plan",
    "asks": "Asked",
    "answers": "Answered",
    "info": "For everyone",
    "carried": "Carried over",
    "correction": "Corrections",
}
"""What each section of minutes is called; one that is not here is called by its own name."""

REVIEWED: Mapping[str, str] = {
    "voices": "In their own words",
    "goals": "The patient's goals",
    "factors": "Contributors",
    "modalities": "Parts of care",
    "team": "Team and roles",
    "work": "Actions and decisions",
    "asked": "What asked for this review",
}
"""The same of a plan review."""


def file(
    title: str,
    facts: Sequence[str],
    lines: Sequence[Line],
    *,
    ref: str,
    who: Callable[[str], str],
    notice: str,
    kind: str = "minutes",
    titles: Mapping[str, str] = TITLES,
) -> File:
    """Give the file, named by its kind and ref. ``facts`` stand above the lines; ``who`` puts a Matrix id into words.

    ``notice``: what goes with whatever leaves the case, if it is marked.
    """
    sections = [(name, list(found)) for name, found in groupby(lines, key=lambda line: line.section)]
    parts = "".join(
        f"<h2>{escape(titles.get(name, name.capitalize()))}</h2>\n<ul>{''.join(_entry(line.values, who) for line in found)}</ul>\n"
        for name, found in sections
    )
    return page(f"{kind}-{ref}", title, f"{''.join(f'<p>{escape(fact)}</p>' for fact in facts)}\n{parts}", notice=notice)


def facts(message: Message, *, zone: str, who: Callable[[str], str]) -> tuple[str, ...]:
    """What stands above the lines: when, who was there and who was not, whether they could decide, and whether it is locked.

    ``zone`` is the reader's.
    """
    values, begun = message.values, message.values["begun"]
    told = [f"{message.case}, {spoken(begun, zone)}"] if isinstance(begun, datetime) else []
    for name, key in (("Present", "present"), ("Wrote in it", "wrote"), ("Apologies", "apologies")):
        people = _people(values.get(key), who)
        told += [f"{name}: {', '.join(people)}"] if people else []
    told += [_quorum(values["lacking"])] if "lacking" in values else []
    told += ["Nothing was recorded in it."] if values.get("empty") else []
    return (*told, f"Locked, SHA-256 {values['digest']}") if values.get("digest") else tuple(told)


def labelled(values: Mapping[str, Value], who: Callable[[str], str]) -> str:
    """Give a line of a plan review as one text: what it is, whose, why it is there, and what it says."""
    label, by, owner = (str(values.get(name) or "") for name in ("label", "by", "owner"))
    named = f"{label} by {who(by)}" if label and by else label
    head = ", ".join(one for one in (named, who(owner) if owner else "", str(values.get("reason") or "")) if one)
    text = str(values.get("text") or "")
    return f"{head}: {text}" if head and text else head or text


def _quorum(lacking: Value) -> str:
    """Whether what a conference decided counts."""
    absent = [str(one) for one in lacking] if isinstance(lacking, list | tuple) else []
    if not absent:
        return "Everyone who is needed to decide was there."
    return f"Advisory, without {', '.join(absent)}."


def _people(value: Value, who: Callable[[str], str]) -> list[str]:
    """Names from a list of ids, or of a discipline with its ids."""
    found: list[str] = []
    for one in value if isinstance(value, list | tuple) else ():
        if isinstance(one, Mapping):
            found += _people(one["people"], who)
        else:
            found.append(who(str(one)))
    return found


def _entry(values: Mapping[str, Value], who: Callable[[str], str]) -> str:
    head = [str(values[name]) for name in ("ref",) if values.get(name)]
    head += [who(str(values["owner"]))] if values.get("owner") else []
    head += [f"due {values['due']}"] if values.get("due") else []
    head += ["done"] if values.get("done") else []
    head += [f"to {values['of']}"] if values.get("of") else []
    head += [f"on {values['on']}"] if values.get("on") else []
    text = f"{', '.join(head)}: {values['text']}" if head else str(values["text"])
    more = [f"Because: {values['reason']}"] if values.get("reason") else []
    more += [f"In the patient's words: {values['voice']}"] if values.get("voice") else []
    more += [f"So far: {values['note']}"] if values.get("note") else []
    at = values.get("at")
    more += [f"{who(str(values['by']))}, {at:%Y-%m-%d %H:%M} UTC"] if isinstance(at, datetime) and values.get("by") else []
    return f"<li>{'<br>'.join(_isolated(one) for one in (text, *more))}</li>"


def _isolated(text: str) -> str:
    """What turns the direction of writing ends with its line."""
    return "<br>".join(f"<bdi>{escape(line)}</bdi>" for line in text.splitlines())
