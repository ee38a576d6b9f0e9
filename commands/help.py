"""What can be asked, told to whoever asks: only what they may do, and here."""

from __future__ import annotations

from typing import Annotated

from bot.care.people import EVERYONE
from bot.chat import help as helping
from bot.chat.parameters import Rest
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn

GROUPS = (
    (
        "Cases",
        (
            "case",
            "cases",
            "timeline",
            "team",
            "teamroom",
            "consent",
            "charter",
            "charters",
            "handover",
            "handovers",
            "brief",
            "who",
        ),
    ),
    (
        "Safety",
        (
            "signal",
            "signals",
            "ack",
            "modality",
            "modalities",
            "pause",
            "resume",
            "precedence",
            "clear",
            "safetyplan",
            "breakglass",
        ),
    ),
    ("Notes", ("note", "notes", "readback", "fix", "move")),
    ("Intake", ("intake", "factor", "factors")),
    ("Results and medicines", ("result", "results", "monitor", "monitors", "med", "meds")),
    ("Measures", ("score", "scores", "trend", "instruments", "instrument")),
    ("Plan", ("plan", "goal", "goals", "step", "voice")),
    ("Referrals and appointments", ("refer", "referrals", "directory", "appointment", "appointments")),
    (
        "Huddles",
        (
            "huddle",
            "huddles",
            "agenda",
            "next",
            "checkin",
            "action",
            "actions",
            "checklist",
            "checklists",
            "decide",
            "reject",
            "info",
            "ask",
            "answer",
            "asks",
            "minutes",
            "present",
            "done",
            "defer",
        ),
    ),
    (
        "Conferences and reviews",
        ("conference", "conferences", "apologies", "snooze", "vote", "fact", "option", "dissent", "tell", "decisions", "review"),
    ),
    (
        "You and this room",
        ("mine", "remind", "reminders", "audit", "away", "quiet", "buffer", "on", "tz", "room", "undo", "yes", "help"),
    ),
)
"""The families as the overview tells of them, each under its heading, in this order."""

USES = {
    "conference": (
        "conference propose",
        "vote",
        "conference times",
        "conference deadline",
        "conference settle",
        "conference at",
        "conference show",
        "conference add",
        "apologies",
        "conference move",
        "conference cancel",
        "conference start",
        "conference end",
        "conference minutes",
        "conference correct",
    ),
}
"""Of families with many words: these in the order in which they come to be used, also where they are of another family."""


@command("help", allow=EVERYONE, case=False, in_locked_room=True, example=("!help", "!help note", "!help note sign"))
def show(turn: Turn, topic: Annotated[str, Rest("which command")] = "") -> Reply:
    """Show what you can ask here."""
    seat = seat_of(turn)
    return helping.topic(seat, topic, USES) if topic.strip() else helping.overview(seat, GROUPS)
