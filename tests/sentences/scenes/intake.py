"""The intake and its contributors."""

from __future__ import annotations

from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import Play, ref


def play(one: Play) -> None:
    """From its beginning to the baseline."""
    one.room = one.stage.open_case(*TEAM)
    one.here(THERAPIST, "!intake show", "!intake history Too early", "!factors", "!intake start", "!intake start together")
    one.here(THERAPIST, f"!intake start joint on 2026-12-14 with {PHYSICIAN}", "!intake start parallel", "!intake")
    one.here(PHYSICIAN, "!intake weather Rain", "!intake history", "!intake lifestyle Sleeps six hours, works at night.")
    one.alone(THERAPIST, f"!intake {one.code} desire Unchanged for years, she says.", f"!intake {one.code} show")
    one.here(MENTAL_HEALTH, "!consent withdraw mental_health from primary_care", "!intake emotional safety Feels safe at home.")
    one.here(PHYSICIAN, "!intake finish now", "!factor add weather Rain", "!factor 8R2Q perhaps")
    first = ref(one.here(PHYSICIAN, "!factor add organic Blood pressure"))
    one.here(MENTAL_HEALTH, f"!factor {first} supported because it began with it", f"!factor {first} excluded")
    asked = one.here(PHYSICIAN, "!intake finish")
    one.reply(PHYSICIAN, asked, "the weather")
    one.reply(PHYSICIAN, asked, "relational, lifestyle because both are steady")
    one.here(THERAPIST, "!intake start parallel")
    for section in ("history", "medication", "lifestyle", "emotional safety", "desire", "symptoms", "values"):
        one.here(PHYSICIAN, f"!intake {section} Something plain")
    one.here(MENTAL_HEALTH, "!factor add psychogenic Worry before it begins")
    one.alone(MENTAL_HEALTH, f"!intake {one.code} finish", f"!factors {one.code}")
    one.here(PRIMARY_CARE, "!factors", "!intake show here", "!factors here")
    second = one.stage.open_case(*TEAM)
    one.room = second
    one.here(PHYSICIAN, "!intake start joint", "!factor add organic Blood pressure")
    one.reply(PHYSICIAN, one.here(PHYSICIAN, "!intake finish"), "none")
    one.here(MENTAL_HEALTH, "!consent withdraw medical from team")
    one.here(MENTAL_HEALTH, "!factors")
