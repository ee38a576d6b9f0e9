"""The main job, from a case's opening to its closing."""

from __future__ import annotations

from bot.flow.messages import Seen
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, STRANGER, TEAM, THERAPIST
from tests.flow.world import BOT
from tests.sentences.play import GUEST, NURSE, PHYSIO, TRAINEE, Play, ref
from tests.sentences.scenes.main_meetings import conferences, huddles, reviews


def play(one: Play) -> None:
    """Everything, in an order in which one thing leads to the next."""
    opening(one)
    consent(one)
    notes(one)
    huddles(one)
    conferences(one)
    reviews(one)
    team(one)
    withheld(one)
    own(one)
    sightings(one)
    closing(one)


def opening(one: Play) -> None:
    """The control room, first refusals, and a case with its team."""
    one.control("!help", "!help case", "!help case open", "!help nothing", "!cases", "!case list", "!room", "!tz", "!mine")
    one.control("!hudle", "!xyzzy", "\uff01help", "!yes 8R2Q", "!undo", "!notes", "!on C-7K3FX", "!help case list nothing")
    one.stage.say(COORDINATOR, "control", "!help", html_differs=True)
    one.control(f"!case open {THERAPIST} nurse {THERAPIST} physician", f"!case open {GUEST} guest")
    one.control(f"!case open {TRAINEE} trainee")
    one.control(f"!case open {BOT} nurse", f"!case open {THERAPIST} wizard", "!case open")
    one.control(f"!case open {NURSE} nurse")
    one.room = one.stage.open_case(*TEAM)
    one.control(f"!case {one.code}", "!case list", f"!huddles {one.code}")
    one.alone(COORDINATOR, "!cases", "!help")
    one.control(f"!on {one.code}")


def consent(one: Play) -> None:
    """Who reads what, before and after somebody has said so."""
    one.reply(COORDINATOR, one.control("!case open"), "yes")
    bare = one.stage.case_place()
    code = bare.removeprefix("case:")
    one.control(f"!case {code}", f"!notes {code}", f"!consent {code} grant medical to team", f"!consent {code} grant medical")
    one.control(f"!team {code}")
    one.control(f"!consent {code} form", f"!consent {code} form F-1 2026-12-01 version")
    one.control(f"!team {code} lead {NURSE}", f"!team {code} add {COORDINATOR} physician", f"!team {code} add {NURSE} nurse")
    one.control(f"!case {code}", f"!team {code} remove {NURSE}")
    one.here(
        THERAPIST,
        "!consent",
        "!consent here",
        "!help",
        "!help note",
        "!help conference",
        "!help consent grant",
        "!case",
        "!team",
        "!who",
    )
    one.here(THERAPIST, f"!consent grant medical to {STRANGER}", "!consent grant medical to trainee")
    one.here(THERAPIST, "!consent grant partner to team")
    one.here(THERAPIST, "!consent grant medication to physician until 2026-12-01")
    one.here(THERAPIST, "!consent grant medication to physician for 3 things")
    one.here(
        THERAPIST, f"!consent grant medication results to physician {MENTAL_HEALTH} until 2027-03-31 for the joint plan form F-12"
    )
    one.here(THERAPIST, "!consent grant partner to team", "!consent grant wizardry to team", "!consent")
    heard = one.here(PHYSICIAN, "!consent heard #medical Medication may be shared with the primary care.")
    one.here(PHYSICIAN, "!consent heard The patient asks what is shared")
    one.alone(THERAPIST, "!mine", "yes")
    asked = next(said for said in heard if said.place == f"direct:{THERAPIST}")
    one.reply(THERAPIST, [asked], "yes")
    one.here(PHYSICIAN, "!consent withdraw measures from team", "!consent withdraw results", "!consent withdraw partner")
    one.here(PHYSICIAN, "!consent")
    one.reply(COORDINATOR, one.control(f"!consent {one.code} form F-2 2026-12-02 version 3"), "yes")
    one.reply(THERAPIST, one.here(THERAPIST, "!consent form F-3 2026-12-03"), "yes")


