"""`make bench`: floor, end to end, the original's way and snapshot latency, in one run on this machine."""

import json
import os
import platform
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.end_to_end import Passage, grouped, pass_through
from bench.floor import measure_floor
from bench.original import original_rate
from bench.photos import PhotoRate, photo_rates
from bench.running import Running, running
from bench.snapshots import Latency, snapshot_latency
from core.settings import Settings, load_settings
from demo.pictures import jpeg

DIFFERENT = 256
RUNS = 5
# On two cores: images a second and percent of the floor at least, milliseconds of a snapshot's p95 at most.
RATE, SHARE, PHOTO_SHARE, IDLE, DURING = 2500, 65, 85, 60, 150


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run measured. Rates are images a second."""

    taken_at: str
    machine: str
    cores: int
    model: str
    image_bytes: int
    floors: list[float]  # measured before each job, since a shared machine's speed drifts
    end_to_end: list[Passage]
    original: float
    snapshot_idle: Latency
    snapshot_during_job: Latency
    photos: list[PhotoRate]

    @property
    def rate(self) -> float:
        """The median end-to-end rate."""
        return median(passage.rate for passage in self.end_to_end)

    @property
    def share(self) -> float:
        """The median share that a job reached of the floor measured just before it."""
        return median(job.rate / floor for floor, job in zip(self.floors, self.end_to_end, strict=True))


@click.command()
@click.option("--images", default=10_000, show_default=True, help="Images in each end-to-end job.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
def main(images: int, out: Path) -> None:
    """Measure this machine; prints a table, writes it as JSON, and fails where a bar is missed."""
    tell_if_busy()
    settings = load_settings()
    pictures = [jpeg(seed) for seed in range(DIFFERENT)]
    print("The original's way …", flush=True)
    original = original_rate(pictures, settings.models)
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        report = _served(server, pictures, images, settings, original)
    _print(report)
    out.mkdir(exist_ok=True)
    target = out / f"throughput-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(asdict(report) | {"rate": report.rate, "share": report.share}, indent=2))
    print(f"\nWritten to {target}")
    judge(_bars(report))


def _bars(report: Report) -> list[Bar]:
    return [
        Bar("end to end", report.rate, "at least", RATE, "images/s"),
        Bar("share of the floor", 100 * report.share, "at least", SHARE, "%"),
        *(
            Bar(f"photos {one.width}×{one.height}, of their floor", one.share, "at least", PHOTO_SHARE, "%")
            for one in report.photos
        ),
        Bar("snapshot alone, p95", report.snapshot_idle.p95, "at most", IDLE, "ms"),
        Bar("snapshot during a job, p95", report.snapshot_during_job.p95, "at most", DURING, "ms"),
    ]


def _served(
    server: Running, pictures: list[bytes], count: int, settings: Settings, original: float
) -> Report:
    groups = grouped(pictures, count)
    print("Warming up …", flush=True)
    pass_through(server, groups[:10], 640)
    floors, passages = [], []
    for turn in range(RUNS):
        print(f"Floor, then a job of {count:,} images ({turn + 1} of {RUNS}) …", flush=True)
        floors.append(measure_floor(pictures, settings, os.cpu_count() or 1, seconds=3).rate)
        passages.append(pass_through(server, groups, count))
    print("Snapshots …", flush=True)
    idle = snapshot_latency(server, pictures, 200)
    with ThreadPoolExecutor(1) as pool:
        bulk = pool.submit(pass_through, server, groups * 3, 3 * count)
        busy = snapshot_latency(server, pictures, 200, pause=0.02, while_true=lambda: not bulk.done())
        bulk.result()
    photos = photo_rates(server, settings)
    return Report(
        taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 1,
        model=server.get("/model")["version"],
        image_bytes=sum(map(len, pictures)) // len(pictures),
        floors=floors,
        end_to_end=passages,
        original=original,
        snapshot_idle=idle,
        snapshot_during_job=busy,
        photos=photos,
    )


def _print(report: Report) -> None:
    crop = f"200×200 JPEG of {report.image_bytes:,} bytes"
    print(f"\n{report.cores} cores, model {report.model}, {crop}\n")
    rows = [
        ("floor (decode + network, no server), median", f"{median(report.floors):,.0f} images/s"),
        ("end to end, median of the jobs", f"{report.rate:,.0f} images/s"),
        ("share of the floor, median of the jobs", f"{100 * report.share:.0f} %"),
        ("the original's way (model.predict each)", f"{report.original:,.0f} images/s"),
        ("snapshot alone, p50 / p95", f"{report.snapshot_idle.p50:.0f} / {report.snapshot_idle.p95:.0f} ms"),
        (
            "snapshot during a job, p50 / p95",
            f"{report.snapshot_during_job.p50:.0f} / {report.snapshot_during_job.p95:.0f} ms",
        ),
        *(row for photo in report.photos for row in photo.rows()),
    ]
    for name, value in rows:
        print(f"{name:46} {value:>22}")


if __name__ == "__main__":
    main()
