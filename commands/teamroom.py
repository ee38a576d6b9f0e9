"""Team rooms: one for a team with many cases. Coordinators open it, say who is in it and which cases it has, and close it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import cases, minutes, series, team_huddles, team_series, teamrooms
from bot.care.codes import parse_ref
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, case_room
from bot.care.huddles import Stage
from bot.care.people import COORDINATION, EVERYONE, Actor, Office, PlaceKind
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.teamrooms import TeamRoom, key_of
from bot.chat import drafts
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import invited, person
from bot.chat.arguments.refs import case_code
from bot.chat.due_actions import Late, due
from bot.chat.parameters import Rest
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Confirm, Reply, Turn

_CONTROL = frozenset({PlaceKind.CONTROL})
_THERE = frozenset({PlaceKind.CONTROL, PlaceKind.TEAM})


@command("teamroom", allow=EVERYONE, case=False, read=True, example="!teamroom")
def listing(actor: Actor, work: Work, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """List your team rooms. You see who is in each, and those of its cases that you are on.

    Coordinators see every room and every case, and whose being there keeps a case out of what is said in it.
    """
    if not is_blank(words):
        raise InvalidError("refused/teamroom_verb")
    office = Office.COORDINATOR in actor.offices
    own = set(work.rosters.cases(actor.id))
    seen = [kept for kept in teamrooms.rooms(work) if office or actor.id in kept.what.members]
    shown = [_room(work, kept, own, office=office) for kept in seen]
    return Reply(template="teamroom/list", values={"rooms": shown, "office": office})


@command(
    "teamroom open",
    allow=COORDINATION,
    case=False,
    places=_CONTROL,
    undo=Undo.NEVER,
    example="!teamroom open Tuesday team with @t1:clinic.example @p2:clinic.example",
)
def opening(work: Work, turn: Turn, text: Annotated[str, Rest("how it is called, and who is in it")]) -> Reply:
    """Open an encrypted room for a team with many cases. You are shown what it will do, and say `!yes` to it.

    The name is shown inside the room alone. You are in it only if you name yourself.
    """
    name, people, roles = invited(text)
    if roles:
        raise ArgumentError("person", "full Matrix ids or mentions behind with", "@physician:clinic.example")
    called = teamrooms.check_opening(work, name, people)
    code = cases.question_code(turn.event_id)
    draft: dict[str, Value] = {"name": called, "people": list(people)}
    values: dict[str, Value] = {"code": code, "name": called, "people": people}
    return Reply(template="teamroom/opening", values=values, confirm=Confirm(kind="teamroom open", code=code, draft=draft))


@confirmed("teamroom open", allow=COORDINATION, case=False)
def opened(actor: Actor, work: Work, draft: Mapping[str, Value]) -> Reply:
    """Open the room."""
    kept = teamrooms.open_room(work, actor.id, str(draft["name"]), drafts.texts(draft["people"]))
    values: dict[str, Value] = {"ref": kept.ref, "name": kept.what.name, "people": kept.what.members, "by": actor.id}
    welcome = (key_of(kept.ref), Message(template="teamroom/welcome", values=values))
    return Reply(template="teamroom/opened", values=values, also=(welcome,), refs=(kept.ref,))


@command(
    "teamroom add",
    allow=COORDINATION,
    case=False,
    places=_THERE,
    undo=Undo.NEVER,
    example=("!teamroom add C-7K3FX", "!teamroom add 8R2Q C-7K3FX"),
)
def add(work: Work, turn: Turn, text: Annotated[str, Rest("which cases, by their codes")]) -> Reply:
    """Put cases on a team room's list. In the control room the room's ref stands first, if there are several.

    Nothing is said there of a case as long as somebody is in the room who is not on its team; you are told who.
    """
    kept, words = _meant(work, turn, text)
    codes = _codes(words)
    return _cases_told(work, turn, teamrooms.add_cases(work, kept, codes), codes, added=True)


@command(
    "teamroom remove",
    allow=COORDINATION,
    case=False,
    places=_THERE,
    undo=Undo.NEVER,
    example=("!teamroom remove C-7K3FX", "!teamroom remove 8R2Q C-7K3FX"),
)
def remove(work: Work, turn: Turn, text: Annotated[str, Rest("which cases, by their codes")]) -> Reply:
    """Take cases off a team room's list. The cases themselves stay as they are."""
    kept, words = _meant(work, turn, text)
    codes = _codes(words)
    return _cases_told(work, turn, teamrooms.remove_cases(work, kept, codes), codes, added=False)


@command(
    "teamroom invite",
    allow=COORDINATION,
    case=False,
    places=_THERE,
    undo=Undo.NEVER,
    example=("!teamroom invite @t1:clinic.example", "!teamroom invite 8R2Q @t1:clinic.example"),
)
def invite(work: Work, turn: Turn, text: Annotated[str, Rest("who")]) -> Reply:
    """Let people into a team room. They are on a case already, so that they are known."""
    kept, words = _meant(work, turn, text)
    people = _people(words)
    changed = teamrooms.invite(work, kept, people)
    hidden = _hidden(work, changed) if turn.place.kind is PlaceKind.CONTROL else []
    values: dict[str, Value] = {"ref": kept.ref, "people": people, "hidden": hidden}
    return Reply(template="teamroom/invited", values=values, refs=(kept.ref,))


