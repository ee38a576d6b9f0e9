"""Every kind of record there is, in one explicit list: the store knows no other."""

from __future__ import annotations

from bot.care.actions import Action, Decision, Info
from bot.care.alerts import Signal
from bot.care.appointments import Appointment
from bot.care.cases import Closing
from bot.care.conferences import Conference
from bot.care.consent_reviews import ConsentReview
from bot.care.directory import DirectoryEntry
from bot.care.files import StoredFile
from bot.care.goals import Goal, Ranking, Rating
from bot.care.grants import ConsentForm
from bot.care.heard import Heard
from bot.care.holds import Choice, Pause, Precedence
from bot.care.huddles import Huddle, Topic
from bot.care.instruments import OwnInstrument
from bot.care.notes import Note, Risk
from bot.care.outcomes import Outcome
from bot.care.partners import PartnerForm
from bot.care.plans import PlanVersion
from bot.care.readbacks import Readback, Request
from bot.care.records import Payload
from bot.care.referrals import Referral
from bot.care.reviews import Review
from bot.care.safetyplans import SafetyPlan
from bot.care.scores import Score
from bot.care.series import Series
from bot.care.steps import Step
from bot.care.team import Departure
from bot.care.voices import Voice
from bot.care.wishes import Wish

KINDS: tuple[type[Payload], ...] = (
    Action,
    Appointment,
    Choice,
    Closing,
    Conference,
    ConsentForm,
    ConsentReview,
    Decision,
    Departure,
    DirectoryEntry,
    Goal,
    Heard,
    Huddle,
    Info,
    Note,
    Outcome,
    OwnInstrument,
    PartnerForm,
    Pause,
    PlanVersion,
    Precedence,
    Ranking,
    Rating,
    Readback,
    Referral,
    Request,
    Review,
    Risk,
    SafetyPlan,
    Score,
    Series,
    Signal,
    Step,
    StoredFile,
    Topic,
    Voice,
    Wish,
)
