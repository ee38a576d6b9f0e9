"""Cases: opening and closing one, what one screen tells of it, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from bot.care import (
    appointments,
    carriers,
    cases,
    conferences,
    guests,
    holds,
    minutes,
    monitors,
    planned,
    proposals,
    reminders,
    reviews,
    signal_words,
)
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, case_room
from bot.care.goals import ranked
from bot.care.grants import matrix
from bot.care.notes import CURRENT, DRAFT, Note
from bot.care.overheard import take_back
from bot.care.people import CLINICAL, CLINICIANS, COORDINATION, EVERYONE, LEAD, ROSTER, Actor, PlaceKind, Role
from bot.care.ports import Work
from bot.care.rosters import Case
from bot.care.signals import open_signals
from bot.care.tags import about
from bot.care.team import Joining
from bot.care.texts import categories_of, checked
from bot.care.wishes import open_wishes
from bot.chat import booking, convened, drafts, remembered, withdrawing
from bot.chat.arguments.people import member
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Rest, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.tokens import split
from bot.chat.turn import Confirm, Reply, Turn
from bot.chat.typed import to_room

_SOON = 5
_COMING = {
    "huddle agenda": "huddle",
    "plan review": "plan review",
    proposals.CLOSES: "answers to proposed times",
    reminders.REMINDER_DUE: "conference",
    monitors.RING: "monitoring",
}
"""Which due moments are told, and how they are called."""


@command("case", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!case")
def case(code: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show one screen about a case.

    How to speak to the patient, the team, the goals in the patient's words, open signals, what is held, what is due, and consent.
    """
    found = cases.known(work, code)
    notes = work.records.find(Note, code, states=CURRENT)
    shared = matrix(work, code)
    values: dict[str, Value] = {
        "opened": found.created,
        "closed": found.closed,
        "team": [_seat(work, code, one.person) for one in work.rosters.of(code)],
        "shared": [category.words for category, can, _ in shared if can],
        "unshared": [category.words for category, can, _ in shared if not can],
        "notes": len(notes),
        "last": max((kept.served or kept.created for kept in notes), default=None),
        "due": _coming(work, code, turn.readers(actor.id)),
        "signals": [signal_words.named(work, kept) for kept in open_signals(work, code)],
        "review": going.ref if (going := reviews.running(work, code)) is not None else "",
        "reviews_asked": [kept.ref for kept in open_wishes(work, code)],
        "holds": [{"ref": hold.ref, "words": holds.words(hold)} for hold in holds.of(work, code)],
    }
    heading = Line(about=about((Category.SUMMARY,)), section="preference", values={"text": found.preference})
    aims = tuple(planned.heading("goal", kept) for kept in ranked(work, code))
    return Reply(template="case/screen", values=values, lines=((heading,) if found.preference else ()) + aims)


@command("case list", allow=COORDINATION, case=False, read=True, example="!case list")
def listing(actor: Actor, work: Work) -> Reply:
    """List every case. Yours come first, the one you joined last at the top; then the others, the newest first."""
    known = {one.code: one for one in reversed(work.cases.all())}
    mine = [known.pop(code) for code in work.rosters.cases(actor.id)]
    return Reply(template="case/list", values={"cases": [_row(work, one) for one in (*mine, *known.values())]})


@command("cases", allow=EVERYONE, case=False, read=True, example="!cases")
def mine(actor: Actor, work: Work) -> Reply:
    """List your open cases. The one you joined last comes first, each with your drafts that wait for something."""
    rows: list[Value] = []
    for code in work.rosters.cases(actor.id):
        membership = work.rosters.member(code, actor.id)
        drafts = work.records.find(Note, code, states=frozenset({DRAFT}), author=actor.id)
        roles = [role.person for role in membership.roles] if membership else []
        lead = membership is not None and membership.lead
        rows.append({"code": code, "roles": roles, "lead": lead, "drafts": [kept.ref for kept in drafts]})
    return Reply(template="case/mine", values={"cases": rows})


@command(
    "case open",
    allow=COORDINATION,
    case=False,
    places=frozenset({PlaceKind.CONTROL}),
    undo=Undo.NEVER,
    example="!case open @t1:clinic.example sex therapist @p2:clinic.example physician",
)
def opening(work: Work, turn: Turn, team: Annotated[str, Rest("@user role, for each member")] = "") -> Reply:
    """Open a case with a room and a team. You are shown what it will do, and say `!yes` to it.

    The first clinician you name leads. You are on the roster as its coordinator, and in the room only if you name yourself.
    """
    named, words = [], list(split(team))
    while words:
        found, count = member(words)
        named.append(Joining(person=found.person, roles=found.roles))
        words = words[count:]
    cases.prepare(work, named)
    code = cases.question_code(turn.event_id)
    plan: list[Value] = [{"person": one.person, "roles": [role.value for role in one.roles]} for one in named]
    values: dict[str, Value] = {"code": code, "team": _planned(named), "lead": _first_lead(named)}
    return Reply(template="case/opening", values=values, confirm=Confirm(kind="case open", code=code, draft={"team": plan}))


@confirmed("case open", allow=COORDINATION, case=False)
def opened(actor: Actor, work: Work, draft: Mapping[str, Value]) -> Reply:
    """Open the case."""
    named = [Joining(person=str(one["person"]), roles=tuple(Role(role) for role in one["roles"])) for one in _plans(draft)]
    made = cases.open_case(work, actor.id, named)
    also = (
        (
            case_room(made.code),
            Message(template="case/welcome", values={"lead": _first_lead(named), "by": actor.id}, case=made.code),
        ),
    )
    values: dict[str, Value] = {"code": made.code, "team": _planned(named), "lead": _first_lead(named)}
    return Reply(template="case/opened", values=values, also=also)


