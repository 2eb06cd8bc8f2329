"""Insert many rows at once, without what SQLAlchemy does about each value of each of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import isfinite
from typing import Any

from sqlalchemy import Connection, Dialect, FromClause, Table, TextClause, insert, text

from core.tables import Base

Values = Mapping[str, object]


def insert_many(connection: Connection, table: Table | type[Base], rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns; defaults of Python are not filled in.

    Postgres gets them as one parameter: as many parameters as there are values cost more to send than rows to
    write, and of as many statements each is counted by itself. SQLite gets them one by one, but straight from
    its driver: naming and asking about each value takes longer than writing it into all indexes.
    """
    if not rows:
        return
    into, columns = insert(table).table, tuple(rows[0])
    if connection.dialect.name == "postgresql":
        connection.execute(_from_json(into.name, columns), {"rows": _as_json(rows)})
    else:
        connection.exec_driver_sql(_one_row(into.name, columns), _rows(connection.dialect, into, rows))


@lru_cache(maxsize=64)
def _one_row(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names


def _rows(dialect: Dialect, table: FromClause, rows: Sequence[Values]) -> list[tuple[object, ...]]:
    """The rows as the driver takes them: each column's type is asked once how to write its values."""
    columns = [_written_as(dialect, table, name, [row[name] for row in rows]) for name in rows[0]]
    return list(zip(*columns, strict=True))


def _written_as(
    dialect: Dialect, table: FromClause, column: str, values: Sequence[object]
) -> Sequence[object]:
    write: Callable[[Any], Any] | None = table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    if write is None:
        return values
    written = {value: write(value) for value in set(values)}  # of most rows the time is the same
    return [written[value] for value in values]


@lru_cache(maxsize=64)
def _from_json(table: str, columns: tuple[str, ...]) -> TextClause:
    names = ", ".join(columns)
    rows = f"json_populate_recordset(NULL::{table}, CAST(:rows AS json))"
    return text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows}")  # noqa: S608 - our own names


def _as_json(rows: Sequence[Values]) -> str:
    try:
        return json.dumps(rows, default=_written, allow_nan=False)
    except ValueError:  # JSON has no word for such a number, and Postgres reads one
        return json.dumps(
            [{name: _named(value) for name, value in row.items()} for row in rows], default=_written
        )


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no column's value")


def _named(value: object) -> object:
    return str(value) if isinstance(value, float) and not isfinite(value) else value
