"""List a job's images in the order of their coming by an index, and mark jobs whose rows are going."""

import sqlalchemy as sa
from alembic import op

from migrations.online import index_concurrently, online, patiently

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ARRIVAL, STATE, DELETED = "ix_images_job_arrival", "ix_images_job_state", "ix_jobs_deleted"
INDEXES = {
    ARRIVAL: "images (job_id, state, created_at, id)",
    DELETED: "jobs (deleted_at) WHERE deleted_at IS NOT NULL",
}


def upgrade() -> None:
    """Apply. Old versions go on writing: they delete a job at once, and mark none."""
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("jobs", sa.Column("deleted_at", sa.DateTime(timezone=True)))
        for name, on in INDEXES.items():
            op.execute(f"CREATE INDEX {name} ON {on}")
        op.drop_index(STATE, "images")
        return
    with online() as connection:
        patiently(connection, ["ALTER TABLE jobs ADD COLUMN IF NOT EXISTS deleted_at TIMESTAMPTZ"])
        for name, on in INDEXES.items():
            index_concurrently(connection, name, on)
        # Last: the new one has all that the old one had.
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {STATE}")


def downgrade() -> None:
    """Take back. An older version knows no mark: what is marked goes whole."""
    op.execute("DELETE FROM jobs WHERE deleted_at IS NOT NULL")
    op.create_index(STATE, "images", ["job_id", "state"])
    for name, on in INDEXES.items():
        op.drop_index(name, on.partition(" ")[0])
    op.drop_column("jobs", "deleted_at")
