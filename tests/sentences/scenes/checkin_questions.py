"""What a team asks before its huddles: set, shown, answered one at a time, put off, too late, changed, and taken away."""

from __future__ import annotations

from bot.care import mornings
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.sentences.play import Play

_SET = '!checkin questions #summary "What changed since last week" "What do you need from the others"'


def play(one: Play) -> None:
    """Two questions, of which one is skipped; a huddle in between; others, which not everybody reads; then a morning, and none."""
    one.room = one.stage.open_case()
    one.here(
        PHYSICIAN, "!checkin questions", "!checkin questions How are you", "!checkin questions none", "!huddle every mon 10:00"
    )
    one.here(PHYSICIAN, "!checkin questions " + " ".join(f'"Question {number}"' for number in range(6)), _SET)
    one.alone(COORDINATOR, f"!checkin {one.code} questions")
    one.here(PHYSICIAN, "!checkin")
    one.alone(PHYSICIAN, "The dose is lower", "back", "skip", "later", f"!checkin {one.code}", "A date for the visit")
    one.alone(THERAPIST, f"!checkin {one.code}", "skip", "skip", f"!checkin {one.code}")
    one.alone(MENTAL_HEALTH, f"!checkin {one.code}")
    one.here(PHYSICIAN, "!huddle start")
    one.alone(THERAPIST, "It goes on")
    one.here(PHYSICIAN, "!huddle end")
    one.alone(MENTAL_HEALTH, "It goes on")
    one.here(THERAPIST, f"!consent withdraw medical from {MENTAL_HEALTH}")
    one.here(PHYSICIAN, '!checkin questions #medical "What is new" "What is left"')
    one.here(PHYSICIAN, f"!action #medical Ask for the report {MENTAL_HEALTH} due tomorrow")
    one.alone(MENTAL_HEALTH, "Nothing", f"!checkin {one.code} questions")
    one.stage.store.act_now(mornings.expect)
    for _ in range(7):
        one.pass_time(days=1)
    one.here(THERAPIST, "!checkin questions none")
