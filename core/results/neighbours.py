"""The rows before and after one in a filter's order, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from core.results.doubt import doubted_by
from core.results.filters import ResultFilter
from core.results.grain import said, with_tracks
from core.results.order import first_ids, order_keys
from core.results.page import rows_of
from core.results.parts import parts_of
from core.results.row import ResultRow
from core.tables import Image, Job, Result


@dataclass(frozen=True, slots=True)
class Neighbours:
    """None at the ends."""

    previous: ResultRow | None
    following: ResultRow | None


def neighbours(
    connection: Connection, job_id: str, chosen: ResultFilter, image_id: str, ordinal: int = 0
) -> Neighbours:
    """Around a row of a job, by where it is in the order; the filter need not keep it (any more)."""
    doubted = doubted_by(connection, job_id)
    keys = order_keys(chosen.sort, said(chosen.rows), doubted)
    here = with_tracks(
        select(*(key.column.label(key.name) for key in keys))
        .select_from(Result)
        .join(Image, Image.id == Result.image_id)
        .join(Job, Job.id == Result.job_id)
    ).where(Result.job_id == job_id, Result.image_id == image_id, Result.ordinal == ordinal)
    place = connection.execute(here).one_or_none()
    if place is None:
        return Neighbours(None, None)
    parts = parts_of(connection, job_id, chosen, doubted)
    ids = [
        connection.execute(first_ids(parts, chosen.sort, 1, list(place), back=back)).first()
        for back in (True, False)
    ]
    found = [_row(connection, chosen, [one.result_id] if one else []) for one in ids]
    return Neighbours(found[0], found[1])


def _row(connection: Connection, chosen: ResultFilter, ids: Sequence[str]) -> ResultRow | None:
    return next(iter(rows_of(connection, chosen, ids)), None)
