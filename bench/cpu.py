"""CPU time of an image by process, end to end and on the floor: what is left over is not work.

Unlike a rate it hardly moves while others use the machine, so that a step can be judged on any day.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bench.end_to_end import grouped, pass_through
from bench.floor import measure_floor
from bench.parts import Meter
from bench.photos import DIFFERENT, FACES
from bench.photos import SIZES as PHOTO_SIZES
from bench.running import Running, running
from core.settings import Settings, load_settings
from demo.pictures import jpeg, photo

CROPS = 256


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds an image: those of the floor, and those end to end by process."""

    name: str
    floor: float
    parts: dict[str, float]

    @property
    def whole(self) -> float:
        """Of all processes, the load generator among them."""
        return sum(self.parts.values())

    def row(self) -> str:
        """A line of the table."""
        parts = "  ".join(f"{part} {1000 * seconds:.3f}" for part, seconds in self.parts.items())
        share = 100 * self.floor / self.whole
        whole = f"all {1000 * self.whole:.3f} ({share:.0f} %)"
        return f"{self.name:12} floor {1000 * self.floor:.3f}  {whole}  {parts}"


@click.command()
@click.option("--images", default=6400, show_default=True, help="Crops in each job.")
@click.option("--jobs", default=3, show_default=True, help="Jobs of crops, each beside a floor of its own.")
@click.option("--photos/--no-photos", default=True, show_default=True)
def main(images: int, jobs: int, photos: bool) -> None:
    """Print milliseconds of one core an image; the best job of each, since load only adds to them."""
    settings = load_settings()
    crops = [jpeg(seed) for seed in range(CROPS)]
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        pass_through(server, grouped(crops, 640), 640)
        _print([_cost("crops", server, settings, crops, images, "face") for _ in range(jobs)])
        for width, height, count in PHOTO_SIZES if photos else ():
            pictures = [photo(seed, width, height, FACES) for seed in range(DIFFERENT)]
            name = f"{width}x{height}"
            _print([_cost(name, server, settings, pictures, count, "auto") for _ in range(jobs)])


def _print(costs: Sequence[Cost]) -> None:
    for cost in sorted(costs, key=lambda cost: cost.whole / cost.floor):
        print(cost.row(), flush=True)


def _cost(
    name: str, server: Running, settings: Settings, pictures: Sequence[bytes], count: int, framing: str
) -> Cost:
    groups = grouped(pictures, count)
    floor = measure_floor(pictures, settings, os.cpu_count() or 1, 3, search=framing == "auto").cpu
    meter, own = Meter(server.process.pid), time.process_time()
    pass_through(server, groups, count, framing)
    seconds = {"load": time.process_time() - own} | meter.spent()
    return Cost(name, floor, {part: each / count for part, each in seconds.items()})


if __name__ == "__main__":
    main()
