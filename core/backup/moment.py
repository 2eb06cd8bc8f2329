"""The moment of a backup: rows all of whose packs are kept as these rows need them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from core.audit.needs import PAGE, Need, needs, pages
from core.audit.snapshot import snapshot
from core.backup.rows import Telling
from core.blobs.store import Keeping
from core.clock import utc_now
from core.database import Database
from core.errors import Conflict

MOMENTS = 20  # that are tried


@dataclass(frozen=True, slots=True)
class Moment:
    """Rows in an open transaction, ISO 8601 of when they were so, and the packs that they name.

    Of each pack it is said up to which byte rows need it; 0 where none does.
    """

    rows: Connection
    at: str
    packs: Mapping[str, int]


@contextmanager
def still_moment(source: Database, store: Keeping, tell: Telling) -> Iterator[Moment]:
    """A moment whose packs are kept, but for those that were lost before it.

    Every pack is kept first, as it is before the moment. Those that came just then are kept after it, and if
    something of them was deleted before that, another moment is taken: its rows know that it is gone. Raises
    `Conflict` where that happens again and again.
    """
    keep_all(store, tell)  # which may take long: then those that have come meanwhile are few
    for _ in range(MOMENTS):
        keep_all(store, tell)
        with snapshot(source) as rows:
            at = utc_now().isoformat(timespec="seconds")
            named, fresh = _named(rows, store)
            store.keep(fresh)
            if not _some_went(source, fresh):
                yield Moment(rows, at, named)
                return
    raise Conflict(
        "Images are deleted faster than they can be copied, so that no moment is whole: try again later.",
        "unsteady",
    )


def keep_all(store: Keeping, tell: Telling) -> None:
    """Keep every pack as it is now."""
    store.keep_all(lambda done, total: tell("Fetching packs", done, total))


def _named(rows: Connection, store: Keeping) -> tuple[dict[str, int], dict[str, Need]]:
    """The packs that rows name, up to which byte, and what they ask of those that are not kept."""
    named, fresh = dict[str, int](), dict[str, Need]()
    for jobs in pages(rows):
        for pack, need in needs(rows, jobs).items():
            named[pack] = need.length
            if not store.has(pack):
                fresh[pack] = need
    return named, fresh


def _some_went(source: Database, fresh: Mapping[str, Need]) -> bool:
    """Whether rows that needed these packs are gone or need them no more: then bytes may be gone, too.

    Rows go before their bytes do, so bytes that were kept while all rows were there are whole.
    """
    jobs = sorted({need.job for need in fresh.values()})
    now = dict[str, Need]()
    with source.read() as connection:
        for start in range(0, len(jobs), PAGE):
            now |= needs(connection, jobs[start : start + PAGE])
    return any(need.rows > (now[pack].rows if pack in now else 0) for pack, need in fresh.items())
