"""What a huddle goes through line by line, asks, minutes that are read again, who has what to do, and checklists."""

from __future__ import annotations

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.sentences.play import GUEST, Play, ref


def play(one: Play) -> None:
    """Asks, then a huddle from its first line to its minutes, then the lists."""
    one.room = one.stage.open_case()
    asks(one)
    lines(one)
    lists(one)
    withheld(one)
    checklists(one)


def asks(one: Play) -> None:
    """Put to a person and to a discipline, answered, and asked for what is missing."""
    one.here(THERAPIST, "!asks", "!ask", f"!ask {GUEST} What next?", "!ask physician", "!ask physician Can it wait?")
    first = ref([said for said in one.here(THERAPIST, "!ask #summary mental health Who tells them?") if said.place == one.room])
    one.here(MENTAL_HEALTH, f"!answer {first} #summary I will, on Monday", f"!answer {first} Again")
    one.here(THERAPIST, "!asks", "!asks here")
    one.alone(COORDINATOR, f"!ask {one.code} physician Which room?", "summary")


def lines(one: Play) -> None:
    """Two topics, taken up one after another, with what is said on them."""
    one.here(PHYSICIAN, "!topic next", "!minutes")
    topic = ref(one.here(PHYSICIAN, "!huddle add #summary A letter is due"))
    one.here(THERAPIST, "!huddle add #summary Another topic")
    agenda = [said for said in one.here(THERAPIST, "!huddle start") if said.place == one.room]
    one.say(PHYSICIAN, one.room, f"{topic} It was sent", reply_to=agenda[-1].event_id)
    one.here(THERAPIST, "!topic", "!topic here", "!topic 7Z9Q", f"!topic {topic}")
    one.pass_time(minutes=3)
    one.here(THERAPIST, "!topic", f"!done {topic}", "!topic")
    one.here(THERAPIST, "!info #summary A word", f"!action Ask for the report {PHYSICIAN} due tomorrow")
    one.here(PHYSICIAN, "!reject A second letter", "!reject A second letter because the first is not answered")
    one.here(THERAPIST, "!signal concern A topic")
    signal = ref([said for said in one.here(THERAPIST, "!signals") if said.place == f"direct:{THERAPIST}"])
    one.say(THERAPIST, one.room, f"{signal} I will call", reply_to=agenda[-1].event_id)
    one.here(THERAPIST, f"!defer {signal}", *["!topic next"] * 9)
    one.here(THERAPIST, "!huddle end")
    one.here(PHYSICIAN, "!reject A third letter because of it")
    one.here(THERAPIST, "!huddle start")
    one.here(PHYSICIAN, "!info #summary Another word")
    one.here(THERAPIST, "!minutes")


def lists(one: Play) -> None:
    """The minutes, as text and as a file; what is to be done, what is late, what was done."""
    heard = one.alone(THERAPIST, f"!minutes {one.code}")
    both = [line.split()[1].rstrip(",") for line in heard[-1].body.split("\n") if line.startswith("- ")]
    one.here(THERAPIST, f"!minutes {both[0]}", f"!minutes {both[-1]} file", f"!minutes {both[-1]} file here", "!minutes now")
    topic = ref(one.here(THERAPIST, "!huddle add #summary A topic"))
    one.here(THERAPIST, f"!minutes {topic}", "!huddle end")
    one.here(THERAPIST, "!actions", "!actions late", f"!actions {PHYSICIAN}", f"!actions {THERAPIST}", "!actions now")
    action = ref([said for said in one.here(THERAPIST, "!actions here") if said.place == one.room])
    one.pass_time(days=3)
    one.here(THERAPIST, "!actions", "!actions late", f"!done {action}", "!actions done", "!actions")


def withheld(one: Play) -> None:
    """What is not shared with everybody, or with whom it is put to."""
    one.here(THERAPIST, f"!consent grant medical to {MENTAL_HEALTH}", f"!consent withdraw medical from {MENTAL_HEALTH}")
    one.here(PHYSICIAN, "!ask mental health Can it wait?")
    one.here(PHYSICIAN, f"!action Ask for the letter {PHYSICIAN} due tomorrow")
    asked = one.here(THERAPIST, "!ask #summary physician And this?")
    own = [said for said in asked if said.place == f"direct:{PHYSICIAN}"]
    one.say(PHYSICIAN, f"direct:{PHYSICIAN}", "#medical Not yet", reply_to=own[-1].event_id)
    asked = one.here(MENTAL_HEALTH, "!ask #summary physician And that?")
    own = [said for said in asked if said.place == f"direct:{PHYSICIAN}"]
    one.say(PHYSICIAN, f"direct:{PHYSICIAN}", "#medical Not yet", reply_to=own[-1].event_id)
    one.here(PHYSICIAN, "!ask sex therapist What next?")
    one.here(THERAPIST, "!asks here", "!actions here")
    one.alone(MENTAL_HEALTH, f"!asks {one.code}", f"!actions {one.code}")


def checklists(one: Play) -> None:
    """One is kept, begun, gone through, replaced and removed."""
    lines = "\nphysician in 2 weeks: Ask for the first results\nnurse: Send the letter"
    one.control("!checklists", "!checklist keep First month", f"!checklist keep First month{lines}", "!checklists")
    one.control(f"!checklist keep {'x' * 61}{lines}", f"!checklist keep First month{lines}", "!checklist show first month")
    one.here(THERAPIST, "!checklist", "!checklist start Second month", "!checklist start First month on tomorrow please")
    one.here(THERAPIST, "!checklist start First month", "!checklist start First month", "!checklist", "!checklist here")
    one.here(THERAPIST, f"!consent withdraw summary from {PHYSICIAN}", "!checklist here")
    one.alone(THERAPIST, f"!checklist {one.code}")
    one.control("!checklist remove First month")
    one.control("!checklist keep Third month\nnurse: Send the letter")
    bare = one.stage.open_case(COORDINATOR).removeprefix("case:")
    one.control(f"!checklist {bare} start Third month")
