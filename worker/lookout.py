"""What an idle worker does while nobody rings, or while it does not hear that somebody does."""

import logging
import signal
import threading
import time
from collections.abc import Callable

from core.doorbell import Doorbell

LOOK_SECONDS = 5.0
FIRST_LOOK_SECONDS = 0.5  # again, until the networks are there: a worker may not live for long
DEAF_SECONDS = 15.0  # that the same bell lies in Redis beside an idle process, and none is heard
STUCK_SECONDS = 10.0  # that a worker may take to stop before it is killed

log = logging.getLogger(__name__)


class Lookout:
    """Looks around while its process is idle. Make it after the fork.

    What waits is taken without a bell, so that work goes on whatever becomes of Redis. But who lives on looks
    alone is slow: where a bell lies in Redis and an idle worker hears none, its consumer is deaf, and the
    worker is asked to stop. Whatever supervises it starts another.
    """

    def __init__(
        self,
        doorbell: Doorbell,
        heard: Callable[[], float],
        look: Callable[[], bool],
        send: Callable[[signal.Signals], None],
    ) -> None:
        """`heard` says when this worker last heard a bell; `send` sends it a signal, as to one's parent.

        `look` takes what waits, or is False while this process is at work.
        """
        self._doorbell = doorbell
        self._heard = heard
        self._look = look
        self._send = send
        self._bell: bytes | None = None
        self._lies_since = self._asked_at = 0.0
        self._looked = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lookout", daemon=True)

    def open(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, seconds: float = 3) -> None:
        """End with the batch in hand."""
        self._closing.set()
        self._thread.join(seconds)

    def _watch(self) -> None:
        while not self._closing.wait(LOOK_SECONDS if self._looked else FIRST_LOOK_SECONDS):
            try:
                self.look_around()
            except Exception:  # whatever is wrong may be mended at the next look
                log.exception("looking for work without a bell failed")

    def look_around(self) -> None:
        """Take what waits; then see whether the bell that lay there before still does."""
        now = time.monotonic()
        bell = self._doorbell.next_bell() if now - self._heard() > LOOK_SECONDS else None
        if bell is None or bell != self._bell:
            self._bell, self._lies_since = bell, now
        idle = self._look()
        self._looked = self._looked or idle
        if idle and bell is not None and now - max(self._lies_since, self._heard()) > DEAF_SECONDS:
            self._stop_worker(now)

    def _stop_worker(self, now: float) -> None:
        if not self._asked_at:
            log.warning("this worker hears no bell and is started again")
            self._asked_at = now
            self._send(signal.SIGTERM)
        elif now - self._asked_at > STUCK_SECONDS:
            log.warning("this worker does not stop and is killed")
            self._send(signal.SIGKILL)
