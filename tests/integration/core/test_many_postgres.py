"""Rows that go to Postgres as one value lie there as SQLAlchemy would have written them, one by one."""

from datetime import UTC, datetime
from math import inf, nan
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text, delete, insert, select

from core.clock import UtcDateTime
from core.database import Database
from core.ids import new_id
from core.many import insert_many, written
from core.tables.base import UUID_TEXT

NOTED = Table(
    "noted", MetaData(),
    Column("id", UUID_TEXT), Column("number", Float), Column("whole", Integer), Column("yes", Boolean),
    Column("word", Text), Column("at", UtcDateTime), Column("left_out", Text),
    prefixes=["TEMPORARY"],
)  # fmt: skip
SOME = datetime(2026, 1, 2, 3, 4, 5, 600, UTC)
ALIKE: dict[str, Any] = {
    "id": new_id(), "number": 0.1, "whole": 2, "yes": False, "word": 'ä"\\n', "at": SOME
}  # fmt: skip
KINDS: dict[str, list[dict[str, Any]]] = {
    "one": [ALIKE],
    "alike": [ALIKE] * 3,
    "some alike": [ALIKE | {"id": new_id(), "whole": number, "word": str(number)} for number in range(3)],
    "nothing alike": [ALIKE, dict.fromkeys(ALIKE), ALIKE | {"number": 1.0, "yes": True, "word": ""}],
    "empty in all": [ALIKE | {"word": None, "yes": None, "whole": number} for number in range(3)],
    "no numbers": [ALIKE | {"number": number} for number in (nan, inf, -inf, 0.5)],
    "infinite in all": [ALIKE | {"number": inf, "whole": number} for number in range(3)],
}


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_it_lies_as_if_written_one_by_one(database: Database, kind: str) -> None:
    with database.write() as connection:
        NOTED.create(connection)
        connection.execute(insert(NOTED), KINDS[kind])
        expected = [str(row) for row in connection.execute(select(NOTED))]
        connection.execute(delete(NOTED))
        insert_many(connection, NOTED, KINDS[kind])
        assert [str(row) for row in connection.execute(select(NOTED))] == expected
        assert len(expected) == len(KINDS[kind])
        NOTED.drop(connection)


def test_what_all_have_in_common_is_sent_once() -> None:
    ((_, sent),) = written("postgresql", NOTED, KINDS["some alike"]).statements
    assert str(sent).count(SOME.isoformat()) == 1
