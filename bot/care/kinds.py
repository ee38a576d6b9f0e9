"""Every kind of record there is, in one explicit list: the store knows no other."""

from __future__ import annotations

from bot.care.actions import Action, Decision, Info
from bot.care.alerts import Signal
from bot.care.apologies import Apology
from bot.care.appointments import Appointment
from bot.care.asks import Answer, Question
from bot.care.breakglass import Breakglass
from bot.care.cases import Closing
from bot.care.charters import Charter
from bot.care.checkins import CheckIn
from bot.care.checklists import Begun, Checklist
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.conferences import Conference
from bot.care.consent_reviews import ConsentReview
from bot.care.contributions import Fact, Option
from bot.care.corrections import Correction
from bot.care.directory import DirectoryEntry
from bot.care.dissents import Dissent
from bot.care.factors import Factor
from bot.care.files import StoredFile
from bot.care.goals import Goal, Ranking, Rating
from bot.care.grants import ConsentForm
from bot.care.guests import GuestRoom
from bot.care.handovers import Handover
from bot.care.heard import Heard
from bot.care.holds import Choice, Pause, Precedence
from bot.care.huddles import Huddle, Topic
from bot.care.instruments import OwnInstrument
from bot.care.intakes import Intake, IntakeEntry
from bot.care.medicines import Medicine
from bot.care.memos import Memo
from bot.care.monitors import Monitor
from bot.care.notes import Note, Risk
from bot.care.outcomes import Outcome
from bot.care.partners import PartnerForm
from bot.care.plan_versions import PlanVersion
from bot.care.preparing import ConferenceItem
from bot.care.progress import Progress
from bot.care.proposals import Proposal
from bot.care.readbacks import Readback, Request
from bot.care.records import Payload
from bot.care.referrals import Referral
from bot.care.rejections import Rejection
from bot.care.results import Result
from bot.care.reviews import Review
from bot.care.safetyplans import SafetyPlan
from bot.care.scores import Score
from bot.care.series import Series
from bot.care.sittings import Sitting
from bot.care.steps import Step
from bot.care.taken import Taken
from bot.care.team import Departure
from bot.care.team_huddles import TeamHuddle
from bot.care.team_questions import TeamQuestions
from bot.care.team_series import TeamSeries
from bot.care.teamrooms import TeamRoom
from bot.care.tellings import Telling
from bot.care.voices import Voice
from bot.care.votes import Vote
from bot.care.whos import Who
from bot.care.wishes import Wish

KINDS: tuple[type[Payload], ...] = (
    Action,
    Answer,
    Apology,
    Appointment,
    Begun,
    Breakglass,
    Charter,
    CheckIn,
    Checklist,
    Choice,
    Closing,
    Conference,
    ConferenceItem,
    ConferenceMinutes,
    ConsentForm,
    ConsentReview,
    Correction,
    Decision,
    Departure,
    DirectoryEntry,
    Dissent,
    Fact,
    Factor,
    Goal,
    GuestRoom,
    Handover,
    Heard,
    Huddle,
    Info,
    Intake,
    IntakeEntry,
    Medicine,
    Memo,
    Monitor,
    Note,
    Option,
    Outcome,
    OwnInstrument,
    PartnerForm,
    Pause,
    PlanVersion,
    Precedence,
    Progress,
    Proposal,
    Question,
    Ranking,
    Rating,
    Readback,
    Referral,
    Rejection,
    Request,
    Result,
    Review,
    Risk,
    SafetyPlan,
    Score,
    Series,
    Signal,
    Sitting,
    Step,
    StoredFile,
    Taken,
    TeamHuddle,
    TeamQuestions,
    TeamRoom,
    TeamSeries,
    Telling,
    Topic,
    Voice,
    Vote,
    Who,
    Wish,
)
