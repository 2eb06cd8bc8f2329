"""Whole photographs: found, cut out and classified, end to end and in plain processes beside it."""

import os
from dataclasses import dataclass

from bench.end_to_end import Passage, grouped, pass_through
from bench.floor import measure_floor
from bench.running import Running
from core.settings import Settings
from demo.pictures import photo

# Width, height, and how many make a job of five seconds at least: less is mostly its beginning and its end.
SIZES = ((640, 480, 2500), (1920, 1080, 1000), (4000, 3000, 300))
DIFFERENT = 6
FACES = 2  # in each
BATCH = 8  # of the floor; the worker's own slices of such pictures are no larger


@dataclass(frozen=True, slots=True)
class PhotoRate:
    """What was measured with photographs of one size; rates are images a second."""

    width: int
    height: int
    image_bytes: int
    floor: float
    end_to_end: Passage

    @property
    def share(self) -> float:
        """Percent of the floor that the job reached."""
        return 100 * self.end_to_end.rate / self.floor

    def rows(self) -> list[tuple[str, str]]:
        """The lines of the table."""
        name = f"whole photos {self.width}×{self.height}, {FACES} faces each"
        return [
            (f"{name}, floor", f"{self.floor:,.1f} images/s"),
            ("  end to end", f"{self.end_to_end.rate:,.1f} images/s ({self.share:.0f} %)"),
        ]


def photo_rates(server: Running, settings: Settings, share: float = 1.0) -> list[PhotoRate]:
    """The rate of each size, each job right after its floor; `share` of the images, for a quick try."""
    rates = []
    for width, height, whole in SIZES:
        count = max(2 * DIFFERENT, round(share * whole))
        print(f"Floor, then a job of {count:,} photos of {width}×{height} …", flush=True)
        images = [photo(seed, width, height, FACES) for seed in range(DIFFERENT)]
        floor = measure_floor(images, settings, os.cpu_count() or 1, seconds=3, search=True, batch=BATCH).rate
        passage = pass_through(server, grouped(images, count), count, "auto")
        rates.append(PhotoRate(width, height, sum(map(len, images)) // DIFFERENT, floor, passage))
    return rates
