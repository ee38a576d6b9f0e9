"""Who may do what: the whole product of commands and circumstances, against an expectation written from the promises.

The expectation shares nothing with the declarations but the names of the commands: a command that is new, or missing,
or open to somebody else than is written here, fails.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime

import pytest

import commands
from bot.care.people import Actor, Circumstance, Membership, Office, PlaceKind, Role, Verdict, verdict
from bot.chat.registry import Registry

NOW = datetime(2026, 12, 7, tzinfo=UTC)
SEVEN = "sex_therapist physician mental_health primary_care physio nurse social_worker"
ANYBODY = "anybody"

WHO: dict[str, tuple[str, ...]] = {
    # everybody whom the bot knows, with or without a case
    # anybody may say when they are away; whether somebody may answer a signal depends on its ladder, and is decided there
    # the directory is of no case; that clinicians and coordinators alone edit it is decided there
    ANYBODY: (
        "help|room|tz|mine|cases|huddles|undo|yes|move",
        "away|away end|away nobody|quiet|quiet end|ack",
        "directory|directory add|directory confirm|directory remove",
    ),
    # whoever is on the case; coordinators see codes, dates and what consent lets them see
    f"{SEVEN} trainee guest coordinator office": (
        "signal|signals",
        "on|case|team|consent|consent partner|agenda|huddle|conferences",
        "notes|note show",
        "intake show|factors",
        "scores|trend|instruments",
        "results|result show|monitors|meds",
        "referrals|appointments",
        "modalities",
        "charters|handovers",
        "plan|plan diff|plan versions|goals|goal show",
    ),
    f"{SEVEN} trainee guest coordinator": ("fix", "readback", "safetyplan|safetyplan version"),
    # clinical roles write, a trainee drafts
    f"{SEVEN} trainee": (
        "note|note contact|note soap|note dap|note birp|note girp|note sbar|note ipass",
        "note amend|note retract|note sign|readback ask",
        "score",
        # whoever brings a result keeps it; only a clinician reviews one
        "result lab|result imaging",
    ),
    SEVEN: (
        "result review|monitor|med start|med change|med stop|med review",
        "intake|intake start|intake finish|factor|factor add",
        "signal close",
        "goal add|goal rank|goal rate|goal done|goal drop|plan propose|plan agree",
        "note cosign|consent withdraw|consent heard|consent partner withdraw",
        # the patient's choice and their safety wait for nobody's role
        "modality|pause|resume|precedence|clear|safetyplan warning|safetyplan helps|safetyplan call",
    ),
    # meetings are planned by clinicians and coordinators
    f"{SEVEN} coordinator office": (
        "agenda more|huddle every|huddle add|huddle start|huddle end|huddle skip|huddle stop|action|decide|info|present|done|defer",
        "conference at|conference move|conference cancel|review|review every|review done|case preference",
        "consent review",
        "charter|who",
        "step add|step drop|step change",
        "refer|refer accepted|refer scheduled|refer seen|refer reported|refer closed|refer declined",
        "appointment|appointment move|appointment cancel",
    ),
    # a role is handed over by whoever holds it
    f"{SEVEN} coordinator": ("handover",),
    # whoever hears the patient may pass it on, and whoever may own a step may close it
    f"{SEVEN} trainee coordinator office": ("voice", "step done"),
    "lead coordinator office": (
        "consent form|consent grant|consent review done|consent partner form|consent partner grant|consent part2",
        "team add|team remove|team lead|team cover|case close|case reopen",
    ),
    "lead": ("brief|instrument add",),
    "office coordinator": ("case open|case list",),
}
"""Who may do what: a line a family, so that each stands for itself."""
NO_CASE = {
    "ack",
    "away",
    "away end",
    "away nobody",
    "quiet",
    "quiet end",
    "help",
    "room",
    "tz",
    "mine",
    "cases",
    "huddles",
    "undo",
    "yes",
    "move",
    "case open",
    "case list",
    "directory",
    "directory add",
    "directory confirm",
    "directory remove",
}
BEFORE_CONSENT = {
    "signal", "signals", "signal close",
    "case", "case close", "case reopen", "team", "team add", "team remove", "team lead", "team cover",
    "charter", "charters", "handover", "handovers", "who",
    "on",
    "modality", "modalities", "pause", "resume", "precedence", "clear",
    "safetyplan", "safetyplan version", "safetyplan warning", "safetyplan helps", "safetyplan call",
    "consent partner", "consent partner form", "consent partner grant", "consent partner withdraw", "consent part2",
    "consent review", "consent review done",
    "consent", "consent form", "consent grant", "consent withdraw", "consent heard",
}  # fmt: skip
IN_A_LOCKED_ROOM = {
    "signal",
    "signals",
    "signal close",
    "ack",
    "consent partner withdraw",
    "help",
    "room",
    "tz",
    "yes",
    "consent withdraw",
    "team remove",
    "modality",
}
ON_A_CLOSED_CASE = {
    "charters",
    "handovers",
    "signal",
    "signals",
    "signal close",
    "consent partner",
    "consent partner withdraw",
    "case",
    "case reopen",
    "team",
    "consent",
    "consent withdraw",
    "on",
}
KNOWN = ((True, True), (True, False), (False, False))
"""Whether a case was named, and whether it exists."""
ONLY_IN = {
    "case open": {"control"},
    "on": {"direct"},
    "move": {"direct"},
    # a guest of a conference has no part in whom the clinic refers to
    **{
        name: {"control", "case", "team", "direct"}
        for name in ("directory", "directory add", "directory confirm", "directory remove")
    },
}


def allowed() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for people, families in WHO.items():
        for name in "|".join(families).split("|"):
            table.setdefault(name, set()).update(people.split())
    return table


def expected(  # noqa: PLR0911 - a reason a line, in the order in which it is told
    name: str, who: set[str], *, proven: bool, named: bool, exists: bool, at: dict[str, bool], place: str
) -> Verdict:
    case = name not in NO_CASE
    if not proven:
        return Verdict.DENIED
    if case and not named:
        return Verdict.CASE_NEEDED
    sees = exists and bool(who & ({role.value for role in Role} | {"office"}))
    permitted = ANYBODY in allowed()[name] or bool(who & allowed()[name])
    if (case and not sees) or not permitted:
        return Verdict.DENIED
    if place not in ONLY_IN.get(name, {place}):
        return Verdict.WRONG_PLACE
    if at["locked"] and name not in IN_A_LOCKED_ROOM:
        return Verdict.LOCKED
    if case and at["closed"] and name not in ON_A_CLOSED_CASE:
        return Verdict.CLOSED
    if case and not at["consent"] and name not in BEFORE_CONSENT:
        return Verdict.NO_CONSENT
    return Verdict.YES


def test_every_command_is_in_the_expectation_and_nothing_else() -> None:
    assert set(allowed()) == set(Registry(commands.FAMILIES).commands)


@pytest.mark.slow
def test_the_whole_product_of_people_and_circumstances() -> None:
    cells: Counter[Verdict] = Counter()
    differing: list[str] = []
    roles: list[Role | None] = [None, *Role]
    for name, command in Registry(commands.FAMILIES).commands.items():
        for role, lead, office, proven, (named, exists) in itertools.product(
            roles, (False, True), (False, True), (True, False), KNOWN
        ):
            if (role is None and lead) or (not exists and role is not None):
                continue
            member = Membership(case="C", person="@p:x", roles=(role,), since=NOW, lead=lead) if role else None
            offices = frozenset({Office.COORDINATOR}) if office else frozenset()
            actor = Actor(id="@p:x", zone="UTC", offices=offices, membership=member if command.rule.case else None)
            who = {"office"} if office else set()
            who |= ({role.value, "lead"} if lead else {role.value}) if role and actor.membership else set()
            for place, locked, closed, consent in itertools.product(PlaceKind, (False, True), (False, True), (True, False)):
                if not exists and (closed or consent):
                    continue
                circumstance = Circumstance(
                    place=place, proven=proven, locked=locked, case_exists=exists, case_open=not closed, consent=consent
                )
                at = {"locked": locked, "closed": closed, "consent": consent}
                right = expected(name, who, proven=proven, named=named, exists=exists, at=at, place=place.value)
                found = verdict(command.rule, actor, circumstance, case_named=named)
                cells[found] += 1
                if found is not right:
                    differing.append(f"{name}: {sorted(who)} {place} {at} proven={proven} named={named}: {found} for {right}")
    assert not differing, f"{len(differing)} of {cells.total()} cells differ, such as {differing[:5]}"
    print(f"{cells.total()} cells, 0 differ")  # noqa: T201 - the figure that is published
    assert cells.total() > 26_000
    assert all(cells[one] for one in Verdict)
