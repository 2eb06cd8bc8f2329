"""Every way of storing colour decodes to the colour that was stored."""

import cv2
import numpy as np
import pytest
from PIL import Image

from imaging.accept import accept
from imaging.decode import decode

from .samples import LIMITS, RED, encode, quadrants

GREY = 90  # of RED, as Pillow weighs it
WHITE = (255, 255, 255)


def colour(data: bytes) -> tuple[int, ...]:
    pixels = decode(accept(data, LIMITS).data)
    assert pixels.dtype == np.uint8
    assert pixels.shape == (16, 16, 3)
    return tuple(int(value) for value in pixels[5, 5])


def red(mode: str) -> Image.Image:
    return Image.new("RGB", (16, 16), RED).convert(mode)


@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("JPEG", "RGB", {"quality": 95}),
        ("JPEG", "RGB", {"quality": 95, "progressive": True}),
        ("JPEG", "RGB", {"quality": 95, "keep_rgb": True}),
        ("JPEG", "CMYK", {"quality": 95}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGB", {"lossless": True}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("BMP", "RGB", {}),
        ("BMP", "RGBA", {}),
    ],
)
def test_red_stays_red(form: str, mode: str, options: dict[str, object]) -> None:
    np.testing.assert_allclose(colour(encode(red(mode), form, **options)), RED, atol=3)


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "L"), ("PNG", "L"), ("PNG", "LA"), ("BMP", "L")])
def test_grey(form: str, mode: str) -> None:
    np.testing.assert_allclose(colour(encode(red(mode), form)), [GREY] * 3, atol=1)


@pytest.mark.parametrize("form", ["PNG", "BMP"])
def test_palette(form: str) -> None:
    stored = red("P")
    np.testing.assert_array_equal(colour(encode(stored, form)), stored.convert("RGB").getpixel((5, 5)))


@pytest.mark.parametrize("form", ["PNG", "BMP"])
@pytest.mark.parametrize("value", [0, 255])
def test_one_bit(form: str, value: int) -> None:
    assert colour(encode(Image.new("1", (16, 16), value), form)) == (value,) * 3


@pytest.mark.parametrize("ink", [WHITE, (0, 0, 0), (0, 200, 0), (30, 60, 200)])
def test_cmyk_without_adobe_marker_reads_the_same(ink: tuple[int, int, int]) -> None:
    data = encode(Image.new("RGB", (16, 16), ink).convert("CMYK"), "JPEG", quality=98)
    start = data.index(b"\xff\xee")
    bare = data[:start] + data[start + 16 :]
    assert b"Adobe" not in bare
    np.testing.assert_allclose(colour(data), ink, atol=3)
    np.testing.assert_allclose(colour(bare), ink, atol=3)


def test_sixteen_bits_become_eight() -> None:
    deep = np.full((16, 16, 3), RED[::-1], np.uint16) * 257
    assert colour(cv2.imencode(".png", deep)[1].tobytes()) == RED


def test_sixteen_bits_with_alpha() -> None:
    deep = np.full((16, 16, 4), (*RED[::-1], 0), np.uint16) * 257
    assert colour(cv2.imencode(".png", deep)[1].tobytes()) == WHITE


@pytest.mark.parametrize(("alpha", "expected"), [(0, WHITE), (128, (227, 147, 157)), (255, RED)])
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_transparency_lies_over_white(form: str, alpha: int, expected: tuple[int, int, int]) -> None:
    picture = red("RGBA")
    picture.putalpha(alpha)
    options = {"lossless": True, "exact": True} if form == "WEBP" else {}
    np.testing.assert_allclose(colour(encode(picture, form, **options)), expected, atol=1)


def test_transparent_lossy_webp() -> None:
    picture = red("RGBA")
    picture.putalpha(0)
    assert colour(encode(picture, "WEBP", exact=True)) == WHITE


@pytest.mark.parametrize("mode", ["P", "RGB"])
def test_a_transparent_colour_lies_over_white(mode: str) -> None:
    picture = red(mode)
    assert colour(encode(picture, "PNG", transparency=picture.getpixel((5, 5)))) == WHITE


def test_reduced_scale_keeps_channel_order() -> None:
    pixels = decode(accept(encode(quadrants(256, 256), "JPEG"), LIMITS).data, min_side=32)
    assert pixels.shape == (32, 32, 3)
    np.testing.assert_allclose(pixels[4, 4], RED, atol=3)
