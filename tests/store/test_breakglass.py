"""A case that somebody opens who is not on it: what they may read, for how long, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.care import anchors, openings, reads
from bot.care.codes import make_case_code
from bot.care.people import Office
from bot.flow.messages import Effect, RetryLaterError
from bot.store.tables import facts
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SERVER, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

TRAINEE = f"@trainee:{SERVER}"
OFFICER = f"@privacy_officer:{SERVER}"
ON_CALL = f"@on_call:{SERVER}"
UNKNOWN = make_case_code(lambda below: 7 % below)
"""Well-formed, and of nobody."""
REASON = "Nobody can be reached, says canary"
OFFICES = {
    COORDINATOR: frozenset({Office.COORDINATOR}),
    OFFICER: frozenset({Office.PRIVACY_OFFICER}),
    ON_CALL: frozenset({Office.ON_CALL}),
}


class Ward(Stage):
    """The therapist leads a case of which the physician of another case knows nothing."""

    def __init__(self, folder: Path, offices: dict[str, frozenset[Office]] | None = None) -> None:
        super().__init__(folder, offices=offices or OFFICES, on_call=(ON_CALL,))
        self.rushing = True
        self.place = self.open_case(THERAPIST, MENTAL_HEALTH)
        self.code = self.place.removeprefix("case:")
        self.say(THERAPIST, self.place, "!note #medical A topic\nRisk: none")
        self.clock.time += timedelta(seconds=1)
        self.open_case(PHYSICIAN, PRIMARY_CARE)

    def alone(self, person: str, typed: str) -> list[Heard]:
        return self.say(person, f"direct:{person}", typed.replace("CODE", self.code))

    def break_glass(self, person: str = PHYSICIAN) -> list[Heard]:
        return self.alone(person, f"!breakglass CODE {REASON}")

    def answer(self, person: str, typed: str) -> str:
        """What this person reads in their direct room because of it."""
        return "\n".join(bodies(at(self.alone(person, typed), f"direct:{person}")))

    def written(self, chain: str) -> list[tuple[str, str, str]]:
        """Actor, action and outcome of each fact of a chain."""
        query = select(facts.c.actor, facts.c.action, facts.c.outcome).where(facts.c.chain == chain).order_by(facts.c.sequence)
        return self.store.act_now(lambda opened: [tuple(row) for row in opened.connection.execute(query)])


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    opened = Ward(tmp_path)
    yield opened
    opened.close()


def denial(ward: Ward) -> str:
    """What whoever may not is told, whatever the reason."""
    return ward.answer(PRIMARY_CARE, "!notes CODE")


def test_it_opens_a_case_to_be_read_in_the_direct_room_and_tells_the_lead_and_the_privacy_officer_why(ward: Ward) -> None:
    assert ward.answer(PHYSICIAN, "!notes CODE") == denial(ward)
    heard = ward.break_glass()
    assert "canary" in bodies(at(heard, f"direct:{THERAPIST}"))[0]
    assert "canary" in bodies(at(heard, f"direct:{OFFICER}"))[0]
    assert {one.place for one in heard} == {f"direct:{person}" for person in (PHYSICIAN, THERAPIST, OFFICER)}
    assert "A topic" in ward.answer(PHYSICIAN, "!notes CODE")
    assert ("breakglass opened", "done") in [row[1:] for row in ward.written(ward.code)]
    assert (PHYSICIAN, "notes", "breakglass") in ward.written(ward.code)
    assert (OFFICER, "breakglass told", "exception") in ward.written(ward.code)


def test_it_is_read_whatever_the_consent_but_for_what_a_partner_has_said(ward: Ward) -> None:
    ward.say(THERAPIST, f"direct:{THERAPIST}", f"!note {ward.code} #sexual_history Something else\nRisk: none")
    ward.say(THERAPIST, f"direct:{THERAPIST}", f"!note {ward.code} #partner Said in confidence\nRisk: none")
    ward.say(THERAPIST, ward.place, "!consent withdraw medical")
    ward.break_glass()
    shown = ward.answer(PHYSICIAN, "!notes CODE")
    assert "A topic" in shown
    assert "Something else" in shown
    assert "confidence" not in shown
    assert "A topic" not in ward.answer(MENTAL_HEALTH, "!notes CODE")


def test_nothing_but_reading_and_nowhere_but_in_the_direct_room(ward: Ward) -> None:
    ward.break_glass()
    other = next(one for one in ward.store.act_now(lambda opened: [case.code for case in opened.cases.all()]) if one != ward.code)
    no = denial(ward)
    for typed in (
        "!note CODE Added",
        "!consent CODE withdraw medical",
        "!huddle CODE start",
        "!team CODE remove @x:y",
        "!who CODE",
    ):
        assert ward.answer(PHYSICIAN, typed) == no
    heard = ward.say(PHYSICIAN, f"case:{other}", f"!notes {ward.code}")
    assert "A topic" not in "".join(bodies(heard))
    assert "A topic" not in ward.answer(PRIMARY_CARE, "!notes CODE")
    assert PHYSICIAN not in ward.answer(THERAPIST, "!team CODE")
    assert PHYSICIAN not in ward.answer(PHYSICIAN, "!team CODE")


@pytest.mark.parametrize("person", [TRAINEE, COORDINATOR, OFFICER])
def test_whoever_is_no_clinician_and_not_on_call_is_denied_as_for_a_case_that_does_not_exist(ward: Ward, person: str) -> None:
    if person == TRAINEE:
        own = ward.case_place().removeprefix("case:")
        asked = ward.say(PHYSICIAN, f"case:{own}", f"!team add {TRAINEE} trainee under {PHYSICIAN}")
        assert any(one.place == f"direct:{TRAINEE}" for one in asked)
    no = ward.answer(person, f"!breakglass {UNKNOWN} {REASON}")
    assert no == denial(ward)
    assert ward.answer(person, f"!breakglass CODE {REASON}") == no
    assert "breakglass opened" not in [row[1] for row in ward.written(ward.code)]
    assert (person, "breakglass", "denied") in ward.written(ward.code)


def test_who_is_on_call_may_and_who_is_on_the_case_need_not(ward: Ward) -> None:
    ward.break_glass(ON_CALL)
    assert "A topic" in ward.answer(ON_CALL, "!notes CODE")
    assert "You are on this case already" in ward.answer(MENTAL_HEALTH, f"!breakglass CODE {REASON}")
    assert "already open to you" in ward.answer(ON_CALL, f"!breakglass CODE {REASON}")


def test_a_closed_case_is_denied_like_one_that_does_not_exist(ward: Ward) -> None:
    unknown = ward.answer(PHYSICIAN, f"!breakglass {UNKNOWN} {REASON}")
    ward.break_glass()
    asked = ward.say(THERAPIST, ward.place, "!case close #medical Done")
    ward.say(THERAPIST, asked[-1].place, "yes", reply_to=asked[-1].event_id)
    closed = ward.store.act_now(lambda opened: opened.cases.get(ward.code))
    assert closed is not None
    assert closed.closed is not None
    assert ward.answer(PHYSICIAN, "!notes CODE") == denial(ward)
    assert ward.answer(ON_CALL, f"!breakglass CODE {REASON}") == unknown == denial(ward)


def test_after_thirty_minutes_it_is_over_and_what_is_unsent_is_decided_anew(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(effect: Effect) -> str:  # noqa: ARG001 - whatever is to be sent
        raise RetryLaterError(5.0)

    ward.break_glass()
    assert ward.wait(openings.LASTS - timedelta(minutes=1)) == []
    with monkeypatch.context() as network:
        network.setattr(ward.server, "perform", away)
        assert ward.alone(PHYSICIAN, "!notes CODE") == []
        ward.clock.time += timedelta(minutes=2)
    heard = [*ward.wait(timedelta(minutes=1)), *ward.wait(timedelta(minutes=1))]
    assert not [one for one in heard if "note" in one.body or "A topic" in one.body]
    assert "no longer open to you" in "".join(bodies(at(heard, f"direct:{PHYSICIAN}")))
    assert "no longer open" in "".join(bodies(at(heard, f"direct:{OFFICER}")))
    assert "What stands for all that was written down" in "".join(bodies(at(heard, "control")))
    assert ward.answer(PHYSICIAN, "!notes CODE") == denial(ward)


def test_thirty_reads_in_ten_minutes_end_it_and_those_on_the_roster_go_on(ward: Ward) -> None:
    ward.break_glass()
    for _ in range(reads.MANY - 1):
        assert "A topic" in ward.answer(PHYSICIAN, "!notes CODE")
    last = ward.alone(PHYSICIAN, "!notes CODE")
    assert "A topic" in "".join(bodies(at(last, f"direct:{PHYSICIAN}")))
    assert "no longer open to them" in "".join(bodies(at(last, f"direct:{OFFICER}")))
    assert ward.answer(PHYSICIAN, "!notes CODE") == denial(ward)
    assert "again" in ward.answer(PHYSICIAN, f"!breakglass CODE {REASON}")
    other = ward.case_place().removeprefix("case:")
    assert ward.answer(PHYSICIAN, f"!notes {other}") != denial(ward)


def test_agendas_count_as_reads_of_a_case_that_was_opened(ward: Ward) -> None:
    ward.break_glass()
    for _ in range(reads.MANY):
        ward.answer(PHYSICIAN, "!agenda CODE")
    assert ward.answer(PHYSICIAN, "!agenda CODE") == denial(ward)


def test_a_privacy_officer_looks_at_it_within_a_day_and_is_reminded_daily(ward: Ward) -> None:
    told = "".join(bodies(at(ward.break_glass(), f"direct:{OFFICER}")))
    ref = told.partition("!breakglass review ")[2][:4]
    assert ref in ward.answer(OFFICER, "!mine")
    ward.wait(timedelta(hours=1))
    for _ in range(2):
        heard = ward.wait(timedelta(days=1))
        assert "Nobody has looked at that" in "".join(bodies(at(heard, f"direct:{OFFICER}")))
        assert "Nobody has looked at that" in "".join(bodies(at(heard, "control")))
    assert "overdue" in ward.answer(OFFICER, "!mine")
    no = ward.answer(THERAPIST, "!breakglass review 8R2Q justified Seen")
    assert ward.answer(THERAPIST, f"!breakglass review {ref} justified Seen") == no == denial(ward)
    heard = ward.alone(OFFICER, f"!breakglass review {ref} not justified A remark")
    assert "unjustified. 'A remark'" in "".join(bodies(at(heard, f"direct:{THERAPIST}")))
    assert "A remark" not in "".join(bodies(at(heard, f"direct:{PHYSICIAN}")))
    assert (OFFICER, "breakglass reviewed", "unjustified") in ward.written(ward.code)
    assert "already" in ward.answer(OFFICER, f"!breakglass review {ref} justified")
    assert ref not in ward.answer(OFFICER, "!mine")
    assert [one for one in ward.wait(timedelta(days=2)) if "Nobody has looked" in one.body] == []


def test_where_there_is_no_privacy_officer_the_lead_looks_at_it(tmp_path: Path) -> None:
    ward = Ward(tmp_path, {COORDINATOR: frozenset({Office.COORDINATOR})})
    told = "".join(bodies(at(ward.break_glass(), f"direct:{THERAPIST}")))
    ref = told.partition("!breakglass review ")[2][:4]
    assert "justified." in ward.answer(THERAPIST, f"!breakglass review {ref} justified")
    ward.close()


def test_nothing_of_a_reason_stands_in_the_audit_or_in_a_room(ward: Ward) -> None:
    heard = ward.break_glass()
    assert all("canary" not in one.body for one in heard if one.place in {ward.place, "control"})
    assert "canary" not in str([ward.written(ward.code), ward.written("org")])


def test_the_root_over_all_chains_is_posted_each_day_and_can_be_found_again(ward: Ward) -> None:
    ward.store.act_now(anchors.expect)
    (posted,) = [one for one in at(ward.wait(timedelta(days=1)), "control") if "What stands for all" in one.body][-1:]
    root = posted.body.partition("Berlin: ")[2][:64]
    ward.alone(PHYSICIAN, "!notes")
    assert ward.store.act_now(lambda opened: opened.audit.stands(root))
    assert not ward.store.act_now(lambda opened: opened.audit.stands("0" * 64))
    forged = update(facts).where(facts.c.chain == ward.code).values(mac=b"0" * 32)
    ward.store.act_now(lambda opened: opened.connection.execute(forged))
    assert not ward.store.act_now(lambda opened: opened.audit.stands(root))
    assert "What stands for all" in "".join(bodies(at(ward.wait(timedelta(days=1)), "control")))


def test_an_auditor_and_a_privacy_officer_read_who_did_what_and_no_word_of_it(ward: Ward) -> None:
    told = "".join(bodies(at(ward.break_glass(), f"direct:{OFFICER}")))
    ref = told.partition("!breakglass review ")[2][:4]
    ward.answer(PHYSICIAN, "!notes CODE")
    shown = ward.answer(OFFICER, "!audit CODE")
    assert f"{PHYSICIAN}, notes, {ward.code}: breakglass" in shown
    assert f"{PHYSICIAN}, breakglass opened, {ward.code}, {ref}: done" in ward.answer(OFFICER, f"!audit {ref}")
    assert "canary" not in shown + ward.answer(OFFICER, "!audit")
    assert ward.answer(THERAPIST, "!audit CODE") == denial(ward)
    assert (OFFICER, "audit", "done") in ward.written("org")
    assert "Nothing is written down of that" in ward.answer(OFFICER, f"!audit {UNKNOWN}")
