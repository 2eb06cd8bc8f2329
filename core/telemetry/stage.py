"""How long something spends in a stage of its way, which it may enter many times."""

import time
from types import TracebackType


class Stage:
    """What is inside its `with` counts. A class, since a generator would cost an image twice as much."""

    __slots__ = ("_began", "first", "last", "name", "seconds")

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds = 0.0
        self.first = self.last = self._began = 0.0  # perf_counter's

    def __enter__(self) -> None:
        self._began = time.perf_counter()
        self.first = self.first or self._began

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.last = time.perf_counter()
        self.seconds += self.last - self._began
