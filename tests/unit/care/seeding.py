"""Cases brought into a state by what their team types, and their agendas as they read, with names in the place of refs."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.care.facts import direct
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

PEOPLE = {
    "therapist": SEX_THERAPIST,
    "physician": PHYSICIAN,
    "mental health": MENTAL_HEALTH,
    "coordinator": COORDINATOR,
}
_ID = re.compile(r" \(@[a-z_]+:example\.org\)")
_NAME = re.compile(r"\{([a-z_]+[0-9]*)\}|\b(?:CASE|PHYSICIAN|THERAPIST)\b")


@dataclass(frozen=True)
class State:
    """One state: what leads to it, and the agenda as it is then."""

    name: str
    steps: tuple[str, ...]
    lines: tuple[str, ...]


def states() -> tuple[State, ...]:
    """Every state of the data file."""
    with (Path(__file__).parent / "agendas.toml").open("rb") as file:
        known = tomllib.load(file)["state"]
    return tuple(State(one["name"], tuple(one["steps"]), tuple(one["lines"])) for one in known)


def play(steps: tuple[str, ...]) -> Ward:
    """Take the steps: ``physician: !note …`` in the case's room, ``alone physician: …``, ``control: …``, ``wait: 2 days``."""
    ward = Ward()
    for step in steps:
        who, _, text = step.partition(": ")
        if who == "wait":
            number, unit = text.split()
            ward.desk.later(timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)}))
            continue
        typed = filled(ward, text)
        if who == "control":
            heard = ward.talk.hear(COORDINATOR, "control", typed)
        elif who.startswith("alone "):
            person = PEOPLE[who.removeprefix("alone ")]
            heard = ward.hear(person, typed, here=direct(person))
        else:
            heard = ward.hear(PEOPLE[who], typed)
        refused = [one.message.template for one in heard if one.message.template.startswith("refused/")]
        assert not refused, (step, refused)
    return ward


def filled(ward: Ward, text: str) -> str:
    """Put refs, people and the case's code where their names stand."""
    known = {**names(ward), "CASE": ward.code, "PHYSICIAN": PHYSICIAN, "THERAPIST": SEX_THERAPIST}
    return _NAME.sub(lambda found: known[found[1] or found[0]], text)


def names(ward: Ward) -> dict[str, str]:
    """Each record by its kind and number, ``note1``; the kind alone names the last one."""
    counted: Counter[str] = Counter()
    found: dict[str, str] = {}
    for kept in sorted(ward.desk.state.records.values(), key=lambda one: one.id):
        counted[kept.what.kind] += 1
        found[f"{kept.what.kind}{counted[kept.what.kind]}"] = kept.ref
        found[kept.what.kind] = kept.ref
    return found


def read(ward: Ward) -> tuple[str, ...]:
    """The agenda in the case's room, line by line, without what every agenda ends with."""
    text = ward.say(SEX_THERAPIST, "!agenda here")
    by_ref = {ref: name for name, ref in names(ward).items() if name[-1].isdigit()}
    known = re.compile("|".join(map(re.escape, by_ref)) or "(?!)")
    lines = [known.sub(lambda found: by_ref[found[0]], _ID.sub("", line)) for line in text.split("\n")]
    ends = ("Answer with a ref", "Reply with a ref", "Your own lines", "- To answer")
    return tuple(line for line in lines if line and not line.startswith(ends))
