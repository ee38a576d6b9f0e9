"""The minutes of a case: which there are, one of them, and the same as a file."""

from __future__ import annotations

from typing import Annotated

from bot.care import corrections, disclosures, papers
from bot.care.codes import parse_ref
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import Line, Message, Value
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.chat import paper
from bot.chat.pages import naming
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply

_FILE = "file"
_NONE = "refused/no_minutes"
"""What is said of a ref that no minutes have; here the list of them is at hand."""


@command(
    "minutes",
    allow=ROSTER | COORDINATION,
    example=("!minutes", "!minutes 8R2Q", "!minutes 8R2Q file"),
    read=True,
)
def minutes(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("of which meeting")] = "") -> Reply:
    """List the minutes of huddles and conferences. With a ref, show one, as far as you may read it.

    Of a huddle that is open, show what there is so far. With `file` behind it, it comes as a page that you can keep or print.
    """
    words = split(text)
    if not words:
        found = papers.listed(work, case, actor.id)
        met: list[Value] = [{"ref": one.ref, "conference": one.conference, "at": one.at, "open": one.open} for one in found]
        return Reply(template="minutes/list", values={"met": met})
    ref = parse_ref(words[0].text)
    if ref is None or len(words) > 2 or (len(words) == 2 and words[1].key != _FILE):  # noqa: PLR2004 - a ref, and `file`
        raise InvalidError("refused/minutes_what")
    if work.records.locate(case, ref) is None:
        raise NotFoundError("refused/no_such_ref")
    try:
        message = papers.of(work, case, ref, actor.id)
    except ConflictError as error:
        if error.template != _NONE:
            raise
        raise ConflictError("refused/minutes_none", ref=ref) from error
    if message.values.get("now"):
        work.fact(corrections.DIFFERS, actor=work.clinic.bot, case=case, ref=ref, outcome="differs")
    if len(words) == 1:
        return Reply(template=message.template, values=message.values, lines=message.lines)
    return _filed(actor, work, message, ref)


def _filed(actor: Actor, work: Work, message: Message, ref: str) -> Reply:
    """What they may read goes into the file, which as a whole is for those who may read all of it."""
    lines = papers.readable(work, message, actor.id)
    about = tuple(dict.fromkeys(one for line in lines for one in line.about))
    who = naming(work, message.case or "")
    facts = paper.facts(message, zone=actor.zone, who=who)
    notice = disclosures.notice(work, message.case or "")
    file = paper.file(f"Minutes {ref}", facts, lines, ref=ref, who=who, notice=notice)
    line = Line(about=about, section=_FILE, file=file, values={"lines": len(lines)})
    return Reply(template="minutes/file", values={"ref": ref, "apart": len(message.lines) > len(lines)}, lines=(line,))
