"""Being away, who stands in, and the hours at which somebody is not to be rung."""

from __future__ import annotations

from typing import Annotated

from bot.care import absences
from bot.care.absences import Absence
from bot.care.errors import InvalidError
from bot.care.facts import Line, Value
from bot.care.people import EVERYONE, Actor
from bot.care.ports import Work
from bot.chat import lost
from bot.chat.arguments.people import is_person, person
from bot.chat.arguments.spans import hours, span
from bot.chat.parameters import Rest
from bot.chat.spec import command
from bot.chat.tokens import Word, following, is_blank, split
from bot.chat.turn import Reply, Turn

_DEPUTY = "deputy"


@command(
    "away",
    allow=EVERYONE,
    case=False,
    example=("!away 1-14 Dec deputy @physician:clinic.example", "!away deputy @nurse:clinic.example"),
)
def away(actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("from when to when, and who stands in")] = "") -> Reply:
    """Say when you are away, and who stands in. Signals then go to your deputy, and do not ring you.

    A deputy need not be on your cases: an urgent signal brings them its words, and nothing else of the case. Without words,
    what you have said is shown; with `deputy` alone, who stands in whenever you do not answer.
    """
    if is_blank(text):
        return _shown(work, actor)
    words = split(text)
    absence: Absence | None = None
    before = (absences.deputy_of(work, actor.id), *absences.absences(work, actor.id))
    if words[0].key != _DEPUTY:
        first, last, count = span(words, today=absences.today(work, actor.id))
        deputy, reason = _deputy(text, words, count, turn)
        absence = Absence(first=first, last=last, reason=reason)
        absences.leave(work, actor.id, absence)
    else:
        deputy, rest = _deputy(text, words, 0, turn)
        if not is_blank(rest):
            raise InvalidError("refused/extra_words", example="!away deputy @nurse:clinic.example", family="away")
    if deputy and not {deputy, absence} <= set(before):
        absences.appoint(work, actor.id, deputy, absence)
    lost.tell(work, *work.rosters.cases(actor.id))
    return Reply(template="away/set", values=_values(work, actor, absence))


@command("away end", allow=EVERYONE, case=False, example="!away end", aliases=("away off",))
def back(actor: Actor, work: Work) -> Reply:
    """Say that you are back, or will not be away. Your deputy stays the same."""
    absences.back(work, actor.id)
    lost.tell(work, *work.rosters.cases(actor.id))
    return Reply(template="away/ended", values=_values(work, actor, None))


@command("away nobody", allow=EVERYONE, case=False, example="!away nobody")
def nobody(actor: Actor, work: Work) -> Reply:
    """Have nobody stand in for you any more."""
    absences.dismiss(work, actor.id)
    return Reply(template="away/set", values=_values(work, actor, None))


@command("quiet", allow=EVERYONE, case=False, example="!quiet 20:00-07:00")
def quiet(actor: Actor, work: Work, text: Annotated[str, Rest("from when to when")] = "") -> Reply:
    """Say at which hours you are not to be rung. Reminders and concerns wait until they are over; an urgent signal does not.

    Without words, your quiet hours are shown.
    """
    if not is_blank(text):
        begin, end, count = hours(split(text))
        if len(split(text)) > count:
            raise InvalidError("refused/extra_words", example="!quiet 20:00-07:00", family="quiet")
        absences.keep_quiet(work, actor.id, begin, end)
    return Reply(template="quiet/set", values=_hours(work, actor))


@command("quiet end", allow=EVERYONE, case=False, example="!quiet end", aliases=("quiet off", "quiet none"))
def not_quiet(actor: Actor, work: Work) -> Reply:
    """Have no quiet hours any more."""
    absences.no_quiet(work, actor.id)
    return Reply(template="quiet/set", values=_hours(work, actor))


def _deputy(text: str, words: tuple[Word, ...], count: int, turn: Turn) -> tuple[str, str]:
    """Read who stands in, and why somebody is away, from what follows the days."""
    if len(words) <= count or words[count].key.rstrip(":") != _DEPUTY:
        return "", following(text, words, count).strip()
    behind = words[count + 1 :]
    if len(turn.mentions) == 1 and not (behind and is_person(behind[0].text.rstrip(",;:."))):
        pilled = _pilled(behind)
        return turn.mentions[0], following(text, words, count + 1 + pilled).strip()
    named, more = person(behind)
    return named, following(text, words, count + 1 + more).strip()


def _pilled(behind: tuple[Word, ...]) -> int:
    """How many words the name of somebody who is mentioned takes: a link, or else one."""
    try:
        return person(behind)[1]
    except InvalidError:
        return min(1, len(behind))


def _shown(work: Work, actor: Actor) -> Reply:
    running = absences.absences(work, actor.id)
    values: dict[str, Value] = {
        **_hours(work, actor),
        "spans": [absences.spoken(one) for one in running],
        "deputy": absences.deputy_of(work, actor.id) or "",
    }
    reasons = tuple(Line(values={"days": absences.spoken(one), "text": one.reason}) for one in running if one.reason)
    return Reply(template="away/shown", values=values, lines=reasons, privately=True)


def _values(work: Work, actor: Actor, absence: Absence | None) -> dict[str, Value]:
    deputy = absences.deputy_of(work, actor.id) or ""
    return {
        "person": actor.id,
        "days": absences.spoken(absence) if absence is not None else "",
        "deputy": deputy,
        "deputy_away": bool(deputy) and _both_away(work, deputy, absence),
    }


def _both_away(work: Work, deputy: str, absence: Absence | None) -> bool:
    theirs = absences.absences(work, deputy)
    return any(absence is None or (one.first <= absence.last and one.last >= absence.first) for one in theirs)


def _hours(work: Work, actor: Actor) -> dict[str, Value]:
    kept = absences.quiet(work, actor.id)
    begin, end = (one.isoformat("minutes") for one in kept) if kept else ("", "")
    return {"begin": begin, "end": end, "zone": absences.zone_of(work, actor.id)}