@command(
    "case close", allow=COORDINATION | LEAD, undo=Undo.NEVER, before_consent=True, example="!case close #medical Goals reached."
)
def closing(case: CaseCode, actor: Actor, work: Work, turn: Turn, reason: Annotated[str, Said("why it is closed")]) -> Reply:
    """Close a case. What is due is called off, and nothing more is written. You are shown that, and say `!yes` to it."""
    found, body = tags(checked(reason), now=work.now, zone=actor.zone)
    categories = categories_of(work, case, actor.id, found.categories)
    if not categories:
        raise InvalidError("refused/category_needed", example=f"!case close #{Category.MEDICAL.value} Goals reached.")
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(categories))
    draft: dict[str, Value] = {"reason": body, "categories": [one.value for one in categories]}
    values: dict[str, Value] = {"code": case, "due": len(_dates(work, case)), "taken_back": bool(heard)}
    confirm = Confirm(kind="case close", code=case, draft=draft, case=case)
    return Reply(template="case/closing", values=values, confirm=confirm, privately=bool(heard))


@confirmed("case close", allow=COORDINATION | LEAD, before_consent=True)
def closed(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Close the case."""
    categories = drafts.categories(draft["categories"])
    off = cases.close(work, case, actor.id, str(draft["reason"]), categories)
    guests.wind_up(work, case)
    told = [
        one
        for kept in off.conferences
        for one in booking.everywhere(work, kept, booking.announced(work, kept, "conference/cancelled", actor.id))
    ]
    told += [one for kept in off.proposals for one in withdrawing.announced_everywhere(work, kept, actor.id)]
    told += [(case_room(case), minutes.message(work, off.huddle))] if off.huddle is not None else []
    told += convened.minutes_of(work, off.adjourned) if off.adjourned is not None else ()
    told += remembered.ended(case, off.memos)
    values: dict[str, Value] = {"by": actor.id}
    return Reply(template="case/closed", values=values, also=(*to_room(case, turn, "case/closed", values), *told))


@command("case reopen", allow=COORDINATION | LEAD, closed=True, before_consent=True, undo=Undo.NEVER, example="!case reopen")
def reopened(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Open a closed case again. What was called off when it was closed stays so."""
    cases.reopen(work, case)
    values: dict[str, Value] = {"by": actor.id}
    return Reply(template="case/reopened", values=values, also=to_room(case, turn, "case/reopened", values))


@command(
    "case preference",
    allow=CLINICAL | COORDINATION,
    undo=Undo.NEVER,
    example="!case preference she/her, German; say intimacy, not duty",
)
def preference(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Said("pronouns, language, words to use or avoid")],
) -> Reply:
    """Keep how the patient wants to be spoken of. It heads every agenda, for everyone on the team."""
    before = cases.known(work, case).preference
    cases.prefer(work, case, checked(text))
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about((Category.SUMMARY,)))
    values: dict[str, Value] = {"replaced": bool(before), "taken_back": bool(heard)}
    return Reply(template="case/preference", values=values, privately=bool(heard))


def _coming(work: Work, code: str, readers: tuple[str, ...]) -> list[Value]:
    """What comes next, each thing once: a conference at its beginning, and not at each reminder of it."""
    booked = {kept.ref: kept.what.at for kept in conferences.to_come(work, code)}
    unheard = {kept.ref for kept in carriers.open_ones(work, code) if not carriers.is_known_to(work, kept, *readers)}
    found = {(kind, ref): booked.get(ref, at) for (kind, ref), at in _dates(work, code).items() if ref not in unheard}
    coming = [(at, _COMING[kind], ref, "") for (kind, ref), at in found.items()]
    coming += [appointments.coming(kept) for kept in appointments.to_come(work, code)]
    held = carriers.held(work, code)
    return [{"what": what, "at": at, "day": day, "ref": ref, "held": ref in held} for at, what, ref, day in sorted(coming)[:_SOON]]


def _dates(work: Work, code: str) -> dict[tuple[str, str], datetime]:
    """The first moment of each thing that is planned, by its kind and ref."""
    return {(one.kind, one.subject): one.at for one in reversed(work.dues.of(code)) if one.kind in _COMING}


def _seat(work: Work, code: str, person: str) -> dict[str, Value]:
    member = work.rosters.member(code, person)
    roles = [role.person for role in member.roles] if member else []
    cover = member.standing_in(work.now) if member else None
    covers = cover.person if cover is not None else ""
    return {"person": person, "roles": roles, "lead": member is not None and member.lead, "covers": covers}


def _row(work: Work, found: Case) -> dict[str, Value]:
    roster = work.rosters.of(found.code)
    lead = next((one.person for one in roster if one.lead), "")
    return {"code": found.code, "opened": found.created, "closed": found.closed, "lead": lead, "members": len(roster)}


def _planned(named: list[Joining]) -> list[Value]:
    return [{"person": one.person, "roles": [role.person for role in one.roles]} for one in named]


def _first_lead(named: list[Joining]) -> str:
    return next((one.person for one in named if any(role in CLINICIANS for role in one.roles)), "")


def _plans(draft: Mapping[str, Value]) -> list[Mapping[str, list[str]]]:
    team = draft["team"]
    return list(team) if isinstance(team, list | tuple) else []
