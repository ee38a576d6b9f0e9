"""Who may do what: roles, offices, and the one rule that every command is checked against.

Actors are Matrix ids with a pinned identity and a row in the roster. Display names, power levels and room membership
decide nothing. A command declares an ``Allow``; ``verdict`` says what that means for one person at one moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum


class Role(StrEnum):
    """What somebody is on a case. Stored: values are for ever."""

    COORDINATOR = "coordinator"
    SEX_THERAPIST = "sex_therapist"
    PHYSICIAN = "physician"
    MENTAL_HEALTH = "mental_health"
    PRIMARY_CARE = "primary_care"
    PHYSIO = "physio"
    NURSE = "nurse"
    SOCIAL_WORKER = "social_worker"
    TRAINEE = "trainee"
    GUEST = "guest"

    @property
    def words(self) -> str:
        """As a person reads it."""
        return self.value.replace("_", " ")

    @property
    def person(self) -> str:
        """Whoever holds it, in words that stand behind "the"."""
        match self:
            case Role.MENTAL_HEALTH | Role.PRIMARY_CARE:
                return f"{self.words} clinician"
            case Role.PHYSIO:
                return "physiotherapist"
            case _:
                return self.words


class Office(StrEnum):
    """What somebody is for the whole organisation, by configuration."""

    COORDINATOR = "coordinator"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ON_CALL = "on_call"


class PlaceKind(StrEnum):
    """What a room is for. Stored: values are for ever."""

    CONTROL = "control"
    CASE = "case"
    TEAM = "team"
    DIRECT = "direct"
    CONFERENCE = "conference"


CLINICIANS = frozenset(
    {
        Role.SEX_THERAPIST,
        Role.PHYSICIAN,
        Role.MENTAL_HEALTH,
        Role.PRIMARY_CARE,
        Role.PHYSIO,
        Role.NURSE,
        Role.SOCIAL_WORKER,
    }
)
"""The clinical roles: those that ``team`` in a grant of consent stands for."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """In whose place somebody is on a case."""

    person: str
    """Whom they stand in for."""
    roles: tuple[Role, ...]
    """In which of that person's roles."""
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Membership:
    """One person's place on one case's roster."""

    case: str
    person: str
    roles: tuple[Role, ...]
    """The first is the default one."""
    since: datetime
    until: datetime | None = None
    lead: bool = False
    purpose: str = ""
    supervisor: str | None = None
    reviewed: bool = True
    """The review of consent that this person's joining asks for is done; until then ``team`` does not include them."""
    covers: Cover | None = None
    """Consent that names one of its roles counts for them too, as long as it lasts; neither ``team`` nor a name ever does."""
    own: bool = True
    """They have a place of their own; else they are here only while they stand in for somebody, and ``team`` leaves them out."""

    @property
    def role(self) -> Role:
        """The role that counts where one is needed."""
        return self.roles[0]

    @property
    def clinician(self) -> bool:
        """Holds a clinical role."""
        return any(role in CLINICIANS for role in self.roles)

    def holds(self, now: datetime) -> bool:
        """It has begun and not ended."""
        return self.since <= now and (self.until is None or now < self.until)

    def standing_in(self, now: datetime) -> Cover | None:
        """Give in whose place they are now, if in anybody's."""
        return self.covers if self.covers is not None and now < self.covers.until else None

    def named_as(self, now: datetime) -> frozenset[Role]:
        """Give the roles by which consent names them: their own, and those in which they stand in for somebody now."""
        cover = self.standing_in(now)
        return frozenset((*self.roles, *(cover.roles if cover is not None else ())))


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the bot knows of somebody, over all cases."""

    id: str
    zone: str | None = None
    """The zone that they chose with ``!tz``."""
    profile_zone: str | None = None
    """The zone of their Matrix profile: their homeserver's word, signed by nobody."""
    enrolled: datetime | None = None
    greeted: bool = False
    offices: frozenset[Office] = frozenset()
    """From the configuration, never stored."""
    identified: bool = True
    """An identity of theirs is pinned and stands, so that they can be written to. Known from the pins, never stored."""

    @property
    def own_zone(self) -> str | None:
        """The zone that they chose, else the one of their profile; None: the clinic's."""
        return self.zone or self.profile_zone


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something, as the roster of the case at hand knows them."""

    id: str
    zone: str
    """IANA name."""
    offices: frozenset[Office] = frozenset()
    membership: Membership | None = None
    """Their row in the case's roster, if the act is about a case and they are on it."""
    clinician: bool = False
    """They hold a clinical role on some open case. Known only where a rule asks for it."""
    opened: bool = False
    """They have opened this case with ``!breakglass``, and are not on it: for a while they may read, and nothing else."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held on this case."""
        return frozenset(self.membership.roles) if self.membership else frozenset()

    @property
    def role(self) -> Role | None:
        """The default role on this case."""
        return self.membership.role if self.membership else None

    @property
    def lead(self) -> bool:
        """Leads this case."""
        return self.membership is not None and self.membership.lead


