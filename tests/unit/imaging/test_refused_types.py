"""Files of other types are named by their content."""

import time

import pytest
from PIL import Image

from imaging.accept import accept
from imaging.decode import decode
from imaging.errors import ImageRefused, ImageUndecodable

from .samples import LIMITS, encode, photo


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (encode(photo(), "GIF"), "GIF"),
        (encode(photo(), "TIFF"), "TIFF"),
        (encode(photo(), "ICO", sizes=[(16, 16)]), "ICO"),
        (encode(Image.new("RGB", (8, 8)), "PDF"), "PDF"),
        (encode(photo(), "EPS"), "PostScript"),
        (encode(photo(), "AVIF"), "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "MP4"),
        (b"PK\3\4\x14\0", "ZIP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg/>', "SVG"),
        (b"\n <!DOCTYPE html><html>", "HTML"),
        (b"<script>alert(1)</script>", "HTML"),
    ],
)
def test_a_known_type_is_named(data: bytes, name: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        accept(data, LIMITS)
    assert refused.value.code == "unsupported_type"
    assert name in refused.value.detail


@pytest.mark.parametrize(
    "data", [b"x", b"BMW builds cars in Munich", bytes(4096), b"\x89PN", b"RIFF\0\0\0\0"]
)
def test_anything_else_is_no_image(data: bytes) -> None:
    with pytest.raises(ImageRefused) as refused:
        accept(data, LIMITS)
    assert refused.value.code == "not_an_image"


def test_a_run_of_comments_costs_no_time() -> None:
    start = time.perf_counter()
    with pytest.raises(ImageRefused):
        accept(b"<!---->" * 140, LIMITS)
    assert time.perf_counter() - start < 5


def test_decode_opens_nothing_that_is_not_accepted() -> None:
    with pytest.raises(ImageUndecodable):
        decode(encode(photo(), "TIFF"))
