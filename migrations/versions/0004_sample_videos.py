"""Sample videos: their table, the tracks in them, and which image and result belongs to which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    """Apply."""
    _create_videos()
    _create_tracks()
    op.add_column("images", sa.Column("video_id", ID, nullable=True))
    op.add_column("images", sa.Column("frame_index", sa.Integer(), nullable=True))
    op.add_column("images", sa.Column("at_seconds", sa.Double(), nullable=True))
    of_one = sa.text("video_id IS NOT NULL")  # most images are of no video, and pay nothing
    op.create_index(
        "ix_images_frame", "images", ["video_id", "frame_index"], unique=True,
        sqlite_where=of_one, postgresql_where=of_one,
    )  # fmt: skip
    op.add_column("results", sa.Column("track_id", ID, nullable=True))
    some = sa.text("track_id IS NOT NULL")
    op.create_index("ix_results_track", "results", ["track_id"], sqlite_where=some, postgresql_where=some)
    pending = sa.text("video_id IS NOT NULL AND state IN ('waiting', 'working')")
    op.create_index(
        "ix_images_pending_frame", "images", ["video_id"], sqlite_where=pending, postgresql_where=pending
    )


def _create_videos() -> None:
    op.create_table(
        "videos",
        sa.Column("id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("blob", sa.String(length=120), nullable=False),
        sa.Column("blob_length", sa.BigInteger(), nullable=False),
        sa.Column("every", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("claim_id", ID, nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("track_tries", sa.Integer(), nullable=False),
        sa.Column("track_claim", ID, nullable=True),
        sa.Column("tracked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'working') = (claim_id IS NOT NULL)", name="ck_videos_claimed_while_working"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_videos_job_id_jobs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_videos"),
    )
    op.create_index("ix_videos_job", "videos", ["job_id", "id"])
    still = sa.text("tracked_at IS NULL")
    op.create_index("ix_videos_open", "videos", ["state", "id"], sqlite_where=still, postgresql_where=still)


def _create_tracks() -> None:
    op.create_table(
        "tracks",
        sa.Column("id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("video_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_seconds", sa.Double(), nullable=False),
        sa.Column("last_seconds", sa.Double(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=6), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("p_female", sa.Double(), nullable=False),
        sa.Column("p_male", sa.Double(), nullable=False),
        sa.Column("quality_flags", sa.String(length=80), nullable=False),
        sa.Column("best_face_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_tracks_job_id_jobs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["video_id"], ["videos.id"], name="fk_tracks_video_id_videos", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tracks"),
        sa.UniqueConstraint("video_id", "number", name="uq_tracks_video_id_number"),
    )
    op.create_index("ix_tracks_job", "tracks", ["job_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_images_pending_frame", "images")
    op.drop_index("ix_results_track", "results")
    op.drop_index("ix_images_frame", "images")
    op.drop_column("results", "track_id")
    for column in ("at_seconds", "frame_index", "video_id"):
        op.drop_column("images", column)
    op.drop_table("tracks")
    op.drop_table("videos")
