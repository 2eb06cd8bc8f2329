"""What is asked of a store for many images: few requests, and every image in one of them."""

from core.blobs import BlobRef
from core.blobs.checksum import CHECKED, CHECKSUM_BYTES
from core.blobs.ranges import GAP_BYTES, RUN_BYTES, Run, runs

PACK = f"job/pack{CHECKED}"


def refs(*parts: tuple[int, int], pack: str = PACK) -> list[BlobRef]:
    return [BlobRef(pack, offset, length) for offset, length in parts]


def test_neighbours_are_one_run_in_whatever_order_they_are_asked() -> None:
    assert runs(refs((104, 50), (0, 100))) == [Run(PACK, 0, 154 + CHECKSUM_BYTES, [1, 0])]


def test_old_packs_have_nothing_behind_an_image() -> None:
    assert runs(refs((0, 3), (3, 3), pack="job/pack")) == [Run("job/pack", 0, 6, [0, 1])]


def test_a_small_gap_is_read_and_a_large_one_is_not() -> None:
    end = 100 + CHECKSUM_BYTES
    assert len(runs(refs((0, 100), (end + GAP_BYTES, 5)))) == 1
    assert len(runs(refs((0, 100), (end + GAP_BYTES + 1, 5)))) == 2


def test_no_run_is_larger_than_one_image_has_to_be() -> None:
    half = RUN_BYTES // 2
    assert [run.places for run in runs(refs((0, half), (half, half), (2 * half, 2 * RUN_BYTES)))] == [
        [0],
        [1],
        [2],
    ]


def test_each_pack_is_asked_by_itself() -> None:
    asked = [*refs((0, 1), pack="a"), *refs((1, 1), pack="b"), *refs((1, 1), pack="a")]
    assert runs(asked) == [Run("a", 0, 2, [0, 2]), Run("b", 1, 2, [1])]


def test_nothing_is_asked_for_nothing() -> None:
    assert runs([]) == []
