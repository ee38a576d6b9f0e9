"""Everything that the bot says: nothing is left out, each sentence is kept by a snapshot, and all hold to the same manners."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import commands
from bot.care.facts import Message, Value
from bot.care.people import Actor, PlaceKind
from bot.care.places import Place
from bot.care.readers import offered
from bot.chat.registry import Registry
from bot.chat.tokens import split
from bot.flow.said import Body, Reader
from tests.rendering import renderer
from tests.sentences.play import REF, Play
from tests.sentences.scenes import SCENES
from tests.speaking import Spoken
from tests.stage import Stage
from tests.unit.desk import CLINIC

pytestmark = pytest.mark.slow

TEMPLATES = Path(__file__).parents[2] / "templates"
ALL = sorted(
    path.relative_to(TEMPLATES).with_suffix("").as_posix() for path in TEMPLATES.rglob("*.*") if not path.name.startswith("_")
)
NAMES = sorted(set(ALL))
TAGS = {"a", "strong", "em", "code", "del", "ul", "ol", "li", "pre", "blockquote", "p", "br"}
BLOCKS = {"p", "li", "ul", "ol", "br", "pre", "blockquote"}

HARDLY: Mapping[str, Mapping[str, Value]] = {
    "refused/app_form": {"command": "note"},
    "fault/wrong": {"reference": "7F3K"},
    "refused/built_on": {},
    "refused/not_on_agenda": {},
    "refused/done_otherwise": {"example": "!result review 8R2Q Repeat it in four weeks"},
    "refused/ambiguous": {"field": "time", "choices": ["08:00", "20:00"], "typed": ["8:00", "20:00"]},
    "refused/case_closed": {},
    "refused/file_kind": {},
    "refused/file_large": {"most": 5},
    "refused/file_lost": {},
    "refused/file_nowhere": {},
    "refused/file_unreadable": {},
    "refused/file_unshared": {},
    "refused/never_occurs": {"purpose": "huddle"},
    "refused/no_review_series": {},
    "refused/signal_second": {"ref": "8R2Q"},
    "refused/tag_here": {},
    "refused/touched_since": {},
}
"""What can hardly be come by in a conversation, with values as the rules give them."""

PHONE = 46
"""Characters of a line on a phone."""

CASE = "C-7K3FX"
EXAMPLE = re.compile(r"`!([^`\n]+)`")
NAMING = ("ask/case", "refused/app_form", "refused/unknown")
"""They are said before anybody knows which case is meant: they tell what a command is called, or name any case of the reader."""
OF_OTHERS = ("action/unread", "consent/heard", "help/overview", "refused/note_draft")
"""They say who else gives a command, or name families of which the reader may do something."""
KNOWN_REFS = ("8R2Q", "5M8T")
CODE = re.compile(r"C-[0-9A-Z]{5}")
HASH = re.compile(r"\b[0-9a-f]{64}\b")
"""What stands for all chains of the audit is another one each time."""


@dataclass(frozen=True)
class Said:
    template: str
    body: Body
    alone: str = ""
    """As it reads in a direct room, where no room says which case it is about; empty where it is about none."""
    actors: tuple[Actor, ...] = ()
    """Who reads it."""

    @property
    def shown(self) -> str:
        html = re.sub(r"(</(?:p|li|ul|ol)>|<br>|<ul>|<ol>)(?=.)", r"\1\n", self.body.html)
        return stable(f"{self.body.text}\n\n{html}\n")


class Scenes:
    """What was said in each scene, played when it is first asked for; and, last, what hardly anybody comes to read."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._played: dict[int, tuple[Said, ...]] = {len(SCENES): tuple(hardly())}

    def __iter__(self) -> Iterator[tuple[Said, ...]]:
        return (self[number] for number in range(len(SCENES) + 1))

    def __getitem__(self, number: int) -> tuple[Said, ...]:
        if number not in self._played:
            stage = Stage(self._folders.mktemp("words"), randbelow=random.Random(7).randrange)  # noqa: S311 - codes that are the same each time
            list(SCENES)[number](Play(stage))
            assert stage.faults == []
            self._played[number] = tuple(
                Said(one.message.template, part, alone(one), one.reader.actors())
                for one in stage.speaking.said
                for part in one.parts
            )
            stage.close()
        return self._played[number]

    def kept(self, name: str) -> Iterator[Said]:
        """What a template says in the scene that it is kept for, so that a new scene changes no sentence of another."""
        owners = [number for number, families in enumerate(SCENES.values()) if {name, name.partition("/")[0]} & families]
        others = [number for number in range(len(SCENES) + 1) if number not in owners]
        first = next(self[number] for number in (*owners, *others) if any(one.template == name for one in self[number]))
        return (one for one in first if one.template == name)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    return Scenes(tmp_path_factory)


