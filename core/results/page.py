"""Pages of results by cursor: the next page starts after the last row seen, however many rows there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, false, func, or_, select

from core.cursor import decode_cursor, encode_cursor
from core.errors import Invalid, NotFound
from core.results.filters import OrderKey, ResultFilter, conditions, order_keys
from core.results.grain import with_tracks
from core.results.row import ResultRow, row_of, select_rows
from core.tables import Image, Job, Result

EXPORT_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the rows after them (None at the end)."""

    items: list[ResultRow]
    next_cursor: str | None


def results_page(
    connection: Connection, job_id: str, chosen: ResultFilter, limit: int, cursor: str | None = None
) -> Page:
    """Read up to `limit` rows of a job. Raises `Invalid` for a cursor that this order did not give."""
    keys = order_keys(chosen)
    query = _ordered(job_id, chosen, keys, _doubted(connection, job_id))
    if cursor is not None:
        query = query.where(_after(keys, decode_cursor(cursor, [key.kind for key in keys])))
    rows = connection.execute(query.limit(limit + 1)).all()
    more = len(rows) > limit
    return Page(
        [row_of(row) for row in rows[:limit]], encode_cursor(_values(keys, rows[limit - 1])) if more else None
    )


def stream_results(connection: Connection, job_id: str, chosen: ResultFilter) -> Iterator[ResultRow]:
    """Read all rows of the filter in its order, without holding them all."""
    ordered = _ordered(job_id, chosen, order_keys(chosen), _doubted(connection, job_id))
    query = ordered.execution_options(yield_per=EXPORT_CHUNK)
    for row in connection.execute(query):
        yield row_of(row)


def count_results(connection: Connection, job_id: str, chosen: ResultFilter) -> int:
    """How many rows the filter keeps."""
    query = (
        select(func.count())
        .select_from(Result)
        .join(Image, Image.id == Result.image_id)
        .join(Job, Job.id == Result.job_id)
        .where(Result.job_id == job_id, *conditions(chosen, _doubted(connection, job_id)))
    )
    if chosen.rows == "people":
        query = with_tracks(query)
    return connection.execute(query).scalar_one()


def _doubted(connection: Connection, job_id: str) -> list[str]:
    """The flags that a job doubts. Read first: a query that asks about no flag is answered by an index."""
    words = connection.execute(select(Job.uncertain_flags).where(Job.id == job_id)).scalar_one_or_none()
    return (words or "").split()


def told(connection: Connection, job_id: str) -> frozenset[str]:
    """Which of `age_group` and `mask` the model says of a job's faces, by the newest of them."""
    newest = connection.execute(
        select(Result.age_group, Result.mask)
        .where(Result.job_id == job_id, Result.label.is_not(None))
        .order_by(Result.image_id.desc())
        .limit(1)
    ).one_or_none()
    return frozenset(name for name, said in (newest._asdict() if newest else {}).items() if said is not None)


def face_row(connection: Connection, owner_id: str, face_id: str) -> ResultRow:
    """One face of an owner. Raises `NotFound`, for somebody else's too."""
    found = connection.execute(
        select_rows().where(Result.id == face_id, Result.label.is_not(None), Job.owner_id == owner_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such face.")
    return row_of(found)


def image_rows(connection: Connection, image_id: str) -> list[ResultRow]:
    """All rows of one image, in the order of its faces."""
    return [row_of(row) for row in connection.execute(_OF_IMAGE, {"image": image_id})]


_OF_IMAGE = select_rows().where(Result.image_id == bindparam("image")).order_by(Result.ordinal)


def finder_of(connection: Connection, image_id: str) -> str | None:
    """Who looked for an image's faces; None where it has not ended, or was taken for one face."""
    first = select(Result.finder_version).where(Result.image_id == image_id, Result.ordinal == 0)
    return connection.execute(first).scalar_one_or_none()


def _ordered(
    job_id: str, chosen: ResultFilter, keys: Sequence[OrderKey], doubted: Sequence[str]
) -> Select[*tuple[Any, ...]]:
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    extra = [key.column.label(f"key_{key.name}") for key in keys]
    chosen_rows = select_rows(chosen.rows).where(Result.job_id == job_id, *conditions(chosen, doubted))
    return chosen_rows.add_columns(*extra).order_by(*order)


def _values(keys: Sequence[OrderKey], row: Row[*tuple[Any, ...]]) -> list[str | float | None]:
    return [row._mapping[f"key_{key.name}"] for key in keys]


def _after(keys: Sequence[OrderKey], values: Sequence[str | float | None]) -> ColumnElement[bool]:
    """The rows behind the one with these values: greater in one key, and equal in all keys before it."""
    tests: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        if value is not None:
            behind = key.column < value if key.descending else key.column > value
            tests.append(and_(*equal, behind))
        equal.append(key.column.is_(None) if value is None else key.column == value)
    if not tests:
        raise Invalid("This cursor does not fit.", "invalid_cursor")
    return or_(false(), *tests)
