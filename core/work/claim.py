"""Take waiting images, with a lease."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.blobs import BlobRef
from core.clock import database_now
from core.database import Database
from core.ids import new_id
from core.jobs.create import BULK
from core.jobs.queue import IN_TURN
from core.prepared import Prepared
from core.tables import Image, Job
from core.work.types import Claim, ClaimedImage


def claim(
    database: Database, limit: int, lease_seconds: float, *, suspects: bool = False, least: int = BULK
) -> Claim | None:
    """Take up to `limit` waiting images of the highest priority, oldest first, or None if there are none.

    An image whose claim was lost before is a suspect: it is only claimed alone, with `suspects=True`, so that
    a poisonous file cannot take its neighbours down. Images under the priority `least` are left.
    """
    # An empty queue is asked all the time, also between two pieces of a batch: it must keep no writer of
    # SQLite waiting. Postgres has no such queue, and reads bulk images well only if it is told how.
    glancing = database.dialect == "sqlite" or least > BULK
    if glancing and not anything_waits(database, suspects, least):
        return None
    claim_id = new_id()
    values = {"most": 1 if suspects else limit, "claim": claim_id, "seconds": lease_seconds, "least": least}
    rows = database.take(_take(suspects), values)
    if not rows:
        return None
    return Claim(claim_id, [_claimed(row) for row in sorted(rows)], rows[0].priority)


def anything_waits(database: Database, suspects: bool, least: int) -> bool:
    """Whether there is an image that could be claimed.

    True as well where that cannot be asked: whoever goes on then hears why.
    """
    try:
        return bool(database.ask_queue(_look(suspects), {"least": least}))
    except SQLAlchemyError:
        return True


@cache
def _look(suspects: bool) -> Prepared:
    """The first one: any would do, and Postgres would look for it among all rows.

    That is quick where many wait, and takes a second where those that do are the last of five million.
    """
    return Prepared(select(Image.id).where(*_candidates(suspects)).order_by(*IN_TURN).limit(1))


def _candidates(suspects: bool) -> tuple[ColumnElement[bool], ...]:
    lost = Image.losses > 0 if suspects else Image.losses == 0
    return (Image.state == "waiting", lost, Image.priority >= bindparam("least"))


class _place(FunctionElement[Any]):  # noqa: N801 - it reads as a column
    """Where a row of images lies. Only within one statement: written anew, it lies elsewhere on Postgres."""

    inherit_cache = True


@compiles(_place, "sqlite")
def _sqlite_place(_element: _place, _compiler: SQLCompiler, **_: Any) -> str:  # noqa: ANN401
    return "images.rowid"


@compiles(_place, "postgresql")
def _postgres_place(_element: _place, _compiler: SQLCompiler, **_: Any) -> str:  # noqa: ANN401
    return "images.ctid"


@cache
def _take(suspects: bool) -> Prepared:
    """The statement that claims.

    The chosen are written where they lie, without another look at their state: they are locked, and on SQLite
    nobody else writes. Asked for by any condition that an index answers, Postgres may read that index from
    end to end for each of them, by a plan that it made while hardly anything was there. (One that somebody
    wrote between our first look at it and our lock lies elsewhere by then; it waits for the next claim.)
    """
    seconds = bindparam("seconds", type_=Float)
    return Prepared(
        update(Image)
        .where(_place().in_(_chosen(suspects)))
        .values(state="working", claim_id=bindparam("claim"), lease_until=database_now() + seconds)
        .returning(*_TOLD)
    )


def _chosen(suspects: bool) -> Select[Any]:
    """Where those lie that are claimed, which are locked then."""
    candidates = (
        select(_place().label("place"), Image.priority)
        .where(*_candidates(suspects))
        .order_by(*IN_TURN)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("candidates")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    # One priority at a time: a snapshot must not wait for the network to run over 63 bulk images beside it.
    urgent = select(func.max(candidates.c.priority)).scalar_subquery()
    return select(candidates.c.place).where(candidates.c.priority == urgent)


_TOLD = (
    Image.id,
    Image.job_id,
    select(Job.framing).where(Job.id == Image.job_id).scalar_subquery().label("framing"),
    Image.blob,
    Image.blob_offset,
    Image.blob_length,
    Image.width,
    Image.height,
    Image.priority,
)


def _claimed(row: Any) -> ClaimedImage:  # noqa: ANN401 - a row
    blob = BlobRef(row.blob, row.blob_offset, row.blob_length)
    return ClaimedImage(row.id, row.job_id, row.framing, blob, row.width, row.height)
