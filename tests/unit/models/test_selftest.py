"""The golden self-test must notice what it is there to notice."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import ArtefactRejected
from models.selftest import TOLERANCE, check, expectation, golden_inputs


class ChannelMeans:
    """A network whose two logits are the means of red and blue, in hundreds."""

    def __init__(self, channels: tuple[int, int] = (0, 2), drift: float = 0.0) -> None:
        self._channels, self._drift = list(channels), drift

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        means = inputs[:, ::3].mean(axis=(1, 2))[:, self._channels] / 100
        return (means + self._drift).astype(np.float32)


def test_inputs_follow_the_formula() -> None:
    inputs = golden_inputs()
    assert (inputs.shape, inputs.dtype) == ((4, 96, 96, 3), np.uint8)
    assert inputs[2, 50, 60, 1] == (7 * 50 + 13 * 60 + 29 * 1 + 31 * 2) % 256


def test_the_same_engine_passes() -> None:
    check(ChannelMeans(), expectation(ChannelMeans()))


def test_drift_within_the_tolerance_passes() -> None:
    check(ChannelMeans(drift=TOLERANCE / 2), expectation(ChannelMeans()))


@pytest.mark.parametrize(
    "other",
    [ChannelMeans(channels=(2, 0)), ChannelMeans(drift=TOLERANCE * 2), ChannelMeans(drift=float("nan"))],
    ids=["red and blue swapped", "drift", "nan"],
)
def test_another_engine_is_rejected(other: ChannelMeans) -> None:
    with pytest.raises(ArtefactRejected, match="off by"):
        check(other, expectation(ChannelMeans()))


def test_another_number_of_classes_is_rejected() -> None:
    with pytest.raises(ArtefactRejected, match="shape"):
        check(ChannelMeans(channels=(0, 1, 2)), expectation(ChannelMeans()))  # type: ignore[arg-type]
