"""Count what each job holds, for quotas; and keep a journal of who did what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")

# The row that tells why a video failed, number -1, is no image.
COUNT = """
    UPDATE jobs SET
        stored_images = (SELECT count(*) FROM images AS i WHERE i.job_id = jobs.id
            AND (i.frame_index IS NULL OR i.frame_index <> -1)),
        stored_bytes = COALESCE((SELECT sum(i.blob_length) FROM images AS i WHERE i.job_id = jobs.id), 0)
            + COALESCE((SELECT sum(v.blob_length) FROM videos AS v
                WHERE v.job_id = jobs.id AND v.blob <> ''), 0)
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("jobs", sa.Column("stored_images", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("stored_bytes", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(sa.text(COUNT))
    op.create_index(
        "ix_jobs_held", "jobs",
        ["owner_id", "kept", "finished_at", "cancelled_at", "stored_images", "stored_bytes"],
        sqlite_where=sa.text("kept = 1"), postgresql_where=sa.text("kept"),
    )  # fmt: skip
    _create_journal()


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("object_id", ID, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(45), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_index(
        "ix_journal_hourly", "journal", ["account_id", "action", "object_id", "hour"], unique=True
    )
    op.create_index("ix_journal_object", "journal", ["object_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("journal")
    op.drop_index("ix_jobs_held", "jobs")
    op.drop_column("jobs", "stored_bytes")
    op.drop_column("jobs", "stored_images")
