"""Conferences as they are held: what begins, what is said in them, how they end, and how their minutes are put right and locked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.care.conference_minutes import ConferenceMinutes
from bot.store.work import OpenWork
from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import GUEST, Play, ref


def play(one: Play) -> None:
    """One with a guest, one that decides nothing, one that the next one ends, one that is missed, and one that is on hold."""
    elsewhere = one.stage.open_case(THERAPIST).removeprefix("case:")
    one.pass_time(minutes=1)
    one.room = one.stage.open_case(*TEAM)
    nothing_held(one)
    first = booked(one, "2026-12-09 14:00-14:30", f"with {PHYSICIAN} {MENTAL_HEALTH} {PRIMARY_CARE}")
    guest(one, first)
    one.here(PHYSICIAN, f"!conference add {first} The last results {PHYSICIAN}", "!huddle every wed 14:15")
    one.here(PRIMARY_CARE, f"!apologies {first}")
    decision = held(one, first, elsewhere)
    put_right(one, first, decision)
    others(one, elsewhere)
    unled(one)


def nothing_held(one: Play) -> None:
    """What has no place without a conference."""
    one.here(THERAPIST, "!conference start", "!conference end", "!fact A topic", "!decisions", "!dissent I would not")


def guest(one: Play, conference: str) -> None:
    """Somebody who is asked to this one alone."""
    one.control(f"!team {one.code} add {GUEST} guest", f"!consent {one.code} grant summary to {GUEST} form F-1")
    one.here(THERAPIST, f'!brief {GUEST} {conference} "#summary What would you look at?"')


def held(one: Play, conference: str, elsewhere: str) -> str:
    """The conference itself. Gives the decision that was changed."""
    one.here(THERAPIST, "!conference start")
    one.stage.wait_until(one.stage.clock.time.replace(day=9, hour=13, minute=0, second=5))
    one.here(THERAPIST, f"!present {THERAPIST}", f"!present {PHYSICIAN}", "!conference start a b")
    one.here(THERAPIST, f"!conference start {conference}")
    one.here(PHYSICIAN, "!fact #summary The result is within the range", "!option #summary Wait four weeks", "!huddle start")
    one.say(GUEST, f"conference:{conference}", "!fact #summary I have seen this before")
    fact = ref(one.alone(THERAPIST, f"!fact {one.code} #summary Twice this year"))
    one.alone(THERAPIST, f"!move {fact} {elsewhere}")
    one.here(THERAPIST, "!dissent I would not", "!fact", "!conference end now")
    one.here(PHYSICIAN, f"!decide #summary Wait four weeks by {PHYSICIAN} due 2026-12-14")
    decision = ref(one.here(PHYSICIAN, f"!decide #summary Wait because the result is not here by {PHYSICIAN}"))
    one.here(THERAPIST, *["!dissent I would not wait so long"] * 2, f"!dissent to {decision} Ask the patient first")
    one.here(THERAPIST, f"!dissent to {fact} Ask the patient first")
    one.alone(THERAPIST, f"!dissent {one.code} {decision} #sexual_history It worries me")
    telling = ref(one.here(THERAPIST, f'!tell {PHYSICIAN} #summary "We would like to wait for the result."'))
    one.here(THERAPIST, f"!decide Wait two weeks instead of {decision} by {THERAPIST}")
    one.here(THERAPIST, f"!decide Wait two weeks instead of {decision} because the result has come by {THERAPIST} due 2026-12-20")
    one.alone(PHYSICIAN, f"!done {one.code} {telling}")
    one.here(THERAPIST, f"!decide Wait instead of {decision} because of it by {THERAPIST}", f"!done {decision}")
    one.here(THERAPIST, f'!tell {PHYSICIAN} #summary "We would like to wait two weeks."', f'!tell {GUEST} #summary "We would."')
    one.alone(THERAPIST, f'!tell {one.code} {PHYSICIAN} #summary "We would like to see you again."')
    one.here(THERAPIST, f"!consent withdraw sexual history from {PHYSICIAN}")
    one.here(THERAPIST, f'!tell {PHYSICIAN} "We would like to wait."', "!fact It has been so for two years")
    one.here(PHYSICIAN, "!reject #summary A second referral because the first is not answered yet")
    one.here(THERAPIST, f"!action #summary Ask for the next result {PHYSICIAN} due 2026-12-14", "!info #summary The letter is sent")
    one.stage.wait_until(one.stage.clock.time.replace(minute=15, second=5))
    one.here(THERAPIST, "!conference end", "!huddle end")
    one.here(THERAPIST, "!decisions", "!decisions here", "!mine", "!agenda")
    return decision


def put_right(one: Play, conference: str, decision: str) -> None:
    """Within two days, in the room and elsewhere; then not any more, and what is said of minutes that were changed."""
    one.here(PHYSICIAN, f"!conference minutes {conference}", f"!conference correct {conference} #summary It was three weeks")
    one.alone(THERAPIST, f"!conference {one.code} correct {decision} It was on Tuesday")
    one.alone(THERAPIST, f"!conference {one.code} correct 9ZZ9 It was on Tuesday")
    one.pass_time(days=2, minutes=30)
    one.here(PHYSICIAN, f"!conference correct {conference} Four weeks", f"!conference minutes {conference}")
    one.here(MENTAL_HEALTH, f"!conference minutes {conference}", f"!dissent {decision} I still would not")
    one.stage.store.act_now(_changed)
    one.here(MENTAL_HEALTH, f"!conference minutes {conference}")


def others(one: Play, elsewhere: str) -> None:
    """One that decides nothing and that the next one ends; one that the clock closes; one that nobody could begin; one on hold."""
    booked(one, "2026-12-14 14:00-14:30", f"with {PHYSICIAN}")
    ended = booked(one, "2026-12-14 14:20-14:40")
    one.alone(PHYSICIAN, f"!conference {one.code} start")
    one.stage.wait_until(one.stage.clock.time.replace(day=14, hour=13, minute=30))
    one.here(MENTAL_HEALTH, f"!decide #summary Wait because it helps by {MENTAL_HEALTH}", "!decisions here")
    one.pass_time(hours=2)
    one.alone(MENTAL_HEALTH, f"!conference {one.code} start {ended}")
    missed = booked(one, "2026-12-15 14:00-14:30")
    one.stage.clock.time += timedelta(days=2)
    one.pass_time(minutes=1)
    one.alone(PHYSICIAN, f"!conference {one.code} start {missed}", f"!conference {one.code} end")
    waits = booked(one, "2026-12-21 14:00 ~couple_work")
    one.alone(THERAPIST, f"!move {waits} {elsewhere}")
    one.here(PHYSICIAN, "!modality couple_work out #summary As the patient wishes", f"!conference start {waits}")
    one.pass_time(days=7)
    said_nothing(one)


def said_nothing(one: Play) -> None:
    """One in which nothing is said."""
    one.here(THERAPIST, "!modality couple_work in")
    ref(one.here(PHYSICIAN, f"!conference at in 20m with {PHYSICIAN}"))
    one.here(THERAPIST, "!conference start", f"!present {THERAPIST} {PHYSICIAN}", "!conference end")


def unled(one: Play) -> None:
    """One whose chair has left, while nobody leads the case."""
    now = booked(one, "in 20m", f"with {PHYSICIAN}")
    one.control(f"!team {one.code} remove {THERAPIST}")
    one.here(PHYSICIAN, f"!conference start {now}", f"!present {MENTAL_HEALTH}", "!conference end")


def booked(one: Play, at: str, people: str = "") -> str:
    """Book one, with a question for all."""
    return ref(one.here(THERAPIST, f'!conference at {at} #summary "What next?" {people}'))


def _changed(opened: OpenWork) -> None:
    """Write another word into minutes that are locked, as no command can."""
    case = opened.cases.all()[-1].code
    kept = opened.records.find(ConferenceMinutes, case)[0]
    opened.records.put(kept, what=replace(kept.what, question="Something else?"))
