from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care.consent import Category, Grant, Rank, covers
from bot.care.people import Membership, Role

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
PHYSICIAN = "@physician:example.org"
CODE = "C-7K3FX"


def member(*roles: Role, person: str = PHYSICIAN, reviewed: bool = True) -> Membership:
    return Membership(case=CODE, person=person, roles=roles or (Role.PHYSICIAN,), since=NOW - timedelta(days=9), reviewed=reviewed)


def said(
    rank: Rank,
    recipient: str,
    *,
    given: bool = True,
    days_ago: int = 1,
    until: datetime | None = None,
    confirmed: bool = True,
    category: Category = Category.MEDICAL,
) -> Grant:
    return Grant(
        case=CODE,
        category=category,
        rank=rank,
        recipient=recipient,
        given=given,
        by="@sex_therapist:example.org",
        at=NOW - timedelta(days=days_ago),
        until=until,
        confirmed=confirmed,
    )


def reads(*grants: Grant, who: Membership | None = None, category: Category = Category.MEDICAL) -> bool:
    return covers(grants, who or member(), category, NOW)


def test_nothing_said_is_not_covered() -> None:
    assert not reads()


def test_the_team_is_the_clinical_roles() -> None:
    team = said(Rank.TEAM, "team")
    assert reads(team)
    assert not reads(team, who=member(Role.TRAINEE))
    assert not reads(team, who=member(Role.GUEST))
    assert not reads(team, who=member(Role.COORDINATOR))


def test_a_later_joiner_is_of_the_team_only_once_consent_was_reviewed() -> None:
    team = said(Rank.TEAM, "team")
    assert not reads(team, who=member(reviewed=False))
    assert reads(team, said(Rank.PERSON, PHYSICIAN), who=member(reviewed=False))


def test_a_person_beats_a_role_and_a_role_beats_the_team() -> None:
    team, role = said(Rank.TEAM, "team"), said(Rank.ROLE, "physician", given=False)
    assert not reads(team, role)
    assert reads(team, role, said(Rank.PERSON, PHYSICIAN))
    assert not reads(team, said(Rank.ROLE, "physician"), said(Rank.PERSON, PHYSICIAN, given=False))


def test_at_equal_rank_the_withdrawal_wins() -> None:
    both = member(Role.PHYSICIAN, Role.NURSE)
    assert not reads(said(Rank.ROLE, "physician"), said(Rank.ROLE, "nurse", given=False, days_ago=3), who=both)


def test_the_last_word_about_one_recipient_holds() -> None:
    assert not reads(said(Rank.TEAM, "team", days_ago=2), said(Rank.TEAM, "team", given=False))
    assert reads(said(Rank.TEAM, "team", days_ago=2, given=False), said(Rank.TEAM, "team"))


def test_a_grant_ends_at_its_moment_and_brings_no_older_one_back() -> None:
    past = NOW
    assert reads(said(Rank.TEAM, "team", until=NOW + timedelta(seconds=1)))
    assert not reads(said(Rank.TEAM, "team", until=past))
    assert not reads(said(Rank.TEAM, "team", days_ago=5), said(Rank.TEAM, "team", until=past))


def test_what_was_withdrawn_stays_so_after_a_limited_grant() -> None:
    team = said(Rank.TEAM, "team")
    withdrawn = said(Rank.PERSON, PHYSICIAN, given=False, days_ago=5)
    assert not reads(team, withdrawn, said(Rank.PERSON, PHYSICIAN, until=NOW))


def test_after_a_limited_grant_to_a_person_the_wider_one_decides() -> None:
    assert reads(said(Rank.TEAM, "team"), said(Rank.PERSON, PHYSICIAN, until=NOW))


def test_what_was_only_heard_opens_nothing() -> None:
    assert not reads(said(Rank.TEAM, "team", confirmed=False))


def test_coordinators_get_the_summary_of_the_team_and_nothing_else() -> None:
    coordinator = member(Role.COORDINATOR)
    summary = said(Rank.TEAM, "team", category=Category.SUMMARY)
    assert reads(summary, who=coordinator, category=Category.SUMMARY)
    assert not reads(summary, said(Rank.TEAM, "team"), who=coordinator)
    ended = said(Rank.TEAM, "team", category=Category.SUMMARY, until=NOW)
    assert not reads(ended, who=coordinator, category=Category.SUMMARY)
