"""A batch is cut by its work: crops stay together, large photographs come a few at a time."""

from core.blobs import BlobRef
from core.work.types import ClaimedImage
from worker.pipeline import SLICE_BYTES, slices


def create_image(side: int, length: int = 10_000) -> ClaimedImage:
    return ClaimedImage("id", "job", "face", BlobRef("pack", 0, length), side, side)


def test_crops_are_one_slice() -> None:
    images = [create_image(200) for _ in range(64)]
    assert list(slices(images)) == [images]


def test_large_photographs_come_alone() -> None:
    images = [create_image(6000) for _ in range(3)]
    assert list(slices(images)) == [[image] for image in images]


def test_heavy_files_are_cut_by_their_bytes() -> None:
    images = [create_image(200, SLICE_BYTES // 2) for _ in range(4)]
    assert [len(part) for part in slices(images)] == [2, 2]


def test_nothing_is_lost_or_doubled() -> None:
    images = [create_image(side) for side in (200, 5000, 200, 3000, 3000, 200, 100)]
    assert [image for part in slices(images) for image in part] == images


def test_no_images_are_no_slices() -> None:
    assert list(slices([])) == []
