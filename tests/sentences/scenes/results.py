"""Results, what asks for the next one, and medicines: each of their sentences, for those who may read it and those who may not."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.sentences.play import Play, ref

PDF = b"%PDF-1.7 a canary"


def play(one: Play) -> None:
    """A team without a guest, then with somebody with whom results and medicines are not shared."""
    one.room = one.stage.open_case()
    one.control(f"!consent {one.code} grant results medication sexual_history to team")
    shared(one)
    asked_for(one)
    taken(one)
    unshared(one)
    both_due(one)


def shared(one: Play) -> None:
    """What everyone may read."""
    heard = one.here(PHYSICIAN, "!result lab TSH 4.9 mIU/L [0.4-4.0] on 2026-12-01")
    kept = ref(heard)
    one.stage.attach(PHYSICIAN, one.room, PDF, reply_to=heard[-1].event_id)
    one.stage.attach(PHYSICIAN, one.room, PDF, caption=kept)
    one.here(PHYSICIAN, "!result lab FT4 1.2 ng/dL [0.9-1.7]")
    edited = one.stage.last_typed
    one.say(PHYSICIAN, one.room, "!result lab FT4 1.3 ng/dL [0.9-1.7]", edits=edited)
    other = ref(one.here(PHYSICIAN, "!result imaging ~couple_work MRI pelvis: no change since last year [normal]"))
    asked = one.here(PHYSICIAN, "!result lab Ferritin 4,9 ng/mL")
    one.say(PHYSICIAN, one.room, "yes", reply_to=asked[-1].event_id)
    asked = one.here(PHYSICIAN, "!result lab Ferritin 1.015 ng/mL [<2.000]")
    one.say(PHYSICIAN, one.room, "2", reply_to=asked[-1].event_id)
    one.here(PHYSICIAN, "!result lab Vitamin B 12 250 pg/mL", "!result lab prolactin -5 ng/mL")
    one.here(PHYSICIAN, f"!done {kept}", f"!result review {kept} Slightly raised; we look at it again in January.")
    one.here(MENTAL_HEALTH, f"!result review {kept} It fits what we see.", f"!done {kept}")
    one.here(MENTAL_HEALTH, "!results", "!results unreviewed", "!results TSH since 2026-12-01", "!results today", "!results here")
    one.here(THERAPIST, f"!result show {kept}", f"!result show {kept} here", f"!result show {other}")
    one.here(PHYSICIAN, "!result lab TSH 2.2 mIU/L")
    typed = one.stage.last_typed
    one.here(PHYSICIAN, f"!result review {ref(one.here(PHYSICIAN, '!results TSH here'))} Well")
    one.say(PHYSICIAN, one.room, "!result lab TSH 2.3 mIU/L", edits=typed)


def asked_for(one: Play) -> None:
    """What is asked for again and again."""
    one.here(PHYSICIAN, "!monitors", "!monitor TSH", "!monitor TSH every 9 years", "!monitor HbA1c stop")
    first = ref(one.here(PHYSICIAN, "!monitor TSH every 12 weeks"))
    one.here(PHYSICIAN, f"!monitor TSH every 2 weeks {THERAPIST}", "!monitor HbA1c every 3 months", "!monitors", "!monitors here")
    one.here(PHYSICIAN, "!result lab TSH 2.2 mIU/L [0.4-4.0]", f"!done {first}", "!monitor HbA1c stop")
    one.pass_time(days=15)
    one.pass_time(hours=12)
    one.here(THERAPIST, "!mine", "!agenda")


def both_due(one: Play) -> None:
    """Two results that are asked for on the same morning."""
    one.here(PHYSICIAN, "!monitor FT3 every week", "!monitor LH every week")
    one.stage.wait_until((one.stage.clock.time + timedelta(days=7)).replace(hour=8, minute=0, second=0, microsecond=0))


def taken(one: Play) -> None:
    """What is taken, was, and is looked at."""
    one.here(PHYSICIAN, "!meds", "!meds now", "!med start", "!med stop Canaryl")
    kept = ref(one.here(PHYSICIAN, "!med start Canaryl 50 mg in the morning since 2026-11-01"))
    typed = one.stage.last_typed
    one.say(PHYSICIAN, one.room, "!med start Canaryl 25 mg in the morning since 2026-11-01", edits=typed)
    one.here(PHYSICIAN, "!med start canaryl 10 mg", "!med change Canaryl", f"!med review {kept} done Nothing seen")
    one.here(THERAPIST, f"!med review {kept} Desire is less since the start; we look at it in January", "!meds")
    one.here(PHYSICIAN, f"!med review {kept} done No effect seen", "!med stop Canaryl on 2026-10-01")
    one.here(PHYSICIAN, "!med change Canaryl 100 mg")
    changed = one.stage.last_typed
    one.say(PHYSICIAN, one.room, "!med change Canaryl 90 mg", edits=changed)
    one.here(PHYSICIAN, f"!med stop {kept}", "!med start vitamin D 1000 units", "!med start vitamin C 100 mg", "!med stop vitamin")
    one.here(PHYSICIAN, "!modality medication out", "!med stop vitamin C because it is no longer wished", "!modality medication in")
    one.here(THERAPIST, "!meds", "!meds all", "!meds here", "!agenda")


def unshared(one: Play) -> None:
    """Somebody is in the room with whom none of it is shared."""
    one.here(THERAPIST, f"!consent withdraw results medication from {MENTAL_HEALTH}")
    one.here(MENTAL_HEALTH, "!results", "!monitors", "!meds")
    one.alone(MENTAL_HEALTH, f"!monitor {one.code} FT4 every 9 weeks")
    heard = one.here(PHYSICIAN, "!result lab TSH 3.9 mIU/L [0.4-4.0]")
    kept = ref([said for said in heard if said.place == f"direct:{PHYSICIAN}"])
    direct = [said for said in heard if said.place == f"direct:{PHYSICIAN}"][-1]
    one.here(MENTAL_HEALTH, f"!result review {kept} Not mine to read", f"!result show {kept}")
    attached = one.stage.attach(PHYSICIAN, direct.place, PDF, reply_to=direct.event_id)
    one.say(PHYSICIAN, direct.place, "direct", reply_to=attached[-1].event_id)
    one.stage.attach(PHYSICIAN, one.room, PDF, caption="!result imaging Ultrasound: a canary")
    asked = one.here(PHYSICIAN, "!result lab TSH 4,4 mIU/L")
    one.reply(PHYSICIAN, asked, "yes")
    heard = one.here(PHYSICIAN, "!result lab TSH 4.3 mIU/L")
    one.reply(PHYSICIAN, heard, "no")
    other = ref(one.alone(PHYSICIAN, f"!result {one.code} lab FT4 1.4 ng/dL"))
    one.stage.attach(PHYSICIAN, one.room, PDF, caption=other)
    one.here(PHYSICIAN, f"!result review {kept} Well within", "!monitor FT4 every 8 weeks", "!monitor FT4 stop", "!results here")
    heard = one.here(PHYSICIAN, "!med start Canary forte 5 mg")
    one.reply(PHYSICIAN, heard, "direct")
    heard = one.here(PHYSICIAN, "!med change Canary forte 10 mg")
    one.reply(PHYSICIAN, heard, "no")
    one.here(THERAPIST, f"!consent withdraw results medication from {THERAPIST} {PRIMARY_CARE}")
    heard = one.here(PHYSICIAN, "!result lab TSH 4.2 mIU/L")
    one.reply(PHYSICIAN, heard, "direct")
    one.say(COORDINATOR, "control", f"!results {one.code}", f"!meds {one.code}", f"!monitors {one.code}")
