"""What leaves a WebP and what stays."""

import numpy as np
import pytest
from PIL import Image

from imaging import webp
from imaging.decode import decode
from imaging.errors import ImageRefused

from .samples import encode, oriented, photo, pillow_rgb

PLAIN = encode(photo(), "WEBP")
LOSSLESS = encode(photo(), "WEBP", lossless=True)


def riff(*chunks: bytes) -> bytes:
    inside = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


@pytest.mark.parametrize("value", [1, 6])
@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_metadata_goes_and_pixels_stay(mode: str, lossless: bool, value: int) -> None:
    picture = photo().convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    data = encode(
        picture, "WEBP", lossless=lossless, exif=oriented(value), xmp=b"SECRETXMP", icc_profile=b"SECRETICC"
    )
    stripped = webp.strip(data)
    assert b"SECRET" in data
    assert b"SECRET" not in stripped.data
    assert stripped.orientation == value
    assert stripped.data.count(b"EXIF") == (value != 1)
    assert int.from_bytes(stripped.data[4:8], "little") == len(stripped.data) - 8
    np.testing.assert_array_equal(pillow_rgb(stripped.data), pillow_rgb(data))


def test_unknown_and_trailing_chunks_go() -> None:
    assert webp.strip(riff(PLAIN[12:], chunk(b"NOTE", b"SECRET")) + b"SECRET").data == PLAIN


def test_of_an_animation_the_first_frame_remains() -> None:
    moving = encode(photo(), "WEBP", save_all=True, append_images=[photo(seed=2)], lossless=True)
    stripped = webp.strip(moving)
    assert (moving.count(b"ANMF"), stripped.data.count(b"ANMF")) == (2, 1)
    np.testing.assert_array_equal(decode(stripped.data), np.asarray(photo()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PLAIN[:-1], "truncated"),
        (riff(PLAIN[12:24]), "truncated"),
        (riff(), "broken_header"),
        (riff(chunk(b"NOTE", b"x")), "broken_header"),
        (riff(chunk(b"VP8 ", bytes(10))), "broken_header"),
        (riff(chunk(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + bytes(4))), "broken_header"),
        (riff(chunk(b"VP8L", bytes(5))), "broken_header"),
        (riff(chunk(b"VP8X", bytes(4))), "broken_header"),
        (riff(chunk(b"VP8X", bytes(10))), "broken_header"),
        (riff(PLAIN[12:], chunk(b"NOTE", b"") * 70_000), "broken_header"),
    ],
)
def test_damage_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        webp.strip(data)
    assert refused.value.code == code


@pytest.mark.parametrize("data", [PLAIN, LOSSLESS])
def test_size_without_decoding(data: bytes) -> None:
    stripped = webp.strip(data)
    assert (stripped.width, stripped.height, stripped.data) == (96, 96, data)
