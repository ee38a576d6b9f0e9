"""The meetings of the main job: huddles, conferences, reviews of the plan."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.cast import MENTAL_HEALTH, PHYSICIAN, STRANGER, THERAPIST
from tests.sentences.play import Play, ref


def huddles(one: Play) -> None:
    """Topics, the agenda, what comes of it, the minutes."""
    one.here(THERAPIST, "!agenda", "!huddle", "!huddle end", "!huddle stop", "!huddle whatever", "!present @x", "!done what")
    one.here(THERAPIST, "!huddle every 0 weeks", "!huddle every 29 feb", "!huddle every mon 25:00")
    one.here(THERAPIST, "!huddle every day 09:00 and so on", "!huddles")
    first = ref(one.here(THERAPIST, "!huddle add Sleep has become the main worry"))
    one.here(THERAPIST, f"!fix {first} ~couple_work")
    one.here(THERAPIST, "!huddle add #medical", f"!huddle add {'long ' * 900}", "!huddle add", "!huddle every day 09:00")
    one.here(THERAPIST, "!agenda more")
    one.here(PHYSICIAN, "!huddle add #medical Who speaks with the patient next", "!huddle every mon 09:00", "!huddle")
    one.here(PHYSICIAN, "!huddles", "!agenda here")
    one.here(PHYSICIAN, "!huddle skip 2026-12-14 Nobody is in", "!huddle skip 2026-12-15 Nobody is in")
    one.here(PHYSICIAN, "!huddle skip 2026-12-21", "!huddle here")
    one.control(f"!huddle {one.code} skip 2026-12-28 Nobody is in")
    one.here(PHYSICIAN, "!case preference she/her; say intimacy, not duty", "!case preference she/her; short sentences")
    one.here(PHYSICIAN, "!case", "!action")
    one.alone(PHYSICIAN, f"!on {one.code}", "!huddle start")
    one.here(PHYSICIAN, "!huddle start", f"!present {THERAPIST} {PHYSICIAN}", f"!present {STRANGER}", "!huddle", "!agenda")
    act = ref(one.here(PHYSICIAN, f"!action Repeat the blood pressure {PHYSICIAN} due 2026-12-10"))
    one.reply(PHYSICIAN, one.here(PHYSICIAN, "!action Ask for the latest results"), THERAPIST, "whenever", "tomorrow")
    one.reply(THERAPIST, one.here(THERAPIST, "!decide Weekly sessions because sleep is worse"), MENTAL_HEALTH)
    one.here(THERAPIST, f"!decide Go on by {THERAPIST}", "!info The practice is closed between the years", "!decide")
    one.here(THERAPIST, f"!action #medical {THERAPIST}")
    one.alone(THERAPIST, f"!action {one.code} Something told alone {PHYSICIAN} due tomorrow")
    one.alone(THERAPIST, f"!decide {one.code} A thing by {PHYSICIAN}", "!mine")
    agenda = one.here(PHYSICIAN, "!agenda here")
    one.reply(PHYSICIAN, agenda, f"{first} done")
    one.here(PHYSICIAN, f"!done {act}", f"!done {act}", f"!defer {ref(one.here(PHYSICIAN, '!notes here'))}", "!done 8R2Q")
    one.here(PHYSICIAN, "!huddle end")
    one.alone(PHYSICIAN, "!huddle start", "!huddle end")
    for number in range(9):
        one.here(THERAPIST, f"!huddle add Topic number {number}")
    one.reply(THERAPIST, one.here(THERAPIST, "!huddle start"), "more")
    one.control(f"!agenda {one.code} more", f"!agenda {one.code}")
    one.here(THERAPIST, "!agenda more")
    one.pass_time(minutes=31)
    lapsing = one.here(PHYSICIAN, "!note Answered too late"), one.here(PHYSICIAN, "!action")
    one.pass_time(days=7, hours=1)
    for asked in lapsing:
        one.reply(PHYSICIAN, asked, "none")
    one.here(THERAPIST, "!huddle every day 10:00")
    one.pass_time(days=1)
    one.here(THERAPIST, "!huddle stop")
    act = ref(one.here(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due tomorrow"))
    one.here(PHYSICIAN, f"!defer {act} The lab is closed", f"!done {act} They have called back")
    one.pass_time(hours=2)


def conferences(one: Play) -> None:
    """Booking, moving, calling off, reminding, and a time that can mean two."""
    one.here(THERAPIST, "!conferences", "!conference at 2026-02-30 10:00", "!conference at 2026-12-01 10:00")
    one.here(THERAPIST, "!conference at 2027-01-05 14:00 no quotes")
    one.reply(THERAPIST, one.here(THERAPIST, '!conference at tomorrow 8 "Which step comes first?"'), "3", "2")
    one.reply(THERAPIST, one.here(THERAPIST, '!conference at 2027-03-28 02:30 "In the lost hour"'), "yes")
    one.here(THERAPIST, "!review every week mon 8", "!conference", "!conference move", "!conference at 3.4. 14:00")
    one.here(THERAPIST, "!conference move 8R2Q 2027-01-05 14:00")
    booked = ref(one.here(THERAPIST, f'!conference at 2027-03-09 14:00 "Shall we go on together?" with {PHYSICIAN}'))
    one.alone(PHYSICIAN, f'!conference {one.code} at 2027-03-10 14:00-14:45 "What next?"', f"!conferences {one.code}", "!mine")
    one.here(THERAPIST, "!conferences", "!conferences here", f"!conference move {booked} 2027-03-11 15:00")
    one.here(THERAPIST, f"!conference cancel {booked}")
    one.alone(THERAPIST, f"!conference {one.code} move {booked} 2027-03-11 16:00")
    one.alone(THERAPIST, f"!conference {one.code} cancel {booked} #medical")
    one.here(THERAPIST, f"!conference cancel {booked} The question is answered")
    one.here(THERAPIST, f"!conference move {booked} 2027-03-11 15:00", f"!done {booked}")
    soon = ref(one.here(THERAPIST, "!conference at tomorrow 14:00"))
    day_of = one.stage.clock.now().date() + timedelta(days=1)
    one.stage.wait_until(datetime.combine(day_of, time(13), tzinfo=ZoneInfo("Europe/Berlin")))
    one.pass_time(hours=2)
    one.here(THERAPIST, f"!conference move {soon} 2027-05-11 15:00")
    late = ref(one.here(THERAPIST, "!conference at 2027-04-20 14:00 for 45m"))
    one.alone(THERAPIST, f"!conference {one.code} cancel {late} No longer needed")


def reviews(one: Play) -> None:
    """Plan reviews."""
    one.here(THERAPIST, "!review done", "!review whatever", "!review", "!review every 6 weeks")
    one.here(THERAPIST, "!review every 4 weeks tue 10:00", "!review done")
    one.here(THERAPIST, "!review every 0 weeks")
    one.alone(THERAPIST, f"!review {one.code}", f"!review {one.code} done")
    one.pass_time(days=70)
