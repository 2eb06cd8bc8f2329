"""What so many workers reached with one Postgres, and how that is told."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.claimers import Load, Worked


@dataclass(frozen=True, slots=True)
class Point:
    """What some workers reached. Rates a second, milliseconds, CPU in milliseconds of a core an image."""

    what: str
    workers: int
    jobs: int
    batch: int
    service_ms: float
    claims: float
    images: float
    claim_p50: float
    claim_p95: float
    finish_p95: float
    waits: dict[str, float]  # the share of the workers' time that they wait in the database, by for what
    database_ms: float  # NaN where the server is not ours to look at
    generator_ms: float
    wal_bytes: float  # an image

    @property
    def ideal(self) -> float:
        """Images a second if the database took no time."""
        return self.workers / (self.service_ms / 1000)

    @property
    def locked(self) -> float:
        """The share of the workers' time that they wait for each other's locks."""
        return self.waits.get("Lock", 0.0)


def point_of(
    what: str,
    load: Load,
    jobs: int,
    worked: Worked,
    waits: dict[str, float],
    database: float,
    wal: int,
) -> Point:
    """Put together what was seen; `database` are the server's seconds of a core. Raises `RuntimeError`
    where too few images waited."""
    if worked.starved:
        raise RuntimeError(f"{load.workers} workers took all images that were there")
    told, seconds = worked.counted, worked.until - worked.began
    if len(told) < load.workers:  # so slow that a batch takes longer than that: all of them, from their start
        told = list(worked.batches)
        seconds = max(batch.ended for batch in told) - (worked.began - load.batch_seconds)
    claims, finishes = ([getattr(batch, name) for batch in told] for name in ("claim_ms", "finish_ms"))
    p50, p95 = np.percentile(claims, [50, 95])
    return Point(
        what=what,
        workers=load.workers,
        jobs=jobs,
        batch=load.batch,
        service_ms=load.service_ms,
        claims=len(told) / seconds,
        images=sum(batch.images for batch in told) / seconds,
        claim_p50=float(p50),
        claim_p95=float(p95),
        finish_p95=float(np.percentile(finishes, 95)),
        waits=waits,
        database_ms=1000 * database / worked.images,
        generator_ms=1000 * worked.cpu_seconds / worked.images,
        wal_bytes=wal / worked.images,
    )


def table(points: Sequence[Point]) -> str:
    """The numbers of workers as Markdown."""
    head = (
        "| workers | jobs | batches/s | images/s | of what they could | claim p50 / p95 | finish p95 "
        "| wait for locks | Postgres, CPU an image | load generator |\n"
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *(
        f"| {point.workers} | {point.jobs} | {point.claims:,.0f} | {point.images:,.0f} "
        f"| {100 * point.images / point.ideal:.0f} % | {point.claim_p50:.1f} / {point.claim_p95:.1f} ms "
        f"| {point.finish_p95:.0f} ms | {100 * point.locked:.0f} % | {_ms(point.database_ms)} "
        f"| {point.generator_ms:.3f} ms |"
        for point in points
    )])  # fmt: skip


def help_table(points: Sequence[Point]) -> str:
    """What was done otherwise, as Markdown."""
    head = (
        "| | images/s | to the first | claim p95 | finish p95 | wait for locks | Postgres, CPU an image "
        "| log an image |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *(
        f"| {point.what} | {point.images:,.0f} | {point.images / points[0].images:.2f} "
        f"| {point.claim_p95:.1f} ms | {point.finish_p95:.0f} ms | {100 * point.locked:.0f} % "
        f"| {_ms(point.database_ms)} | {point.wal_bytes:,.0f} B |"
        for point in points
    )])  # fmt: skip


def _ms(figure: float) -> str:
    return "not seen" if math.isnan(figure) else f"{figure:.3f} ms"
