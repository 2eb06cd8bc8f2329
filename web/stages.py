"""How long an upload spends in each stage of its way in: all its files together."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from core.telemetry import stage
from core.telemetry.stage import Stage

Item = TypeVar("Item")


class Stages(stage.Stages):
    """One request's."""

    NAMES = ("receive", "hash", "check", "store", "commit")
    __slots__ = NAMES

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