def notes(one: Play) -> None:
    """Notes, kept, asked about, changed, signed and refused."""
    first = ref(one.here(THERAPIST, "!note Said she wants to stop bracing.\nRisk: none reported"))
    typed = one.stage.last_typed
    one.say(THERAPIST, one.room, "!note ~couple_work Said she wants to stop.\nRisk: none reported", edits=typed)
    one.here(THERAPIST, f"!note amend {first} She also asked for a later appointment.", f"!note sign {first}")
    one.here(THERAPIST, f"!note sign {first}")
    one.here(THERAPIST, f"!note amend {first} Once more, after signing.", f"!fix {first} #medical", f"!note show {first}")
    one.here(THERAPIST, f"!note show {first} here")
    one.reply(PHYSICIAN, one.here(PHYSICIAN, "!note Blood pressure as before"), "later", "She says she has tablets at home")
    one.here(
        MENTAL_HEALTH, "!note soap #mental_health S: sleeps badly\nO: tired\nA: on the way\nP: weekly sessions\nRisk: none reported"
    )
    one.here(MENTAL_HEALTH, "!note soap Sleeps badly, tired\nRisk: none reported", "!note soap")
    one.alone(MENTAL_HEALTH, "Sleeps better", "back", "skip", "none", f"!note {one.code} show 8R2Q")
    one.alone(MENTAL_HEALTH, "cancel")
    one.here(PRIMARY_CARE, "!note contact Called, no answer")
    one.alone(PRIMARY_CARE, f"!on {one.code}", "!note @8:30 >8R2Q A goal that is none")
    one.alone(PRIMARY_CARE, "!note #medication ~medication Goes on as before", "none")
    draft = ref(one.here(PHYSICIAN, "!note Something to ask about"))
    one.here(PHYSICIAN, f"!note sign {draft}", f"!note show {draft}")
    one.here(THERAPIST, f"!note retract {draft} Not mine", "!note", "!note Risk: none", "!note psychotherapy: for me alone")
    one.here(THERAPIST, f"!note cosign {first}")
    one.here(PHYSICIAN, f"!note retract {draft} Written into the wrong case", f"!note amend {draft} Too late")
    one.here(PHYSICIAN, f"!note show {draft}", f"!done {draft}")
    one.here(THERAPIST, "!notes", "!notes here", "!notes since 2026-12-01 by physician", "!notes by wizard")
    one.here(THERAPIST, "!note retract 8R2Q wrong", "!note show what")
    kept = ref(one.here(PRIMARY_CARE, "!note A sentence in the wrong category\nRisk: none"))
    one.here(PRIMARY_CARE, f"!fix {kept} #medication ~medication @8:15", f"!fix {kept} nonsense", f"!fix {kept} >8R2Q")
    one.here(PRIMARY_CARE, "!fix 8R2Q #medical", "!undo")
    edited = one.stage.last_typed
    one.say(PRIMARY_CARE, one.room, "!undo it", edits=edited)
    one.here(PRIMARY_CARE, "!undo", "!undo", "!undo", "!undo", "!undo", "!undo")
    one.here(PRIMARY_CARE, "!note Taken out of the room by somebody\nRisk: none")
    one.stage.redact(one.room, one.stage.last_typed)
    one.alone(PRIMARY_CARE, "!yes", "!mine")
    one.here(PRIMARY_CARE, "!note C-7K3FX In a foreign case")


