"""All rows of one database into another with the same tables, whichever of the two kinds each is."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, func, inspect, literal, select, update

from core.many import insert_many
from core.tables import Base, Image, SignInLink, Video, Worker

Telling = Callable[[str, int, int], None]  # what is done, and how many of how many are

AT_ONCE = 2_000  # rows
# What a moment later means nothing: who serves now, and links that sign in within minutes.
LEFT_OUT = frozenset({Worker.__tablename__, SignInLink.__tablename__})


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table that is copied has."""
    counts = {table: select(func.count()).select_from(table) for table in copied_tables()}
    return {table.name: connection.execute(count).scalar_one() for table, count in counts.items()}


def has_rows(connection: Connection) -> bool:
    """Whether any of these tables has one; of an older version some are not there."""
    there = set(inspect(connection).get_table_names())
    some = [
        select(literal(1)).select_from(table).limit(1) for table in copied_tables() if table.name in there
    ]
    return any(connection.execute(one).first() is not None for one in some)


def copy_rows(source: Connection, target: Connection, tell: Telling) -> None:
    """Copy everything. What a database derives by itself from its rows, it derives again."""
    done, total = 0, sum(count_rows(source).values())
    for table in copied_tables():
        columns = [column for column in table.c if not column.info.get("derived")]
        found = source.execution_options(yield_per=AT_ONCE).execute(select(*columns))
        for some in found.mappings().partitions():
            insert_many(target, table, [dict(row) for row in some])
            done += len(some)
            tell("Copying rows", done, total)


def copied_tables() -> list[Table]:
    """In an order in which no row names one that is not there yet."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT_OUT and not table.info.get("derived")
    ]


def release_claims(connection: Connection) -> None:
    """Let images and videos wait that somebody had in work: nobody here has."""
    for table in (Image, Video):
        held = update(table).where(table.state == "working")
        connection.execute(held.values(state="waiting", claim_id=None, lease_until=None))
