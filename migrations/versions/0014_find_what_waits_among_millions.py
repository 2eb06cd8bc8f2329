"""Find suspects without reading all that waits, and clean up after claims in time."""

from alembic import op

from migrations.online import index_concurrently, online, patiently

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX, ON = "ix_images_suspects", "images (priority DESC, id) WHERE state = 'waiting' AND losses > 0"
# Of all rows, changed ones after which Postgres cleans up or counts anew. An image is changed twice: of five
# million it would wait for a million dead rows, in the index of what is in work as well.
OFTEN = {"autovacuum_vacuum_scale_factor": 0.02, "autovacuum_analyze_scale_factor": 0.02}


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE INDEX {INDEX} ON {ON}")
        return
    with online() as connection:
        index_concurrently(connection, INDEX, ON)
        settings = ", ".join(f"{name} = {value}" for name, value in OFTEN.items())
        patiently(connection, [f"ALTER TABLE images SET ({settings})"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(INDEX, "images")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE images RESET ({', '.join(OFTEN)})")
