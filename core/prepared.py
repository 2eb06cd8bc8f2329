"""Statements that are asked all the time are prepared: text for the driver, each a transaction by itself.

To name a statement, look it up, begin, ask whose rows they are and commit costs more than its answer does.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import BindParameter, Connection, Dialect, Engine, Select, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.visitors import replacement_traverse

from core.outage import hide_values, is_read_only, quotes_values

Statement = Select[*tuple[Any, ...]] | ReturningUpdate[*tuple[Any, ...]]
FLOAT8 = 701  # Postgres' number of the type, which of all types only floats are asked for
DRIVERS_ERRORS = (sqlite3.Error, psycopg.Error)


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as one driver takes it, and what it makes of the rows."""

    sql: str
    asked: frozenset[str]  # the names of the values that are to be given
    marks: Sequence[str] | None  # the names of its values in their order; None: the driver knows them by name
    fixed: Mapping[str, object]  # values that are always the same, of those few that could not be text
    readers: Sequence[tuple[int, Callable[[Any], Any]]]  # of the columns that are not taken as they come
    row: Callable[[Sequence[object]], Any]

    def values(self, given: Mapping[str, object]) -> Mapping[str, object] | Sequence[object]:
        """Values, which are texts and numbers, as the driver takes them. None may be forgotten."""
        if given.keys() != self.asked:
            raise TypeError(f"Asked for the values {sorted(self.asked)}, given {sorted(given)}.")
        named = {**self.fixed, **given}
        return named if self.marks is None else [named[mark] for mark in self.marks]

    def rows(self, found: Sequence[Sequence[object]]) -> list[Any]:
        """Rows that have names, as SQLAlchemy's do."""
        if not self.readers:
            return [self.row(row) for row in found]
        return [self.row(self._read(row)) for row in found]

    def _read(self, row: Sequence[object]) -> Sequence[object]:
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return values


class Prepared:
    """A statement that is written down once for each kind of database."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._texts: dict[str, Text] = {}

    def on(self, dialect: Dialect) -> Text:
        """Its text there."""
        text = self._texts.get(dialect.name)
        if text is None:
            text = self._texts[dialect.name] = _written(self.statement, dialect)
        return text


def _written(statement: Statement, dialect: Dialect) -> Text:
    changed: Any = replacement_traverse(statement, {}, _as_text)
    compiled = changed.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    columns = statement.exported_columns
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, FLOAT8) for column in columns]
    return Text(
        str(compiled),
        frozenset(name for name, value in compiled.params.items() if value is None),
        getattr(compiled, "positiontup", None),
        {name: value for name, value in compiled.params.items() if value is not None},
        [(place, read) for place, read in enumerate(readers) if read is not None],
        _rows_of([str(name) for name, _ in columns.items()]),
    )


def _rows_of(names: Sequence[str]) -> Callable[[Sequence[object]], Any]:
    row: Any = namedtuple("Row", names)  # type: ignore[misc]  # what its columns are called, they tell
    make: Callable[[Sequence[object]], Any] = row._make
    return make


def _as_text(element: Any, **_: object) -> Any:  # noqa: ANN401 - any part of a statement
    """A value that is always the same: one plan for all values of those that are sent can be made for it.

    The others are not missed while the statement is written down; `Text.values` misses them.
    """
    if not isinstance(element, BindParameter):
        return None
    if element.value is None:
        return bindparam(element.key, type_=element.type, required=False)
    return element.render_literal_execute()


def connect(engine: Engine) -> PoolProxiedConnection:
    """A connection for `run`, to be closed. Raises what SQLAlchemy raises where there is none."""
    try:
        return engine.raw_connection()
    except DRIVERS_ERRORS as error:
        raise _as_told(engine, None, error, lost=False) from error


def run(
    engine: Engine, connection: PoolProxiedConnection, prepared: Prepared, given: Mapping[str, object]
) -> list[Any]:
    """The rows of one statement, which is a transaction by itself: none may have begun on this connection.

    Raises what SQLAlchemy raises.
    """
    text = prepared.on(engine.dialect)
    return text.rows(execute(engine, connection, text.sql, text.values(given)))


def execute(
    engine: Engine,
    connection: PoolProxiedConnection,
    sql: str,
    values: Mapping[str, object] | Sequence[object],
) -> list[Any]:
    """The rows of a text for the driver as they come. Raises what SQLAlchemy raises."""
    driver = cast(Any, connection.driver_connection)
    on_postgres = isinstance(driver, psycopg.Connection)
    try:
        return (_on_postgres if on_postgres else _on_sqlite)(driver, sql, values)
    except DRIVERS_ERRORS as error:
        raise _told(engine, connection, sql, error, driver) from error
    except BaseException:
        if on_postgres:  # it may still wait for its answer; SQLite's never does, and ends what nobody reads
            connection.invalidate()
        raise


def _on_postgres(driver: Any, sql: str, values: object) -> list[Any]:  # noqa: ANN401
    begins = not driver.autocommit
    if begins:
        driver.autocommit = True
    found: list[Any] = driver.execute(sql, values, prepare=True).fetchall()
    if begins:
        driver.autocommit = False
    return found


def _on_sqlite(driver: Any, sql: str, values: object) -> list[Any]:  # noqa: ANN401
    found: list[Any] = driver.execute(sql, values).fetchall()
    return found


def _told(
    engine: Engine,
    connection: PoolProxiedConnection,
    sql: str,
    error: Any,  # noqa: ANN401
    driver: Any,  # noqa: ANN401
) -> BaseException:
    """The driver's error as SQLAlchemy tells it; connections that it speaks against are not used again."""
    lost = engine.dialect.is_disconnect(error, driver, None) or is_read_only(error)
    if lost:
        _hang_up(engine, connection, driver)
    elif isinstance(driver, psycopg.Connection):
        connection.invalidate(error)  # it may commit at once for whoever has it next
    if quotes_values(error):
        hide_values(error)
    return _as_told(engine, sql, error, lost=lost)


def _as_told(engine: Engine, sql: str | None, error: Any, *, lost: bool) -> BaseException:  # noqa: ANN401
    kind = engine.dialect.loaded_dbapi.Error
    told: BaseException = DBAPIError.instance(
        sql, None, error, kind, hide_parameters=True, connection_invalidated=lost
    )
    return told


def _hang_up(engine: Engine, connection: PoolProxiedConnection, driver: Any) -> None:  # noqa: ANN401
    """Let SQLAlchemy find that this connection is lost: those as old are made anew when next taken."""
    driver.close()
    with suppress(DBAPIError), Connection(engine, connection) as asked:
        asked.exec_driver_sql("SELECT 1")
