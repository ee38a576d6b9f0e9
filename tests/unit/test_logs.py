from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from enum import StrEnum

import pytest
import structlog

from bot import logs

CANARY = "canary"


class Kind(StrEnum):
    NOTE = "note"


class OddError(Exception):
    pass


@pytest.fixture(params=["debug", "info"])
def printed(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the process printed to its log; the process is as before afterwards."""
    root = logging.getLogger()
    level, handlers, factory = root.level, list(root.handlers), logging.getLogRecordFactory()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    stream = io.StringIO()
    logs.configure(request.param, stream)
    yield stream
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.setLogRecordFactory(factory)
    logging.raiseExceptions = True
    logging.captureWarnings(capture=False)
    root.setLevel(level)
    root.handlers[:] = handlers
    structlog.reset_defaults()


def fail(words: str) -> None:
    raise OddError(words)


def test_an_event_is_one_line_with_time_level_name_and_fields(printed: io.StringIO) -> None:
    logs.get("bot.app").info("ready", count=3, seconds=0.5, room="!abc:example.org", ref="5M8T", kind=Kind.NOTE)
    line = printed.getvalue()
    assert line.endswith("Z level=info event=ready module=bot.app kind=note ref=5M8T room=!abc:example.org count=3 seconds=0.5\n")
    assert line.startswith("time=2")


def test_persons_and_devices_are_printed_as_ids(printed: io.StringIO) -> None:
    logs.get("bot.app").warning("withheld", person="@nurse:example.org", device="ABCDEF", attempt=2)
    assert "person=@nurse:example.org device=ABCDEF attempt=2" in printed.getvalue()


def test_a_key_that_is_not_on_the_list_is_dropped_and_counted(printed: io.StringIO) -> None:
    logs.get("bot.app").info("stored", body=CANARY, text=CANARY, error=CANARY, at=CANARY, dropped=CANARY, count=1)
    assert CANARY not in printed.getvalue()
    assert "event=stored module=bot.app count=1 dropped=5\n" in printed.getvalue()


@pytest.mark.parametrize("key", ["module", "kind", "ref", "room", "person", "device", "count", "seconds", "attempt"])
def test_a_value_that_does_not_look_like_its_key_is_dropped(printed: io.StringIO, key: str) -> None:
    odd = ["a canary sings", "canary\ncanary", ["canary"], {"canary": 1}, b"canary", OddError("canary")]
    for value in odd:
        logs.get("bot.app").info("stored", **{key: value})
    assert CANARY not in printed.getvalue()
    assert ["dropped=1" in line for line in printed.getvalue().splitlines()] == [True] * len(odd)


@pytest.mark.parametrize("key", ["count", "seconds", "attempt"])
def test_numbers_are_numbers(printed: io.StringIO, key: str) -> None:
    logs.get("bot.app").info("stored", **{key: CANARY})
    assert CANARY not in printed.getvalue()


@pytest.mark.parametrize("key", ["room", "person"])
def test_a_word_is_no_matrix_id(printed: io.StringIO, key: str) -> None:
    logs.get("bot.app").info("stored", **{key: CANARY})
    assert CANARY not in printed.getvalue()


def test_an_event_that_is_no_literal_is_not_printed(printed: io.StringIO) -> None:
    log = logs.get("bot.app")
    typed = CANARY.upper().lower()
    log.info(typed)
    log.info(f"got {typed}")  # noqa: G004 - the mistake that is tried
    log.info("got %s", typed)
    log.info("got " + typed)  # noqa: G003 - the same
    assert CANARY not in printed.getvalue()
    assert printed.getvalue().count("event=unnamed") == 4


def test_what_was_bound_passes_the_same_list(printed: io.StringIO) -> None:
    logs.get("bot.app").bind(body=CANARY, ref="5M8T").info("stored")
    assert CANARY not in printed.getvalue()
    assert "ref=5M8T" in printed.getvalue()


def test_an_exception_is_its_type_and_source_lines(printed: io.StringIO) -> None:
    try:
        fail(CANARY)
    except OddError as error:
        logs.get("bot.app").exception("failed")
        logs.get("bot.app").error("failed", exc_info=error)
    lines = printed.getvalue().splitlines()
    assert len(lines) == 2
    assert all("error=OddError at=test_logs.py:" in line and CANARY not in line for line in lines)


def test_a_group_of_exceptions_is_the_types_within_it(printed: io.StringIO) -> None:
    group = ExceptionGroup(CANARY, [OddError(CANARY), ExceptionGroup(CANARY, [KeyError(CANARY)])])
    logs.get("bot.app").error("failed", exc_info=group)
    assert "error=OddError+KeyError at=nowhere" in printed.getvalue()
    assert CANARY not in printed.getvalue()


def test_asking_for_an_exception_where_there_is_none_is_harmless(printed: io.StringIO) -> None:
    logs.get("bot.app").info("stored", exc_info=True)
    assert "error" not in printed.getvalue()


@pytest.mark.parametrize(
    "name", ["nio.responses", "aiohttp.client", "sqlalchemy.engine", "apscheduler.executors.default", "peewee"]
)
def test_a_library_says_who_how_loud_and_where_and_nothing_else(printed: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    try:
        fail(CANARY)
    except OddError:
        logger.exception("Error validating event: %s", CANARY, extra={"body": CANARY}, stack_info=True)
    logger.warning(f"event {CANARY}")  # noqa: G004 - libraries do so
    logger.debug("event %(body)s", {"body": CANARY})
    text = printed.getvalue()
    assert CANARY not in text
    assert f"level=error event=library module={name} error=OddError at=test_logs.py:" in text
    assert f"level=warning event=library module={name} at=test_logs.py:" in text


def test_another_handler_finds_no_words_either(printed: io.StringIO) -> None:
    other = io.StringIO()
    handler = logging.StreamHandler(other)
    logger = logging.getLogger("sqlalchemy.engine.Engine")
    logger.addHandler(handler)
    logger.error("INSERT %s", CANARY)
    logger.removeHandler(handler)
    assert other.getvalue() == "dropped\n"
    assert CANARY not in printed.getvalue()


def test_a_logger_named_by_a_person_is_not_named(printed: io.StringIO) -> None:
    logging.getLogger("canary sings").error("x")
    assert "module=unnamed" in printed.getvalue()


def test_warnings_lose_their_words(printed: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, UserWarning, stacklevel=1)
    assert "module=py.warnings" in printed.getvalue()
    assert CANARY not in printed.getvalue()


async def test_a_lost_task_s_exception_loses_its_words(printed: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": CANARY, "exception": OddError(CANARY)})
    assert "module=asyncio error=OddError" in printed.getvalue()
    assert CANARY not in printed.getvalue()


def test_what_ends_a_thread_or_the_process_loses_its_words(printed: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=fail, args=(CANARY,))
    thread.start()
    thread.join()
    sys.excepthook(OddError, OddError(CANARY), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert printed.getvalue().count("event=uncaught module=bot.logs error=OddError") == 2
    captured = capsys.readouterr()
    assert CANARY not in printed.getvalue() + captured.out + captured.err


def test_the_level_decides_what_is_printed() -> None:
    stream = io.StringIO()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger("warning"), logger_factory=structlog.WriteLoggerFactory(file=stream)
    )
    log = logs.get("bot.app")
    log.info("ready")
    log.warning("late")
    structlog.reset_defaults()
    assert "late" in stream.getvalue()
    assert "ready" not in stream.getvalue()


def test_the_list_holds_before_anything_is_configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.get("bot.app").info("ready", body=CANARY)
    captured = capsys.readouterr()
    assert "event=ready" in captured.out
    assert CANARY not in captured.out + captured.err


def test_configuring_twice_prints_once(printed: io.StringIO) -> None:
    again = io.StringIO()
    logs.configure("debug", again)
    logging.getLogger("nio").error("x")
    logs.get("bot.app").info("ready")
    assert len(again.getvalue().splitlines()) == 2
    assert printed.getvalue() == ""


def test_a_logger_made_past_this_module_keeps_to_the_list_too(printed: io.StringIO) -> None:
    structlog.get_logger("bot.app").info("stored", body=CANARY, count=1)
    assert "event=stored count=1 dropped=1" in printed.getvalue()
    assert CANARY not in printed.getvalue()
