"""A goal, a step of it, and the review of the plan, as people type them in a ward."""

from __future__ import annotations

from bot.care.dues import Due
from tests.unit.desk import SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


def aim(ward: Ward, words: str = "I want to sleep", *, tag: str = "#medical") -> str:
    """Add a goal; gives its ref."""
    ward.say(SEX_THERAPIST, f'!goal add {tag} "{words}"')
    return last(ward, "goal")


def stride(ward: Ward, goal: str, *, owner: str = SEX_THERAPIST) -> str:
    """Add a step to a goal; gives its ref."""
    ward.say(SEX_THERAPIST, f"!step add {goal} #medical A topic {owner} due 2026-12-20")
    return last(ward, "step")


def last(ward: Ward, kind: str) -> str:
    """The ref of the record of a kind that was kept last."""
    return [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == kind][-1]


def moment(ward: Ward, kind: str = "plan review") -> Due:
    """The moment of a kind that is to come."""
    return next(one for one in ward.desk.state.dues.values() if one.kind == kind)


def read(ward: Ward, said: list[Said], place: str) -> str:
    """All that was said in one place, as it reads."""
    return "\n".join(ward.read(one).text for one in said if one.place == place)
