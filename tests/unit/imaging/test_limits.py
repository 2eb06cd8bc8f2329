"""Size is judged from the header, before a pixel is opened."""

import struct

import pytest
from PIL import Image

from imaging.accept import Accepted, Limits, accept
from imaging.decode import decode
from imaging.errors import ImageRefused

from .samples import FORMATS, LIMITS, encode, oriented, photo
from .test_png_strip import PLAIN as PNG
from .test_png_strip import header


def code(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ImageRefused) as refused:
        accept(data, limits)
    return refused.value.code


@pytest.mark.parametrize("form", FORMATS)
def test_an_ordinary_picture_comes_in_unchanged(form: str) -> None:
    data = encode(photo(), form)
    kind = form.lower()
    assert accept(data, LIMITS) == Accepted(kind, 96, 96, data)  # type: ignore[arg-type]


def test_an_empty_file() -> None:
    assert code(b"") == "empty_file"


def test_bytes_are_counted() -> None:
    assert accept(PNG, Limits(max_bytes=len(PNG))).width == 96
    assert code(PNG, Limits(max_bytes=len(PNG) - 1)) == "file_too_large"


def test_pixels_are_counted() -> None:
    assert accept(PNG, Limits(max_pixels=96 * 96)).width == 96
    assert code(PNG, Limits(max_pixels=96 * 96 - 1)) == "too_many_pixels"


@pytest.mark.parametrize("size", [(65_500, 65_500), (2**31 - 1, 2**31 - 1), (65_501, 1), (1, 1_000_000)])
def test_header_bombs(size: tuple[int, int]) -> None:
    assert code(header(*size) + PNG[33:]) == "too_many_pixels"


def test_a_webp_canvas_bomb() -> None:
    body = b"\0\0\0\0" + b"\xff" * 6
    inside = b"WEBPVP8X" + struct.pack("<I", 10) + body + encode(photo(), "WEBP")[12:]
    assert code(b"RIFF" + struct.pack("<I", len(inside)) + inside) == "too_many_pixels"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP"])
@pytest.mark.parametrize("size", [(65_500, 1), (1, 65_500)])
def test_the_longest_strips_open(form: str, size: tuple[int, int]) -> None:
    assert decode(accept(encode(Image.new("RGB", size), form), LIMITS).data).shape == (*size[::-1], 3)


def test_a_turned_picture_reports_its_upright_size() -> None:
    taken = accept(encode(photo().resize((40, 24)), "JPEG", exif=oriented(6)), LIMITS)
    assert (taken.width, taken.height) == (24, 40)


def test_every_refusal_is_a_sentence() -> None:
    with pytest.raises(ImageRefused) as refused:
        accept(b"GIF89a", LIMITS)
    assert refused.value.detail == "this type (GIF) is not supported; convert it to JPEG, PNG or WebP."
