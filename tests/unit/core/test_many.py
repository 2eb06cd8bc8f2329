"""Rows that go round SQLAlchemy lie in SQLite as SQLAlchemy would have written them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
)

from core.ids import new_id
from core.many import insert_many
from core.tables import Base

SOME = datetime(2026, 1, 2, 3, 4, 5, 600, UTC)
OF_TYPE: dict[type, tuple[Any, Any, Any]] = {  # three of each
    str: (new_id(), new_id(), "ä"),
    int: (1, 2, 3),
    float: (0.25, 1.0, 0.0),
    bool: (True, False, True),
    object: (SOME, SOME, SOME.replace(microsecond=0)),  # of `UtcDateTime`, which does not tell
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Of a database that asks about types alone, not about other tables or which words may be there."""
    engine = create_engine("sqlite://")
    with engine.begin() as made:
        made.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        yield made
    engine.dispose()


def lying(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """The rows as SQLite has them, and the table empty again."""
    rows = [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]  # noqa: S608
    connection.execute(delete(table))
    return sorted(rows)


@contextmanager
def counted(connection: Connection) -> Iterator[list[int]]:
    """How often each statement is run: once, or once for each of a list of rows."""
    seen: list[int] = []

    def see(_: object, __: object, ___: str, parameters: Sequence[object], ____: object, many: bool) -> None:
        seen.append(len(parameters) if many else 1)

    event.listen(connection, "before_cursor_execute", see)
    yield seen
    event.remove(connection, "before_cursor_execute", see)


def check_same(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    table.create(connection)
    connection.execute(insert(table), rows)
    expected = lying(connection, table)
    insert_many(connection, table, rows)
    assert lying(connection, table) == expected
    assert len(expected) == len(rows)


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
def test_of_every_table(connection: Connection, table: Table) -> None:
    rows = [{column.name: OF_TYPE[column.type.python_type][n] for column in table.columns} for n in range(3)]
    rows[-1] |= {column.name: None for column in table.columns if column.nullable}
    check_same(connection, table, rows)


def test_many_are_few_statements_and_stay_in_their_order(connection: Connection) -> None:
    table = Table("numbered", MetaData(), Column("number", Integer))
    table.create(connection)
    with counted(connection) as seen:
        insert_many(connection, table, [{"number": number} for number in range(64 + 2 * 8 + 3)])
    assert seen == [1, 1, 1, 3]  # rows that each statement was run for
    assert list(connection.execute(select(table.c.number)).scalars()) == [*range(64 + 2 * 8 + 3)]


def test_of_values_that_cannot_be_hashed(connection: Connection) -> None:
    table = Table("noted", MetaData(), Column("what", JSON))
    check_same(connection, table, [{"what": {"a": [1, 2]}}, {"what": ["ä"]}])
