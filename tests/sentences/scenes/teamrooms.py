"""A team room: opened, filled, and closed."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, STRANGER, THERAPIST
from tests.sentences.play import PHYSIO, Play, ref


def play(one: Play) -> None:
    """One room with a case on its list, a second one, and what is refused on the way."""
    one.room = one.stage.open_case()
    one.control("!teamroom here", "!teamroom add C-7K3FX", "!teamroom shut", f"!teamroom open {'x' * 61}")
    one.control(f"!teamroom open Tuesday team with {STRANGER}", "!teamroom open Tuesday team")
    one.control(f"!yes {_code(one, f'!teamroom open Tuesday team with {THERAPIST} {PHYSICIAN}')}")
    first = ref(one.control("!teamroom here"))
    team = f"team:{first}"
    one.control(f"!teamroom add {one.code}", "!teamroom add C-7K3FX", f"!teamroom remove {one.code}", f"!teamroom add {one.code}")
    one.alone(THERAPIST, "!teamroom")
    one.alone(MENTAL_HEALTH, "!teamroom")
    one.say(THERAPIST, team, "!room", f"!info {one.code} #summary A topic")
    one.control(f"!team {one.code} cover {PHYSIO} for {PHYSICIAN} until {one.stage.clock.time + timedelta(days=2):%Y-%m-%d}")
    one.pass_time(days=3)
    one.control(f"!teamroom invite {PHYSIO}", f"!teamroom add {one.code}", "!teamroom here")
    one.say(THERAPIST, team, f"!info {one.code} #summary A topic")
    one.control(f"!teamroom dismiss {PHYSIO}", f"!teamroom dismiss {PHYSIO}")
    one.control(f"!yes {_code(one, '!teamroom open Another')}", f"!teamroom add {one.code}")
    second = next(two for two in _refs(one) if two != first)
    one.control(f"!teamroom invite {first} {COORDINATOR}")
    one.say(COORDINATOR, team, f"!teamroom add {second} {one.code}", f"!teamroom add {one.code}")
    one.control(f"!teamroom close {first}", f"!yes {first}", f"!teamroom add {first} {one.code}")
    one.pass_time(minutes=11)
    huddle(one)


def huddle(one: Play) -> None:
    """Its huddle: in a series, started, from case to case, over, and closed by the clock."""
    one.room = one.stage.open_case()
    one.control(f"!yes {_code(one, f'!teamroom open Tuesday team with {THERAPIST} {PHYSICIAN}')}")
    room = _refs(one)[-1]
    team = f"team:{room}"
    one.say(THERAPIST, team, "!huddle start", "!next", "!agenda", "!huddle end")
    one.control(f"!teamroom add {room} {one.code}")
    other = one.room
    one.room = one.stage.open_case()
    one.control(f"!teamroom add {room} {one.code}", f"!team {one.code} remove {PHYSICIAN}")
    one.say(THERAPIST, other, f"!action Ask for the report {PHYSICIAN} due tomorrow", "!signal concern A topic")
    one.say(
        THERAPIST, team, "!huddle", "!huddle stop", "!huddle shut", "!huddle every mon 09:00", "!huddle every tue 10:00", "!huddle"
    )
    tuesday = one.stage.clock.time + timedelta(days=(1 - one.stage.clock.time.weekday()) % 7 + 21)
    one.say(THERAPIST, team, f"!huddle skip {tuesday:%Y-%m-%d} Nobody is in", "!huddle", "!huddle move all tue 10:00")
    one.alone(THERAPIST, "!huddles")
    one.say(THERAPIST, team, "!agenda", "!agenda here", "!huddle start", "!huddle start")
    one.say(THERAPIST, team, "!next", f"!decide Go on because it helps by {PHYSICIAN}", "!next", "!next")
    one.pass_time(days=9)
    one.say(THERAPIST, team, "!huddle stop")


def _code(one: Play, text: str) -> str:
    return ref([said for said in one.control(text) if "!yes" in said.body])


def _refs(one: Play) -> list[str]:
    lines = [line for said in one.control("!teamroom here") for line in said.body.split("\n")]
    return [line.split()[2].rstrip(",") for line in lines if line.startswith("Team room")]