@pytest.fixture(scope="module")
def said(scenes: Scenes) -> tuple[Said, ...]:
    return tuple(one for scene in scenes for one in scene)


def alone(spoken: Spoken) -> str:
    """What was said in its direct room, or a refusal as it would read there. The case is always the one of the examples."""
    message, reader, lines = spoken.message, spoken.reader, spoken.lines
    if reader.place.kind is PlaceKind.DIRECT and message.case is not None:
        return "\n".join(part.text for part in spoken.parts).replace(message.case, CASE)
    if not message.template.startswith(("refused/", "poll/", "ask/")):
        return ""
    reader = replace(reader, place=Place(key="direct:", kind=PlaceKind.DIRECT))
    message = replace(
        message, case=CASE, values={**message.values, **{name: CASE for name in message.values if name in ("case", "code")}}
    )
    return "\n".join(part.text for part in renderer()(message, lines, reader))


def hardly() -> Iterator[Said]:
    reader = Reader(place=Place(key="control", kind=PlaceKind.CONTROL), clinic=CLINIC, zones=("Europe/Berlin",))
    for template, values in HARDLY.items():
        message = Message(template=template, values=values)
        parts = renderer()(message, (), reader)
        yield from (Said(template, part, alone(Spoken(message, (), reader, parts))) for part in parts)


class OneFileEach(SingleFileSnapshotExtension):
    """A file a template, to be read and approved on its own."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def stable(text: str) -> str:
    """The text with the codes of cases and records numbered as they come, so that drawing one more changes no other."""
    for pattern, name in ((REF, "R{}"), (CODE, "C-{}")):
        codes = dict.fromkeys(one for one in pattern.findall(text) if one not in {*KNOWN_REFS, CASE})
        for number, code in enumerate(codes, start=1):
            text = text.replace(code, name.format(number))
    return HASH.sub("0" * 64, text)


def offending(said: tuple[Said, ...], pattern: str) -> list[str]:
    return sorted({f"{one.template}: {one.body.text}" for one in said if re.search(pattern, one.body.text, re.MULTILINE)})


def test_every_template_is_said_in_the_script_and_is_a_pair(said: tuple[Said, ...]) -> None:
    assert [name for name in NAMES if ALL.count(name) != 2] == []
    assert set(NAMES) - {one.template for one in said} == set()


@pytest.mark.parametrize("name", [pytest.param(name, id=name.replace("/", ".")) for name in NAMES])
def test_it_reads_as_it_is_kept(name: str, scenes: Scenes, snapshot: SnapshotAssertion) -> None:
    shown = "\n~~~\n\n".join(dict.fromkeys(one.shown for one in scenes.kept(name)))
    assert shown == snapshot(extension_class=OneFileEach)


def test_no_text_is_kept_of_what_is_no_longer_said() -> None:
    kept = Path(__file__).parent / "__snapshots__" / "test_words"
    name = test_it_reads_as_it_is_kept.__name__
    assert {path.name for path in kept.iterdir()} == {f"{name}[{one.replace('/', '.')}].txt" for one in NAMES}


class Reading(HTMLParser):
    """What stands in some HTML: its words, its tags, and what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.wrong, self._open = "", list[str](), list[str]()
        self.feed(html)
        self.close()
        self.wrong += [f"{tag} is left open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or attrs:
            self.wrong.append(f"{tag} {attrs}")
        if tag == "p" and "p" in self._open:
            self.wrong.append("a paragraph in a paragraph")
        if tag in BLOCKS:
            self.text += "\n"
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"{tag} is closed")
        if tag in BLOCKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_well_formed_and_of_the_few_tags_that_every_client_shows(said: tuple[Said, ...]) -> None:
    assert sorted({f"{one.template}: {wrong}" for one in said for wrong in Reading(one.body.html).wrong}) == []


