"""Many images' bytes to faces: each image answers or fails for itself, the network runs once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.work.types import Face
from imaging.decode import decode
from imaging.errors import ImageError
from models.classifier import Classifier
from models.prediction import Prediction
from models.preprocess import INPUT_SIZE, face_input
from models.quality import TINY_SIDE, quality_flags


@dataclass(frozen=True, slots=True)
class Picture:
    """An accepted image: its stored bytes, and its size in pixels when it stands upright."""

    data: bytes
    width: int
    height: int


def classify_batch(
    classifier: Classifier, pictures: Sequence[Picture], tiny_side: int = TINY_SIDE
) -> list[Face | ImageError]:
    """Decode and classify N accepted images: one face each, or the error of an image that fails alone.

    Until there is a face finder, the whole image is the face. Raises `EngineFailure` where the network fails.
    """
    answers: list[Face | ImageError | None] = [None] * len(pictures)
    inputs = np.empty((len(pictures), INPUT_SIZE, INPUT_SIZE, 3), np.uint8)
    decoded: list[int] = []
    for index, picture in enumerate(pictures):
        try:
            inputs[len(decoded)] = face_input(decode(picture.data, min_side=INPUT_SIZE))
            decoded.append(index)
        except ImageError as error:
            answers[index] = error
    if decoded:
        inputs = inputs[: len(decoded)]
        for index, seen, said in zip(decoded, inputs, classifier.classify(inputs), strict=True):
            answers[index] = _face(pictures[index], seen, said, tiny_side)
    return [answer for answer in answers if answer is not None]


def _face(picture: Picture, seen: NDArray[np.uint8], said: Prediction, tiny_side: int) -> Face:
    return Face(
        box=(0, 0, picture.width, picture.height),
        label=said.label,
        confidence=said.confidence,
        p_female=said.p_female,
        p_male=said.p_male,
        age_group=said.age_group,
        age_confidence=said.age_confidence,
        mask=said.mask,
        mask_confidence=said.mask_confidence,
        quality_flags=" ".join(quality_flags(seen, min(picture.width, picture.height), tiny_side)),
    )
