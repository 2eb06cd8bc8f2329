"""Logs: one event a line, JSON for programs or words for people, with the ids of what it is about.

Everybody logs with the standard library, ours and others' alike; structlog renders it, and adds what is
bound in its contextvars: `request`, `job`, `batch`. No event names a file, a person or a picture, nor shows
a token.
"""

import logging
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import TextIO

import structlog
from structlog.types import Processor

from core.settings import LogFormat

log = logging.getLogger("browline")

QUIET = ("alembic", "amqp", "celery", "kombu", "urllib3")  # which tell of each thing that they do

# What ours and others' events get alike.
_SHARED: Sequence[Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logs(log_format: LogFormat, level: str, stream: TextIO | None = None) -> None:
    """Have this process log to `stream` (standard error), warnings and what ends it included."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(log_format, out.isatty()))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _ended
    threading.excepthook = lambda args: log.critical(
        "a thread has ended",
        exc_info=(args.exc_type, args.exc_value, args.exc_traceback),  # type: ignore[arg-type]
    )


def _formatter(log_format: LogFormat, terminal: bool) -> logging.Formatter:
    human = terminal if log_format == "auto" else log_format == "human"
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *(_for_people(terminal) if human else _for_programs()),
        ],
    )


def _for_people(terminal: bool) -> Sequence[Processor]:
    # The tracebacks that it would choose itself show the values of variables.
    return (
        structlog.dev.ConsoleRenderer(
            colors=terminal, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        ),
    )


def _for_programs() -> Sequence[Processor]:
    return (structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False))


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("this process has ended", exc_info=(kind, error, trace))
