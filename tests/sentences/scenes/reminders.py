"""Reminders: for oneself and for the room, once and again and again, late, put off, done, too many, and ended with their case."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import Heard
from tests.sentences.play import NURSE, Play, ref


def play(one: Play) -> None:
    """A week of them; then the case is closed."""
    other = one.stage.open_case().removeprefix("case:")
    one.stage.clock.time += timedelta(seconds=2)
    one.room = one.stage.open_case()
    one.alone(PHYSICIAN, "!reminders", f"!on {one.code}", "!quiet 20:00-07:00")
    one.here(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due 2026-12-20")
    action = ref(one.here(PHYSICIAN, "!actions here"))
    mine = ref(one.alone(PHYSICIAN, f"!remind {action} today 22:00"))
    one.alone(PHYSICIAN, "!remind in 2 weeks Call the lab", f"!remind {mine} tomorrow 9:00 Call", f"!remind {NURSE} tomorrow Call")
    series = ref(one.alone(PHYSICIAN, "!remind every day 10:00 Look at the scores"))
    one.alone(PHYSICIAN, f"!remind move {series} tomorrow 9:00", f"!remind move {series} every tue 10:00 move")
    one.alone(PHYSICIAN, f"!move {series} {other}", "!reminders")
    room = ref(one.here(THERAPIST, "!remind here tomorrow 9:00 The letters go out today"))
    one.here(THERAPIST, f"!remind here {action} {PHYSICIAN} every day 9:10 #summary Say good morning")
    one.here(PHYSICIAN, f"!remind cancel {room}")
    heard = one.pass_time(hours=13, minutes=30)
    one.say(COORDINATOR, "control", f"!team {one.code} add {NURSE} nurse")
    one.here(THERAPIST, f"!remind here {action} tomorrow 10:00 Bring the list")
    heard += one.pass_time(hours=12)
    one.reply(PHYSICIAN, told(heard, mine), "in 1h")
    one.reply(PHYSICIAN, told(one.pass_time(hours=2), mine), "done")
    one.alone(PHYSICIAN, f"!remind cancel {mine}")
    one.reply(PHYSICIAN, told(heard, series), "in 1h")
    one.reply(PHYSICIAN, told(heard, series), "done")
    one.alone(PHYSICIAN, f"!remind cancel {series}")
    for _ in range(50):
        one.alone(PHYSICIAN, f"!remind {one.code} fri 9:00 Call")
    daily = ref(one.alone(THERAPIST, "!reminders"))
    one.alone(
        THERAPIST,
        f"!remind move {daily} every fri 9:00",
        f"!remind cancel {daily}",
        f"!remind {one.code} here fri 9:00 Bring the list",
    )
    one.say(COORDINATOR, "control", f"!case {one.code} close #medical Goals reached.", f"!yes {one.code}")


def told(heard: list[Heard], ref_of: str) -> list[Heard]:
    """What somebody was told of this one."""
    return [said for said in heard if f"Reminder {ref_of}" in said.body]
