"""When a decoder that works says so: whoever hears nothing for long takes it for stalled."""

import time
from typing import Final

EVERY: Final = 1.0  # seconds between signs of life


class Pulse:
    """Counts the time since something was said last."""

    def __init__(self) -> None:
        self.said()

    def said(self) -> None:
        """Something was said now, which is a sign of life too."""
        self._at = time.monotonic()

    def due(self) -> bool:
        """Whether a sign of life is due; it then counts as said."""
        if time.monotonic() - self._at <= EVERY:
            return False
        self.said()
        return True
