"""A case that does not exist, a case of others, and one that is closed are denied in the same words, with as many statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

import commands
from bot.care.codes import make_case_code
from bot.care.people import Office
from bot.chat.registry import Registry
from bot.chat.spec import Command
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SERVER, THERAPIST
from tests.stage import Stage

OFFICER = f"@privacy_officer:{SERVER}"
ON_CALL = f"@on_call:{SERVER}"
UNKNOWN = make_case_code(lambda below: 7 % below)
EVERY = Registry(commands.FAMILIES).commands
ABOUT_A_CASE = sorted(name for name, one in EVERY.items() if one.rule.case)
OTHERS = ("!yes {code}", "!help {code}", "!signal close {code}", "!ack {code} I am calling", "!breakglass review {code} justified")
"""What is about no case, or names it otherwise."""
OPENING = {"breakglass"}
"""Whoever may do this may, of a case that there is; all others are denied."""


class Counter:
    """Counts the statements of a database."""

    def __init__(self, stage: Stage) -> None:
        self.count = 0
        event.listen(stage.store.database.engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.count += 1


class Others(Stage):
    """The therapist has a case; one of others is open, and one is closed."""

    def rest(self) -> None:
        self.rushing = True
        self.codes = {"open": self.open_case(PHYSICIAN, PRIMARY_CARE)[5:], "closed": "", "own": "", "unknown": UNKNOWN}
        self.clock.time += timedelta(seconds=1)
        place = self.open_case(MENTAL_HEALTH, PRIMARY_CARE)
        self.codes["closed"] = place[5:]
        asked = self.say(MENTAL_HEALTH, place, "!case close #medical Done")
        self.say(MENTAL_HEALTH, place, "yes", reply_to=asked[-1].event_id)
        self.clock.time += timedelta(seconds=1)
        self.codes["own"] = self.open_case(THERAPIST, MENTAL_HEALTH)[5:]
        self.counter = Counter(self)
        for person in (THERAPIST, OFFICER, ON_CALL):
            for code in ("unknown", "open", "closed"):
                self.denied(person, f"direct:{person}", "!team {code}", code)  # a chain begins with its first entry

    def denied(self, person: str, place: str, typed: str, code: str) -> tuple[list[tuple[str, str]], list[str], int]:
        """What is said, what else happens, and how many statements that takes."""
        self.clock.time += timedelta(seconds=2)  # nobody is slowed down
        self.settle()  # what the passing of time alone writes is not counted
        before, effects = self.counter.count, len(self.server.effects)
        heard = self.say(person, place, typed.format(code=self.codes[code]))
        sent = [str(effect.kind) for _, effect in self.server.effects[effects:]]
        return [(one.place, one.body.replace(self.codes[code], "CODE")) for one in heard], sent, self.counter.count - before


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Others]:
    offices = {
        COORDINATOR: frozenset({Office.COORDINATOR}),
        OFFICER: frozenset({Office.PRIVACY_OFFICER, Office.AUDITOR}),
        ON_CALL: frozenset({Office.ON_CALL}),
    }
    opened = Others(tmp_path_factory.mktemp("denials"), offices=offices, on_call=(ON_CALL,))
    opened.rest()
    yield opened
    opened.close()


def typed_with_code(command: Command) -> str:
    """Its first example, with a place for the code of a case."""
    family, _, rest = command.examples[0].replace(" C-7K3FX", "").partition(" ")
    return f"{family} {{code}} {rest}".replace("@sex_therapist:clinic.example", MENTAL_HEALTH)


def test_every_case_is_there(stage: Others) -> None:
    found = {case.code: case.closed for case in stage.store.act_now(lambda opened: opened.cases.all())}
    assert found[stage.codes["open"]] is None
    assert found[stage.codes["closed"]] is not None
    assert UNKNOWN not in found


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(ABOUT_A_CASE) - OPENING))
def test_no_case_of_others_is_told_from_one_that_does_not_exist(stage: Others, name: str) -> None:
    typed = typed_with_code(EVERY[name])
    unknown, foreign, closed = (
        stage.denied(THERAPIST, f"direct:{THERAPIST}", typed, code) for code in ("unknown", "open", "closed")
    )
    assert unknown == foreign == closed
    assert "You cannot do this here" in unknown[0][0][1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", [*OTHERS, *(typed_with_code(EVERY[name]) for name in ("notes", "note", "signal", "consent withdraw"))]
)
@pytest.mark.parametrize("in_case_room", [False, True])
def test_nor_in_the_room_of_another_case_or_where_it_is_named_otherwise(stage: Others, typed: str, *, in_case_room: bool) -> None:
    place = f"case:{stage.codes['own']}" if in_case_room else f"direct:{THERAPIST}"
    unknown, foreign, closed = (stage.denied(THERAPIST, place, typed, code) for code in ("unknown", "open", "closed"))
    assert unknown == foreign == closed


@pytest.mark.slow
@pytest.mark.parametrize("person", [OFFICER, ON_CALL])
def test_nor_by_whoever_holds_an_office_and_is_on_no_case(stage: Others, person: str) -> None:
    for name in ("notes", "case", "signal", "consent withdraw", "team remove", "case reopen"):
        told = [
            stage.denied(person, f"direct:{person}", typed_with_code(EVERY[name]), code) for code in ("unknown", "open", "closed")
        ]
        assert told[0] == told[1] == told[2], name
        assert "You cannot do this here" in told[0][0][0][1]


@pytest.mark.slow
def test_opening_a_case_is_denied_alike_for_one_that_is_closed_or_unknown_and_to_whoever_may_not(stage: Others) -> None:
    typed = "!breakglass {code} Nobody can be reached"
    no = stage.denied(THERAPIST, f"direct:{THERAPIST}", typed, "unknown")
    assert no == stage.denied(THERAPIST, f"direct:{THERAPIST}", typed, "closed")
    told = [stage.denied(OFFICER, f"direct:{OFFICER}", typed, code) for code in ("unknown", "open", "closed")]
    assert told[0] == told[1] == told[2]
    assert told[0][0][0][1] == no[0][0][1]


@pytest.mark.slow
def test_whoever_has_opened_a_case_is_denied_all_but_reading_as_if_it_did_not_exist(stage: Others) -> None:
    stage.say(ON_CALL, f"direct:{ON_CALL}", f"!breakglass {stage.codes['open']} Nobody can be reached")
    assert "You cannot do this here" not in stage.denied(ON_CALL, f"direct:{ON_CALL}", "!notes {code}", "open")[0][0][1]
    for name in ("note", "signal", "consent withdraw", "team remove", "goal add", "who", "intake"):
        typed = typed_with_code(EVERY[name])
        unknown, opened = (stage.denied(ON_CALL, f"direct:{ON_CALL}", typed, code) for code in ("unknown", "open"))
        assert unknown == opened, name
