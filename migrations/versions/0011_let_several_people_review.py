"""Let several people review one job, and ask for more than one opinion of a face."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
UNSETTLED = sa.text("reviewed_at IS NULL AND opinions > 1")


def upgrade() -> None:
    """Apply. Until now a job's owner alone could review it, so each settled face has one opinion."""
    op.add_column("jobs", sa.Column("opinions", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("results", sa.Column("opinions", sa.Integer(), nullable=False, server_default="0"))
    op.execute(sa.text("UPDATE results SET opinions = 1 WHERE reviewed_at IS NOT NULL"))
    op.create_index(
        "ix_results_unsettled", "results", ["job_id"],
        sqlite_where=UNSETTLED, postgresql_where=UNSETTLED,
    )  # fmt: skip
    op.add_column("reviews", sa.Column("voice", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reviews", sa.Column("decides", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_reviews_face_account", "reviews", ["face_id", "account_id"])
    op.create_table(
        "job_reviewers",
        sa.Column("job_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_reviewers_job_id_jobs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_job_reviewers_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "account_id", name="pk_job_reviewers"),
    )
    op.create_index("ix_job_reviewers_account_id", "job_reviewers", ["account_id"])
    _remake_glances("face_id", "account_id")


def downgrade() -> None:
    """Take back."""
    _remake_glances("face_id")
    op.drop_table("job_reviewers")
    op.drop_index("ix_reviews_face_account", "reviews")
    op.drop_column("reviews", "decides")
    op.drop_column("reviews", "voice")
    op.drop_index("ix_results_unsettled", "results")
    op.drop_column("results", "opinions")
    op.drop_column("jobs", "opinions")


def _remake_glances(*key: str) -> None:
    """With another key, which SQLite cannot change. They are of the last minute; nobody misses them."""
    op.drop_table("glances")
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
        sa.PrimaryKeyConstraint(*key, name="pk_glances"),
    )
    op.create_index("ix_glances_account_id", "glances", ["account_id"])
