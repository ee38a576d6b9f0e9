"""What somebody typed stands in lines that the gate decides about: in no value, no fact, no key, no due moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from bot.care.kinds import KINDS
from bot.care.people import Role
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

NURSE = "@nurse:example.org"
CANARY = "zcanary"

SAID = (
    (SEX_THERAPIST, '!goal add "Zcanary" why zcanary'),
    (SEX_THERAPIST, f"!step add {{goal}} Zcanary {PHYSICIAN} due mon"),
    (SEX_THERAPIST, "!step done {step} Zcanary"),
    (SEX_THERAPIST, '!voice "Zcanary" by partner'),
    (PHYSICIAN, "!med start Zcanaryl 50 mg"),
    (PHYSICIAN, "!med start Zcanaryl 50 mg"),
    (PHYSICIAN, "!med change Zcanaryl 60 mg"),
    (PHYSICIAN, "!med review {medicine} Zcanary"),
    (PHYSICIAN, "!med stop Zcanaryl because zcanary"),
    (PHYSICIAN, "!med stop Zcanaryl because zcanary"),
    (PHYSICIAN, "!result lab Zcanary 4.9 mIU/L [0.4-4.0]"),
    (PHYSICIAN, "!result lab Zcanary 4,9 [zcanary]"),
    (PHYSICIAN, "!result review {result} Zcanary"),
    (PHYSICIAN, "!result imaging Zcanary pelvis: zcanary"),
    (PHYSICIAN, "!monitor Zcanary every 2 weeks"),
    (PHYSICIAN, "!monitor Zcanary every 0 weeks"),
    (PHYSICIAN, "!monitor Nothing like zcanary stop"),
    (PHYSICIAN, "!refer Zcanary clinic for zcanary urgent"),
    (PHYSICIAN, "!refer reported {referral} Zcanary"),
    (PHYSICIAN, "!refer accepted {referral} Zcanary"),
    (COORDINATOR, "!refer Zcanary clinic for zcanary"),
    (PHYSICIAN, "!appointment physio 2027-03-09 14:00 Zcanary"),
    (PHYSICIAN, "!factor add psychogenic Zcanary"),
    (PHYSICIAN, "!factor {factor} supported because zcanary"),
    (PHYSICIAN, "!factor {factor} zcanary"),
    (PHYSICIAN, "!intake start parallel"),
    (PHYSICIAN, "!intake history Zcanary"),
    (PHYSICIAN, "!intake zcanary Zcanary"),
    (PHYSICIAN, "!modality couple work out Zcanary"),
    (PHYSICIAN, "!pause physio Zcanary until 2027-01-11"),
    (PHYSICIAN, "!pause physio Zcanary"),
    (PHYSICIAN, f"!precedence {PHYSICIAN} Zcanary"),
    (PHYSICIAN, "!safetyplan warning Zcanary"),
    (PHYSICIAN, "!signal concern Zcanary"),
    (SEX_THERAPIST, "!ack {signal} I see to zcanary at once"),
    (SEX_THERAPIST, "!signal close {signal} Zcanary"),
    (PHYSICIAN, f"!handover physician {NURSE} Zcanary"),
    (PHYSICIAN, f"!note sbar {NURSE} S: zcanary B: zcanary A: zcanary R: zcanary\nRisk: zcanary"),
    (NURSE, "!readback {note} I understood zcanary and will do it"),
    (PHYSICIAN, '!conference at 2026-12-10 14:00 for 45m "Zcanary?"'),
    (PHYSICIAN, f"!away 1-14 Dec deputy {NURSE}"),
    (PHYSICIAN, "!score Zcanary 14"),
    (PHYSICIAN, "!score PHQ-9 zcanary"),
    (SEX_THERAPIST, f"!step add {{goal}} Zcanary {PHYSICIAN} due 2026-12-14"),
    (PHYSICIAN, "!huddle every monday 09:00"),
    (PHYSICIAN, "!checkin done zcanary next zcanary stuck zcanary"),
    (PHYSICIAN, "!plan propose"),
    (SEX_THERAPIST, "!plan agree"),
    (SEX_THERAPIST, "!breakglass C-7K3FX Zcanary"),
    *((PHYSICIAN, f"!{read} here") for read in ("agenda", "case", "plan", "plan diff now", "meds all", "results", "signals")),
    *((PHYSICIAN, f"!{read} here") for read in ("modalities", "referrals", "appointments", "handovers", "intake show")),
    *((PHYSICIAN, f"!{read} here") for read in ("monitors", "scores", "factors", "goals", "safetyplan", "mine", "who")),
)
KEPT = {
    *("goal", "step", "voice", "medicine", "result", "monitor", "referral", "appointment", "factor", "intake_entry", "who"),
    *("modality_choice", "pause", "precedence", "safety_plan", "signal", "handover", "note", "readback", "conference"),
    *("plan_version", "checkin"),
}
"""What the story writes at least."""


def story(*uncovered: str) -> Ward:
    """A case room with the team in it, and perhaps with somebody with whom nothing is shared."""
    team: dict[str, tuple[Role, ...]] = {**TEAM, NURSE: (Role.NURSE,), **dict.fromkeys(uncovered, (Role.COORDINATOR,))}
    ward = Ward(team)
    for person in (*TEAM, NURSE, *uncovered):
        ward.desk.room_of(person)
        ward.desk.join(ward.room, person)
    for person, text in SAID:
        ward.hear(person, text.format_map(Refs(ward)))
    return ward


class Refs(dict[str, str]):
    """The ref of the newest record of a kind, by its name."""

    def __init__(self, ward: Ward) -> None:
        super().__init__()
        self._ward = ward

    def __missing__(self, name: str) -> str:
        kind = next(one for one in KINDS if one.kind == name)
        return self._ward.desk.records.find(kind, self._ward.code)[-1].ref


def words(value: object) -> Iterable[str]:
    """Every word in a value, however deep."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from words(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from words(inner)
    else:
        yield str(value).lower()


