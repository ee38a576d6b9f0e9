"""Consent that is looked at again, the partner's own, and the notice that goes with what leaves the team."""

from __future__ import annotations

from tests.cast import COORDINATOR, PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import GUEST, NURSE, Play


def play(one: Play) -> None:
    """Each cause once, and each sentence."""
    one.room = one.stage.open_case(*TEAM)
    one.here(PHYSICIAN, "!consent partner")
    one.here(THERAPIST, "!consent review done", "!consent review whenever", "!consent partner grant to physician")
    one.reply(COORDINATOR, one.control(f"!consent {one.code} partner form P-1 2026-12-01 version 2"), "yes")
    one.here(THERAPIST, "!consent partner here", "!consent partner withdraw from physician", "!consent partner here")
    one.here(THERAPIST, f"!consent partner grant to {PHYSICIAN} until 2027-06-30 for the joint plan")
    one.here(PHYSICIAN, "!consent partner withdraw", "!consent partner here")
    one.here(PHYSICIAN, "!note #summary A first word\nRisk: none", "!note #partner A first word\nRisk: none")
    one.control(f"!team {one.code} add {NURSE} nurse", f"!team {one.code} add {GUEST} guest")
    one.here(PHYSICIAN, "!consent review 2027-05-03", "!agenda here")
    one.control(f"!consent {one.code} review done")
    one.here(THERAPIST, "!consent grant medical to physician until 2027-09-30")
    one.pass_time(days=300)
    one.here(THERAPIST, "!agenda here", "!consent review done")
    one.here(THERAPIST, "!consent part2 on", "!consent part2 perhaps", "!consent part2 off")
    one.control(f"!consent {one.code} part2 on")
    for _ in range(30):
        one.alone(PHYSICIAN, f"!notes {one.code}")
