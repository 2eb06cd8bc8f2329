"""Every orientation of every format ends upright."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from imaging import exif
from imaging.accept import accept
from imaging.decode import decode

from .samples import LIMITS, LOSSLESS, encode, oriented, quadrants


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_upright(form: str, value: int) -> None:
    data = encode(quadrants(), form, exif=oriented(value), **LOSSLESS[form])
    expected = np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGB"))
    taken = accept(data, LIMITS)
    pixels = decode(taken.data)
    assert (taken.height, taken.width) == pixels.shape[:2] == expected.shape[:2]
    np.testing.assert_allclose(pixels.astype(int), expected.astype(int), atol=3)


@pytest.mark.parametrize("value", [6, 7])
def test_reduced_scale_is_upright_too(value: int) -> None:
    data = accept(encode(quadrants(480, 320), "JPEG", exif=oriented(value)), LIMITS).data
    small, full = decode(data, min_side=80), decode(data)
    assert small.shape == (120, 80, 3)
    np.testing.assert_allclose(small[::119, ::79], full[::479, ::319], atol=4)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_impossible_orientation_is_upright(value: int) -> None:
    taken = accept(encode(quadrants(), "JPEG", exif=oriented(value)), LIMITS)
    assert (taken.width, taken.height) == (48, 32)
    assert b"Exif" not in taken.data


def test_little_endian_exif() -> None:
    block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    assert exif.orientation(block) == 6


@pytest.mark.parametrize("value", range(2, 9))
def test_the_minimal_block_reads_back(value: int) -> None:
    block = exif.minimal(value)
    assert len(block) == exif.MINIMAL_BYTES
    assert exif.orientation(block) == value


@pytest.mark.parametrize("length", range(exif.MINIMAL_BYTES - 6))
def test_cut_exif_counts_as_upright(length: int) -> None:
    assert exif.orientation(exif.minimal(6)[:length]) == 1
