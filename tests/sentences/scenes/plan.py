"""The plan: goals and voices in the patient's words, steps, versions that are signed, and what changed."""

from __future__ import annotations

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import NURSE, Play, ref


def play(one: Play) -> None:
    """From the first goal to a second version, with what is said where something is amiss."""
    one.room = one.stage.open_case(*TEAM)
    nothing(one)
    first, second = aims(one)
    strides(one, first, second)
    agreed(one, first)
    ended(one, first, second)
    apart(one)


def nothing(one: Play) -> None:
    """Before there is any plan."""
    one.here(
        THERAPIST, "!plan", "!plan here", "!plan nonsense", "!plan propose", "!plan agree", "!plan diff", "!plan versions", "!goals"
    )
    one.here(THERAPIST, "!goals here", "!goal show 8R2Q", "!goal", "!goal add", "!goal rank 8R2Q", "!goal rate", "!step", "!voice")
    one.here(THERAPIST, f"!step add Breathe first {PHYSICIAN} due mon", "!step done 8R2Q", '!goal add "I want to sleep" and so on')
    one.here(THERAPIST, '!voice "I felt heard" whatever', "!voice", "!help goal", "!help step", "!help plan", "!help voice")


def aims(one: Play) -> tuple[str, str]:
    """Two goals in the patient's order, rated, and what the patient and the partner wanted to be heard."""
    first = ref(one.here(THERAPIST, '!goal add #medical "I want to stop bracing." why it has gone on for years'))
    second = ref(one.alone(PHYSICIAN, f'!goal {one.code} add ~couple_work "We want to talk again"'))
    one.here(THERAPIST, "!goals", "!plan here", f"!goal rank {second} {first}", f"!goal rank {first}", f"!goal rate {first} 7")
    one.here(THERAPIST, f"!goal rate {first} -1 by patient", f"!goal rate {first} 0")
    one.alone(THERAPIST, f"!goal {one.code} rate {second} +1")
    one.alone(THERAPIST, f'!goal {one.code} add #partner "A wish of two"')
    one.here(THERAPIST, "!goals here", f"!goal show {first}")
    one.here(PHYSICIAN, '!voice "I felt heard last time" on fri')
    one.here(PHYSICIAN, '!voice "So did I" by partner')
    asked = one.alone(COORDINATOR, f'!voice {one.code} "I cannot come on Monday"')
    one.reply(COORDINATOR, asked, "summary")
    return first, second


def strides(one: Play, first: str, second: str) -> None:
    """Steps, with what is asked where something is missing, and steps that wait."""
    step = ref(
        one.here(THERAPIST, f"!step add {first} Breathe before getting up {PHYSICIAN} due 2026-12-14 ~physio kind behavioural")
    )
    one.reply(THERAPIST, one.here(THERAPIST, f"!step add {first} Look at it again"), MENTAL_HEALTH, "mon")
    one.reply(THERAPIST, one.here(THERAPIST, "!step add Talk on Sunday"), second, PRIMARY_CARE, "mon")
    one.alone(THERAPIST, f"!step {one.code} add {second} Walk together {MENTAL_HEALTH} due fri after {step}")
    waiting = ref(one.here(THERAPIST, f"!step add {second} Walk again {MENTAL_HEALTH} due fri after {step}"))
    one.here(THERAPIST, f"!step add 8R2Q Walk again {MENTAL_HEALTH} due fri", f"!step add {first} Walk again {NURSE} due fri")
    one.here(THERAPIST, f"!step add {first} Walk again {PHYSICIAN} due fri after 8R2Q")
    one.here(THERAPIST, f"!step change {step} after {waiting}", f"!step change {waiting} nonsense")
    one.here(THERAPIST, f"!step change {waiting} {PRIMARY_CARE} due 2026-12-21")
    one.here(THERAPIST, "!modality physio out")
    one.here(THERAPIST, f"!step add {first} Stretch {PHYSICIAN} due fri ~physio", "!plan", "!plan here")
    one.here(THERAPIST, "!modality physio in")


def agreed(one: Play, first: str) -> None:
    """A version is proposed, signed, and told of; a second one follows."""
    one.here(THERAPIST, "!plan propose", "!plan", "!plan agree", "!plan versions", "!agenda", "!agenda here", "!plan propose")
    one.here(MENTAL_HEALTH, "!mine", "!plan agree 7", "!plan agree whatever", "!plan agree")
    one.here(PHYSICIAN, "!done " + ref(one.here(PHYSICIAN, "!agenda here")))
    one.here(PRIMARY_CARE, "!plan agree")
    one.alone(PHYSICIAN, f"!plan {one.code} agree 1")
    one.here(PHYSICIAN, "!plan agree", "!plan", "!plan diff", "!plan diff now", "!plan diff 1 9")
    one.here(THERAPIST, f"!goal rate {first} +2", "!plan")


def ended(one: Play, first: str, second: str) -> None:
    """What is done, dropped or changed, and what that makes of the plan."""
    steps = [line[2:6] for line in one.here(THERAPIST, "!plan")[-1].body.splitlines() if line.startswith("- ")]
    one.here(THERAPIST, "!huddle start")
    one.here(PHYSICIAN, f"!step done {steps[0]} Short walks help more", f"!step done {steps[0]}", f"!done {steps[0]}")
    one.here(PHYSICIAN, f"!step drop {steps[1]}", f"!step drop {steps[1]} It is too early", f"!step change {steps[1]} due mon")
    one.here(PHYSICIAN, f"!step change {steps[2]} due 2026-12-22", f"!step change {steps[2]} {THERAPIST} after {steps[3]}")
    one.here(PHYSICIAN, f"!step change {steps[4]} >{first} after none", f"!step change {steps[3]} after none")
    third = ref(one.here(THERAPIST, '!goal add #medical "I want to sleep"'))
    one.here(THERAPIST, f"!step add {third} Write down the nights {PHYSICIAN} due 2027-01-11")
    one.here(THERAPIST, f"!goal done {third} It came by itself", f"!goal done {third}", f"!goal rank {first} {second}")
    one.here(THERAPIST, f"!fix {steps[-1]} ~couple_work", f"!goal show {third}", "!goals", "!huddle end")
    one.here(
        THERAPIST, "!plan diff", "!plan propose", "!plan diff", "!plan diff here", "!plan diff 1 2", "!plan versions", "!plan here"
    )
    one.control(f"!team {one.code} remove {PRIMARY_CARE}")
    one.here(THERAPIST, "!plan", "!agenda here", "!plan propose", f"!goal drop {second}", f"!goal drop {second} It matters no more")
    one.here(THERAPIST, "!review")
    one.control(f"!review {one.code} done anyway")
    for step in steps[2:]:
        one.here(THERAPIST, f"!step done {step}")
    one.here(THERAPIST, "!plan", "!case", "!case here")


def apart(one: Play) -> None:
    """Words that are not for everyone in the room."""
    third = ref(one.alone(THERAPIST, f'!goal {one.code} add #partner "A second wish of two"'))
    one.here(THERAPIST, '!goal add #partner "A third wish"', f"!goal rate {third} +1")
    asked = one.here(THERAPIST, f"!step add {third} Ask about it")
    one.reply(THERAPIST, asked, PHYSICIAN, "mon")
    step = ref(one.here(THERAPIST, f"!step add {third} Ask again {PHYSICIAN} due mon"))
    one.here(THERAPIST, f"!step done {step} It was good to ask", "!plan here", f"!goal done {third} Both are glad", "!goals here")
    one.here(PHYSICIAN, "!plan", "!goals", f"!goal show {third}", "!agenda")
