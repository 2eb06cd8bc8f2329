"""Pages of results by cursor: the next page starts after the last row seen, however many rows there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from core.cursor import Value, decode_cursor, encode_cursor, not_of_this_list
from core.errors import NotFound
from core.jobs.access import visible_to
from core.results.counted import count_each, is_counted
from core.results.doubt import doubted_by
from core.results.filters import ResultFilter, Sort
from core.results.grain import FACES, Rows
from core.results.order import first_ids, order_keys
from core.results.parts import Part, count, parts_of
from core.results.row import ResultRow, row_of, select_rows
from core.tables import Result

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
    after = None if cursor is None else read_cursor(chosen.sort, cursor)
    parts = filter_parts(connection, job_id, chosen)
    found = connection.execute(first_ids(parts, chosen.sort, limit + 1, after)).all()
    ids = [row.result_id for row in found[:limit]]
    more = len(found) > limit
    return Page(rows_of(connection, chosen, ids), encode_cursor(found[limit - 1][1:]) if more else None)


def read_cursor(sort: Sort, cursor: str) -> Sequence[Value]:
    """What a cursor says of an order's keys. Raises `Invalid` for one that this order did not give."""
    keys = order_keys(sort, FACES)
    values = decode_cursor(cursor, [key.kind for key in keys])
    if keys[0].name == "missing" and values[0] != (values[1] is None):
        raise not_of_this_list()
    return values


def rows_of(connection: Connection, chosen: ResultFilter, ids: Sequence[str]) -> list[ResultRow]:
    """The rows of these results in the order of their ids, joined now that they are few."""
    found = connection.execute(_rows(chosen.rows), {"ids": ids}) if ids else ()
    rows = {row.result_id: row_of(row) for row in found}
    return [rows[one] for one in ids]


@cache
def _rows(rows: Rows | None) -> Select[*tuple[Any, ...]]:
    return select_rows(rows).where(Result.id.in_(bindparam("ids", expanding=True)))


def stream_results(connection: Connection, job_id: str, chosen: ResultFilter) -> Iterator[ResultRow]:
    """Read all rows of the filter, those of its pages in their order, without holding them all."""
    parts = filter_parts(connection, job_id, chosen)
    query = first_ids(parts, chosen.sort).execution_options(yield_per=EXPORT_CHUNK)
    for some in connection.execute(query).partitions():
        yield from rows_of(connection, chosen, [row.result_id for row in some])


def count_results(connection: Connection, job_id: str, chosen: ResultFilter) -> int:
    """How many rows the filter keeps."""
    if is_counted(chosen):
        return count_each(connection, job_id, [chosen])[0]
    parts = filter_parts(connection, job_id, replace(chosen, sort="created"))
    return int(connection.execute(count(parts)).scalar_one())


def filter_parts(connection: Connection, job_id: str, chosen: ResultFilter) -> list[Part]:
    """The parts of a filter's rows, for who asks for more than the rows themselves."""
    return parts_of(connection, job_id, chosen, doubted_by(connection, job_id))


def told(connection: Connection, job_id: str) -> frozenset[str]:
    """Which of `age_group` and `mask` the model says of a job's faces, by the newest of them."""
    newest = connection.execute(
        select(Result.age_group, Result.mask)
        .where(Result.job_id == job_id, Result.label.is_not(None))
        .order_by(Result.image_id.desc())
        .limit(1)
    ).one_or_none()
    return frozenset(name for name, said in (newest._asdict() if newest else {}).items() if said is not None)


def with_several_faces(connection: Connection, job_id: str, image_ids: Sequence[str]) -> frozenset[str]:
    """Those of a job's images that show several faces: an index has the faces beside the least sure one."""
    beside = select(Result.image_id).where(Result.job_id == job_id, ~Result.least)
    return frozenset(connection.execute(beside.where(Result.image_id.in_(image_ids)).distinct()).scalars())


def face_row(connection: Connection, account_id: str, face_id: str) -> ResultRow:
    """One face that an account may see. Raises `NotFound`, for somebody else's too."""
    for row in face_rows(connection, account_id, [face_id]):
        return row
    raise NotFound("There is no such face.")


def face_rows(connection: Connection, account_id: str, face_ids: Sequence[str]) -> list[ResultRow]:
    """Those of these faces that an account may see, in the order of their ids as given."""
    seen = select_rows().where(Result.id.in_(face_ids), Result.label.is_not(None), visible_to(account_id))
    rows = {row.result_id: row_of(row) for row in connection.execute(seen)}
    return [rows[face] for face in face_ids if face in rows]


def rows_in_order(connection: Connection, face_ids: Sequence[str]) -> list[ResultRow]:
    """The rows of these faces, in the order of their ids as given."""
    return rows_of(connection, ResultFilter(), face_ids)


def image_rows(connection: Connection, image_id: str) -> list[ResultRow]:
    """All rows of one image, in the order of its faces."""
    return [row_of(row) for row in connection.execute(_OF_IMAGE, {"image": image_id})]


_OF_IMAGE = select_rows().where(Result.image_id == bindparam("image")).order_by(Result.ordinal)


def finder_of(connection: Connection, image_id: str) -> str | None:
    """Who looked for an image's faces; None where it has not ended, or was taken for one face."""
    first = select(Result.finder_version).where(Result.image_id == image_id, Result.ordinal == 0)
    return connection.execute(first).scalar_one_or_none()
