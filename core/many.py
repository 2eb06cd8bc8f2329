"""Insert many rows at once, without what SQLAlchemy does about each value of each of them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from math import isfinite
from typing import Any, cast

from sqlalchemy import Connection, FromClause, Table, TextClause, insert, text
from sqlalchemy.dialects import sqlite

from core.tables import Base

Values = Mapping[str, object]
Parameters = Mapping[str, object] | tuple[object, ...] | list[tuple[object, ...]]
_SQLITE = sqlite.dialect()  # whose types say how their values are written
# In a transaction SQLite copies each page aside that a statement with triggers changes, to undo it alone: the
# same pages for each row, if each is a statement. Few sizes, since it keeps a program for each.
_AT_ONCE = (64, 8)


@dataclass(frozen=True, slots=True)
class Written:
    """Rows as a kind of database takes them, for who holds what others wait for while it inserts."""

    statements: Sequence[tuple[TextClause | str, Parameters]]  # a text is the driver's own

    def insert(self, connection: Connection) -> None:
        """Insert them; of the kind of database that they were written for."""
        for statement, parameters in self.statements:
            if isinstance(statement, str):
                connection.exec_driver_sql(statement, parameters)
            else:
                connection.execute(statement, cast(Mapping[str, object], parameters))


def written(dialect: str, table: Table | type[Base], rows: Sequence[Values]) -> Written:
    """Write down rows that all name the same columns; defaults of Python are not filled in.

    Postgres gets them as one parameter: as many parameters as there are values cost more to send than rows to
    write, and of as many statements each is counted by itself. SQLite gets them by handfuls, straight from
    its driver: naming and asking about each value takes longer than writing it into all indexes.
    """
    if not rows:
        return Written(())
    into, columns = insert(table).table, tuple(rows[0])
    if dialect == "postgresql":
        return Written([(_from_json(into.name, columns), _as_json(rows))])
    return Written(list(_by_handfuls(into.name, columns, _as_tuples(into, rows))))


def insert_many(connection: Connection, table: Table | type[Base], rows: Sequence[Values]) -> None:
    """Insert rows, written down as `written` does."""
    written(connection.dialect.name, table, rows).insert(connection)


def _by_handfuls(
    table: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> Iterator[tuple[str, Parameters]]:
    done = 0
    for size in _AT_ONCE:
        while len(rows) - done >= size:
            handful = rows[done : done + size]
            yield _insert(table, columns, size), tuple(chain.from_iterable(handful))
            done += size
    if done < len(rows):
        yield _insert(table, columns, 1), list(rows[done:])


@lru_cache(maxsize=64)
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    marks = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 - ours


def _as_tuples(table: FromClause, rows: Sequence[Values]) -> list[tuple[object, ...]]:
    """The rows as SQLite's driver takes them: each column's type is asked once how to write its values."""
    columns = [_column(table, name, [row[name] for row in rows]) for name in rows[0]]
    return list(zip(*columns, strict=True))


def _column(table: FromClause, name: str, values: Sequence[object]) -> Sequence[object]:
    write: Callable[[Any], Any] | None = table.c[name].type.dialect_impl(_SQLITE).bind_processor(_SQLITE)
    if write is None:
        return values
    try:
        known = {value: write(value) for value in set(values)}  # of most rows the time is the same
    except TypeError:  # such as JSON's, which cannot be hashed
        return [write(value) for value in values]
    return [known[value] for value in values]


@lru_cache(maxsize=64)
def _from_json(table: str, columns: tuple[str, ...]) -> TextClause:
    names = ", ".join(columns)
    return text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows_of_json(table)}")  # noqa: S608


def rows_of_json(table: str) -> str:
    """What Postgres reads rows of a table from: they are sent as `rows`, what all of them have as `same`."""
    same = f"json_populate_record(NULL::{table}, CAST(:same AS json))"
    return f"json_populate_recordset({same}, CAST(:rows AS json))"


def _as_json(rows: Sequence[Values]) -> dict[str, str]:
    """The rows, of which most have half of their values in common: these are written and read once."""
    same = {name: value for name, value in rows[0].items() if all(row[name] == value for row in rows)}
    others = [name for name in rows[0] if name not in same]
    return {"same": _json(same), "rows": _json([{name: row[name] for name in others} for row in rows])}


def _json(rows: Values | Sequence[Values]) -> str:
    try:
        return json.dumps(rows, default=_written, allow_nan=False)
    except ValueError:  # JSON has no word for such a number, and Postgres reads one
        return json.dumps(_named(rows), default=_written)


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no column's value")


def _named(value: object) -> object:
    """Numbers that JSON has no word for as texts; those within a JSON column's own value are refused."""
    if isinstance(value, list):
        return [_named(row) for row in value]
    if isinstance(value, dict):
        return {name: str(one) if _is_odd(one) else one for name, one in value.items()}
    return value


def _is_odd(value: object) -> bool:
    return isinstance(value, float) and not isfinite(value)
