"""Logs: one event a line, with its ids, and of a traceback no value of a variable."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
import structlog

from core.settings import LogFormat
from core.telemetry.logs import QUIET, configure_logs

SECRET = "Herr-Mustermann"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What logging was, and what ends a process or a thread."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    structlog.contextvars.clear_contextvars()
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.NOTSET)


def logged(log_format: LogFormat) -> io.StringIO:
    out = io.StringIO()
    configure_logs(log_format, "INFO", out)
    return out


@pytest.mark.parametrize("log_format", ["auto", "json"])
def test_programs_get_an_object_a_line(log_format: LogFormat) -> None:
    out = logged(log_format)
    with structlog.contextvars.bound_contextvars(request="r1", job="j1"):
        logging.getLogger("somebody.elses").warning("it\n%s", "is", extra={"images": 3})
    logging.getLogger("web").debug("not told")
    (line,) = out.getvalue().splitlines()
    said = json.loads(line)
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "it\nis", "level": "warning", "logger": "somebody.elses",
        "request": "r1", "job": "j1", "images": 3,
    }  # fmt: skip


def test_people_get_words() -> None:
    out = logged("human")
    with structlog.contextvars.bound_contextvars(batch="b1"):
        logging.getLogger("worker").info("batch ended", extra={"images": 3})
    (line,) = out.getvalue().splitlines()
    assert line.endswith("[info     ] batch ended [worker] batch=b1 images=3")


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_a_traceback_shows_no_values(log_format: LogFormat) -> None:
    out = logged(log_format)

    def fail(name: str) -> None:
        raise ZeroDivisionError

    try:
        fail(SECRET)
    except ZeroDivisionError:
        logging.getLogger("web").exception("unexpected")
    assert "ZeroDivisionError" in out.getvalue()
    assert "in fail" in out.getvalue()
    assert SECRET not in out.getvalue()


def test_warnings_and_what_ends_a_thread_or_the_process_are_told() -> None:
    out = logged("json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", stacklevel=1)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("gone"), None)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["logger"], one["level"]) for one in said] == [
        ("py.warnings", "warning"), ("browline", "critical"), ("browline", "critical"),
    ]  # fmt: skip
    assert "ZeroDivisionError" in said[1]["exception"]
    assert "gone" in said[2]["exception"]
