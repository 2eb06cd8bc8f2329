"""What leaves a JPEG and what stays."""

import struct

import numpy as np
import pytest

from imaging import jpeg
from imaging.accept import accept
from imaging.decode import decode
from imaging.errors import ImageRefused

from .samples import LIMITS, encode, oriented, photo, pillow_rgb

PLAIN = encode(photo(), "JPEG", quality=90)


def segment(code: int, payload: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(payload) + 2) + payload


def with_segments(*segments: bytes) -> bytes:
    return PLAIN[:2] + b"".join(segments) + PLAIN[2:]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"progressive": True},
        {"restart_marker_blocks": 2},
        {"progressive": True, "restart_marker_rows": 1},
        {"subsampling": 0, "optimize": True},
    ],
)
@pytest.mark.parametrize("value", [1, 6])
def test_metadata_goes_and_pixels_stay(options: dict[str, object], value: int) -> None:
    data = encode(
        photo(), "JPEG", exif=oriented(value), icc_profile=b"SECRETICC" * 99, comment=b"SECRETNOTE", **options
    )
    stripped = jpeg.strip(data)
    assert b"SECRET" in data
    assert b"SECRET" not in stripped.data
    assert stripped.orientation == value
    np.testing.assert_array_equal(pillow_rgb(stripped.data), pillow_rgb(data))
    assert stripped.data.count(b"Exif") == (value != 1)


@pytest.mark.parametrize("code", [0xE1, 0xE2, 0xED, 0xEF, 0xFE, 0xF0])
def test_private_segments_go(code: int) -> None:
    data = with_segments(segment(code, b"http://ns.adobe.com/xap/1.0/\0SECRET"))
    assert jpeg.strip(data).data == PLAIN


def test_jfif_and_adobe_lose_what_hides_in_them() -> None:
    jfif = b"JFIF\0\1\2\0\0\1\0\1\2\2" + b"THUMBNAIL..."
    adobe = b"Adobe\0\x64\0\0\0\0\1SECRET"
    kept = jpeg.strip(
        with_segments(segment(0xE0, jfif), segment(0xE0, b"JFXX\0\x10SECRET"), segment(0xEE, adobe))
    )
    assert b"THUMB" not in kept.data
    assert b"SECRET" not in kept.data
    assert kept.data.count(b"Adobe") == 1
    np.testing.assert_array_equal(pillow_rgb(kept.data), pillow_rgb(PLAIN))


def test_what_follows_the_end_goes() -> None:
    assert jpeg.strip(PLAIN + b"<script>SECRET</script>" + PLAIN).data == PLAIN


def test_fill_bytes_and_rubbish_between_segments() -> None:
    data = PLAIN[:2] + b"rubbish\xff\xff\xff" + PLAIN[2:-2] + b"\xff\xff\xff" + PLAIN[-2:]
    np.testing.assert_array_equal(decode(jpeg.strip(data).data), decode(PLAIN))


def test_stripping_twice_changes_nothing() -> None:
    once = accept(encode(photo(), "JPEG", exif=oriented(8)), LIMITS)
    assert accept(once.data, LIMITS) == once


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xd8\xff", "truncated"),
        (PLAIN[:-2], "truncated"),
        (b"\xff\xd8\xff\xd9", "broken_header"),
        (with_segments(segment(0xC0, b"\x08\0\0\0\x10\x01\1\x11\0")), "broken_header"),
        (with_segments(segment(0xC0, b"\x08\0\x10\0\x10\x01\1\x11\0")), "broken_header"),
        (with_segments(segment(0xC0, b"\x08")), "broken_header"),
        (with_segments(b"\xff\xfe\0\0"), "broken_header"),
        (with_segments(segment(0xDA, b"\1\1\0\0\x3f\0") * 101), "too_many_scans"),
        (with_segments(segment(0xFE, b"") * 70_000), "broken_header"),
    ],
)
def test_damage_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        jpeg.strip(data)
    assert refused.value.code == code


def test_frame_size_is_as_stored() -> None:
    assert jpeg.frame_size(encode(photo().resize((40, 24)), "JPEG", exif=oriented(6))) == (40, 24)
