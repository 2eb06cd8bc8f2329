"""Bytes to faces in their order; what does not decode answers for itself."""

import numpy as np
from numpy.typing import NDArray

from core.work.types import Face
from imaging.errors import ImageError
from models.prediction import Prediction
from tests.support.files import damaged, plain, portrait
from worker.batch import Picture, classify_batch

SHADES = ((10, 10, 10), (100, 100, 100), (200, 200, 200))
SAID = Prediction("male", 0.9, 0.1, 0.9, "30-39", 0.6, 34.5, "worn", 0.8)


class Brightness:
    """A classifier whose confidence is how bright the picture is."""

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """One answer a picture."""
        return [Prediction("male", float(one.mean()), 0.0, 0.0) for one in inputs]


class Decided:
    """A classifier that says everything, and always the same."""

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """One answer a picture."""
        return [SAID] * len(inputs)


def classify(*files: bytes, classifier: object = None, tiny_side: int = 48) -> list[Face | ImageError]:
    pictures = [Picture(data, 64, 48) for data in files]
    return classify_batch(classifier or Brightness(), pictures, tiny_side)  # type: ignore[arg-type]


def test_answers_are_in_the_order_of_the_images() -> None:
    answers = classify(*(plain(colour=shade) for shade in SHADES))
    assert [answer.confidence for answer in answers if isinstance(answer, Face)] == [10.0, 100.0, 200.0]


def test_a_damaged_image_takes_nobodys_place() -> None:
    first, broken, last = classify(plain(colour=SHADES[0]), damaged(), plain(colour=SHADES[2]))
    assert isinstance(broken, ImageError)
    assert isinstance(first, Face)
    assert isinstance(last, Face)
    assert (first.confidence, last.confidence) == (10.0, 200.0)


def test_damage_alone_needs_no_network() -> None:
    (answer,) = classify(damaged())
    assert isinstance(answer, ImageError)
    assert answer.code == "undecodable"


def test_nothing_is_nothing() -> None:
    assert classify() == []


def test_a_face_says_all_that_the_model_says() -> None:
    (face,) = classify(portrait(), classifier=Decided())
    assert isinstance(face, Face)
    assert (face.box, face.label, face.confidence) == ((0, 0, 64, 48), "male", 0.9)
    assert (face.age_group, face.age_confidence, face.mask, face.mask_confidence) == (
        "30-39",
        0.6,
        "worn",
        0.8,
    )


def test_flags_are_of_the_picture_and_of_its_original_size() -> None:
    """The 96 pixels of this portrait are sharp; the row says that it once had 48."""
    flags = [classify(portrait(), tiny_side=side)[0].columns()["quality_flags"] for side in (48, 49)]  # type: ignore[union-attr]
    assert flags == ["", "tiny"]
    (dark,) = classify(plain(colour=(20, 20, 20)))
    assert isinstance(dark, Face)
    assert dark.quality_flags == "blurred dark"
