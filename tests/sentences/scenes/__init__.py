"""Conversations in which the bot says everything that it can say, each of its sentences at least once.

Each is played on a stage of its own. A sentence is kept as the first of them says it that is listed here with its family, or,
where none is, as the first of them says it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.sentences.play import Play
from tests.sentences.scenes import (
    asleep,
    breakglass,
    checkin_questions,
    checkins,
    conferences,
    consent_again,
    first_contact,
    holds,
    huddles,
    intake,
    main_job,
    measures,
    notes_formats,
    plan,
    polls,
    progress,
    proposals,
    referrals,
    reminders,
    results,
    reviews,
    signals,
    sitting,
    team,
    teamrooms,
    timeline,
    times,
    which,
    zones,
)

SCENES: Mapping[Callable[[Play], None], frozenset[str]] = {
    main_job.play: frozenset(),
    first_contact.play: frozenset(),
    consent_again.play: frozenset({"consent/review_asked", "consent/review_done"}),
    measures.play: frozenset(
        {
            "instrument",
            "score",
            "refused/instrument",
            "refused/instrument_there",
            "refused/score_item9",
            "refused/score_value",
            "refused/unknown_instrument",
        }
    ),
    notes_formats.play: frozenset({"readback", "refused/readback_none"}),
    holds.play: frozenset({"modality", "pause", "precedence", "safetyplan"}),
    polls.play: frozenset({"poll"}),
    plan.play: frozenset({"goal", "plan", "step", "voice"}),
    referrals.play: frozenset(
        {
            "appointment",
            "directory",
            "refer",
            "refused/appointment_gone",
            "refused/directory_known",
            "refused/directory_removed",
            "refused/referral_day",
            "refused/referral_order",
        }
    ),
    results.play: frozenset(
        {
            "med",
            "monitor",
            "result",
            *(f"refused/med_{name}" for name in ("before", "edit", "how", "not_under_review", "over", "there", "which")),
            *(f"refused/result_{name}" for name in ("file", "reviewed", "unshared")),
            *(
                f"refused/{name}"
                for name in ("meds_which", "monitor_interval", "monitor_unshared", "no_such_med", "no_such_monitor")
            ),
        }
    ),
    signals.play: frozenset(
        {
            "away",
            "quiet",
            "signal",
            *(f"refused/{name}" for name in ("away_days", "deputy_self", "not_away", "quiet_hours")),
            *(f"refused/signal_{name}" for name in ("closed", "which")),
        }
    ),
    sitting.play: frozenset(
        {
            "sitting",
            "action/changed",
            *(f"refused/conference_{name}" for name in ("end", "held", "open", "start", "waits")),
            *(f"refused/decision_{name}" for name in ("changed", "reason")),
            *(f"refused/{name}" for name in ("dissent_none_held", "dissent_there", "dissent_which", "minutes_locked")),
            *(f"refused/{name}" for name in ("no_conference_open", "no_conference_to_start")),
            *(f"refused/{name}" for name in ("no_minutes", "not_movable", "said_in_conference", "tell_clinician", "tell_unshared")),
        }
    ),
    team.play: frozenset(
        {
            "brief",
            "charter",
            "handover",
            "who",
            *(f"team/{name}" for name in ("cover_ended", "covered", "covers")),
            *(f"refused/brief_{name}" for name in ("conference", "long", "nothing", "words")),
            *(f"refused/charter_{name}" for name in ("both", "role")),
            *(f"refused/cover_{name}" for name in ("already", "self", "who", "whom")),
            *(f"refused/handover_{name}" for name in ("over", "receiver", "role", "self")),
            "refused/not_a_guest",
        }
    ),
    teamrooms.play: frozenset(
        {
            "teamroom",
            "refused/no_teamroom",
            *(
                f"refused/teamroom_{name}"
                for name in ("case", "closed", "huddle", "name", "nobody", "other", "unknown", "verb", "which")
            ),
        }
    ),
    conferences.play: frozenset(
        {
            "apologies",
            "conference",
            *(f"refused/list_{name}" for name in ("answer", "locked", "which")),
            *(f"refused/snooze_{name}" for name in ("late", "quiet", "when")),
            *(f"refused/{name}" for name in ("apologies_late", "apologised", "no_conference", "no_conference_apology")),
            *(f"refused/{name}" for name in ("no_minutes_yet", "no_participant")),
            "refused/conference_over",
        }
    ),
    checkin_questions.play: frozenset(
        {
            "action/unread",
            *(f"checkin/{name}" for name in ("answered", "question", "questions", "questions_none", "questions_set")),
            "checkin/questions_unread",
            "refused/no_team_questions",
            "refused/team_questions",
        }
    ),
    checkins.play: frozenset(
        {"checkin", "morning", *(f"refused/{name}" for name in ("checkin_which", "no_apology", "not_put_off"))}
    ),
    huddles.play: frozenset(
        {
            "actions",
            "asks",
            "checklist",
            "refused/no_checklist",
            *(f"refused/checklist_{name}" for name in ("going", "long", "nobody")),
            "minutes",
            "reject",
            "agenda/said",
            "huddle/topic",
            *(f"refused/{name}" for name in ("actions_which", "ask_answered", "ask_nobody", "minutes_none", "minutes_what")),
            *(f"refused/{name}" for name in ("own_words", "reject_reason", "signal_stays")),
            *(f"refused/topic_{name}" for name in ("none", "not_there", "which")),
        }
    ),
    zones.play: frozenset({"tz"}),
    asleep.play: frozenset({"catchup"}),
    intake.play: frozenset({"intake", "factor"}),
    breakglass.play: frozenset(
        {"audit", "breakglass", "refused/breakglass_member", "refused/breakglass_open", "refused/breakglass_reviewed"}
    ),
    proposals.play: frozenset(
        {
            "buffer",
            "propose",
            "vote",
            *(f"refused/proposal_{name}" for name in ("by", "length", "over", "there", "vacant")),
            *(f"refused/settle_{name}" for name in ("early", "who")),
            *(f"refused/time_{name}" for name in ("before", "last", "there", "unfit")),
            *(f"refused/vote_{name}" for name in ("dropped", "none", "not_asked", "number", "passed", "which")),
            "refused/buffer",
            "refused/deadline_after",
            "refused/no_more_times",
            "refused/no_proposal",
            "refused/no_time",
            "refused/times_most",
            "refused/times_voted",
        }
    ),
    reviews.play: frozenset(
        {
            "review",
            "refused/no_review_done",
            "refused/no_review_open",
            "refused/no_review_series",
            "refused/review_which",
            "refused/series_there",
        }
    ),
    times.play: frozenset({"series", "refused/no_occurrence", "refused/occurrence_there", "review/skipped"}),
    which.play: frozenset({"ask/which"}),
    progress.play: frozenset({"action/started", "refused/in_progress", "refused/no_progress"}),
    timeline.play: frozenset({"timeline", "refused/timeline_over"}),
    reminders.play: frozenset(
        {
            "remind",
            *(f"refused/reminder_{name}" for name in ("itself", "others", "over", "series", "stays", "whose")),
            "refused/reminders_most",
        }
    ),
}
"""Every conversation, with the families of templates, or the templates, that it is kept for."""
