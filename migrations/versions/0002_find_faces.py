"""Say who looked for faces, and which flags make an answer uncertain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "jobs", sa.Column("uncertain_flags", sa.String(length=80), nullable=False, server_default="")
    )
    op.add_column("results", sa.Column("finder_version", sa.String(length=80), nullable=True))
    op.add_column(
        "workers", sa.Column("finder_version", sa.String(length=80), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("workers", "finder_version")
    op.drop_column("results", "finder_version")
    op.drop_column("jobs", "uncertain_flags")
