"""Some requests at a time: most of each is waiting."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

AT_ONCE = 8  # requests
AHEAD = 4 * AT_ONCE  # that are handed in while the first of them is waited for: it may be a large one

_Asked = TypeVar("_Asked")
_Got = TypeVar("_Got")


def at_once(do: Callable[[_Asked], _Got], asked: Sequence[_Asked]) -> Iterator[_Got]:
    """Do something for each, some at a time, and give what came of it in order.

    After the first error no more is begun.
    """
    if len(asked) < 2:
        yield from map(do, asked)
        return
    begun = deque[Future[_Got]]()
    with ThreadPoolExecutor(min(AT_ONCE, len(asked))) as pool:
        try:
            for one in asked:
                if len(begun) == AHEAD:
                    yield begun.popleft().result()
                begun.append(pool.submit(do, one))
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()
