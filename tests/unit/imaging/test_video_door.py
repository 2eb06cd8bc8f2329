"""What comes in as a video is judged by content; hostile structures cost little and end in a refusal."""

import struct
import time
from contextlib import suppress
from io import BytesIO

import pytest

from imaging.errors import ImageRefused
from imaging.video.accept import accept_video
from imaging.video.kinds import HEAD_BYTES, video_kind
from imaging.video.limits import VideoLimits
from tests.support.files import plain, portrait
from tests.support.films import film

LIMITS = VideoLimits()


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(kind: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(12))))


def element(identity: int, content: bytes) -> bytes:
    name = identity.to_bytes((identity.bit_length() + 7) // 8)
    return name + b"\x01" + len(content).to_bytes(7) + content


def webm(*parts: bytes) -> bytes:
    return element(0x1A45DFA3, element(0x4282, b"webm")[:2] + b"\x84webm") + element(
        0x18538067, b"".join(parts)
    )


FTYP = box(b"ftyp", b"isom" + bytes(4) + b"isom")
SOUND = element(0x1654AE6B, element(0xAE, element(0x83, b"\x02")))
PICTURES = element(0x1654AE6B, element(0xAE, element(0x83, b"\x01")))


def refusal(data: bytes, limits: VideoLimits = LIMITS) -> str:
    with pytest.raises(ImageRefused) as refused:
        accept_video(BytesIO(data), len(data), limits)
    return refused.value.code


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm", "mkv"])
def test_each_kind_comes_in(kind: str) -> None:
    file = BytesIO(film(kind))
    assert accept_video(file, len(film(kind)), LIMITS) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypiso5", "mp4"),
        (b"\0\0\0\x20ftypM4V ", "mp4"),
        (b"\0\0\0\x14ftypqt  ", "mov"),
        (b"\0\0\x10\0moov", "mov"),
        (b"\0\0\0\x18ftypheic", None),
        (b"\0\0\0\x1cftypavif", None),
        (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska", "mkv"),
        (portrait()[:HEAD_BYTES], None),
        (plain("GIF")[:HEAD_BYTES], None),
        (b"#EXTM3U\nfile:///etc/passwd", None),
        (b"", None),
    ],
)
def test_the_kind_is_told_by_the_head(head: bytes, kind: str | None) -> None:
    assert video_kind(head) == kind


def test_sound_alone_is_refused() -> None:
    assert refusal(FTYP + box(b"moov", track(b"soun"))) == "no_video_track"
    assert refusal(webm(SOUND)) == "no_video_track"
    both = FTYP + box(b"moov", track(b"soun") + track(b"vide"))
    assert accept_video(BytesIO(both), len(both), LIMITS) == "mp4"
    assert accept_video(BytesIO(data := webm(PICTURES)), len(data), LIMITS) == "webm"


def test_a_webm_whose_tracks_are_not_found_is_left_to_the_decoder() -> None:
    data = webm()
    assert accept_video(BytesIO(data), len(data), LIMITS) == "webm"


def test_without_a_whole_index_nothing_can_be_played() -> None:
    assert refusal(FTYP + box(b"mdat", bytes(99))) == "truncated"
    assert refusal(FTYP + struct.pack(">I4s", 9, b"moov")[:7]) == "truncated"
    whole = film("mp4")
    assert refusal(whole[: whole.index(b"moov") + 3]) == "truncated"


def test_size_is_limited() -> None:
    assert refusal(film(), VideoLimits(max_bytes=100)) == "file_too_large"
    assert refusal(b"") == "empty_file"


def test_an_index_in_an_index_in_an_index_costs_little() -> None:
    data = FTYP
    for _ in range(20_000):
        data += struct.pack(">I4s", 8, b"free")
    began = time.monotonic()
    assert refusal(data) == "truncated"
    assert time.monotonic() - began < 10


class Counted(BytesIO):
    """A file that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


def test_thousands_of_boxes_on_each_level_cost_no_more_than_on_one() -> None:
    media = box(b"mdia", box(b"free") * 2000)
    file = Counted(data := FTYP + box(b"moov", box(b"trak", media * 40) * 20) + box(b"free") * 2000)
    with pytest.raises(ImageRefused) as refused:
        accept_video(file, len(data), LIMITS)
    assert refused.value.code == "no_video_track"
    assert file.reads < 10_000


def test_an_index_after_the_first_one_does_not_count() -> None:
    assert refusal(FTYP + box(b"moov", track(b"soun")) + box(b"moov", track(b"vide"))) == "no_video_track"


@pytest.mark.parametrize("size", [0, 1, 7, 2**32 - 1])
def test_impossible_sizes_end_the_search(size: int) -> None:
    assert refusal(FTYP + struct.pack(">I4s", size, b"junk") + bytes(20)) == "truncated"


def test_every_cut_and_many_flips_are_answered() -> None:
    for kind in ("mp4", "webm"):
        whole = film(kind)
        for length in range(0, len(whole), 997):
            _answered(whole[:length])
        for at in range(0, len(whole), 499):
            flipped = bytearray(whole)
            flipped[at] ^= 0xFF
            _answered(bytes(flipped))


def _answered(data: bytes) -> None:
    with suppress(ImageRefused):
        assert accept_video(BytesIO(data), len(data), LIMITS) in {"mp4", "mov", "webm"}
