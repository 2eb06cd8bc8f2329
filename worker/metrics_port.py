"""The port where a worker, or the sweeper, shows its numbers: none unless `WORKER_METRICS_PORT` is set."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry

from core.settings import Settings
from core.telemetry.exposition import CONTENT_TYPE, exposition, has_token

log = logging.getLogger(__name__)

Start = Callable[[str, list[tuple[str, str]]], Any]


class _Quiet(WSGIRequestHandler):
    """Says nothing of those that ask."""

    timeout = 10  # seconds that one may be silent, since there is one at a time

    def log_message(self, *_: object) -> None:
        """Nothing."""


class MetricsPort:
    """Open it before the fork; each child leaves it, or it would keep the port when the parent is gone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: WSGIServer | None = None

    def open(self) -> None:
        """Answer from now on. A port that somebody has already is no reason not to work."""
        settings = self._settings
        if not settings.worker_metrics_port:
            return
        try:
            self._server = make_server(
                settings.host, settings.worker_metrics_port, self._answer, handler_class=_Quiet
            )
        except OSError as error:
            log.warning(
                "WORKER_METRICS_PORT: %d cannot be used (%s), so this one's numbers are not shown; workers "
                "of one machine can share theirs in the folder PROMETHEUS_MULTIPROC_DIR",
                settings.worker_metrics_port,
                error.strerror,
            )
            return
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()

    def leave(self) -> None:
        """In a child."""
        if self._server is not None:
            self._server.socket.close()

    def _answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        plain = [("Content-Type", "text/plain; charset=utf-8")]
        if environ["PATH_INFO"] != "/metrics":
            start("404 Not Found", plain)
            return [b"The numbers are at /metrics.\n"]
        token = self._settings.metrics_token
        if token and not has_token(environ.get("HTTP_AUTHORIZATION", ""), token):
            start("401 Unauthorized", [*plain, ("WWW-Authenticate", "Bearer")])
            return [b"This needs the token METRICS_TOKEN.\n"]
        start("200 OK", [("Content-Type", CONTENT_TYPE)])
        return [exposition(CollectorRegistry())]
