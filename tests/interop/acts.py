"""The acts of the record: what the team says, from the first form to the second version of the plan."""

from __future__ import annotations

import asyncio

from tests.interop.record import PDF, SIX, C, G, M, P, R, Record, T, read_all, ref


async def play(record: Record) -> None:
    """All of it, in order."""
    await consent(record)
    await intake(record)
    await notes(record)
    await measures(record)
    await signal(record)
    await results(record)
    await plan(record)
    await held(record)
    await guest(record)
    await read_all(record, P)
    await changed(record)
    await read_all(record, *SIX)


async def consent(record: Record) -> None:
    """What the standard form gives is narrowed, the partner signs, a guest is named."""
    await record.here(T, "!consent withdraw results from primary care")
    await record.agreed(T, f"!consent partner form P-1 {record.day(-30)}")
    await record.here(T, "!consent partner withdraw from primary care")
    await record.control(f"!team {record.code} add {record.id(G)} guest for one conference")
    await record.told(G, "Welcome")
    await record.here(T, f"!consent grant medication to {record.id(G)} form F-2")
    await asyncio.gather(*(record.alone(who, f"!on {record.code}") for who in (T, P, M, R, G)))


async def intake(record: Record) -> None:
    """Sections by three people, contributors, and the question that comes before its end."""
    await record.here(T, f"!intake start joint on {record.day(7)} with {record.id(T)} {record.id(P)}")
    await asyncio.gather(
        record.alone(T, "!intake history canary-history"),
        record.here(P, "!intake lifestyle canary-lifestyle"),
        record.alone(M, "!intake emotional safety canary-feelings"),
    )
    await record.here(P, "!factor add organic canary-organ")
    record.said["others"] = await record.alone(T, "!intake finish")
    record.said["finished"] = await record.alone(T, "lifestyle because canary-excluded")
    factor = ref(await record.alone(M, "!factor add relational #relationship canary-quarrel"))
    await record.alone(M, f"!factor {factor} supported because canary-evidence")


async def notes(record: Record) -> None:
    """One guided, one that is read back, one that is taken out of the room."""
    await record.alone(M, "!note dap", "canary-data", "canary-assessment", "Go on")
    record.said["guided"] = await record.alone(M, "none")
    sbar = f"!note sbar {record.id(R)} S: canary-situation B: As before A: Steady R: canary-request\nRisk: none reported"
    record.said["note"] = await record.here(P, sbar)
    question = await record.told(R, "Please read it back")
    await record.stage.replies(R, await record.stage.direct(R), question, "canary-readback")
    record.said["readback"] = await record.told(P, "canary-readback")
    record.said["typed"] = await record.taken_out(T, "canary-typed", "!note canary-typed\nRisk: none reported")


async def measures(record: Record) -> None:
    """Totals, a course as a picture, and a safety plan."""
    await record.alone(T, "!score FSFI 24.6")
    await record.here(M, f"!score GAD-7 12 on {record.day(-30)}")
    await record.here(M, "!score GAD-7 7")
    record.said["course"] = await record.alone(M, "!trend GAD-7")
    await record.here(T, "!trend FSFI here")
    await record.alone(T, "!safetyplan warning canary-warning")


async def signal(record: Record) -> None:
    """A total opens a signal, which rings the lead, is answered, and is closed by two."""
    marks = record.stage.marks()
    record.said["score"] = await record.alone(M, "!score PHQ-9 14 item9=1")
    ring = record.said["ring"] = await record.told(T, "item 9 is 1", after=marks)
    answer = "canary-words: I am calling now"
    record.said["acked"] = await record.stage.replies(T, await record.stage.direct(T), ring, answer)
    record.said["handled"] = await record.alone(T, f"!signal close {ref(ring)} canary-outcome")
    asked = await record.told(M, "canary-outcome")
    record.said["closed"] = await record.stage.replies(M, await record.stage.direct(M), asked, "yes")


async def results(record: Record) -> None:
    """An image with its file, reviewed; a laboratory's result that is taken out of the room; a medicine."""
    kept = await record.alone(P, "!result imaging Ultrasound: canary-image [abnormal]")
    record.said["result"] = kept
    direct = await record.stage.direct(P)
    await record.stage.people[P].send_file(direct.id, "scan.pdf", PDF, "application/pdf", reply_to=kept.event_id)
    await record.told(P, f"Attached to result {ref(kept)}")
    await record.alone(T, f"!result review {ref(kept)} canary-opinion")
    record.said["lab"] = await record.taken_out(P, "canary-lab", "!result lab canary-lab: 4.9 mIU/L [0.4-4.0]")
    await record.here(P, "!med start canary-tablet 50 mg in the morning")


