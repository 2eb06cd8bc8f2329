"""A thread that works while there is something to do, so that nobody who wakes it has to wait."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Desk:
    """Repeats a piece of work from each `wake` until nothing is left. Make it after the fork."""

    def __init__(self, name: str, work: Callable[[], bool]) -> None:
        """`work` does one piece and returns whether there may be more; it should look out for `closing`."""
        self.closing = threading.Event()
        self._work = work
        self._bell = threading.Event()
        self._thread = threading.Thread(target=self._sit, name=name, daemon=True)

    def wake(self) -> None:
        """There may be work."""
        if not self._thread.is_alive() and not self.closing.is_set():
            self._thread.start()
        self._bell.set()

    def close(self, seconds: float = 3) -> None:
        """End with the piece in hand."""
        self.closing.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _sit(self) -> None:
        while not self.closing.is_set():
            self._bell.wait()
            self._bell.clear()
            try:
                while not self.closing.is_set() and self._work():
                    pass
            except Exception:  # the next doorbell tries again; nothing may end the thread
                log.exception("%s failed", self._thread.name)
