"""A case that does not exist and a case of others are denied in the same words, with the same number of statements."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from bot.care.codes import make_case_code
from tests.stage import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST, Stage

COMMANDS = (
    "!notes {code}",
    "!note {code} A topic.",
    "!case {code}",
    "!team {code}",
    "!consent {code}",
    "!consent {code} withdraw medical",
    "!agenda {code}",
    "!huddle {code} start",
    "!conferences {code}",
    "!case {code} close #medical Done",
    "!note {code} show 8R2Q",
    "!on {code}",
    "!yes {code}",
    "!help {code}",
)


class Counter:
    """Counts the statements of a database."""

    def __init__(self, stage: Stage) -> None:
        self.count = 0
        event.listen(stage.store.database.engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.count += 1


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    opened = Stage(tmp_path_factory.mktemp("denials"))
    opened.open_case(PHYSICIAN, PRIMARY_CARE)
    opened.open_case(THERAPIST, MENTAL_HEALTH)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("in_case_room", [False, True])
@pytest.mark.parametrize("typed", COMMANDS)
def test_an_unknown_case_and_a_case_of_others_are_told_apart_by_nobody(stage: Stage, typed: str, *, in_case_room: bool) -> None:
    foreign, own = (case.code for case in stage.store.act_now(lambda opened: opened.cases.all()))
    unknown = make_case_code(lambda below: 7 % below)
    assert unknown not in {foreign, own}
    counter = Counter(stage)
    place = f"case:{own}" if in_case_room else f"direct:{THERAPIST}"
    told: list[tuple[list[tuple[str, str]], int]] = []
    for code in (unknown, foreign, unknown, foreign):
        before, effects = counter.count, len(stage.server.effects)
        heard = stage.say(THERAPIST, place, typed.format(code=code))
        sent = [str(effect.kind) for _, effect in stage.server.effects[effects:]]
        told.append(
            ([(one.place, one.body.replace(code, "CODE")) for one in heard] + [("", kind) for kind in sent], counter.count - before)
        )
    assert told[2] == told[3]
    assert told[0][0] == told[1][0]
