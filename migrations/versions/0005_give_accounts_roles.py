"""Give accounts roles and passwords, and say when a token was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Whoever was there first started Browline, and goes on as its admin."""
    op.add_column("accounts", sa.Column("role", sa.String(8), nullable=False, server_default="uploader"))
    op.add_column("accounts", sa.Column("password_hash", sa.String(200), nullable=True))
    op.add_column("accounts", sa.Column("sessions", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tokens", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        sa.text("UPDATE accounts SET role = 'admin' WHERE id = (SELECT id FROM accounts ORDER BY id LIMIT 1)")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("tokens", "last_used_at")
    op.drop_column("accounts", "sessions")
    op.drop_column("accounts", "password_hash")
    op.drop_column("accounts", "role")
