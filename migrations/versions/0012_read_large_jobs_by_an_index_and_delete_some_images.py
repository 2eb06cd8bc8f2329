"""Let an index answer for a job's rows however they are filtered, and let some images of a job be deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
VIEW = [
    "job_id", "image_id", "ordinal", "status", "label", "confidence", "age_group", "mask", "quality_flags",
    "reviewed_at", "opinions", "track_id", "conflict", "id",
]  # fmt: skip


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_results_job_image", "results")
    op.create_index("ix_results_job_image", "results", VIEW)
    op.drop_index("ix_images_job_filename", "images")
    op.create_index("ix_images_job_filename", "images", ["job_id", "filename", "id"])
    op.add_column("jobs", sa.Column("removed", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "erasures",
        sa.Column("id", ID, nullable=False),
        sa.Column("blob", sa.String(120), nullable=False),
        sa.Column("blob_offset", sa.BigInteger(), nullable=False),
        sa.Column("blob_length", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("erasures")
    op.drop_column("jobs", "removed")
    op.drop_index("ix_images_job_filename", "images")
    op.create_index("ix_images_job_filename", "images", ["job_id", "filename"])
    op.drop_index("ix_results_job_image", "results")
    op.create_index("ix_results_job_image", "results", ["job_id", "image_id", "ordinal"])
