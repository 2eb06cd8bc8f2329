"""Pictures that are slow enough to be hurt in the middle of, and the labels that they get undisturbed."""

from functools import cache

from imaging.decode import decode
from models.classifier import Classifier
from models.preprocess import INPUT_SIZE, face_input
from models.registry import load
from tests.support.files import plain, portrait


def slow_pictures(count: int = 48) -> list[bytes]:
    """Portraits between large pictures that take long to decode."""
    return [portrait(n) if n % 4 == 0 else plain("PNG", (2500, 2500)) for n in range(count)]


@cache
def expected_label(picture: bytes, model: str | None = None) -> str:
    """What a published model says of a crop, the one in use by default, in a process that nobody hurts."""
    pixels = face_input(decode(picture, min_side=INPUT_SIZE))
    return _classifier(model).classify(pixels[None])[0].label


@cache
def _classifier(model: str | None) -> Classifier:
    return load(model)
