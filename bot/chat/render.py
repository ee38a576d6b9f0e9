"""From a message and the lines that its readers may see to plain text, and to the same in HTML.

Templates are ours and their text is the only HTML there is; what people typed is data in them, escaped, and never a link.
A part stays below four kilobytes: what is longer becomes several parts, divided between lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import escape

from bot.care.facts import Line, Message
from bot.care.people import PlaceKind
from bot.chat.filters import filters, with_breaks
from bot.chat.offers import MAY, Offers
from bot.chat.placed import BEHIND, Examples, PlacedEnvironment, behind_family
from bot.chat.registry import Registry
from bot.flow.said import Body, Reader

LIMIT = 3_900
"""Bytes of a part, as text and as HTML each, in UTF-8."""

_BLANK_LINES = re.compile(r"\n\s*\n")
_BESIDE_BREAKS = re.compile(r"[ \t]*\n[ \t]*")
_WHOLE_ROOM = re.compile("@(?=room\\b)", re.IGNORECASE)
_JOINED = "@\u2060"


class _Environment(PlacedEnvironment):
    """One that asks what may be offered, and in which ``values.items`` is what a rule named so, and not Python's own."""

    def __init__(self, examples: Examples, offers: Offers, **options: Any) -> None:  # noqa: ANN401 - they are Jinja's own
        self._offers = offers
        super().__init__(examples, **options)

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Mark the offers, before anything is read."""
        return super().preprocess(self._offers.marked(source), name, filename)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - the signature is Jinja's
        """An entry before an attribute, where there is one."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Renderer:
    """``bot.flow.said.Render``. ``language`` is that of dates; the sentences are those of the templates.

    From ``registry`` it knows of which commands an example names the case, where the room does not.
    """

    def __init__(self, language: str = "en", registry: Registry | None = None, *, folder: Path | None = None) -> None:
        self._offers = Offers(registry)
        self._environment = _Environment(
            Examples(registry),
            self._offers,
            loader=FileSystemLoader(folder or _templates()),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # all of them: there are more than the default keeps
        )
        self._environment.filters.update(filters(language))
        self._environment.globals[MAY] = lambda *_: True  # where no reader is known

    def __call__(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:
        """Put it into words, in as many parts as are needed."""
        code = message.case if reader.place.kind in {PlaceKind.DIRECT, PlaceKind.TEAM} else None
        return tuple(_with_code(part, code) for part in self._parts(message, lines, reader))

    def _parts(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> Iterator[Body]:
        body = self._body(message, lines, reader)
        if _fits(body):
            yield body
        elif len(lines) > 1:
            middle = len(lines) // 2
            yield from self._parts(message, lines[:middle], reader)
            yield from self._parts(message, lines[middle:], reader)
        else:
            yield from (Body(text=piece, html=_as_html(piece)) for piece in _pieces(body.text))

    def _body(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> Body:
        values = {
            "case": message.case,
            "direct": reader.place.kind is PlaceKind.DIRECT,
            "rest": reader.rest,
            **message.values,
            BEHIND: behind_family(message.values.get("case", message.case), reader),
            MAY: self._offers.to(reader),
            "lines": lines,
            "reader": reader,
            "clinic": reader.clinic,
        }
        text = self._environment.get_template(f"{message.template}.txt").render(values)
        html = self._environment.get_template(f"{message.template}.html").render(values)
        return Body(text=with_breaks(_tidy(text, between="\n")), html=_tidy(html, between=""))


def _templates() -> Path:
    packed = Path(str(files("bot"))) / "templates"
    return packed if packed.is_dir() else packed.parent.parent / "templates"


def _tidy(rendered: str, *, between: str) -> str:
    """Leave out the blank lines that empty blocks left behind (one stays in text, none in HTML), and never ring a whole room."""
    lines = _BESIDE_BREAKS.sub("\n", rendered.strip())
    return _WHOLE_ROOM.sub(_JOINED, _BLANK_LINES.sub(f"\n{between}", lines))


def _with_code(body: Body, code: str | None) -> Body:
    """Begin with the case code, where no room says which case it is."""
    if code is None or _names(body.text, code):
        return body
    opening = "<p>" if body.html.startswith("<p>") else ""
    html = f"{opening}<strong>{escape(code)}</strong>: {body.html.removeprefix(opening)}"
    return Body(text=f"{code}: {body.text}", html=html)


def _names(text: str, code: str) -> bool:
    """It begins with the code, or with a call to somebody who is told at once which case it is about."""
    return text.startswith(code) or (text.startswith("@") and code in text[: text.find("\n")].replace(",", "").split()[:3])


def _fits(body: Body) -> bool:
    return max(len(body.text.encode()), len(body.html.encode())) <= LIMIT


def _as_html(text: str) -> str:
    lines = (str(escape(line)) for line in text.split("\n"))
    return f"<p>{'<br>'.join(lines)}</p>"


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into pieces that fit, at the ends of its lines, or of its words where a line is too long by itself."""
    rest = text
    while not _fits(Body(text=rest, html=_as_html(rest))):
        end = _longest_that_fits(rest)
        cut = max(rest.rfind("\n", 0, end), 0) or max(rest.rfind(" ", 0, end), 0) or end
        yield rest[:cut].rstrip("\n ")
        rest = rest[cut:].lstrip("\n ")
    if rest:
        yield rest


def _longest_that_fits(text: str) -> int:
    low, high = 1, min(len(text), LIMIT)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(Body(text=text[:middle], html=_as_html(text[:middle]))):
            low = middle
        else:
            high = middle - 1
    return low
