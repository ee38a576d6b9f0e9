"""What comes of a meeting: actions, decisions, information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated

from bot.care import absences, actions, adjourning, decisions, outcomes, sittings
from bot.care.actions import Action, Decision, Info
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, direct
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line
from bot.chat import assigned, drafts, owner, unread
from bot.chat.arguments.dates import day
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import ask_category, elsewhere, heard_in, told, typed

MEETING = CLINICAL | COORDINATION
_MISSING = "action missing"


@command("action", allow=MEETING, example="!action Ask for the latest results @physician:clinic.example due 2026-12-14")
def action(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what is to be done, by whom, and by when")]
) -> Reply:
    """Give one person a task. It stands on each agenda until it is done."""
    found = typed(work, case, actor, text)
    short = owner.short(work, case, actor, turn)
    read = assigned.action(found.text, today=absences.today(work, actor.id), mentions=turn.mentions, short=short)
    draft = _draft("action", read, found.categories, turn)
    return _kept_or_asked(case, actor, work, turn, draft)


@command(
    "decide",
    allow=MEETING,
    example=(
        "!decide Go on with the plan because it helps by @sex_therapist:clinic.example",
        "!decide Wait four weeks instead of 8R2Q because the result is not here by @physician:clinic.example due 2026-12-14",
    ),
)
def decide(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what was decided, why, and who sees to it")]
) -> Reply:
    """Write down a decision. Say the reason, and the one person who carries it out; a day if you like.

    To change one: `instead of` and its ref, and why. Both stay in `!decisions`; whoever was to carry out the old one is told.
    """
    found = typed(work, case, actor, text)
    short = owner.short(work, case, actor, turn)
    read = assigned.decision(found.text, today=absences.today(work, actor.id), mentions=turn.mentions, short=short)
    named = found.categories
    if read.instead_of:
        old = decisions.standing(work, case, actor.id, read.instead_of)
        named = tags(text, now=work.now, zone=actor.zone)[0].categories or old.what.categories
        if is_blank(read.because):
            raise InvalidError("refused/decision_reason", ref=old.ref)
    return _kept_or_asked(case, actor, work, turn, _draft("decision", read, named, turn))


@command("info", allow=MEETING, example="!info The practice is closed between the years")
def info(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what everyone should know")]) -> Reply:
    """Write down what all should know. Nobody has to act upon it. It stands in the minutes, or on the next agenda."""
    found = typed(work, case, actor, text)
    draft = _draft("info", assigned.Assigned(text=found.text), found.categories, turn)
    return _kept_or_asked(case, actor, work, turn, draft)


@answer(_MISSING, allow=MEETING)
def complete(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what an action, a decision or an information still needs."""
    said, whole = split(words.replace("#", " ")), dict(draft)
    match draft["missing"]:
        case "category":
            whole["categories"] = [one.value for one in categories(said)[0]]
        case "person":
            whole["person"] = owner.named(work, case, actor, turn, said)
        case _:
            due = said[1:] if said and said[0].key in {"by", "due", "until"} else said
            whole["day"] = day(due, today=absences.today(work, actor.id))[0].isoformat()
    return _kept_or_asked(case, actor, work, turn, whole)


def _draft(kind: str, read: assigned.Assigned, named: tuple[Category, ...], turn: Turn) -> dict[str, Value]:
    return {
        "kind": kind,
        "text": read.text,
        "because": read.because,
        "instead_of": read.instead_of,
        "person": read.person,
        "day": read.day.isoformat() if read.day else None,
        "categories": [one.value for one in named],
        "event": turn.event_id,
    }


def _kept_or_asked(case: str, actor: Actor, work: Work, turn: Turn, draft: dict[str, Value]) -> Reply:
    if is_blank(str(draft["text"])):
        raise InvalidError("refused/nothing_said")
    if not draft["categories"]:
        return ask_category(_MISSING, {**draft, "missing": "category"})
    if draft["kind"] != "info" and draft["person"] is None:
        values: dict[str, Value] = {"kind": draft["kind"]}
        return Reply(template="action/who", values=values, ask=Ask(kind=_MISSING, draft={**draft, "missing": "person"}))
    if draft["kind"] == "action" and draft["day"] is None:
        return Reply(template="action/when", ask=Ask(kind=_MISSING, draft={**draft, "missing": "day"}))
    return _told(actor, work, turn, _keep(case, actor, work, draft), str(draft["event"]))


