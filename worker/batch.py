"""Many images' bytes to answers: each image answers or fails for itself, the network runs once."""

from collections.abc import Sequence

import numpy as np

from imaging.decode import decode
from imaging.errors import ImageError
from models.classifier import Classifier
from models.prediction import Prediction
from models.preprocess import INPUT_SIZE, face_input


def classify_batch(classifier: Classifier, images: Sequence[bytes]) -> list[Prediction | ImageError]:
    """Decode and classify N accepted images: one prediction each, or the error of an image that fails alone.

    Until there is a face finder, the whole image is the face. Raises `EngineFailure` where the network fails.
    """
    answers: list[Prediction | ImageError | None] = [None] * len(images)
    inputs = np.empty((len(images), INPUT_SIZE, INPUT_SIZE, 3), np.uint8)
    decoded: list[int] = []
    for index, data in enumerate(images):
        try:
            inputs[len(decoded)] = face_input(decode(data, min_side=INPUT_SIZE))
            decoded.append(index)
        except ImageError as error:
            answers[index] = error
    if decoded:
        for index, prediction in zip(decoded, classifier.classify(inputs[: len(decoded)]), strict=True):
            answers[index] = prediction
    return [answer for answer in answers if answer is not None]
