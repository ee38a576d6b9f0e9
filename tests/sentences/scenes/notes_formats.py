"""Notes in each format, handed over and read back, and what is asked after."""

from __future__ import annotations

from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.sentences.play import Play, ref

SBAR = "S: sleeps badly B: new tablets A: may be those R: please look at them this week\nRisk: none"
IPASS = "I: stable P: as agreed A: call on Friday S: if sleep gets worse, call me\nRisk: none"
OWN_WORDS = "You ask for a look at the tablets, and I will take it on Thursday."


def play(one: Play) -> None:
    """One thing after the other."""
    one.room = one.stage.open_case()
    one.control(f"!consent {one.code} grant sexual_history mental_health medical safety to team")
    formats(one)
    handed_over(one)
    unshared(one)
    refused(one)
    one.pass_time(days=1)
    one.pass_time(days=1)


def formats(one: Play) -> None:
    """In one message, and by questions."""
    one.here(MENTAL_HEALTH, "!note dap Sleeps badly, tired\nRisk: none")
    one.here(MENTAL_HEALTH, "!note birp #mental_health B: tense I: breathing R: calmer P: go on\nRisk: none")
    one.here(MENTAL_HEALTH, "!note girp")
    one.alone(MENTAL_HEALTH, "to sleep through", "sleep diary", "likes it", "go on", "none")
    one.here(PRIMARY_CARE, "!note ipass")
    one.alone(PRIMARY_CARE, "stable", "as agreed", "call on Friday", "skip", "nobody", "physician", "none")


def handed_over(one: Play) -> None:
    """Asked, answered with a bare ok, read back, changed, given to somebody else, and taken back."""
    heard = one.here(PRIMARY_CARE, f"!note sbar #medical to physician {SBAR}")
    first = ref(heard)
    typed = one.stage.last_typed
    one.here(THERAPIST, f"!note show {first}", "!agenda", f"!readback {OWN_WORDS}")
    one.reply(PHYSICIAN, heard, "ok", OWN_WORDS)
    one.here(PHYSICIAN, f"!readback {first} {OWN_WORDS}")
    one.alone(PHYSICIAN, f"!on {one.code}", "!mine")
    one.here(THERAPIST, f"!note show {first}", "!agenda here")
    one.say(PRIMARY_CARE, one.room, f"!note sbar #medical to physician {SBAR.replace('this week', 'today')}", edits=typed)
    one.here(PRIMARY_CARE, f"!readback ask {first} mental health", f"!note amend {first} It began on Monday.")
    one.here(PRIMARY_CARE, f"!note retract {first} Settled by telephone", f"!readback {first} {OWN_WORDS}")
    heard = one.here(PRIMARY_CARE, f"!note ipass #medical to physician {IPASS}")
    second = ref(heard)
    one.here(THERAPIST, f"!note show {second}")
    one.reply(PHYSICIAN, heard, "got it, thanks", "Stable, and I call on Friday; whom do I call at night?")
    one.here(PRIMARY_CARE, f"!note sign {second}")
    draft = ref(one.here(PRIMARY_CARE, f"!note sbar #medical {SBAR}"))
    one.here(PRIMARY_CARE, f"!note show {draft}", f"!readback ask {draft} physician")
    draft = ref(one.here(PRIMARY_CARE, f"!note ipass #medical {IPASS.removesuffix('Risk: none')}"))
    one.here(PRIMARY_CARE, f"!readback ask {draft} physician")


def unshared(one: Play) -> None:
    """The receiver may not read it, or may not any more."""
    one.here(THERAPIST, "!consent withdraw results from physician")
    one.alone(PRIMARY_CARE, f"!note {one.code} sbar #results to physician {SBAR}")
    kept = ref(one.alone(PRIMARY_CARE, f"!note {one.code} ipass #results to physician {IPASS}"))
    one.alone(PRIMARY_CARE, f"!readback {one.code} ask {kept} mental health")
    one.here(PHYSICIAN, f"!readback {kept} {OWN_WORDS}")
    one.here(THERAPIST, "!consent withdraw sexual_history from primary_care")
    said = one.alone(PRIMARY_CARE, f"!note {one.code} sbar #medical to physician {SBAR}")
    one.reply(PHYSICIAN, said, f"#sexual_history {OWN_WORDS}")
    said = one.alone(THERAPIST, f"!note {one.code} sbar #sexual_history to mental health {SBAR}")
    one.here(MENTAL_HEALTH, f"!readback {ref(said)} {OWN_WORDS}")
    one.here(THERAPIST, f"!note sbar #sexual_history to mental health {SBAR}")


def refused(one: Play) -> None:
    """What cannot be."""
    plain = ref(one.here(PHYSICIAN, "!note Blood pressure as before\nRisk: none"))
    one.here(
        PHYSICIAN, f"!readback ask {plain} mental health", f"!readback {plain} {OWN_WORDS}", "!readback", f"!readback {OWN_WORDS}"
    )
    handed = ref(one.here(PHYSICIAN, f"!note sbar to mental health {SBAR}"))
    one.here(PHYSICIAN, f"!readback ask {handed} nurse", f"!readback {handed} ok", "!note dap psychotherapy: for me alone")
    one.here(MENTAL_HEALTH, f"!done {handed}")
