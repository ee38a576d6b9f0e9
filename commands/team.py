"""Who is on a case: the list, coming, going, leading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from bot.care import absences, covers, proposals, tasks, team
from bot.care.actions import end_of
from bot.care.dues import Due
from bot.care.facts import Line, Message, Value, case_room
from bot.care.grants import BY_NAME_ALONE
from bot.care.people import COORDINATION, LEAD, ROSTER, Actor, Membership, Role
from bot.care.ports import Work
from bot.care.team import ENDED, Joining
from bot.chat import lost
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import member, person
from bot.chat.arguments.tags import check_untagged
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import following, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import to_room


@command("team", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!team")
def members(case: CaseCode, work: Work) -> Reply:
    """Show who is on the case.

    Roles, who leads, since and until when, and who waits for the review of consent.
    """
    lines = tuple(_line(one, work.now) for one in work.rosters.of(case))
    return Reply(template="team/list", lines=lines)


@command(
    "team add",
    allow=COORDINATION | LEAD,
    before_consent=True,
    undo=Undo.NEVER,
    example=(
        "!team add @p2:clinic.example physician",
        "!team add @n1:clinic.example trainee under @p2:clinic.example until 2027-03-31",
    ),
)
def add(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Rest("who, and in which role")],
) -> Reply:
    """Put somebody on the team, or change their role.

    They are enrolled and invited at once. What the team shares they read only once consent is reviewed; trainees and guests are
    granted by name. A guest joins conferences, never this case's room.
    """
    joining = _joining(text, today=absences.today(work, actor.id), zone=work.clinic.zone)
    known = work.rosters.member(case, joining.person)
    added = team.add(work, case, actor.id, joining)
    lost.tell(work, case)
    values = {**_values(added), "changed": known is not None, "review": not added.reviewed}
    also = to_room(case, turn, "team/joined", _values(added))
    return Reply(template="team/added", values=values, also=also)


@command(
    "team remove",
    allow=COORDINATION | LEAD,
    before_consent=True,
    in_locked_room=True,
    undo=Undo.NEVER,
    example="!team remove @p2:clinic.example",
)
def remove(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("who leaves")]) -> Reply:
    """Take somebody off the team. It ends at once what they could read, and puts them out of the room."""
    words = split(text)
    who, count = person(words)
    left = team.remove(work, case, actor.id, who, following(text, words, count).strip())
    proposals.look_again(work, case)
    values: dict[str, Value] = {**_values(left), "without_lead": left.lead, "stood_in": covers.without(work, case, who)}
    lost.tell(work, case)
    open_still = sum(one.kept.owner == who for one in tasks.open_ones(work, case))
    also = to_room(case, turn, "team/left", values)
    return Reply(template="team/removed", values={**values, "open": open_still}, also=also)


@command("team lead", allow=COORDINATION | LEAD, before_consent=True, undo=Undo.NEVER, example="!team lead @t1:clinic.example")
def lead(case: CaseCode, work: Work, turn: Turn, text: Annotated[str, Rest("who")]) -> Reply:
    """Say who leads the case. It is one person with a clinical role. Whoever led before does so no more."""
    who, _ = person(split(text))
    appointed, before = team.appoint(work, case, who)
    lost.tell(work, case)
    values: dict[str, Value] = {**_values(appointed), "before": before.person if before else ""}
    return Reply(template="team/leads", values=values, also=to_room(case, turn, "team/leads", values))


@due(ENDED, late=Late.ACT)
def ended(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - a membership ends just the same however late it is noticed
    """End a membership that was given until now."""
    if moment.case is None or not team.run_out(work, moment.case, moment.subject):
        return
    proposals.look_again(work, moment.case)
    stood_in = covers.without(work, moment.case, moment.subject)
    lost.tell(work, moment.case)
    without_lead = team.lead_of(work, moment.case) is None
    values: dict[str, Value] = {"person": moment.subject, "without_lead": without_lead, "stood_in": stood_in}
    work.say(case_room(moment.case), Message(template="team/ended", values=values, case=moment.case))


def _joining(text: str, *, today: date, zone: str) -> Joining:
    words = list(split(text))
    found, count = member(words)
    joining = Joining(person=found.person, roles=found.roles)
    words = words[count:]
    while words:
        match words[0].key:
            case "under":
                supervisor, count = person(words[1:])
                joining = replace(joining, supervisor=supervisor)
            case "until":
                last, count = day(words[1:], today=today)
                joining = replace(joining, until=end_of(last, zone))
            case "for":
                check_untagged(text)
                return replace(joining, purpose=text[words[0].end :].strip())
            case _:
                raise ArgumentError("condition", "under a supervisor, until a date, or for a purpose", "until 2027-03-31")
        words = words[1 + count :]
    return joining


def _values(one: Membership) -> dict[str, Value]:
    return {
        "person": one.person,
        "roles": [role.person for role in one.roles],
        "lead": one.lead,
        "until": one.until,
        "supervisor": one.supervisor or "",
        "guest": Role.GUEST in one.roles,
        "by_name": not one.clinician and any(role in BY_NAME_ALONE for role in one.roles),
    }


def _line(one: Membership, now: datetime) -> Line:
    cover = one.standing_in(now)
    values: dict[str, Value] = {
        **_values(one),
        "own": one.own,
        "covers": cover.person if cover is not None else "",
        "covers_until": cover.until if cover is not None else None,
        "since": one.since,
        "purpose": one.purpose,
        "review": one.own and not one.reviewed and one.clinician,
    }
    return Line(section="member", values=values)
