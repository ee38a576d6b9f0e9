"""Every command, as its examples say it, is written down: in the chain of its case or of the organisation, with what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import commands
from bot.care.people import Office, PlaceKind
from bot.chat.registry import Registry
from bot.chat.spec import Command
from bot.store.tables import facts
from bot.vault.keyring import ORGANISATION
from tests.cast import COORDINATOR, MENTAL_HEALTH, PRIMARY_CARE, SERVER, THERAPIST
from tests.flow.world import BOT
from tests.stage import Stage

pytestmark = pytest.mark.slow

SOCIAL_WORKER = f"@social_worker:{SERVER}"
OFFICER = f"@privacy_officer:{SERVER}"
ON_CALL = f"@on_call:{SERVER}"
OFFICES = {
    COORDINATOR: frozenset({Office.COORDINATOR}),
    OFFICER: frozenset({Office.PRIVACY_OFFICER, Office.AUDITOR}),
    ON_CALL: frozenset({Office.ON_CALL}),
}
EVERY = Registry(commands.FAMILIES).commands
EXAMPLES = [(name, example) for name, one in sorted(EVERY.items()) for example in one.examples]
ASKS_TO_SAY_YES = "yes"


@dataclass(frozen=True)
class Fact:
    chain: str
    actor: str
    action: str
    outcome: str


class Clinic(Stage):
    """A case that the therapist leads, and one of others. Each command finds it as the one before has left it."""

    def furnish(self) -> None:
        self.rushing = True
        self.open_case(PRIMARY_CARE, SOCIAL_WORKER)
        self.clock.time += timedelta(seconds=1)
        self.code = self.open_case(THERAPIST, MENTAL_HEALTH)[5:]

    def facts(self, since: int) -> list[Fact]:
        query = select(facts.c.chain, facts.c.actor, facts.c.action, facts.c.outcome).order_by(
            facts.c.time, facts.c.chain, facts.c.sequence
        )
        return self.store.act_now(lambda opened: [Fact(*row) for row in opened.connection.execute(query)])[since:]

    def written(self, person: str, place: str, typed: str, *, proven: bool = True) -> tuple[str, list[Fact]]:
        """What came of a message, and what stands of it in the chains."""
        self.clock.time += timedelta(seconds=2)  # nobody is slowed down
        before = len(self.facts(0))
        self.say(person, place, typed, proven=proven)
        assert self.faults == []
        act = self.store.act_now(lambda opened: opened.acts.of(self.last_typed))
        return "" if act is None else act.outcome, [one for one in self.facts(before) if one.actor == person]

    def place_of(self, command: Command, person: str) -> str:
        return "control" if command.rule.places == {PlaceKind.CONTROL} else f"direct:{person}"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    opened = Clinic(tmp_path_factory.mktemp("written"), offices=OFFICES, on_call=(ON_CALL,))
    opened.furnish()
    yield opened
    opened.close()


def typed(command: Command, example: str, code: str) -> str:
    """The example, about this case."""
    family, _, rest = example.replace("clinic.example", SERVER).partition(" ")
    if "C-7K3FX" in rest:
        return f"{family} {rest.replace('C-7K3FX', code)}"
    return f"{family} {code} {rest}" if command.rule.case else f"{family} {rest}"


def whoever_may(command: Command) -> str:
    """Somebody who may, where they are what their id says."""
    allow = command.rule.allow
    if command.rule.outside:
        return SOCIAL_WORKER
    if Office.AUDITOR in allow.offices:
        return OFFICER
    if allow.enrolled or allow.lead or any(role.value == "sex_therapist" for role in allow.roles):
        return THERAPIST
    return COORDINATOR


def whoever_may_not(command: Command) -> tuple[str, bool]:
    """Somebody who may not, and whether it is proven that it is they who ask."""
    if command.rule.outside:
        return OFFICER, True
    if command.rule.case:
        return PRIMARY_CARE, True
    return THERAPIST, not command.rule.allow.enrolled and not command.rule.allow.roles & {"sex_therapist"}


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_what_somebody_may_is_written_in_its_chain_with_what_came_of_it(clinic: Clinic, name: str, example: str) -> None:
    command = EVERY[name]
    person = whoever_may(command)
    outcome, found = clinic.written(person, clinic.place_of(command, person), typed(command, example, clinic.code))
    assert outcome != "denied" or not command.rule.case
    chain = clinic.code if command.rule.case else ORGANISATION
    if name == "yes" and outcome == "done":  # it stands under the name of what was agreed to
        chain, name = clinic.code, "consent partner form"
    assert Fact(chain, person, name, outcome) in found


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_what_somebody_may_not_is_written_in_its_chain_as_denied(clinic: Clinic, name: str, example: str) -> None:
    command = EVERY[name]
    person, proven = whoever_may_not(command)
    place = clinic.place_of(command, person)
    outcome, found = clinic.written(person, place, typed(command, example, clinic.code), proven=proven)
    assert outcome == "denied"
    chain = clinic.code if command.rule.case else ORGANISATION
    assert found == [Fact(chain, person, name, "denied")]


def test_the_chains_are_whole_after_all_that(clinic: Clinic) -> None:
    found = clinic.store.act_now(lambda opened: {chain: opened.audit.verify(chain) for chain in opened.audit.chains()})
    assert set(found.values()) == {None}
    assert len(found) > 2


def test_a_yes_an_answer_what_is_taken_back_and_what_happens_on_time_are_written_in_the_chain_of_the_case(clinic: Clinic) -> None:
    own = f"direct:{THERAPIST}"
    clinic.clock.time += timedelta(seconds=1)
    place = clinic.open_case(THERAPIST, MENTAL_HEALTH)
    code = place[5:]
    before = len(clinic.facts(0))
    for words in (f"!note {code} #medical A topic", "none", "!undo", f"!consent {code} review 2027-01-20"):
        clinic.clock.time += timedelta(seconds=2)
        clinic.say(THERAPIST, own, words)
    clinic.wait_until(datetime(2027, 1, 20, 9, 0, tzinfo=UTC))
    asked = clinic.say(THERAPIST, own, f"!case {code} close #medical Done")
    clinic.say(THERAPIST, own, "yes", reply_to=asked[-1].event_id)
    found = [(one.actor, one.action) for one in clinic.facts(before) if one.chain == code]
    theirs = [action for actor, action in found if actor == THERAPIST]
    assert theirs == ["note", "note missing", "taken back", "consent review", "case close", "case close"]
    assert found.count((BOT, "consent review")) == 1


def test_what_happens_on_time_is_written_once_whether_or_not_it_says_so_itself(clinic: Clinic) -> None:
    """Both name what they made, or are about, in a fact of their own."""
    place = clinic.open_case(THERAPIST, MENTAL_HEALTH)
    before = len(clinic.facts(0))
    for words in ("!huddle every day 10:00", "!monitor TSH every 1 week"):
        clinic.say(THERAPIST, place, words)
    clinic.wait(timedelta(days=7, hours=2))
    found = Counter(one.action for one in clinic.facts(before) if (one.chain, one.actor) == (place[5:], BOT))
    assert (found["monitoring"], found["huddle agenda"]) == (1, 1)
