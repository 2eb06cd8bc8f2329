"""How long a batch spends in each stage of its way."""

from core.telemetry import stage
from core.telemetry.stage import Stage


class Stages(stage.Stages):
    """One batch's."""

    NAMES = ("claim", "read", "decode", "find", "crop", "classify", "finish")
    __slots__ = NAMES

    claim: Stage
    read: Stage
    decode: Stage
    find: Stage
    crop: Stage
    classify: Stage
    finish: Stage
