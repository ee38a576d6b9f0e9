"""Scores, their course, and the instruments behind them."""

from __future__ import annotations

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import Play

OWN = "category medical range 0-10 step 0.5 better lower change 2 source Our own sheet, 2026"


def play(one: Play) -> None:
    """From the first score to a course, with what is said where something is amiss."""
    one.room = one.stage.open_case(*TEAM)
    nothing(one)
    kept(one)
    course(one)
    safety(one)
    own(one)
    unshared(one)


def nothing(one: Play) -> None:
    """Before anything was measured."""
    one.here(PHYSICIAN, "!scores", "!trend PHQ-9", "!trend PHQ-9 here")


def kept(one: Play) -> None:
    """Scores that are kept, and scores that cannot be."""
    one.here(MENTAL_HEALTH, "!score GAD-7 17 on 2026-01-12", "!score gad 7 12 on 2026-02-09", "!score GAD-7 11")
    one.here(THERAPIST, "!score FSFI 20 on 2026-01-12", "!score FSFI 25,1", "!score CSI-4 12", "!score RDAS 50 on 2026-01-12")
    one.here(THERAPIST, "!score RDAS 38")
    for words in (
        "PHQ-9 28",
        "FSFI 24.65",
        "C-SSRS 3",
        "PHQ-9 2 item9=3",
        "GAD-7 12 item9=1",
        "GAD-7 12 tired",
        "GAD-9 12",
        "xyzzyx",
    ):
        one.here(MENTAL_HEALTH, f"!score {words}")
    one.here(MENTAL_HEALTH, "!score GAD-7 12 on 2199-01-01", "!score GAD-7 12 by nobody", "!score")


def course(one: Play) -> None:
    """What is read of them."""
    one.here(
        PHYSICIAN, "!scores", "!scores GAD-7", "!scores here", "!trend GAD-7", "!trend GAD-7 here", "!trend FSFI", "!agenda here"
    )
    one.here(MENTAL_HEALTH, "!score ISI 15 on 2026-11-02", "!score ISI 14", "!case", "!agenda here", "!review", "!review done")
    one.here(THERAPIST, "!modality measures out")
    one.here(MENTAL_HEALTH, "!score GAD-7 12")
    one.here(THERAPIST, "!modality measures in")


def safety(one: Play) -> None:
    """What a total may mean for safety."""
    asked = one.here(MENTAL_HEALTH, "!score PHQ-9 14")
    one.reply(MENTAL_HEALTH, asked, "often")
    one.reply(MENTAL_HEALTH, asked, "later")
    again = one.here(MENTAL_HEALTH, "!score PHQ-9 15")
    one.reply(MENTAL_HEALTH, again, "1")
    one.here(MENTAL_HEALTH, "!score PHQ-9 14 item9=2", "!undo", "!score C-SSRS low", "!score C-SSRS high", "!trend C-SSRS")


def own(one: Play) -> None:
    """Instruments: the catalogue, and the team's own."""
    one.here(THERAPIST, "!instruments", "!instruments phq-9", "!instruments iief-ef", "!instruments C-SSRS", "!instruments FSFI")
    one.here(
        THERAPIST, "!instrument add", f"!instrument add Sleep diary {OWN}", "!score sleep diary 2.5", "!instruments sleep diary"
    )
    one.here(THERAPIST, f"!instrument add Sleep diary {OWN}", f"!instrument add 12 {OWN}", "!instruments here")
    for wrong in (("0-10", "10-0"), ("change 2", "change 11"), ("change 2", "change some")):
        one.here(THERAPIST, f"!instrument add Another {OWN.replace(*wrong)}")
    one.alone(THERAPIST, f"!instrument {one.code} add Another diary {OWN.replace('change 2', 'change none')}")
    one.alone(THERAPIST, f"!instruments {one.code} another diary")


def unshared(one: Play) -> None:
    """What is not shared with everyone."""
    one.here(THERAPIST, "!score CSI-4 9 by partner", f"!instrument add A third diary {OWN.replace('medical', 'partner')}")
    one.alone(PHYSICIAN, f"!scores {one.code}", f"!trend {one.code} CSI-4 by partner", f"!instruments {one.code} a third diary")
    one.control(f"!scores {one.code}")
    one.say(COORDINATOR, "control", f"!trend {one.code} GAD-7")
