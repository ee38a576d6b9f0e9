"""A signal that climbs, one that is answered, one that two clinicians close; and those who are away, or not to be rung."""

from __future__ import annotations

from bot.care.welcome import stand_by
from bot.store.work import OpenWork
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SERVER, STRANGER, THERAPIST
from tests.heard import Heard
from tests.sentences.play import Play, ref

DEPUTY = f"@deputy:{SERVER}"


def play(one: Play) -> None:
    one.room = one.stage.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    absences(one)
    climbing(one)
    answered(one)
    milder(one)
    refused(one)
    unreached(one)


def absences(one: Play) -> None:
    one.alone(THERAPIST, "!away", f"!away deputy {DEPUTY}", "!away nobody", f"!away 22-24 Dec deputy {DEPUTY} family")
    one.alone(DEPUTY, "!away 24 Dec")
    one.alone(THERAPIST, f"!away 22-24 Dec deputy {DEPUTY} family")
    one.alone(THERAPIST, "!away", "!away end", "!away end", "!away 14 Dec - 1 Dec", "!away 1 Jan 2027 to 3 Mar 2028")
    one.alone(THERAPIST, "!quiet", "!quiet 20:00-07:00", "!away", "!quiet 20:00-20:00", f"!away deputy {THERAPIST}")
    one.alone(MENTAL_HEALTH, "!away 22 Dec")


def climbing(one: Play) -> None:
    raised = one.here(PHYSICIAN, "!signal urgent Says she has tablets at home.")
    one.alone(THERAPIST, f"!ack {ref(raised)} ok")
    one.pass_time(minutes=11)
    one.pass_time(minutes=11)
    one.pass_time(minutes=11)
    one.here(PHYSICIAN, "!signals", "!signals here", "!case", "!agenda here")
    one.alone(COORDINATOR, f"!ack {ref(raised)} I am calling her now")
    one.pass_time(minutes=31)
    one.pass_time(minutes=11)
    one.alone(THERAPIST, f"!ack {ref(raised)} I am with her sister")
    one.alone(THERAPIST, "!mine")
    one.here(PHYSICIAN, "!case here", "!agenda here")
    one.here(THERAPIST, f"!signal close {ref(raised)} Her sister has taken them home")
    one.here(PHYSICIAN, "!signals here", "!case here", "!agenda here")
    one.here(THERAPIST, f"!yes {ref(raised)}", f"!signal close {ref(raised)} Nothing more")
    one.alone(PHYSICIAN, f"!yes {ref(raised)}")
    one.here(PHYSICIAN, f"!ack {ref(raised)} I am looking after it", "!signals here")


def answered(one: Play) -> None:
    raised = one.here(PHYSICIAN, f"!signal urgent {MENTAL_HEALTH}")
    one.say(PHYSICIAN, one.room, "She does not answer the door", reply_to=_in(raised, one.room))
    rung = [said for said in raised if said.place == f"direct:{MENTAL_HEALTH}"]
    one.reply(MENTAL_HEALTH, rung, "ok", "I am going there now")
    one.here(PHYSICIAN, f"!ack {ref(raised)} I am going as well")
    one.alone(THERAPIST, f"!ack {ref(raised)} I have her number")
    one.pass_time(minutes=31)
    one.alone(THERAPIST, f"!ack {ref(raised)} She has opened")
    one.alone(THERAPIST, f"!signal {one.code} close {ref(raised)} She has opened the door")
    one.here(MENTAL_HEALTH, f"!signal close {ref(raised)} I was there")


def milder(one: Play) -> None:
    guessed = one.here(PHYSICIAN, "!signal Sounded low on the telephone")
    graded = one.say(PHYSICIAN, one.room, "concern", reply_to=_in(guessed, one.room))
    one.say(PHYSICIAN, one.room, "watch", reply_to=_in(graded, one.room))
    one.here(PHYSICIAN, f"!signal concern {STRANGER} Has not slept for a week", "!signal watch Has moved")
    one.pass_time(days=1, hours=2)
    one.alone(THERAPIST, "!quiet 00:00-23:00")
    one.alone(PHYSICIAN, f"!signal {one.code} concern Has lost weight")
    one.here(PHYSICIAN, "!ack I look at it tomorrow", "!agenda here")
    one.here(PHYSICIAN, "!note #medical She was here.\nRisk: a canary")


def refused(one: Play) -> None:
    one.stage.open_case(THERAPIST, PHYSICIAN)
    one.alone(PHYSICIAN, "!signal urgent Says that she is alone")
    one.pass_time(minutes=3)
    watch = one.here(PHYSICIAN, "!signal watch Has moved again")
    one.here(PHYSICIAN, f"!done {ref(watch)}")
    one.alone(PHYSICIAN, f"!signal {one.code} close {ref(watch)} Has moved back")
    one.alone(DEPUTY, "!ack I look at it tomorrow", f"!ack {ref(watch)} I look at it tomorrow")


def unreached(one: Play) -> None:
    one.stage.store.act_now(_on_call)
    one.stage.settle()
    for person in (THERAPIST, DEPUTY, COORDINATOR):
        one.alone(person, "!away today until 31 Jan 2027")
    one.alone(PHYSICIAN, f"!signal {one.code} urgent Says that nobody is there")
    one.here(PHYSICIAN, "!signal urgent Says that nobody is there")


def _on_call(opened: OpenWork) -> None:
    """What happens at a start once somebody is on call."""
    stand_by(opened, f"@on_call:{SERVER}")
    opened.finish()


def _in(heard: list[Heard], place: str) -> str:
    """What was said last in a place."""
    return next(one.event_id for one in reversed(heard) if one.place == place)