@dataclass(frozen=True)
class Allow:
    """Who may: any of these roles on the case, its lead, any of these offices, or anybody known to the bot."""

    roles: frozenset[Role] = frozenset()
    lead: bool = False
    offices: frozenset[Office] = frozenset()
    enrolled: bool = False
    clinicians: bool = False
    """Whoever holds a clinical role on some open case, be it another one."""

    def __or__(self, other: Allow) -> Allow:
        """Whoever either of the two allows."""
        return Allow(
            self.roles | other.roles,
            self.lead or other.lead,
            self.offices | other.offices,
            self.enrolled or other.enrolled,
            self.clinicians or other.clinicians,
        )

    def includes(self, actor: Actor) -> bool:
        """This person is one of them."""
        lead, clinician = self.lead and actor.lead, self.clinicians and actor.clinician
        return bool(self.enrolled or self.roles & actor.roles or self.offices & actor.offices or lead or clinician)


CLINICAL = Allow(roles=CLINICIANS)
WRITING = Allow(roles=CLINICIANS | {Role.TRAINEE})
LEAD = Allow(lead=True)
COORDINATION = Allow(roles=frozenset({Role.COORDINATOR}), offices=frozenset({Office.COORDINATOR}))
ROSTER = Allow(roles=frozenset(Role))
EVERYONE = Allow(enrolled=True)
AUDITING = Allow(offices=frozenset({Office.AUDITOR, Office.PRIVACY_OFFICER}))
"""Who reads the audit: ids, and nothing that is clinical."""
STANDING_BY = Allow(clinicians=True, offices=frozenset({Office.ON_CALL}))
"""Who may open a case that they are not on: clinicians of other cases, and who is on call. No guest or trainee is one."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a command asks of its circumstances; written down in its declaration."""

    allow: Allow
    case: bool = True
    """It is about one case."""
    before_consent: bool = False
    """It is of the consent, team or safety commands, which work while nothing is consented to."""
    in_locked_room: bool = False
    """It works in a room that is open to others: nothing of what it says there is clinical."""
    closed: bool = False
    """It works on a closed case."""
    places: frozenset[PlaceKind] = field(default_factory=lambda: frozenset(PlaceKind))
    read: bool = False
    """It only tells."""
    outside: bool = False
    """It is for people who need not be on the case, as long as that is open."""

    @property
    def opens(self) -> bool:
        """Whoever has opened the case with ``!breakglass`` may: it tells what everybody on the roster may ask for."""
        return self.case and self.read and self.allow.roles >= frozenset(Role)


@dataclass(frozen=True, kw_only=True)
class Circumstance:
    """Where and when somebody asks, as data."""

    place: PlaceKind
    proven: bool
    """The message came from a device that the person's pinned identity signed."""
    locked: bool = False
    case_exists: bool = False
    case_open: bool = True
    consent: bool = False
    """Somebody has been granted something on this case."""


class Verdict(Enum):
    """What comes of it. Everything but ``YES`` does nothing; ``DENIED`` reads the same whatever the reason."""

    YES = "yes"
    DENIED = "denied"
    CASE_NEEDED = "case needed"
    WRONG_PLACE = "wrong place"
    NO_CONSENT = "no consent"
    LOCKED = "locked"
    CLOSED = "closed"


def verdict(rule: Rule, actor: Actor, at: Circumstance, *, case_named: bool) -> Verdict:
    """Say whether ``actor`` may do what ``rule`` stands for, here and now.

    Whether a case exists is never told to anybody who may not act in it: ``DENIED`` comes before every other reason that
    depends on the case. Whoever has opened a case that they are not on may read in their direct room, whatever the consent.
    """
    opened = actor.opened and actor.membership is None and rule.opens and at.place is PlaceKind.DIRECT and at.case_open
    known = actor.membership is not None or Office.COORDINATOR in actor.offices
    sees_case = at.case_exists and (known or opened or (rule.outside and at.case_open))
    checks = (
        (at.proven, Verdict.DENIED),
        (case_named or not rule.case, Verdict.CASE_NEEDED),
        (sees_case or not rule.case, Verdict.DENIED),
        (opened or rule.allow.includes(actor), Verdict.DENIED),
        (at.place in rule.places, Verdict.WRONG_PLACE),
        (rule.in_locked_room or not at.locked, Verdict.LOCKED),
        (rule.closed or at.case_open or not rule.case, Verdict.CLOSED),
        (rule.before_consent or at.consent or opened or not rule.case, Verdict.NO_CONSENT),
    )
    return next((answer for holds, answer in checks if not holds), Verdict.YES)
