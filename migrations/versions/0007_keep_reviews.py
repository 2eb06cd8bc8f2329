"""Keep what people say of faces."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("face_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("reviewer", sa.String(200), nullable=True),
        sa.Column("desk", sa.String(64), nullable=False, server_default=""),
        sa.Column("label", sa.String(10), nullable=True),
        sa.Column("undoes", ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_reviews_job_id_jobs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["face_id"], ["results.id"], name="fk_reviews_face_id_results", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_reviews_account_id_accounts", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["reviews.id"], name="fk_reviews_undoes_reviews", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("undoes", name="uq_reviews_undoes"),
    )
    op.create_index("ix_reviews_face_id", "reviews", ["face_id", "id"])
    op.create_index("ix_reviews_job_account", "reviews", ["job_id", "account_id", "id"])
    op.create_index("ix_reviews_account_id", "reviews", ["account_id", "id"])
    op.create_table(
        "glances",
        sa.Column("face_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("desk", sa.String(64), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["face_id"], ["results.id"], name="fk_glances_face_id_results", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_glances_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("face_id", name="pk_glances"),
    )
    op.create_index("ix_glances_account_id", "glances", ["account_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("glances")
    op.drop_table("reviews")
