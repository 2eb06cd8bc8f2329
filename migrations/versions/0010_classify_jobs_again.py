"""Let a job classify another's images again, and keep where the two models differ."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
CONFLICTS, AGAIN = sa.text("conflict IS NOT NULL"), sa.text("again_of IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    # No foreign keys, which SQLite cannot add to a table: both may outlive what they name.
    op.add_column("jobs", sa.Column("again_of", ID))
    op.add_column("jobs", sa.Column("compared_at", sa.DateTime(timezone=True)))
    op.add_column("images", sa.Column("again_of", ID))
    op.add_column("results", sa.Column("earlier_label", sa.String(6)))
    op.add_column("results", sa.Column("earlier_confidence", sa.Double()))
    op.add_column("results", sa.Column("earlier_version", sa.String(80)))
    op.add_column("results", sa.Column("conflict", sa.Double()))
    op.create_index("ix_jobs_again_of", "jobs", ["again_of"], sqlite_where=AGAIN, postgresql_where=AGAIN)
    op.create_index(
        "ix_results_conflict",
        "results",
        ["job_id", "conflict"],
        sqlite_where=CONFLICTS,
        postgresql_where=CONFLICTS,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_results_conflict", "results")
    op.drop_index("ix_jobs_again_of", "jobs")
    for name in ("conflict", "earlier_version", "earlier_confidence", "earlier_label"):
        op.drop_column("results", name)
    op.drop_column("images", "again_of")
    op.drop_column("jobs", "compared_at")
    op.drop_column("jobs", "again_of")