def test_html_says_the_same_words_as_the_text(said: tuple[Said, ...]) -> None:
    for one in said:
        text = re.sub(r"^(- |\d+\. )", "", one.body.text.replace("`", ""), flags=re.MULTILINE)
        assert Reading(one.body.html).text.replace("`", "").split() == text.split(), one.template


def test_no_item_of_a_list_is_empty_and_no_list_is(said: tuple[Said, ...]) -> None:
    assert offending(said, r"^-\s*$") == []
    assert [one.template for one in said if re.search(r"<(li|ul|ol|p|strong|em|code)>\s*</\1>", one.body.html)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"\w!|!(?![a-z])", id="an exclamation mark that begins no command"),
        pytest.param(r"(?i)@room", id="something that rings a whole room"),
        pytest.param(r"  |[ \t]$|\n\n\n", id="a space too many"),
        pytest.param(r"\bNone\b(?! of )|\bnull\b|\{\{|\{%|\b[TF](?:rue|alse)\b", id="a value that is no word"),
        pytest.param(r"\b0 [a-z]+|\bno minutes|\b1 [a-z]+s\b(?<!1 address)", id="a number that nobody says so"),
        pytest.param(r" [.,;:?]|[,;:][.,;:]|(?<!\.)\.\.(?!\.)|\(\)|:\s*\Z", id="signs that do not belong together"),
        pytest.param(r"(?<!\S)[\w-]+\.[A-Z]", id="two sentences without a space"),
        pytest.param(r"(?i)\b(invalid|illegal|failed|forbidden|blocked)\b|\berror\b", id="a word of blame"),
    ],
)
def test_manners(pattern: str, said: tuple[Said, ...]) -> None:
    assert offending(said, pattern) == []


def test_in_a_direct_room_each_example_of_a_command_about_a_case_names_the_case(said: tuple[Said, ...]) -> None:
    registry = Registry(commands.FAMILIES)

    def lacks(example: str) -> bool:
        found = registry.find(split(example))
        return found is not None and found.command.rule.case and found.code != CASE

    examples = {
        f"{one.template}: {it}" for one in said if one.template not in NAMING for it in EXAMPLE.findall(one.alone) if lacks(it)
    }
    assert sorted(examples) == []


def test_nobody_is_offered_a_command_that_the_roles_refuse_to_all_who_read_it(said: tuple[Said, ...]) -> None:
    registry = Registry(commands.FAMILIES)

    def refuses(one: Said, example: str) -> bool:
        found = registry.find(split(example))
        return found is not None and not offered(found.command.rule, one.actors)

    own = (one for one in said if one.template not in OF_OTHERS)
    assert sorted({f"{one.template}: {it}" for one in own for it in EXAMPLE.findall(one.body.text) if refuses(one, it)}) == []


def test_a_part_fits_below_four_kilobytes(said: tuple[Said, ...]) -> None:
    assert [one.template for one in said if max(len(one.body.text.encode()), len(one.body.html.encode())) >= 4_000] == []


def test_what_is_refused_is_never_repeated(said: tuple[Said, ...]) -> None:
    odd = r"(?i)\bhudle|xyzzy|wizard|nonsense|whatever|whenever|Nowhere|no quotes|and so on|psychotherapy: for"
    refused = (one for one in said if one.template.startswith("refused/") and one.template != "refused/given_back")
    assert offending(tuple(refused), odd) == []


def test_the_first_words_to_somebody_fit_a_phone_screen(said: tuple[Said, ...]) -> None:
    (welcome, *_) = [one.body.text for one in said if one.template == "welcome/first"]
    assert sum(math.ceil(len(line) / PHONE) for line in welcome.splitlines() if line) <= 12
