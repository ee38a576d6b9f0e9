"""Plan reviews that are over: read again as they were, or as a page to keep or print."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot.care import disclosures, papers, review_papers
from bot.care.codes import parse_ref
from bot.care.dates import spoken
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.chat import paper
from bot.chat.pages import naming
from bot.chat.parameters import CaseCode, Rest
from bot.chat.registry import OF_REF
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply

_FILE = "file"


@command(
    "review show",
    allow=WRITING | COORDINATION,
    example=("!review 8R2Q", "!review last", "!review 8R2Q file"),
    read=True,
    aliases=("review last", f"review {OF_REF}"),
)
def show(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("which review")] = "") -> Reply:
    """Show a plan review again as it was at its end, as far as you may read it.

    Without a ref it is the last one that was closed. With `file` behind it, it comes as a page that you can keep or print.
    """
    words = split(text)
    ref = parse_ref(words[0].text) if words else None
    behind = [word.key for word in words[ref is not None :]]
    if behind not in ([], [_FILE]):
        raise InvalidError("refused/review_which")
    review = review_papers.found(work, case, ref or "")
    message = review_papers.message(work, review)
    if not behind:
        return Reply(template=message.template, values=message.values, lines=message.lines)
    return _filed(actor, work, message, review.ref)


def _filed(actor: Actor, work: Work, message: Message, ref: str) -> Reply:
    """What they may read goes into the file, which as a whole is for those who may read all of it."""
    who = naming(work, message.case or "")
    lines = papers.readable(work, message, actor.id)
    about = tuple(dict.fromkeys(one for line in lines for one in line.about))
    told = [
        f"{name} {spoken(at, actor.zone)}" for name in ("begun", "closed") if isinstance(at := message.values.get(name), datetime)
    ]
    facts = [f"{message.case}, {', '.join(told)}"] if told else [str(message.case)]
    page = [_printed(line, paper.labelled(line.values, who)) for line in lines]
    notice, title = disclosures.notice(work, message.case or ""), f"Plan review {ref}"
    file = paper.file(title, facts, page, ref=ref, who=who, notice=notice, kind="review", titles=paper.REVIEWED)
    whole = Line(about=about, section=_FILE, file=file, values={"lines": len(lines)})
    return Reply(template="review/file", values={"ref": ref, "apart": len(message.lines) > len(lines)}, lines=(whole,))


def _printed(line: Line, text: str) -> Line:
    return replace(line, values={"ref": line.values.get("ref", ""), "text": text, "voice": line.values.get("voice", "")})
