"""What Keras computes meets few shapes: for each new one a backend compiles, or tries what is fastest."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.engines import traced
from models.engines.traced import SIZES, TracedNetwork


@pytest.mark.parametrize(
    ("faces", "expected"),
    [(1, [1]), (2, [16]), (16, [16]), (17, [64]), (64, [64]), (65, [64, 1]), (90, [64, 64])],
)
def test_batches_of_any_size_are_filled_up_to_one_of_three(
    faces: int, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def mean(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        seen.append(len(inputs))
        return inputs.mean((1, 2, 3))[:, None]

    monkeypatch.setattr(traced, "compiled", lambda _: mean)
    inputs = np.arange(faces, dtype=np.uint8)[:, None, None, None] * np.ones((1, 96, 96, 3), np.uint8)
    answers = TracedNetwork(None).logits(inputs)  # type: ignore[arg-type]
    assert seen == expected
    assert set(seen) <= set(SIZES)
    assert answers[:, 0].tolist() == list(range(faces))  # none from what was filled up with
