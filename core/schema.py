"""Which schema this code needs: the newest migration's number, which a test compares with the migrations."""

from sqlalchemy import Connection, inspect, text

REVISION = "0017"


def schema_trouble(connection: Connection) -> str | None:
    """What a database's schema lacks, if anything; one that a newer version has migrated lacks nothing."""
    if not inspect(connection).has_table("alembic_version"):
        return "it has no tables; run browline migrate"
    found = connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar_one()
    if found is None or str(found) < REVISION:
        return f"its schema is {found}, and this version needs {REVISION}; run browline migrate"
    return None
