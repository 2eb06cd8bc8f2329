"""Moments of an upload at which the web is killed: before its commit, before its ring, before its answer."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, event

from bench.running import Running
from core.doorbell import Doorbell

Moment = Literal["before its commit", "before its ring", "before its answer"]
_FILE = "dies"


def arm(server: Running, moment: Moment) -> None:
    """Let the web that comes first to this moment of an upload die there."""
    (server.home / _FILE).write_text(moment)


def install() -> None:
    """In the web: look at these moments whether it is time to die."""

    @event.listens_for(Engine, "before_cursor_execute")
    def _note(connection: Connection, _cursor: object, statement: str, *_more: Any) -> None:  # noqa: ANN401
        if statement.startswith("INSERT INTO images"):
            connection.info["images"] = True

    @event.listens_for(Engine, "commit")
    def _commit(connection: Connection) -> None:
        if connection.info.pop("images", False):
            _die("before its commit")

    ring = Doorbell.ring

    def _ring(self: Doorbell, images: int) -> bool:
        _die("before its ring")
        rung = ring(self, images)
        _die("before its answer")
        return rung

    Doorbell.ring = _ring  # type: ignore[method-assign]


def _die(moment: Moment) -> None:
    """As `kill -9` of the web and all its children, if this is the moment."""
    armed = Path(os.environ["BROWLINE_HOME"]) / _FILE
    with suppress(FileNotFoundError):
        if armed.read_text() == moment:
            armed.unlink()
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
