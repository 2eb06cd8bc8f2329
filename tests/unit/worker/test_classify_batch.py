"""Bytes to faces in their order; what does not decode answers for itself."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.work.types import Face
from imaging.errors import ImageError
from models.errors import EngineFailure
from models.finders.protocol import FaceFinder, FoundFace
from models.prediction import Prediction
from tests.support.files import damaged, plain, portrait
from tests.support.finders import ASIDE, Bright, Forbidden, Knowing
from worker.batch import Answer, classify_batch
from worker.networks import Networks
from worker.views import Picture

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


def classify_pictures(
    *pictures: Picture, classifier: object = None, finder: FaceFinder | None = None, tiny_side: int = 48
) -> list[Answer]:
    networks = Networks(classifier or Brightness(), finder or Forbidden())  # type: ignore[arg-type]
    return classify_batch(networks, pictures, tiny_side)


def classify(*files: bytes, classifier: object = None, tiny_side: int = 48) -> list[Answer]:
    """Images that are faces."""
    pictures = [Picture(data, 64, 48) for data in files]
    return classify_pictures(*pictures, classifier=classifier, tiny_side=tiny_side)


def only(answer: Answer) -> Face:
    """The one face of an image."""
    assert not isinstance(answer, ImageError)
    (face,) = answer
    return face


def searched(shade: tuple[int, int, int]) -> Picture:
    return Picture(plain(colour=shade), 64, 48, search=True)


def test_answers_are_in_the_order_of_the_images() -> None:
    answers = classify(*(plain(colour=shade) for shade in SHADES))
    assert [only(answer).confidence for answer in answers] == [10.0, 100.0, 200.0]


def test_a_damaged_image_takes_nobodys_place() -> None:
    first, broken, last = classify(plain(colour=SHADES[0]), damaged(), plain(colour=SHADES[2]))
    assert isinstance(broken, ImageError)
    assert (only(first).confidence, only(last).confidence) == (10.0, 200.0)


def test_damage_alone_needs_no_network() -> None:
    (answer,) = classify(damaged())
    assert isinstance(answer, ImageError)
    assert answer.code == "undecodable"


def test_nothing_is_nothing() -> None:
    assert classify() == []


def test_a_face_says_all_that_the_model_says() -> None:
    face = only(classify(portrait(), classifier=Decided())[0])
    assert (face.box, face.score, face.label, face.confidence) == ((0, 0, 64, 48), None, "male", 0.9)
    assert (face.age_group, face.age_confidence, face.mask, face.mask_confidence) == (
        "30-39",
        0.6,
        "worn",
        0.8,
    )


def test_flags_are_of_the_picture_and_of_its_original_size() -> None:
    """The 96 pixels of this portrait are sharp; the row says that it once had 48."""
    flags = [only(classify(portrait(), tiny_side=side)[0]).quality_flags for side in (48, 49)]
    assert flags == ["", "tiny"]
    assert only(classify(plain(colour=(20, 20, 20)))[0]).quality_flags == "blurred dark"


def test_a_searched_image_answers_with_each_of_its_faces_in_the_finders_order() -> None:
    finder = Knowing((0.5, 0.25, 0.25, 0.5), (0.0, 0.0, 0.25, 0.25))
    (answer,) = classify_pictures(searched(SHADES[1]), finder=finder)
    assert isinstance(answer, tuple)
    assert [face.box for face in answer] == [(32, 12, 16, 24), (0, 0, 16, 12)]
    assert [face.score for face in answer] == [0.9, 0.9]


def test_an_image_without_a_face_is_never_a_guess() -> None:
    assert classify_pictures(searched(SHADES[0]), classifier=Forbidden(), finder=Bright()) == [()]


def test_one_batch_may_mix_all_kinds_and_keeps_them_apart() -> None:
    """Faces, whole photos with one, none and two, and a damaged one: every answer is its own image's."""
    pictures = [
        Picture(plain(colour=SHADES[0]), 64, 48),
        searched(SHADES[1]),
        Picture(damaged(), 64, 48, search=True),
        searched(SHADES[2]),
        Picture(plain(colour=SHADES[1]), 64, 48),
    ]
    face, dark, broken, light, last = classify_pictures(*pictures, finder=Bright())
    assert (only(face).confidence, only(face).score) == (10.0, None)
    assert dark == ()
    assert isinstance(broken, ImageError)
    assert (only(light).confidence, only(light).score) == (200.0, 0.9)
    assert only(last).confidence == 100.0


def test_the_network_runs_once_for_all_faces_of_all_images() -> None:
    asked: list[int] = []

    class Counting(Brightness):
        def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
            asked.append(len(inputs))
            return super().classify(inputs)

    finder = Knowing((0, 0, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5))
    pictures = [searched(SHADES[0]), Picture(portrait(), 96, 96), searched(SHADES[2])]
    classify_pictures(*pictures, classifier=Counting(), finder=finder)
    assert asked == [5]


def test_flags_of_a_found_face_are_of_its_box_and_its_landmarks() -> None:
    picture = Picture(plain("JPEG", (640, 480)), 640, 480, search=True)
    finder = Knowing((0.1, 0.1, 0.5, 0.5), (0.8, 0.8, 0.05, 0.1), marks=ASIDE)
    (answer,) = classify_pictures(picture, finder=finder)
    assert isinstance(answer, tuple)
    assert [face.quality_flags for face in answer] == ["blurred turned", "blurred tiny turned"]


class Afraid(Brightness):
    """A classifier that has no answer to a batch with a dark picture in it."""

    def __init__(self, *, sound: bool = True) -> None:
        self._sound = sound

    def passes_self_test(self) -> bool:
        return self._sound

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        if any(one.mean() < 50 for one in inputs):
            raise EngineFailure("NaN")
        return super().classify(inputs)


def test_a_picture_without_an_answer_fails_alone() -> None:
    dark, *others = classify(*(plain(colour=shade) for shade in SHADES), damaged(), classifier=Afraid())
    assert isinstance(dark, ImageError)
    assert (dark.code, "NaN" in dark.detail) == ("no_answer", True)
    assert [only(answer).confidence for answer in others[:2]] == pytest.approx([100, 200], abs=2)
    assert isinstance(others[2], ImageError)
    assert others[2].code == "undecodable"


def test_no_picture_is_to_blame_for_a_network_that_fails_its_self_test() -> None:
    with pytest.raises(EngineFailure):
        classify(*(plain(colour=shade) for shade in SHADES), classifier=Afraid(sound=False))


class Blinded(Bright):
    """A finder that has no answer to a dark picture."""

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        if picture.mean() < 50:
            raise EngineFailure("NaN")
        return super().find(picture)


def test_a_picture_that_a_finder_has_no_answer_to_fails_alone() -> None:
    dark, _, bright = classify_pictures(*map(searched, SHADES), finder=Blinded())
    assert isinstance(dark, ImageError)
    assert dark.code == "no_answer"
    assert only(bright)


def test_nor_is_one_for_a_finder_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blinded, "passes_self_test", lambda _: False)
    with pytest.raises(EngineFailure):
        classify_pictures(*map(searched, SHADES), finder=Blinded())