@command(
    "teamroom dismiss",
    allow=COORDINATION,
    case=False,
    places=_THERE,
    in_locked_room=True,
    undo=Undo.NEVER,
    example=("!teamroom dismiss @t1:clinic.example", "!teamroom dismiss 8R2Q @t1:clinic.example"),
)
def dismiss(work: Work, turn: Turn, text: Annotated[str, Rest("who")]) -> Reply:
    """Put people out of a team room. On their cases they stay."""
    kept, words = _meant(work, turn, text)
    people = _people(words)
    teamrooms.dismiss(work, kept, people)
    return Reply(template="teamroom/dismissed", values={"ref": kept.ref, "people": people}, refs=(kept.ref,))


@command(
    "teamroom close",
    allow=COORDINATION,
    case=False,
    places=_THERE,
    undo=Undo.NEVER,
    example=("!teamroom close", "!teamroom close 8R2Q"),
)
def closing(work: Work, turn: Turn, text: Annotated[str, Rest("which room, by its ref")] = "") -> Reply:
    """Close a team room. You are shown what it will do, and say `!yes` to it. Its cases stay as they are."""
    kept, words = _meant(work, turn, text)
    if words:
        raise ArgumentError("room", "the ref of a team room, or nothing more", "!teamroom close 8R2Q")
    values: dict[str, Value] = {"ref": kept.ref, "name": kept.what.name, "people": len(kept.what.members)}
    confirm = Confirm(kind="teamroom close", code=kept.ref, draft={"ref": kept.ref})
    return Reply(template="teamroom/closing", values=values, confirm=confirm)


@confirmed("teamroom close", allow=COORDINATION, case=False)
def closed(work: Work, turn: Turn, actor: Actor, draft: Mapping[str, Value]) -> Reply:
    """Close the room, once everybody in it has had time to read that."""
    kept = teamrooms.meant(work, turn.place, str(draft["ref"]))
    going, open_one = team_series.current(work, kept.ref), team_huddles.running(work, kept.ref)
    if going is not None:
        series.stop(work, going)
    left = team_huddles.end(work, open_one, Stage.ENDED)[1] if open_one is not None else None
    if left is not None:
        work.say(case_room(left.case), minutes.message(work, left))
        work.fact("huddle end", actor=actor.id, case=left.case, ref=left.ref)
    teamrooms.close(work, kept)
    wait = int(teamrooms.LAST_WORD.total_seconds()) // 60
    values: dict[str, Value] = {"ref": kept.ref, "name": kept.what.name, "minutes": wait, "by": actor.id}
    goodbye = (key_of(kept.ref), Message(template="teamroom/goodbye", values=values))
    also = () if turn.place.key == key_of(kept.ref) else (goodbye,)
    return Reply(template="teamroom/goodbye", values=values, also=also, refs=(kept.ref,))


@due(teamrooms.CLOSED_DUE, late=Late.ACT)
def emptied(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - a room closes just the same however late
    """Take everybody out of a room that was closed."""
    teamrooms.empty(work, moment.subject)
    work.fact(teamrooms.CLOSED_DUE, actor=work.clinic.bot, ref=moment.subject)


def _meant(work: Work, turn: Turn, text: str) -> tuple[Kept[TeamRoom], tuple[Word, ...]]:
    words = split(text)
    ref = parse_ref(words[0].text) if words else None
    return teamrooms.meant(work, turn.place, ref), words[1:] if ref is not None else words


def _codes(words: tuple[Word, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(case_code(one) for word in words for one in word.text.split(",") if one))
    return found or (case_code(""),)


def _people(words: tuple[Word, ...]) -> tuple[str, ...]:
    found: list[str] = []
    left = [word for word in words if word.key not in {"and", ",", "&"}]
    while left or not found:
        who, count = person(left)
        found.append(who)
        left = left[count:]
    return tuple(dict.fromkeys(found))


def _cases_told(work: Work, turn: Turn, kept: Kept[TeamRoom], codes: tuple[str, ...], *, added: bool) -> Reply:
    """Codes are for coordinators: whoever else is in the room reads of its cases what they may."""
    values: dict[str, Value] = {"ref": kept.ref, "codes": codes, "added": added, "hidden": _hidden(work, kept)}
    return Reply(template="teamroom/cases", values=values, refs=(kept.ref,), privately=turn.place.kind is PlaceKind.TEAM)


def _hidden(work: Work, kept: Kept[TeamRoom]) -> list[Value]:
    out = ((code, teamrooms.kept_out(work, kept, code)) for code in kept.what.cases)
    return [{"code": code, "people": people} for code, people in out if people]


def _room(work: Work, kept: Kept[TeamRoom], own: set[str], *, office: bool) -> dict[str, Value]:
    codes = [code for code in kept.what.cases if office or code in own]
    return {
        "ref": kept.ref,
        "name": kept.what.name,
        "people": kept.what.members,
        "cases": codes,
        "hidden": _hidden(work, kept) if office else [],
    }
