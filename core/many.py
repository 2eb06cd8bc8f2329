"""Insert many rows at once: in one statement where a trigger runs once for each."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import isfinite

from sqlalchemy import Connection, Table, TextClause, insert, text

from core.tables import Base

Values = Mapping[str, object]


def insert_many(connection: Connection, table: Table | type[Base], rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns; defaults of Python are not filled in.

    Postgres gets them as one parameter: as many parameters as there are values cost more to send than rows to
    write, and of as many statements each is counted by itself.
    """
    if not rows:
        return
    plain = insert(table)
    if connection.dialect.name == "postgresql":
        connection.execute(_from_json(plain.table.name, tuple(rows[0])), {"rows": _as_json(rows)})
    else:
        connection.execute(plain, rows)


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