def _keep(case: str, actor: Actor, work: Work, draft: Mapping[str, Value]) -> Kept[Action] | Kept[Decision] | Kept[Info]:
    text, who, about_it = str(draft["text"]), str(draft["person"]), drafts.categories(draft["categories"])
    until = date.fromisoformat(str(draft["day"])) if draft["day"] else None
    if draft["kind"] == "action" and until is not None:
        return actions.act(work, case, actor.id, text=text, categories=about_it, owner=who, day=until)
    if draft["kind"] == "decision":
        return decisions.decide(
            work,
            case,
            actor.id,
            text=text,
            reason=str(draft["because"]),
            categories=about_it,
            implementer=who,
            day=until,
            instead_of=str(draft.get("instead_of", "")),
        )
    return actions.inform(work, case, actor.id, text=text, categories=about_it)


def _told(actor: Actor, work: Work, turn: Turn, kept: Kept[Action] | Kept[Decision] | Kept[Info], event: str) -> Reply:
    what = kept.what
    heard = heard_in(work, kept.case, turn, actor.id, what.categories, event)
    due = None if isinstance(what, Info) else what.day
    values: dict[str, Value] = {
        "ref": kept.ref,
        "kind": what.kind,
        "owner": kept.owner,
        "due": spoken_day(due) if due is not None else "",
        "reason": isinstance(what, Decision) and bool(what.reason),
        "instead_of": what.instead_of if isinstance(what, Decision) else "",
        "open": "conference" if what.conference else "huddle" if what.huddle else "",
        "lacking": _lacking(work, kept) if isinstance(what, Decision) and what.conference else (),
        "categories": [one.words for one in what.categories],
        **told(heard),
    }
    rings = (kept.owner,) if kept.owner is not None and kept.owner != actor.id else ()
    apart = bool(heard) or any(elsewhere(turn, one) for one in rings)
    line = Line(about=about(what.categories), author=kept.author, section="text", values={"text": first_line(what.text)})
    assigned_to: dict[str, Value] = {"ref": kept.ref, "kind": what.kind, "by": actor.id, "due": values["due"]}
    message = Message(template="action/assigned", values=assigned_to, lines=(line,), case=kept.case, hears=outcomes.of(kept))
    also = tuple((direct(one), replace(message, mentions=(one,))) for one in rings) if apart else ()
    mentions = () if apart else rings
    also = (*also, *_released(work, actor, kept, line), *unread.warned(work, kept, actor.id))
    return Reply(template="action/kept", values=values, also=also, mentions=mentions, refs=(kept.ref,), privately=bool(heard))


def _lacking(work: Work, kept: Kept[Action] | Kept[Decision] | Kept[Info]) -> tuple[str, ...]:
    """Name who of the quorum is not there yet: as long as they are not, what is decided is advice."""
    sitting = sittings.running(work, kept.case)
    return adjourning.lacking(work, sitting) if sitting is not None else ()


def _released(
    work: Work, actor: Actor, kept: Kept[Action] | Kept[Decision] | Kept[Info], line: Line
) -> tuple[tuple[str, Message], ...]:
    """Tell whoever was to carry out a decision that another one stands in its place."""
    old = decisions.changed_by(work, kept) if isinstance(kept.what, Decision) else None
    if old is None or old.owner is None or old.owner in {actor.id, kept.owner}:
        return ()
    values: dict[str, Value] = {"ref": old.ref, "by": actor.id, "to": kept.ref, "owner": kept.owner}
    message = Message(template="action/changed", values=values, lines=(line,), case=kept.case, mentions=(old.owner,))
    return ((direct(old.owner), message),)
