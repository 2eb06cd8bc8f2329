"""The scripts look at files before they are sent: what they tell by is what the server tells by."""

import re
from pathlib import Path

import pytest

import web
from imaging.foreign import ARCHIVES, type_of
from imaging.kinds import KINDS, kind_of
from imaging.video.kinds import STILL, video_kind
from tests.support.files import plain, portrait
from tests.support.films import film

SCRIPTS = Path(web.__file__).parent / "static" / "js"
HEAD_BYTES = 12
MOVING = (b"isom", b"iso2", b"mp42", b"avc1", b"M4V ", b"qt  ", b"3gp4")
SAMPLES = {
    "JPEG": portrait(),
    **{name: plain(name) for name in ("PNG", "WEBP", "BMP", "GIF", "TIFF")},
    **{name: film(name) for name in ("mp4", "mov", "webm", "mkv")},
    **{brand.decode(): b"\0\0\0\x20ftyp" + brand + bytes(52) for brand in (*MOVING, *sorted(STILL))},
    **{atom.decode(): b"\0\0\0\x20" + atom + bytes(56) for atom in (b"moov", b"mdat", b"wide", b"free")},
    "WAV": b"RIFF\0\0\0\0WAVE",
    "half a PNG": b"\x89PNG",
    "PDF": b"%PDF-1.7",
    "words": b"Dear Sir or Madam, Best regards, BM",
    "line ends": b"\n\r\n\n\n\n\nftypisom",
    "nothing": b"",
}
PACKED = {
    "zip": b"PK\3\4\x14\0",
    "rar": b"Rar!\x1a\7\1\0",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "tar": b"photos/".ljust(257, b"\0") + b"ustar\x0000",
    **dict.fromkeys(("gz", "tgz"), b"\x1f\x8b\x08\0"),
    "bz2": b"BZh91AY&SY",
    "xz": b"\xfd7zXZ\0",
    "zst": b"\x28\xb5\x2f\xfd",
}


def pattern(script: str, name: str) -> re.Pattern[str]:
    """A regular expression of a script, where `[^]` is any character and a letter is a byte."""
    found = re.search(rf"^const {name} = /(.+)/(i?);$", (SCRIPTS / script).read_text(), re.MULTILINE)
    assert found is not None, name
    return re.compile(found[1].replace("[^]", r"[\0-\xff]"), re.IGNORECASE if found[2] else re.NOFLAG)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_looks_like_a_picture_to_the_page_does_so_to_the_server(name: str) -> None:
    data = SAMPLES[name]
    head = data[:HEAD_BYTES].decode("latin-1")
    looks = any(pattern("first_picture.js", each).match(head) for each in ("PICTURE", "FILM"))
    assert looks == bool(kind_of(data) or video_kind(data))


def test_there_is_a_sample_of_every_kind() -> None:
    assert {kind_of(data) for data in SAMPLES.values()} == {*KINDS, None}
    assert {video_kind(data) for data in SAMPLES.values()} == {"mp4", "mov", "webm", "mkv", None}


def test_the_page_and_the_server_know_the_same_archives() -> None:
    ends = pattern("groups.js", "ARCHIVE")
    assert ends.pattern == rf"\.({'|'.join(known_ends(ends))})$"
    assert set(known_ends(ends)) == set(PACKED)
    assert {type_of(data) for data in PACKED.values()} == ARCHIVES


def test_the_page_calls_no_type_foreign_that_the_server_takes() -> None:
    others = {"tif": plain("TIFF"), "tiff": plain("TIFF"), "gif": plain("GIF")}
    starts = {
        "pdf": b"%PDF-", "psd": b"8BPS", "jxl": b"\xff\x0a", "jp2": b"\0\0\0\x0cjP  ",
        "heic": b"\0\0\0\x20ftypheic", "avif": b"\0\0\0\x20ftypavif",
    }  # fmt: skip
    assert {*others, *starts} == set(known_ends(pattern("groups.js", "OTHER")))
    assert known_ends(pattern("groups.js", "FILM")) == ["avi"]
    for data in (*others.values(), *starts.values(), b"RIFF\0\0\0\0AVI "):
        assert type_of(data)
        assert (kind_of(data), video_kind(data)) == (None, None)


def known_ends(ends: re.Pattern[str]) -> list[str]:
    return re.findall(r"\w+", ends.pattern)
