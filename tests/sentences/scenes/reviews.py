"""Plan reviews: from a case without a plan to the third review, with what asks for one and what is pointed out."""

from __future__ import annotations

from bot.care import mornings
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import NURSE, Play, ref


def play(one: Play) -> None:
    """Each sentence of a review, in the room and in direct rooms."""
    one.room = one.stage.open_case(*TEAM)
    nothing(one)
    first, second = care(one)
    reviewed(one, first, second)
    compared(one, first)
    long(one, first)
    left(one)


def nothing(one: Play) -> None:
    """Before there is anything to look at."""
    one.here(THERAPIST, "!review last")
    one.here(THERAPIST, "!review stop", "!review done", "!review more", "!review", "!review", "!review done")
    one.here(THERAPIST, "!review every 6 weeks", "!review every 4 weeks tue 10:00", "!review stop", "!help review")
    one.alone(PHYSICIAN, f"!review {one.code} every 6 weeks", f"!review {one.code} stop")


def care(one: Play) -> tuple[str, str]:
    """What a team writes down in some weeks; some of it not for all."""
    one.control(f"!consent {one.code} form F-4 2026-12-01", f"!yes {one.code}")
    one.here(MENTAL_HEALTH, "!consent withdraw sexual_history from primary_care")
    first = ref(one.here(THERAPIST, '!goal add #medical "I want to stop bracing." why it has gone on for years'))
    second = ref(one.alone(THERAPIST, f'!goal {one.code} add #sexual_history "We want to be close again"'))
    one.here(PHYSICIAN, '!voice "I felt heard last time"')
    step = ref(one.here(THERAPIST, f"!step add {first} #medical Breathe before getting up {PHYSICIAN} due 2027-01-11 ~physio"))
    done = ref(one.here(THERAPIST, f"!step add {first} #medical Write down the nights {MENTAL_HEALTH} due 2027-01-11"))
    one.here(THERAPIST, f"!step add {first} #medical Look at the notes together {THERAPIST} due 2027-01-18 after {step}")
    one.here(MENTAL_HEALTH, f"!step done {done} Short walks help more")
    one.here(MENTAL_HEALTH, "!score ISI 15", "!score ISI 14")
    one.here(PHYSICIAN, "!med start Canaryl 10 mg", "!factor add organic Low iron")
    one.here(PHYSICIAN, "!note #medical What I saw\nRisk: some, but safe for now")
    one.here(PHYSICIAN, f"!action Ask the lab {PRIMARY_CARE} due 2027-01-11")
    one.here(THERAPIST, f"!decide #medical Go on weekly because it helps by {MENTAL_HEALTH}", "!modality physio out")
    signal = ref(one.here(PHYSICIAN, "!signal watch What I saw"))
    one.here(PHYSICIAN, f"!signal close {signal} Seen at home, safe")
    one.here(THERAPIST, f"!yes {signal}")
    return first, second


def reviewed(one: Play, first: str, second: str) -> None:
    """The first review of all that: what is not rated, and what comes of it."""
    one.here(THERAPIST, "!review", "!review more")
    one.here(THERAPIST, "!review done")
    one.here(THERAPIST, f"!goal rate {first} -1")
    one.alone(THERAPIST, f"!goal {one.code} rate {second} 0", f"!review {one.code} done")
    one.here(PHYSICIAN, "!plan agree")
    one.here(MENTAL_HEALTH, "!plan agree")
    again(one)


def again(one: Play) -> None:
    """The review that is over is read once more."""
    one.here(PRIMARY_CARE, "!review last", "!review show here", "!review last file", "!review 8R2Q", "!review last please")
    one.alone(THERAPIST, f"!review {one.code} last file")
    one.here(THERAPIST, "!review last file here")


def compared(one: Play, first: str) -> None:
    """The next ones: by the clock, compared with the one before, and one that finds nothing new."""
    one.here(THERAPIST, *["!review every 6 weeks"] * 2)
    one.control(f"!team {one.code} add {NURSE} nurse")
    one.pass_time(weeks=7)
    one.here(THERAPIST, f"!goal rate {first} +1 by patient", "!review", "!review done")
    one.here(THERAPIST, "!review done anyway", "!review", "!review done anyway")
    one.say(COORDINATOR, "control", f"!review {one.code}", f"!review {one.code} done anyway")


def long(one: Play, first: str) -> None:
    """One that does not fit at once."""
    for number in range(8):
        one.here(THERAPIST, f"!step add {first} #medical Walk, day {number + 1} {MENTAL_HEALTH} due 2027-11-11")
    posted = next(said for said in one.here(THERAPIST, "!review") if said.place == one.room)
    one.say(THERAPIST, one.room, "more", reply_to=posted.event_id)
    one.alone(THERAPIST, f"!review {one.code} more")


def left(one: Play) -> None:
    """One that is left open, and a wish that nobody plans a review for."""
    one.stage.store.act_now(mornings.expect)
    one.pass_time(days=4)
    one.here(THERAPIST, "!review done anyway", "!review stop", "!modality couple work out")
    one.pass_time(days=10)
