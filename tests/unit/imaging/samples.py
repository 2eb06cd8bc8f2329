"""Real files for the tests, encoded by Pillow so that OpenCV is not its own judge."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.accept import Limits

LIMITS = Limits()
RED = (200, 40, 60)
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
LOSSLESS = {"PNG": {}, "WEBP": {"lossless": True}, "BMP": {}, "JPEG": {"quality": 95, "subsampling": 0}}


def quadrants(width: int = 48, height: int = 32) -> Image.Image:
    """Return a picture in which every corner has another colour, so that no turn of it looks like another."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste((30, 180, 60), (width // 2, 0, width, height // 2))
    picture.paste((40, 60, 210), (0, height // 2, width // 2, height))
    picture.paste((240, 230, 90), (width // 2, height // 2, width, height))
    return picture


def photo(size: int = 96, seed: int = 1) -> Image.Image:
    """Return soft noise: a picture whose file has real entropy-coded data."""
    noise = np.random.default_rng(seed).integers(0, 256, (size // 8, size // 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own options
    """Return the file that Pillow writes."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def pillow_rgb(data: bytes) -> NDArray[np.uint8]:
    """Return the pixels as Pillow reads them, not turned."""
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def oriented(value: int, **tags: str) -> Image.Exif:
    """Return EXIF with an orientation and a few private things."""
    exif = Image.Exif()
    exif[0x0112] = value
    exif[0x010F] = tags.get("make", "SECRETCAM")
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 7.0)
    return exif