def team(one: Play) -> None:
    """Coming and going."""
    one.here(THERAPIST, f"!team add {NURSE} nurse", f"!team add {PHYSICIAN} physician, nurse until 2027-12-31")
    one.here(THERAPIST, f"!team add {GUEST} guest")
    one.control(f"!team {one.code} add {PHYSIO} physio until 2027-12-31 for the joint plan")
    one.here(THERAPIST, f"!team add {TRAINEE} trainee under {MENTAL_HEALTH}", f"!team add {STRANGER} trainee")
    one.here(THERAPIST, f"!team add {STRANGER} guest, nurse")
    one.here(THERAPIST, f"!team add {BOT} nurse", f"!team add {THERAPIST} nurse", f"!team add {STRANGER}")
    one.here(THERAPIST, f"!team add {STRANGER} nurse until 2020-01-01")
    one.here(THERAPIST, "!team", f"!team lead {THERAPIST}", f"!team lead {TRAINEE}", f"!team lead {STRANGER}")
    one.here(THERAPIST, "!consent grant medical to team", "!room")
    draft = ref(one.here(TRAINEE, "!note #medical What I saw\nRisk: none"))
    one.here(MENTAL_HEALTH, f"!note show {draft}", f"!note cosign {draft}")
    one.here(TRAINEE, f"!note sign {draft}", "!huddle add x")
    draft = ref(one.here(TRAINEE, "!note #medical What I saw"))
    one.here(MENTAL_HEALTH, f"!note cosign {draft}")
    one.control(f"!team {one.code} lead {PHYSICIAN}", f"!team {one.code} remove {PHYSICIAN}")
    one.control(f"!team {one.code} lead {THERAPIST}")
    one.here(THERAPIST, f"!team remove {NURSE} Has moved on", f"!team lead {MENTAL_HEALTH}", f"!team lead {THERAPIST}")
    one.here(MENTAL_HEALTH, "!team lead what")
    one.pass_time(days=400)


def withheld(one: Play) -> None:
    """In a room where not everybody may read everything."""
    one.control(f"!consent {one.code} form F-4 2027-12-01", f"!yes {one.code}")
    one.here(MENTAL_HEALTH, "!consent withdraw sexual_history safety from primary_care", "!consent withdraw results")
    heard = one.here(THERAPIST, "!note #sexual_history What is not for all\nRisk: some, but safe for now")
    kept = ref(heard)
    one.reply(THERAPIST, heard, "direct")
    one.here(THERAPIST, f"!note amend {kept} #sexual_history And more of it")
    one.say(THERAPIST, one.room, "!note #sexual_history What is not for all, edited", edits="$typed0")
    heard = one.here(THERAPIST, "!note #sexual_history Without a word of risk")
    one.reply(THERAPIST, heard, "direct")
    one.here(THERAPIST, "!note #sexual_history To be edited\nRisk: none")
    one.say(THERAPIST, one.room, "!note #sexual_history Edited\nRisk: none", edits=one.stage.last_typed)
    heard = one.here(THERAPIST, "!note #results For the author alone\nRisk: none")
    one.reply(THERAPIST, heard, "no")
    heard = one.here(THERAPIST, "!note #sexual_history Kept to myself\nRisk: none")
    one.reply(THERAPIST, heard, "no")
    one.here(THERAPIST, f"!note retract {ref(heard)} Not for here")
    one.here(THERAPIST, "!huddle add #sexual_history Not for all", "!huddle every mon 09:00", "!agenda here")
    one.here(THERAPIST, f"!action #sexual_history Not for all {MENTAL_HEALTH} due 2029-01-01")
    one.here(THERAPIST, "!info #sexual_history Not for all")
    one.here(THERAPIST, f"!decide #sexual_history Not for all because of a reason by {MENTAL_HEALTH}", "!huddle start")
    one.here(THERAPIST, "!huddle skip 2028-05-01 #sexual_history Not for all", "!huddle here", "!huddle end", "!review")
    one.here(THERAPIST, "!review done")
    one.here(THERAPIST, '!conference at 2029-03-09 14:00 #sexual_history "Not for all"', "!conferences here", "!notes here")
    for number in range(14):
        one.here(THERAPIST, f"!huddle add #sexual_history Not for all, {number}")
    one.here(THERAPIST, "!agenda more")
    one.here(PRIMARY_CARE, "!notes", "!agenda", f"!note show {kept}", f"!done {kept}")
    one.here(MENTAL_HEALTH, f"!note show {kept} here")
    one.here(THERAPIST, f"!consent heard #sexual_history Measures may be shared with the {PRIMARY_CARE[1:]}")
    one.here(THERAPIST, "!consent heard Measures may be shared with the team", f"!fix {kept} #medical")
    plain = ref(one.here(THERAPIST, "!note #medical Not so plain\nRisk: none"))
    one.here(THERAPIST, f"!fix {plain} #sexual_history ~joint_sessions @9:00")


