"""Logs in which nothing clinical can stand: what is printed is on a list, and everything else is dropped.

Of our own calls: the event, if it is a literal of the calling function; keys of ``_SHAPES`` whose values look as such values do;
of an exception its type and source lines, never its value. Of libraries (matrix-nio prints decrypted events): name, level and
source line only. The same at every level.
"""

from __future__ import annotations

import inspect
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

Level = Literal["debug", "info", "warning", "error"]

_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_SHAPES: Mapping[str, re.Pattern[str] | None] = {
    "module": _MODULE,
    "kind": re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}"),
    "ref": re.compile(r"[A-Za-z0-9_-]{1,64}"),
    "room": re.compile(r"![A-Za-z0-9_=+/.:\[\]-]{1,254}"),
    "person": re.compile(r"@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.:\[\]-]{1,200}"),
    "device": re.compile(r"[A-Za-z0-9_=+/-]{1,64}"),
    "count": None,
    "seconds": None,
    "attempt": None,
}
"""What each key may hold: text of this shape or, where there is none, a number."""
_ORDER = ("time", "level", "event", *_SHAPES, "error", "at", "dropped")
_UNNAMED = "unnamed"
_FRAMES = 8
_render = structlog.processors.LogfmtRenderer(key_order=_ORDER, drop_missing=True)


def get(name: str) -> FilteringBoundLogger:
    """A logger for a module (``__name__``). What may be printed is fixed here, whether ``configure`` was called or not."""
    return cast(
        "FilteringBoundLogger", structlog.wrap_logger(None, processors=_steps(), cache_logger_on_first_use=False, module=name)
    )


def _steps() -> tuple[Processor, ...]:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")
    return structlog.processors.add_log_level, stamp, _allowed, _render


def configure(level: Level, stream: TextIO) -> None:
    """Send all logs of the process to ``stream``, one line each, and leave nothing else that could print an exception's value.

    Libraries are heard from ``warning`` on, and from ``debug`` if that is the level.
    """
    structlog.configure(
        processors=_steps(),  # for a logger that was not made by ``get``
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    logging.setLogRecordFactory(BareRecord)
    logging.raiseExceptions = False  # else a record that cannot be formatted is printed with its arguments
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    for former in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(former)
    root.addHandler(_Handler(stream))
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)


class BareRecord(logging.LogRecord):
    """A library's record without its words: they are dropped where it is made, so that no handler at all can print them."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,  # noqa: ARG002 - dropped
        args: object,  # noqa: ARG002 - dropped
        exc_info: object,
        func: str | None = None,
        sinfo: str | None = None,  # noqa: ARG002 - dropped
    ) -> None:
        super().__init__(name, level, pathname, lineno, "dropped", None, None, func, None)
        self.fault = _fault(_exception(exc_info))


class _Handler(logging.StreamHandler[TextIO]):
    """Prints who spoke, how loud and from which line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": "library",
            "module": record.name if _MODULE.fullmatch(record.name) else _UNNAMED,
            "at": f"{Path(record.pathname).name}:{record.lineno}",
        }
        if isinstance(record, BareRecord):
            fields.update(record.fault)
        return str(_render(None, "", fields))


def _allowed(_: WrappedLogger, __: str, given: EventDict) -> EventDict:
    """Keep what is on the list, and say how much was not."""
    error = _exception(given.pop("exc_info", None))
    event = given.pop("event", None)
    named = _literal(event)
    kept: EventDict = {"time": given.pop("time"), "level": given.pop("level"), "event": event if named else _UNNAMED}
    kept.update({key: value for key, value in given.items() if _fits(key, value)})
    dropped = len(given) + (not named) + len(("time", "level", "event")) - len(kept)
    kept.update(_fault(error))
    if dropped:
        kept["dropped"] = dropped
    return kept


def _literal(event: object) -> bool:
    """Whether the text stands in the source of the function that logs: nothing that a person typed can be an event."""
    here = inspect.currentframe()
    caller = here.f_back.f_back if here and here.f_back else None
    while caller is not None and caller.f_globals.get("__name__", "").startswith("structlog."):
        caller = caller.f_back
    return caller is not None and isinstance(event, str) and event in caller.f_code.co_consts


def _fits(key: str, value: object) -> bool:
    if key not in _SHAPES:
        return False
    shape = _SHAPES[key]
    if shape is None:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _exception(exc_info: object) -> BaseException | None:
    """The exception that is meant, from any of the ways in which logging is told of one."""
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1] if len(exc_info) > 1 else None
    elif exc_info and not isinstance(exc_info, BaseException):
        exc_info = sys.exc_info()[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _fault(error: BaseException | None) -> dict[str, str]:
    """Type names and source lines: of a group, the types within it and the lines of the first."""
    if error is None:
        return {}
    leaves = list(_leaves(error))
    walked = traceback.walk_tb(leaves[0].__traceback__)
    lines = [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in walked][-_FRAMES:]
    return {"error": "+".join(type(leaf).__name__ for leaf in leaves[:_FRAMES]), "at": ">".join(lines) or "nowhere"}


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _uncaught(kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
    """Stands for Python's own hooks, which print the value."""
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    get(__name__).error("uncaught", exc_info=(kind, value, trace))
