"""Mark jobs whose faces are drawn, and find them without reading the others."""

import sqlalchemy as sa
from alembic import op

from migrations.online import index_concurrently, online, patiently

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEX = "ix_jobs_drawn"


def upgrade() -> None:
    """Apply. Old versions go on writing: a job of theirs is no drawn one."""
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("jobs", sa.Column("drawn", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(f"CREATE INDEX {INDEX} ON jobs (owner_id) WHERE drawn = 1")
        return
    with online() as connection:
        column = "drawn BOOLEAN NOT NULL DEFAULT false"  # no row is written anew for it
        patiently(connection, [f"ALTER TABLE jobs ADD COLUMN IF NOT EXISTS {column}"])
        index_concurrently(connection, INDEX, "jobs (owner_id) WHERE drawn")


def downgrade() -> None:
    """Take back."""
    op.drop_index(INDEX, "jobs")
    op.drop_column("jobs", "drawn")