def own(one: Play) -> None:
    """What somebody asks for themselves."""
    one.alone(THERAPIST, "!tz", "!tz Nowhere/Land", "!tz Europe/London", "!mine", "!cases", "!note Without a case", "cancel")
    one.alone(THERAPIST, "!note Without a case", "C-1", one.code, "none")
    one.here(THERAPIST, "!huddle", "!tz Europe/London", "!help tz", "!room")
    second = one.stage.open_case(THERAPIST)
    one.alone(THERAPIST, f"!on {one.code}")
    moved = ref(one.alone(THERAPIST, f"!note {one.code} #medical In the wrong case\nRisk: none"))
    code = second.removeprefix("case:")
    one.alone(THERAPIST, f"!move {moved} {code}", f"!move {moved} {code}", "!move 8R2Q C-7K3FX", "!huddles", "!cases")
    one.pass_time(minutes=11)
    one.alone(THERAPIST, f"!move {moved} {one.code}", "!undo")
    one.here(STRANGER, "!mine")
    one.control(f"!note {one.code} Not mine to write")
    one.control(f"!huddle {one.code} add Without a category")
    one.reply(COORDINATOR, one.control(f"!huddle {one.code} add Without a category"), "nothing", "medical")
    one.reply(COORDINATOR, one.control(f"!action {one.code} Without a category"), "medical", THERAPIST, "2029-01-01")
    one.reply(COORDINATOR, one.control(f'!conference {one.code} at 2029-01-05 14:00 "Without a category"'), "medical")
    asked = one.control(f'!conference {one.code} at tomorrow 8:00 "Answered too late"')
    one.pass_time(hours=23)
    one.reply(COORDINATOR, asked, "medical")
    one.here(PHYSIO, "!undo")


def sightings(one: Play) -> None:
    """What nobody typed."""
    one.stage.see(Seen.IDENTITY_CHANGED, PRIMARY_CARE, one.room)
    one.stage.see(Seen.NO_IDENTITY, STRANGER, one.room)
    one.stage.see(Seen.STRANGER, STRANGER, one.room)
    one.stage.see(Seen.STRANGER, STRANGER, "control")
    one.stage.see(Seen.UNREADABLE, PRIMARY_CARE, one.room)
    one.stage.see(Seen.UNSIGNED_DEVICE, THERAPIST, one.room, "NEWDEVICE")
    one.stage.open_to_others(one.room, locked=True)
    one.here(THERAPIST, "!note Said in an open room", "!room")
    one.stage.open_to_others(one.room, locked=False)
    one.stage.intruder(one.room, STRANGER)
    one.here(THERAPIST, "!room")
    one.stage.server.rooms[one.stage.room(one.room)].discard(STRANGER)


def closing(one: Play) -> None:
    """The end of a case, and its beginning anew."""
    one.control(f"!case {one.code} close Goals reached", f"!case {one.code} reopen")
    one.here(THERAPIST, "!case close Goals reached")
    asked = one.here(MENTAL_HEALTH, "!case close #sexual_history Goals reached")
    one.alone(MENTAL_HEALTH, "!mine")
    one.reply(MENTAL_HEALTH, asked, "yes")
    one.here(MENTAL_HEALTH, "!note Something more", "!case", "!case reopen", "!case close #mental_health Reached")
    one.here(MENTAL_HEALTH, f"!yes {one.code}")
    one.control("!case list", f"!case {one.code} reopen")
    one.reply(COORDINATOR, one.control(f"!case {one.code} close #summary Moved away"), "yes")