async def plan(record: Record) -> None:
    """Two goals with a step each, what was heard, and a version that each discipline signs."""
    wish = ref(await record.alone(T, '!goal add ~couple_work "canary-wish"'))
    stairs = ref(await record.here(P, '!goal add "canary-stairs" why canary-why'))
    step = await record.alone(T, f"!step add {wish} canary-step {record.id(M)} due {record.day(14)}")
    record.said["goal"], record.said["step"] = await record.alone(T, f"!goal show {wish}"), step
    await record.here(P, f"!step add {stairs} canary-walk {record.id(R)} due {record.day(15)} ~physio")
    await record.here(P, '!voice "canary-voice"')
    await record.alone(M, '!voice "canary-partner" by partner')
    await record.here(T, "!plan propose")
    await asyncio.gather(record.alone(M, "!plan agree"), record.alone(R, "!plan agree"))
    record.said["version 1"] = await record.alone(P, "!plan versions")


async def held(record: Record) -> None:
    """Couple work is left out and taken up, physio paused and resumed, an evaluation comes first; a referral, an appointment."""
    record.said["out"] = await record.here(T, "!modality couple work out")
    record.said["without"] = await record.alone(T, "!plan")
    record.said["in"] = await record.here(T, "!modality couple work in")
    await record.here(T, f"!pause physio #medical canary-pause until {record.day(20)}")
    await record.here(P, "!resume physio")
    first = await record.here(T, f"!precedence {record.id(P)} #medical canary-precedence")
    record.said["waiting"] = await record.alone(R, "!plan")
    await record.here(P, f"!clear {ref(first)}")
    await record.here(P, "!refer Pelvic clinic for canary-referral urgent")
    await record.here(R, f"!appointment physician {record.day(8)} 10:00 ~medication")


async def guest(record: Record) -> None:
    """A guest is told what they need for one conference, and answers there."""
    with_them = f"with {record.id(G)}, physician, sex therapist"
    await record.alone(P, f'!conference at {record.day(9)} 14:00 "#sexual_history canary-question" {with_them}')
    shown = ref(await record.here(P, "!note #medication canary-brief\nRisk: none reported"))
    hidden = ref(await record.alone(T, "!note canary-hidden\nRisk: none reported"))
    record.said["brief"] = await record.alone(T, f'!brief {record.id(G)} {shown} {hidden} "#medication canary-asked"')
    room = await record.stage.room(f"Conference {record.code}", T, P, G)
    record.said["question"] = await record.stage.heard(room, lambda event: "canary-asked" in event.body, what="brief")
    await record.stage.says(G, room, "canary-answer")


async def changed(record: Record) -> None:
    """Something is taken back, the huddle is held, a step is done and another planned, and there is a second version."""
    asked = await record.control(f"!huddle {record.code} add canary-logistics")
    await record.stage.replies(C, record.practice.control, asked, "summary")
    record.said["withdrawn"] = await record.here(T, "!consent withdraw mental health from physician")
    await record.alone(M, "!note soap S: canary-later O: Calm\nRisk: none reported")
    record.said["agenda"] = await record.here(T, "!huddle start")
    await record.here(T, f"!present {record.id(T)} {record.id(P)} {record.id(M)}")
    await record.alone(M, f"!action #relationship canary-action {record.id(T)} due {record.day(21)}")
    await record.here(P, f"!decide canary-decision because it helps by {record.id(P)}")
    record.said["minutes"] = await record.here(T, "!huddle end")
    await record.alone(T, "!who")
    wish, step = ref(record.said["goal"]), ref(record.said["step"])
    await record.alone(M, f"!step done {step} canary-learnt", f"!step add {wish} canary-next {record.id(T)} due {record.day(21)}")
    await record.here(T, "!plan propose")
    await asyncio.gather(record.alone(P, "!plan agree"), record.alone(R, "!plan agree"))
    record.said["version 2"] = await record.alone(T, "!plan versions")
    record.said["diff"] = await record.alone(T, "!plan diff")
    record.said["diff apart"] = await record.alone(R, "!plan diff")
