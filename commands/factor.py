"""Contributors: naming one, judging it with a reason, and looking at all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from bot.care import factors
from bot.care.codes import parse_ref
from bot.care.errors import InvalidError
from bot.care.factors import Factor, Sort, Standing
from bot.care.facts import Line, Value
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import categories_of, checked
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_SORTS: Mapping[str, Sort] = {
    **{sort.value: sort for sort in Sort},
    "medicine": Sort.MEDICATION,
    "medical": Sort.ORGANIC,
    "psychological": Sort.PSYCHOGENIC,
    "relationship": Sort.RELATIONAL,
}
_STANDINGS: Mapping[str, Standing] = {standing.value: standing for standing in Standing}
_BECAUSE = re.compile(r"^because\b[ \t]*:?", re.IGNORECASE)


@command("factor add", allow=CLINICAL, example="!factor add relational Conflict about the children")
def add(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what sort of contributor, and what it is")]
) -> Reply:
    """Name a contributor: organic, medication, psychogenic, relational or lifestyle. It is suspected until somebody judges it."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    words = split(body)
    sort = _SORTS.get(words[0].key.rstrip(":,")) if words else None
    if sort is None:
        raise ArgumentError("contributor", f"one of {', '.join(Sort)}, and what it is", "!factor add lifestyle Sleeps five hours")
    said = body[words[0].end :].strip(" \t:\r\n")
    if is_blank(said):
        raise InvalidError("refused/nothing_said")
    categories = categories_of(work, case, actor.id, found.categories)
    kept = factors.add(work, case, actor.id, sort, said, categories)
    heard = heard_in(work, case, turn, actor.id, categories)
    values: dict[str, Value] = {"ref": kept.ref, "categories": [one.words for one in categories], **told(heard)}
    return Reply(template="factor/added", values=values, lines=(_sort(kept),), refs=(kept.ref,), privately=bool(heard))


@command("factor", allow=CLINICAL, example="!factor 8R2Q supported because it began with the change of tablets")
def judge(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("which one, what you hold of it, and why")]
) -> Reply:
    """Judge a contributor: supported, suspected or excluded, and because of what. What was said before stays below it."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    words = split(body)
    ref = parse_ref(words[0].text) if words else None
    standing = _STANDINGS.get(words[1].key.rstrip(",:")) if len(words) > 1 else None
    if ref is None or standing is None:
        example = "!factor 8R2Q excluded because the results are normal"
        raise ArgumentError("judgement", "a ref, then supported, suspected or excluded, and because of what", example)
    because = _BECAUSE.sub("", body[words[1].end :].strip(" \t,:\r\n")).strip()
    if is_blank(because):
        raise InvalidError("refused/because_needed", example=f"!factor {ref} {standing.value} because the results are normal")
    about_it = work.records.get(Factor, case, ref).what.categories
    categories = found.categories or about_it or categories_of(work, case, actor.id)
    kept = factors.judge(work, case, actor.id, ref, standing, checked(because), categories)
    heard = heard_in(work, case, turn, actor.id, tuple(dict.fromkeys((*about_it, *categories))))
    values: dict[str, Value] = {"ref": kept.ref, "standing": standing.value, **told(heard)}
    return Reply(template="factor/judged", values=values, lines=(_sort(kept),), refs=(kept.ref,), privately=bool(heard))


@command("factors", allow=ROSTER | COORDINATION, read=True, example="!factors")
def listing(case: CaseCode, work: Work) -> Reply:
    """Show the contributors, by their sort, with what speaks for and against each, by whom, and when."""
    found = factors.lines(work, case)
    values: dict[str, Value] = {"any": bool(found), "sorts": [sort.value for sort in Sort]}
    return Reply(template="factor/list", values=values, lines=found)


def _sort(kept: Kept[Factor]) -> Line:
    """Of what sort it is: that alone says something of the patient."""
    return Line(about=about(kept.what.categories), author=kept.author, section="sort", values={"sort": kept.what.sort.value})
