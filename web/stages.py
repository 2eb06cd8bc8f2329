"""How long an upload spends in each stage of its way in: all its files together."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from core.telemetry.stage import Stage

NAMES = ("receive", "hash", "check", "store", "commit")

Item = TypeVar("Item")


class Stages:
    """One request's: of one thread, and none of them inside itself."""

    __slots__ = NAMES

    def __init__(self) -> None:
        for name in NAMES:
            setattr(self, name, Stage(name))

    receive: Stage
    hash: Stage
    check: Stage
    store: Stage
    commit: Stage

    def received(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items; waiting for each of them is `receive`."""
        coming = iter(items)
        while True:
            with self.receive:
                try:
                    item = next(coming)
                except StopIteration:
                    return
            yield item

    def entered(self) -> Iterator[Stage]:
        """Those that took any time, in their order."""
        stages: Iterator[Stage] = (getattr(self, name) for name in NAMES)
        return (stage for stage in stages if stage.seconds)
