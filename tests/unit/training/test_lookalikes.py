"""What looks like a measured picture is not learnt, also where no table knows it."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.folders import Sample
from training.lookalikes import perceptual_hash, unlike_measured


def photograph(seed: int) -> NDArray[np.uint8]:
    """Large soft shapes, as pictures have, from noise."""
    noise = np.random.default_rng(seed).normal(128, 90, (12, 12, 3)).clip(0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(noise, (300, 300), interpolation=cv2.INTER_CUBIC), np.uint8)


def apart(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> int:
    return (perceptual_hash(first) ^ perceptual_hash(second)).bit_count()


@pytest.mark.parametrize("seed", range(5))
def test_the_same_photograph_stays_alike(seed: int) -> None:
    picture = photograph(seed)
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
    compressed = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    smaller = np.asarray(cv2.resize(picture, (140, 140), interpolation=cv2.INTER_AREA), np.uint8)
    darker = (picture * 0.7).astype(np.uint8)
    assert max(apart(picture, other) for other in (compressed, smaller, darker)) <= 4
    assert apart(picture, photograph(seed + 100)) > 14


def test_only_what_is_measured_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "masked" / "Validation" / "Male").mkdir(parents=True)
    (tmp_path / "scenes").mkdir()
    cv2.imwrite(str(tmp_path / "masked" / "Validation" / "Male" / "a.png"), photograph(1))
    samples = []
    for number in (1, 2, 3):
        path = tmp_path / "scenes" / f"{number}.jpg"
        cv2.imwrite(str(path), cv2.resize(photograph(number), (200, 200)))
        samples.append(Sample(path, -1, str(path)))
    assert [sample.path.name for sample in unlike_measured(samples, tmp_path)] == ["2.jpg", "3.jpg"]
