"""Packs: whatever a row needs lies in its pack, and no pack is without a row."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from core.audit.needs import PAGE, Need, live_packs, needs, pages
from core.audit.types import EXAMPLES, Finding, Kind
from core.blobs import LIVE, BlobStore, PackFile
from core.jobs.housekeeping import existing_jobs

Snapshot = Callable[[], AbstractContextManager[Connection]]

GONE = Kind(
    "bytes_missing",
    "Images or videos need bytes whose pack is gone.",
    "Restore the images' folder from before (BLOB_URL); images that wait end with the error bytes_missing.",
)
SHORT = Kind(
    "bytes_short",
    "Images or videos need bytes behind the end of their pack: it was cut.",
    "Check the disk, and restore the images' folder from before.",
)
LOOSE = Kind(
    "bytes_without_row",
    "Packs lie in the images' folder that no row names: nobody needs them, and they take room.",
    "See that the sweeper runs; it removes them within some hours.",
)
JOBLESS = Kind(
    "bytes_without_job",
    "Folders of packs lie in the images' folder whose job is gone.",
    "See that the sweeper runs and may write there; it removes them within minutes.",
)


@dataclass(slots=True)
class _Doubts:
    """What looks wrong at the first look, and how many packs were looked at."""

    packs: int = 0
    unmet: dict[str, PackFile | None] = field(default_factory=dict)
    jobs: set[str] = field(default_factory=set)  # whose packs these are
    loose: set[str] = field(default_factory=set)
    jobless: set[str] = field(default_factory=set)


def audit_packs(
    first: Connection, snapshot: Snapshot, store: BlobStore, grace_seconds: float
) -> tuple[int, list[Finding]]:
    """Compare packs with the rows of an open snapshot, and what differs with those of a later one.

    A row that is in both was there all the time between, and so had its bytes to be. Returns how many packs
    are there, and the findings. Packs younger than the grace, in seconds, may belong to rows that come.
    """
    newest = time.time() - grace_seconds
    live = store.packs(LIVE)
    doubts = _Doubts(packs=len(live), jobless=_jobless(first, store, grace_seconds))
    old = {name for name, pack in live.items() if pack.changed_at < newest}
    doubts.loose = old - live_packs(first) if old else old
    for jobs in pages(first):
        _look(first, store, jobs, newest, doubts)
    if not (doubts.unmet or doubts.loose or doubts.jobless):
        return doubts.packs, []
    with snapshot() as second:
        doubts.jobless &= _jobless(second, store, grace_seconds)
        return doubts.packs, _confirmed(second, store, doubts, grace_seconds)


def _look(
    connection: Connection, store: BlobStore, jobs: Sequence[str], newest: float, doubts: _Doubts
) -> None:
    packs = {name: pack for job in jobs for name, pack in store.packs(job).items()}
    named = needs(connection, jobs)
    doubts.packs += len(packs)
    for name, need in named.items():
        pack = packs.get(name)
        if need.rows and (pack is None or pack.length < need.length):
            doubts.unmet[name] = pack
            doubts.jobs.add(need.job)
    doubts.loose |= {name for name, pack in packs.items() if name not in named and pack.changed_at < newest}


def _confirmed(
    connection: Connection, store: BlobStore, doubts: _Doubts, grace_seconds: float
) -> list[Finding]:
    """Of the doubts those that a later snapshot has too."""
    named: dict[str, Need] = {}
    folders = {name.partition("/")[0] for name in doubts.loose}
    jobs = sorted(doubts.jobs | folders - {LIVE})
    for start in range(0, len(jobs), PAGE):
        named |= needs(connection, jobs[start : start + PAGE])
    unmet = {name: pack for name, pack in doubts.unmet.items() if name in named and named[name].rows}
    gone = [named[name] for name, pack in unmet.items() if pack is None]
    short = [named[name] for name, pack in unmet.items() if pack and pack.length < named[name].length]
    settled = {name for folder in folders for name in store.settled(folder, grace_seconds)}
    loose = sorted((doubts.loose & settled) - named.keys() - live_packs(connection))
    findings = [
        *(Finding(kind, sum(need.rows for need in of), _some(need.example for need in of))
          for kind, of in ((GONE, gone), (SHORT, short))),
        *(Finding(kind, len(of), _some(of))
          for kind, of in ((LOOSE, loose), (JOBLESS, sorted(doubts.jobless)))),
    ]  # fmt: skip
    return [finding for finding in findings if finding.count]


def _some(examples: Iterable[str | None]) -> list[str]:
    return sorted(filter(None, examples))[:EXAMPLES]


def _jobless(connection: Connection, store: BlobStore, grace_seconds: float) -> set[str]:
    """Folders that nothing was added to lately and whose job is not there."""
    folders = store.job_ids(grace_seconds)
    gone = set(folders) - existing_jobs(connection, folders)
    return {folder for folder in gone if store.packs(folder) and store.is_settled(folder)}
