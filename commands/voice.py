"""What the patient, or the partner, wants the team to hear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from bot.care import absences, huddles, series, voices
from bot.care.consent import Modality
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.care.texts import categories_of
from bot.care.voices import Speaker, Voice
from bot.chat import drafts
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import quotation
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as, told

HEARING = WRITING | COORDINATION
_CATEGORY = "voice category"
_EXAMPLE = '!voice "I felt heard last time" on 2026-12-04 by partner'


@command("voice", allow=HEARING, example=('!voice "I want to stop bracing" on mon', _EXAMPLE))
def voice(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what was said, in quotation marks")]
) -> Reply:
    """Let the team hear what the patient said. Or, with `by partner`, what the partner said. It heads the next agenda."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    words, behind = quotation(body) or (body, "")
    if is_blank(words):
        raise InvalidError("refused/nothing_said")
    on, speaker = _behind(list(split(behind)), absences.today(work, actor.id))
    default = categories_of(work, case, actor.id, found.categories) if speaker is Speaker.PATIENT or found.categories else ()
    draft: dict[str, Value] = {
        "text": words,
        "day": on.isoformat(),
        "speaker": speaker.value,
        "categories": [one.value for one in voices.belonging(speaker, default)],
        "modality": found.modality.value if found.modality else "",
        "event": turn.event_id,
    }
    return _kept(case, actor, work, turn, draft) if draft["categories"] else ask_category(_CATEGORY, draft)


@answer(_CATEGORY, allow=HEARING)
def sort(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what it is about."""
    named = sorted_as(words)
    return _kept(case, actor, work, turn, {**draft, "categories": [one.value for one in named]})


def _kept(case: str, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    said = Voice(
        text=str(draft["text"]),
        categories=drafts.categories(draft["categories"]),
        day=date.fromisoformat(str(draft["day"])),
        speaker=Speaker(str(draft["speaker"])),
        modality=Modality(str(draft["modality"])) if draft["modality"] else None,
        event=str(draft["event"]),
    )
    kept = voices.hear(work, case, actor.id, said)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories, str(draft["event"]))
    going = series.current(work, case, Purpose.HUDDLE)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "speaker": said.speaker.value,
        "day": spoken_day(said.day),
        "categories": [one.words for one in kept.what.categories],
        "next": going.due if going is not None else None,
        "open": huddles.running(work, case) is not None,
        **told(heard),
    }
    return Reply(template="voice/kept", values=values, refs=(kept.ref,), privately=bool(heard))


def _behind(words: list[Word], today: date) -> tuple[date, Speaker]:
    """Read ``on DATE`` and ``by partner``, in either order; neither: the patient, today."""
    on, speaker = today, Speaker.PATIENT
    while words:
        if words[0].key == "by" and len(words) > 1 and words[1].key.strip(".,") in set(Speaker):
            speaker, words = Speaker(words[1].key.strip(".,")), words[2:]
        elif words[0].key == "on":
            on, count = day(words, today=today, back=True)
            words = words[count:]
        else:
            raise ArgumentError(
                "voice", "the words in quotation marks, a day up to today, and `by partner` if it was they", _EXAMPLE
            )
    return on, speaker
