"""Who may do what, written from the promises: it shares nothing with the declarations but the names of the commands."""

from __future__ import annotations

from functools import cache

from bot.care.people import Role

SEVEN = "sex_therapist physician mental_health primary_care physio nurse social_worker"
ANYBODY = "anybody"
ROLES = frozenset(role.value for role in Role)
SEEING = ROLES | {"office"}
"""Who knows that a case is there: whoever is on it, and the coordinators of the organisation."""

WHO: dict[str, tuple[str, ...]] = {
    # everybody whom the bot knows, with or without a case
    # anybody may say when they are away; whether somebody may answer a signal depends on its ladder, and is decided there
    # the directory is of no case; that clinicians and coordinators alone edit it is decided there
    ANYBODY: (
        "help|room|tz|mine|cases|huddles|undo|yes|move|teamroom",
        "away|away end|away nobody|quiet|quiet end|buffer|buffer end|ack",
        "checklists|checklist show",
        "directory|directory add|directory confirm|directory remove",
        # who looks at an opening is decided there: a privacy officer, else the lead, else a coordinator
        "breakglass review",
        # that somebody is asked, and is on the case, is decided there; a guest votes in their direct room, where no case is named
        "vote",
        "reminders",
    ),
    # what was written down, in ids alone
    "auditor privacy_officer": ("audit",),
    # clinicians of other cases, and who is on call
    "clinician on_call": ("breakglass",),
    # clinicians and coordinators meet in a team room; that they belong to it is decided there
    "clinician office": (
        "teamroom huddle|teamroom every|teamroom move|teamroom skip|teamroom stop|teamroom start|teamroom end|teamroom agenda|next",
    ),
    # whoever is on the case; coordinators see codes, dates and what consent lets them see
    f"{SEVEN} trainee guest coordinator office": (
        "signal|signals",
        "on|case|team|consent|consent partner|decisions|conference minutes|agenda|huddle|conferences|conference show",
        "notes|note show",
        "intake show|factors",
        "scores|trend|instruments",
        "results|result show|monitors|meds",
        "referrals|appointments",
        "modalities|asks|minutes|actions|checklist",
        "timeline|timeline more",
        "charters|handovers",
        "plan|plan diff|plan versions|goals|goal show",
    ),
    # whoever has something to do says that it is begun; that it is theirs, or theirs to close, is decided there
    f"{SEVEN} coordinator trainee guest office": ("action start",),
    # whoever takes part in a conference says that they cannot come, or wants to be reminded again: that they do is decided there
    f"{SEVEN} trainee guest coordinator": (
        "apologies|snooze",
        "fix",
        "readback|answer",
        "safetyplan|safetyplan version",
        # whose a reminder is, is decided there
        "remind|remind every|remind move|remind cancel|remind done",
    ),
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
        "checklist start|huddle topic|reject|huddle move|review skip|review move|checkin questions",
        "conference start|conference end|tell",
        "conference propose|conference settle|conference times|conference deadline",
        "conference at|conference move|conference cancel|review|review every|review more|review stop|review done|case preference",
        "consent review",
        "charter|who",
        "step add|step drop|step change",
        "refer|refer accepted|refer scheduled|refer seen|refer reported|refer closed|refer declined",
        "appointment|appointment move|appointment cancel",
    ),
    # a role is handed over by whoever holds it
    f"{SEVEN} coordinator": ("handover",),
    # whoever hears the patient may pass it on, and whoever may own a step may close it
    # a guest is not in the room of the case
    f"{SEVEN} trainee coordinator": ("remind here",),
    f"{SEVEN} trainee coordinator office": ("voice", "step done", "checkin", "ask", "conference add"),
    # a guest is there for one conference, and reads nothing of how the plan stands
    f"coordinator office trainee {SEVEN}": ("review show",),
    # whoever is asked to a conference speaks in it; that a guest is a guest of that very one is decided there
    f"{SEVEN} trainee guest office coordinator": ("fact|option|dissent|conference correct",),
    "lead coordinator office": (
        "consent form|consent grant|consent review done|consent partner form|consent partner grant|consent part2",
        "team add|team remove|team lead|team cover|case close|case reopen",
    ),
    "lead": ("brief|instrument add",),
    "office coordinator": (
        "case open|case list",
        "checklist keep|checklist remove",
        "teamroom open|teamroom add|teamroom remove|teamroom invite|teamroom dismiss|teamroom close",
    ),
}
"""Who may do what: a line a family, so that each stands for itself."""

NO_CASE = {
    "reminders",
    "vote",
    "checklists",
    "checklist show",
    "checklist keep",
    "checklist remove",
    "next",
    "teamroom huddle",
    "teamroom every",
    "teamroom move",
    "teamroom skip",
    "teamroom stop",
    "teamroom start",
    "teamroom end",
    "teamroom agenda",
    "teamroom",
    "teamroom open",
    "teamroom add",
    "teamroom remove",
    "teamroom invite",
    "teamroom dismiss",
    "teamroom close",
    "ack",
    "audit",
    "breakglass review",
    "away",
    "away end",
    "away nobody",
    "quiet",
    "quiet end",
    "buffer",
    "buffer end",
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
    "breakglass",
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
    "teamroom dismiss",
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
OUTSIDE = {"breakglass"}
"""What is for people who are not on the case, as long as that is open."""

WHEN_OPENED = {
    "case", "team", "consent", "consent partner", "charters", "handovers", "modalities", "safetyplan", "safetyplan version",
    "signals", "agenda", "huddle", "asks", "minutes", "actions", "checklist", "timeline", "timeline more",
    "conferences", "decisions", "conference minutes", "conference show", "referrals", "appointments",
    "notes", "note show", "intake show", "factors", "results", "result show", "monitors", "meds",
    "scores", "trend", "instruments", "plan", "plan diff", "plan versions", "goals", "goal show",
}  # fmt: skip
"""What somebody may read who has opened a case that they are not on."""

ONLY_IN = {
    "audit": {"direct"},
    "breakglass": {"direct"},
    "breakglass review": {"direct"},
    "case open": {"control"},
    "teamroom open": {"control"},
    "checklist keep": {"control", "direct"},
    "checklist remove": {"control", "direct"},
    **{
        name: {"team"}
        for name in (
            "next",
            "teamroom huddle",
            "teamroom every",
            "teamroom move",
            "teamroom skip",
            "teamroom stop",
            "teamroom start",
            "teamroom end",
            "teamroom agenda",
        )
    },
    **{
        name: {"control", "team"}
        for name in ("teamroom add", "teamroom remove", "teamroom invite", "teamroom dismiss", "teamroom close")
    },
    "on": {"direct"},
    "move": {"direct"},
    # a guest of a conference has no part in whom the clinic refers to
    **{
        name: {"control", "case", "team", "direct"}
        for name in ("directory", "directory add", "directory confirm", "directory remove")
    },
}


@cache
def allowed() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for people, families in WHO.items():
        for name in "|".join(families).split("|"):
            table[name] = table.get(name, frozenset()) | frozenset(people.split())
    return table
