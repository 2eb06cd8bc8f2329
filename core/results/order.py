"""The orders of results, and the ids of a page: the next one starts after the last row seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, union_all

from core.errors import Invalid
from core.results.filters import Sort
from core.results.grain import Column, Said
from core.results.parts import Part
from core.tables import Result


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One column of an order; a page's cursor holds the last row's value of each."""

    name: str
    kind: type  # of its values in a cursor
    column: Column
    descending: bool = False


def order_keys(sort: Sort, seen: Said) -> tuple[OrderKey, ...]:
    """The columns that order the rows; the last two make the order total."""
    ties = (OrderKey("since", UUID, seen.since), OrderKey("ordinal", int, Result.ordinal))
    if sort == "filename":
        return (OrderKey("filename", str, seen.filename), *ties)
    if sort == "created":
        return ties
    # Rows without a confidence come last, whichever way the others are sorted.
    missing = OrderKey("missing", int, case((seen.confidence.is_(None), 1), else_=0))
    return (
        missing,
        OrderKey("confidence", float, seen.confidence, descending=sort == "-confidence"),
        *ties,
    )


def ordering(keys: Sequence[OrderKey]) -> list[ColumnElement[Any]]:
    """The keys as a query orders by them."""
    return [key.column.desc() if key.descending else key.column.asc() for key in keys]


def first_ids(
    parts: Sequence[Part],
    sort: Sort,
    limit: int | None = None,
    after: Sequence[str | float | None] | None = None,
) -> Select[*tuple[Any, ...]]:
    """The query of up to `limit` results (None: all) by their order, after the one of these keys' values.

    Its columns are `result_id` and the keys. Raises `Invalid` for values that are of no row.
    """
    firsts = [_firsts(part, sort, limit, after) for part in parts]
    if len(firsts) == 1:
        return firsts[0]
    some = union_all(*(select(first.subquery()) for first in firsts)).subquery()
    keys = order_keys(sort, parts[0].seen)
    order = [some.c[key.name].desc() if key.descending else some.c[key.name].asc() for key in keys]
    return select(some).order_by(*order).limit(limit)


def _firsts(
    part: Part, sort: Sort, limit: int | None, after: Sequence[str | float | None] | None
) -> Select[*tuple[Any, ...]]:
    keys = order_keys(sort, part.seen)
    columns = [Result.id.label("result_id"), *(key.column.label(key.name) for key in keys)]
    query = part.query.add_columns(*columns).order_by(*ordering(keys)).limit(limit)
    return query if after is None else query.where(_after(keys, after))


def _after(keys: Sequence[OrderKey], values: Sequence[str | float | None]) -> ColumnElement[bool]:
    """The rows behind the one with these values: greater in one key, and equal in all keys before it."""
    first, value = keys[0].column, values[0]
    if value is None:
        raise Invalid("This cursor does not fit.", "invalid_cursor")
    # It follows from the rest, and is where an index can begin: of alternatives no database sees that.
    bound = first <= value if keys[0].descending else first >= value
    tests: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        if value is not None:
            behind = key.column < value if key.descending else key.column > value
            tests.append(and_(*equal, behind))
        equal.append(key.column.is_(None) if value is None else key.column == value)
    return bound & or_(*tests)
