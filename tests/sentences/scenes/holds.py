"""What waits: a part of care that the patient leaves out, a pause, a medical evaluation that comes first; and the safety plan."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import Play, ref


def play(one: Play) -> None:
    """Each of them from its beginning to its end, with what is said where something is amiss."""
    one.room = one.stage.open_case(*TEAM)
    nothing(one)
    left_out(one)
    paused(one)
    put_first(one)
    safety_plan(one)


def nothing(one: Play) -> None:
    """Before anything is held."""
    one.here(THERAPIST, "!modalities", "!modality", "!modality couple work", "!modality nonsense out", "!modality couple work in")
    one.here(THERAPIST, "!resume couple work", "!resume", "!pause couple work until 2027-01-11", "!precedence", "!clear 8R2Q")
    one.here(THERAPIST, "!modality physio out", "!modality physio in")


def left_out(one: Play) -> None:
    """The patient leaves a part out, and takes it up again."""
    one.here(PHYSICIAN, '!conference at 2027-03-09 14:00 ~couple_work "What next?"')
    one.here(PHYSICIAN, '!conference at 2027-03-10 14:00 ~physio "What else?"')
    one.here(THERAPIST, "!modality couple work out She would like to wait", "!modality couple work out")
    one.alone(THERAPIST, f"!modality {one.code} joint sessions out #mental_health She would like to come alone")
    one.here(THERAPIST, "!modality individual therapy out #partner A topic")
    one.here(PHYSICIAN, "!modalities", "!modalities here", "!conferences", "!case", "!agenda here")
    one.control(f"!modalities {one.code}", f"!case {one.code}")
    held = ref(one.here(PHYSICIAN, '!conference at 2027-03-11 14:00 ~couple_work "And then?"'))
    one.here(PHYSICIAN, f"!conference move {held} 2027-03-12 14:00")
    one.alone(PHYSICIAN, f'!conference {one.code} at 2027-03-11 10:00 ~couple_work "And then?"')
    one.here(THERAPIST, "!pause couple work It is too much just now until 2027-01-11")
    one.here(THERAPIST, "!modality couple work in")
    one.here(THERAPIST, "!resume couple work")
    one.alone(PHYSICIAN, f"!modality {one.code} joint sessions in")


def paused(one: Play) -> None:
    """The team pauses a part, is asked on its day, and resumes it."""
    asked = one.here(PHYSICIAN, "!pause physio Pain after the exercises")
    one.reply(PHYSICIAN, asked, "until 2026-12-14")
    paused_first = one.alone(PHYSICIAN, f"!pause {one.code} physio Pain after the exercises until 2026-12-21")
    one.here(PHYSICIAN, f"!done {ref(paused_first)}", "!agenda here")
    one.here(PHYSICIAN, "!pause measures #partner A topic until 2026-12-21")
    one.pass_time(days=22)
    one.here(PHYSICIAN, "!agenda here")
    one.here(THERAPIST, "!resume physio", "!resume physio", "!resume measures")


def put_first(one: Play) -> None:
    """An evaluation comes first, and is cleared."""
    one.here(THERAPIST, f"!precedence {COORDINATOR} Pain first", f"!precedence {PHYSICIAN}")
    empty = one.here(THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    one.here(PHYSICIAN, f"!clear {ref(empty)}")
    goal = ref(one.here(THERAPIST, '!goal add "I want to stop bracing." why It is in the way'))
    due = (one.stage.clock.now() + timedelta(days=3)).date()
    for person in (THERAPIST, MENTAL_HEALTH, PHYSICIAN):
        one.here(THERAPIST, f"!step add {goal} Talk about what helps {person} due {due}")
    one.here(THERAPIST, f"!precedence {COORDINATOR} Pain is to be looked at first")
    first = ref(one.here(THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first"))
    one.alone(MENTAL_HEALTH, f"!precedence {one.code} {PHYSICIAN} #partner ~physio >{goal} A topic")
    one.here(PHYSICIAN, "!agenda here", "!modalities")
    one.here(MENTAL_HEALTH, f"!clear {first}")
    one.pass_time(days=9)
    one.alone(PHYSICIAN, f"!clear {one.code} {first}", f"!clear {one.code} {first}")


def safety_plan(one: Play) -> None:
    """The patient's own plan, part by part."""
    one.here(THERAPIST, "!safetyplan", "!safetyplan version 2", "!safetyplan nonsense")
    one.here(THERAPIST, "!safetyplan warning Not sleeping", "!safetyplan helps A walk", "!safetyplan call Her sister")
    one.alone(THERAPIST, f"!safetyplan {one.code} warning Not sleeping\nAnswering nobody", f"!safetyplan {one.code}")
    one.here(PHYSICIAN, "!safetyplan here", "!safetyplan version 1", "!safetyplan version 9")
    one.alone(COORDINATOR, f"!safetyplan {one.code}")
    one.here(THERAPIST, "!consent withdraw safety")
    one.here(PHYSICIAN, "!safetyplan", "!safetyplan here")
    one.here(PHYSICIAN, "!safetyplan helps Music", "!pause couple work A topic until 2027-03-01")
