"""What the care stands on, in a plan review: consent and its ends, parts of care that are left out, and the team with its roles.

All of it is in neutral words: categories, roles, people and days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.care import carriers, charters, consent_reviews, holds
from bot.care.consent import Category, Grant, Rank
from bot.care.dates import spoken_day
from bot.care.holds import Choice, Stand
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.review_lines import Entry, Need, Part, Span
from bot.care.team import Departure, lead_of
from bot.care.texts import listed


def consent(work: Work, span: Span) -> Iterator[Entry]:
    """Give what has changed in consent since the last review, what ends before the next, and what is to be looked at."""
    last: dict[tuple[str, Category], Grant] = {}
    for grant in work.consents.of(span.case):
        if grant.confirmed:
            last[grant.recipient, grant.category] = grant
    told: dict[tuple[str, str, datetime], list[Grant]] = {}
    for grant in last.values():
        said = _said(work, span, grant)
        if said is not None:
            told.setdefault((grant.recipient, *said), []).append(grant)
    for number, ((recipient, reason, at), grants) in enumerate(told.items()):
        soon = at > work.now
        yield Entry(
            part=Part.CONSENT,
            need=(Need.ENDING, 1, at.timestamp(), number) if soon else (Need.NEWS, -at.timestamp(), number),
            label=listed([one.category.words for one in grants]),
            owner=recipient if grants[0].rank is Rank.PERSON else "",
            reason=reason,
        )
    for number, item in enumerate(consent_reviews.on_agenda(work, span.day)):
        yield Entry(part=Part.CONSENT, need=(Need.ENDING, 0, number), ref=item.ref, label="review of consent", reason=item.reason)


def parts_of_care(work: Work, span: Span) -> Iterator[Entry]:
    """Give what the patient leaves out, with how much waits for it, and what they took up again since the last review."""
    open_now = tuple(carriers.open_ones(work, span.case))
    for kept in work.records.find(Choice, span.case):
        ended, part = kept.what.ended, kept.what.modality.words
        if kept.state == Stand.ON:
            count = sum(holds.as_hold(kept).applies(modality=None, kept=one) for one in open_now)
            waiting = f", {count} {'thing waits' if count == 1 else 'things wait'}" if count else ""
            reason = f"left out {span.day.dated('since', kept.created)}, as the patient wishes{waiting}"
        elif ended is not None and ended >= span.since:
            reason = f"taken up again {span.day.spoken(ended)}"
        else:
            continue
        yield Entry(part=Part.MODALITIES, need=(Need.HOLD, kept.id), ref=kept.ref, label=part, reason=reason)


def team(work: Work, span: Span) -> Iterator[Entry]:
    """Give who joined and left since the last review, who stands in for whom, and what no role, or more than one, answers for."""
    roster = work.rosters.of(span.case)
    here = {member.person for member in roster}
    if lead_of(work, span.case) is None:
        yield Entry(part=Part.TEAM, need=(Need.LATE, 2), reason="nobody leads the case")
    for number, member in enumerate(roster):
        cover = member.standing_in(work.now)
        if cover is not None:
            until = spoken_day(span.day.local(cover.until))
            reason = f"stands in for the {cover.roles[0].person} until {until}"
            yield Entry(part=Part.TEAM, need=(Need.REST, 1, number), owner=member.person, reason=reason)
        elif member.since > span.since:
            reason = f"joined {span.day.spoken(member.since)}"
            yield Entry(part=Part.TEAM, need=(Need.NEWS, 0, number), owner=member.person, reason=reason)
    left = [kept.what.person for kept in work.records.find(Departure, span.case, since=span.since)]
    left += list(span.before.people) if span.before is not None else []
    for number, person in enumerate(dict.fromkeys(left)):
        if person not in here:
            yield Entry(part=Part.TEAM, need=(Need.NEWS, 1, number), owner=person, reason="left the team")
    yield from _charters(work, span)


def _charters(work: Work, span: Span) -> Iterator[Entry]:
    written = [kept.what for kept in charters.current(work, span.case)]
    if not written:
        return
    for number, gap in enumerate(charters.gaps(written)):
        reason = f"the {gap.role.person} leaves it to others, and nobody has it"
        yield Entry(part=Part.TEAM, need=(Need.REST, 2, number), label="a gap", reason=reason, text=gap.phrase)
    for number, shared in enumerate(charters.overlaps(written)):
        reason = f"{listed([f'the {role.person}' for role in shared.roles])} answer for it"
        yield Entry(part=Part.TEAM, need=(Need.REST, 3, number), label="an overlap", reason=reason, text=shared.phrase)
    for number, role in enumerate(charters.unwritten(work, span.case)):
        yield Entry(part=Part.TEAM, need=(Need.REST, 4, number), label=f"the {role.person}", reason="no charter yet")


def _said(work: Work, span: Span, grant: Grant) -> tuple[str, datetime] | None:
    """Say what is to be told of a last word, and when that was or will be; None: nothing is. Whom it names is told apart."""
    role = Role(grant.recipient).person if grant.rank is Rank.ROLE else "team"
    whom = f" with the {role}" if grant.rank is not Rank.PERSON else ""
    until = grant.until if grant.given else None
    if until is not None and span.since <= until <= work.now:
        return f"no longer shared{whom}, {span.day.dated('since', until)}, as was agreed", until
    if until is not None and work.now < until <= span.until:
        return f"shared{whom} until {spoken_day(span.day.local(until))}", until
    if grant.at <= span.since:
        return None
    return f"{'shared' if grant.given else 'no longer shared'}{whom} {span.day.dated('since', grant.at)}", grant.at
