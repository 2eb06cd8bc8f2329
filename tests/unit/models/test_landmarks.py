"""Who looks to the side, told by where the nose lies between the eyes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.landmarks import sidewards
from models.quality import TURNED


def landmarks(nose: float, tilt: float = 0.0) -> NDArray[np.float32]:
    """A face whose nose lies `nose` eye distances beside the middle, the head tilted by `tilt` radians."""
    marks = np.array([[-40, 0], [40, 0], [80 * nose, 45], [-30, 80], [30, 80]], np.float64)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    return (marks @ turn.T + 100).astype(np.float32)


@pytest.mark.parametrize("tilt", [0.0, 0.5, -1.0])
@pytest.mark.parametrize("nose", [0.0, 0.3, -0.3, 1.2])
def test_who_looks_to_the_side(nose: float, tilt: float) -> None:
    assert sidewards(landmarks(nose, tilt)) == pytest.approx(abs(nose), abs=1e-4)


def test_a_full_face_looks_ahead_and_a_profile_does_not() -> None:
    assert sidewards(landmarks(0.05)) < TURNED < sidewards(landmarks(0.6))


def test_eyes_in_one_place_are_no_error() -> None:
    marks = landmarks(0.0)
    marks[1] = marks[0]
    assert np.isfinite(sidewards(marks))
