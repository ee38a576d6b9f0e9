"""Referrals to somebody outside the team, as a loop that is closed.

A referral is sent and accepted, a date is set, the patient is seen, the specialist reports; whoever referred reads the report,
tells the patient what comes of it, and only then closes the loop. Where nobody owns the loop, many referrals are never completed
and nobody notices. So each has one owner and, in each state, a time after which the owner is asked.
Source: Institute for Healthcare Improvement, National Patient Safety Foundation. Closing the Loop: A Guide to Safer Ambulatory
Referrals in the EHR Era. Cambridge, Massachusetts, 2017.

``TRANSITIONS`` is the whole of it; no state is set anywhere else. News of a referral comes late and in no order, so a state may
be passed over forwards: the report may be the first that is heard. There is one way back: a date that fell through leaves the
referral accepted. A referral can be declined, by the specialist or by the patient, until the patient was seen. It is closed from
``REPORTED`` alone, since a loop without a report is open, however long ago the visit was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class ReferralState(IntEnum):
    """How far a referral is. Stored: values are for ever."""

    SENT = 0
    ACCEPTED = 1
    SCHEDULED = 2
    SEEN = 3
    REPORTED = 4
    CLOSED = 5
    DECLINED = 6

    @property
    def words(self) -> str:
        """As a person types and reads it."""
        return self.name.lower()


TRANSITIONS: Mapping[ReferralState, frozenset[ReferralState]] = {
    ReferralState.SENT: frozenset(
        {
            ReferralState.ACCEPTED,
            ReferralState.SCHEDULED,
            ReferralState.SEEN,
            ReferralState.REPORTED,
            ReferralState.DECLINED,
        }
    ),
    ReferralState.ACCEPTED: frozenset(
        {ReferralState.SCHEDULED, ReferralState.SEEN, ReferralState.REPORTED, ReferralState.DECLINED}
    ),
    ReferralState.SCHEDULED: frozenset(
        {
            ReferralState.ACCEPTED,
            ReferralState.SCHEDULED,
            ReferralState.SEEN,
            ReferralState.REPORTED,
            ReferralState.DECLINED,
        }
    ),
    ReferralState.SEEN: frozenset({ReferralState.REPORTED}),
    ReferralState.REPORTED: frozenset({ReferralState.CLOSED}),
    ReferralState.CLOSED: frozenset(),
    ReferralState.DECLINED: frozenset(),
}
"""From each state to those that may follow it."""

OPEN = frozenset(state for state, ways in TRANSITIONS.items() if ways)
"""The states in which the loop is not closed."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """After how many days in a state its owner is asked."""

    routine: int
    urgent: int


PATIENCE: Mapping[ReferralState, Patience] = {
    ReferralState.SENT: Patience(routine=7, urgent=1),
    ReferralState.ACCEPTED: Patience(routine=14, urgent=2),
    ReferralState.SCHEDULED: Patience(routine=2, urgent=1),
    ReferralState.SEEN: Patience(routine=14, urgent=2),
    ReferralState.REPORTED: Patience(routine=7, urgent=1),
}
"""Counted from the day on which the state began, when scheduled from the day of the visit; asked on a working day's morning.

A letter that arrived is answered within a week; giving a date and writing a report are work that other patients stand before, so
they get two. A visit is known of as soon as it is over. A report that was read is told to the patient within a week. Urgent: who
receives it is to know of it on the next working day, and each further step is a matter of a day or two.
"""
