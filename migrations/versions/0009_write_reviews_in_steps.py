"""Tell which reviews were written at once, so that they are undone at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.add_column("reviews", sa.Column("step", ID, nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("reviews", "step")
