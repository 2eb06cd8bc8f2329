"""How long a batch spends in each stage of its way."""

from collections.abc import Iterator

from core.telemetry.stage import Stage

NAMES = ("claim", "read", "decode", "find", "crop", "classify", "finish")


class Stages:
    """One batch's: of one thread, and none of them inside itself."""

    __slots__ = NAMES

    def __init__(self) -> None:
        for name in NAMES:
            setattr(self, name, Stage(name))

    claim: Stage
    read: Stage
    decode: Stage
    find: Stage
    crop: Stage
    classify: Stage
    finish: Stage

    def entered(self) -> Iterator[Stage]:
        """Those that took any time, in their order."""
        stages: Iterator[Stage] = (getattr(self, name) for name in NAMES)
        return (stage for stage in stages if stage.seconds)
