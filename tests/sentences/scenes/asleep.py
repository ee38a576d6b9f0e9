"""Days in which nobody looked after what was due: one message a person, whatever they missed, what is due this morning with it."""

from __future__ import annotations

from datetime import timedelta

from bot.care import mornings
from tests.cast import COORDINATOR, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.sentences.play import Play


def play(one: Play) -> None:
    """Each kind of moment that is gathered falls into the same days; then a dozen and more of one kind; then a morning too."""
    one.room = one.stage.open_case()
    one.here(THERAPIST, "!huddle every day 10:00", "!review every week wed 11:00")
    one.here(PHYSICIAN, "!monitor TSH every week", "!pause couple work A flare until 2026-12-09")
    one.here(PHYSICIAN, '!conference at 2026-12-09 16:00 "What next?"', '!conference at 2026-12-18 14:00 "And then?"')
    one.here(PHYSICIAN, f"!handover physician {PRIMARY_CARE} A leave")
    one.here(THERAPIST, "!refer Pelvic floor practice for an assessment")
    one.say(COORDINATOR, "control", f"!consent {one.code} review 2026-12-10")
    one.stage.sleep(timedelta(days=10))
    one.stage.wait(timedelta(hours=4))
    for number in range(14):
        one.here(PHYSICIAN, f"!monitor Result {number} every week")
    one.stage.wait(timedelta(days=1))
    one.stage.sleep(timedelta(days=9))
    one.stage.wait(timedelta(days=1))
    one.stage.wait(timedelta(minutes=1))
    one.here(THERAPIST, f"!action Ask for the report {PHYSICIAN} due tomorrow")
    one.here(PHYSICIAN, "!note soap S: a topic")
    one.stage.store.act_now(mornings.expect)
    one.stage.sleep(timedelta(days=2))
    one.stage.wait(timedelta(days=1))
