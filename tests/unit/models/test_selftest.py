"""The golden self-test must notice what it is there to notice."""

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import ArtefactRejected
from models.registry import load
from models.selftest import INT8_TOLERANCE, TOLERANCE, check, expectation, golden_inputs


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


@pytest.mark.parametrize(
    ("int8", "most"), [(False, TOLERANCE), (True, INT8_TOLERANCE)], ids=["float32", "int8"]
)
def test_a_card_cannot_allow_more_than_is_allowed(int8: bool, most: float) -> None:
    lax = expectation(ChannelMeans()).model_copy(update={"tolerance": 1e9, "int8_tolerance": 1e9})
    check(ChannelMeans(drift=most / 2), lax, int8=int8)
    for drift in (2 * most, 1e6, float("nan")):
        with pytest.raises(ArtefactRejected, match="off by"):
            check(ChannelMeans(drift=drift), lax, int8=int8)


@pytest.mark.parametrize("tolerance", [1e-5, -1.0])
def test_a_card_can_allow_less(tolerance: float) -> None:
    strict = expectation(ChannelMeans()).model_copy(
        update={"tolerance": tolerance, "int8_tolerance": tolerance}
    )
    for int8 in (False, True):
        with pytest.raises(ArtefactRejected, match="off by"):
            check(ChannelMeans(drift=TOLERANCE / 2), strict, int8=int8)


@pytest.mark.parametrize("version", ["seed-1", "browline-2", "browline-3"])
def test_the_tolerance_of_rounded_weights_lies_between_rounding_and_swapped_channels(version: str) -> None:
    classifier = load(version)
    assert classifier.engine == "litert"
    golden, inputs = np.array(classifier.card.selftest.expected_logits), golden_inputs()

    def off(channels: tuple[int, ...]) -> float:
        changed = np.ascontiguousarray(inputs[..., list(channels)])
        return float(np.abs(classifier.logits(changed) - golden).max())

    same, *others = permutations(range(3))
    assert off(same) < INT8_TOLERANCE / 3
    assert min(off(channels) for channels in others) > 1.5 * INT8_TOLERANCE
