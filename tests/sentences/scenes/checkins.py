"""Check-ins before a huddle, and what people are reminded of in the morning."""

from __future__ import annotations

from bot.care import mornings
from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import Heard
from tests.sentences.play import Play


def play(one: Play) -> None:
    """One without a series, one for a day, a second one, one in a huddle, one not for all; then mornings, the last of two cases."""
    one.room = one.stage.open_case()
    one.here(PHYSICIAN, "!checkin", "!checkin all is well", "!checkin done the letter is sent")
    one.here(PHYSICIAN, "!huddle every mon 10:00", "!checkin done the letter is sent next the visit stuck no answer")
    one.alone(COORDINATOR, f"!checkin {one.code} next the rooms", "summary")
    one.here(PHYSICIAN, "!checkin coming", "!checkin away", "!checkin away done the letter is sent", "!checkin coming")
    one.here(PHYSICIAN, "!checkin away", "!checkin coming", "!checkin away as the ward moves stuck no answer")
    one.here(THERAPIST, "!huddle start", "!checkin done the talk", "!huddle end")
    one.here(THERAPIST, f"!action Ask for the report {PHYSICIAN} due tomorrow")
    one.stage.store.act_now(mornings.expect)
    for _ in range(9):
        one.pass_time(days=1)
    one.here(THERAPIST, '!checkin questions #summary "What changed since last week" "What do you need from the others"')
    for _ in range(3):
        one.pass_time(days=1)
    one.here(PHYSICIAN, "!note soap S: a topic")
    for _ in range(3):
        one.pass_time(days=1)
    one.room = one.stage.open_case()
    one.here(PHYSICIAN, "!huddle every weekday 10:00")
    told: list[Heard] = []
    while not told:
        told = [said for said in one.pass_time(days=1) if said.place == f"direct:{PHYSICIAN}" and one.code in said.body]
    one.reply(PHYSICIAN, told, "in 2h")
    one.reply(PHYSICIAN, told, "away")
