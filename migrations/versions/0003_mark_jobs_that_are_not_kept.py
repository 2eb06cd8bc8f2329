"""Mark jobs that are not kept: one live frame each, removed when it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("jobs", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index(
        "ix_jobs_live",
        "jobs",
        ["owner_id", "created_at"],
        sqlite_where=sa.text("kept = 0"),
        postgresql_where=sa.text("NOT kept"),
    )


def downgrade() -> None:
    """Take back."""
    op.execute(sa.text("DELETE FROM jobs WHERE NOT kept"))
    op.drop_index("ix_jobs_live", "jobs")
    op.drop_column("jobs", "kept")
