"""What each role on a case is responsible for, and what it leaves to others."""

from __future__ import annotations

import re
from typing import Annotated

from bot.care import charters
from bot.care.charters import Charter
from bot.care.facts import Line, Message, Value, case_room
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor, Role
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import roles
from bot.chat.arguments.tags import check_untagged
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import following, split
from bot.chat.turn import Reply, Turn

_EXAMPLE = "!charter physician responsible medication, blood tests not couple work"
_NOT = re.compile(r"(?<!\S)not(?: for)?(?!\S)", re.IGNORECASE)


@command(
    "charter",
    allow=CLINICAL | COORDINATION,
    before_consent=True,
    example=(_EXAMPLE, "!charter nurse responsible dressings, phone calls"),
)
def charter(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("a role, and what it is responsible for")] = ""
) -> Reply:
    """Say what a role is responsible for here, and what it is not.

    Commas stand between several things. Where two roles say the same you are told so, and what a role leaves to others while
    no other role takes it. Only the same words are found: "sleep" and "sleeping problems" are two things. Everyone on the team
    reads it, so write nothing about the patient. Without any word you are shown all of it.
    """
    words = split(text)
    if not words:
        return _shown(work, case, privately=True)
    check_untagged(text)
    role, responsible, excluded = _read(text)
    kept = charters.write(work, case, actor.id, role, responsible, excluded)
    values: dict[str, Value] = {"ref": kept.ref, "role": role.person, "by": actor.id, **_findings(work, case)}
    lines = (_line(kept), *_named(work, case))
    also: tuple[tuple[str, Message], ...] = ()
    if turn.place.key != case_room(case):
        also = ((case_room(case), Message(template="charter/kept", values=values, lines=lines, case=case)),)
    return Reply(template="charter/kept", values=values, lines=lines, refs=(kept.ref,), also=also)


@command("charters", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!charters")
def listed(case: CaseCode, work: Work) -> Reply:
    """Show what each role is responsible for. With what two roles claim, and what nobody does."""
    return _shown(work, case, privately=False)


def _read(text: str) -> tuple[Role, str, str]:
    words = split(text)
    held, count = roles(words)
    if len(held) > 1:
        raise ArgumentError("role", "one role", _EXAMPLE)
    if len(words) <= count or words[count].key.rstrip(":") != "responsible":
        raise ArgumentError("charter", "responsible, and behind it what for", _EXAMPLE)
    behind = count + (2 if len(words) > count + 1 and words[count + 1].key == "for" else 1)
    said = following(text, words, behind)
    apart = _NOT.search(said)
    return (held[0], said[: apart.start()], said[apart.end() :]) if apart else (held[0], said, "")


def _shown(work: Work, case: str, *, privately: bool) -> Reply:
    every = charters.current(work, case)
    values: dict[str, Value] = {"written": len(every), **_findings(work, case)}
    lines = (*(_line(kept) for kept in every), *_named(work, case))
    return Reply(template="charter/list", values=values, lines=lines, privately=privately)


def _findings(work: Work, case: str) -> dict[str, Value]:
    return {"unwritten": [role.person for role in charters.unwritten(work, case)]}


def _line(kept: Kept[Charter]) -> Line:
    what = kept.what
    values: dict[str, Value] = {
        "ref": kept.ref,
        "role": what.role.person,
        "responsible": list(what.responsible),
        "excluded": list(what.excluded),
    }
    return Line(section="charter", values=values)


def _named(work: Work, case: str) -> tuple[Line, ...]:
    """The overlaps and the gaps, each a line."""
    written = [kept.what for kept in charters.current(work, case)]
    both = tuple(
        Line(section="overlap", values={"phrase": one.phrase, "roles": [role.person for role in one.roles]})
        for one in charters.overlaps(written)
    )
    gaps = tuple(Line(section="gap", values={"phrase": one.phrase, "role": one.role.person}) for one in charters.gaps(written))
    return (*both, *gaps)
