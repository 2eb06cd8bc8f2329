"""Whatever is wrong with a file, only an ImageError comes out, and a cut file never passes as whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.accept import accept
from imaging.decode import decode
from imaging.errors import ImageError, ImageRefused, ImageUndecodable

from .samples import FORMATS, LIMITS, encode, oriented, photo

WHOLE = {form: encode(photo(), form, exif=oriented(6)) for form in FORMATS if form != "BMP"}
WHOLE |= {
    "BMP": encode(photo(), "BMP"),
    "progressive JPEG": encode(photo(), "JPEG", progressive=True),
    "lossless WebP": encode(photo(), "WEBP", lossless=True),
    "palette PNG": encode(photo().convert("P"), "PNG", transparency=3),
    "moving WebP": encode(photo(), "WEBP", save_all=True, append_images=[photo(seed=2)]),
}


@pytest.mark.parametrize("percent", [1, 10, 50, 90, 99])
@pytest.mark.parametrize("form", WHOLE)
def test_a_cut_file_is_refused(form: str, percent: int) -> None:
    data = WHOLE[form]
    with pytest.raises(ImageRefused) as refused:
        accept(data[: len(data) * percent // 100], LIMITS)
    assert refused.value.code in {"truncated", "not_an_image", "empty_file"}


@pytest.mark.parametrize("form", WHOLE)
def test_the_whole_file_is_fine(form: str) -> None:
    assert decode(accept(WHOLE[form], LIMITS).data).shape == (96, 96, 3)


@given(form=st.sampled_from(sorted(WHOLE)), flips=st.lists(st.integers(0, 2**20), min_size=1, max_size=8))
@settings(max_examples=400, deadline=None)
def test_flipped_bits(form: str, flips: list[int]) -> None:
    broken = bytearray(WHOLE[form])
    for flip in flips:
        broken[flip // 8 % len(broken)] ^= 1 << flip % 8
    try:
        taken = accept(bytes(broken), LIMITS)
        pixels = decode(taken.data)
    except ImageError as error:
        assert error.detail.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert pixels.shape == (taken.height, taken.width, 3)


@given(head=st.sampled_from([data[:40] for data in WHOLE.values()]), rest=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_a_header_before_noise(head: bytes, rest: bytes) -> None:
    with pytest.raises(ImageError):
        decode(accept(head + rest, LIMITS).data)


@pytest.mark.parametrize("form", WHOLE)
def test_stored_bytes_that_rotted(form: str) -> None:
    stored = accept(WHOLE[form], LIMITS).data
    with pytest.raises(ImageUndecodable) as failed:
        decode(stored[:30])
    assert failed.value.code == "undecodable"


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"BM"])
def test_stored_stumps(data: bytes) -> None:
    for min_side in (None, 10):
        with pytest.raises(ImageUndecodable):
            decode(data, min_side=min_side)
