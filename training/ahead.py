"""Making things before they are asked for."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], count: int = 8) -> Generator[T, None, None]:
    """The same items in the same order, up to `count` of them made in a thread before they are needed.

    What raises there is raised here, in its turn.
    """
    with ThreadPoolExecutor(1) as thread:
        try:
            waiting = deque(thread.submit(_next, items) for _ in range(count))
            while made := waiting.popleft().result():
                waiting.append(thread.submit(_next, items))
                yield from made
        finally:  # also where the rest is not wanted
            thread.shutdown(wait=True, cancel_futures=True)


def _next(items: Iterator[T]) -> tuple[T, ...]:
    """The next item, or nothing after the last."""
    return next(((item,) for item in items), ())
