"""Waiting a moment for a fuller batch: what it costs once is then shared by more images, of any jobs."""

import time
from collections.abc import Callable

from core.work.waiting import Waiting

LOOK_SECONDS = 0.005


def let_fill(
    look: Callable[[], Waiting],
    most: int,
    seconds: float,
    stopping: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Wait until as many images wait as a batch has, for so long at most.

    Not at all where nothing waits, or something urgent does.
    """
    until = clock() + seconds
    while (left := until - clock()) > 0 and not stopping():
        now = look()
        if now.urgent or not 0 < now.images < most:
            return
        sleep(min(LOOK_SECONDS, left))
