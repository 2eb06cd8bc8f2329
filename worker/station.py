"""What one worker process holds: its database, its blobs and loaded networks, and its word about them."""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

import cv2
from sqlalchemy import Connection

from core.blobs import open_store
from core.database import Database
from core.errors import first_line
from core.presence import BEAT_SECONDS, LOADING, WorkerReport, leave, report
from core.settings import Settings
from worker.networks import Networks, load_networks

log = logging.getLogger(__name__)


# A live frame's thread takes the interpreter back some ten times, from bulk work that keeps it for 5 ms each.
SWITCH_SECONDS = 0.0005


@dataclass(slots=True)
class _Word:
    ready: bool = False
    engine: str = ""
    version: str = ""
    reason: str = LOADING
    finder: str = ""


class Station:
    """One process's parts. Make it after the fork; `open` returns at once and loads in the background.

    A pool child that has not reported to its parent within 4 s is killed, and a fall-back to TensorFlow takes
    longer than that: so nothing heavy happens in the foreground.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.sql_url, pool_size=2)
        self.blobs = open_store(settings)
        self._networks: tuple[Networks, Networks] | None = None
        self._word = _Word()
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._closing = threading.Event()
        self._loaded = threading.Event()
        self._thread = threading.Thread(target=self._live, name="presence", daemon=True)

    def open(self) -> None:
        """Start loading and reporting."""
        cv2.setNumThreads(1)  # one process a core; more threads would only take turns
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()

    def close(self) -> None:
        """Say goodbye."""
        self._closing.set()
        self._thread.join(timeout=2)

    def wait_until_loaded(self, seconds: float) -> tuple[Networks, Networks] | None:
        """The networks and the same once more, for two threads; None where they do not come in time.

        They do not where one has no usable artefact.
        """
        self._loaded.wait(seconds)
        return self._networks

    def load_again(self, reason: str) -> None:
        """Give up networks that went wrong while they served: the next beat loads them, or others, anew."""
        self._word = _Word(reason=reason)
        self._loaded.clear()
        self._networks = None

    def _live(self) -> None:
        self._report()
        while not self._closing.is_set():
            if self._networks is None:
                self._load()
            self._report()
            self._closing.wait(BEAT_SECONDS)
        self._tell(lambda connection: leave(connection, self._name))

    def _load(self) -> None:
        try:
            networks, beside = load_networks(self.settings), load_networks(self.settings)
        except Exception as error:  # whatever is wrong with the model, the next try may find it mended
            if self._word.reason != str(error):
                log.error("no usable model, images wait: %s", error)
            self._word = _Word(reason=str(error))
            return
        self._word = word = _word_of(networks)
        reason = f" ({word.reason})" if word.reason else ""
        log.info("serving %s with %s, faces found by %s%s", word.version, word.engine, word.finder, reason)
        self._networks = networks, beside
        self._loaded.set()

    def _report(self) -> None:
        word = self._word
        report_now = WorkerReport(self._name, word.ready, word.engine, word.version, word.reason, word.finder)
        self._tell(lambda connection: report(connection, report_now))

    def _tell(self, say: Callable[[Connection], None]) -> None:
        try:
            with self.database.write() as connection:
                say(connection)
        except Exception as error:
            log.warning("the database does not hear this worker: %s", first_line(error))


def _word_of(networks: Networks) -> _Word:
    classifier, finder = networks.classifier, networks.finder
    fallen = (classifier.engine_reason, finder.engine_reason and f"finder: {finder.engine_reason}")
    reason = "; ".join(filter(None, (*fallen, networks.note)))
    return _Word(True, classifier.engine, classifier.version, reason, finder.version)
