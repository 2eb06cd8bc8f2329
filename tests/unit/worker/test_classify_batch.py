"""Bytes to answers in their order; what does not decode answers for itself."""

import numpy as np
from numpy.typing import NDArray

from imaging.errors import ImageError
from models.prediction import Prediction
from tests.support.files import damaged, plain
from worker.batch import classify_batch

SHADES = ((10, 10, 10), (100, 100, 100), (200, 200, 200))


class Brightness:
    """A classifier whose confidence is how bright the picture is."""

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """One answer a picture."""
        return [Prediction("male", float(one.mean()), 0.0, 0.0) for one in inputs]


def classify(*files: bytes) -> list[Prediction | ImageError]:
    return classify_batch(Brightness(), files)  # type: ignore[arg-type]


def test_answers_are_in_the_order_of_the_images() -> None:
    answers = classify(*(plain(colour=shade) for shade in SHADES))
    found = [answer.confidence for answer in answers if isinstance(answer, Prediction)]
    assert found == [10.0, 100.0, 200.0]


def test_a_damaged_image_takes_nobodys_place() -> None:
    first, broken, last = classify(plain(colour=SHADES[0]), damaged(), plain(colour=SHADES[2]))
    assert isinstance(broken, ImageError)
    assert isinstance(first, Prediction)
    assert isinstance(last, Prediction)
    assert (first.confidence, last.confidence) == (10.0, 200.0)


def test_damage_alone_needs_no_network() -> None:
    (answer,) = classify(damaged())
    assert isinstance(answer, ImageError)
    assert answer.code == "undecodable"


def test_nothing_is_nothing() -> None:
    assert classify() == []
