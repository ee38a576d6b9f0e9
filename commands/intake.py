"""The intake: beginning it, writing it section by section, looking at it, and taking the baseline at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from bot.care import absences, factors, intakes
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.factors import Sort
from bot.care.facts import Value
from bot.care.intakes import OF, Part, Way
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.texts import categories_of, checked
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import invited
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import longest
from bot.chat.parameters import CaseCode, Rest, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import heard_in, told

_PARTS: Mapping[str, Part] = {
    **{part.value: part for part in Part},
    "medicines": Part.MEDICATION,
    "meds": Part.MEDICATION,
    "safety": Part.EMOTIONAL_SAFETY,
    "symptom": Part.SYMPTOMS,
    "identity": Part.IDENTITY_VALUES,
    "values": Part.IDENTITY_VALUES,
    "identity_and_values": Part.IDENTITY_VALUES,
}
_SORTS: Mapping[str, Sort] = {sort.value: sort for sort in Sort}
_NONE = frozenset({"none", "no", "nothing", "none considered"})


@command("intake start", allow=CLINICAL, example="!intake start joint on 2026-12-14 with @p2:clinic.example")
def start(
    case: CaseCode,
    actor: Actor,
    work: Work,
    text: Annotated[str, Rest("joint, where you see the patient together, or parallel")],
) -> Reply:
    """Begin the intake. Joint: several of you see the patient together. Parallel: each alone."""
    said, people, roles = invited(text)
    words = split(said)
    if not words or words[0].key not in set(Way) or roles:
        raise ArgumentError("way", "joint or parallel, then on a day, with those who take part", "joint on 2026-12-14")
    on = _day(words[1:], work, actor)
    kept = intakes.start(work, case, actor.id, Way(words[0].key), on, people)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "way": kept.what.way.value,
        "day": spoken_day(on) if on else "",
        "people": list(people),
        "parts": [part.words for part in Part],
    }
    return Reply(template="intake/started", values=values, refs=(kept.ref,))


@command(
    "intake",
    allow=CLINICAL,
    example=("!intake history In her own words: it began after the operation.", "!intake emotional safety Feels safe at home."),
)
def write(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("the section, and what was learnt")]
) -> Reply:
    """Write a section of the intake. History, medication, lifestyle, emotional safety, desire, symptoms, identity and values.

    What you write is added; nothing is replaced. Tags on the first line say what it is about. What is sensitive is best written
    in your direct room.
    """
    found, body = tags(text, now=work.now, zone=actor.zone)
    words = split(body)
    match = longest([word.text.rstrip(":") for word in words], _PARTS)
    if match is None:
        names = ", ".join(part.words for part in Part)
        raise ArgumentError("section", f"one of {names}", "!intake lifestyle Sleeps six hours.")
    part, count = match
    said = body[words[count - 1].end :].lstrip(" \t:\r\n")
    if is_blank(said):
        raise InvalidError("refused/nothing_said")
    categories = categories_of(work, case, actor.id, found.categories or OF.get(part, ()))
    kept = intakes.write(work, case, actor.id, part, checked(said), categories)
    heard = heard_in(work, case, turn, actor.id, categories)
    left = intakes.missing(work, intakes.needed(work, case))
    values: dict[str, Value] = {
        "ref": kept.ref,
        "part": part.words,
        "categories": [one.words for one in categories],
        "left": [one.words for one in left],
        **told(heard),
    }
    return Reply(template="intake/written", values=values, refs=(kept.ref,), privately=bool(heard))


@command("intake show", allow=ROSTER | COORDINATION, read=True, example="!intake show")
def show(case: CaseCode, work: Work) -> Reply:
    """Show the intake as far as it is written. You read what is shared with you, and which sections are still open."""
    found = intakes.running(work, case) or intakes.last(work, case)
    if found is None:
        raise InvalidError("refused/no_intake")
    values: dict[str, Value] = {
        "ref": found.ref,
        "way": found.what.way.value,
        "begun": found.created,
        "finished": found.what.finished,
        "parts": [part.words for part in Part],
        "left": [part.words for part in intakes.missing(work, found)],
    }
    return Reply(template="intake/show", values=values, lines=intakes.lines(work, found))


@command("intake finish", allow=CLINICAL, example="!intake finish")
def finish(case: CaseCode, work: Work) -> Reply:
    """Finish the intake and take the baseline. What changes later is measured against what stands at this moment.

    Where all contributors are of one sort, you are asked which others were considered and excluded.
    """
    intakes.needed(work, case)
    only = intakes.one_sided(work, case)
    if only is not None:
        ask = Ask(kind="intake others", draft={"sort": only.value})
        values: dict[str, Value] = {"sorts": [one.value for one in Sort]}
        lines = (intakes.one_sort(work, case, only),)
        return Reply(template="intake/others", values=values, lines=lines, ask=ask, privately=True)
    return _finished(work, case)


@answer("intake others", allow=CLINICAL)
def others(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    draft: Mapping[str, Value],
    words: str,
) -> Reply:
    """Take which other sorts of contributor were considered, and close the intake."""
    if words.strip(" \t\r\n`'\".").lower() in _NONE:
        return _finished(work, case, alone=True)
    said, because = _sorts(words)
    named = tuple(sort for sort in said if sort.value != draft["sort"])
    if not named:
        expected = f"one or more others of {', '.join(Sort)} and why, or none"
        raise ArgumentError("contributors", expected, "lifestyle because sleep and work are steady")
    categories = categories_of(work, case, actor.id)
    kept = [factors.exclude(work, case, actor.id, sort, because, categories) for sort in named]
    heard = heard_in(work, case, turn, actor.id, categories)
    reply = _finished(work, case, excluded=named, heard=told(heard))
    return Reply(
        template=reply.template, values=reply.values, refs=(*reply.refs, *(one.ref for one in kept)), privately=bool(heard)
    )


def _finished(
    work: Work, case: str, *, alone: bool = False, excluded: Sequence[Sort] = (), heard: Mapping[str, Value] | None = None
) -> Reply:
    kept = intakes.finish(work, case, alone=alone)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "at": work.now,
        "left": [part.words for part in intakes.missing(work, kept)],
        "excluded": [sort.value for sort in excluded],
        "alone": alone,
        "unshared_with": [],
        "withheld": [],
        **(heard or {}),
    }
    return Reply(template="intake/finished", values=values, refs=(kept.ref,))


def _day(words: Sequence[Word], work: Work, actor: Actor) -> date | None:
    if not words:
        return None
    rest = words[1:] if words[0].key == "on" else words
    found, count = day(rest, today=absences.today(work, actor.id))
    if len(rest) > count:
        raise ArgumentError("day", "on and a day, then with those who take part", "joint on 2026-12-14")
    return found


def _sorts(text: str) -> tuple[tuple[Sort, ...], str]:
    """Read ``relational, lifestyle because …``: the sorts at the beginning, and the reason as typed."""
    found: dict[Sort, None] = {}
    words = split(text)
    place = 0
    while place < len(words) and words[place].key.strip(",.;") in {*_SORTS, "and", "&", ""}:
        named = _SORTS.get(words[place].key.strip(",.;"))
        if named is not None:
            found[named] = None
        place += 1
    if place < len(words) and words[place].key.strip(",:") == "because":
        place += 1
    return tuple(found), text[words[place].start :].strip() if place < len(words) else ""
