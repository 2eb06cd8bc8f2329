"""The fast lane: while a camera is live a thread takes its frames, beside the bulk work of its process.

A piece of bulk work that is a large photograph cannot be interrupted, and the next frame would wait for its
end. The operating system parts the cores between the two; decoders and networks release the interpreter.
"""

import logging
import threading
from collections.abc import Callable

from core.jobs.create import LIVE
from models.errors import EngineFailure
from worker.desk import Desk
from worker.linger import Linger
from worker.pipeline import Pipeline

TROUBLE_SECONDS = 0.05  # before another try where something failed

log = logging.getLogger(__name__)


class FastLane:
    """Takes urgent images from one on until none has come for a while. Make it after the fork."""

    def __init__(self, load_again: Callable[[EngineFailure], None]) -> None:
        """`load_again` asks for other networks; until `use` brings them, the lane rests."""
        self._load_again = load_again
        self._pipeline: Pipeline | None = None
        self._linger = Linger()
        self._failed = threading.Event()
        self._desk = Desk("live frames", self._take)

    def use(self, pipeline: Pipeline) -> None:
        """Work with this from now on. Its networks are the lane's own: two threads must not share them."""
        self._pipeline = pipeline

    def saw_urgent(self) -> None:
        """A live frame or a snapshot was here: more will come."""
        self._linger.saw()
        self._desk.wake()

    def urgent_failed(self) -> None:
        """One failed in this process, which lives: it may be tried again here, alone."""
        self._failed.set()
        self.saw_urgent()

    def is_live(self) -> bool:
        """Whether a camera is live now."""
        return self._linger.lately

    @property
    def rests(self) -> bool:
        """Whether it has no networks to work with."""
        return self._pipeline is None

    def close(self) -> None:
        """End with the frame in hand."""
        self._desk.close()

    def _take(self) -> bool:
        if self._pipeline is None:
            return False
        try:
            taken = self._pipeline.run_batch(least=LIVE) or self._again(self._pipeline)
        except EngineFailure as failure:  # no frame would get an answer, however often it were tried
            self._pipeline = None
            self._load_again(failure)
            return False
        except Exception:  # the next frame may be sound, and waits for nobody's ring
            log.exception("live frames failed")
            return self._linger.pause(TROUBLE_SECONDS)
        return taken > 0 or self._linger.pause()

    def _again(self, pipeline: Pipeline) -> int:
        """Take one that failed before; the bulk work's thread comes to such late, after many batches.

        Not where none failed here: what has killed a process must not be tried beside a batch.
        """
        if not self._failed.is_set():
            return 0
        self._failed.clear()
        taken = 1
        try:
            taken = pipeline.run_batch(suspects=True, least=LIVE)
        finally:
            if taken:
                self._failed.set()  # there may be another, or this one once more
        return taken
