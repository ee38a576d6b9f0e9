from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.care.facts import Line, Message, Value, case_room, control, direct
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.chat.render import LIMIT, Renderer
from bot.flow.said import Body, Reader
from tests.unit.desk import CLINIC, PHYSICIAN, SEX_THERAPIST

AT = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
ALLOWED = {"a", "strong", "em", "code", "del", "ul", "ol", "li", "pre", "blockquote", "p", "br"}
CASE = "C-7K3FX"
ROOM = Place(key=case_room(CASE), kind=PlaceKind.CASE, case=CASE)
DIRECT = Place(key=direct(PHYSICIAN), kind=PlaceKind.DIRECT, person=PHYSICIAN)


class Tags(HTMLParser):
    """Every tag and attribute of a text, and the text itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += [name for name, _ in attrs]
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    assert tags.seen <= ALLOWED
    assert tags.attributes == []
    return tags


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x").mkdir()
    return tmp_path


def reader(place: Place = ROOM, *zones: str) -> Reader:
    names = {PHYSICIAN: "physician"}
    return Reader(place=place, clinic=CLINIC, zones=zones or ("Europe/Berlin",), names=names, person=place.person)


def said(
    folder: Path,
    text: str,
    *,
    html: str | None = None,
    place: Place = ROOM,
    zones: tuple[str, ...] = (),
    case: str | None = None,
    lines: tuple[Line, ...] = (),
    **values: Value,
) -> tuple[Body, ...]:
    (folder / "x" / "y.txt").write_text(text, encoding="utf-8")
    (folder / "x" / "y.html").write_text(text if html is None else html, encoding="utf-8")
    message = Message(template="x/y", values=values, lines=lines, case=case)
    return Renderer(folder=folder)(message, lines, reader(place, *zones))


def one(folder: Path, text: str, **values: Value) -> str:
    (folder / "x" / "y.txt").write_text(text, encoding="utf-8")
    (folder / "x" / "y.html").write_text(text, encoding="utf-8")
    return Renderer(folder=folder)(Message(template="x/y", values=values), (), reader())[0].text


def test_a_moment_is_told_in_each_zone_and_with_its_day_where_that_is_another_one(folder: Path) -> None:
    (body,) = said(folder, "{{ at | when }}", zones=("Europe/London", "Europe/Berlin", "UTC", "Europe/London"), at=AT)
    assert body.text == "Mon 7 Dec 2026, 23:30 London / Tue 8 Dec 2026, 00:30 Berlin / 23:30 UTC"
    assert one(folder, "{{ at | day }}, {{ at | clock }}", at=AT) == "Tue 8 Dec 2026, 00:30"


def test_a_time_of_day_is_told_in_each_zone_of_those_who_read_it(folder: Path) -> None:
    (body,) = said(folder, "until {{ at | clock }}", zones=("Europe/London", "Europe/Berlin", "UTC", "Europe/London"), at=AT)
    assert body.text == "until 23:30 London / Tue 8 Dec 2026, 00:30 Berlin / 23:30 UTC"
    (body,) = said(folder, "until {{ at | clock }}", zones=("Europe/London", "Europe/London"), at=AT)
    assert body.text == "until 23:30"
    (body,) = said(folder, "- {{ at | first_clock }}", zones=("Europe/London", "Europe/Berlin"), at=AT)
    assert body.text == "- 23:30"


def test_people_are_told_by_role_and_id_from_the_roster(folder: Path) -> None:
    assert one(folder, "{{ p | who }}", p=PHYSICIAN) == f"the physician ({PHYSICIAN})"
    assert one(folder, "{{ p | who }}", p=SEX_THERAPIST) == SEX_THERAPIST


def test_the_small_filters_say_things_as_people_do(folder: Path) -> None:
    assert one(folder, "{{ n | words }}", n="sexual_history") == "sexual history"
    assert one(folder, "{{ n | listing }}", n=["a", "b", "c"]) == "a, b and c"
    assert one(folder, "{{ n | listing }}|{{ [] | listing }}", n=["a"]) == "a|"
    assert one(folder, "{{ 3 | count('note') }}, {{ 1 | count('note') }}, {{ 0 | count('note') }}") == "3 notes, 1 note, no notes"
    assert one(folder, "{{ 2 | count('entry', 'entries') }}") == "2 entries"


NASTY = [
    "<img src=x onerror=alert(1)>",
    '<img src="mxc://evil.example/track">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://matrix.to/#/@lead:example.org">Dr Lead</a>',
    "<mx-reply><blockquote>forged</blockquote></mx-reply>x",
    "</p></div><h1>BIG</h1>",
    "<details><summary>ok</summary>hidden</details>",
    "<font color=red>SAFETY CLEARED</font>",
    "[x](javascript:alert(1)) ![p](http://evil.example/p.gif)",
    "# Heading\n- [x] done\n|a|b|\n|-|-|",
    "@lead:example.org please",
    "https://matrix.to/#/@lead:example.org",
    "tel:+123 mailto:a@b geo:1,2",
    "{{ 7 * 7 }} {% raw %} ${x} %(x)s",
    "&lt;b&gt; &amp; \x00 \ufdd0 \ufdd1 \ufdd10",
    "one\n\n\n\ntwo",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_people_typed_is_shown_as_typed_and_is_never_markup(folder: Path, text: str) -> None:
    (body,) = said(folder, "Kept: {{ t | typed }}", html="<p>Kept: {{ t | typed }}</p>", t=text)
    assert body.text == f"Kept: {text}"
    tags = parsed(body.html)
    assert tags.seen <= {"p", "br"}
    assert tags.text.replace("\ufffd", "\x00") == f"Kept: {text}"


@pytest.mark.parametrize(
    "text", ["\u202edael", "\u2066open", "closed\u2069\u2069", "\u0634\u0643\u0631\u0627", "a\u2067b\u202ec\u2069\u2069"]
)
def test_typed_text_cannot_turn_the_direction_of_what_stands_around_it(folder: Path, text: str) -> None:
    shown = one(folder, "{{ t | typed }}", t=text)
    assert text in shown
    assert shown.startswith("\u2068")
    depth = 0
    for place, character in enumerate(shown):
        depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        assert depth > 0 or place == len(shown) - 1
    assert depth == 0


def test_plain_text_gets_no_signs_of_direction(folder: Path) -> None:
    assert one(folder, "{{ t | typed }}", t="plain, ünïcode, 字") == "plain, ünïcode, 字"


def test_nobody_rings_a_whole_room(folder: Path) -> None:
    (body,) = said(folder, "{{ t | typed }} @Room", t="@room look")
    for text in (body.text, body.html):
        assert "@room" not in text.lower()
    assert body.text.replace("\u2060", "") == "@room look @Room"


def test_empty_blocks_leave_no_holes(folder: Path) -> None:
    template = "one\n\n{% if no %}\nx\n{% endif %}\n\n{% if no %}\ny\n{% endif %}\n\ntwo\n"
    (body,) = said(folder, template, no=False)
    assert body.text == "one\n\ntwo"
    assert body.html == "one\ntwo"


def test_in_a_direct_room_every_answer_begins_with_the_case_code(folder: Path) -> None:
    (body,) = said(folder, "kept", html="<p>kept</p>", place=DIRECT, case=CASE)
    assert body == Body(text="C-7K3FX: kept", html="<p><strong>C-7K3FX</strong>: kept</p>")
    (body,) = said(folder, "kept", html="<p>kept</p>", place=ROOM, case=CASE)
    assert body.text == "kept"
    (body,) = said(folder, "C-7K3FX, note 8R2Q kept", place=DIRECT, case=CASE)
    assert body.text == "C-7K3FX, note 8R2Q kept"


def test_lines_reach_the_template_with_their_values_whatever_these_are_called(folder: Path) -> None:
    line = Line(section="new", about=("summary",), values={"items": "x", "text": "y"})
    template = "{% for line in lines %}{{ line.section }} {{ line.values.items }} {{ line.values.text }}{% endfor %}"
    assert said(folder, template, lines=(line,))[0].text == "new x y"


def test_a_value_that_a_template_misses_is_an_error_and_never_a_hole(folder: Path) -> None:
    with pytest.raises(UndefinedError):
        one(folder, "{{ missing }}")


def test_a_long_answer_is_divided_between_its_lines_and_each_part_is_whole(folder: Path) -> None:
    lines = tuple(Line(values={"text": f"{number}: {'x' * 200}"}) for number in range(60))
    text = "Head\n{% for line in lines %}\n{{ line.values.text | typed }}\n{% endfor %}"
    html = "<p>Head</p><ul>{% for line in lines %}<li>{{ line.values.text | typed }}</li>{% endfor %}</ul>"
    parts = said(folder, text, html=html, lines=lines, place=DIRECT, case=CASE)
    assert len(parts) > 1
    for part in parts:
        assert len(part.text.encode()) < 4096
        assert len(part.html.encode()) < 4096
        assert part.text.startswith("C-7K3FX: Head")
        parsed(part.html)
    assert [line for part in parts for line in part.text.splitlines() if line.endswith("x")] == [
        line.values["text"] for line in lines
    ]


@pytest.mark.parametrize("text", ["word " * 3000, "x" * 20_000, "<&>" * 4000, "字" * 5000, "line\n" * 3000])
def test_one_text_that_is_too_long_is_cut_and_no_word_of_it_is_lost(folder: Path, text: str) -> None:
    parts = said(folder, "{{ t | typed }}", html="<p>{{ t | typed }}</p>", t=text)
    for part in parts:
        assert len(part.text.encode()) <= LIMIT
        assert len(part.html.encode()) <= LIMIT
        assert parsed(part.html).text == part.text
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.split())


def test_the_templates_in_the_checkout_are_found() -> None:
    place = Place(key=control(), kind=PlaceKind.CONTROL)
    (body,) = Renderer()(Message(template="fault/wrong", values={"reference": "7F3K"}), (), reader(place))
    assert "reference 7F3K" in body.text


def test_dates_follow_the_clinics_language_and_fall_back_to_english(folder: Path) -> None:
    (folder / "x" / "y.txt").write_text("{{ at | day }}")
    (folder / "x" / "y.html").write_text("{{ at | day }}")
    message = Message(template="x/y", values={"at": AT})
    assert "Dez" in Renderer("de", folder=folder)(message, (), reader())[0].text
    assert Renderer("xx-yy", folder=folder)(message, (), reader())[0].text == "Tue 8 Dec 2026"
