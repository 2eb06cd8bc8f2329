"""The web server: gunicorn with threads, configured here and nowhere else."""

import sys
import tempfile
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from core.settings import Settings
from web.app import create_app
from web.patience import PatientWorker
from web.server_log import ServerLog

SWITCH_SECONDS = 0.0005


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app in the worker process, after the fork."""
        # A snapshot's thread takes the interpreter back some twenty times; waiting 5 ms for uploads each time
        # would be most of its answer's time.
        sys.setswitchinterval(SWITCH_SECONDS)
        # What is larger than a part's memory waits beside the store: /tmp may be small, or memory itself.
        tempfile.tempdir = str(self.settings.home)
        return create_app(self.settings)


def serve(settings: Settings) -> None:
    """Serve until told to stop. Threads, because requests wait for disks and for snapshots' answers."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    _Server(
        settings,
        {
            "bind": f"{host}:{settings.port}",
            "worker_class": PatientWorker,
            "workers": settings.web_workers,
            "threads": settings.web_threads,
            "timeout": 120,
            "graceful_timeout": settings.stop_seconds,
            "keepalive": 15,
            "loglevel": "warning",
            "logger_class": ServerLog,
            "control_socket_disable": True,
        },
    ).run()
