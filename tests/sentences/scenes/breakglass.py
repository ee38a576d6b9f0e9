"""A case that somebody opens who is not on it: told, read, looked at too late; read too much; and refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.care import reads
from bot.care.breakglass import introduce
from bot.care.people import Office
from bot.store.work import OpenWork
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SERVER, THERAPIST
from tests.heard import at, bodies
from tests.sentences.play import Play, ref

OFFICER = f"@privacy_officer:{SERVER}"


def play(one: Play) -> None:
    officer(one)
    first = one.stage.open_case(THERAPIST, MENTAL_HEALTH)
    one.stage.clock.time += timedelta(seconds=2)
    one.stage.open_case(PHYSICIAN, PRIMARY_CARE)
    one.room = first
    opened(one)
    too_much(one)


def officer(one: Play) -> None:
    """As at a start where one is configured."""
    store = one.stage.store
    store._clinic = replace(store._clinic, privacy_officers=(OFFICER,))  # noqa: SLF001 - every other scene has none
    store._offices = {COORDINATOR: frozenset({Office.COORDINATOR}), OFFICER: frozenset({Office.PRIVACY_OFFICER})}  # noqa: SLF001 - the same
    store.act_now(_introduce)
    one.stage.settle()


def _introduce(opened: OpenWork) -> None:
    introduce(opened, OFFICER)
    opened.finish()


def opened(one: Play) -> None:
    one.here(THERAPIST, "!note #medical She was here\nRisk: none")
    told = one.alone(PHYSICIAN, f"!breakglass {one.code} She is in my room, and nobody of her team answers")
    one.alone(PHYSICIAN, f"!notes {one.code}", f"!breakglass {one.code} Once more")
    one.alone(MENTAL_HEALTH, f"!breakglass {one.code} I want to read more")
    one.alone(PHYSICIAN, f"!team {one.code}")
    number = ref(at(told, f"direct:{OFFICER}"))
    one.alone(OFFICER, "!mine")
    one.pass_time(minutes=31)
    one.pass_time(days=1)
    one.alone(OFFICER, "!mine", f"!breakglass review {number} perhaps")
    one.alone(OFFICER, f"!breakglass review {number} justified She was in danger")
    one.alone(OFFICER, f"!breakglass review {number} not justified")
    one.alone(OFFICER, f"!audit {number}", "!audit C-7K3FX", "!audit of everything", "!audit")


def too_much(one: Play) -> None:
    one.alone(PHYSICIAN, f"!breakglass {one.code} She is here again")
    for _ in range(reads.MANY):
        one.alone(PHYSICIAN, f"!goals {one.code}")
    one.alone(PHYSICIAN, f"!breakglass {one.code} I had not finished")
    one.pass_time(minutes=31)
    assert bodies(one.alone(OFFICER, "!mine"))
