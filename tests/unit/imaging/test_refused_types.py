"""Files of other types are named by their content."""

import re
import time

import pytest
from PIL import Image

from imaging.accept import Limits, accept
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


FILMS = "MP4, WebM, MOV or MKV"
ARCHIVES = {
    "ZIP": b"PK\3\4\x14\0",
    "RAR": b"Rar!\x1a\7\1\0",
    "7-Zip": b"7z\xbc\xaf\x27\x1c",
    "GZIP": b"\x1f\x8b\x08\0",
    "BZIP2": b"BZh91AY&SY",
    "XZ": b"\xfd7zXZ\0",
    "Zstandard": b"\x28\xb5\x2f\xfd",
    "TAR": b"photos/".ljust(257, b"\0") + b"ustar\x0000",
}


@pytest.mark.parametrize("most", [LIMITS, Limits(max_bytes=3)], ids=["small", "too large"])
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_is_to_be_unpacked_however_large(name: str, most: Limits) -> None:
    with pytest.raises(ImageRefused) as refused:
        accept(ARCHIVES[name], most)
    assert refused.value.code == "unsupported_type"
    assert f"({name}); unpack it" in refused.value.detail


@pytest.mark.parametrize("most", [LIMITS, Limits(max_bytes=3)], ids=["small", "too large"])
def test_a_document_in_a_zip_is_none_to_unpack(most: Limits) -> None:
    with pytest.raises(ImageRefused) as refused:
        accept(b"PK\3\4".ljust(30, b"\0") + b"[Content_Types].xml", most)
    assert "document" in refused.value.detail
    assert "unpack" not in refused.value.detail


@pytest.mark.parametrize("most", [LIMITS, Limits(max_bytes=3)], ids=["small", "too large"])
@pytest.mark.parametrize(("data", "advice"), [
    (encode(photo(), "TIFF"), "this type (TIFF) is not supported; convert it to JPEG"),
    (b"RIFF\0\0\0\0AVI LIST", f"this type of video (AVI) is not supported; convert it to {FILMS}."),
    (b"\x1a\x45\xdf\xa3\xec" + bytes(60), f"type of video (EBML) is not supported; convert it to {FILMS}."),
    (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x84webm", "this type (EBML) is not supported; convert it to JPEG"),
    (b"words", "this is not a picture; send JPEG, PNG, WebP or BMP, or a video as MP4, WebM, MOV or MKV."),
    (b"RIFF\0\0\0\0WAVEfmt ", "this type (WAV) is not supported"),
])  # fmt: skip
def test_another_type_is_to_be_converted_however_large(data: bytes, advice: str, most: Limits) -> None:
    with pytest.raises(ImageRefused, match=re.escape(advice)):
        accept(data, most)


def test_a_picture_that_could_be_an_archive_may_be_no_larger() -> None:
    picture = encode(photo(), "BMP")
    both = picture[:257] + b"ustar" + picture[262:]
    with pytest.raises(ImageRefused) as refused:
        accept(both, Limits(max_bytes=len(both) - 1))
    assert refused.value.code == "file_too_large"


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
