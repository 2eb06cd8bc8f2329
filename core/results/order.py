"""The orders of results, and the ids of a page: the next one starts after the last row seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, true, union_all

from core.cursor import Kind, Value
from core.results.doubt import uncertain
from core.results.filters import Sort
from core.results.grain import Column, Said
from core.results.parts import Part
from core.tables import Result


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One column of an order; a page's cursor holds the last row's value of each."""

    name: str
    kind: Kind  # of its values in a cursor
    column: Column
    descending: bool = False


def order_keys(sort: Sort, seen: Said, doubted: Sequence[str] = ()) -> tuple[OrderKey, ...]:
    """The columns that order the rows; the last two make the order total. `doubted` are the job's flags."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    ties = (OrderKey("since", UUID, seen.since), OrderKey("ordinal", int, Result.ordinal))
    if name == "created":
        return backwards(ties) if descending else ties
    if name == "filename":
        keys = (OrderKey("filename", str, seen.filename), *ties)
        return backwards(keys) if descending else keys  # an index gives either
    kind, column = _sorted_by(name, seen, doubted)
    # Rows that say nothing of it come last, whichever way the others are sorted.
    missing = OrderKey("missing", int, case((column.is_(None), 1), else_=0))
    return missing, OrderKey(name, kind, column, descending), *ties


def _sorted_by(name: str, seen: Said, doubted: Sequence[str]) -> tuple[Kind, Column]:
    """What a value of this name is, and where it is. Its words come in the order of the alphabet."""
    if name == "confidence":
        return float | None, seen.confidence
    if name == "label":
        return str | None, seen.label
    if name == "decision":
        return str | None, case((uncertain(doubted, seen), "uncertain"), else_=seen.label)
    if name == "reviewed":
        return datetime | None, Result.reviewed_at
    return str | None, {"age_group": Result.age_group, "mask": Result.mask, "status": Result.status}[name]


def backwards(keys: Sequence[OrderKey]) -> tuple[OrderKey, ...]:
    """The same order from its end."""
    return tuple(replace(key, descending=not key.descending) for key in keys)


def ordering(keys: Sequence[OrderKey]) -> list[ColumnElement[Any]]:
    """The keys as a query orders by them."""
    return [key.column.desc() if key.descending else key.column.asc() for key in keys]


def first_ids(
    parts: Sequence[Part],
    sort: Sort,
    limit: int | None = None,
    after: Sequence[Value] | None = None,
    *,
    back: bool = False,
) -> Select[*tuple[Any, ...]]:
    """The query of up to `limit` results (None: all) by their order, after the one of these keys' values.

    Its columns are `result_id` and the keys. With `back` they come in the opposite order.
    """
    keyed = [(part, order_keys(sort, part.seen, part.doubted)) for part in parts]
    if back:
        keyed = [(part, backwards(keys)) for part, keys in keyed]
    firsts = [_firsts(part, keys, limit, after) for part, keys in keyed]
    if len(firsts) == 1:
        return firsts[0]
    some = union_all(*(select(first.subquery()) for first in firsts)).subquery()
    order = [some.c[key.name].desc() if key.descending else some.c[key.name].asc() for key in keyed[0][1]]
    return select(some).order_by(*order).limit(limit)


def _firsts(
    part: Part, keys: Sequence[OrderKey], limit: int | None, after: Sequence[Value] | None
) -> Select[*tuple[Any, ...]]:
    columns = [Result.id.label("result_id"), *(key.column.label(key.name) for key in keys)]
    behind: ColumnElement[bool] = true()
    if part.bounded and keys[1].name == "confidence":  # none is missing; an index has the rest in this order
        if after is not None and after[0]:  # of a row that has none: all of these come before it
            after, behind = None, true() if keys[0].descending else false()
        keys, after = keys[1:], after and after[1:]
    if after is not None:
        behind = _after(keys, after)
    return part.query.add_columns(*columns).where(behind).order_by(*ordering(keys)).limit(limit)


def _after(keys: Sequence[OrderKey], values: Sequence[Value]) -> ColumnElement[bool]:
    """The rows behind the one with these values: greater in one key, and equal in all keys before it."""
    first, value = keys[0].column, values[0]  # which no row lacks
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
