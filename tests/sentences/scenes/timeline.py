"""What happened in a case, read again: the last dozen, from a day on, in the room, and as a file."""

from __future__ import annotations

from tests.cast import MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.sentences.play import Play, ref


def play(one: Play) -> None:
    """Two days of a case, and who reads what of them."""
    one.room = one.stage.open_case()
    goal = ref(one.here(THERAPIST, '!goal add #summary "to sleep through"'))
    one.here(
        PHYSICIAN, "!note #medical Sleeps better\nRisk: none reported", "!modality couple out", "!conference at 2026-12-14 10:00"
    )
    one.here(PHYSICIAN, "!huddle add #medical The evenings", "!checkin #medical away next: the letter")
    one.here(PHYSICIAN, "!conference move 2026-12-15 10:00", '!conference propose "What next?" #summary with sex therapist for 45m')
    one.here(THERAPIST, "!vote 1 maybe 2", "!huddle start")
    action = ref(one.here(THERAPIST, f"!action #summary Ask for the letter {PHYSICIAN} due tomorrow"))
    one.here(THERAPIST, "!huddle end")
    one.pass_time(days=1)
    one.here(PHYSICIAN, f"!started {action} Called twice", f"!done {action}", "!score PHQ-9 12")
    one.here(THERAPIST, f"!step add {goal} #summary A walk each day {THERAPIST} due 2026-12-20", "!plan propose")
    one.here(THERAPIST, "!signal concern A topic", f"!consent withdraw medical from {MENTAL_HEALTH}")
    read = f"!timeline {one.code}"
    one.reply(PHYSICIAN, one.alone(PHYSICIAN, read), "more")
    one.alone(PHYSICIAN, f"{read} more", f"{read} more", f"{read} since monday", f"{read} now")
    one.alone(MENTAL_HEALTH, f"{read} since monday", f"{read} file", f"{read} since monday file")
    one.here(THERAPIST, "!timeline", "!timeline since monday here", "!timeline file here")
    one.pass_time(days=1)
    one.alone(PHYSICIAN, f"{read} since today", f"{read} since today file")
    one.here(PHYSICIAN, "!timeline since today here")
