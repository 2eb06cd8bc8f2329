"""Looking for the next frame of a camera for a while: it comes sooner than Celery hands out a ring."""

import time

LINGER_SECONDS = 0.5  # after a frame
LOOK_SECONDS = 0.004


class Linger:
    """Remembers when a frame was last here."""

    def __init__(self) -> None:
        self._until = 0.0

    def saw(self) -> None:
        """A frame was here."""
        self._until = time.monotonic() + LINGER_SECONDS

    @property
    def lately(self) -> bool:
        """Whether one was here lately."""
        return time.monotonic() <= self._until

    def pause(self, seconds: float = LOOK_SECONDS) -> bool:
        """Wait a moment before looking again; False, at once, where none was here lately."""
        if not self.lately:
            return False
        time.sleep(seconds)
        return True
