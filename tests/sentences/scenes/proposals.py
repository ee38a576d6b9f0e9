"""Times for a conference: proposed, voted on by number, by reply and by poll, changed, settled, left undecided, over, withdrawn."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import GUEST, Play, ref

PLAIN = '!conference propose "Shall we go on together?" #summary with mental health for 45m'


def play(one: Play) -> None:
    """A first one that goes well, with a guest far away; then all that can come between."""
    one.room = one.stage.open_case(*TEAM)
    refused(one)
    going_well(one)
    far_away(one)
    late_and_lacking(one)
    changed(one)
    given_up(one)


def refused(one: Play) -> None:
    """What cannot be proposed, and what people wish for themselves."""
    for words in ("", " 15m", " 10m before 5m after", " most 3 a day", " 1m", " 3h", " end", " most 2", " end"):
        one.alone(PHYSICIAN, f"!buffer{words}")
    one.here(
        PHYSICIAN,
        '!conference propose "What next?" between 12 Dec 2026 and 13 Dec 2026',
        '!conference propose "What next?" for 5h',
        '!conference propose "What next?" between 10 Dec 2026 and 11 Dec 2026 by 2026-12-20',
        '!conference propose "What next?" with nurse, physio',
        "!vote 1",
        "!conference times more",
    )


def going_well(one: Play) -> None:
    """Voting by number and by reply; one changes their mind; the last vote settles it."""
    said = one.here(PHYSICIAN, PLAIN)
    code = ref(said)
    one.here(MENTAL_HEALTH, "!vote 4", "!vote fine", f"!vote {code} 1 maybe 3", "!vote maybe 2", "!vote 1 2")
    one.here(PRIMARY_CARE, f"!vote {code} 1", f"!conference settle {code} 1")
    one.here(PHYSICIAN, f"!conference settle {code} 3", "!conferences here", "!vote none", "!agenda here")
    one.alone(PHYSICIAN, "!mine", "!vote 1")
    one.alone(MENTAL_HEALTH, "!away 7-18 Dec 2026", "!vote 1", "!away end", "!vote 1")
    settled = one.say(THERAPIST, one.room, "1", reply_to=said[0].event_id)
    one.here(PHYSICIAN, f"!vote {code} 2", "!conferences here")
    one.here(PHYSICIAN, f"!conference cancel {ref(settled)} Not now")


def far_away(one: Play) -> None:
    """A guest in another zone, and a question that not all may read; somebody has to stay late."""
    one.control(f"!team {one.code} add {GUEST} guest")
    one.alone(GUEST, "!tz America/New_York")
    one.alone(MENTAL_HEALTH, "!tz Asia/Tokyo")
    one.here(THERAPIST, f"!consent withdraw mental_health from {PRIMARY_CARE}")
    asked = one.here(MENTAL_HEALTH, f'!conference propose "Is that known?" with {GUEST} ~couple_work')
    code = ref(asked)
    one.here(PHYSICIAN, "!modality couple_work out", "!conferences here", "!vote 1", "!modality couple_work in")
    one.here(MENTAL_HEALTH, f"!vote {code} 1")
    one.alone(GUEST, "!vote 1")
    one.here(THERAPIST, "!vote 1")
    one.alone(MENTAL_HEALTH, f"!conference {one.code} settle {code} 1")
    one.pass_time(days=4)
    one.control(f"!conference {one.code} settle {code} 1")
    one.here(THERAPIST, f"!consent grant mental_health to {PRIMARY_CARE}")
    one.alone(MENTAL_HEALTH, "!tz Europe/Berlin")


def late_and_lacking(one: Play) -> None:
    """A reminder, a deadline without a quorum, a time that passes, a word that settles it, and one that nobody settles."""
    one.alone(PHYSICIAN, f"!conference {one.code} {PLAIN.removeprefix('!conference ').replace('together', 'as before')}")
    code = ref(one.here(PHYSICIAN, PLAIN))
    one.alone(THERAPIST, "!vote 1")
    one.alone(THERAPIST, f"!vote {code} 1 maybe 2", "!away 18-18 Dec 2026")
    one.alone(MENTAL_HEALTH, f"!vote {code} none")
    one.pass_time(days=4)
    one.pass_time(days=1, hours=10)
    one.here(PHYSICIAN, "!agenda here", "!conferences here", f"!conference settle {code} 2")
    other = ref(one.alone(PHYSICIAN, "!mine"))
    one.pass_time(days=2)
    one.here(PRIMARY_CARE, "!vote 1")
    one.alone(THERAPIST, f"!vote {other} 1", f"!vote {other} 1 2")
    one.alone(THERAPIST, f"!conference {one.code} settle {other} 2")
    last = ref(one.here(PHYSICIAN, PLAIN))
    one.alone(THERAPIST, "1 3")
    one.pass_time(days=30)
    one.here(PHYSICIAN, f"!vote {last} 1")


def changed(one: Play) -> None:
    """Times of their own, further ones, fewer ones and another deadline, while people vote; and what cannot be."""

    def day(weekday: int, weeks: int = 1) -> str:
        today = one.stage.clock.time.date()
        return f"{today + timedelta(days=weekday - today.weekday(), weeks=weeks):%Y-%m-%d}"

    code = ref(one.here(PHYSICIAN, PLAIN))
    one.alone(THERAPIST, f"!vote {code} 1 2")
    asked = one.here(PHYSICIAN, f"!conference times {code} add {day(3, 2)} 15:10")
    one.reply(THERAPIST, asked, "yes")
    one.alone(MENTAL_HEALTH, f"!vote {code} 1 of 3")
    one.alone(PHYSICIAN, f"!conference {one.code} times {code} drop 2", f"!conference {one.code} deadline {code} {day(0)} 12:00")
    one.here(PRIMARY_CARE, f"!conference times {code} drop 1")
    one.here(MENTAL_HEALTH, "!vote 1 2", "!vote 2", "!vote 9")
    one.alone(MENTAL_HEALTH, f"!away {day(4, 2)} to {day(4, 2)}")
    one.here(
        THERAPIST,
        f"!conference times {code} add {day(3, 2)} 15:10",
        f"!conference times {code} add {day(4, 2)} 15:10",
        f"!conference times {code} add {day(5, 2)} 11:00",
        f"!conference times {code} add {day(0)} 7:00",
        f"!conference times {code} drop 1 3 4",
        f"!conference deadline {code} {day(4, 9)} 12:00",
        f"!conference times {code} more",
        f"!conference times {code} drop 1 and 5",
        f"!conference times {code} more",
        f"!conference times {code} more",
        f"!conference times {code} more",
    )
    one.pass_time(days=6)
    one.here(THERAPIST, f"!conference deadline {code} tomorrow 12:00")
    one.alone(MENTAL_HEALTH, "!away end")
    one.here(PHYSICIAN, f"!conference cancel {code} It is answered")
    narrow = f'!conference propose "What next?" #summary with mental health between {day(0)} and {day(0)} for 4h'
    none = ref(one.here(PHYSICIAN, narrow))
    one.alone(MENTAL_HEALTH, f"!away {day(0)} to {day(4, 9)}")
    one.here(PHYSICIAN, f"!conference times {none} more")
    one.alone(MENTAL_HEALTH, "!away end")
    one.here(PHYSICIAN, f"!conference cancel {none} It is answered")


def given_up(one: Play) -> None:
    """Withdrawn in the room, elsewhere, and with the case."""
    guest = f'!conference propose "What next?" #summary with {GUEST}, physician'
    one.here(PHYSICIAN, f"!conference cancel {ref(one.here(PHYSICIAN, guest))} It is answered")
    code = ref(one.here(PHYSICIAN, PLAIN))
    one.here(MENTAL_HEALTH, "!conference move 2027-12-15 14:00", "!apologies")
    one.here(PHYSICIAN, f"!conference start {code}", f"!conference show {code}")
    one.here(PRIMARY_CARE, f"!conference show {code}")
    other = ref(one.here(PHYSICIAN, PLAIN.replace("Shall we go on together?", "What next?")))
    one.alone(MENTAL_HEALTH, "!vote 1")
    one.here(PHYSICIAN, "!conference settle 1")
    one.here(PHYSICIAN, f"!conference cancel {other} It is answered")
    one.alone(PHYSICIAN, f"!conference {one.code} cancel {code} #medical It is answered")
    one.here(PHYSICIAN, f"!vote {code} 1")
    one.here(PHYSICIAN, PLAIN, PLAIN)
    one.control(f"!case {one.code} close #summary Goals reached", f"!yes {one.code}")
