"""What was asked last, held for a while: however many look, one asks, and nobody waits behind it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class _Known(Generic[Told]):
    """An answer, when it was asked for, and until when it holds."""

    told: Told
    asked: float
    until: float


class Held(Generic[Told]):
    """Asks again once an answer has had its time. `ask` gives it, and for how many seconds it holds.

    Whoever comes while somebody asks is told what was known, unless that is older than `oldest` seconds.
    """

    def __init__(self, ask: Callable[[], tuple[Told, float]], oldest: float = math.inf) -> None:
        self._ask = ask
        self._oldest = oldest
        self._lock = Lock()
        self._known: _Known[Told] | None = None

    def get(self) -> Told:
        """The answer."""
        known, now = self._known, time.monotonic()
        if known is not None and now < known.until:
            return known.told
        if known is None or now - known.asked > self._oldest:
            with self._lock:
                return self._asked_anew()
        if not self._lock.acquire(blocking=False):
            return known.told
        try:
            return self._asked_anew()
        finally:
            self._lock.release()

    def _asked_anew(self) -> Told:
        known, now = self._known, time.monotonic()
        if known is not None and now < known.until:  # somebody has asked while this one waited
            return known.told
        told, seconds = self._ask()
        self._known = _Known(told, now, time.monotonic() + seconds)
        return told
