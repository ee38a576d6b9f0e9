"""A conference from its booking to its last reminder: who brings what, who cannot come, and who wants to be reminded again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.heard import Heard
from tests.sentences.play import GUEST, NURSE, Play, ref

BERLIN = ZoneInfo("Europe/Berlin")


def play(one: Play) -> None:
    """One with everything, moved and held to its minute; one that its presenter cannot come to; one for a guest."""
    one.room = one.stage.open_case()
    prepared(one)
    asked = until(one, 9, 14)
    answered(one, asked)
    on_the_day(one)
    of_a_guest(one)
    from_elsewhere(one)
    unled(one)
    together(one)
    losing(one)


def prepared(one: Play) -> None:
    one.here(PHYSICIAN, "!conference add The latest results", "!conference here", "!apologies", "!snooze 8R2Q 30m")
    one.here(PHYSICIAN, "!conference minutes")
    one.alone(PHYSICIAN, f"!conference {one.code}")
    booked = ref(one.here(PHYSICIAN, '!conference at 2026-12-10 14:00-14:45 "Shall we go on together?"'))
    one.here(PHYSICIAN, "!conference show here", f"!conference add {booked}", f"!conference add {booked} The results of May")
    one.here(PHYSICIAN, f"!conference add {booked} #medical The letter {MENTAL_HEALTH}")
    one.alone(THERAPIST, f"!conference {one.code} add {booked} #sexual_history What was said last {PRIMARY_CARE}")
    one.here(PHYSICIAN, f"!conference add {booked} #mental_health Not for all {THERAPIST}")
    one.reply(COORDINATOR, one.alone(COORDINATOR, f"!conference {one.code} add {booked} The rooms"), "summary")
    one.here(MENTAL_HEALTH, f"!apologies {booked} On the ward until three", f"!apologies {booked}")
    one.here(PRIMARY_CARE, f"!apologies {booked}", f"!apologies {booked} withdraw", f"!apologies {booked} withdraw")
    one.alone(COORDINATOR, f"!apologies {one.code} {booked}")
    one.here(MENTAL_HEALTH, f"!snooze {booked} 30m", f"!apologies {booked} withdraw", f"!apologies {booked}")
    one.alone(THERAPIST, f"!conferences {one.code}", f"!conference {one.code} show {booked}")
    one.here(THERAPIST, f"!conference show {booked} here", "!conferences here")
    own = ref(one.here(THERAPIST, '!conference at 2026-12-14 16:00 "Mine alone"'))
    one.alone(THERAPIST, f"!apologies {one.code} {own}")
    one.here(THERAPIST, f"!conference move {own} 2026-12-15 19:00", f"!conference cancel {own} Not needed")


def until(one: Play, day: int, hour: int, minute: int = 0) -> list[Heard]:
    return one.stage.wait_until(datetime(2026, 12, day, hour, minute, tzinfo=BERLIN))


def answered(one: Play, asked: list[Heard]) -> None:
    """Each answers the one question; two things come late."""
    own = {heard.place: heard for heard in asked if "Something is missing" in heard.body}
    mine = ((THERAPIST, "ready"), (THERAPIST, "done"), (THERAPIST, "What we tried"))
    for person, words in ((PHYSICIAN, "done"), (PRIMARY_CARE, "nothing"), *mine):
        question = own[f"direct:{person}"]
        one.say(person, question.place, words, reply_to=question.event_id)
    booked = ref(asked)
    one.here(PRIMARY_CARE, "!conference add The new scan", "!conference add The new scan urgent because it came in today")
    one.here(PRIMARY_CARE, f"!conference add Its report {PHYSICIAN} urgent because it came in today")
    one.alone(PHYSICIAN, f"!conference {one.code} show {booked}")
    (day,) = [heard for heard in asked if heard.place == one.room and "begins tomorrow" in heard.body]
    one.alone(THERAPIST, "!quiet 12:00-13:30")
    for words in (
        "see you",
        "snooze",
        "snooze a while",
        "snooze until tomorrow 14:30",
        "snooze until tomorrow 13:00",
        "snooze 22h",
    ):
        one.say(THERAPIST, one.room, words, reply_to=day.event_id)
        one.pass_time(minutes=2)
    one.say(PRIMARY_CARE, one.room, "apologies, the clinic is full", reply_to=day.event_id)
    one.here(PRIMARY_CARE, f"!snooze {booked} off")
    one.here(PHYSICIAN, f"!snooze {booked} until 13:40", f"!snooze {booked} until 10 Dec 2026 9:00")


def on_the_day(one: Play) -> None:
    """The reminders of the day itself, and what is too late."""
    for hour, minute in ((9, 0), (13, 0), (13, 30), (13, 40), (13, 55), (14, 5)):
        until(one, 10, hour, minute)
    one.here(PRIMARY_CARE, "!apologies")
    one.here(PHYSICIAN, '!conference at 2026-12-17 10:00 "Is that enough?"')
    one.here(PRIMARY_CARE, "!apologies", "!conference minutes")
    one.reply(PHYSICIAN, one.here(PHYSICIAN, "!conference cancel Not needed"), "2")
    until(one, 10, 16)


def of_a_guest(one: Play) -> None:
    """A guest of one conference, which moves and is called off; and one that is of a part of care that is left out."""
    one.control(f"!team {one.code} add {GUEST} guest", f"!consent {one.code} grant medical to {GUEST} form F-2")
    one.here(PHYSICIAN, f'!conference at 2026-12-17 14:00 "What next?" with {GUEST} nurse')
    booked = ref(one.here(PHYSICIAN, f'!conference at 2026-12-17 14:00 "What next?" with {GUEST}'))
    one.here(THERAPIST, f'!brief {GUEST} "#medical What would you look at?"')
    one.alone(GUEST, f"!apologies {one.code} {booked}")
    one.here(PRIMARY_CARE, f"!apologies {booked}", f"!snooze {booked} 30m")
    one.here(PHYSICIAN, f"!conference move {booked} 2026-12-18 14:00", f"!conference cancel {booked} It is answered")
    one.here(PHYSICIAN, f'!conference at 2026-12-17 14:00 "What next?" with {MENTAL_HEALTH}')
    one.alone(MENTAL_HEALTH, "!away 17 Dec 2026")
    one.here(PHYSICIAN, f'!conference at 2026-12-17 18:30 "What next?" with {MENTAL_HEALTH}')


def from_elsewhere(one: Play) -> None:
    """One that is planned from a direct room; and one before which the bot was asleep."""
    booked = ref(one.alone(PHYSICIAN, f'!conference {one.code} at 2026-12-21 14:00-14:45 "What next?"'))
    one.alone(PHYSICIAN, f"!conference {one.code} move {booked} 2026-12-22 14:00")
    one.alone(PHYSICIAN, f"!conference {one.code} cancel {booked} #medical It is answered")
    one.here(THERAPIST, f"!apologies {booked}", f"!conference show {booked} here")
    late = ref(one.here(THERAPIST, f"!conference at 2026-12-22 15:00 with {PHYSICIAN}"))
    until(one, 22, 14, 30)
    until(one, 22, 18)
    one.here(THERAPIST, f"!conference move {late} 2026-12-30 14:00")


def together(one: Play) -> None:
    """Two whose lists lock in the same minute, one whose list locks soon after, and somebody who does not know."""
    booked = [ref(one.here(PHYSICIAN, f"!conference at 2026-12-30 16:00 with {PRIMARY_CARE}")) for _ in range(2)]
    for each in booked:
        one.here(PHYSICIAN, f"!conference add {each} The letter {PRIMARY_CARE}")
    booked.append(ref(one.here(PHYSICIAN, f"!conference at 2026-12-30 17:30 with {MENTAL_HEALTH}")))
    one.here(PHYSICIAN, f"!conference add {booked[1]} Its answer {MENTAL_HEALTH}")
    asked = next(one for one in until(one, 29, 16) if "The lists of 2" in one.body and PRIMARY_CARE in one.place)
    for words in ("I do not know yet", "The letter of May", f"{booked[1]} done", "nothing"):
        one.say(PRIMARY_CARE, asked.place, words, reply_to=asked.event_id)
    one.here(PHYSICIAN, f"!conference move {booked[0]} 2026-12-30 16:00", "!conference list")
    one.here(PHYSICIAN, *(f"!conference cancel {each} Not needed" for each in booked))


def unled(one: Play) -> None:
    """One whose chair has left, while nobody leads the case."""
    one.here(THERAPIST, *[f'!conference at 2026-12-29 14:00-14:30 "What next?" with {PHYSICIAN}'] * 2)
    one.control(f"!team {one.code} remove {THERAPIST}")
    one.here(PHYSICIAN, "!conferences here", "!conference show here")
    until(one, 29, 13)


def losing(one: Play) -> None:
    """Booked ones that lose their chair for a while, and one after another those without whom they can only advise."""
    one.control(f"!team {one.code} lead {PHYSICIAN}", f"!team {one.code} add {NURSE} primary_care")
    one.here(PHYSICIAN, f"!conference at 2027-01-12 14:00 with {PRIMARY_CARE}")
    one.alone(PHYSICIAN, "!away 11-15 Jan 2027", "!away end")
    both = ref(one.here(PHYSICIAN, "!conference at 2027-01-13 14:00 with primary care"))
    one.here(PHYSICIAN, f"!conference at 2027-01-14 14:00 with {MENTAL_HEALTH}")
    one.alone(NURSE, f"!apologies {one.code} {both}")
    one.control(f"!team {one.code} remove {PRIMARY_CARE}", f"!team {one.code} remove {MENTAL_HEALTH}")
