"""The fast lane: while a camera is live a thread takes its frames, beside the bulk work of its process.

A piece of bulk work that is a large photograph cannot be interrupted, and the next frame would wait for its
end. The operating system parts the cores between the two; decoders and networks release the interpreter.
"""

from core.jobs.create import LIVE
from worker.desk import Desk
from worker.linger import Linger
from worker.pipeline import Pipeline


class FastLane:
    """Takes urgent images from a live frame on until none has come for a while. Make it after the fork."""

    def __init__(self) -> None:
        self._pipeline: Pipeline | None = None
        self._linger = Linger()
        self._desk = Desk("live frames", self._take)

    def use(self, pipeline: Pipeline) -> None:
        """Work with this from now on. Its networks are the lane's own: two threads must not share them."""
        self._pipeline = pipeline

    def saw_live(self) -> None:
        """A live frame was here: more will come."""
        self._linger.saw()
        self._desk.wake()

    def is_live(self) -> bool:
        """Whether a camera is live now."""
        return self._linger.lately

    def close(self) -> None:
        """End with the frame in hand."""
        self._desk.close()

    def _take(self) -> bool:
        if self._pipeline is None:
            return False
        return self._pipeline.run_batch(least=LIVE) > 0 or self._linger.pause()