def leaks(said: Iterable[Said]) -> list[str]:
    """The templates that say aloud what somebody typed: in a value, or in a line that nobody has to be covered for."""
    found = []
    for one in said:
        open_lines = [line.values for line in one.message.lines if not (line.about or line.exception)]
        own = one.message.template == "refused/given_back"
        if any(CANARY in word for word in words([one.message.values, [] if own else open_lines])):
            found.append(one.message.template)
    return found


@pytest.mark.parametrize("uncovered", [(), (COORDINATOR,)])
def test_what_is_typed_stands_in_gated_lines_alone(uncovered: tuple[str, ...]) -> None:
    ward = story(*uncovered)
    assert leaks(ward.desk.said) == []
    assert any(CANARY in word for one in ward.desk.said for line in one.message.lines for word in words(line.values))
    assert {one.what.kind for one in ward.desk.state.records.values()} >= KEPT


@pytest.mark.parametrize("uncovered", [(), (COORDINATOR,)])
def test_what_is_typed_stands_in_no_fact_no_key_and_no_due_moment(uncovered: tuple[str, ...]) -> None:
    ward = story(*uncovered)
    state = ward.desk.state
    public = [str(fact) for fact in ward.desk.facts]
    public += [str((due.key, due.kind, due.place, due.subject)) for due in state.dues.values()]
    public += [str(key) for name, table in vars(state).items() if isinstance(table, dict) and name != "records" for key in table]
    assert [one for one in public if CANARY in one.lower()] == []


def test_what_is_due_says_what_was_typed_in_gated_lines_alone() -> None:
    ward = story()
    waiting = sorted(ward.desk.dues.of(ward.code), key=lambda due: due.at)
    assert {one.kind for one in waiting} >= {"monitoring", "pause asks", "conference reminder", "handover unanswered"}
    for moment in waiting:
        assert leaks(ward.talk.ring(moment)) == []
