"""How long something spends in a stage of its way, which it may enter many times."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import ClassVar


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


class Stages:
    """The stages of one way by their `NAMES`, in order: of one thread, and none of them inside itself."""

    NAMES: ClassVar[tuple[str, ...]] = ()
    __slots__ = ()

    def __init__(self) -> None:
        for name in self.NAMES:
            setattr(self, name, Stage(name))

    def entered(self) -> Iterator[Stage]:
        """Those that took any time, in their order."""
        stages: Iterator[Stage] = (getattr(self, name) for name in self.NAMES)
        return (stage for stage in stages if stage.seconds)
