"""What somebody has from before accounts had roles goes on: their jobs, tokens and account."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import column, table

from core.accounts.records import list_accounts, password_hash
from core.accounts.secret import hash_secret
from core.accounts.tokens import list_tokens, token_holder
from core.database import Database
from core.jobs.drawn import is_drawn
from migrations.migrate import alembic_config, migrate, migrating

OWNER = "01900000-0000-7000-8000-000000000001"
LATER = "01900000-0000-7000-8000-000000000002"
JOB = "01900000-0000-7000-8000-000000000003"
THEN = {"created_at": datetime(2026, 1, 1, tzinfo=UTC)}
RULE = {"threshold": 0.8, "framing": "face", "refused": 0, "last_upload_at": THEN["created_at"], "kept": True}
ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    ("accounts", {"id": LATER, "name": "later"}),
    ("accounts", {"id": OWNER, "name": "owner"}),
    ("tokens", {"id": JOB, "account_id": OWNER, "name": "script", "hash": hash_secret("brw_old")}),
    ("jobs", {"id": JOB, "owner_id": OWNER, "name": "Ward 3"} | RULE),
)


@pytest.fixture
def older(database: Database) -> Database:
    """A database as version 0004 left it."""
    config = alembic_config()
    with migrating(database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    with database.write() as connection:
        for name, row in ROWS:
            values = row | THEN
            connection.execute(table(name, *map(column, values)).insert().values(values))
    migrate(database)
    return database


def test_the_first_account_becomes_an_admin_and_its_token_works(older: Database) -> None:
    with older.read() as connection:
        accounts = [(one.name, one.role, one.sessions) for one in list_accounts(connection)]
        holder = token_holder(older, "brw_old")
        assert accounts == [("owner", "admin", 0), ("later", "uploader", 0)]
        assert password_hash(connection, "owner")[1] is None
        assert holder is not None
        assert (holder.account.id, [one.last_used_at for one in list_tokens(connection)]) == (OWNER, [None])


def test_no_job_is_lost_on_the_way(older: Database) -> None:
    with older.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM jobs").scalars().all() == ["Ward 3"]
        assert not is_drawn(connection, JOB)
