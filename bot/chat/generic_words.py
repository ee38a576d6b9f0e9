"""The words that may be advertised: what any team does that meets, writes down and decides. None of them is about illness.

Adverts are state of rooms, which homeservers read. A command whose own words are not all here is not advertised; what a sentence
says of one that is, is left out where a word of it is missing.
"""

from __future__ import annotations

WORDS = frozenset(
    """
    a about accepted ack act action add added after again against agenda agree agreed all alone already amend an and another
    answer answered any anybody anyway apologies appointment appointments are arrived as ask asked asks at audit away b back
    be because been before begin begins book bring brings brought by call called calls came can cancel cannot carry case
    cases category change changed changes charter charters checkin choose close closed code codes come comes command
    commands conference conferences confirm correct corrections cosign could cover date day days dealt decide decided
    decision decisions declined defer did direct directory do does done down draft drop dropped each else end entry every
    everyone everything far finish first fit fix for form four from gave give given go goal goals gone guest had half hand
    handed handover handovers happened has have hear heard held help helped helps her here his hold holds hour hours how
    huddle huddles i if in info into invite is it its joint justified keep kept know known last later lead leads learnt
    leave leaves left let like line list long longer look looked looks make many may mean means member mine minute minutes
    more most move moved name named need needed needs new newest next no nobody none not note notes nothing now number
    numbers of off often on once one only open opened opening option or order other otherwise out outcome outside over owe
    own p part passed people person plain plan post posted present progress proposal propose proposed put question quiet
    quotation range rank reached read reason record records ref refs remind reminded remove rename reopen report reported
    reports responsible retract review reviews rhythm right role roles room rooms rung said say says screen section see seen
    sees send series served serves set settle share sheet short should show shows sign signal signals signed signs since
    skip snooze so some somebody something sort source speaks stand stands start step steps still stop stuck suit suited
    suits sum take taken takes talk task team teamroom tell tells text than that the their them themselves then there they
    thing this three through time timeline times to together topic topics two tz under undo until up urgent use user version
    versions vote votes wait waited waits was way we were what when where whether which who whoever whole whom whose why will
    wishes with within without word words work write written yes you your yours zone
    """.split()  # noqa: SIM905 - a text is read more easily than a list of five hundred strings
)
