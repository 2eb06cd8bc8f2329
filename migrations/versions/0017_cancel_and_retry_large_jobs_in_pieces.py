"""Remember which jobs' images are still to be stopped, or to wait again."""

import sqlalchemy as sa
from alembic import op

from migrations.online import index_concurrently, online, patiently

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME, ON = "ix_jobs_moving", "jobs (moving_to) WHERE moving_to IS NOT NULL"


def upgrade() -> None:
    """Apply. Old versions go on writing: they change all images of a job at once, and know no marks."""
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("jobs", sa.Column("moving_to", sa.String(10)))
        op.add_column("jobs", sa.Column("moving_since", sa.DateTime(timezone=True)))
        op.execute(f"CREATE INDEX {NAME} ON {ON}")
        return
    with online() as connection:
        patiently(
            connection,
            [
                "ALTER TABLE jobs ADD COLUMN IF NOT EXISTS moving_to VARCHAR(10), "
                "ADD COLUMN IF NOT EXISTS moving_since TIMESTAMPTZ"
            ],
        )
        index_concurrently(connection, NAME, ON)


def downgrade() -> None:
    """Take back. What is still to be moved stays where it is: it can be cancelled or retried again."""
    op.drop_index(NAME, "jobs")
    op.drop_column("jobs", "moving_since")
    op.drop_column("jobs", "moving_to")
