"""Somebody who uploads all the time, and insists: what was not answered is sent again under the same key."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPException
from uuid import uuid4

from bench.running import Running
from tests.support.requests import Answer, post_job

PAUSE_SECONDS = 0.5


class Uploads:
    """A thread that sends jobs; counts what was accepted, by the answers."""

    def __init__(self, server: Running, files: Sequence[bytes]) -> None:
        self._server = server
        self._files = files
        self._go, self._stop, self._idle = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._send_all, name="uploads", daemon=True)
        self.accepted = 0
        self.jobs: list[str] = []
        self.answers = Counter[str]()
        self._thread.start()

    def resume(self) -> None:
        """Begin, or go on."""
        self._idle.clear()
        self._go.set()

    def pause(self, seconds: float) -> None:
        """Stop when the upload in hand was accepted. Raises `AssertionError` if it is not in time."""
        self._go.clear()
        assert self._idle.wait(seconds), f"an upload was not accepted: {self.answers}"

    def close(self) -> None:
        """End."""
        self._stop.set()
        self._go.set()
        self._thread.join(60)

    def _send_all(self) -> None:
        while not self._stop.is_set():
            if not self._go.is_set():
                self._idle.set()
                self._go.wait()
                continue
            self._send_one(str(uuid4()))
            time.sleep(PAUSE_SECONDS)

    def _send_one(self, key: str) -> None:
        """Insist on one job."""
        while not self._stop.is_set():
            answer = self._ask(key)
            self.answers[str(answer.status) if answer else "none"] += 1
            if answer and answer.status == 202:
                self.jobs.append(answer.body["id"])
                self.accepted += len(answer.body["accepted"])
                return
            time.sleep(PAUSE_SECONDS)

    def _ask(self, key: str) -> Answer | None:
        try:
            return post_job(self._server, self._files, key=key)
        except (OSError, HTTPException, ValueError):  # the web was killed, or while it answered
            return None
