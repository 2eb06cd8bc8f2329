"""A batch is cut by its work: crops stay together, large photographs come a few at a time."""

from core.blobs import BlobRef
from core.work.types import ClaimedImage
from worker.slices import BULK_SECONDS, SLICE_BYTES, URGENT_SECONDS, seconds_of, slices


def create_image(side: int, length: int = 10_000, framing: str = "face") -> ClaimedImage:
    return ClaimedImage("id", "job", framing, BlobRef("pack", 0, length), side, side)


def photo(width: int, height: int, length: int) -> ClaimedImage:
    return ClaimedImage("id", "job", "auto", BlobRef("pack", 0, length), width, height)


def test_crops_are_one_slice() -> None:
    images = [create_image(200) for _ in range(64)]
    assert list(slices(images, URGENT_SECONDS)) == [images]


def test_large_photographs_come_alone() -> None:
    images = [create_image(6000, 6_000_000) for _ in range(3)]
    assert list(slices(images, URGENT_SECONDS)) == [[image] for image in images]


def test_heavy_files_are_cut_by_their_bytes() -> None:
    images = [create_image(200, SLICE_BYTES // 2) for _ in range(3)]
    assert [len(part) for part in slices(images, BULK_SECONDS)] == [1, 1, 1]


def test_an_urgent_slice_is_some_hundredths_of_a_second() -> None:
    """As measured: a webcam frame takes about 4 ms, a photograph of 12 megapixels about 20."""
    frames = [photo(640, 480, 60_000) for _ in range(64)]
    photographs = [photo(4000, 3000, 2_000_000) for _ in range(6)]
    assert 10 <= len(next(slices(frames, URGENT_SECONDS))) <= 16
    assert [len(part) for part in slices(photographs, URGENT_SECONDS)] == [2, 2, 2]
    for part in [*slices(frames, URGENT_SECONDS), *slices(photographs, URGENT_SECONDS)]:
        assert sum(map(seconds_of, part)) <= URGENT_SECONDS


def test_bulk_work_ends_less_often() -> None:
    frames = [photo(640, 480, 60_000) for _ in range(64)]
    photographs = [photo(4000, 3000, 2_000_000) for _ in range(20)]
    assert list(slices(frames, BULK_SECONDS)) == [frames]
    assert [len(part) for part in slices(photographs, BULK_SECONDS)] == [12, 8]


def test_what_comes_at_full_scale_is_told_by_its_bytes() -> None:
    jpeg, png = photo(4000, 3000, 2_000_000), photo(4000, 3000, 20_000_000)
    assert seconds_of(png) > 6 * seconds_of(jpeg)


def test_an_image_that_is_a_face_is_not_charged_for_a_search() -> None:
    assert seconds_of(create_image(200)) < seconds_of(create_image(200, framing="auto")) / 2


def test_nothing_is_lost_or_doubled() -> None:
    images = [create_image(side, side * side // 6) for side in (200, 5000, 200, 3000, 3000, 200, 100)]
    assert [image for part in slices(images, URGENT_SECONDS) for image in part] == images


def test_no_images_are_no_slices() -> None:
    assert list(slices([], BULK_SECONDS)) == []
