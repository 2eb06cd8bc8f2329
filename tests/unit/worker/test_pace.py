"""Bulk work is cut by how long it takes, so that urgent work has a turn every few hundredths of a second."""

import pytest

from core.blobs import BlobRef
from core.work.types import ClaimedImage
from worker.pace import FIRST, REST, Pace

IMAGES = [ClaimedImage(str(n), "job", "face", BlobRef("pack", 0, 1), 9, 9) for n in range(64)]


class Clock:
    """Time that passes as it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


def cut(pace: Pace, clock: Clock, each: float, pause: float = 0.0) -> list[int]:
    """The sizes of the pieces, where every image takes so long and there is a pause after each piece."""
    sizes = []
    for piece in pace.pieces(IMAGES):
        clock.work(each * len(piece))
        pace.pause(lambda: clock.work(pause))
        sizes.append(len(piece))
    return sizes


@pytest.mark.parametrize(
    ("each", "sizes"),
    [
        (1 / 2048, [FIRST, 40, 20]),
        (0.0101, [FIRST, *[1] * 60]),
        (1.0, [FIRST, *[1] * 60]),
        (1e-6, [FIRST, 60]),
    ],
)
def test_a_piece_lasts_two_hundredths_of_a_second_or_one_image(each: float, sizes: list[int]) -> None:
    clock = Clock()
    assert cut(Pace(0.02, clock), clock, each) == sizes


def test_what_overtakes_does_not_count() -> None:
    clock = Clock()
    assert cut(Pace(0.02, clock), clock, 1 / 2048, pause=0.5) == [FIRST, 40, 20]


def test_a_rest_is_a_part_of_the_piece_without_its_pauses_and_does_not_count() -> None:
    clock, rests = Clock(), list[float]()
    pace, sizes = Pace(0.02, clock), []

    def sleep(seconds: float) -> None:
        rests.append(seconds)
        clock.work(seconds)

    for piece in pace.pieces(IMAGES):
        clock.work(len(piece) / 2048)
        pace.pause(lambda: clock.work(0.5))
        pace.rest(sleep)
        sizes.append(len(piece))
    assert sizes == [FIRST, 40, 20]
    assert rests == pytest.approx([REST * size / 2048 for size in sizes])


def test_it_remembers_from_one_batch_to_the_next() -> None:
    clock = Clock()
    pace = Pace(0.02, clock)
    cut(pace, clock, 1 / 2048)
    assert cut(pace, clock, 1 / 512)[:2] == [40, 10]


def test_no_image_is_lost_or_doubled() -> None:
    clock = Clock()
    assert [image for piece in Pace(0.02, clock).pieces(IMAGES) for image in piece] == IMAGES
    assert list(Pace().pieces([])) == []


@pytest.mark.parametrize(
    ("each", "most"),
    [(0.001, 64), (0.007, 64), (0.02, 16), (0.057, 8), (0.3, 1), (2.0, 1)],
)
def test_a_batch_is_no_more_than_half_a_second_of_what_came_last(each: float, most: int) -> None:
    clock = Clock()
    pace = Pace(0.02, clock)
    assert pace.batch(64) == 64  # before anything is known
    cut(pace, clock, each)
    assert pace.batch(64) == most
    assert pace.batch(1) == 1


@pytest.mark.parametrize(
    ("each", "waiting", "share"),
    [
        (0.3, 1000, 1),
        (0.02, 1000, 16),
        (0.02, 63, 8),
        (0.02, 31, 4),
        (0.02, 9, 2),  # three are 0.06 s of work: of two powers of two the smaller
        (0.02, 0, 2),
        (0.057, 9, 2),
    ],
)
def test_of_the_last_slow_images_a_quarter_is_taken(each: float, waiting: int, share: int) -> None:
    clock = Clock()
    pace = Pace(0.02, clock)
    cut(pace, clock, each)
    assert pace.share(pace.batch(64), lambda upto: min(upto, waiting)) == share


@pytest.mark.parametrize("each", [None, 0.0005])
def test_where_a_batch_is_little_work_nobody_counts_what_waits(each: float | None) -> None:
    clock = Clock()
    pace = Pace(0.02, clock)
    if each:
        cut(pace, clock, each)
    assert pace.share(64, lambda _: pytest.fail("counted")) == 64
