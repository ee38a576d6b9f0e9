"""Referrals to the end of their loop, the network they go to, and the patient's appointments."""

from __future__ import annotations

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import Play, ref


def play(one: Play) -> None:
    """Each state once, in time and too late; the directory from its first entry on; and visits that stand close together."""
    one.room = one.stage.open_case(*TEAM)
    directory(one)
    referring(one)
    visits(one)
    asking(one)


def directory(one: Play) -> None:
    """An empty list, what it holds, and what it refuses."""
    one.control("!directory")
    listed = one.control(
        "!directory add The pelvic clinic discipline pelvic physiotherapy languages German, Turkish remote wait 6 weeks"
    )
    code = ref(listed)
    one.here(PHYSICIAN, "!directory add Another practice discipline urology")
    one.control(
        "!directory here", "!directory Turkish", "!directory nonsense", f"!directory confirm {code} wait 8 weeks not remote"
    )
    one.control(
        "!directory add the pelvic clinic discipline nothing", "!directory add nonsense", f"!directory confirm {code} whatever"
    )
    gone = ref(one.control("!directory add A third practice discipline sleep medicine wait none"))
    one.control(f"!directory remove {gone}", f"!directory confirm {gone}", f"!directory confirm {gone} wait whenever")
    one.here(PHYSICIAN, f"!refer {code} for a first assessment, urgent #medical")
    one.here(PHYSICIAN, "!refer another practice for a second look")


def referring(one: Play) -> None:
    """From the first word to the last one, in the room and elsewhere."""
    one.here(PHYSICIAN, "!referrals here", "!refer nonsense")
    sent = ref(one.here(PHYSICIAN, f"!refer The sleep laboratory for a night there ~physio #medical {THERAPIST}"))
    one.here(
        PHYSICIAN, f"!refer closed {sent}", f"!refer {sent} scheduled", f"!refer {sent} accepted", f"!refer scheduled {sent} on fri"
    )
    one.here(PHYSICIAN, f"!referrals {sent} here")
    one.alone(THERAPIST, f"!refer {one.code} accepted {sent} They ask for another day")
    one.alone(PHYSICIAN, f"!refer {one.code} seen {sent}")
    one.here(
        THERAPIST,
        f"!refer reported {sent} Nothing found",
        f"!refer {sent} closed",
        f"!refer {sent} seen",
        f"!referrals {sent} here",
    )
    off = ref(one.here(PHYSICIAN, "!refer The day clinic for a talk ~couple_work"))
    one.here(PHYSICIAN, "!modality couple_work out", "!refer The day clinic for a second talk ~couple_work", "!referrals here")
    one.here(
        PHYSICIAN, f"!refer scheduled {off} on 2027-03-01", f"!refer {off} declined They take nobody", "!modality couple_work in"
    )
    asked = one.control(f"!refer {one.code} The day clinic for a third talk {MENTAL_HEALTH}")
    one.reply(COORDINATOR, asked, "mental health")
    one.alone(PHYSICIAN, f"!referrals {one.code}")
    one.here(THERAPIST, f"!consent withdraw medical from {MENTAL_HEALTH}")
    one.here(PHYSICIAN, "!refer The eye clinic for a look", "!referrals here")
    one.here(THERAPIST, f"!referrals {sent} here")
    one.here(THERAPIST, "!consent grant medical to team", f"!consent grant medical to {MENTAL_HEALTH}")


def visits(one: Play) -> None:
    """Alone, joint, close together, moved, called off and held."""
    one.here(PHYSICIAN, "!appointments here")
    first = ref(one.here(PHYSICIAN, "!appointment physician 2027-03-09 14:00-15:00"))
    one.here(PHYSICIAN, f"!appointment mental health 2027-03-10 ~couple_work with {THERAPIST} #medical Bring the diary")
    one.alone(PHYSICIAN, f"!appointment {one.code} sex therapist 2027-03-12 09:00 #medical Bring the diary")
    one.here(PHYSICIAN, f"!appointment {first} moved 2027-03-22 14:00", "!modality couple_work out", "!appointments here")
    one.here(PHYSICIAN, "!appointment sex therapist 2027-04-22 ~couple_work", "!modality couple_work in")
    one.here(THERAPIST, f"!consent withdraw medical from {MENTAL_HEALTH}")
    one.here(PHYSICIAN, "!appointment physician 2027-05-03 Bring the diary", "!appointments here")
    one.here(PHYSICIAN, f"!appointment cancel {first}", f"!appointment {first} moved 2027-03-30", "!appointment physician nonsense")
    one.alone(PHYSICIAN, f"!appointment {one.code} cancel {ref(one.here(PHYSICIAN, '!appointment physician 2027-06-01'))}")
    one.here(THERAPIST, f"!consent grant medical to {MENTAL_HEALTH}")


def asking(one: Play) -> None:
    """Nobody answers for long: their owners are asked, and the coordinators what of the directory still holds."""
    one.here(PHYSICIAN, "!agenda here", "!case here")
    for verb in ("accepted", "scheduled", "seen", "reported"):
        code = ref(one.here(PHYSICIAN, "!refer A clinic for a look urgent"))
        one.here(PHYSICIAN, f"!refer {code} {verb} {'2027-01-15' if verb == 'scheduled' else ''} A word")
    one.here(PHYSICIAN, "!referrals here")
    one.pass_time(days=40)
    one.here(PHYSICIAN, "!agenda here", "!mine", f"!appointment physician {one.stage.clock.now().date().isoformat()}")
    one.here(PHYSICIAN, "!refer A clinic for a last look urgent")
    one.alone(PHYSICIAN, "!away 2027-01-16 to 2027-01-22")
    one.pass_time(days=3)
    one.control(f"!team {one.code} remove {PHYSICIAN}")
    one.here(THERAPIST, f"!refer A last clinic for a look #medical {MENTAL_HEALTH}")
    one.control(f"!team {one.code} remove {MENTAL_HEALTH}")
    one.pass_time(days=200)
    one.here(THERAPIST, "!referrals here", "!appointments here")
    one.control("!directory here", "!directory")
