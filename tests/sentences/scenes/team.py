"""Who stands in for whom, what each role is there for, a role that is handed over, a guest at one conference, and a sheet."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.sentences.play import GUEST, NURSE, PHYSIO, TRAINEE, Play, ref

OTHER = NURSE.replace("nurse", "second_nurse")


def play(one: Play) -> None:
    """Each of them, with what is refused on the way."""
    one.room = one.stage.open_case()
    covers(one)
    charters(one)
    handovers(one)
    guests(one)
    sheets(one)


def covers(one: Play) -> None:
    """Somebody new, and somebody of the team; both end, one by its day and one because whom they stand in for leaves."""
    one.control(f"!team {one.code} add {TRAINEE} trainee under {THERAPIST}")
    until = "until 2026-12-20"
    one.control(f"!team {one.code} cover {PHYSIO} for {PRIMARY_CARE} {until}")
    one.here(THERAPIST, f"!team cover {MENTAL_HEALTH} for {PHYSICIAN} {until}", "!team")
    for wrong in (
        f"{NURSE} for {NURSE} {until}",
        f"{NURSE} for {TRAINEE} {until}",
        f"{TRAINEE} for {PHYSICIAN} {until}",
        f"{MENTAL_HEALTH} for {PRIMARY_CARE} {until}",
        f"{NURSE} for {PHYSICIAN} until 2026-12-01",
        f"{NURSE} for {PHYSICIAN}",
        f"{NURSE} {PHYSICIAN}",
        f"{NURSE} for {PHYSICIAN} {until} or so",
    ):
        one.control(f"!team {one.code} cover {wrong}")
    one.control(f"!team {one.code} remove {PRIMARY_CARE}")
    one.pass_time(days=20)
    one.control(f"!team {one.code} add {OTHER} nurse until tomorrow")
    one.control(f"!team {one.code} cover {PHYSIO} for {OTHER} until 2027-03-01")
    one.here(THERAPIST, f"!team remove {OTHER}", f"!consent {one.code} review done")


def charters(one: Play) -> None:
    """What each role is there for, with what two claim and what nobody does."""
    one.here(PHYSICIAN, "!charter", "!charters")
    one.here(PHYSICIAN, "!charter physician responsible medication, blood tests not couple work, sleep")
    one.control(f"!charter {one.code} mental health responsible sleep, medication")
    one.here(THERAPIST, "!charters", "!charters here")
    one.here(PHYSICIAN, "!charter physician", "!charter trainee responsible sleep", "!charter physician, nurse responsible sleep")
    one.here(PHYSICIAN, "!charter physician responsible sleep not sleep")


def handovers(one: Play) -> None:
    """One that is taken over, one that nobody answers, one whose giver stays, and what is refused."""
    one.here(THERAPIST, "!handovers")
    one.here(THERAPIST, f"!handover nurse {PHYSICIAN} Because", f"!handover sex therapist {THERAPIST} Because")
    one.here(THERAPIST, f"!handover sex therapist {TRAINEE} Because", f"!handover sex therapist {PHYSICIAN}")
    first = ref(one.here(THERAPIST, f"!handover sex therapist {MENTAL_HEALTH} I am away from March"))
    one.pass_time(hours=49)
    one.alone(MENTAL_HEALTH, f"!yes {first}")
    one.here(PHYSICIAN, f"!action Ask for the report {THERAPIST} due 2027-03-01")
    one.here(PHYSICIAN, f"!action Write to the ward {THERAPIST} due 2027-03-01")
    one.here(THERAPIST, "!note A topic\nRisk: none reported")
    before = ref(one.here(THERAPIST, f"!handover sex therapist {PHYSICIAN} I am away from March"))
    second = ref(one.here(THERAPIST, f"!handover sex therapist {MENTAL_HEALTH} I am away from March"))
    one.here(THERAPIST, "!handovers here")
    one.alone(PHYSICIAN, f"!yes {before}")
    one.control(f"!team {one.code} cover {PHYSIO} for {THERAPIST} until 2027-03-01")
    one.alone(MENTAL_HEALTH, f"!yes {second}")
    one.control(f"!team {one.code} add {NURSE} nurse,coordinator")
    one.control(f"!consent {one.code} review done")
    third = ref(one.here(NURSE, f"!handover coordinator {PHYSICIAN} #summary Two are too many"))
    one.here(PHYSICIAN, f"!yes {third}")
    one.alone(NURSE, f"!handovers {one.code}")


def guests(one: Play) -> None:
    """A guest is briefed; what is not shared is left out; the room closes."""
    note = ref(one.here(PHYSICIAN, "!note A topic\nRisk: none reported"))
    own = ref(one.alone(MENTAL_HEALTH, f"!note {one.code} Another topic\nRisk: none reported"))
    one.here(MENTAL_HEALTH, f"!brief {GUEST} {note}", f"!brief {PHYSICIAN} {note}")
    one.control(f"!team {one.code} add {GUEST} guest")
    one.here(MENTAL_HEALTH, f"!brief {GUEST} {note}")
    one.here(MENTAL_HEALTH, f"!conference at 2027-03-09 14:00 with {PHYSICIAN} {NURSE}")
    one.here(MENTAL_HEALTH, f"!brief {GUEST} {note}", f"!brief {GUEST} {note} please", f"!brief {GUEST}")
    one.here(MENTAL_HEALTH, f'!brief {GUEST} {note} "What next" or so')
    one.here(MENTAL_HEALTH, f"!brief {GUEST} {' '.join(many(one))}")
    one.control(f"!consent {one.code} grant medical to {GUEST} form F-4")
    one.here(MENTAL_HEALTH, f'!brief {GUEST} {note} {own} "What would you look at next"')
    one.control(f"!consent {one.code} part2 on")
    one.here(MENTAL_HEALTH, f'!brief {GUEST} "#medical What would you look at next"')
    one.control(f"!team {one.code} add {MENTAL_HEALTH} coordinator")
    one.here(MENTAL_HEALTH, f'!brief {GUEST} {note} "What would you look at next"')
    one.control(f"!team {one.code} lead {PHYSICIAN}")
    one.here(PHYSICIAN, f'!brief {GUEST} {note} "What would you look at next"')
    one.stage.wait_until(one.stage.clock.time.replace(year=2027, month=3, day=11, hour=15, minute=0))
    one.pass_time(minutes=11)


def many(one: Play) -> list[str]:
    """More notes than a guest is sent at once."""
    return [ref(one.here(PHYSICIAN, f"!note contact Called, topic {number}\nRisk: none reported")) for number in range(13)]


def sheets(one: Play) -> None:
    """The first sheet for the patient, and a later one."""
    one.here(PHYSICIAN, "!who")
    one.control(f"!consent {one.code} part2 off")
    one.stage.clock.time += timedelta(days=3)
    one.alone(COORDINATOR, f"!who {one.code}")
    one.here(PHYSICIAN, "!who here")
