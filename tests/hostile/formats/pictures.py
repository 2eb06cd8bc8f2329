"""The good pictures that bad ones are made of, written by Pillow so that no decoder judges itself."""

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.files import portrait

FORMATS = ("JPEG", "PNG", "WEBP", "BMP")


def picture(seed: int = 1, size: int = 96) -> Image.Image:
    """A small drawn portrait."""
    return Image.open(BytesIO(portrait(seed, size))).convert("RGB")


def encode(image: Image.Image, form: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own options
    """The file that Pillow writes."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@cache
def whole(form: str) -> bytes:
    """The portrait as a file of one of the four formats."""
    return encode(picture(), form)
