"""Insert many rows at once: in one statement where a trigger runs once for each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isfinite

from sqlalchemy import Connection, Executable, Table, TextClause, insert, text

from core.tables import Base

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Written:
    """Rows as a kind of database takes them, for who holds what others wait for while it inserts."""

    statement: Executable | None  # None: there are none
    parameters: Mapping[str, object] | Sequence[Values]

    def insert(self, connection: Connection) -> None:
        """Insert them; of the kind of database that they were written for."""
        if self.statement is not None:
            connection.execute(self.statement, self.parameters)


def written(dialect: str, table: Table | type[Base], rows: Sequence[Values]) -> Written:
    """Write down rows that all name the same columns; defaults of Python are not filled in.

    Postgres gets them as one parameter: as many parameters as there are values cost more to send than rows to
    write, and of as many statements each is counted by itself.
    """
    if not rows:
        return Written(None, ())
    plain = insert(table)
    if dialect == "postgresql":
        return Written(_from_json(plain.table.name, tuple(rows[0])), {"rows": _as_json(rows)})
    return Written(plain, rows)


def insert_many(connection: Connection, table: Table | type[Base], rows: Sequence[Values]) -> None:
    """Insert rows, written down as `written` does."""
    written(connection.dialect.name, table, rows).insert(connection)


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
